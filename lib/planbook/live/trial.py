"""Trying something with a run: which assumptions can be moved, where its key numbers go, and keeping what was tried."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from planbook.errors import Problem, raise_if_any
from planbook.methods.key_draws import ENDS
from planbook.params import Assumption
from planbook.params.joining import parts_of
from planbook.params.kinds import ALLOWED_BY_PATTERN, SLUG
from planbook.params.lever_numbers import ON, lever_key
from planbook.params.model import LeverAmounts
from planbook.params.trying import Change, scenario_text, tried
from planbook.produce.cache import write_whole
from planbook.produce.evidence import source_title
from planbook.produce.run import Run
from planbook.workflow import ARRAYS, TABLES, upstream

CHOICE = "levers chosen"
MIDDLE, FULL = 50.0, 100.0
NUMBERS = ("key", "label", "unit", "saved", "saved_low", "saved_high", "value", "low", "high")
BESIDE = (*NUMBERS, "change", "change_low", "change_high")


@dataclass(frozen=True)
class Movable:
    """An assumption that can be moved: as it is believed here, its evidence, and how much of the spread it makes.

    One that varies (by age, by line of care) is moved as one belief: 0 is the low end of each of its values, 50 as they
    are saved, 100 the high end.
    """

    assumption: Assumption
    evidence: str
    impact_pct: float

    @property
    def varies(self) -> bool:
        """Whether it has more than one value."""
        return len(self.assumption.leaves) > 1

    @property
    def ends(self) -> tuple[float, float, float]:
        """Give where its control stands at the low end, as saved and at the high end."""
        said = self.assumption
        return (0.0, MIDDLE, FULL) if self.varies else (said.low[0], said.value[0], said.high[0])

    @property
    def possible(self) -> tuple[float | None, float | None]:
        """Give the least and the most its control can stand at; None where there is no limit."""
        return (0.0, FULL) if self.varies else (self.assumption.least, self.assumption.most)

    def change(self, to: float) -> Change:
        """Give what is believed where the control stands there."""
        if not self.varies:
            return {"value": to}
        said, part = self.assumption, (to - MIDDLE) / MIDDLE
        ends = said.high if part > 0 else said.low
        moved = (value + abs(part) * (end - value) for value, end in zip(said.value, ends, strict=True))
        return {"value": dict(zip(said.leaves, moved, strict=True))}


@dataclass
class Trial:
    """A run as it is saved, and the same with some assumptions moved: `moved` says where each control stands.

    Levers stay as chosen in the run, unless `choose_levers` says to choose them again for what is moved.
    """

    run: Run
    moved: dict[str, float] = field(default_factory=dict)
    choose_levers: bool = False
    _before: tuple[dict[str, float], Run] | None = field(default=None, init=False, repr=False)

    @property
    def numbers_name(self) -> str:
        """The array of the step's key numbers."""
        return f"{self.run.step.slug}_numbers"

    @property
    def can_move(self) -> bool:
        """Whether anything in this step moves: it has key numbers that rest on assumptions."""
        return self.numbers_name in ARRAYS and not self.swings.empty

    @cached_property
    def swings(self) -> pd.DataFrame:
        """Give where key numbers go at the ends of the assumptions that matter, for the area or else its system."""
        return self._of_area(f"{self.run.step.slug}_swings")

    @cached_property
    def area(self) -> str:
        """The area whose numbers are shown: the run's own, or its system where only that has any."""
        return str(self.said["area"].iloc[0])

    @cached_property
    def movable(self) -> dict[str, Movable]:
        """Give the assumptions that can be moved, by key, the one that matters most first."""
        ranked = self.swings.drop_duplicates("assumption").sort_values("order")
        return {
            key: self.movable_of(key, float(impact))
            for key, impact in zip(ranked["assumption"], ranked["impact_pct"], strict=True)
        }

    def movable_of(self, key: str, impact_pct: float = 0.0) -> Movable:
        """Give any assumption to be moved, and the part of the spread that is due to it."""
        said = self.run.parameters[key]
        return Movable(said, source_title(said.source, self.run.project.beliefs.evidence), impact_pct)

    @property
    def changes(self) -> dict[str, Change]:
        """Give what is believed otherwise, by key."""
        return {key: self.movable[key].change(to) for key, to in self.moved.items()}

    def move(self, key: str, to: float) -> None:
        """Move one assumption; where it stood as saved, it is no change."""
        if to == self.movable[key].ends[1]:
            self.moved.pop(key, None)
        else:
            self.moved[key] = to

    def at(self, run: Run) -> Trial:
        """Give the same assumptions moved in another run."""
        found = Trial(run, choose_levers=self.choose_levers)
        for key, to in self.moved.items():
            found.movable.setdefault(key, found.movable_of(key))
            found.move(key, to)
        return found

    @property
    def has_levers(self) -> bool:
        """Whether levers that may be chosen lie behind the numbers of this step."""
        steps, levers = (*upstream(self.run.step.slug), self.run.step), self.run.project.beliefs.levers
        behind = any(each.slug == "levers" for each in steps)
        return behind and any(self.run.parameters[lever_key(name, ON)].scalar > 0 for name in levers)

    @property
    def lever_amounts(self) -> LeverAmounts | None:
        """Give what a scenario says of levers where they are to be chosen again; else nothing."""
        return "chosen" if self.choose_levers else None

    def reset(self) -> None:
        """Put everything back as it is saved."""
        self.moved.clear()
        self.choose_levers = False

    def numbers(self) -> pd.DataFrame:
        """Give the key numbers as saved and as moved: one row each, with intervals, and the change draw by draw.

        Raises `InputError` with every value that is not possible.
        """
        if not self.moved:
            return as_printed(self.said)
        saved = self.saved  # drawn first, for what is the same to be taken from there
        return beside(saved, of_area(self._tried(), self.numbers_name, self.area), self.said)

    def _tried(self) -> Run:
        """Give the run as moved; what still holds of the one before is taken from there.

        Where that is nothing, as while one assumption alone is moved, the one before is let go first.
        """
        (stood, before), stands = self._before or ({}, None), {CHOICE: float(self.choose_levers), **self.moved}
        otherwise = {key for key in (stood | stands) if stood.get(key) != stands.get(key)}
        if before and otherwise >= self.moved.keys():
            before.tables.let_go(())
        tried = self.run.what_if(self.changes, after=before, lever_amounts=self.lever_amounts)
        tried.tables.drawn(self.numbers_name)
        tried.tables.stand_alone()
        self._before = stands, tried
        return tried

    @cached_property
    def saved(self) -> xr.Dataset:
        """Give the key numbers of the area as saved, by draw."""
        return of_area(self.run, self.numbers_name, self.area)

    @cached_property
    def said(self) -> pd.DataFrame:
        """Give area, label, unit and what is printed of each key number, by key."""
        explained = f"{self.run.step.slug}_explained"
        rows = self._of_area(explained) if explained in TABLES else self.swings
        keys = set(self.swings["key"]) if len(self.swings) else set(rows["key"])
        mine = rows[rows["key"].isin(keys)].drop_duplicates("key")
        return mine.set_index("key")[["area", "label", "unit", "value", "low", "high"]]

    def _of_area(self, table: str) -> pd.DataFrame:
        rows = self.run.table(table, areas="all")
        own = rows[rows["area"] == self.run.area.code]
        return own if len(own) else rows[rows["area"] == self.run.system.system.code]

    def save(self, name: str, story: str, reason: str, *, title: str = "", replace: bool = False) -> Path:
        """Write what was moved as `params/scenarios/<name>.yaml`, built on the run's scenario; gives where it is.

        Raises `InputError` with everything wrong: the name, what is missing, a scenario that is there already and may
        not be replaced, and whatever the rules of a scenario file refuse.
        """
        project = self.run.project
        path = project.root / "params" / "scenarios" / f"{name}.yaml"
        raise_if_any(self._wrong(name, story, reason, path, replace))
        notes = {key: _note(each) for key, each in self.movable.items()}
        text = scenario_text(
            name, title or name.replace("_", " ").capitalize(), story, self.run.scenario.name, self.changes, reason,
            notes=notes, lever_amounts=self.lever_amounts,
        )  # fmt: skip
        with_it = tried(project.beliefs, text, name)
        for place in (None, *(area.slug for area in self.run.system.places)):
            with_it.resolve(self.run.system.code, place, name)
        write_whole(path, text.encode())
        return path

    def _wrong(self, name: str, story: str, reason: str, path: Path, replace: bool) -> list[Problem]:
        where = "Save as scenario"
        found = []
        if not re.match(SLUG, name):
            found.append(Problem(f"'{name}' is not a name we can use", where, ALLOWED_BY_PATTERN[SLUG]))
        elif path.exists() and not replace:
            what = f"there is a scenario '{name}' already"
            found.append(Problem(what, f"params/scenarios/{name}.yaml", "choose another name, or tick to replace it"))
        if name in {"baseline", "options", "plan", *parts_of(self.run.scenario.name)}:
            found.append(Problem(f"'{name}' is a scenario that others build on", where, "choose another name"))
        for said, what in ((story, "story"), (reason, "reason")):
            if not said.strip():
                found.append(Problem(f"the {what} is missing", where, "one sentence that a colleague will understand"))
        parts = parts_of(self.run.scenario.name)
        if not self.moved and len(parts) == 1:
            found.append(
                Problem("nothing has been moved", where, "move an assumption, or lay a scenario on top, first")
            )
        if not set(parts) <= _saved_scenarios(self.run).keys():
            found.append(Problem("it is built on a what-if that is not saved", where, "save that one first"))
        return found


