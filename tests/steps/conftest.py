"""A run's inputs on the shipped reference tables, each table made once in a test run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xarray as xr

from planbook.data.areas import resolve
from planbook.params import Assumption, Beliefs, Parameters, load_beliefs
from planbook.produce.cache import Cache, Stored
from planbook.produce.run import Run, open_run
from planbook.produce.tables import SystemTables, system_tables
from planbook.workflow import STEP_OF

ROOT = Path(__file__).parents[2]
DRAWS = 16
OWN = ("finance_", "value_")


@pytest.fixture(scope="session")
def made(cache: Path, light: Path) -> Callable[[str, str], pd.DataFrame]:
    """Give a function that makes a table of a system, all areas; all steps of a system share what lies behind."""
    runs: dict[tuple[str, str], Run] = {}
    shared: dict[str, SystemTables] = {}

    def make(system: str, table: str) -> pd.DataFrame:
        slug = STEP_OF[table].slug
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PLANBOOK_CACHE", str(cache))
            if (slug, system) not in runs:
                own = open_run(slug, system=system, root=light)
                runs[slug, system] = replace(own, tables=shared.setdefault(system, own.tables))
            return runs[slug, system].table(table, areas="all")

    return make


class Forgetful(Cache):
    """A cache that keeps nothing."""

    def store(self, key: str, table: str, reads: Any, frame: pd.DataFrame) -> Stored:
        return Stored(frame, f"{key}{len(frame)}", reads)


@dataclass
class Money:
    """Systems' tables with few draws, and the same with one assumption moved."""

    beliefs: Beliefs
    folder: Path
    known: dict[tuple[str, str], SystemTables] = field(default_factory=dict)

    def tables(self, code: str, scenario: str) -> SystemTables:
        if (code, scenario) not in self.known:
            areas = resolve(code, self.beliefs.systems, self.beliefs.planning)
            cache = Forgetful(self.folder, fresh=True)
            self.known[code, scenario] = system_tables(self.beliefs, areas, scenario, cache)
        return self.known[code, scenario]

    def array(self, code: str, scenario: str, name: str) -> xr.DataArray:
        return self.tables(code, scenario).drawn(name)[0]

    def table(self, code: str, scenario: str, name: str) -> pd.DataFrame:
        return self.tables(code, scenario).made(name).frame

    def moved(self, code: str, scenario: str, key: str, times: float = 1.1, plus: float = 0.0) -> SystemTables:
        """Give the same tables with one assumption moved; what they read of earlier steps is kept as it is."""
        plain = self.tables(code, scenario)
        return self.again(
            plain, parameters={area: moved(held, key, times, plus) for area, held in plain.parameters.items()}
        )

    def again(self, plain: SystemTables, **changes: Any) -> SystemTables:
        """Give tables that work money and value out anew on the same earlier steps."""
        kept = {name: each for name, each in plain._arrays.items() if not name.startswith(OWN)}
        done = {name: each for name, each in plain._made.items() if not name.startswith(OWN)}
        return replace(plain, _arrays=kept, _made=done, _making=[], **changes)


@pytest.fixture(scope="session")
def money(tmp_path_factory: pytest.TempPathFactory) -> Money:
    found = load_beliefs(ROOT / "params")
    few = replace(found, planning=found.planning.model_copy(update={"n_draws": DRAWS}))
    return Money(few, tmp_path_factory.mktemp("money"))


def moved(held: Parameters, key: str, times: float, plus: float) -> Parameters:
    national = held.national()
    own, everywhere = ({**dict(each), key: shifted(each[key], times, plus)} for each in (held, national))
    return Parameters(own, everywhere)


def shifted(each: Assumption, times: float, plus: float) -> Assumption:
    def inside(value: float) -> float:
        there = value * times + plus
        there = there if each.most is None else min(there, each.most)
        return there if each.least is None else max(there, each.least)

    return replace(each, **{part: tuple(map(inside, getattr(each, part))) for part in ("value", "low", "high")})
