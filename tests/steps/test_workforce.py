"""Workforce holds what must hold: today's staff exactly, lenses without remainder, places adding up in every draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from planbook import fields, workflow
from planbook.data import local, reference
from planbook.data.areas import ENGLAND, SystemAreas, resolve
from planbook.errors import InputError
from planbook.methods.explain import evaluate
from planbook.methods.workforce.groups import FOLLOWED_AT, LABELS, NOT_COUNTED, PAID, SECTOR_OF, SERVICE_AT, SERVICES
from planbook.methods.workforce.required import Changes, Ratios, changes_of, ratios_of, staff_for
from planbook.methods.workforce.staff_today import GROUP_OF, nhs_serving
from planbook.methods.workforce.work import work_of
from planbook.params import load_beliefs
from planbook.params.draws import sample
from planbook.params.programme_words import NHS_STAFF, POINTS, STAFF
from planbook.steps import baseline, demand, need, pathways, workforce

PARAMS = Path(__file__).parents[2] / "params"
STEP = workflow.step("workforce")
MODULES = {"baseline": baseline, "need": need, "demand": demand, "pathways": pathways, "workforce": workforce}
ASSUMED = [key for key in load_beliefs(PARAMS).assumptions if key.startswith("workforce.")]
STEADY = {
    "workforce.acuity_pct_per_year": 0.0,
    "workforce.productivity_pct_per_year": 0.0,
    "workforce.skill_mix_moved_pct": 0.0,
}
END = 2031
Rows = list[tuple[str, int, str, float]]


@cache
def beliefs():
    return load_beliefs(PARAMS)


@dataclass
class Given:
    """Inputs without a run: shipped tables and national assumptions, unless others are given."""

    areas: SystemAreas
    fixed: dict[str, float] = field(default_factory=dict)
    moved: str = ""
    supplied: Rows = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    arrays: dict[str, xr.DataArray] = field(default_factory=dict)

    @property
    def planning(self):
        return beliefs().planning.model_copy(update={"n_draws": 16})

    def reference(self, name):
        return reference.load(name)

    def table(self, name):
        if name not in self.tables:
            declared = workflow.TABLES[name]
            frame = getattr(MODULES[workflow.STEP_OF[name].slug], name)(self)
            self.tables[name] = fields.check(frame, name, declared.columns, declared.grain)
        return self.tables[name].copy()

    def array(self, name):
        if name not in self.arrays:
            self.arrays[name] = getattr(MODULES[workflow.ARRAYS[name].slug], name)(self)
        return self.arrays[name]

    def local(self, name):
        rows = [(line, *row) for line, row in enumerate(self.supplied, start=2)]
        return pd.DataFrame(rows, columns=list(local.empty(name).columns))

    def programmes(self):
        return beliefs().programmes

    def goals(self):
        return beliefs().goals_of(self.areas.code)

    def value(self, key):
        return self.draws(key).median("draw")

    def draws(self, key):
        assumption = beliefs().assumptions[key]
        values = sample(assumption, self.planning.n_draws, self.planning.seed)
        if key in self.fixed:
            values = np.full_like(values, self.fixed[key])
        if key == self.moved:
            values = np.clip(values * 0.9 + 0.03, assumption.least, assumption.most)
        codes = [area.code for area in self.areas.computed]
        array = xr.DataArray(
            np.repeat(values[:, None, :], len(codes), axis=1),
            dims=("draw", "area", "leaf"),
            coords={"area": codes, "leaf": list(assumption.leaves)},
        )
        return array if assumption.by else array.isel(leaf=0, drop=True)

    def shocks(self, *moves):
        return {}


ON = {f"programmes.{name}.on": 1.0 for name in load_beliefs(PARAMS).programmes}


def of(code: str, **given) -> Given:
    return Given(resolve(code, beliefs().systems, beliefs().planning), **given)


@cache
def options(code: str) -> Given:
    """Give a system with every programme on."""
    return of(code, fixed=ON, tables={} if code == "QWO" else stand_in())


@cache
def nothing_changes() -> Given:
    return of("QR1", tables=stand_in())


def stand_in() -> dict[str, pd.DataFrame]:
    """Give what lies behind the growth of staff without working out every number of demand."""
    key = "demand.other_growth_pct_per_year"
    return {"demand_explained": pd.DataFrame({"key": ["staff_needed"], "assumed": [key]})}


def like(other: Given, **given) -> Given:
    """Give the same system and work with something of this step otherwise."""
    other.table("workforce_groups")
    tables = {name: frame for name, frame in other.tables.items() if not name.startswith("workforce_")}
    arrays = {name: array for name, array in other.arrays.items() if not name.startswith("workforce_")}
    return Given(other.areas, {**other.fixed, **given.pop("fixed", {})}, tables=tables, arrays=arrays, **given)


@pytest.mark.parametrize("name", [table.name for table in STEP.produces if not table.name.endswith("_swings")])
@pytest.mark.parametrize("code", ["QWO", "EXAMPLE"])
def test_every_table_is_as_declared_and_has_rows_of_the_system(name: str, code: str) -> None:
    frame = options(code).table(name)
    mine = frame[frame["area"] == code]
    assert len(mine)
    if code == "EXAMPLE" and "basis" in frame:
        assert set(mine["basis"]) == {"illustrative"}


def test_words_are_there_for_every_group_and_point() -> None:
    assert set(LABELS) == set(SECTOR_OF) == set(STAFF)
    assert set(FOLLOWED_AT) | set(NOT_COUNTED) <= set(POINTS)
    assert set(SERVICE_AT.values()) <= set(SERVICES)
    assert set(POINTS) - set(NOT_COUNTED) == set(SERVICE_AT)
    assert not set(FOLLOWED_AT) & set(NOT_COUNTED)


@pytest.mark.parametrize("code", ["QWO", "EXAMPLE"])
def test_without_programmes_the_base_year_is_the_staff_who_work_for_the_area_in_every_draw(code: str) -> None:
    given = options(code)
    today = given.array("workforce_today").sum("follows")
    required = given.array("workforce_required").sel(year=2024, drop=True)
    assert np.allclose(required, today.transpose(*required.dims), rtol=1e-12)
    assert given.table("workforce_calibration")["equal"].all()


def test_england_has_the_staff_that_are_published() -> None:
    rows = nothing_changes().table("workforce_calibration").set_index(["area", "staff_group"])
    published = reference.load("workforce_nhs")
    england = published[published["level"] == "england"].set_index("staff_group")["fte"]
    for group in NHS_STAFF:
        wanted = sum(england[key] for key, name in GROUP_OF.items() if name == group)
        assert rows.loc[(ENGLAND, group), "modelled"] == pytest.approx(wanted, rel=1e-6), group
    assert rows.loc[(ENGLAND, "nhs"), "modelled"] == pytest.approx(england["total"] - england["unknown"], rel=1e-6)
    assert rows.loc[(ENGLAND, "gps"), "modelled"] == pytest.approx(reference.load("workforce_gp")["gp_fte"].sum())


def test_every_trusts_staff_work_for_somebody_once() -> None:
    """All regions together have England's staff: what one is not given another is."""
    total = pd.Series(dtype=float)
    for code in reference.load("systems")["region_code"].unique():
        rows = nhs_serving(of(str(code)))
        total = total.add(rows[rows["area"] == str(code)].groupby("staff_group")["value"].sum(), fill_value=0.0)
    serving = nhs_serving(nothing_changes())
    england = serving[serving["area"] == ENGLAND].groupby("staff_group")["value"].sum()
    assert (total / england).between(0.99, 1.0001).all()