def beside(saved: xr.Dataset, now: xr.Dataset, said: pd.DataFrame) -> pd.DataFrame:
    """Set key numbers of two runs beside each other: one row a number, columns `BESIDE`.

    Both are of one area, dims (draw, number); the change is taken draw by draw, so that what both share falls out.
    `said` gives label and unit by key.
    """
    numbers = [list(map(str, each["number"].values)) for each in (saved, now)]
    keys = [key for key in numbers[0] if key in numbers[1] and key in said.index]
    places = [[each.index(key) for key in keys] for each in numbers]
    before, after = (each["counted"].values[:, at] for each, at in zip((saved, now), places, strict=True))
    values = [each["value"].values[at] for each, at in zip((saved, now), places, strict=True)]
    there = np.flatnonzero(np.isfinite(values).all(axis=0))
    low, high = np.percentile([before, after, after - before], ENDS, axis=1)
    words = said.loc[keys]
    columns = {
        "key": keys, "label": words["label"].array, "unit": words["unit"].array,
        "saved": values[0], "saved_low": low[0], "saved_high": high[0],
        "value": values[1], "low": low[1], "high": high[1],
        "change": values[1] - values[0], "change_low": low[2], "change_high": high[2],
    }  # fmt: skip
    return pd.DataFrame(columns).iloc[there].reset_index(drop=True)


