"""Monitoring: what happened beside the plan, on the shipped tables and the Example ICB's fictional record."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.steps.conftest import Forgetful, Money, moved

from planbook.data import reference
from planbook.data.areas import ENGLAND
from planbook.data.local import Supplied
from planbook.errors import InputError
from planbook.methods import spc
from planbook.methods.monitoring import review
from planbook.params.trying import scenario_text, tried
from planbook.produce.tables import SystemTables, system_tables

EXAMPLE, PLAN = "EXAMPLE", "plan"
SLIPPED = "mental_health"
LATE = 4


@pytest.fixture(scope="module")
def plain(money: Money) -> SystemTables:
    return money.tables(EXAMPLE, PLAN)


def own(tables: SystemTables, name: str) -> pd.DataFrame:
    frame = tables.made(f"monitoring_{name}").frame
    return frame[frame["area"] == EXAMPLE].reset_index(drop=True)


def again(plain: SystemTables, **changes: object) -> SystemTables:
    """Give tables that work monitoring out anew on the same earlier steps."""
    kept = plain._made.items()
    done = {name: each for name, each in kept if not name.startswith("monitoring_") or name == "monitoring_backtest"}
    return replace(plain, _made=done, _making=[], **changes)  # type: ignore[arg-type]


def test_what_a_system_counted_stands_beside_the_plan_of_the_same_month(plain: SystemTables) -> None:
    series = own(plain, "series")
    visits = series[series["measure"] == "ae_attendances"].set_index("month")
    assert visits.loc["2028-09", "value"] == pytest.approx(43770 / 30)
    assert (
        visits.loc["2028-09", "planned_low"] < visits.loc["2028-09", "planned"] < visits.loc["2028-09", "planned_high"]
    )
    assert visits.loc[:"2025-03", "planned"].isna().all()  # the base year equals the model by construction
    assert set(series["basis"]) == {"illustrative"}


def test_months_of_the_plan_add_up_to_its_year(plain: SystemTables) -> None:
    ends = own(plain, "year_end").set_index("measure")
    points = plain.made("pathways_points").frame
    year = points[(points["area"] == EXAMPLE) & (points["year"] == 2028)].set_index("point")["after"]
    assert ends.loc["ae_attendances", "planned"] == pytest.approx(year["ae_major"] + year["ae_minor"], rel=2e-3)
    assert ends.loc["ae_attendances", "months_counted"] == 6


def test_charts_are_those_of_the_method(plain: SystemTables) -> None:
    series = own(plain, "series")
    mine = series[(series["measure"] == "rtt_list") & (series["flag"] != "too_few")]
    wanted = spc.chart(mine["value"].tolist())
    np.testing.assert_allclose(mine["upper"], wanted["upper"])
    assert list(mine["flag"]) == list(wanted["flag"])
    assert len(mine) == 18  # months before the gap are not charted with those after it


def test_only_what_was_rebased_with_a_reason_has_a_second_phase(plain: SystemTables) -> None:
    series, measures = own(plain, "series"), own(plain, "measures").set_index("measure")
    assert set(series.loc[series["phase"] > 0, "measure"]) == {"criteria_to_reside_not_met"}
    assert "transfer hub" in measures.loc["criteria_to_reside_not_met", "rebased"]
    record = plain.written.monitored.model_copy(update={"rebased": ()})  # type: ignore[union-attr]
    without = again(plain, written=replace(plain.written, monitored=record, _digests={}))
    found = own(without, "measures").set_index("measure")
    assert found.loc["criteria_to_reside_not_met", "variation"] == "improvement"
    assert measures.loc["criteria_to_reside_not_met", "variation"] == "common"


def test_old_series_are_not_rated_and_new_ones_are(plain: SystemTables) -> None:
    measures = own(plain, "measures").set_index("measure")
    assert measures.loc["cancer_62_day_within_pct", "assurance"] == "not_rated"
    assert measures.loc["ae_within_4_hours_pct", "assurance"] == "never"
    assert measures.loc["ae_within_4_hours_pct", "variation"] == "improvement"
    assert measures.loc["ae_attendances", "assurance"] == "no_target"


def test_what_drifted_is_found_and_what_did_not_is_left_alone(plain: SystemTables) -> None:
    found = own(plain, "feedback").set_index("key")
    nurses = found.loc["supply.leaving_pct[nurses_and_health_visitors]"]
    assert nurses["outside"]
    assert nurses["step"] == "supply"
    assert nurses["value"] < nurses["proposed"] < nurses["seen"]
    assert (nurses["status"], nurses["who"]) == ("declined", "Example people board (fictional)")
    assert not found.loc["supply.leaving_pct[support_to_doctors_nurses_midwives]", "outside"]
    assert not found.loc["demand.other_growth_pct_per_year[ae]", "outside"]
    assert found.loc["demand.other_growth_pct_per_year[ae]", "seen"] > 1.31


def test_a_slipped_milestone_goes_on_the_programmes_delay(plain: SystemTables) -> None:
    found = own(plain, "feedback").set_index("key").loc[f"programmes.{SLIPPED}.delay_months"]
    assert (found["value"], found["proposed"], found["status"]) == (0, LATE, "open")
    marks = own(plain, "milestones")
    assert dict(zip(marks["milestone"], marks["months_late"], strict=True))["hubs_open"] == LATE
    programmes = own(plain, "programmes").set_index("programme")
    assert (programmes.loc[SLIPPED, "starts"], programmes.loc[SLIPPED, "begins"]) == ("2027-10", "2028-02")
    assert programmes.loc["discharge", "months_late"] == 0  # what slipped there does not gate the effect


def test_accepted_the_slip_delays_the_effect_everywhere_by_what_was_said(plain: SystemTables, money: Money) -> None:
    key = f"programmes.{SLIPPED}.delay_months"
    text = scenario_text("late", "Late", "Late", PLAN, {key: {"value": LATE}}, "The slip, accepted.")
    cache = Forgetful(money.folder, fresh=True)
    late = system_tables(tried(money.beliefs, text, "late"), plain.areas, "late", cache, plain)
    slips = own(plain, "slips")
    mine = slips[(slips["programme"] == SLIPPED) & (slips["thing"] == "helped")].set_index("year")
    for tables, column in ((plain, "planned"), (late, "value")):
        helped = tables.drawn("pathways_helped")[0].sel(programme=SLIPPED).sum("imd_quintile")
        year = tables.areas.with_total(helped).sel(area=EXAMPLE, year=2028).mean("draw")
        assert mine.loc[2028, column] == pytest.approx(float(year))
    for array in ("pathways_volumes", "capacity_beds", "workforce_required", "finance_cost"):
        before, after = (tables.drawn(array)[0].sel(year=2028) for tables in (plain, late))
        assert not np.allclose(before.values, after.values)


def test_once_accepted_a_slip_is_not_laid_on_twice(plain: SystemTables) -> None:
    record = plain.written.monitored
    assert record is not None
    said = record.feedback[0].model_copy(update={"key": f"programmes.{SLIPPED}.delay_months", "decided": "accepted"})
    taken = record.model_copy(update={"feedback": (said,)})
    tables = again(plain, written=replace(plain.written, monitored=taken, _digests={}))
    assert own(tables, "slips").empty
    found = own(tables, "feedback").set_index("key").loc[f"programmes.{SLIPPED}.delay_months"]
    assert (bool(found["outside"]), found["status"]) == (False, "accepted")


def test_triggers_fire_after_as_many_months_as_they_say(plain: SystemTables) -> None:
    found = own(plain, "triggers").set_index("trigger")
    assert (found.loc["sickness", "fired"], bool(found.loc["sickness", "on"])) == ("2028-01", False)
    assert (found.loc["waiting_list", "fired"], bool(found.loc["waiting_list", "on"])) == (
        "2028-07",
        True,
    )  # May, June, July
    assert found.loc["ready_to_leave", "fired"] == ""


def test_the_plan_is_called_in_question_for_the_reasons_there_are(plain: SystemTables) -> None:
    valid = own(plain, "valid").set_index("key")
    assert valid.loc["valid", "verdict"] == review.FAILS
    assert valid.loc["assumptions", "because_of"] == "Leaving: nurses and health visitors"
    assert valid.loc["milestones", "found"] == 1
    assert valid.loc["silent", "because_of"] == "People who need continuity known to each practice"
    assert valid.loc["year_end", "verdict"] == review.HOLDS


def test_a_plan_nothing_speaks_against_holds_and_without_any_figures_nothing_is_said() -> None:
    tested = pd.DataFrame({"area": ["X"], "outside": [False], "how": ["growth"], "label": ["a"]})
    ends = pd.DataFrame({"area": ["X"], "outside": [False], "label": ["a"]})
    measures = pd.DataFrame(
        {"area": ["X"], "variation": ["common"], "assurance": ["hit_and_miss"], "label": ["a"], "better": ["lower"]}
    )
    marks = pd.DataFrame({"gates": [True], "months_late": [0], "state": ["done"], "label": ["m"]})
    triggers = pd.DataFrame({"on": [False], "label": ["t"]})
    held = review.Held(tested, ends, measures, marks, triggers)
    assert set(review.valid("X", held, 3, True)["verdict"]) == {review.HOLDS}
    nothing = review.Held(*(each.iloc[:0] for each in (tested, ends, measures, marks, triggers)))
    assert set(review.valid("X", nothing, 3, False)["verdict"]) == {review.UNKNOWN}


def test_every_assumption_moves_a_number_that_is_printed(plain: SystemTables) -> None:
    shown = {"shift_points": ("measures", "special"), "trend_points": ("measures", "special")}
    for together in ({"shift_points": 1.5, "false_alarm_pct": 4.0, "slip_months": 2.0}, {"trend_points": 0.75}):
        parameters = dict(plain.parameters)
        for name, times in together.items():
            key = f"monitoring.{name}"
            parameters = {area: moved(held, key, times, 0) for area, held in parameters.items()}
        changed = again(plain, parameters=parameters)
        for name in together:
            others = {"false_alarm_pct": ("feedback", "too_far"), "slip_months": ("valid", "found")}
            table, column = (shown | others)[name]
            assert not own(changed, table)[column].equals(own(plain, table)[column]), name


def test_the_backtest_names_every_published_measure_and_both_naive_forecasts(plain: SystemTables) -> None:
    found = own(plain, "backtest")
    assert set(found["measure"]) == {
        *("ae_attendances", "emergency_admissions", "rtt_clock_starts", "rtt_completed"),
        *("ga_beds_occupied", "staff_in_post"),
    }
    assert set(found.loc[found["horizon"] == 1, "method"]) == {"ours", "last_year", "trend"}
    assert (found["spread_low"] <= found["spread_high"]).all()
    assert found.loc[found["method"] == "ours", "all_inside_pct"].between(0, 100).all()
    assert "judgement" in found.set_index("measure").loc["rtt_clock_starts", "rate_words"].iloc[0]


def test_the_backtest_of_england_is_that_of_its_published_months(plain: SystemTables) -> None:
    """England's A&E visits added up by hand from the published months: last year again, from both origins."""
    rows, mended = (reference.load(name) for name in ("icb_monthly", "icb_monthly_corrected"))
    visits = rows[rows["measure"] == "ae_attendances"].groupby("month")["value"].sum()
    visits.update(mended[mended["measure"] == "ae_attendances"].groupby("month")["value"].sum())
    first, second, third = (
        float(visits[(visits.index >= f"{year}-08") & (visits.index < f"{year + 1}-08")].sum())
        for year in (2022, 2023, 2024)
    )
    wanted = [100 * (first / second - 1), 100 * (second / third - 1)]
    scored = plain.made("monitoring_backtest").frame
    mine = scored[(scored["area"] == ENGLAND) & (scored["measure"] == "ae_attendances") & (scored["horizon"] == 1)]
    naive = mine.set_index("method").loc["last_year"]
    assert naive["error_pct"] == pytest.approx(np.mean(np.abs(wanted)))
    assert naive["bias_pct"] == pytest.approx(np.mean(wanted))


