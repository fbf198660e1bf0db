"""Read the knowledge base that is to be served: all of it is right, or none is taken."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge.check import faults_of
from bot.knowledge.folder import open_folder
from bot.knowledge.model import Knowledge
from bot.knowledge.source import KnowledgeError


def load(path: Path) -> Knowledge:
    """Read a folder. Raises `KnowledgeError` with all its faults."""
    knowledge, folder = open_folder(path)
    faults = folder.faults + (list(faults_of(knowledge, folder)) if knowledge else [])
    if knowledge is None or faults:
        raise KnowledgeError(faults)
    return knowledge