def as_printed(said: pd.DataFrame) -> pd.DataFrame:
    """Give printed key numbers (by key: label, unit, value, low, high) beside themselves, columns `BESIDE`."""
    same = {"saved": said["value"], "saved_low": said["low"], "saved_high": said["high"]}
    frame = said.assign(**same, change=0.0, change_low=0.0, change_high=0.0)
    return frame.reset_index()[list(BESIDE)]


def of_area(run: Run, name: str, area: str) -> xr.Dataset:
    """Give an array of key numbers for one area, dims (draw, number)."""
    drawn: Any = run.tables.drawn(name)[0]
    found: xr.Dataset = drawn.sel(area=area, drop=True)
    return found


def _note(each: Movable) -> str:
    said = each.assumption
    ends = (min(said.low), max(said.high)) if each.varies else (said.low[0], said.high[0])
    values = f"{min(said.value):g} to {max(said.value):g}" if each.varies else f"{said.value[0]:g}"
    return f"{said.meaning}: {values} {said.unit} ({ends[0]:g} to {ends[1]:g}, evidence {said.quality}) before."


def _saved_scenarios(run: Run) -> Mapping[str, object]:
    folder = run.project.root / "params" / "scenarios"
    return {path.stem: path for path in folder.glob("*.yaml")}
