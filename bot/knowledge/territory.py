"""Territories: what a region or a municipality says otherwise, laid over the national base.

`territories/<name>/territory.yaml` names it and what it inherits from. Beside it may stand `desks.yaml`,
`hotlines.yaml`, `amounts.yaml` in the base's own form (what has the same id replaces), `entries.yaml` with
sources and dates of what is said otherwise, and `<language>/<topic>.yaml` with single answers and sections.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import Field

from bot.knowledge.folder import AmountsFile, DesksFile, Folder, HotlinesFile
from bot.knowledge.inserts import unknown
from bot.knowledge.model import (
    Entry,
    EntryId,
    Frozen,
    Id,
    Knowledge,
    Line,
    Listing,
    Prose,
    SectionKey,
    Source,
    Wording,
)
from bot.knowledge.source import Fault

Model = TypeVar("Model", bound=Frozen)


class TerritoryFile(Frozen):
    """A territory's name in each language, and the one whose texts it inherits."""

    name: Mapping[str, Line]
    inherits: Id | None = None
    example: bool = False


class ListingsFile(Frozen):
    listings: tuple[Listing, ...]


class LocalEntry(Frozen):
    """Where a local text comes from, and when it was checked."""

    checked: date
    check_again: date
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]


class LocalEntriesFile(Frozen):
    entries: Mapping[EntryId, LocalEntry]


class LocalWording(Frozen):
    """What is said otherwise of one entry in one language."""

    answer: Prose | None = None
    sections: Mapping[SectionKey, Prose] = {}


class LocalTopicFile(Frozen):
    entries: Mapping[EntryId, LocalWording]


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory as it was read; `texts` are by language and entry."""

    id: str
    file: TerritoryFile
    desks: DesksFile | None
    hotlines: HotlinesFile | None
    amounts: AmountsFile | None
    listings: ListingsFile | None
    entries: Mapping[str, LocalEntry]
    texts: Mapping[str, Mapping[str, LocalWording]]

    def changes(self) -> list[str]:
        """What this territory changes, in words for `sportello check`."""
        said = [f"{len(self.desks.desks)} desks"] if self.desks else []
        said += [f"hotline {name}" for name in self.hotlines.hotlines] if self.hotlines else []
        said += [f"amount {name}" for name in self.amounts.amounts] if self.amounts else []
        said += [f"{len(self.listings.listings)} listings"] if self.listings else []
        for code, texts in self.texts.items():
            for entry, wording in texts.items():
                parts = [*(["answer"] if wording.answer else []), *wording.sections]
                said.append(f"{entry} in {code}: {', '.join(parts)}")
        return said


def territories(folder: Folder, languages: Mapping[str, Any]) -> dict[str, Territory]:
    """Read all territories of a folder; faults of form are noted in the folder."""
    root = folder.path / "territories"
    found = {}
    for path in sorted(root.glob("*/territory.yaml")) if root.is_dir() else ():
        name = path.parent.name
        if territory := _read(folder, name, languages):
            found[name] = territory
    return found


def _read(folder: Folder, name: str, languages: Mapping[str, Any]) -> Territory | None:
    here = f"territories/{name}"
    file = folder.model(f"{here}/territory.yaml", TerritoryFile)
    if file is None:
        return None
    entries = _optional(folder, f"{here}/entries.yaml", LocalEntriesFile)
    texts: dict[str, dict[str, LocalWording]] = {}
    for code in languages:
        for path in sorted((folder.path / here / code).glob("*.yaml")):
            if topic := folder.model(f"{here}/{code}/{path.name}", LocalTopicFile):
                texts.setdefault(code, {}).update(topic.entries)
    return Territory(
        id=name,
        file=file,
        desks=_optional(folder, f"{here}/desks.yaml", DesksFile),
        hotlines=_optional(folder, f"{here}/hotlines.yaml", HotlinesFile),
        amounts=_optional(folder, f"{here}/amounts.yaml", AmountsFile),
        listings=_optional(folder, f"{here}/listings.yaml", ListingsFile),
        entries=entries.entries if entries else {},
        texts=texts,
    )


def _optional(folder: Folder, name: str, kind: type[Model]) -> Model | None:
    return folder.model(name, kind) if (folder.path / name).is_file() else None


def chain_of(name: str, known: Mapping[str, Territory]) -> list[Territory]:
    """A territory after those it inherits from, the widest first. Raises `KeyError` for an unknown one."""
    chain: list[Territory] = []
    following: str | None = name
    while following is not None and all(each.id != following for each in chain):
        territory = known[following]
        chain.insert(0, territory)
        following = territory.file.inherits
    return chain


def overlay(knowledge: Knowledge, territory: Territory) -> Knowledge:
    """The base as it is in one territory."""
    desks = {desk.id: desk for desk in knowledge.desks}
    desks |= {desk.id: desk for desk in territory.desks.desks} if territory.desks else {}
    languages = {
        code: language.model_copy(update={"entries": _said(language.entries, territory.texts.get(code, {}))})
        for code, language in knowledge.languages.items()
    }
    local = {name: _local(name, entry, territory) for name, entry in knowledge.entries.items()}
    hotlines = territory.hotlines.hotlines if territory.hotlines else {}
    amounts = territory.amounts.amounts if territory.amounts else {}
    return knowledge.model_copy(
        update={
            "desks": tuple(desks.values()),
            "languages": languages,
            "entries": local,
            "hotlines": {**knowledge.hotlines, **hotlines},
            "amounts": {**knowledge.amounts, **amounts},
            "listings": knowledge.listings + (territory.listings.listings if territory.listings else ()),
        }
    )


def _local(name: str, entry: Entry, territory: Territory) -> Entry:
    """An entry with the territory's sources and dates, and the sections that it adds."""
    told = territory.entries.get(name)
    added = {key for texts in territory.texts.values() if name in texts for key in texts[name].sections}
    sections = (*entry.sections, *sorted(added - set(entry.sections)))
    return entry.model_copy(update={**(dict(told) if told else {}), "sections": sections})


