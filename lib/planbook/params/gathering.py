"""Reading the parameter files one by one, and keeping what was right and every problem with what was not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from planbook.errors import Problem
from planbook.params.assumption import Assumption, national_assumption
from planbook.params.checking import check
from planbook.params.entry import AssumptionEntry, Override
from planbook.params.kinds import ALLOWED_BY_PATTERN, SLUG, Strict
from planbook.params.layers import Change
from planbook.params.model import AssumptionFile, Evidence, PlaceFile, ScenarioFile, SystemFile
from planbook.params.reading import Document, KeyPath, read_yaml
from planbook.params.shock import key_of_shock

Model = TypeVar("Model", bound=Strict)
LayerFile = TypeVar("LayerFile", SystemFile, PlaceFile, ScenarioFile)


@dataclass
class Gathered:
    """What was read of a folder so far.

    `documents` by name within the folder (`systems/QWO.yaml`); `declared` are the keys of all assumptions, also of
    those in error, and `named` the names of all files of a layer, so that one mistake is not reported as two.
    """

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    national: dict[str, Assumption] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    named: dict[str, set[str]] = field(default_factory=dict)
    changes: dict[tuple[str, str], tuple[Change, ...]] = field(default_factory=dict)

    def document(self, path: Path) -> Document:
        """Read one file and keep its problems."""
        name = path.relative_to(self.folder).as_posix()
        found = read_yaml(path, f"{self.folder.name}/{name}")
        self.problems += found.problems
        self.documents[name] = found
        return found

    def one(self, name: str, model: type[Model]) -> Model | None:
        """Read a file that there must be."""
        document = self.document(self.folder / name)
        return self.checked(model, document) if document.data is not None else None

    def evidence(self) -> dict[str, Evidence]:
        """Read `sources.yaml`: the evidence by key."""
        document = self.document(self.folder / "sources.yaml")
        found = {}
        for key in document.data or {}:
            self._name_is_slug(key, document, (key,))
            if entry := self.checked(Evidence, document, (key,)):
                found[key] = entry
        return found

    def assumptions(self) -> None:
        """Read every step's national numbers into `national`."""
        for path in sorted(self.folder.glob("assumptions/*.yaml")):
            document = self.document(path)
            if document.data is None:
                continue
            self.checked(AssumptionFile, document, leave="assumptions")
            step = document.at(("step",))
            if isinstance(step, str) and step != path.stem:
                self.misnamed(document, "step", step, path.stem)
            self._entries(document, path.stem)

    def layer_files(
        self, pattern: str, model: type[LayerFile], layer: str, name: Callable[[LayerFile], str]
    ) -> dict[str, LayerFile]:
        """Read the files of one layer, by the name of each, which it must repeat; their overrides go into `changes`."""
        found = {}
        for path in sorted(self.folder.glob(pattern)):
            stem = f"{path.parent.name}/{path.stem}" if layer == "place" else path.stem
            self.named.setdefault(layer, set()).add(stem)
            document = self.document(path)
            file = self.layer_file(document, model, layer, stem) if document.data is not None else None
            if file is None:
                continue
            said = name(file)
            if said != stem:
                self.misnamed(document, layer, said, stem)
            found[stem] = file
        return found

    def layer_file(self, document: Document, model: type[LayerFile], layer: str, stem: str) -> LayerFile | None:
        """Read one file of a layer, or nothing where it is wrong; its overrides go into `changes`."""
        changes = self.changes[layer, stem] = self._changes(document, layer)
        file = self.checked(model, document, leave="overrides")
        return file and file.model_copy(update={"overrides": tuple(change.override for change in changes)})

    def shocks(self, scenarios: Mapping[str, ScenarioFile]) -> None:
        """Put the size of each scenario's shocks among the national numbers."""
        for name, scenario in scenarios.items():
            document = self.documents[f"scenarios/{name}.yaml"]
            for shock, each in scenario.shocks.items():
                key, line = key_of_shock(name, shock), document.line(("shocks", shock, "size"))
                if key in self.declared:
                    where = document.where(("shocks", shock))
                    self.problems.append(Problem(f"'{key}' is another shock's already", where, "give it another name"))
                self.declared.add(key)
                self.national[key] = national_assumption(key, each.size, document.name, line)

    def _entries(self, document: Document, step: str) -> None:
        entries = document.at(("assumptions",))
        if not isinstance(entries, dict) or not entries:
            where = document.where(("assumptions",))
            self.problems.append(Problem("'assumptions' is missing or empty", where, "it needs name: value pairs"))
            return
        for name in entries:
            path, key = ("assumptions", name), f"{step}.{name}"
            self.declared.add(key)
            self._name_is_slug(name, document, path)
            before = len(self.problems)
            entry = self.checked(AssumptionEntry, document, path)
            if entry and len(self.problems) == before:
                self.national[key] = national_assumption(key, entry, document.name, document.line(path))

    def _changes(self, document: Document, layer: str) -> tuple[Change, ...]:
        given = document.at(("overrides",))
        if given is not None and not isinstance(given, tuple):
            where = document.where(("overrides",))
            self.problems.append(Problem("overrides is not a list", where, "it needs a list, each item - key: ..."))
            return ()
        changes: dict[str, Change] = {}
        for index in range(len(given or ())):
            path = ("overrides", index)
            override = self.checked(Override, document, path)
            if override is None:
                continue
            where, line = document.where((*path, "key")), document.line((*path, "key"))
            if override.key in changes:
                what = f"'{override.key}' is overridden twice, first on line {changes[override.key].line}"
                self.problems.append(Problem(what, where, "keep one of them"))
            changes.setdefault(override.key, Change(override, layer, document.name, line, where))
        return tuple(changes.values())

    def checked(self, model: type[Model], document: Document, path: KeyPath = (), *, leave: str = "") -> Model | None:
        """Read what stands there as that model, and keep its problems."""
        found, problems = check(model, document, path, leave=leave)
        self.problems += problems
        return found

    def _name_is_slug(self, name: str, document: Document, path: KeyPath) -> None:
        if not re.match(SLUG, name):
            what = f"'{name}' is not a name we can use"
            self.problems.append(Problem(what, document.where(path), ALLOWED_BY_PATTERN[SLUG]))

    def misnamed(self, document: Document, key: str, said: str, stem: str) -> None:
        """Note that a file says it is another than its name says."""
        what = f"says it is '{said}', but the file is named for '{stem}'"
        self.problems.append(Problem(what, document.where((key,)), "change one of the two"))
