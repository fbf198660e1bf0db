"""Faults of style: numbers that differ between languages, texts that are hard to read, words of the glossary.

These do not keep a knowledge base from being served; `sportello check` tells them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from bot.knowledge.ease import EASY, eases
from bot.knowledge.folder import Folder
from bot.knowledge.inserts import INSERT
from bot.knowledge.model import Knowledge, Wording
from bot.knowledge.source import Address, Fault

MOST_WORDS = 20  # in a sentence, on average
NUMBER = re.compile(r"(?<![0-9A-Za-zÀ-ÿ/.])\d+(?:[.,]\d+)*")
ADDRESS = re.compile(r"https?://\S+")
SENTENCE = re.compile(r"[.!?؟:]+\s|\n+")
FIRST = "it"  # the language that the others are compared with


def style_of(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Every fault of style of a knowledge base whose files could be read."""
    return chain(numbers(knowledge, folder), ease(knowledge, folder), sentences(knowledge, folder))


def fields(wording: Wording) -> Iterator[tuple[Address, str]]:
    yield ("answer",), wording.answer
    for key, text in wording.sections.items():
        yield ("sections", key), text


def figures(text: str) -> frozenset[str]:
    """The numbers in a text, inserts and addresses left out, written one way: 1.000 and 1,000 are 1000."""
    plain = INSERT.sub(" ", ADDRESS.sub(" ", text))
    return frozenset(_figure(found) for found in NUMBER.findall(plain))


def _figure(written: str) -> str:
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", written):
        return re.sub(r"[.,]", "", written)
    return written.replace(",", ".")


def numbers(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """A number or an insert that stands in one language's text and not in the other's."""
    first = knowledge.languages[FIRST]
    for code, language in knowledge.languages.items():
        for name, wording in language.entries.items():
            if code == FIRST or name not in first.entries:
                continue
            document = folder.documents[f"{code}/{name.split('.')[0]}.yaml"]
            texts = dict(fields(first.entries[name]))
            for address, text in fields(wording):
                theirs = texts.get(address, "")
                marks = figures(text) | set(INSERT.findall(text))
                differ = sorted(marks ^ (figures(theirs) | set(INSERT.findall(theirs))))
                if differ:
                    what = f"{name}: {', '.join(differ)} stands in only one of this text and the {FIRST} one."
                    yield document.fault(("entries", name, *address), what, "Say the same in both.")


def shown(text: str) -> str:
    """A text as it is read: inserts are short numbers, list marks are gone."""
    return re.sub(r"^- ", "", INSERT.sub("16", ADDRESS.sub("", text)), flags=re.MULTILINE)


def ease(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Answers that are hard to read."""
    for code, language in knowledge.languages.items():
        measured = eases(code, [shown(wording.answer) for wording in language.entries.values()])
        for name, value in zip(language.entries, measured, strict=True):
            if value is not None and value < EASY:
                document = folder.documents[f"{code}/{name.split('.')[0]}.yaml"]
                what = f"{name}: the answer is hard to read ({value:.0f} of 100)."
                remedy = f"Use shorter sentences and words, until it is {EASY:.0f}."
                yield document.fault(("entries", name, "answer"), what, remedy)


def sentences(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Answers and sections whose sentences are long."""
    for code, language in knowledge.languages.items():
        for name, wording in language.entries.items():
            document = folder.documents[f"{code}/{name.split('.')[0]}.yaml"]
            for address, text in fields(wording):
                parts = [part.split() for part in SENTENCE.split(shown(text)) if part.split()]
                average = sum(map(len, parts)) / max(1, len(parts))
                if average > MOST_WORDS:
                    what = f"{name}: sentences of {average:.0f} words on average."
                    yield document.fault(("entries", name, *address), what, f"Use at most {MOST_WORDS}.")