def _said(entries: Mapping[str, Wording], local: Mapping[str, LocalWording]) -> dict[str, Wording]:
    said = dict(entries)
    for name, wording in local.items():
        if name in said:
            sections = {**said[name].sections, **wording.sections}
            answer = wording.answer or said[name].answer
            said[name] = said[name].model_copy(update={"answer": answer, "sections": sections})
    return said


def faults_of_territories(
    knowledge: Knowledge, folder: Folder, known: Mapping[str, Territory]
) -> Iterator[Fault]:
    """Ids that lead nowhere, texts without a source or without their translation."""
    for name, territory in known.items():
        document = folder.documents[f"territories/{name}/territory.yaml"]
        parent = territory.file.inherits
        if parent is not None and (parent not in known or name in _ancestors(parent, known)):
            what = f"{name} inherits from {parent}, which is no territory above it."
            yield document.fault(("inherits",), what, "Correct the name.")
        if missing := sorted(set(knowledge.languages) - set(territory.file.name)):
            what = f"{name} has no name in {', '.join(missing)}."
            yield document.fault(("name",), what, "Write it.")
        yield from _text_faults(knowledge, folder, territory)
        yield from _listing_faults(knowledge, folder, territory)


def _ancestors(name: str, known: Mapping[str, Territory]) -> set[str]:
    return {each.id for each in chain_of(name, known)} if _closed(name, known) else set()


def _closed(name: str, known: Mapping[str, Territory]) -> bool:
    """Whether every parent above a territory is known."""
    seen: set[str] = set()
    following: str | None = name
    while following is not None and following not in seen:
        if following not in known:
            return False
        seen.add(following)
        following = known[following].file.inherits
    return True


def _listing_faults(knowledge: Knowledge, folder: Folder, territory: Territory) -> Iterator[Fault]:
    """Listings that one language could not read, and two of one name."""
    listings = territory.listings.listings if territory.listings else ()
    seen = set[str]()
    for place, listing in enumerate(listings):
        document = folder.documents[f"territories/{territory.id}/listings.yaml"]
        here = ("listings", place, "id")
        missing = sorted(set(knowledge.languages) - (set(listing.title) & set(listing.about)))
        if missing:
            yield document.fault(here, f"{listing.id} is not written in {', '.join(missing)}.", "Write it.")
        if listing.id in seen:
            yield document.fault(here, f"Two listings are called {listing.id}.", "Rename one.")
        seen.add(listing.id)


def _text_faults(knowledge: Knowledge, folder: Folder, territory: Territory) -> Iterator[Fault]:
    for code, texts in territory.texts.items():
        for name, wording in texts.items():
            document = folder.documents[f"territories/{territory.id}/{code}/{name.split('.')[0]}.yaml"]
            here = ("entries", name)
            if name not in knowledge.entries:
                yield document.fault(here, f"{name} is no entry of the base.", "Correct the id.")
                continue
            if name not in territory.entries:
                remedy = f"Add it to territories/{territory.id}/entries.yaml."
                yield document.fault(here, f"{name} has no source for what is said here.", remedy)
            parts = (bool(wording.answer), set(wording.sections))
            for other in sorted(set(knowledge.languages) - {code}):
                theirs = territory.texts.get(other, {}).get(name, LocalWording())
                if (bool(theirs.answer), set(theirs.sections)) != parts:
                    yield document.fault(here, f"{name} is not said likewise in {other}.", "Write it there.")
            for text in (wording.answer or "", *wording.sections.values()):
                for insert in unknown(text, overlay(knowledge, territory)):
                    yield document.fault(here, f"{{{insert}}} stands for nothing.", "Use a known name.")
