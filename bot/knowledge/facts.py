"""Faults of facts: figures without a source, phone numbers outside the list, links that open nothing.

Like faults of style these do not keep a knowledge base from being served; `sportello check` tells them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from bot.knowledge.folder import Folder
from bot.knowledge.model import Entry, Knowledge, Wording
from bot.knowledge.source import Address, Fault
from bot.knowledge.style import ADDRESS, fields, figures

STEP = re.compile(r"^\d+\. ", re.MULTILINE)  # the numbers of a list say nothing
PHONE = re.compile(r"(?<![\d/.,])(?:\+39 ?)?(?:1\d{2,3}\b(?! ?\d)|(?:0\d|3\d\d|8\d\d|116|19)[ \d]{2,}\d)")
SHORT = 4  # digits: short numbers that are no hotline are figures like others
UNOPENED = re.compile(
    r"\b(?!https?:)[a-z]+://\S+|(?<![/\w.@-])(?:[\w-]+\.)+(?:it|org|eu|com|net|info)\b(?:/\S*)?"
)


def facts(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Every one, in the texts of all languages and in entries.yaml."""
    for code, language in knowledge.languages.items():
        for name, wording in language.entries.items():
            document = folder.documents[f"{code}/{name.split('.')[0]}.yaml"]
            for address, what, remedy in _text_faults(name, wording, knowledge):
                yield document.fault(("entries", name, *address), f"{name}: {what}", remedy)
    document = folder.documents["entries.yaml"]
    for name, entry in knowledge.entries.items():
        for address, what, remedy in _list_faults(name, entry, knowledge):
            yield document.fault(("entries", name, *address), f"{name}: {what}", remedy)


def _text_faults(name: str, wording: Wording, knowledge: Knowledge) -> Iterator[tuple[Address, str, str]]:
    listed = knowledge.entries[name].listed if name in knowledge.entries else set[float]()
    for address, text in fields(wording):
        for figure in sorted(unlisted(text, listed)):
            what = f"no source is named for the figure {figure}."
            remedy = "List it under `figures` in entries.yaml if a source there says it, or leave it out."
            yield address, what, remedy
        for found in UNOPENED.findall(ADDRESS.sub(" ", text)):
            yield address, f"{found} is no link.", "Write the whole address, from https:// on."
        yield from ((address, *each) for each in _phones(text, knowledge))


def unlisted(text: str, listed: set[float]) -> set[str]:
    """The figures of a text, without the numbers of its list, that nobody listed."""
    return {each for each in figures(STEP.sub("", text)) if float(each) not in listed}


def _phones(text: str, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    names = {hotline.number.replace(" ", ""): name for name, hotline in knowledge.hotlines.items()}
    for found in PHONE.findall(ADDRESS.sub(" ", text)):
        number = re.sub(r"\D", "", found)
        if number in names:
            yield f"{found} is typed into the text.", f"Write {{hotline.{names[number]}}}."
        elif len(number) > SHORT:
            remedy = "Add it with its source to hotlines.yaml and write {hotline.NAME}."
            yield f"{found} looks like a phone number that is not in hotlines.yaml.", remedy


def _list_faults(name: str, entry: Entry, knowledge: Knowledge) -> Iterator[tuple[Address, str, str]]:
    wordings = (each.entries[name] for each in knowledge.languages.values() if name in each.entries)
    texts = chain.from_iterable(fields(wording) for wording in wordings)
    written = {float(each) for _address, text in texts for each in figures(STEP.sub("", text))}
    for figure in sorted(entry.listed - written):
        yield ("figures",), f"the figure {figure:g} stands in no text.", "Remove it."
    for other, borrowed in entry.figures_from.items():
        theirs = knowledge.entries[other].figures if other in knowledge.entries else ()
        for figure in sorted(set(borrowed) - set(theirs)):
            what = f"the figure {figure:g} is not among those of {other}."
            yield ("figures_from", other), what, "Look up what is right there, and say the same here."
