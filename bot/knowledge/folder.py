"""Read the folder of YAML files into one frozen `Knowledge`, noting every fault of form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from bot.commands import Command
from bot.knowledge.model import (
    Amount,
    Card,
    DayPart,
    Desk,
    Entry,
    EntryId,
    Foreign,
    Frozen,
    Hotline,
    Id,
    Knowledge,
    Language,
    Level,
    Line,
    Omens,
    Outside,
    Prose,
    SectionKey,
    Service,
    Smalltalk,
    UrgencyKind,
    Wording,
)
from bot.knowledge.places import read_municipalities
from bot.knowledge.source import Address, Document, Fault, read

LANGUAGES = ("it", "en", "ar")  # the order in which they are offered; a folder each
Model = TypeVar("Model", bound=BaseModel)


class EntriesFile(Frozen):
    topics: Annotated[tuple[Id, ...], Field(min_length=1)]
    entries: Mapping[EntryId, Entry]


class TopicFile(Frozen):
    title: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    entries: Mapping[EntryId, Wording]


class HotlinesFile(Frozen):
    hotlines: Mapping[Id, Hotline]


class AmountsFile(Frozen):
    amounts: Mapping[Id, Amount]


class ServicesFile(Frozen):
    services: Mapping[Id, Service]


class DesksFile(Frozen):
    desks: tuple[Desk, ...]


class UrgentFile(Frozen):
    groups: Mapping[Id, Prose] = {}
    harmless: tuple[Line, ...] = ()
    calm: tuple[Line, ...] = ()
    urgent: Mapping[UrgencyKind, Card]


class OmensFile(Omens):
    """The signs of emergencies in a language that has no folder of its own."""

    groups: Mapping[Id, Prose] = {}


class TonguesFile(Frozen):
    tongues: Mapping[Id, Foreign]


class SmalltalkFile(Frozen):
    smalltalk: Mapping[Id, Smalltalk]


class OutsideFile(Frozen):
    outside: Mapping[Id, Outside]


class ConceptsFile(Frozen):
    """What people speak of, and all expressions by which they do: the same concepts in every language."""

    concepts: Mapping[Id, Prose]


class WordsFile(Frozen):
    """The words of the commands, the names of the services, what tells the language from others.

    `asks` are whole sentences that ask for a command, to recognise others like them; `same` gives the one
    form of small words that dialects and short messages write in many; `followups` the words that ask for a
    section of the last answer, `besides` the small words that may stand beside them; `joins` the words that
    join two needs in one message; `when` and `levels` what people write for a time of day and for a course's
    level.
    """

    commands: Mapping[Command, Annotated[tuple[Line, ...], Field(min_length=1)]]
    asks: Mapping[Command, Annotated[tuple[Line, ...], Field(min_length=1)]] = {}
    services: Mapping[Id, Line]
    small_words: Prose
    same: Mapping[Line, Annotated[tuple[Line, ...], Field(min_length=1)]] = {}
    followups: Mapping[SectionKey, Annotated[tuple[Line, ...], Field(min_length=1)]] = {}
    besides: tuple[Line, ...] = ()
    joins: tuple[Line, ...] = ()
    when: Mapping[DayPart, Annotated[tuple[Line, ...], Field(min_length=1)]] = {}
    levels: Mapping[Level, Annotated[tuple[Line, ...], Field(min_length=1)]] = {}


@dataclass(slots=True)
class Folder:
    """The folder being read: its documents by name, and the faults found so far."""

    path: Path
    documents: dict[str, Document] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def model(self, name: str, kind: type[Model]) -> Model | None:
        """Read one file as a model; None, and faults noted, if it is no such thing."""
        path = self.path / name
        if not path.is_file():
            self.faults.append(Fault(name, 1, "This file is missing.", f"Write {name}."))
            return None
        document, faults = read(path, name)
        self.documents[name] = document
        self.faults += faults
        if faults and not document.data:
            return None
        try:
            return kind.model_validate(document.data)
        except ValidationError as error:
            self.faults += (explain(document, kind, dict(each)) for each in error.errors())
            return None


REMEDIES = {
    "missing": ("{where} is missing.", "Add it."),
    "extra_forbidden": ("{where} is not known here.", "Correct its spelling or remove it."),
    "string_too_short": ("{where} is empty.", "Write the text, or remove the line."),
    "too_short": ("{where} is empty.", "Write at least one."),
    "string_too_long": ("{where} is too long.", "Use at most {max_length} characters."),
    "literal_error": ("{where} is not one of the known names.", "Use one of {expected}."),
    "enum": ("{where} is not one of the known names.", "Use one of {expected}."),
}


def explain(document: Document, kind: type[BaseModel], error: Mapping[str, Any]) -> Fault:
    """Say a validation error in an editor's words, at the line where it stands."""
    address: Address = tuple(part for part in error["loc"] if part != "[key]")
    where = ".".join(str(part) for part in address) or "The file"
    what, remedy = REMEDIES.get(error["type"], ("{where}: {msg}.", "Write it as the other files do."))
    values = {"where": where, "msg": error["msg"], **error.get("ctx", {})}
    return document.fault(address, what.format_map(values), remedy.format_map(values))


