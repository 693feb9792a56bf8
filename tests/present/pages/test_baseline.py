"""What the baseline pages say follows the figures."""

from __future__ import annotations

import pandas as pd
import pytest

from planbook.present import provenance
from planbook.present.here import Here
from planbook.present.pages import baseline


def months(last: float, before: float, count: int = 24) -> pd.DataFrame:
    names = [str(month) for month in pd.period_range(end="2025-07", periods=count, freq="M")]
    values = [before] * (count - 12) + [last] * 12
    frame = pd.DataFrame({"month": names, "value": values})
    return frame.assign(area="QAA", measure="ae", unit="attendances", basis="observed", source="p")


@pytest.mark.parametrize(
    ("last", "before", "said"),
    [
        (114.0, 100.0, "Visits: 14% more than the year before, 12 months to July 2025"),
        (86.0, 100.0, "Visits: 14% fewer than the year before, 12 months to July 2025"),
        (100.0, 100.0, "Visits: little changed from the year before, 12 months to July 2025"),
    ],
)
def test_a_year_is_compared_with_the_one_before(last: float, before: float, said: str) -> None:
    assert baseline.year_on_year(months(last, before), "Visits") == said


def test_a_short_series_is_not_compared() -> None:
    assert (
        baseline.year_on_year(months(100.0, 0.0, count=12), "Visits") == "Visits: 1,200 in the 12 months to July 2025"
    )


def test_old_figures_are_said_not_to_be_a_rating() -> None:
    targets = pd.DataFrame({"measure": ["a", "a", "b"], "stale": [True, True, False]})
    assert baseline.staleness(targets).startswith("1 figure here is over six months old")
    assert baseline.staleness(targets.assign(stale=False)) == ""


def test_a_place_without_staff_of_its_own_says_where_they_are(here: Here) -> None:
    staff = pd.DataFrame(columns=["area", "staff_group", "label", "fte", "basis", "source", "period_to"])
    assert "see the report of the ICB" in baseline.staff(staff, here)


def areas(east: float, west: float, whole: float) -> pd.DataFrame:
    frame = pd.DataFrame({"area": ["ENG", "QAA", "QAA/east", "QAA/west"], "value": [9.0, whole, east, west]})
    return frame.assign(measure="people")


def test_parts_that_do_not_add_up_are_found(here: Here) -> None:
    held, said = provenance.adds_up(areas(1.0, 2.0, 3.0), "value", ["measure"], "People", here)
    assert held
    assert "add up" in said
    held, said = provenance.adds_up(areas(1.0, 2.0, 4.0), "value", ["measure"], "People", here)
    assert not held
    assert "differ by up to 1" in said


def test_groups_that_leave_someone_out_are_found(here: Here) -> None:
    people = pd.DataFrame({"area": ["QAA"], "year": [2024], "people": [10.0]})
    groups = pd.DataFrame({"area": ["QAA", "QAA"], "year": [2024, 2024], "group": ["a", "b"], "mean": [4.0, 6.0]})
    assert provenance.partition(groups, people, "group", "Groups", here)[0]
    assert not provenance.partition(groups.assign(mean=4.0), people, "group", "Groups", here)[0]
