"""Send what was kept: in order within a chat, in parallel between chats, again when it makes sense."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.channels.channel import Channel, Refused, SendError, TryLater, Uncertain, Unreachable, WindowClosed
from bot.knowledge.model import Knowledge
from bot.store.database import Database
from bot.store.outbox import LEASE, Posting, claim, progress, recover, settle, unreachable, withheld
from bot.store.parked import park
from bot.store.tables import Author, State
from bot.translations import Voice

log = logging.getLogger(__name__)
IDLE_SECONDS = 1.0  # how often other processes' and postponed replies are looked for
MOST_AT_ONCE = 50
MOST_TRIES = 12
MARGIN = timedelta(minutes=1)  # before a window closes: what leaves now must still arrive in it


@dataclass(slots=True)
class Outbox:
    """Sends the replies of some channels. Several processes may share one database."""

    database: Database
    channels: Mapping[str, Channel]
    knowledge: Callable[[], Knowledge]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    lease: timedelta = LEASE
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def wake(self) -> None:
        """Something was kept: look now."""
        self._wake.set()

    async def run(self, *, alone: bool) -> None:
        """Send until cancelled. `alone`: no other process uses this database, so claims found are dead."""
        if alone:
            await recover(self.database, self.channels, self.clock())
        try:
            while True:
                await self._round()
        finally:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Send what is due now, and return when nothing is left."""
        while found := await claim(self.database, self.channels, self.clock(), self.lease):
            await asyncio.gather(*(self._post(each) for each in found))

    async def _round(self) -> None:
        self._wake.clear()
        found: list[Posting] = []
        if len(self._tasks) < MOST_AT_ONCE:
            try:
                found = await claim(self.database, self.channels, self.clock(), self.lease)
            except Exception:
                log.exception("the outbox could not be read")
        for posting in found:
            task = asyncio.create_task(self._post(posting))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        if not found:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.wake()

    async def _post(self, posting: Posting) -> None:
        """Send one reply and record how it went, whatever happens."""
        try:
            if await withheld(self.database, posting, self.clock()):
                return
            platform_id = await self._send(posting)
        except SendError as error:
            await self._failed(posting, error)
        except Exception:
            log.exception("a reply could not be sent", extra={"channel": posting.channel, "row": posting.row})
            await settle(self.database, posting, State.FAILED, self.clock(), error="fault")
        else:
            await settle(self.database, posting, State.SENT, self.clock(), platform_id=platform_id)

    async def _send(self, posting: Posting) -> str | None:
        channel = self.channels[posting.channel]
        rendered = Voice(posting.language, self.knowledge()).reply(posting.reply)
        closed = channel.window and self.clock() - posting.heard_at > channel.window - MARGIN
        parts = channel.opening(rendered) if closed else channel.parts(rendered)
        if closed and not parts:
            raise WindowClosed("window")
        platform_id = None
        for number, part in enumerate(parts, 1):
            if number <= posting.parts:
                continue
            platform_id = await channel.send(posting.chat, part)
            if number < len(parts):
                await progress(self.database, posting, number, platform_id)
        return platform_id

    async def _failed(self, posting: Posting, error: SendError) -> None:
        now, code = self.clock(), error.code or type(error).__name__
        log.warning(
            "a reply was not sent", extra={"channel": posting.channel, "row": posting.row, "code": code}
        )
        match error:
            case Unreachable():
                await unreachable(self.database, posting)
            case TryLater(wait=wait) if posting.tries < MOST_TRIES:
                await settle(self.database, posting, State.WAITING, now, error=code, wait=wait)
            case Uncertain() if posting.doubts == 0:
                again = timedelta(seconds=2)
                await settle(
                    self.database, posting, State.WAITING, now, error=code, wait=again, doubtful=True
                )
            case Uncertain():
                await settle(self.database, posting, State.UNKNOWN, now, error=code)
            case WindowClosed() if posting.author in (Author.OPERATOR, Author.NOTICE):
                await park(self.database, posting, now)
                self.wake()
            case WindowClosed() | Refused() | _:
                await settle(self.database, posting, State.FAILED, now, error=code)
