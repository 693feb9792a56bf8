"""The baseline says what was published, shares it out without losing any, and lists what nobody holds."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from planbook.data import reference
from planbook.data.figures import FIGURES, UNIT_OF
from planbook.methods.baseline.figures import Month, window_of

Made = Callable[[str, str], pd.DataFrame]
ADDED = ["ae_attendances", "emergency_admissions", "people", "registered_people", "ga_beds", "diagnostic_tests"]


@pytest.fixture(scope="module")
def figures(made: Made) -> pd.DataFrame:
    return made("QWO", "baseline_figures").set_index(["area", "measure"])


def test_west_yorkshire_shows_the_published_figures(figures: pd.DataFrame) -> None:
    """NHS England: allocations 2025/26; A&E by ICB, Aug 2024 to Jul 2025; workforce, 31 May 2025."""
    mine = figures.loc["QWO"]
    assert mine.loc["registered_people", "value"] == pytest.approx(2_707_692.5, abs=1)
    assert mine.loc["ae_attendances", "value"] == 1_090_229
    assert mine.loc["nhs_staff", "value"] == pytest.approx(64_012.72, abs=0.01)
    assert list(mine.loc[["registered_people", "ae_attendances", "nhs_staff"], "basis"]) == ["observed"] * 3
    assert mine.loc["people", "basis"] == "apportioned"


def test_england_adds_up_to_its_published_totals(figures: pd.DataFrame) -> None:
    assert figures.loc[("ENG", "ae_attendances"), "value"] == 27_584_601
    assert figures.loc[("ENG", "nhs_staff"), "value"] == pytest.approx(1_373_862.75)
    assert figures.loc[("ENG", "diagnostic_tests"), "value"] == 29_304_777


def test_months_that_repeat_the_year_before_are_named_with_what_the_total_would_be(figures: pd.DataFrame) -> None:
    note = figures.loc[("QWO", "ae_attendances"), "note"]
    assert "February 2025 and March 2025 repeat the year before" in note
    assert "1,087,710" in note


def test_the_ambulance_trust_inside_an_icb_is_named(figures: pd.DataFrame) -> None:
    assert "6,397 of Yorkshire Ambulance Service" in figures.loc[("QWO", "nhs_staff"), "note"]


@pytest.mark.parametrize("measure", ADDED)
def test_places_add_up(figures: pd.DataFrame, measure: str) -> None:
    values = figures.xs(measure, level="measure")["value"]
    places = [area for area in values.index if area.startswith("QWO/")]
    assert len(places) == 5
    assert values[places].sum() == pytest.approx(values["QWO"])


def test_a_count_shared_out_by_need_is_not_compared(figures: pd.DataFrame) -> None:
    place = figures.loc[("QWO/leeds", "ae_attendances")]
    assert place["basis"] == "apportioned"
    assert pd.isna(place["rate"])
    assert figures.loc[("QWO", "ae_attendances"), "rate"] == pytest.approx(1000 * 1_090_229 / 2_707_692.4, rel=1e-6)


def test_every_figure_has_unit_source_period_and_basis(figures: pd.DataFrame) -> None:
    known = set(reference.sources()["key"])
    assert set(figures["source"]) <= known
    for column in ("unit", "basis", "period_from", "period_to", "label"):
        assert (figures[column].str.len() > 0).all()


def test_a_share_is_between_nought_and_a_hundred(figures: pd.DataFrame) -> None:
    shares = figures[figures["unit"] == "percent"]["value"]
    assert shares.between(0, 100).all()


def test_a_place_with_nobody_in_the_most_deprived_fifth_has_a_share_of_nought(made: Made) -> None:
    figures = made("QWE", "baseline_figures").set_index(["area", "measure"])
    assert figures.loc[("QWE/richmond-upon-thames", "core20_share"), "value"] == 0


def test_an_icb_without_a_publication_has_no_figure_and_not_a_smaller_one(made: Made) -> None:
    """Bedfordshire, Luton and Milton Keynes publishes no community waits: Central East has none."""
    central_east = made("S1Y5D", "baseline_figures")
    mine = central_east[central_east["area"] == "S1Y5D"]
    assert "community_adults" not in set(mine["measure"])
    assert "ae_attendances" in set(mine["measure"])


def test_the_fictional_icb_is_illustrative_throughout(made: Made) -> None:
    figures = made("EXAMPLE", "baseline_figures")
    mine = figures[figures["area"] != "ENG"]
    assert set(mine["basis"]) == {"illustrative"}


def test_distance_to_a_standard_is_above_nought_when_short_of_it(made: Made) -> None:
    targets = made("QWO", "baseline_targets").set_index(["area", "measure", "year"])
    ae = targets.loc[("QWO", "ae_within_4_hours_pct", 2026)]
    assert ae["target"] == 82
    assert ae["distance"] == pytest.approx(82 - ae["value"])
    cat2 = targets.loc[("QWO", "cat2_mean_minutes", 2026)]
    assert cat2["distance"] == pytest.approx(cat2["value"] - 25)


def test_figures_over_six_months_old_are_stale(made: Made) -> None:
    assert made("QWO", "baseline_targets")["stale"].all()


def test_staff_groups_add_up_to_the_total(made: Made) -> None:
    staff = made("QWO", "baseline_workforce")
    for _, rows in staff.groupby("area"):
        by_group = rows.set_index("staff_group")["fte"]
        assert by_group.drop("total").sum() == pytest.approx(by_group["total"], abs=0.1)


def test_what_nobody_publishes_is_listed_for_every_area(made: Made) -> None:
    missing = made("QWO", "baseline_not_held")
    assert missing.groupby("area").size().nunique() == 1
    assert {"estate", "assets", "services"} <= set(missing["template"])


def test_every_monthly_measure_serves_a_figure_and_every_figure_has_its_months() -> None:
    needed = {measure for figure in FIGURES for measure in figure.needs}
    assert needed <= set(UNIT_OF)


def test_a_window_is_the_latest_months_that_every_measure_has() -> None:
    months = [f"2024-{month:02d}" for month in range(1, 13)] + ["2025-01", "2025-02"]
    first = {month: Month(1.0, "observed", "p") for month in months}
    second = {month: first[month] for month in months[:-1]}
    assert window_of([first, second], "latest") == ["2025-01"]
    assert window_of([first, second], "year") == months[1:13]
    assert window_of([first, {}], "year") == []
    assert window_of([{month: first[month] for month in months[:5]}], "mean") == []
