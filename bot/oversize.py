"""Pages that take more than one message of a channel, as they are sent: with title, source and choices.

They are sent all the same, in parts: `sportello check` tells them, so that a page stays one message.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.channels.pieces import PIECES
from bot.engine import FlowError
from bot.knowledge.folder import Folder
from bot.knowledge.model import URGENCIES, Knowledge
from bot.knowledge.source import Address, Fault
from bot.messages import Go, Reply
from bot.rehearsal import replies
from bot.translations import Voice

REMEDY = "Shorten it, or relate fewer entries."


def oversize(knowledge: Knowledge, folder: Folder, now: datetime) -> Iterator[Fault]:
    """Every answer, section and card that is too long in a language, and buttons that cannot be sent."""
    for go, file, address in _pages(knowledge):
        try:
            replied = replies(go, knowledge, now)
        except FlowError as error:
            yield folder.documents["entries.yaml"].fault(address, str(error), "Give the entry a shorter id.")
            continue
        for code in knowledge.languages:
            if document := folder.documents.get(f"{code}/{file}"):
                for what in _parts(replied, Voice(code, knowledge)):
                    yield document.fault(address, f"{'.'.join(map(str, address[1:]))} {what}", REMEDY)


def _pages(knowledge: Knowledge) -> Iterator[tuple[Go, str, Address]]:
    """Each page: the press that opens it, the file of its text, its address there."""
    for name, entry in knowledge.entries.items():
        file = f"{name.split('.')[0]}.yaml"
        yield Go("answer", (name,)), file, ("entries", name, "answer")
        for key in entry.sections:
            yield Go("answer", (name, key)), file, ("entries", name, "sections", key)
    for kind in URGENCIES:
        yield Go("urgent", (kind,)), "urgent.yaml", ("urgent", kind, "card")


def _parts(replied: tuple[Reply, ...], voice: Voice) -> Iterator[str]:
    try:
        rendered = [voice.reply(reply) for reply in replied]
    except KeyError:
        return  # braces that stand for nothing: that is told already
    for channel, (most, pieces) in PIECES.items():
        if (count := max(len(pieces(each)) for each in rendered)) > 1:
            yield f"takes {count} messages in {channel}: one holds {most} characters, choices included."