def test_an_ambulance_trust_is_shared_by_its_incidents_not_left_where_it_has_its_office() -> None:
    rows = options("QWO").table("workforce_calibration").set_index(["area", "staff_group"])
    crew = rows.loc[("QWO", "ambulance_staff")]
    assert crew["employed"] > 2000
    assert 800 < crew["value"] < 1200
    gloucestershire = nothing_changes().table("workforce_calibration").set_index(["area", "staff_group"])
    assert 200 < gloucestershire.loc[("QR1", "ambulance_staff"), "value"] < 400


@pytest.mark.parametrize("code", ["QWO", "EXAMPLE"])
def test_lenses_add_up_in_every_draw(code: str) -> None:
    given = options(code)
    services = given.array("workforce_services")
    required = given.array("workforce_required").sel(year=services["year"])
    brings, elsewhere = given.array("workforce_programmes"), given.array("workforce_elsewhere")
    assert np.allclose(services.sum("service"), required, rtol=1e-9, atol=1e-6)
    assert np.allclose(brings.sum("programme") + elsewhere.sum("programme"), required, rtol=1e-9, atol=1e-6)
    change = required - required.sel(year=2024, drop=True)
    credits = given.array("workforce_credits").sum("driver")
    assert np.allclose(credits.transpose(*change.dims), change, rtol=1e-9, atol=1e-6)


