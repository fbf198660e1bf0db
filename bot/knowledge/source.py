"""YAML with the line of every value, so that a fault can be found by its editor."""

from __future__ import annotations

from dataclasses import dataclass
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
    lines: dict[Address, int] = {}
    faults: list[Fault] = []
    try:
        loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        data = _plain(loader, root, (), name, lines, faults) if root else {}
    except UnicodeDecodeError as error:
        faults.append(Fault(name, 1, f"This is not UTF-8 ({error.reason}).", "Save the file as UTF-8."))
        data = {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else 1
        faults.append(Fault(name, line, f"This is not YAML: {what}.", "Look at quotes, colons and indents."))
        data = {}
    return Document(name, data, lines), faults


def _plain(
    loader: Any, node: Any, address: Address, name: str, lines: dict[Address, int], faults: list[Fault]
) -> Any:
    """Turn a node into plain data, noting lines and keys that are written twice."""
    lines[address] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, n, (*address, i), name, lines, faults) for i, n in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node, deep=True)
    data: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in data:
            line = key_node.start_mark.line + 1
            faults.append(Fault(name, line, f"{key!r} is written twice.", "Keep one of the two."))
        data[key] = _plain(loader, value_node, (*address, key), name, lines, faults)
        lines[(*address, key)] = key_node.start_mark.line + 1
    return data
