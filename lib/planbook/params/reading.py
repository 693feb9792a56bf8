"""A YAML file as plain values that remember the line each stood on.

We read what stands in the file as it comes rather than loaded objects, so that a key written twice is found wherever it
is, and every later complaint can name its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode
from yaml.events import (
    CollectionEndEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from planbook.errors import Problem

KeyPath = tuple[str | int, ...]

# Ten times as fast, where it is there.
Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    try:
        reader = _Reader(name, text)
        data = reader.whole()
    except yaml.YAMLError:
        return Document(name, problems=(_unreadable(text, name),))
    if reader.empty:
        return Document(name, problems=(Problem("the file is empty", name, "it needs name: value pairs"),))
    if not isinstance(data, dict):
        found = Problem(f"the file holds {given_words(data)}", f"{name}:1", "it needs name: value pairs")
        return Document(name, problems=(*reader.problems, found))
    return Document(name, data, reader.lines, tuple(reader.problems))


class _Reader:
    """Turns what stands in a file, as it comes, into plain values, noting lines and problems on the way."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines: dict[KeyPath, int] = {}
        self.problems: list[Problem] = []
        self.empty = False
        self._next: Callable[[], Any] = Parser(text).get_event

    def whole(self) -> Any:
        """Give all that stands in the file."""
        self._next()
        self.empty = isinstance(self._next(), StreamEndEvent)
        if self.empty:
            return None
        data = self._plain(self._next(), ())
        self._next()
        if not isinstance(self._next(), StreamEndEvent):
            raise yaml.YAMLError("there is a second document")
        return data

    def _plain(self, event: Any, path: KeyPath) -> Any:
        line = event.start_mark.line + 1
        self.lines.setdefault(path, line)
        if event.anchor:
            self._wrong(line, path, f"has an anchor or alias '{event.anchor}'", "write the value out where it is used")
            return self._skip(event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return tuple(self._plain(item, (*path, index)) for index, item in enumerate(self._until(SequenceEndEvent)))
        return self._scalar(event, path)

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self._until(MappingEndEvent):
            line = event.start_mark.line + 1
            key = event.value if isinstance(event, ScalarEvent) else "?"
            here = (*path, key)
            self._skip(event)
            if key in found:
                what = f"the key '{key}' is written twice, first on line {self.lines[here]}"
                self._wrong(line, here, what, "keep one of them")
                self._skip(self._next())
                continue
            self.lines[here] = line
            found[key] = self._plain(self._next(), here)
        return found

    def _scalar(self, event: Any, path: KeyPath) -> Any:
        if event.tag is None and not event.implicit[0]:
            return event.value
        try:
            return _value_of(event.value, event.tag)
        except (YAMLError, ValueError) as error:
            problem = getattr(error, "problem", None) or error
            self._wrong(event.start_mark.line + 1, path, f"'{event.value}' cannot be read: {problem}", "")
            return None

    def _until(self, end: type) -> Iterator[Any]:
        """Give what comes next, up to that end."""
        while not isinstance(event := self._next(), end):
            yield event

    def _skip(self, event: Any) -> None:
        """Pass over all that stands below what was begun."""
        deep = int(isinstance(event, CollectionStartEvent))
        while deep:
            event = self._next()
            deep += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)

    def _wrong(self, line: int, path: KeyPath, what: str, allowed: str) -> None:
        key = f", {key_words(path)}" if path else ""
        self.problems.append(Problem(what, f"{self.name}:{line}{key}", allowed))


@lru_cache(maxsize=4096)
def _value_of(text: str, tag: str | None) -> Any:
    """Give the value of a word that stands without quotes, by the rules of YAML 1.2."""
    rules = _rules()
    meant = tag or rules.resolver.resolve(ScalarNode, text, (True, False))
    return rules.constructor.construct_object(ScalarNode(meant, text))


@lru_cache(maxsize=1)
def _rules() -> YAML:
    """Give the rules of YAML 1.2; the faster parser knows only those of 1.1, where `on` and `no` are not words."""
    return YAML(typ="safe", pure=True)


def _unreadable(text: str, name: str) -> Problem:
    """Give what is wrong with text that is not YAML: read again by the parser that says it best."""
    try:
        YAML(typ="safe", pure=True).compose(text)
        error = YAMLError("it is not YAML")
    except YAMLError as found:
        error = found
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