def test_places_add_up_to_the_system_in_every_draw_and_in_tables() -> None:
    given = options("QWO")
    every = given.areas.with_total(given.array("workforce_required"))
    places = [area.code for area in given.areas.places]
    assert np.allclose(every.sel(area="QWO", drop=True), every.sel(area=places).sum("area"))
    for name, column in (("workforce_groups", "mean"), ("workforce_headcount", "headcount")):
        wide = given.table(name).set_index(["area", "year", "staff_group"])[column].unstack("area")
        assert np.allclose(wide["QWO"], wide[places].sum(axis=1)), name


def test_england_is_not_the_sum_but_stands_beside() -> None:
    groups = options("QWO").table("workforce_groups").set_index(["area", "year", "staff_group"])["mean"]
    assert groups[ENGLAND, 2024, "nhs"] > 15 * groups["QWO", 2024, "nhs"]


def test_all_paid_staff_are_everyone_but_volunteers() -> None:
    groups = options("QWO").table("workforce_groups").set_index(["area", "year", "staff_group"])["mean"].unstack()
    assert np.allclose(groups["paid"], groups[list(PAID)].sum(axis=1))
    assert np.allclose(groups["nhs"], groups[list(NHS_STAFF)].sum(axis=1))
    assert groups.loc[("QWO", END), "volunteers"] > 0


@cache
def at_the_end() -> tuple[xr.DataArray, Ratios, Changes]:
    given = nothing_changes()
    return work_of(given).before.sel(year=[END]), ratios_of(given), changes_of(given).at([END])


@settings(max_examples=40)
@drawn_from(st.sampled_from(sorted(POINTS)), st.floats(min_value=0.0, max_value=3.0))
def test_more_activity_never_lowers_staff_needed(point: str, times: float) -> None:
    units, ratios, changes = at_the_end()
    here = xr.DataArray(np.array([name == point for name in units["point"].values]), coords={"point": units["point"]})
    more = units * (1 + times * here) + 1000.0 * here
    added = staff_for(more, ratios, changes) - staff_for(units, ratios, changes)
    assert float(added.min()) >= -1e-6
    assert (float(added.sum()) > 1e-6) == (point not in NOT_COUNTED)


def test_unchanged_acuity_productivity_and_mix_are_the_identity() -> None:
    steady = like(nothing_changes(), fixed=STEADY)
    units = work_of(steady).before
    plain = staff_for(units, ratios_of(steady), Changes())
    assert np.array_equal(staff_for(units, ratios_of(steady), changes_of(steady)), plain)
    credits = steady.array("workforce_credits")
    assert float(abs(credits.sel(driver=["acuity", "productivity", "skill_mix", "programmes", "given"])).max()) == 0.0
    assert float(credits.sel(driver="demand", year=END, area="QR1").sum("staff_group").min()) > 0


@pytest.mark.parametrize(
    ("key", "more"),
    [("workforce.acuity_pct_per_year", True), ("workforce.productivity_pct_per_year", False)],
)
def test_sicker_patients_take_more_staff_and_productivity_fewer(key: str, more: bool) -> None:
    plain, turned = (
        like(nothing_changes(), fixed={**STEADY, key: value}).array("workforce_required") for value in (0.0, 1.0)
    )
    assert np.array_equal(plain.isel(year=0), turned.isel(year=0))
    moved = (turned - plain).sel(year=END, area="QR1").sum("staff_group")
    assert bool((moved > 0).all()) is more
    nurses = [each.sel(year=END, area="QR1", staff_group="nurses_and_health_visitors") for each in (plain, turned)]
    before, after = (float(each.mean()) for each in (nurses if more else reversed(nurses)))
    assert after / before - 1 == pytest.approx(1.01**7 - 1, abs=0.005)


def test_skill_mix_hands_work_on_and_loses_none() -> None:
    moved = {"workforce.skill_mix_moved_pct": 10.0}
    even, costly = (
        like(nothing_changes(), fixed={**STEADY, **moved, "workforce.skill_mix_wte_each": each}) for each in (1.0, 1.5)
    )
    plain = like(nothing_changes(), fixed=STEADY).array("workforce_required").sel(year=END)
    swapped = even.array("workforce_required").sel(year=END)
    assert np.allclose(swapped.sum("staff_group"), plain.sum("staff_group"))
    assert bool((swapped.sel(staff_group="gps") < plain.sel(staff_group="gps")).all())
    assert bool((costly.array("workforce_required").sel(year=END).sum("staff_group") > plain.sum("staff_group")).all())


