"""JSON Schemas of the YAML files, made from the models: editors' programs complete and check with them."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from bot.knowledge import folder, stale, territory

FILES: dict[str, type[BaseModel]] = {
    "entries": folder.EntriesFile,
    "topic": folder.TopicFile,
    "hotlines": folder.HotlinesFile,
    "amounts": folder.AmountsFile,
    "services": folder.ServicesFile,
    "desks": folder.DesksFile,
    "urgent": folder.UrgentFile,
    "smalltalk": folder.SmalltalkFile,
    "outside": folder.OutsideFile,
    "concepts": folder.ConceptsFile,
    "signs": folder.OmensFile,
    "tongues": folder.TonguesFile,
    "words": folder.WordsFile,
    "glossary": stale.GlossaryFile,
    "territory": territory.TerritoryFile,
    "listings": territory.ListingsFile,
    "local_entries": territory.LocalEntriesFile,
    "local_topic": territory.LocalTopicFile,
}


def schemas() -> dict[str, str]:
    """File name to JSON text."""
    return {
        f"{name}.json": json.dumps(model.model_json_schema(), indent=1, ensure_ascii=False) + "\n"
        for name, model in FILES.items()
    }


def write(path: Path) -> None:
    """Write the schemas into a folder."""
    path.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (path / name).write_text(text, encoding="utf-8")


def schema_of(file: str) -> str:
    """The schema that a file of the knowledge base follows, as a path from that file."""
    parts = file.split("/")
    name = parts[-1].removesuffix(".yaml")
    known = "signs" if parts[0] == "signs" else name if name in FILES else "topic"
    if parts[0] == "territories" and known in ("topic", "entries"):
        known = f"local_{known}"
    return f"{'../' * (len(parts) - 1)}schema/{known}.json"
