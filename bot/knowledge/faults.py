"""All faults of a folder in one place: for serving, for `sportello check`, for the preview."""

from __future__ import annotations

from collections.abc import Mapping

from bot.knowledge.check import faults_of
from bot.knowledge.facts import facts
from bot.knowledge.folder import Folder
from bot.knowledge.model import Knowledge
from bot.knowledge.source import Fault
from bot.knowledge.stale import glossary, stale
from bot.knowledge.style import style_of
from bot.knowledge.territory import Territory, faults_of_territories


def grave(knowledge: Knowledge, folder: Folder, known: Mapping[str, Territory]) -> list[Fault]:
    """What keeps a knowledge base from being served."""
    found = [*faults_of(knowledge, folder), *faults_of_territories(knowledge, folder, known)]
    return [*folder.faults, *found]


def every(knowledge: Knowledge, folder: Folder, known: Mapping[str, Territory]) -> list[Fault]:
    """The grave ones; where there are none, also those of style, translation and the glossary's own file."""
    if found := grave(knowledge, folder, known):
        return found
    found = [fault for find in (style_of, facts, stale, glossary) for fault in find(knowledge, folder)]
    return [*folder.faults, *found]
