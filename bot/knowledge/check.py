"""The faults that show only when the files are seen together: one function a kind of fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any, get_args
from zoneinfo import available_timezones

from bot.commands import Command
from bot.knowledge.folder import Folder
from bot.knowledge.inserts import fill, unknown
from bot.knowledge.model import URGENCIES, Desk, Knowledge, Language, Omens, SectionKey
from bot.knowledge.source import Address, Fault
from bot.understanding.normalise import fold

LEFTOVER = re.compile(r"\b(TODO|FIXME|XXX|TBD|lorem ipsum)\b", re.IGNORECASE)
SMALLTALK = ("greeting", "thanks", "goodbye", "how_are_you", "who_are_you", "affirm", "sorry")

MOST_ANSWER, MOST_SECTION = 700, 620  # characters
MOST_DESK_ID = 36
INSERTED = 8  # characters that a number or a sum takes up

Find = Callable[[Knowledge, Folder], Iterator[Fault]]


def faults_of(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Every fault of a knowledge base whose files could be read."""
    return chain.from_iterable(find(knowledge, folder) for find in FINDERS)


def overdue(knowledge: Knowledge, folder: Folder, today: date) -> Iterator[Fault]:
    """What should have been looked at again by now. It is still served: a reminder, not a fault of form."""
    entries, hotlines = folder.documents["entries.yaml"], folder.documents["hotlines.yaml"]
    remedy = "Look at the sources again, mend the texts, then set `checked` and `check_again`."
    for name, entry in knowledge.entries.items():
        if entry.check_again < today:
            what = f"{name} should have been checked by {entry.check_again}."
            yield entries.fault(("entries", name, "check_again"), what, remedy)
    for name, hotline in knowledge.hotlines.items():
        if hotline.check_again < today:
            what = f"Hotline {name} should have been checked by {hotline.check_again}."
            yield hotlines.fault(("hotlines", name, "check_again"), what, remedy)


