"""Telegram, through python-telegram-bot: long polling, or a webhook when there is a public address."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import Response
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.channels import pieces
from bot.channels.calendar import ics
from bot.channels.channel import (
    MOST_BYTES,
    File,
    Refused,
    TryLater,
    Uncertain,
    Unfetched,
    Unreachable,
    plain_type,
)
from bot.messages import Content, Incoming, Left, Media, MediaKind, Opened, Place, Pressed, Words
from bot.translations import Rendered

log = logging.getLogger(__name__)
MOST_BUTTONS = 100
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
POLL_SECONDS = 25
Hear = Callable[[Incoming], Awaitable[bool]]


# -- reading: pure ---------------------------------------------------------------------------


def read(update: Update) -> tuple[Incoming, ...]:
    """What a person said in an update; nothing for the kinds that mean nothing here."""
    sender = update.effective_user
    hint = sender.language_code if sender else None
    if update.callback_query:
        query = update.callback_query
        chat = query.message.chat.id if query.message else query.from_user.id
        now = datetime.now(UTC)  # a press carries no time of its own
        return (_incoming(update, chat, now, Pressed(query.data or ""), hint),)
    if update.my_chat_member:
        member = update.my_chat_member
        if member.chat.type == "private" and member.new_chat_member.status in ("kicked", "left"):
            return (_incoming(update, member.chat.id, member.date, Left(), hint),)
        return ()
    message = update.message or update.edited_message
    if message is None or (content := _content(message, edited=update.message is None)) is None:
        return ()
    return (_incoming(update, message.chat.id, message.date, content, hint),)


def _incoming(update: Update, chat: int, at: datetime, content: Content, hint: str | None) -> Incoming:
    return Incoming("telegram", str(chat), str(update.update_id), at, content, hint)


def _content(message: Message, *, edited: bool) -> Content | None:
    text = message.text or ""
    if message.chat.type != "private":
        return Media("group") if text.startswith("/") else None
    if text.startswith("/start"):
        return Opened(text.removeprefix("/start").strip())
    if message.text is not None:
        return Words(text, edited)
    if message.location:
        if edited:  # a live position moves on by itself
            return None
        return Place(message.location.latitude, message.location.longitude)
    return _media(message) if not edited else None


def _media(message: Message) -> Content | None:
    caption = message.caption or ""
    if message.voice or message.audio or message.video_note:
        sound = message.voice or message.audio or message.video_note
        return _file("voice", sound, caption) if sound else None
    if message.photo:
        return _file("picture", message.photo[-1], caption)
    if message.sticker:
        return Media("sticker")
    if message.contact:
        return Media("contact")
    if attached := message.document or message.video or message.animation:
        return _file("file", attached, caption)
    service = message.new_chat_members or message.pinned_message or message.left_chat_member
    return None if service or message.group_chat_created else Media("other")


def _file(what: MediaKind, attached: Any, caption: str) -> Media:
    """A file as Telegram describes it. Pictures come without a type, and always as JPEG."""
    kind = "image/jpeg" if what == "picture" else getattr(attached, "mime_type", None) or ""
    return Media(what, attached.file_id, caption, attached.file_size, kind)


# -- sending ---------------------------------------------------------------------------------


def parts(rendered: Rendered) -> tuple[dict[str, Any], ...]:
    """The calls that make up a reply; the buttons hang on its last words, a calendar file comes after."""
    calls: list[dict[str, Any]] = [{"text": piece} for piece in pieces.telegram(rendered)]
    if rendered.share:
        share = KeyboardButton(f"📍 {rendered.share}", request_location=True)
        typed = [[share], *([KeyboardButton(label)] for _data, label in rendered.buttons)]
        calls[-1]["reply_markup"] = ReplyKeyboardMarkup(typed, resize_keyboard=True, one_time_keyboard=True)
    elif rendered.buttons:
        rows = pieces.rows(rendered.buttons[:MOST_BUTTONS])
        keys = [[InlineKeyboardButton(label, callback_data=data) for data, label in row] for row in rows]
        calls[-1]["reply_markup"] = InlineKeyboardMarkup(keys)
    if rendered.event:
        file = InputFile(ics(rendered.event, rendered.language), filename="appointment.ics")
        calls.append({"document": file, "caption": rendered.saves})
    return tuple(calls)


@dataclass(frozen=True, slots=True)
class Telegram:
    """The bot's account. `secret` proves that a webhook call comes from Telegram."""

    bot: Bot
    secret: str
    requests: tuple[HTTPXRequest, ...] = ()
    commands: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    name: str = "telegram"
    window: timedelta | None = None

    @classmethod
    def at(
        cls,
        token: str,
        secret: str,
        base_url: str,
        base_file_url: str,
        commands: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    ) -> Telegram:
        """`commands` are, for each language, the commands of the app's own list and what each does."""
        calls, polls = (
            HTTPXRequest(connection_pool_size=size, read_timeout=POLL_SECONDS + 10, connect_timeout=10)
            for size in (64, 1)
        )
        bot = Bot(token, base_url, base_file_url, request=calls, get_updates_request=polls)
        return cls(bot, secret, (calls, polls), commands or {})

    def parts(self, rendered: Rendered) -> tuple[dict[str, Any], ...]:
        return parts(rendered)

    def opening(self, rendered: Rendered) -> tuple[object, ...]:
        return ()

    async def send(self, chat: str, part: object) -> str:
        call = cast(dict[str, Any], part)
        try:
            if "document" in call:
                sent = await self.bot.send_document(int(chat), **call)
            else:
                preview = LinkPreviewOptions(is_disabled=True)
                sent = await self.bot.send_message(int(chat), **call, link_preview_options=preview)
        except RetryAfter as error:
            seconds = error.retry_after
            wait = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
            raise TryLater("429", wait) from None
        except (Forbidden, ChatMigrated):
            raise Unreachable("403") from None
        except BadRequest as error:
            if "chat not found" in error.message.lower():
                raise Unreachable("400") from None
            raise Refused("400") from None
        except TimedOut:
            raise Uncertain("timeout") from None
        except NetworkError:
            raise Uncertain("network") from None
        except TelegramError as error:
            raise TryLater(type(error).__name__, timedelta(seconds=30)) from None
        return str(sent.message_id)

    async def fetch(self, media: Media) -> File:
        """A person's file. Its address holds the bot's token, and goes nowhere. Raises `Unfetched`."""
        if media.size and media.size > MOST_BYTES:
            raise Unfetched("large")
        try:
            body = await (await self.bot.get_file(media.file)).download_as_bytearray()
        except TelegramError:
            raise Unfetched("gone") from None
        if len(body) > MOST_BYTES:
            raise Unfetched("large")
        return File(bytes(body), plain_type(media.type))

    # -- receiving ---------------------------------------------------------------------------

    async def take(self, update: Update, hear: Hear) -> None:
        """Keep what an update says, then stop the spinning of the pressed button."""
        try:
            for incoming in read(update):
                await hear(incoming)
        finally:
            if update.callback_query:
                try:
                    await self.bot.answer_callback_query(update.callback_query.id)
                except TelegramError as error:
                    log.info("a press was not acknowledged", extra={"code": type(error).__name__})

    async def webhook(self, request: Request, hear: Hear) -> Response:
        """One update. Anything that is not Telegram's is refused before it is read."""
        told = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(told.encode(), self.secret.encode()):
            return Response(status_code=403)
        update = parse(await request.body(), self.bot)
        if update:
            await self.take(update, hear)
        return Response(status_code=200)  # what cannot be read never will be: do not have it repeated

    async def listen(self, hear: Hear, public_url: str | None) -> None:
        """Say where updates go, and without a public address fetch them until cancelled."""
        while True:
            try:
                await self.bot.initialize()
                await self._introduce()
                if public_url:
                    url = f"{public_url.rstrip('/')}/telegram"
                    await self.bot.set_webhook(url, secret_token=self.secret, allowed_updates=UPDATES)
                    return
                await self.bot.delete_webhook()
                await self._poll(hear)
            except Conflict:
                log.warning("another program is fetching this bot's updates; trying again")
                await asyncio.sleep(10)
            except TelegramError as error:
                log.warning("Telegram is out of reach; trying again", extra={"code": type(error).__name__})
                await asyncio.sleep(5)

    async def _introduce(self) -> None:
        """Give the app its list of commands, in each language; the first is for all others."""
        for place, (language, commands) in enumerate(self.commands.items()):
            for code in ("", language) if place == 0 else (language,):
                await self.bot.set_my_commands(commands, language_code=code)

    async def _poll(self, hear: Hear) -> None:
        """Fetch updates; one is confirmed to Telegram only after it was kept."""
        offset = 0
        while True:
            for update in await self.bot.get_updates(offset, timeout=POLL_SECONDS, allowed_updates=UPDATES):
                try:
                    await self.take(update, hear)
                except Exception:
                    log.exception("an update could not be kept; trying again")
                    await asyncio.sleep(2)
                    break
                offset = update.update_id + 1

    async def close(self) -> None:
        """Let go of the connections, also when Telegram was never reached."""
        for requests in self.requests:
            await requests.shutdown()


def parse(body: bytes, bot: Bot | None) -> Update | None:
    """Read an update; None for whatever is none."""
    try:
        data = json.loads(body)
        return Update.de_json(data, bot) if isinstance(data, dict) else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        log.warning("an update could not be read")
        return None
