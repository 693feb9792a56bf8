"""A YAML file as plain values that remember the line each stood on.

We read the tree of nodes rather than loaded objects, so that a key written twice is found wherever it is, and every
later complaint can name its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from planbook.errors import Problem

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """One file: its `name` as we speak of it, its plain `data`, the line of every key, and what was wrong."""

    name: str
    data: Any = None
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def known_part(self, path: Iterable[str | int]) -> KeyPath:
        """Give the longest beginning of that path which stands in the file."""
        found = tuple(path)
        while found and found not in self.lines:
            found = found[:-1]
        return found

    def line(self, path: Iterable[str | int] = ()) -> int:
        """Give the line, counted from 1, of that key or of the nearest key above it."""
        return self.lines.get(self.known_part(path), 1)

    def where(self, path: Iterable[str | int] = ()) -> str:
        """Say file, line and key: "params/systems/QWO.yaml:12, overrides[0].times"."""
        known = self.known_part(path)
        key = f", {key_words(known)}" if known else ""
        return f"{self.name}:{self.line(known)}{key}"

    def at(self, path: Iterable[str | int]) -> Any:
        """Give what stands at that path, or None."""
        found = self.data
        for part in path:
            try:
                found = found[part]
            except (KeyError, IndexError, TypeError):
                return None
        return found


def read_yaml(path: Path, name: str) -> Document:
    """Read one YAML file; what is wrong with it is in `problems`, and then `data` may be None."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Document(name, problems=(Problem("there is no such file", name),))
    except UnicodeDecodeError as error:
        what = f"cannot be read as text (byte {error.start} is not UTF-8)"
        return Document(name, problems=(Problem(what, name, "save the file as UTF-8"),))
    return parse_yaml(text, name)


@lru_cache(maxsize=1024)
def parse_yaml(text: str, name: str) -> Document:
    """Read YAML text: mappings as dicts with text keys, lists as tuples, scalars by the rules of YAML 1.2."""
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
    except YAMLError as error:
        return Document(name, problems=(_unreadable(error, name),))
    if root is None:
        return Document(name, problems=(Problem("the file is empty", name, "it needs name: value pairs"),))
    reader = _Reader(name, yaml.constructor.construct_object)
    data = reader.plain(root, ())
    if not isinstance(data, dict):
        found = Problem(f"the file holds {given_words(data)}", f"{name}:1", "it needs name: value pairs")
        return Document(name, problems=(*reader.problems, found))
    return Document(name, data, reader.lines, tuple(reader.problems))


class _Reader:
    """Turns nodes into plain values, noting lines and problems on the way."""

    def __init__(self, name: str, construct: Any) -> None:
        self.name = name
        self.construct = construct
        self.lines: dict[KeyPath, int] = {}
        self.problems: list[Problem] = []

    def plain(self, node: Node, path: KeyPath) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if node.anchor:
            self._wrong(line, path, f"has an anchor or alias '{node.anchor}'", "write the value out where it is used")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return tuple(self.plain(item, (*path, index)) for index, item in enumerate(node.value))
        return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value if isinstance(key_node, ScalarNode) else "?"
            here = (*path, key)
            if key in found:
                what = f"the key '{key}' is written twice, first on line {self.lines[here]}"
                self._wrong(line, here, what, "keep one of them")
                continue
            self.lines[here] = line
            found[key] = self.plain(value_node, here)
        return found

    def _scalar(self, node: Node, path: KeyPath) -> Any:
        try:
            return self.construct(node)
        except (YAMLError, ValueError) as error:
            problem = getattr(error, "problem", None) or error
            self._wrong(node.start_mark.line + 1, path, f"'{node.value}' cannot be read: {problem}", "")
            return None

    def _wrong(self, line: int, path: KeyPath, what: str, allowed: str) -> None:
        key = f", {key_words(path)}" if path else ""
        self.problems.append(Problem(what, f"{self.name}:{line}{key}", allowed))


def _unreadable(error: YAMLError, name: str) -> Problem:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    line = mark.line + 1 if mark else 1
    said = (error.problem if isinstance(error, MarkedYAMLError) else None) or str(error)
    cut = "stream end" in said or "end of stream" in said
    hint = "the file seems to be cut off" if cut else "check indentation, quotes and brackets here and just above"
    return Problem(f"cannot be read as YAML: {said}", f"{name}:{line}", hint)


def key_words(path: Iterable[str | int]) -> str:
    """Say a path as a reader would: ("overrides", 0, "times") is "overrides[0].times"."""
    said = ""
    for part in path:
        if isinstance(part, int):
            said += f"[{part}]"
        else:
            said += f".{part}" if said else part
    return said


def given_words(value: Any) -> str:
    """Say what was given: 'blue', 7, nothing, a list."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "name: value pairs"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'" if isinstance(value, str) else f"{value}"
