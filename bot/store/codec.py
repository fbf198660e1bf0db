"""Contents and replies as JSON and back."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.messages import Content, Left, Media, Opened, Place, Pressed, Reply, Words

_CONTENT: TypeAdapter[Content] = TypeAdapter(
    Annotated[Words | Pressed | Place | Opened | Media | Left, Field(discriminator="kind")]
)
_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


def content_to_json(content: Content) -> Any:
    return _CONTENT.dump_python(content, mode="json")


def content_from_json(data: Any) -> Content:
    return _CONTENT.validate_python(data)


def reply_to_json(reply: Reply) -> Any:
    return _REPLY.dump_python(reply, mode="json")


def reply_from_json(data: Any) -> Reply:
    return _REPLY.validate_python(data)
