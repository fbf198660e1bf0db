"""Contents and replies as JSON and back."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.messages import Content, Left, Media, Opened, Place, Pressed, Reply, Words
from bot.understanding.meaning import Meaning

_CONTENT: TypeAdapter[Content] = TypeAdapter(
    Annotated[Words | Pressed | Place | Opened | Media | Left, Field(discriminator="kind")]
)
_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


def content_to_json(content: Content) -> Any:
    return _CONTENT.dump_python(content, mode="json")


def content_from_json(data: Any) -> Content:
    return _CONTENT.validate_python(data)


def meaning_to_json(meaning: Meaning) -> Any:
    """What an operator may want to know later: where it led, how surely, in which language."""
    return {
        "kind": meaning.kind,
        "entry": meaning.leads_to,
        "confidence": round(meaning.confidence, 3),
        "language": meaning.language,
        "urgency": meaning.urgency,
        "outside": meaning.outside,
    }


def reply_to_json(reply: Reply) -> Any:
    return _REPLY.dump_python(reply, mode="json")


def reply_from_json(data: Any) -> Reply:
    return _REPLY.validate_python(data)
