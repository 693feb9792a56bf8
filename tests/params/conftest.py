"""A small folder of parameters to break in as many ways as we can think of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.params import Beliefs, load_beliefs

FILES = {
    "planning.yaml": """\
round: 2027/28
as_at: 2026-11-21
base_year: 2024
nowcast_years: [2025, 2026]
plan_start: 2027
plan_years: 5
horizon: 2036
price_base: 2024
calendar_to_financial: {first: 0.75, second: 0.25}
n_draws: 64
seed: 1
sliver_people: 20000
stale_after_months: 6
footprint: '2026'
""",
    "reports.yaml": """\
systems:
  QWO: {places: all}
scenarios: [baseline]
steps: all
""",
    "sources.yaml": """\
study_2016: {title: A study, publisher: A university, date: 2016, grade: M}
""",
    "assumptions/need.yaml": """\
step: need
assumptions:
  frailty_pct:
    meaning: People living with frailty, of each age
    unit: percent
    by: age_band
    value: {65-69: 7, 70-74: 9, 90+: 40}
    low: {65-69: 5, 70-74: 7, 90+: 30}
    high: {65-69: 10, 70-74: 12, 90+: 60}
    source: study_2016
    as_of: 2016
    quality: amber
    because: The only national figures by age.
  cost_growth:
    meaning: Growth of costs beyond inflation
    unit: percent_per_year
    value: 1.0
    low: 0.5
    high: 2.0
    source: study_2016
    as_of: 2016-03
    quality: red
    because: A guess of the authors.
  threshold:
    meaning: The age from which someone counts as old
    unit: years
    value: 65
    distribution: fixed
    source: study_2016
    as_of: 2016-03-31
    quality: green
    because: A convention.
""",
    "systems/QWO.yaml": """\
system: QWO
places:
  leeds: {name: Leeds, areas: [E08000035]}
  wakefield: {name: Wakefield, areas: [E08000036]}
overrides:
  - key: need.frailty_pct[65-69]
    value: 8
    because: Counted locally.
    source: study_2016
""",
    "places/QWO/leeds.yaml": """\
system: QWO
place: leeds
overrides:
  - {key: need.frailty_pct, times: 1.1, because: Leeds is frailer.}
""",
    "scenarios/baseline.yaml": "scenario: baseline\ntitle: As now\nstory: Nothing changes.\n",
    "scenarios/dear.yaml": """\
scenario: dear
title: Costs rise
story: Costs rise faster than anyone thought.
overrides:
  - {key: need.cost_growth, value: 3, because: The story of this scenario.}
""",
    "scenarios/dearer.yaml": """\
scenario: dearer
title: Costs rise more
story: As dear, and then some.
on: dear
overrides:
  - {key: need.cost_growth, times: 2, because: The story of this scenario.}
""",
}


@pytest.fixture
def params(tmp_path: Path) -> Path:
    """Give a folder of parameters in which everything is right."""
    folder = tmp_path / "params"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def beliefs(params: Path) -> Beliefs:
    return load_beliefs(params)


@pytest.fixture
def complaints(params: Path) -> Callable[..., list[str]]:
    """Give a function that changes texts of files (file, old, new, ...) and tells what loading then says."""

    def change_and_load(*changes: tuple[str, str, str]) -> list[str]:
        for name, old, new in changes:
            path = params / name
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            assert old in text, f"{old!r} is not in {name}"
            path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
        try:
            load_beliefs(params)
        except InputError as error:
            return [str(problem) for problem in error.problems]
        return []

    return change_and_load
