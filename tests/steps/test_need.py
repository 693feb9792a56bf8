from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planbook import fields, workflow
from planbook.data import reference
from planbook.data.areas import ENGLAND, Area, SystemAreas, resolve
from planbook.methods.need.groups import SEGMENTS, TIERS, WELL, cohort_chances, relative_hospital_cost, segment_shares
from planbook.methods.need.people import segments_drawn, tiers_drawn
from planbook.params import load_beliefs
from planbook.params.draws import sample
from planbook.steps import baseline, need

PARAMS = Path(__file__).parents[2] / "params"
TABLES = [table.name for table in workflow.step("need").produces if not table.name.endswith("_swings")]


@cache
def beliefs():
    return load_beliefs(PARAMS)


@dataclass
class Given:
    """Inputs without a run: shipped tables unless others are given, national assumptions unless draws are."""

    areas: SystemAreas
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    fixed: dict[str, float] = field(default_factory=dict)
    times: dict[str, dict[str, float]] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    arrays: dict[str, xr.DataArray] = field(default_factory=dict)

    @property
    def planning(self):
        return beliefs().planning.model_copy(update={"n_draws": 32})

    def reference(self, name):
        return self.frames.get(name) if name in self.frames else reference.load(name)

    def table(self, name):
        if name not in self.tables:
            module = need if name.startswith("need") else baseline
            declared = workflow.TABLES[name]
            frame = getattr(module, name)(self)
            self.tables[name] = fields.check(frame, name, declared.columns, declared.grain)
        return self.tables[name]

    def array(self, name):
        if name not in self.arrays:
            self.arrays[name] = getattr(need, name)(self)
        return self.arrays[name]

    def draws(self, key):
        assumption = beliefs().assumptions[key]
        drawn = sample(assumption, self.planning.n_draws, self.planning.seed)
        if key in self.fixed:
            drawn = np.full_like(drawn, self.fixed[key])
        codes = [area.code for area in self.areas.computed]
        scale = np.array([self.times.get(key, {}).get(code, 1.0) for code in codes])
        values = drawn[:, None, :] * scale[None, :, None]
        array = xr.DataArray(
            values, dims=("draw", "area", "leaf"), coords={"area": codes, "leaf": list(assumption.leaves)}
        )
        return array if assumption.by else array.isel(leaf=0, drop=True)


@cache
def system(code: str) -> Given:
    return Given(resolve(code, beliefs().systems, beliefs().planning))


@pytest.fixture(scope="module")
def west_yorkshire():
    return system("QWO")


@pytest.fixture(scope="module")
def example():
    return system("EXAMPLE")


def invented(ages: dict[str, np.ndarray], deprivation: dict[str, np.ndarray], growth: float = 0.0) -> Given:
    """Give two invented areas of one piece each: people of each age band, and shares of each deprivation fifth."""
    pieces = tuple(ages)
    england = Area(ENGLAND, "England", "nation", pieces)
    places = tuple(Area(f"X/{piece}", piece, "place", (piece,)) for piece in pieces)
    areas = SystemAreas("X", "2026", "X", "X", False, england, Area("X", "X", "system", pieces), places)
    population = pd.DataFrame(
        [
            (piece, year, sex, band, float(people) * (1 + growth) ** (year - 2024), "invented")
            for piece, by_age in ages.items()
            for year in range(2023, 2044)
            for sex in reference.SEXES
            for band, people in zip(reference.AGE_BANDS, by_age, strict=True)
        ],
        columns=["piece", "year", "sex", "age_band", "people", "source"],
    )
    fifths = pd.DataFrame(
        [
            (piece, quintile, group, float(share))
            for piece, shares in deprivation.items()
            for quintile, share in enumerate(shares, start=1)
            for group in ("0-15", "16-24", "25-34", "35-49", "50-64", "65+")
        ],
        columns=["piece", "imd_quintile", "age_group", "people"],
    )
    return Given(areas, {"population": population, "deprivation": fifths})


EVEN = np.full(5, 20.0)
FLAT = np.full(19, 1000.0)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("code", ["QWO", "EXAMPLE", "QHM", "QRL@2022", "Y58"])
def test_every_table_is_as_declared_and_has_rows_of_the_system(name, code):
    areas = system(code).areas
    table = system(code).table(name)
    assert {ENGLAND, areas.system.code} <= set(table["area"])
    if name != "need_standardised":
        assert set(table["area"]) == {area.code for area in areas.every}


