"""Key numbers by draw are those a page prints, and go where the model goes with one assumption moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from planbook import workflow
from planbook.methods.key_draws import ENDS
from planbook.methods.swings import CONSIDERED
from planbook.params import Parameters
from planbook.produce.cases import at_ends
from planbook.produce.run import Run
from planbook.produce.tables import SystemTables

EXPLAINED = [
    slug for slug in workflow.BY_SLUG if f"{slug}_explained" in workflow.TABLES and f"{slug}_numbers" in workflow.ARRAYS
]
MOVABLE = [slug for slug in workflow.BY_SLUG if f"{slug}_swings" in workflow.TABLES]
TWO_THINGS = "shortest_gap"  # another group in another run
NEAR = 1e-9


def rows(run: Run, table: str) -> object:
    frame = run.table(table, areas="all")
    return frame[frame["order"] == 1].itertuples()


@pytest.mark.parametrize("slug", EXPLAINED)
def test_every_explained_number_is_there_by_draw_with_the_value_and_interval_that_are_printed(
    opened: Callable[..., Run], slug: str
) -> None:
    run = opened(slug)
    numbers = run.tables.drawn(f"{slug}_numbers")[0]
    low, high = np.percentile(numbers["counted"].values, ENDS, axis=0)
    areas, keys = (list(map(str, numbers[dim].values)) for dim in ("area", "number"))
    for row in rows(run, f"{slug}_explained"):
        if row.key != TWO_THINGS:
            at = areas.index(row.area), keys.index(row.key)
            found = (float(numbers["value"].values[at]), low[at], high[at])
            size = abs(row.value) + abs(row.high - row.low)
            assert np.allclose(found, (row.value, row.low, row.high), rtol=NEAR, atol=NEAR * size)


def held_still(tables: SystemTables, key: str, end: str) -> SystemTables:
    """Give the same tables with one draw: everything at its value, and one key at an end."""
    parameters = {}
    for area, each in tables.parameters.items():
        still = {
            name: replace(one, distribution="fixed", value=getattr(one, end) if name == key else one.value)
            for name, one in each.items()
        }
        parameters[area] = Parameters(still, still)
    planning = tables.planning.model_copy(update={"n_draws": 1})
    fresh = SystemTables(tables.areas, planning, tables.scenario, parameters, tables.cache, tables.written)
    fresh._made.update(tables._made)
    return fresh


def test_a_case_is_the_model_run_with_that_one_assumption_at_its_end(example: Run) -> None:
    tables, name, key = example.tables, "demand_numbers", "demand.healthy_gain_pct"
    others = ["demand.backlog_cleared_pct"]
    at_ends(tables, name, others)  # laid out before, and only continued
    cases = at_ends(tables, name, [*others, key])["expected"]
    for place, end in ((0, "value"), (3, "low"), (4, "high")):
        alone = held_still(tables, key, end).drawn(name)[0]["expected"]
        assert np.allclose(cases.values[place], alone.values[0], rtol=1e-6, equal_nan=True)
    assert not np.allclose(cases.values[3], cases.values[4], equal_nan=True)


@pytest.mark.parametrize("slug", MOVABLE)
def test_each_step_says_what_its_numbers_hang_on(opened: Callable[..., Run], slug: str) -> None:
    run = opened(slug)
    found = run.table(f"{slug}_swings", areas="all")
    mine = found[found["area"] == run.area.code]
    ranked = mine.drop_duplicates("assumption")
    assert list(ranked["order"]) == list(range(1, len(ranked) + 1))
    assert ranked["impact_pct"].is_monotonic_decreasing
    assert 2 <= len(ranked) <= CONSIDERED
    assert set(ranked["assumption"]) <= set(run.tables.reads_of(run.step.produces))
    moved = (mine["at_high"] - mine["at_low"]).abs() > 0
    assert moved.groupby(mine["assumption"]).any().all()


def test_more_people_than_projected_ask_more_everywhere(example: Run) -> None:
    found = example.table("demand_swings", areas="all")
    people = found[found["assumption"] == "demand.population_error_pct_per_year"]
    assert (
        set(people["area"]) == {"ENG", "EXAMPLE", "EXAMPLE/easton", "EXAMPLE/norbury", "EXAMPLE/wexcombe"}
        or len(set(people["area"])) == 5
    )
    assert (people["at_low"] < people["value"]).all()
    assert (people["value"] < people["at_high"]).all()


def test_where_no_programme_is_on_nothing_of_pathways_moves(opened: Callable[..., Run]) -> None:
    assert opened("pathways", "baseline").table("pathways_swings", areas="all").empty


def test_levers_stay_as_they_were_chosen_while_an_assumption_moves(opened: Callable[..., Run]) -> None:
    run = opened("levers")
    run.table("levers_swings")
    chosen = run.tables.drawn("levers_worked")[0]
    case = run.tables.cases["cases"].drawn("levers_worked")[0]
    used = [str(name) for name in chosen["lever"].values if float(chosen["amount"].sel(lever=name)) > 0]
    assert used
    assert np.array_equal(case["amount"].sel(lever=used), chosen["amount"].sel(lever=used))