def references(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Names of entries, topics and services that lead nowhere."""
    document = folder.documents["entries.yaml"]
    for name, entry in knowledge.entries.items():
        if name.split(".")[0] not in knowledge.topics:
            what = f"{name} belongs to no topic."
            yield document.fault(("entries", name), what, "Add its topic to `topics`.")
        for place, related in enumerate(entry.related):
            if related not in knowledge.entries or related == name:
                what = f"{name} is related to {related}, which is no other entry."
                address: Address = ("entries", name, "related", place)
                yield document.fault(address, what, "Correct the id or remove it.")
        if entry.service and entry.service not in knowledge.services:
            what = f"{entry.service} is no service."
            yield document.fault(("entries", name, "service"), what, "Use a name of services.yaml.")


def translations(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Entries, sections, cards and words that one language has and another lacks."""
    for code, language in knowledge.languages.items():
        for name, entry in knowledge.entries.items():
            topic = f"{code}/{name.split('.')[0]}.yaml"
            if name.split(".")[0] not in language.topics:
                continue  # the file itself could not be read: that is told already
            document = folder.documents[topic]
            if name not in language.entries:
                what = f"{name} is missing in this language."
                yield document.fault(("entries",), what, "Write it, or remove it from entries.yaml.")
                continue
            written = set(language.entries[name].sections)
            for section in sorted(written.symmetric_difference(entry.sections)):
                what = f"{name}: section {section} stands in only one of this file and entries.yaml."
                yield document.fault(("entries", name, "sections"), what, "Write it, or remove it there.")
        yield from _strangers(code, language, knowledge, folder)


def _strangers(code: str, language: Language, knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    for name in language.entries:
        if name not in knowledge.entries:
            document = folder.documents[f"{code}/{name.split('.')[0]}.yaml"]
            yield document.fault(("entries", name), f"{name} is not in entries.yaml.", "Add it there.")
    classes = tuple({name for each in knowledge.languages.values() for name in each.outside})
    concepts = tuple({name for each in knowledge.languages.values() for name in each.concepts})
    asked = tuple({name for each in knowledge.languages.values() for name in each.asks})
    expected: tuple[tuple[str, str, tuple[str, ...], Mapping[Any, object]], ...] = (
        ("urgent.yaml", "urgent", URGENCIES, language.cards),
        ("smalltalk.yaml", "smalltalk", SMALLTALK, language.smalltalk),
        ("outside.yaml", "outside", classes, language.outside),
        ("words.yaml", "commands", tuple(Command), language.commands),
        ("words.yaml", "services", tuple(knowledge.services), language.services),
        ("words.yaml", "followups", get_args(SectionKey), language.followups),
        ("words.yaml", "asks", asked, language.asks),
        ("concepts.yaml", "concepts", concepts, language.concepts),
    )
    for file, key, names, written in expected:
        found = folder.documents.get(f"{code}/{file}")
        if found is None or not written:
            continue  # the file itself could not be read: that is told already
        for name in sorted(set(names).symmetric_difference(written)):
            what = f"{name} is missing here or is unknown."
            yield found.fault((key, name), what, "Write it as in the other languages.")


def texts(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Unknown names in braces, and notes to oneself that were left in; "todo" is a word of Spanish signs."""
    signs = {f"signs/{code}.yaml" for code in knowledge.omens}
    for file, document in folder.documents.items():
        for address, text in _strings(document.data, ()):
            for name in unknown(text, knowledge):
                what = f"{{{name}}} stands for nothing."
                remedy = "Use {hotline.NAME} or {amount.NAME} with a name of hotlines.yaml or amounts.yaml."
                yield document.fault(address, what, remedy)
            if file not in signs and (left := LEFTOVER.search(text)):
                yield document.fault(address, f"{left[0]!r} was left in the text.", "Finish the text.")


def _strings(data: object, address: Address) -> Iterator[tuple[Address, str]]:
    if isinstance(data, str):
        yield address, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _strings(value, (*address, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _strings(value, (*address, place))


def signs(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Signs of an emergency with a star where it means nothing, or a group that nobody wrote."""
    for name, groups, address, written in _written_signs(knowledge):
        document = folder.documents[name]
        if star := re.search(r"\S*\*[^\s,]\S*", written):
            what = f"{star[0]!r}: a star stands alone between words or at the end of one."
            yield document.fault(address, what, "Write it so.")
        for group in re.findall(r"<(.*?)>", written):
            if group not in groups:
                what = f"<{group}> is no group of this file."
                yield document.fault(address, what, "Correct its name or write it under `groups`.")


def _written_signs(knowledge: Knowledge) -> Iterator[tuple[str, Collection[str], Address, str]]:
    """Every sign and group: its file, the groups it may name, its address and its text."""
    for code, language in knowledge.languages.items():
        name, groups = f"{code}/urgent.yaml", language.groups
        yield from _written_groups(name, language)
        for kind, card in language.cards.items():
            for key, texts in (("signs", card.signs), ("together", card.together), ("not", card.not_)):
                for place, text in enumerate(texts):
                    yield name, groups, ("urgent", kind, key, place), text
    for code, omens in knowledge.omens.items():
        name = f"signs/{code}.yaml"
        yield from _written_groups(name, omens)
        for kind, texts in omens.signs.items():
            for place, text in enumerate(texts):
                yield name, omens.groups, ("signs", kind, place), text


def _written_groups(
    name: str, written: Language | Omens
) -> Iterator[tuple[str, Collection[str], Address, str]]:
    for group, text in written.groups.items():
        yield name, written.groups, ("groups", group), text
    for place, text in enumerate(written.harmless):
        yield name, written.groups, ("harmless", place), text


def incomplete(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Languages without a folder in which a kind of emergency has no sign."""
    for code, omens in knowledge.omens.items():
        for kind in URGENCIES:
            if kind not in omens.signs:
                what = f"{kind} has no sign in {code}."
                yield folder.documents[f"signs/{code}.yaml"].fault(("signs",), what, "Write some.")


def forms(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Small words that could be read as two others, or that are more than a word."""
    seen: dict[str, str] = {}
    for code, language in knowledge.languages.items():
        for form, variants in language.same.items():
            for place, variant in enumerate(variants):
                other = seen.setdefault(fold(variant), form)
                if other != form or len(fold(variant).split()) != 1:
                    document = folder.documents[f"{code}/words.yaml"]
                    what = f"{variant!r} is no single word, or is already read as {other!r}."
                    yield document.fault(("same", form, place), what, "Keep it where it belongs.")


def lengths(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Texts that are too long for a small screen, counted as they are shown."""
    for code, language in knowledge.languages.items():
        for name, wording in language.entries.items():
            document = folder.documents[f"{code}/{name.split('.')[0]}.yaml"]
            written: list[tuple[Address, str, int]] = [(("answer",), wording.answer, MOST_ANSWER)]
            written += [(("sections", key), text, MOST_SECTION) for key, text in wording.sections.items()]
            for address, text, most in written:
                shown = len(fill(text, lambda _kind, _name: "0" * INSERTED))
                if shown > most:
                    what = f"{name}: {'.'.join(map(str, address))} is too long ({shown} characters)."
                    yield document.fault(("entries", name, *address), what, f"Use at most {most}.")


def phrases(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """One phrase that speaks for two entries, or twice for one."""
    for code, language in knowledge.languages.items():
        seen: dict[str, str] = {}
        for name, wording in language.entries.items():
            document = folder.documents[f"{code}/{name.split('.')[0]}.yaml"]
            for place, phrase in enumerate(wording.phrases):
                here = f"{name} {place}"
                if (first := seen.setdefault(fold(phrase), here)) != here:
                    what = f"{phrase!r} is already a phrase of {first.split()[0]}."
                    address: Address = ("entries", name, "phrases", place)
                    yield document.fault(address, what, "Keep it where it belongs.")


def titles(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Two buttons of one topic that look the same."""
    for code, language in knowledge.languages.items():
        seen: dict[tuple[str, str], str] = {}
        for name, wording in language.entries.items():
            topic = name.split(".")[0]
            other = seen.setdefault((topic, fold(wording.title)), name)
            if other != name:
                document = folder.documents[f"{code}/{topic}.yaml"]
                what = f"{name} and {other} have the same title."
                yield document.fault(("entries", name, "title"), what, "Tell them apart in one word.")


def desks(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Desks that nobody could find or reach, and hours that end before they begin."""
    document = folder.documents["desks.yaml"]
    for place, desk in enumerate(knowledge.desks):
        for what, key in _desk_faults(desk, knowledge):
            yield document.fault(("desks", place, key), f"{desk.id}: {what}", "Correct it.")
    ids = [desk.id for desk in knowledge.desks]
    for place, name in enumerate(ids):
        if name in ids[:place]:
            yield document.fault(("desks", place, "id"), f"Two desks are called {name}.", "Rename one.")


def services(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Services that send to an entry which does not say what to bring."""
    document = folder.documents["services.yaml"]
    for name, service in knowledge.services.items():
        entry = knowledge.entries.get(service.bring or "")
        if service.bring and (entry is None or "documents" not in entry.sections):
            what = f"{name}: {service.bring} is no entry with a section `documents`."
            yield document.fault(("services", name, "bring"), what, "Name another entry, or remove the line.")


def _desk_faults(desk: Desk, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    weeks = [("hours", desk.hours), *(("service_hours", week) for week in desk.service_hours.values())]
    for key, week in weeks:
        for day, spans in week.items():
            if any(span.start >= span.end for span in spans):
                yield f"the hours of {day} end before they begin.", key
    if any(span.start >= span.end for span in desk.breaks):
        yield "a break ends before it begins.", "breaks"
    if len(desk.id) > MOST_DESK_ID:
        yield f"its id has more than {MOST_DESK_ID} letters, too long for a button.", "id"
    if desk.zone not in available_timezones():
        yield f"{desk.zone} is no time zone.", "zone"
    for service in sorted(set(desk.service_hours) - set(desk.services)):
        yield f"{service} has hours but is not among the services.", "service_hours"
    for service in desk.services:
        if service not in knowledge.services:
            yield f"{service} is no service of services.yaml.", "services"
    if not desk.example and not (desk.address and (desk.phone or desk.email)):
        yield "a real desk needs an address, and a phone or an e-mail.", "id"


FINDERS: tuple[Find, ...] = (
    references,
    translations,
    texts,
    signs,
    incomplete,
    forms,
    lengths,
    phrases,
    titles,
    desks,
    services,
)