def test_nothing_of_the_fictional_system_is_unmarked(example):
    for name in TABLES:
        table = example.table(name)
        assert set(table.loc[table["area"] != ENGLAND, "basis"]) == {"illustrative"}, name
        assert "illustrative" not in set(table.loc[table["area"] == ENGLAND, "basis"]), name


def test_the_fictional_system_has_the_people_it_says(example):
    table = example.table("need_segments")
    base = table[(table["area"] == "EXAMPLE") & (table["year"] == 2024)]
    assert base["mean"].sum() == pytest.approx(1_000_000, rel=0.005)


def test_a_financial_year_is_three_quarters_of_its_mid_year_and_a_quarter_of_the_next(west_yorkshire):
    mid = reference.population().sum(["piece", "sex", "age_band"])
    table = west_yorkshire.table("need_population")
    england = table[table["area"] == ENGLAND].groupby("year")["people"].sum()
    for year in (2024, 2036):
        assert england[year] == pytest.approx(float(0.75 * mid.sel(year=year) + 0.25 * mid.sel(year=year + 1)))


def test_places_add_up_to_their_system_in_every_table_of_people(west_yorkshire):
    for name, keys in (("need_population", ["year", "sex", "age_band"]), ("need_deprivation", ["imd_quintile"])):
        table = west_yorkshire.table(name)
        places = table[table["area"].str.contains("/")].groupby(keys)["people"].sum()
        system = table[table["area"] == "QWO"].set_index(keys)["people"].sort_index()
        assert places.to_numpy() == pytest.approx(system.to_numpy())


@pytest.mark.parametrize("drawn", [segments_drawn, tiers_drawn])
def test_everyone_is_in_one_group_and_places_add_up_in_every_draw(west_yorkshire, drawn):
    people = drawn(west_yorkshire)
    dim = people.dims[-1]
    counted = west_yorkshire.table("need_population").groupby(["area", "year"], sort=False)["people"].sum()
    for area in west_yorkshire.areas.computed:
        everyone = people.sel(area=area.code).sum(dim)
        assert everyone.values == pytest.approx(np.tile(counted[area.code].to_numpy(), (32, 1)))
    total = west_yorkshire.areas.with_total(people)
    places = total.sel(area=[place.code for place in west_yorkshire.areas.places]).sum("area")
    assert total.sel(area="QWO").values == pytest.approx(places.values)
    assert float(people.min()) >= 0


def test_england_is_as_assumed_in_the_base_year(west_yorkshire):
    cohort = west_yorkshire.table("need_cohort").set_index(["area", "year"])
    assert cohort.loc[(ENGLAND, 2024), "share_pct"] == pytest.approx(7.0, abs=0.1)
    assert cohort.loc[(ENGLAND, 2024), "hospital_cost_share_pct"] == pytest.approx(46.0, abs=0.3)
    tiers = west_yorkshire.table("need_tiers").set_index(["area", "year", "tier"])["share_pct"]
    assert tiers[ENGLAND, 2024].to_dict() == pytest.approx({"very_high": 0.5, "high": 4.5, "rising": 15.0, "low": 80.0})


def test_england_holds_the_assumed_cohort_in_every_draw(west_yorkshire):
    segments = segments_drawn(west_yorkshire).sel(area=ENGLAND, year=2024, drop=True)
    chances = cohort_chances(west_yorkshire.draws, segments)
    share = (segments * chances).sum("segment") / segments.sum("segment")
    assumed = west_yorkshire.draws("need.cohort_pct").sel(area=ENGLAND) / 100
    assert share.values == pytest.approx(assumed.values)


def test_england_has_the_published_several_conditions_at_each_age(west_yorkshire):
    england = invented({"a": FLAT, "b": FLAT}, {"a": EVEN, "b": EVEN})
    shares = segment_shares(england.draws, _england(england)).mean(["draw", "imd_quintile", "sex"])
    old = shares.sel(age_band="85-89")
    ill = float(old.drop_sel(segment=[WELL, "one_condition", "disability"]).sum())
    assert ill == pytest.approx(0.665, abs=0.02)


def test_two_areas_of_equal_age_and_unequal_deprivation_differ():
    given_two = invented({"a": FLAT, "b": FLAT}, {"a": EVEN, "b": np.array([60, 20, 10, 5, 5])})
    people = segments_drawn(given_two).sel(year=2024)
    poor, even = people.sel(area="X/b"), people.sel(area="X/a")
    serious = ["several_conditions", "frailty_dementia", "organ_failure", "last_year", "disability"]
    for segment in serious:
        assert float(poor.sel(segment=segment).mean()) > float(even.sel(segment=segment).mean()), segment
    assert (poor.sel(segment=WELL) < even.sel(segment=WELL)).all()
    low = tiers_drawn(given_two).sel(year=2024, tier="low")
    assert (low.sel(area="X/b") < low.sel(area="X/a")).all()


