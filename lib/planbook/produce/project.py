"""The project a run belongs to: its folder, what it believes, and its areas."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from planbook.data import areas as area_lookup
from planbook.data.areas import SystemAreas
from planbook.errors import InputError, Problem
from planbook.params import Beliefs, load_beliefs
from planbook.params.joining import scenario_problems

Given = TypeVar("Given")
Asked = ParamSpec("Asked")


@dataclass(frozen=True)
class Project:
    """A folder of notebooks and params, with what it believes read and checked."""

    root: Path
    beliefs: Beliefs
    _areas: dict[str, SystemAreas] = field(default_factory=dict, repr=False, compare=False)

    @property
    def notebooks(self) -> Path:
        """The folder of notebooks."""
        return self.root / "notebooks"

    def areas(self, system: str) -> SystemAreas:
        """Give a system with its places; raises `InputError` for an unknown code or a wrong partition."""
        if system not in self._areas:
            beliefs = self.beliefs
            self._areas[system] = area_lookup.resolve(system, beliefs.systems, beliefs.planning)
        return self._areas[system]

    def scenario_problems(self, scenario: str) -> list[Problem]:
        """Give the problem of each scenario a name joins that is not there, or nothing."""
        return list(scenario_problems(scenario, self.beliefs.scenarios))


_FROZEN: dict[Path, Project] = {}
_OPENED: dict[Path, tuple[tuple[tuple[str, int, int], ...], Project]] = {}


def find_root(root: Path | None = None) -> Path:
    """Give the project's folder: the one named, PLANBOOK_ROOT, or the nearest above that has params/ and notebooks/.

    Raises `InputError` when there is none.
    """
    named = root or os.environ.get("PLANBOOK_ROOT")
    if named:
        found = Path(named).resolve()
        if not (found / "params").is_dir():
            raise InputError(Problem("holds no params/", str(found), "the folder of a planbook project"))
        return found
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "params").is_dir() and (folder / "notebooks").is_dir():
            return folder
    raise InputError(
        Problem(
            "not inside a planbook project",
            here.name,
            "go to the folder that holds params/ and notebooks/, or set PLANBOOK_ROOT",
        )
    )


def open_project(root: Path | None = None) -> Project:
    """Give the project with its beliefs; read again only when a file of params/ has changed.

    Raises `InputError` with everything wrong in params/.
    """
    folder = find_root(root)
    if folder in _FROZEN:
        return _FROZEN[folder]
    state = _state(folder / "params")
    if folder not in _OPENED or _OPENED[folder][0] != state:
        _OPENED[folder] = (state, Project(folder, load_beliefs(folder / "params")))
    return _OPENED[folder][1]


@contextmanager
def frozen(project: Project) -> Iterator[None]:
    """Hold to what the project believes now, here and in processes forked meanwhile, whoever edits params/."""
    _FROZEN[project.root] = project
    try:
        yield
    finally:
        _FROZEN.pop(project.root, None)


def attempt(
    problems: list[Problem], what: Callable[Asked, Given], *args: Asked.args, **named: Asked.kwargs
) -> Given | None:
    """Give the result, or add what is wrong to `problems` and give nothing: so that all can be said at once."""
    try:
        return what(*args, **named)
    except InputError as error:
        problems.extend(error.problems)
        return None


def _state(params: Path) -> tuple[tuple[str, int, int], ...]:
    files = sorted(path for path in params.rglob("*") if path.suffix in (".yaml", ".csv"))
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
