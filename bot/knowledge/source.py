"""YAML with the line of every value, so that a fault can be found by its editor."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Address = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something an editor has to mend: where, what is wrong, how to mend it."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} Remedy: {self.remedy}"


class KnowledgeError(Exception):
    """The knowledge base cannot be served; every fault is named."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, sorted(faults))))
        self.faults = sorted(faults)


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its data, and the line (from 1) of each address in it."""

    file: str
    data: Any
    lines: dict[Address, int]

    def line(self, address: Address) -> int:
        """The line of an address, or of the nearest thing around it that is written."""
        while address and address not in self.lines:
            address = address[:-1]
        return self.lines.get(address, 1)

    def fault(self, address: Address, what: str, remedy: str) -> Fault:
        return Fault(self.file, self.line(address), what, remedy)


def read(path: Path, name: str) -> tuple[Document, list[Fault]]:
    """Read a file. What cannot be read comes back as faults, with an empty document."""
    reading = Reading(name)
    data: Any = {}
    try:
        text = path.read_text(encoding="utf-8")
        reading.loader = yaml.CSafeLoader(text)
        root = reading.loader.get_single_node()
        data = reading.plain(root, ()) if root else {}
    except UnicodeDecodeError as error:
        reading.fault(1, f"This is not UTF-8 ({error.reason}).", "Save the file as UTF-8.")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "a character that may not stand here"
        remedy = "Look at quotes, colons and indents; use spaces, not tabs."
        reading.fault(mark.line + 1 if mark else 1, f"This is not YAML: {what}.", remedy)
    return Document(name, data, reading.lines), reading.faults


@dataclass(slots=True)
class Reading:
    """One file being read: the lines of what was found, and the faults so far."""

    name: str
    loader: Any = None
    lines: dict[Address, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def fault(self, line: int, what: str, remedy: str) -> None:
        self.faults.append(Fault(self.name, line, what, remedy))

    def plain(self, node: Any, address: Address) -> Any:
        """Turn a node into plain data, noting its line, and keys that are written twice."""
        line = node.start_mark.line + 1
        self.lines[address] = line
        if not isinstance(node, yaml.CollectionNode):
            return self.scalar(node, line)
        if id(node) in self.seen:  # anchors can make a small file endless
            self.fault(
                line, "A part of the file is used again by its anchor.", "Write it out where it is needed."
            )
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(each, (*address, place)) for place, each in enumerate(node.value)]
        return self.mapping(node, address)

    def mapping(self, node: Any, address: Address) -> dict[Any, Any]:
        data: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(line, "This name is not a word.", "Write a word before the colon.")
                continue
            key = self.scalar(key_node, line)
            if key in data:
                self.fault(line, f"{key!r} is written twice.", "Keep one of the two.")
            data[key] = self.plain(value_node, (*address, key))
            self.lines[(*address, key)] = line
        return data

    def scalar(self, node: Any, line: int) -> Any:
        try:
            return self.loader.construct_object(node, deep=True)
        except ValueError:
            self.fault(line, f"{node.value!r} is no date or number.", "Correct it, or put it between quotes.")
            return None