fifths = st.lists(st.floats(1, 100), min_size=5, max_size=5).map(np.array)
by_band = st.lists(st.floats(1, 5000), min_size=19, max_size=19).map(np.array)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(fifths, st.integers(1, 4), st.floats(0.1, 1), by_band)
def test_more_deprivation_never_lowers_the_share_with_a_condition(mix, step_down, moved, ages):
    poorer = mix.copy()
    poorer[4 - step_down] += moved * mix[4]
    poorer[4] -= moved * mix[4]
    people = segments_drawn(invented({"a": ages, "b": ages}, {"a": mix, "b": poorer})).sel(year=2024)
    well = people.sel(segment=WELL) / people.sum("segment")
    assert (well.sel(area="X/b") <= well.sel(area="X/a") + 1e-12).all()


@few
@given(fifths, by_band, st.integers(0, 17), st.floats(0.1, 1))
def test_older_never_lowers_frailty(mix, ages, band, moved):
    older = ages.copy()
    older[band + 1] += moved * ages[band]
    older[band] -= moved * ages[band]
    people = segments_drawn(invented({"a": ages, "b": older}, {"a": mix, "b": mix})).sel(year=2024)
    frail = people.sel(segment="frailty_dementia") / people.sum("segment")
    assert (frail.sel(area="X/b") >= frail.sel(area="X/a") - 1e-12).all()


def test_no_drift_and_a_frozen_population_repeat_the_base_year():
    frozen = invented({"a": FLAT, "b": FLAT}, {"a": EVEN, "b": EVEN})
    frozen.fixed["need.drift_pct_per_year"] = 0.0
    for drawn in (segments_drawn, tiers_drawn):
        people = drawn(frozen)
        assert people.isel(year=-1).values == pytest.approx(people.isel(year=0).values)


def test_drift_raises_every_need_but_maternity():
    frozen = invented({"a": FLAT, "b": FLAT}, {"a": EVEN, "b": EVEN})
    frozen.fixed["need.drift_pct_per_year"] = 1.0
    people = segments_drawn(frozen).sel(area=ENGLAND)
    growth = (people.isel(year=-1) / people.isel(year=0)).mean("draw").to_series()
    assert growth["maternal"] == pytest.approx(1)
    assert growth[WELL] < 1
    assert growth.drop(["maternal", WELL]).to_numpy() == pytest.approx(np.full(6, 1.01**12))


def test_what_one_place_believes_moves_that_place_alone():
    plain = invented({"a": FLAT, "b": FLAT}, {"a": EVEN, "b": EVEN})
    changed = invented({"a": FLAT, "b": FLAT}, {"a": EVEN, "b": EVEN})
    changed.times["need.frailty_dementia_pct"] = {"X/b": 1.2}
    before, after = (segments_drawn(each).sel(segment="frailty_dementia", year=2024) for each in (plain, changed))
    assert after.sel(area="X/a").values == pytest.approx(before.sel(area="X/a").values)
    assert (after.sel(area="X/b") > 1.15 * before.sel(area="X/b")).all()


@pytest.mark.parametrize("key", sorted(key for key in beliefs().assumptions if key.startswith("need.")))
def test_every_assumption_moves_a_figure(key):
    def printed(times: float) -> pd.DataFrame:
        given_two = invented({"a": FLAT, "b": FLAT[::-1] * np.linspace(2, 1, 19)}, {"a": EVEN, "b": np.arange(5) + 1.0})
        if key == "need.drift_pct_per_year":
            given_two.fixed[key] = times - 1
        given_two.times[key] = dict.fromkeys((ENGLAND, "X/a", "X/b"), times)
        segments, tiers = segments_drawn(given_two), tiers_drawn(given_two)
        chances = cohort_chances(given_two.draws, segments.sel(area=ENGLAND, year=2024, drop=True))
        share = (segments * chances).sum("segment") / segments.sum("segment")
        costs = need.hospital_cost_share(given_two.draws, share)
        return np.concatenate([each.mean("draw").values.ravel() for each in (segments, tiers, share, costs)])

    assert not np.allclose(printed(1.0), printed(0.9), rtol=1e-6)