def test_a_measure_nobody_knows_is_refused_with_those_there_are(plain: SystemTables) -> None:
    rows = pd.DataFrame(
        {"line": [2], "area": [EXAMPLE], "month": ["2027-04"], "measure": ["ae_attendence"], "value": [1.0]}
    )
    supplied = {"actuals": Supplied("actuals", "x", rows)}
    tables = again(plain, written=replace(plain.written, local=supplied, _digests={}))
    with pytest.raises(InputError, match="did you mean 'ae_attendances'"):
        own(tables, "series")


def test_supplied_months_stand_in_place_of_published_ones(plain: SystemTables) -> None:
    rows = pd.DataFrame(
        {"line": [2], "area": [f"{EXAMPLE}/midvale"], "month": ["2025-07"], "measure": ["rtt_list"], "value": [5.0]}
    )
    tables = again(
        plain, written=replace(plain.written, local={"actuals": Supplied("actuals", "x", rows)}, _digests={})
    )
    series = tables.made("monitoring_series").frame
    mine = series[(series["area"] == f"{EXAMPLE}/midvale") & (series["measure"] == "rtt_list")].set_index("month")
    assert mine.loc["2025-07", "value"] == 5.0
    assert mine.loc["2025-07", "source"] == "local_return"


def test_board_and_lead_are_told_in_few_rows(plain: SystemTables) -> None:
    board, lead = own(plain, "for_board"), own(plain, "for_lead")
    assert board["topic"].iloc[0] == "valid"
    assert {"valid", "plan", "past"} <= set(board["topic"])
    assert {"plan", "drift", "trigger", "review"} <= set(lead["topic"])
    assert len(board) <= 16
    assert len(lead) <= 16


def test_without_programmes_nobody_is_helped_and_there_is_no_plan_to_be_late_with(money: Money) -> None:
    tables = money.tables(EXAMPLE, "baseline")
    assert not own(tables, "series")["measure"].str.startswith("helped_").any()
    assert own(tables, "milestones").empty
    assert not own(tables, "about")["has_plan"].any()