def language(folder: Folder, code: str, topics: Iterable[str]) -> Language:
    """Read one language's folder, as much of it as can be read."""
    titles: dict[str, str] = {}
    entries: dict[str, Wording] = {}
    for topic in topics:
        file = folder.model(f"{code}/{topic}.yaml", TopicFile)
        if file:
            titles[topic] = file.title
            folder.faults += _astray(folder.documents[f"{code}/{topic}.yaml"], code, topic)
            entries.update(file.entries)
    urgent = folder.model(f"{code}/urgent.yaml", UrgentFile)
    smalltalk = folder.model(f"{code}/smalltalk.yaml", SmalltalkFile)
    outside = folder.model(f"{code}/outside.yaml", OutsideFile)
    words = folder.model(f"{code}/words.yaml", WordsFile)
    concepts = folder.model(f"{code}/concepts.yaml", ConceptsFile)
    return Language(
        topics=titles,
        entries=entries,
        cards=urgent.urgent if urgent else {},
        smalltalk=smalltalk.smalltalk if smalltalk else {},
        outside=outside.outside if outside else {},
        commands=words.commands if words else {},
        asks=words.asks if words else {},
        services=words.services if words else {},
        small_words=frozenset(words.small_words.split()) if words else frozenset(),
        groups=urgent.groups if urgent else {},
        harmless=urgent.harmless if urgent else (),
        calm=urgent.calm if urgent else (),
        same=words.same if words else {},
        concepts=concepts.concepts if concepts else {},
        followups=words.followups if words else {},
        besides=words.besides if words else (),
        joins=words.joins if words else (),
        when=words.when if words else {},
        levels=words.levels if words else {},
    )


def _astray(document: Document, code: str, topic: str) -> Iterator[Fault]:
    """Entries that stand in another topic's file: an id could be in two files, and one would be lost."""
    for name in document.data["entries"]:
        if name.split(".")[0] != topic:
            what = f"{name} belongs into {code}/{name.split('.')[0]}.yaml."
            yield document.fault(("entries", name), what, "Move it there, or remove it here.")


def open_folder(path: Path) -> tuple[Knowledge | None, Folder]:
    """Read a folder; the knowledge is None when there is not enough to go on. Faults are in the folder."""
    folder = Folder(path)
    neutral = folder.model("entries.yaml", EntriesFile)
    hotlines = folder.model("hotlines.yaml", HotlinesFile)
    amounts = folder.model("amounts.yaml", AmountsFile)
    services = folder.model("services.yaml", ServicesFile)
    desks = folder.model("desks.yaml", DesksFile)
    languages = {code: language(folder, code, neutral.topics if neutral else ()) for code in LANGUAGES}
    tongues = folder.model("tongues.yaml", TonguesFile)
    without = tongues.tongues if tongues else {}
    omens = {code: folder.model(f"signs/{code}.yaml", OmensFile) for code in without}
    towns = path / "municipalities.tsv"
    if not (neutral and hotlines and amounts and services and desks):
        return None, folder
    knowledge = Knowledge(
        topics=neutral.topics,
        entries=neutral.entries,
        languages=languages,
        hotlines=hotlines.hotlines,
        amounts=amounts.amounts,
        services=services.services,
        desks=desks.desks,
        municipalities=read_municipalities(towns) if towns.is_file() else (),
        tongues=without,
        omens={code: each for code, each in omens.items() if each},
    )
    return knowledge, folder
