"""Read the knowledge base that is to be served: all of it is right, or none is taken."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge.faults import grave
from bot.knowledge.folder import open_folder
from bot.knowledge.model import Knowledge
from bot.knowledge.source import Fault, KnowledgeError
from bot.knowledge.territory import chain_of, overlay, territories


def load(path: Path, territory: str | None = None) -> Knowledge:
    """Read a folder as it is in one territory. Raises `KnowledgeError` with all its faults."""
    knowledge, folder = open_folder(path)
    if knowledge is None:
        raise KnowledgeError(folder.faults)
    known = territories(folder, knowledge.languages)
    faults = grave(knowledge, folder, known)
    if territory is not None and territory not in known:
        names = ", ".join(known) or "none is there"
        faults.append(Fault("territories", 1, f"There is no territory {territory}.", f"Use one of: {names}."))
    if faults:
        raise KnowledgeError(faults)
    for each in chain_of(territory, known) if territory else ():
        knowledge = overlay(knowledge, each)
    return knowledge