def test_growth_begins_at_nought_and_ages_add_up(west_yorkshire):
    table = west_yorkshire.table("need_growth")
    assert (table.loc[table["year"] == 2024, "change_pct"] == 0).all()
    wide = table.pivot_table(index=["area", "year"], columns="age_group", values="people")
    assert wide[["0-19", "20-64", "65-74", "75-84", "85+"]].sum(axis=1).to_numpy() == pytest.approx(wide["All ages"])
    assert wide[["75-84", "85+"]].sum(axis=1).to_numpy() == pytest.approx(wide["75+"])


def test_deprivation_shares_sum_to_a_hundred_and_england_has_a_fifth_in_each(west_yorkshire):
    table = west_yorkshire.table("need_deprivation")
    assert table.groupby("area")["share_pct"].sum().to_numpy() == pytest.approx(100)
    assert table.loc[table["area"] == ENGLAND, "share_pct"].between(19, 21).all()


def test_the_need_index_of_england_is_one_and_places_average_to_their_system(west_yorkshire):
    table = west_yorkshire.table("need_index")
    assert table.loc[table["area"] == ENGLAND, "index"].to_numpy() == pytest.approx(1)
    places = table[table["area"].str.contains("/")]
    weighted = (places["index"] * places["registered_people"]).groupby(places["component"]).sum()
    system = table[table["area"] == "QWO"].set_index("component")
    assert (weighted / system["registered_people"]).to_numpy() == pytest.approx(system["index"].sort_index(), rel=1e-5)
    assert system["registered_people"].iloc[0] == pytest.approx(2_707_692, abs=1)


def test_registers_of_the_system_are_as_published_and_of_places_modelled_with_limits(west_yorkshire):
    table = west_yorkshire.table("need_prevalence").set_index(["area", "condition"])
    published = reference.load("prevalence").query("level == 'icb_2022' and code == 'QWO' and condition == 'diabetes'")
    row = table.loc[("QWO", "diabetes")]
    assert row["prevalence_pct"] == pytest.approx(published["prevalence_pct"].iloc[0])
    assert (row["basis"], row["period_to"]) == ("observed", "2024-03")
    place = table.loc[("QWO/leeds", "diabetes")]
    assert (place["basis"], place["period_to"]) == ("modelled", "2020-03")
    assert place["low"] < place["prevalence_pct"] < place["high"]
    assert place["england_prevalence_pct"] != row["england_prevalence_pct"]


def test_an_icb_of_parts_is_never_called_observed():
    split = system("QRL")
    for name in ("need_prevalence", "need_standardised"):
        table = split.table(name)
        assert "observed" not in set(table.loc[table["area"] == "QRL", "basis"]), name


def test_poorer_neighbourhoods_have_worse_health_everywhere_in_west_yorkshire(west_yorkshire):
    table = west_yorkshire.table("need_inequality")
    health = table[table["indicator"] == "health_by_income"]
    assert (health["low"] > 0).all()
    lives = table[(table["area"] == ENGLAND) & table["indicator"].str.startswith("life_expectancy")]
    assert (lives["high"] < 0).all()
    assert set(table.loc[table["area"].str.contains("/"), "indicator"]) == {"health_by_income"}


def test_use_of_hospital_is_the_baselines_and_england_is_a_hundred(west_yorkshire):
    table = west_yorkshire.table("need_standardised").set_index(["area", "service"])
    assert table.loc[ENGLAND, "ratio"].to_numpy() == pytest.approx(100)
    months = west_yorkshire.table("baseline_months")
    mine = months[(months["area"] == "QWO") & (months["measure"] == "ae_attendances")]
    assert table.loc[("QWO", "ae"), "observed"] == pytest.approx(mine.sort_values("month")["value"].tail(12).sum())
    assert (table["low"] < table["ratio"]).all()
    assert not table.index.get_level_values("area").str.contains("/").any()


def test_hospital_cost_rises_with_age_among_men():
    cost = relative_hospital_cost(reference.load("age_sex_rates")).sel(sex="M")
    assert (cost.sel(age_band=list(reference.AGE_BANDS[6:])).diff("age_band") > 0).all()


def test_labels_are_unique():
    for labels in (SEGMENTS, TIERS):
        assert len(set(labels.values())) == len(labels)


def _england(given_two: Given) -> xr.DataArray:
    from planbook.methods.need.people import people_by_cell

    return people_by_cell(given_two).sel(area=ENGLAND, year=2024, drop=True)
