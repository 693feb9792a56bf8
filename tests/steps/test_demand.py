"""Demand holds what must hold: the base year exactly, credits without remainder, places adding up in every draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from planbook import fields, workflow
from planbook.data import reference
from planbook.data.areas import ENGLAND, SystemAreas, resolve
from planbook.methods.demand.lines import KEYS, LINES
from planbook.methods.explain import evaluate
from planbook.params import load_beliefs
from planbook.params.draws import sample
from planbook.steps import baseline, demand, need
from planbook.units import UNITS

PARAMS = Path(__file__).parents[2] / "params"
STEP = workflow.step("demand")
MODULES = {"baseline": baseline, "need": need, "demand": demand}
ASSUMED = [key for key in load_beliefs(PARAMS).assumptions if key.startswith("demand.")]
STILL = {
    "demand.population_error_pct_per_year": 0.0,
    "demand.healthy_gain_pct": 0.0,
    "demand.other_growth_pct_per_year": 0.0,
    "demand.other_growth_unmeasured_pct_per_year": 0.0,
    "demand.backlog_cleared_pct": 0.0,
}
MOVES_ONLY = {"demand.safe_occupancy_pct": "demand_beds", "demand.growth_marked_pct": "demand_when"}
Made = Callable[[str, str], pd.DataFrame]


@cache
def beliefs():
    return load_beliefs(PARAMS)


@dataclass
class Given:
    """Inputs without a run: shipped tables and national assumptions, unless others are given."""

    areas: SystemAreas
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    fixed: dict[str, float] = field(default_factory=dict)
    moved: str = ""
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    arrays: dict[str, xr.DataArray] = field(default_factory=dict)

    @property
    def planning(self):
        return beliefs().planning.model_copy(update={"n_draws": 16})

    def reference(self, name):
        return self.frames.get(name) if name in self.frames else reference.load(name)

    def table(self, name):
        if name not in self.tables:
            declared = workflow.TABLES[name]
            frame = getattr(MODULES[workflow.STEP_OF[name].slug], name)(self)
            self.tables[name] = fields.check(frame, name, declared.columns, declared.grain)
        return self.tables[name].copy()

    def array(self, name):
        if name not in self.arrays:
            self.arrays[name] = getattr(MODULES[name.partition("_")[0]], name)(self)
        return self.arrays[name]

    def value(self, key):
        return self.draws(key).median("draw")

    def draws(self, key):
        assumption = beliefs().assumptions[key]
        drawn = sample(assumption, self.planning.n_draws, self.planning.seed)
        if key in self.fixed:
            drawn = np.full_like(drawn, self.fixed[key])
        if key == self.moved:
            drawn = np.clip(drawn * 0.9 - 0.01, assumption.least, assumption.most)
        codes = [area.code for area in self.areas.computed]
        values = np.repeat(drawn[:, None, :], len(codes), axis=1)
        array = xr.DataArray(
            values, dims=("draw", "area", "leaf"), coords={"area": codes, "leaf": list(assumption.leaves)}
        )
        return array if assumption.by else array.isel(leaf=0, drop=True)

    def shocks(self, *moves):
        return {}


def of(code: str, **given) -> Given:
    return Given(resolve(code, beliefs().systems, beliefs().planning), **given)


@cache
def west_yorkshire() -> Given:
    return of("QWO")


@cache
def gloucestershire() -> Given:
    """Give a system without places: quick to work out."""
    return of("QR1")


@cache
def still() -> Given:
    """Give Gloucestershire with nobody born, ageing or moving, and no growth of any kind."""
    people = reference.load("population")
    first = people[people["year"] == people["year"].min()].drop(columns="year")
    frozen = pd.concat([first.assign(year=year) for year in sorted(people["year"].unique())], ignore_index=True)
    return of("QR1", frames={"population": frozen[people.columns]}, fixed=STILL)


@pytest.mark.parametrize("name", [table.name for table in STEP.produces])
@pytest.mark.parametrize("code", ["QWO", "EXAMPLE", "QRL@2022", "Y58"])
def test_every_table_is_as_declared_and_has_rows_of_the_system(made: Made, name: str, code: str) -> None:
    frame = made(code, name)
    assert (frame["area"] == code).any()
    if code == "EXAMPLE" and "basis" in frame:
        other = {"demand_explained": {"observed"}, "demand_uncosted": {"not held"}}.get(name, set())
        assert set(frame.loc[frame["area"] == code, "basis"]) <= {"illustrative"} | other


def test_without_growth_and_with_the_same_people_the_base_year_comes_back_exactly() -> None:
    volumes = still().array("demand_volumes")
    assert np.allclose(volumes, volumes.isel(year=[0]), rtol=1e-12)
    published = still().table("demand_totals").set_index(["area", "measure"])["value"]
    visits = volumes.sel(area="QR1", line=["ae_major", "ae_minor"]).sum("line")
    assert np.allclose(visits, published["QR1", "ae"], rtol=1e-12)
    assert (still().table("demand_activity")["change_pct"].abs() < 1e-9).all()
    assert (still().table("demand_cost")["more"].abs() < 1.0).all()


def test_credits_sum_to_the_change_in_every_draw() -> None:
    given = west_yorkshire()
    volumes, credits = given.array("demand_volumes"), given.array("demand_credits")
    change = volumes.sel(year=credits["year"]) - volumes.isel(year=0, drop=True)
    scale = volumes.isel(year=0, drop=True)
    assert float((abs(credits.sum("driver") - change) / scale).max()) < 1e-9


def test_nothing_drives_what_does_not_change() -> None:
    assert float(abs(still().array("demand_credits")).max()) < 1e-3


def test_places_add_up_to_the_system_in_every_draw_and_in_tables() -> None:
    given = west_yorkshire()
    for name in ("demand_volumes", "demand_counted"):
        every = given.areas.with_total(given.array(name))
        places = every.sel(area=[area.code for area in given.areas.places]).sum("area")
        assert np.array_equal(every.sel(area="QWO", drop=True), places)
    frame = given.table("demand_activity").set_index(["area", "year", "line"])["mean"].unstack("area")
    assert np.allclose(frame["QWO"], frame[[area.code for area in given.areas.places]].sum(axis=1))


def test_the_system_is_the_same_drawn_as_one_area_or_by_its_places() -> None:
    """The published totals of places are shares of the system's: their sum is the system's own, whatever the split."""
    totals = west_yorkshire().table("demand_totals").set_index(["area", "measure"])["value"].unstack("area")
    places = totals[[area.code for area in west_yorkshire().areas.places]].sum(axis=1)
    assert np.allclose(places, totals["QWO"], rtol=1e-9)


@pytest.mark.parametrize("code", ["QWO", "EXAMPLE", "Y58"])
def test_the_base_year_equals_what_it_claims_to(made: Made, code: str) -> None:
    assert made(code, "demand_calibration")["equal"].all()


def test_the_base_year_uses_months_as_they_were_not_those_that_repeat() -> None:
    published = reference.load("icb_monthly")
    mine = published[(published["icb_2022"] == "QWO") & (published["measure"] == "ae_attendances")]
    year = mine[mine["month"].between("2024-04", "2025-03")]["value"].sum()
    mended = reference.load("icb_monthly_corrected")
    mended = mended[(mended["icb_2022"] == "QWO") & (mended["measure"] == "ae_attendances")]
    totals = west_yorkshire().table("demand_totals").set_index(["area", "measure"])
    assert totals.loc[("QWO", "ae"), "value"] == year + (mended["value"] - mended["value_as_published"]).sum()
    assert totals.loc[("QWO", "ae"), "basis"] == "observed"


def test_what_is_shared_by_need_is_modelled_and_england_is_not() -> None:
    totals = west_yorkshire().table("demand_totals").set_index(["area", "measure"])["basis"]
    assert totals["QWO", "community"] == "modelled"
    assert totals[ENGLAND, "community"] == "observed"
    assert totals["QWO", "imaging"] == "apportioned"
    ahead = west_yorkshire().table("demand_activity")
    assert set(ahead.loc[ahead["year"] == 2031, "basis"]) == {"modelled"}


@pytest.mark.parametrize(("more_frail", "less_frail"), [(-80.0, -20.0), (-20.0, 0.0), (0.0, 50.0), (50.0, 100.0)])
def test_more_frailty_never_lowers_bed_days(more_frail: float, less_frail: float) -> None:
    lines = ["emergency_bed_days", "elective_bed_days"]
    frail, well = (
        of("QR1", fixed={"demand.healthy_gain_pct": part}, tables=_people()).array("demand_volumes").sel(line=lines)
        for part in (more_frail, less_frail)
    )
    assert (frail.sum("line") >= well.sum("line") - 1e-6).all()
    assert float(frail.sel(line="emergency_bed_days").isel(year=-1).sum()) > float(
        well.sel(line="emergency_bed_days").isel(year=-1).sum()
    )


def _people() -> dict[str, pd.DataFrame]:
    """Give what no assumption of this step moves."""
    names = (
        "need_population",
        "baseline_months",
        "baseline_figures",
        "demand_totals",
        "demand_seasons",
        "demand_list_now",
    )
    return {name: gloucestershire().table(name) for name in names}


def test_births_do_not_follow_health() -> None:
    frail = of("QR1", fixed={"demand.healthy_gain_pct": -100.0}, tables=_people())
    plain = of("QR1", fixed={"demand.healthy_gain_pct": 100.0}, tables=_people())
    births = [each.array("demand_volumes").sel(line="births") for each in (frail, plain)]
    assert np.array_equal(*births)


def test_ageing_adds_more_to_bed_days_than_to_admissions() -> None:
    volumes = gloucestershire().array("demand_volumes").sel(area="QR1").mean("draw")
    grown = volumes.isel(year=-1) / volumes.isel(year=0)
    assert float(grown.sel(line="emergency_bed_days")) > float(grown.sel(line="emergency_overnight"))


def test_what_cannot_be_done_joins_the_list() -> None:
    key = "demand.other_growth_unmeasured_pct_per_year"
    slow, fast = (of("QR1", fixed={key: growth}, tables=_people()) for growth in (0.0, 4.0))
    assert (fast.array("demand_waiting").isel(year=-1) > slow.array("demand_waiting").isel(year=-1)).all()
    table = gloucestershire().table("demand_list")
    assert table.groupby("area")["capacity"].nunique().max() == 1


def test_waits_start_as_published_and_their_bands_are_the_list() -> None:
    given = west_yorkshire()
    figures = given.table("baseline_figures").pivot(index="area", columns="measure", values="value")
    now = given.table("demand_list_now").set_index("area")
    assert np.allclose(
        100 * (1 - now["over_18_weeks"] / now["size"]), figures["rtt_within_18_weeks_pct"].loc[now.index]
    )
    assert np.allclose(100 * now["over_52_weeks"] / now["size"], figures["rtt_over_52_weeks_pct"].loc[now.index])
    assert np.allclose(given.array("demand_waited").sum("band"), given.array("demand_waiting"))
    waits = given.table("demand_waits")
    mine = waits[(waits["measure"] == "rtt_within_18_weeks_pct") & (waits["area"] == "QWO")].set_index("year")
    assert mine["mean"][2024] == pytest.approx(figures["rtt_within_18_weeks_pct"]["QWO"], abs=1.0)  # a month later
    assert list(mine["target"].loc[[2026, 2028, 2036]]) == [70.0, 92.0, 92.0]


def test_the_longer_the_list_the_fewer_are_seen_within_18_weeks() -> None:
    key = "demand.other_growth_unmeasured_pct_per_year"
    slow, fast = (
        of("QR1", fixed={key: growth}, tables=_people()).table("demand_waits").set_index(["measure", "area", "year"])
        for growth in (0.0, 4.0)
    )
    within, over = "rtt_within_18_weeks_pct", "rtt_over_52_weeks_pct"
    assert fast["mean"][within, "QR1", 2036] < slow["mean"][within, "QR1", 2036]
    assert fast["mean"][over, "QR1", 2036] > slow["mean"][over, "QR1", 2036]


def test_by_when_each_mark_is_passed_agrees_with_the_tables() -> None:
    given = west_yorkshire()
    when = given.table("demand_when").set_index(["area", "key"])
    beds = given.table("demand_beds")
    mine = beds[(beds["area"] == "QWO") & (beds["kind"] == "general_acute")].set_index("year")
    in_use = mine["mean"] * mine["occupancy_pct"] / 100
    full = in_use.index[in_use > mine["available"]].min()
    assert abs(when.loc[("QWO", "beds_full"), "middle_year"] - full) <= 1
    assert when.loc[("QWO", "beds_full"), "value"] == pytest.approx(in_use[2024], rel=1e-6)
    assert when.loc[("QWO", "beds_planned"), "mark"] == pytest.approx(0.92 * mine["available"][2024])
    now = given.table("demand_list_now").set_index("area")["size"]
    assert when.loc[("QWO", "list_twice"), "value"] == pytest.approx(now["QWO"] / 115_000, rel=0.03)
    assert ENGLAND not in when.index.get_level_values("area")


def test_the_faster_demand_grows_the_sooner_marks_are_passed() -> None:
    key = "demand.other_growth_pct_per_year"
    slow, fast = (
        of("QR1", fixed={key: growth}, tables=_people())
        .table("demand_when")
        .set_index("key")["middle_year"]
        .fillna(9999)
        for growth in (-0.5, 3.0)
    )
    assert (fast <= slow).all()
    assert (fast < slow).any()


def test_what_is_not_costed_is_named_and_what_nobody_holds_has_no_number() -> None:
    left = gloucestershire().table("demand_uncosted").set_index(["area", "key"])
    assert left.loc[("QR1", "social_care"), "basis"] == "not held"
    assert np.isnan(left.loc[("QR1", "social_care"), "value"])
    whole = reference.load("unit_costs").set_index(["point_of_delivery", "item"])["total_cost_gbp"]
    assert left.loc[(ENGLAND, "high_cost_drug"), "value"] == pytest.approx(whole["high_cost_drug", "all"])
    cost = gloucestershire().table("demand_cost")
    costed = cost[(cost["area"] == ENGLAND) & (cost["year"] == 2024)].set_index("line")["mean"]
    ours = ["all", "outpatient_first", "outpatient_follow_up", "gp_appointments"]
    collected = costed[ours[0]] - costed[ours[1:]].sum() + left.loc[ENGLAND, "value"].sum()
    assert collected == pytest.approx(whole.xs("all", level="item").sum(), rel=1e-9)


def test_social_care_posts_follow_requests_and_are_englands_in_all() -> None:
    staff = gloucestershire().table("demand_staff").set_index(["staff_group", "area", "year"])
    posts = staff.loc["social_care_staff"]
    assert set(posts["unit"]) == {"posts"}
    assert posts["mean"][ENGLAND, 2024] == pytest.approx(1.6e6)
    requests = gloucestershire().table("demand_activity").set_index(["line", "area", "year"])["mean"]
    grown = requests["social_care_requests", "QR1", 2031] / requests["social_care_requests", "QR1", 2024]
    assert posts["mean"]["QR1", 2031] / posts["mean"]["QR1", 2024] == pytest.approx(grown, rel=1e-3)


def test_counts_spread_wider_than_what_is_expected_after_the_base_year() -> None:
    given = gloucestershire()
    expected, counted = given.array("demand_volumes"), given.array("demand_counted")
    assert np.array_equal(expected.isel(year=0), counted.isel(year=0))
    births = [each.sel(line="births", area="QR1").isel(year=-1) for each in (expected, counted)]
    assert float(births[1].std()) > float(births[0].std())


def test_the_range_of_a_change_is_each_draw_against_its_own_base() -> None:
    activity = gloucestershire().table("demand_activity")
    assert (activity.loc[activity["year"] == 2024, ["low", "high"]].abs() < 1e-9).all(axis=None)
    then = activity[(activity["year"] == 2031) & (activity["area"] == "QR1")].set_index("line")
    level = 100 * (then["p90"] - then["p10"]) / then["mean"]
    assert (then["high"] - then["low"])["outpatient_first"] < 0.6 * level["outpatient_first"]
    assert (then["low"] <= then["change_pct"]).all()
    assert (then["change_pct"] <= then["high"]).all()


def test_months_sum_to_their_year_and_follow_the_areas_own_months() -> None:
    months, activity = (west_yorkshire().table(name) for name in ("demand_months", "demand_activity"))
    year = months["month"].str[:4].astype(int) - (months["month"].str[5:] < "04")
    summed = months.assign(year=year).groupby(["area", "line", "year"])["mean"].sum()
    whole = activity.set_index(["area", "line", "year"])["mean"].reindex(summed.index)
    assert np.allclose(summed, whole)
    season = months.drop_duplicates(["area", "line"]).set_index(["area", "line"])["season"]
    assert season["QWO", "ae_major"] == "own months"
    assert season["QWO", "gp_appointments"] == "days only"


def test_england_costs_what_the_national_collection_says_whichever_return_counts() -> None:
    cost = west_yorkshire().table("demand_cost")
    england = cost[(cost["area"] == ENGLAND) & (cost["year"] == 2024)].set_index("line")["mean"]
    whole = reference.load("unit_costs").set_index(["point_of_delivery", "item"])["total_cost_gbp"]
    assert england["ae_major"] + england["ae_minor"] == pytest.approx(whole["ae_attendance", "all"])
    assert england["community_contacts"] == pytest.approx(whole["community_contact", "all"])
    assert "emergency_bed_days" not in england.index
    births = reference.load("maternity_costs")["total_cost_gbp"].sum()
    assert england["births"] == pytest.approx(births)
    lines = ["emergency_same_day", "emergency_overnight", "elective_ordinary", "births"]
    split = whole["non_elective_short", "all"] + whole["non_elective_long", "all"] + whole["elective_inpatient", "all"]
    assert england[lines].sum() == pytest.approx(split)


def test_england_has_the_staff_that_are_published_and_ambulance_stands_apart() -> None:
    staff = west_yorkshire().table("demand_staff")
    england = staff[(staff["area"] == ENGLAND) & (staff["year"] == 2024)].set_index("staff_group")["mean"]
    published = reference.load("workforce_nhs")
    published = published[published["level"] == "england"].set_index("staff_group")["fte"]
    for group in ("doctors", "midwives", "ambulance_staff"):
        assert england[group] == pytest.approx(published[group])
    mine = staff[(staff["area"] == "QWO") & (staff["year"] == 2024)].set_index("staff_group")["mean"]
    assert mine["ambulance_staff"] < published["ambulance_staff"] * 0.06


def test_beds_needed_in_the_base_year_are_those_that_are_open() -> None:
    beds = west_yorkshire().table("demand_beds")
    now = beds[beds["year"] == 2024]
    assert np.allclose(now["mean"], now["available"])
    assert np.allclose(now["more"], 0, atol=1e-6)


def test_each_key_number_is_what_its_formula_gives_and_what_the_tables_say() -> None:
    given = west_yorkshire()
    explained = given.table("demand_explained")
    end = given.planning.plan_year_list[-1]
    number = explained[explained["symbol"] == ""].set_index(["area", "key"])["value"]
    for (area, key), rows in explained[explained["symbol"] != ""].groupby(["area", "key"]):
        values = dict(zip(rows["symbol"], rows["value"], strict=True))
        assert evaluate(rows["formula"].iloc[0], values) == pytest.approx(number[area, key], rel=1e-9)
    activity = given.table("demand_activity").set_index(["area", "year", "line"])["mean"]
    visits = activity["QWO", end, "ae_major"] + activity["QWO", end, "ae_minor"]
    assert number["QWO", "ae_visits_a_day"] == pytest.approx(visits / 365)
    for key, table, chosen, column in (
        ("beds_needed", "demand_beds", {"kind": "general_acute"}, "mean"),
        ("waiting_list", "demand_list", {}, "mean"),
        ("staff_needed", "demand_staff", {"staff_group": "total"}, "more"),
        ("cost_pressure", "demand_cost", {"line": "all"}, "more"),
    ):
        rows = given.table(table)
        for name, value in {"year": end, **chosen}.items():
            rows = rows[rows[name] == value]
        assert number["QWO", key] == pytest.approx(rows.set_index("area")[column]["QWO"], rel=1e-6)


def test_what_lies_behind_a_number_is_what_it_read() -> None:
    explained = west_yorkshire().table("demand_explained")
    mine = explained[explained["area"] == "QWO"].set_index(["key", "symbol"])["assumed"]
    assert mine["ae_visits_a_day", "G"] == "demand.other_growth_pct_per_year"
    assert mine["ae_visits_a_day", "A"] == ""  # published shape, nothing assumed
    assert "demand.emergency_stay_by_age" in mine["beds_needed", "A"].split()
    assert set(" ".join(mine).split()) <= set(beliefs().assumptions)


def test_the_model_of_a_year_ago_knows_nothing_of_the_year_it_is_held_against() -> None:
    plain = gloucestershire()
    months = plain.table("baseline_months")
    newest = months.groupby("measure")["month"].transform(lambda each: each >= sorted(each.unique())[-12:][0])
    louder = months.assign(value=months["value"].where(~newest, months["value"] * 2))
    mended = reference.load("icb_monthly_corrected")
    given = of("QR1", tables={"baseline_months": louder}, frames={"icb_monthly_corrected": mended})
    told, then = (each.table("demand_backtest").set_index(["area", "measure"]) for each in (given, plain))
    assert np.allclose(told["modelled"], then["modelled"])
    assert (told["actual"] > then["actual"]).all()


def test_the_naive_forecast_is_the_year_before() -> None:
    rows = gloucestershire().table("demand_backtest").set_index(["area", "measure"])
    visits = rows.loc[("ENG", "ae_attendances")]
    published = reference.load("icb_monthly")
    year = published[(published["measure"] == "ae_attendances") & published["month"].between("2023-08", "2024-07")]
    assert visits["naive"] == pytest.approx(year["value"].sum())
    assert (visits["period_from"], visits["period_to"]) == ("2024-08", "2025-07")


@pytest.mark.parametrize("key", ASSUMED)
def test_every_assumption_bites(key: str) -> None:
    given = of("QR1", moved=key, tables=_people())
    plain = gloucestershire()
    if key in MOVES_ONLY:
        assert not given.table(MOVES_ONLY[key]).equals(plain.table(MOVES_ONLY[key]))
        return
    names = ("demand_activity", "demand_list", "demand_views", "demand_cost")
    assert any(not given.table(name).equals(plain.table(name)) for name in names)


def test_the_three_views_of_emergency_growth_stand_side_by_side() -> None:
    views = gloucestershire().table("demand_views").set_index(["area", "view"])
    assert views["value"]["QR1", "default"] == pytest.approx(-0.14, abs=0.02)
    assert views["value"]["QR1", "expert"] == pytest.approx(1.16, abs=0.1)
    admissions = gloucestershire().table("demand_activity").set_index(["area", "year", "line"])["mean"]
    total = admissions["QR1", 2031, "emergency_same_day"] + admissions["QR1", 2031, "emergency_overnight"]
    assert views["admissions"]["QR1", "default"] == pytest.approx(total, rel=1e-3)
    assert views["admissions"]["QR1", "expert"] > views["admissions"]["QR1", "default"]
    assert (views["how"].str.len() > 40).all()


def test_what_matters_is_growing_and_most_comes_first(made: Made) -> None:
    rows = made("QWO", "demand_matters")
    for _, mine in rows.groupby("area"):
        assert 1 <= len(mine) <= 4
        assert list(mine["change_pct"]) == sorted(mine["change_pct"], reverse=True)
        assert (mine["value"] > mine["reference"]).all()
    assert ENGLAND not in set(rows["area"])


EXTREMES = [("QMF", "youngest"), ("QVV", "oldest"), ("QOC", "smallest"), ("Z9B2Z", "largest")]


@pytest.mark.parametrize(("code", "who"), EXTREMES)
def test_the_extremes_are_believable(made: Made, code: str, who: str) -> None:
    activity = made(code, "demand_activity")
    end = activity[(activity["area"] == code) & (activity["year"] == 2031)].set_index("line")["change_pct"]
    assert end["ae_major"] == pytest.approx(15.5, abs=5)
    assert 0 < end["emergency_bed_days"] < 20, who
    assert 20 < end["outpatient_first"] < 40
    beds = made(code, "demand_beds")
    ga = beds[(beds["area"] == code) & (beds["year"] == 2031) & (beds["kind"] == "general_acute")].iloc[0]
    assert 0 < ga["more"] < 0.2 * ga["available"]


def test_lines_have_words_units_and_one_place_each() -> None:
    assert len(set(KEYS)) == len(LINES)
    assert {line.unit for line in LINES} <= set(UNITS)
