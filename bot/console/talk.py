"""One conversation: read it, take it, answer, pass it on, close it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.canned import CANNED
from bot.channels.channel import Channel
from bot.console.gate import Gate, Visitor, missing
from bot.console.inbox import wants
from bot.console.screen import page
from bot.console.shown import Reader
from bot.hear import Brain
from bot.knowledge.model import Desk
from bot.messages import Passage, Sentence
from bot.store import talks
from bot.store.handovers import staffed
from bot.store.inbox import Item, item, transcript
from bot.store.talks import Closed, NotFound, Taken
from bot.store.users import record
from bot.translations import Voice
from bot.understanding.normalise import fold

log = logging.getLogger(__name__)
MOST_FOUND = 8  # answers shown for a search
Act = Callable[[AsyncConnection, Visitor, Item], Awaitable[object]]


class Stale(Exception):
    """The conversation has moved on since the form was shown."""


@dataclass(frozen=True, slots=True)
class Talks:
    """The pages of a conversation. `kept` is called after every commit that somebody may wait for."""

    gate: Gate
    brain: Brain
    channels: Mapping[str, Channel]
    kept: Callable[[], None]

    # -- looking -------------------------------------------------------------------------------

    async def look(self, request: Request, visitor: Visitor) -> Response:
        """The whole page. That it was looked at is written into the audit log."""
        found = await self._item(request, visitor)
        if found is None:
            return await self._refused(request, visitor)
        async with self.gate.database.writing() as connection:
            await record(connection, visitor.user, "view", self.gate.clock(), found.id)
        return await self._page(request, visitor, found)

    async def said(self, request: Request, visitor: Visitor) -> Response:
        return await self._part("said.html", request, visitor)

    async def facts(self, request: Request, visitor: Visitor) -> Response:
        return await self._part("facts.html", request, visitor)

    async def _part(self, template: str, request: Request, visitor: Visitor) -> Response:
        found = await self._item(request, visitor)
        if found is None:
            return missing(visitor)
        return page(template, visitor.language, await self._shown(visitor, found))

    async def _page(
        self, request: Request, visitor: Visitor, found: Item, problem: str = "", by: str = ""
    ) -> Response:
        search = request.query_params.get("q", "")[:100]
        reader = self._reader(visitor)
        async with self.gate.database.reading() as connection:
            desks = await self._others(connection, found)
        values = {
            **await self._shown(visitor, found),
            "problem": problem,
            "by": by,
            "draft": visitor.text("text") if problem else visitor.draft,
            "q": search,
            "found": self._answers(search, reader, found.language),
            "canned": [(name, reader.voice.label(text)) for name, text in CANNED.items()],
            "desks": desks,
        }
        return page("conversation.html", visitor.language, values, 409 if problem else 200)

    async def _shown(self, visitor: Visitor, found: Item) -> dict[str, object]:
        async with self.gate.database.reading() as connection:
            lines = await transcript(connection, found)
        reader = self._reader(visitor)
        talk = reader.talk(found, self.gate.clock(), self.channels.get(found.channel), visitor.user.id)
        unread = int(wants(found, visitor.user.id))
        return {"visitor": visitor, "talk": talk, "said": list(reader.bubbles(lines)), "unread": unread}

    async def _others(self, connection: AsyncConnection, found: Item) -> list[Desk]:
        """The other desks that somebody serves: nobody is sent where no one answers."""
        served = await staffed(connection, found.channel, found.chat)
        return [desk for desk in self.brain.knowledge.desks if desk.id in served and desk.id != found.desk]

    def _answers(self, search: str, reader: Reader, language: str) -> list[tuple[str, str, str, str]]:
        """Approved answers for a search: (entry, title, what the operator reads, what the person gets)."""
        if not fold(search):
            return []
        knowledge, theirs = self.brain.knowledge, Voice(language, self.brain.knowledge)
        titles = knowledge.languages[reader.voice.language].entries.items()
        near = [entry for entry, wording in titles if fold(search) in fold(wording.title)]
        meant = [candidate.entry for candidate in self.brain.understanding.read(search).candidates]
        names = list(dict.fromkeys((*near, *meant)))[:MOST_FOUND]
        texts = [Passage(name, "answer") for name in names]
        return [(text.of, reader.title(text.of), reader.voice.say(text), theirs.say(text)) for text in texts]

    # -- doing ---------------------------------------------------------------------------------

    async def claim(self, request: Request, visitor: Visitor) -> Response:
        return await self._do(
            request, visitor, lambda c, v, i: talks.claim(c, v.user, i.id, self.gate.clock())
        )

    async def reply(self, request: Request, visitor: Visitor) -> Response:
        return await self._say(request, visitor, visitor.text("text").strip())

    async def answer(self, request: Request, visitor: Visitor) -> Response:
        """An answer of the knowledge base, in the person's language."""
        entry = visitor.text("entry")
        known = entry in self.brain.knowledge.entries
        return await self._say(request, visitor, (Passage(entry, "answer"),) if known else "")

    async def canned(self, request: Request, visitor: Visitor) -> Response:
        text = CANNED.get(visitor.text("name"))
        return await self._say(request, visitor, (text,) if text else "")

    async def close(self, request: Request, visitor: Visitor) -> Response:
        return await self._do(
            request, visitor, lambda c, v, i: talks.close(c, v.user, i.id, self.gate.clock())
        )

    async def requeue(self, request: Request, visitor: Visitor) -> Response:
        return await self._do(
            request, visitor, lambda c, v, i: talks.requeue(c, v.user, i.id, self.gate.clock())
        )

    async def transfer(self, request: Request, visitor: Visitor) -> Response:
        """Then to the list: the conversation may not be this user's to see any more."""
        desk = visitor.text("desk")

        async def moved(connection: AsyncConnection, visitor: Visitor, found: Item) -> None:
            if desk not in {each.id for each in await self._others(connection, found)}:
                raise NotFound
            await talks.transfer(connection, visitor.user, found.id, desk, self.gate.clock())

        return await self._do(request, visitor, moved, after="/console")

    async def note(self, request: Request, visitor: Visitor) -> Response:
        text = visitor.text("text").strip()
        return await self._do(
            request,
            visitor,
            lambda c, v, i: talks.note(c, v.user, i.id, text, self.gate.clock()) if text else _nothing(),
        )

    async def block(self, request: Request, visitor: Visitor) -> Response:
        blocked = bool(visitor.text("blocked"))
        return await self._do(
            request, visitor, lambda c, v, i: talks.block(c, v.user, i.id, self.gate.clock(), blocked=blocked)
        )

    async def _say(self, request: Request, visitor: Visitor, text: str | tuple[Sentence, ...]) -> Response:
        """Send something once, also if the form comes twice; one that is too old is told, its text kept."""

        async def said(connection: AsyncConnection, visitor: Visitor, found: Item) -> object:
            if not text:
                return None
            opened = await talks.lock(connection, found.id)
            if opened and str(opened.row.version) != visitor.text("version"):
                if await talks.repeated(connection, visitor.user, opened, text):
                    return None
                raise Stale
            return await talks.reply(connection, visitor.user, found.id, text, self.gate.clock())

        return await self._do(request, visitor, said)

    async def _do(self, request: Request, visitor: Visitor, act: Act, after: str = "") -> Response:
        """One step in one transaction, then the page again or the one `after`; or what stood in the way."""
        found = await self._item(request, visitor)
        if found is None:
            return await self._refused(request, visitor)
        try:
            async with self.gate.database.writing() as connection:
                await act(connection, visitor, found)
        except NotFound:
            return await self._refused(request, visitor)
        except Taken as taken:
            return await self._again(request, visitor, "taken", taken.by)
        except Closed as closed:
            return await self._again(request, visitor, "closed", closed.by)
        except Stale:
            return await self._again(request, visitor, "stale")
        self.kept()
        return RedirectResponse(after or f"/console/conversations/{found.id}#sent", 303)

    async def _again(self, request: Request, visitor: Visitor, problem: str, by: str = "") -> Response:
        found = await self._item(request, visitor)
        return await self._page(request, visitor, found, problem, by) if found else missing(visitor)

    async def _item(self, request: Request, visitor: Visitor) -> Item | None:
        async with self.gate.database.reading() as connection:
            return await item(connection, visitor.user, request.path_params["id"])

    async def _refused(self, request: Request, visitor: Visitor) -> Response:
        """Somebody asked for what is not theirs: they see nothing, the audit log keeps it."""
        number = request.path_params["id"]
        log.warning("a conversation was refused", extra={"row": number})
        async with self.gate.database.writing() as connection:
            await record(connection, visitor.user, "refused", self.gate.clock(), number)
        return missing(visitor)

    def _reader(self, visitor: Visitor) -> Reader:
        return Reader(Voice(visitor.language, self.brain.knowledge))


async def _nothing() -> None:
    """There was nothing to do."""
