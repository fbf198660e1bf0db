"""Voice notes, pictures and files of the people: fetched when they are looked at, kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.channel import File, Source, Unfetched
from bot.console.gate import Gate, Visitor, missing
from bot.console.screen import page
from bot.messages import Media
from bot.store.codec import content_from_json
from bot.store.inbox import Item, item
from bot.store.tables import messages

INLINE = ("image/", "audio/")  # all else is only to be saved


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a conversation, for those who may read it."""

    gate: Gate
    channels: Mapping[str, Source]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        async with self.gate.database.reading() as connection:
            found = await item(connection, visitor.user, request.path_params["id"])
        media = await self._media(found, request.path_params["row"]) if found else None
        channel = self.channels.get(found.channel) if found else None
        if media is None or channel is None:
            return missing(visitor)
        try:
            return attached(await channel.fetch(media))
        except Unfetched as error:
            return page("sorry.html", visitor.language, {"visitor": visitor, "why": error.why}, 404)

    async def _media(self, found: Item, row: int) -> Media | None:
        here = (messages.c.channel == found.channel, messages.c.chat == found.chat, messages.c.id == row)
        async with self.gate.database.reading() as connection:
            kept = (await connection.execute(select(messages.c.content).where(*here))).scalar_one_or_none()
        content = content_from_json(kept) if kept else None
        return content if isinstance(content, Media) and content.file else None


def attached(file: File) -> Response:
    """A file as an answer that can run nothing: pictures and sounds are shown, the rest is saved."""
    way = "inline" if file.type.startswith(INLINE) else "attachment"
    headers = {
        "Content-Disposition": way,
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox",
    }
    return Response(file.body, media_type=file.type, headers=headers)