def test_a_system_may_choose_a_time_standard_and_the_page_is_told() -> None:
    chosen = like(nothing_changes(), fixed={"workforce.standard_used": 1.0})
    table = chosen.table("workforce_standards").set_index(["area", "point"])
    assert table.loc[("QR1", "gp_appointments"), "used"]
    groups = chosen.table("workforce_groups").set_index(["area", "year", "staff_group"])["mean"]
    assert groups["QR1", END, "gps"] == pytest.approx(table.loc[("QR1", "gp_appointments"), "by_standard"], rel=0.1)
    calibration = chosen.table("workforce_calibration").set_index(["area", "staff_group"])["equal"]
    assert not calibration["QR1", "gps"]
    assert calibration["QR1", "doctors"]


def test_what_programmes_deliver_is_not_staffed_twice() -> None:
    given = options("QWO")
    ratios, changes = ratios_of(given), changes_of(given)
    work = work_of(given)
    brought = given.array("pathways_staff").sum("programme")
    twice = ratios.standing + staff_for(given.array("pathways_volumes"), ratios, changes) + brought
    required = given.array("workforce_required")
    assert bool((twice.sel(year=END) >= required.sel(year=END) - 1e-9).all())
    assert float((twice - required).sel(year=END, staff_group="nurses_and_health_visitors").mean()) > 1.0
    assert float(abs(work.after - work.before).sel(year=2024).max()) == 0.0


def test_work_that_nothing_counts_today_is_staffed_by_standard() -> None:
    given = options("QWO")
    table = given.table("workforce_standards")
    ward = table[(table["area"] == "QWO") & (table["point"] == "virtual_ward_days")]
    assert (ward["units"] > 0).all()
    assert (ward["by_standard"] > 0).all()
    assert ward["by_ratio"].isna().all()
    assert ward["used"].all()


def test_people_and_time_are_kept_apart_and_add_up() -> None:
    rows = options("QWO").table("workforce_headcount")
    parts = rows[["on_leave", "absent", "in_training", "at_work"]]
    assert np.allclose(parts.sum(axis=1), rows["mean"])
    assert (parts >= 0).all(axis=None)
    assert (rows["headcount"] >= rows["mean"] - 1e-9).all()
    assert rows.loc[rows["year"] != 2024, "vacant"].isna().all()
    nurses = (
        rows[(rows["area"] == "QWO") & (rows["year"] == 2024)]
        .set_index("staff_group")
        .loc["nurses_and_health_visitors"]
    )
    published = reference.load("workforce_nhs")
    mine = published[(published["level"] == "icb_2022") & (published["code"] == "QWO")].set_index("staff_group")
    wanted = mine["fte"]["nurses_and_health_visitors"] / mine["headcount"]["nurses_and_health_visitors"]
    assert nurses["participation_pct"] == pytest.approx(100 * wanted)
    assert nurses["vacant"] / (nurses["vacant"] + nurses["mean"]) == pytest.approx(0.06, abs=0.005)


def test_levels_differ_from_englands_ratio_where_more_staff_work_for_the_area() -> None:
    rows = options("QWO").table("workforce_calibration").set_index(["area", "staff_group"])
    assert rows.loc[(ENGLAND, "nhs"), "value"] == pytest.approx(rows.loc[(ENGLAND, "nhs"), "england_ratio"], rel=1e-3)
    assert rows.loc[("QWO", "nhs"), "value"] != pytest.approx(rows.loc[("QWO", "nhs"), "england_ratio"], rel=0.01)
    assert rows.loc[("QWO", "nhs"), "employed"] > rows.loc[("QWO", "nhs"), "value"]


