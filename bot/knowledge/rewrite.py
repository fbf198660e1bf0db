"""Put new texts into a YAML file and leave every other byte as it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from difflib import SequenceMatcher
from typing import Any

import yaml

from bot.knowledge.source import Address

Edit = tuple[int, int, str]  # from, to (characters), what is put there
Texts = Mapping[Address, str | Sequence[str]]


class Unwritable(Exception):
    """Texts that would not read back as they are: nothing was done."""

    def __init__(self, addresses: Sequence[Address]) -> None:
        super().__init__(addresses)
        self.addresses = tuple(addresses)


def rewrite(source: str, texts: Texts) -> str:
    """A file with new texts at these addresses: a string for a text, a sequence for a list of lines.

    Each text is already trimmed. Raises `Unwritable` rather than return a file that says anything else.
    """
    root = yaml.compose(source, Loader=yaml.SafeLoader)
    edits = [edit for address, text in texts.items() for edit in _edits(source, root, address, text)]
    result = source
    for start, end, put in sorted(edits, reverse=True):
        result = result[:start] + put + result[end:]
    if bad := _differing(source, result, texts):
        raise Unwritable(bad)
    return result


def _edits(source: str, root: Any, address: Address, text: str | Sequence[str]) -> Iterator[Edit]:
    node, column = root, 0
    for part in address:
        key, node = next((key, value) for key, value in node.value if key.value == part)
        column = key.start_mark.column
    if isinstance(text, str):
        yield _replaced(source, node, text, column + 2)
    else:
        yield from _listed(source, node, text)


# -- one text --------------------------------------------------------------------------------


def _replaced(source: str, node: Any, text: str, indent: int) -> Edit:
    """A scalar in the style in which it was written, as far as that style can hold the new text."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.style not in ("|", ">"):
        put = _block("|", text, indent, source) if "\n" in text else _inline(text, node.style)
        return start, end, put
    old = source[start:end]
    header, _break, body = old.partition("\n")
    found = re.match(r"\s*?( +)\S", body)
    kept = header.rstrip("\r") if node.style == "|" and not re.search(r"^\|\S*\d", header) else "|"
    tail = old[len(old.rstrip()) :]
    return start, end, _block(kept, text, len(found[1]) if found else indent, source) + tail


def _block(header: str, text: str, indent: int, source: str) -> str:
    newline = "\r\n" if "\r\n" in source else "\n"
    return newline.join([header, *(" " * indent + line if line else "" for line in text.split("\n"))])


def _inline(text: str, style: str | None) -> str:
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    return text if style is None and _is_plain(text) else json.dumps(text, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    """Whether a text means itself without quotes."""
    try:
        return bool(yaml.safe_load(f"- {text}\n- k: {text}\n") == [text, {"k": text}])
    except yaml.YAMLError:
        return False


# -- a list of lines -------------------------------------------------------------------------


def _listed(source: str, node: Any, texts: Sequence[str]) -> Iterator[Edit]:
    """The edits of a list, line by line: what stays keeps its line and its comment."""
    items = node.value
    if node.flow_style or not items:
        yield node.start_mark.index, node.end_mark.index, json.dumps(list(texts), ensure_ascii=False)
        return
    old = [str(item.value).strip() for item in items]
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, texts, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = min(i_end - i, j_end - j)
        for item, text in zip(items[i : i + paired], texts[j : j + paired], strict=True):
            yield _replaced(source, item, text, item.start_mark.column + 2)
        for item in items[i + paired : i_end]:
            yield (*_lines(source, item), "")
        if more := texts[j + paired : j_end]:
            yield _added(source, items, i + paired, more)


def _added(source: str, items: Sequence[Any], place: int, texts: Sequence[str]) -> Edit:
    """New lines before the item at `place`, or after the last."""
    start, end = _lines(source, items[max(place - 1, 0)])
    dash = source[start : items[max(place - 1, 0)].start_mark.index]
    at = end if place else start
    newline = "\r\n" if "\r\n" in source else "\n"
    put = "".join(f"{dash}{_inline(text, None)}{newline}" for text in texts)
    return at, at, put if source[:at].endswith("\n") else newline + put


def _lines(source: str, item: Any) -> tuple[int, int]:
    """From where to where the lines of a list's item reach."""
    start, end = item.start_mark.index, item.end_mark.index
    begin = source.rfind("\n", 0, start) + 1
    if source[end - 1] == "\n":
        return begin, end
    return begin, source.find("\n", end) + 1 or len(source)


# -- the proof -------------------------------------------------------------------------------


def _differing(source: str, result: str, texts: Texts) -> list[Address]:
    """Where a result does not say what it should: the new texts at their places, the old everywhere else."""
    wanted = deepcopy(yaml.safe_load(source))
    for address, text in texts.items():
        _parent(wanted, address)[address[-1]] = text if isinstance(text, str) else list(text)
    try:
        found = yaml.safe_load(result)
        if _trimmed(found) == _trimmed(wanted):
            return []
        wrong = [each for each in texts if _at(found, each) != _at(wanted, each)]
    except (yaml.YAMLError, KeyError, TypeError, IndexError):
        wrong = []
    return wrong or list(texts)


def _at(data: Any, address: Address) -> Any:
    return _trimmed(_parent(data, address)[address[-1]])


def _parent(data: Any, address: Address) -> Any:
    for part in address[:-1]:
        data = data[part]
    return data


def _trimmed(data: Any) -> Any:
    if isinstance(data, str):
        return data.strip()
    if isinstance(data, dict):
        return {key: _trimmed(value) for key, value in data.items()}
    return [_trimmed(value) for value in data] if isinstance(data, list) else data
