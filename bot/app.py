"""The composition root: settings in, a running service out. Nobody imports it but the command line."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

import bot.flows  # noqa: F401  # registers every flow
from bot import metrics
from bot.bell import Bell
from bot.channels.calendar import Calendar
from bot.channels.channel import Channel
from bot.channels.telegram import Telegram
from bot.channels.webchat import WebChat
from bot.channels.whatsapp import WhatsApp
from bot.commands import Command
from bot.console.console import Console
from bot.deepening import Deepening
from bot.engine import menu_lines
from bot.fitting import fitted
from bot.guard import Guard
from bot.hear import Brain, Ear
from bot.knowledge.load import load
from bot.knowledge.model import Knowledge
from bot.messages import _
from bot.offers import Offers
from bot.outbox import Outbox
from bot.refresh import Refresh
from bot.reminders import Reminders
from bot.settings import Settings
from bot.store.database import Database
from bot.store.diary import astray as astray_appointments
from bot.store.inbox import astray
from bot.store.outbox import report
from bot.store.talks import PULLED
from bot.translations import Voice
from bot.understanding.meaning import Understanding
from bot.watch import Watch

log = logging.getLogger(__name__)


def think(settings: Settings) -> Brain:
    """Read the knowledge base and fit the understanding. Raises `KnowledgeError`."""
    knowledge = load(settings.knowledge, settings.territory)
    return Brain(knowledge, fitted(knowledge, settings.cache))


def think_deeply(settings: Settings) -> Brain:
    """The same with the sentence model where it is installed, however long that takes."""
    brain = think(settings)
    if settings.sentence_model:
        brain.understanding = Deepening(settings.cache).deepen(brain.knowledge, brain.understanding)
    return brain


async def closures(database: Database, knowledge: Knowledge, now: datetime) -> None:
    """An editor may have closed a desk over appointments: say how many, so that somebody tells the people."""
    async with database.reading() as connection:
        found = await astray_appointments(connection, knowledge, now)
    if found:
        told = (len(found), len({each.slot.desk for each in found}))
        log.warning("%d appointments at %d desks are outside the hours now: see `sportello doctor`", *told)


@dataclass(slots=True)
class Service:
    """Everything that runs, wired once."""

    settings: Settings
    brain: Brain
    database: Database
    ear: Ear
    outbox: Outbox
    bell: Bell
    refresh: Refresh
    deepening: Deepening
    watch: Watch
    telegram: Telegram | None = None
    whatsapp: WhatsApp | None = None
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @classmethod
    def of(cls, settings: Settings, brain: Brain | None = None) -> Service:
        """Wire a service. `brain` is given where one is at hand already. Raises `KnowledgeError`."""
        brain, database, bell = brain or think(settings), Database(settings.database_url), Bell()
        telegram, whatsapp = _telegram(settings, brain.knowledge), _whatsapp(settings)
        channels: dict[str, Channel] = {each.name: each for each in (telegram, whatsapp) if each}
        outbox = Outbox(database, channels, lambda: brain.knowledge)
        bell.also.append(outbox.wake)
        ear = Ear(database, brain, kept=bell.ring, pulled=PULLED)
        deepening = Deepening(settings.cache)
        deepen = deepening.deepen if settings.sentence_model else None

        def fit(read: Knowledge) -> Understanding:
            return fitted(read, settings.cache)

        async def taken(read: Knowledge) -> None:
            await closures(database, read, ear.clock())

        refresh = Refresh(settings.knowledge, brain, fit, settings.territory, deepen, taken)
        silence = timedelta(minutes=settings.operator_silence)
        watch = Watch(database, lambda: brain.knowledge, bell.ring, silence)
        wired = (database, ear, outbox, bell, refresh, deepening, watch)
        return cls(settings, brain, *wired, telegram, whatsapp)

    async def start(self) -> None:
        if self.database.is_sqlite:
            await self.database.migrate()
        self._run(self.refresh.run(), "refresh")
        self._run(self.watch.run(), "watch")
        self._run(self.outbox.run(alone=self.database.is_sqlite), "outbox")
        self._run(Offers(self.database, self.ear).run(), "offers")
        self._run(Reminders(self.database, self.ear).run(), "reminders")
        if self.telegram:
            self._run(self.telegram.listen(self.ear.hear, self.settings.public_url), "telegram")

    def _run(self, coroutine: Coroutine[object, object, None], name: str) -> None:
        self.tasks.append(asyncio.create_task(coroutine, name=name))

    async def stop(self) -> None:
        self.deepening.stop.set()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.telegram:
            await self.telegram.close()
        await self.database.close()

    # -- pages for machines ------------------------------------------------------------------

    async def health(self, _request: Request) -> Response:
        """The process lives."""
        return JSONResponse({"status": "ok"})

    async def ready(self, _request: Request) -> Response:
        """The database answers, its tables are up to date, the knowledge is there, the tasks run."""
        try:
            pending = await self.database.pending()
            database = "migrations pending: run `sportello migrate`" if pending else "ok"
        except Exception as error:
            log.warning("not ready", extra={"code": type(error).__name__})
            database = "no answer"
        stopped = [task.get_name() for task in self.tasks if task.done() and _failed(task)]
        details = {
            "database": database,
            "knowledge": f"{len(self.brain.knowledge.entries)} entries",
            "refused": [str(fault) for fault in self.refresh.refused[:20]],
            "tasks": f"stopped: {', '.join(stopped)}" if stopped else "ok",
        }
        lost = await self._astray() if database == "ok" else []
        details["handovers"] = lost or "ok"
        well = database == "ok" and not stopped and not lost
        return JSONResponse(
            {"status": "ok" if well else "not ready", **details}, status_code=200 if well else 503
        )

    async def _astray(self) -> list[str]:
        async with self.database.reading() as connection:
            return await astray(connection, self.desks)

    @property
    def desks(self) -> set[str]:
        return {desk.id for desk in self.brain.knowledge.desks}

    async def metrics(self, request: Request) -> Response:
        """Counts and ages, for whoever bears the token of the settings."""
        token, told = self.settings.metrics_token, request.headers.get("Authorization", "")
        if not token or not hmac.compare_digest(told.encode(), f"Bearer {token}".encode()):
            return Response(status_code=404)
        page = await metrics.page(self.database, self.desks, self.ear.clock())
        return Response(page, media_type=CONTENT_TYPE_LATEST)

    async def telegram_webhook(self, request: Request) -> Response:
        if self.telegram is None:
            return Response(status_code=404)
        return await self.telegram.webhook(request, self.ear.hear)

    async def whatsapp_webhook(self, request: Request) -> Response:
        if self.whatsapp is None:
            return Response(status_code=404)
        return await self.whatsapp.webhook(request, self.ear.hear)

    async def whatsapp_status(self, request: Request) -> Response:
        if self.whatsapp is None:
            return Response(status_code=404)

        async def told(sid: str, delivery: str, error: str | None) -> None:
            await report(self.database, "whatsapp", sid, delivery, error, self.ear.clock())

        return await self.whatsapp.status(request, told)

    def asgi(self) -> Starlette:
        secure = (self.settings.public_url or "").startswith("https:")
        web = WebChat(self.ear, self.bell, secure)
        channels = {each.name: each for each in (self.telegram, self.whatsapp) if each}
        calendar = Calendar(self.database, lambda: self.brain.knowledge)
        routes: list[BaseRoute] = [
            *calendar.routes(),
            Route("/health", self.health),
            Route("/ready", self.ready),
            Route("/metrics", self.metrics),
            Route("/telegram", self.telegram_webhook, methods=["POST"]),
            Route("/whatsapp", self.whatsapp_webhook, methods=["POST"]),
            Route("/whatsapp/status", self.whatsapp_status, methods=["POST"]),
            *Console(self.database, self.brain, self.bell, channels, channels, secure).routes(),
            *web.routes(),
        ]

        @contextlib.asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            await self.start()
            try:
                yield
            finally:
                await self.stop()

        async def refused(request: Request, error: Exception) -> Response:
            status = error.status_code if isinstance(error, HTTPException) else 503
            if "text/html" in request.headers.get("Accept", ""):
                return web.sorry(request, status)
            return Response(status_code=status)

        handlers = {HTTPException: refused, Exception: refused}
        return Starlette(
            routes=routes, lifespan=lifespan, middleware=[Middleware(Guard)], exception_handlers=handlers
        )


def _failed(task: asyncio.Task[None]) -> bool:
    return not task.cancelled() and task.exception() is not None


def _telegram(settings: Settings, knowledge: Knowledge) -> Telegram | None:
    if not settings.telegram_token:
        return None
    urls = (settings.telegram_base_url, settings.telegram_base_file_url)
    lines = [("menu", _("See the topics")), ("back", _("Go back"))]
    lines += [(each.name, each.menu) for each in menu_lines() if each.menu and each.name in set(Command)]
    commands = {
        code: [(name, Voice(code, knowledge).label(text)) for name, text in lines]
        for code in knowledge.languages
    }
    return Telegram.at(settings.telegram_token, settings.webhook_secret, *urls, commands)


def _whatsapp(settings: Settings) -> WhatsApp | None:
    account, token = settings.twilio_account_sid, settings.twilio_auth_token
    sender, public = settings.twilio_whatsapp_from, settings.public_url
    if not (account and token and sender and public):
        return None
    templates = {"knock": settings.twilio_templates, "reminder": settings.twilio_reminders}
    return WhatsApp.at(account, token, sender, public, settings.twilio_base_url, templates)