def test_explained_numbers_follow_from_their_inputs_and_agree_with_the_tables() -> None:
    given = options("QWO")
    explained = given.table("workforce_explained")
    for _, rows in explained.groupby(["area", "key"]):
        number, inputs = rows.iloc[0], rows.iloc[1:]
        values = dict(zip(inputs["symbol"], inputs["value"], strict=True))
        assert evaluate(str(number["formula"]), values) == pytest.approx(number["value"])
    groups = given.table("workforce_groups").set_index(["area", "year", "staff_group"])["mean"]
    said = explained[explained["symbol"] == ""].set_index(["area", "key"])["value"]
    assert said["QWO", "nhs_staff"] == pytest.approx(groups["QWO", END, "nhs"])
    assert said["QWO/leeds", "gps"] == pytest.approx(groups["QWO/leeds", END, "gps"])
    assumed = set(" ".join(explained["assumed"]).split())
    assert assumed <= set(beliefs().assumptions)
    assert "workforce.productivity_pct_per_year" in assumed


def supplied(*rows: tuple[str, int, str, float]) -> Given:
    return like(options("QWO"), supplied=list(rows))


def test_what_a_system_gives_replaces_what_is_worked_out_and_nothing_else() -> None:
    given = supplied(("QWO", END, "doctors", 6_500.0), ("QWO", END, "volunteers", 900.0), ("QR1", END, "gps", 1.0))
    before = options("QWO").array("workforce_required")
    after = given.array("workforce_required")
    total = given.areas.with_total(after).sel(area="QWO", year=END)
    assert np.allclose(total.sel(staff_group="doctors"), 6_500.0)
    assert np.allclose(total.sel(staff_group="volunteers"), 900.0)
    others = [group for group in STAFF if group not in ("doctors", "volunteers")]
    assert np.array_equal(after.sel(staff_group=others), before.sel(staff_group=others))
    assert np.array_equal(after.sel(year=END - 1), before.sel(year=END - 1))
    assert np.array_equal(after.sel(area=ENGLAND), before.sel(area=ENGLAND))


def test_what_is_given_is_local_certain_and_seen_through_every_lens() -> None:
    given = supplied(("QWO", END, "doctors", 6_500.0))
    row = given.table("workforce_groups").set_index(["area", "year", "staff_group"]).loc[("QWO", END, "doctors")]
    assert row["basis"] == "local"
    assert row["p10"] == pytest.approx(row["p90"]) == pytest.approx(6_500.0)
    services = given.array("workforce_services")
    required = given.array("workforce_required").sel(year=services["year"])
    assert np.allclose(services.sum("service"), required)
    elsewhere, brings = given.array("workforce_elsewhere"), given.array("workforce_programmes")
    assert np.allclose(brings.sum("programme") + elsewhere.sum("programme"), required)
    credits = given.array("workforce_credits").sum("driver").transpose(*required.dims)
    assert np.allclose(credits, required - required.sel(year=2024, drop=True))
    assert "Staff this system says it needs" not in set(given.table("workforce_not_held")["subject"])
    assert "L" in given.table("workforce_explained")["formula"].str.cat()


def test_places_may_give_their_own() -> None:
    given = supplied(("QWO/leeds", END, "gps", 700.0))
    groups = given.table("workforce_groups").set_index(["area", "year", "staff_group"])
    assert groups.loc[("QWO/leeds", END, "gps"), "mean"] == pytest.approx(700.0)
    assert groups.loc[("QWO/leeds", END, "gps"), "basis"] == "local"
    assert groups.loc[("QWO", END, "gps"), "basis"] == "modelled"
    places = [area.code for area in given.areas.places]
    assert groups.loc[("QWO", END, "gps"), "mean"] == pytest.approx(
        sum(groups.loc[(code, END, "gps"), "mean"] for code in places)
    )


def test_what_does_not_fit_the_system_is_refused_all_at_once() -> None:
    given = supplied(
        ("QWO/leds", END, "gps", 5.0),
        ("QWO", 2050, "gps", 5.0),
        ("QWO", END, "gps", 5.0),
        ("QWO/leeds", END, "gps", 5.0),
    )
    with pytest.raises(InputError) as caught:
        given.array("workforce_required")
    said = str(caught.value)
    assert "workforce_required.csv:2, area: unknown area 'QWO/leds' (did you mean 'QWO/leeds'?" in said
    assert "workforce_required.csv:3, year: 2050 is not a year of the plan (2024 to 2036)" in said
    assert "workforce_required.csv:4, area: is given for the system and for its places" in said


@pytest.mark.parametrize("key", ASSUMED)
def test_every_assumption_bites(key: str) -> None:
    names = ("workforce_groups", "workforce_headcount", "workforce_standards")
    plain, moved = nothing_changes(), like(nothing_changes(), moved=key)
    assert any(not moved.table(name).equals(plain.table(name)) for name in names)
