"""Which scenarios are laid on the run's own, and which others to build on stand beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planbook.data.areas import resolve
from planbook.methods.scenarios.which import beside, laid_on
from planbook.params import Beliefs, load_beliefs
from planbook.produce.cache import Unkept
from planbook.produce.inputs import RecordedInputs
from planbook.produce.tables import system_tables
from planbook.workflow import BY_SLUG

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found() -> Beliefs:
    return load_beliefs(ROOT / "params")


def inputs_of(found: Beliefs, system: str, scenario: str, folder: Path) -> RecordedInputs:
    areas = resolve(system, found.systems, found.planning)
    return system_tables(found, areas, scenario, Unkept(folder)).inputs(BY_SLUG["scenarios"])


@pytest.mark.parametrize(
    ("system", "own", "others"),
    [
        ("EXAMPLE", "plan", ["baseline", "options"]),
        ("EXAMPLE", "baseline", ["options", "plan"]),
        ("QWO", "options", ["baseline"]),
        ("QWO", "options+strikes", ["baseline"]),
        ("QWO", "baseline", ["options"]),
    ],
)
def test_what_else_could_be_built_on_has_a_plan_only_where_there_is_one(
    found: Beliefs, tmp_path: Path, system: str, own: str, others: list[str]
) -> None:
    assert list(beside(inputs_of(found, system, own, tmp_path))) == others


def test_what_a_scenario_holds_is_not_laid_on_it_again(found: Beliefs, tmp_path: Path) -> None:
    plain = laid_on(inputs_of(found, "QWO", "baseline", tmp_path))
    assert {"hard_winter", "strikes", "winter_and_strikes", "sicker"} <= set(plain)
    held = laid_on(inputs_of(found, "QWO", "winter_and_strikes", tmp_path))
    assert set(plain) - set(held) == {"hard_winter", "strikes", "winter_and_strikes"}
