"""Pathways hold what must hold: off is the baseline, nobody twice, nothing lost, and every number bites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from planbook import fields, workflow
from planbook.data import reference
from planbook.data.areas import ENGLAND, SystemAreas, resolve
from planbook.methods.demand.lines import KEYS
from planbook.methods.explain import evaluate
from planbook.methods.pathways import people, volumes
from planbook.params import load_beliefs
from planbook.params.draws import sample
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_words import PEOPLE, POINTS
from planbook.produce.cache import Cache
from planbook.produce.tables import SystemTables, system_tables
from planbook.steps import baseline, demand, need, pathways

ROOT = Path(__file__).parents[2]
STEP = workflow.step("pathways")
MODULES = {"baseline": baseline, "need": need, "demand": demand, "pathways": pathways}
NAMES = tuple(load_beliefs(ROOT / "params").programmes)
PLACE = "QWO/leeds"
END = 2031


@cache
def beliefs():
    return load_beliefs(ROOT / "params")


@dataclass
class Given:
    """Inputs without a run: national assumptions, programmes as given, those named on, numbers fixed or moved."""

    areas: SystemAreas
    on: tuple[str, ...] = NAMES
    files: Mapping[str, ProgrammeFile] = field(default_factory=lambda: beliefs().programmes)
    fixed: dict[str, float] = field(default_factory=dict)
    moved: str = ""
    n_draws: int = 8
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    arrays: dict[str, xr.DataArray] = field(default_factory=dict)

    @property
    def planning(self):
        return beliefs().planning.model_copy(update={"n_draws": self.n_draws})

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
            self.arrays[name] = getattr(MODULES[name.partition("_")[0]], name)(self)
        return self.arrays[name]

    def programmes(self):
        return self.files

    def goals(self):
        return beliefs().goals_of(self.areas.code)

    def value(self, key):
        values = np.array(beliefs().assumptions[key].value, dtype=float)
        if key.endswith(".on"):
            values = np.array([float(key.split(".")[1] in self.on)])
        if key in self.fixed:
            values = np.full_like(values, self.fixed[key])
        return self._spread(key, values[None, :]).isel(draw=0, drop=True)

    def draws(self, key):
        assumption = beliefs().assumptions[key]
        drawn = sample(assumption, self.n_draws, self.planning.seed)
        if key.endswith(".on"):
            drawn = np.full_like(drawn, float(key.split(".")[1] in self.on))
        if key in self.fixed:
            drawn = np.full_like(drawn, self.fixed[key])
        if key == self.moved.partition("[")[0]:
            leaf = self.moved.partition("[")[2].rstrip("]")
            which = [not leaf or leaf == each for each in assumption.leaves]
            drawn = np.where(which, np.clip(drawn * 0.9 - 0.01, assumption.least, assumption.most), drawn)
        return self._spread(key, drawn)

    def shocks(self, *moves):
        return {}

    def _spread(self, key, drawn):
        assumption = beliefs().assumptions[key]
        codes = [area.code for area in self.areas.computed]
        values = np.repeat(drawn[:, None, :], len(codes), axis=1)
        coords = {"area": codes, "leaf": list(assumption.leaves)}
        array = xr.DataArray(values, dims=("draw", "area", "leaf"), coords=coords)
        return array if assumption.by else array.isel(leaf=0, drop=True)


SHARED = ("demand_", "need_", "baseline_")


@cache
def before(code: str, n_draws: int) -> Given:
    """Give a system with its demand worked out, for others to start from."""
    given = Given(resolve(code, beliefs().systems, beliefs().planning), n_draws=n_draws)
    for name in ("demand_volumes", "demand_counted", "demand_use"):
        given.array(name)
    given.table("demand_totals")
    given.table("need_population")
    return given


def of(code: str = "QR1", n_draws: int = 8, **given) -> Given:
    base = before(code, n_draws)
    kept = {name: array for name, array in base.arrays.items() if name.startswith(SHARED)}
    tables = {name: frame for name, frame in base.tables.items() if name.startswith(SHARED)}
    made = Given(base.areas, n_draws=n_draws, arrays=kept, tables=tables, **given)
    if made.files is beliefs().programmes:
        kept["pathways_parts"] = base.array("pathways_parts")  # no number of theirs is in it
    return made


@cache
def everything() -> Given:
    return of("QWO")


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    KEPT.append(tmp_path_factory.mktemp("cache"))


KEPT: list[Path] = []


@cache
def tables_of(code: str, scenario: str) -> SystemTables:
    """Give the tables of a real run with few draws, so that layers (system, plan, scenario) are what they are."""
    few = replace(beliefs(), planning=beliefs().planning.model_copy(update={"n_draws": 8}))
    return system_tables(few, resolve(code, few.systems, few.planning), scenario, Cache(KEPT[0]))


def made(code: str, table: str, scenario: str = "options") -> pd.DataFrame:
    return tables_of(code, scenario).made(table).frame


@pytest.mark.parametrize("name", [table.name for table in STEP.produces if not table.name.endswith("_swings")])
@pytest.mark.parametrize(("code", "scenario"), [("QWO", "options"), ("EXAMPLE", "plan"), ("QRL@2022", "baseline")])
def test_every_table_is_as_declared_and_has_rows_of_the_system(name: str, code: str, scenario: str) -> None:
    frame = made(code, name, scenario)
    assert (frame["area"] == code).any()
    assert ENGLAND not in set(frame["area"])
    if code == "EXAMPLE" and "basis" in frame:
        assert set(frame["basis"]) == {"illustrative"}


def test_all_off_is_demand_itself_in_every_draw() -> None:
    off = of("QWO", on=())
    lines = list(KEYS)
    for after, start in (("pathways_volumes", "demand_volumes"), ("pathways_counted", "demand_counted")):
        found = off.array(after)
        assert np.array_equal(found.sel(point=lines).values, off.array(start).values)
        assert (found.drop_sel(point=lines) == 0).all()
    for name in ("helped", "credits", "staff", "cost", "estate", "supplies", "delivered"):
        assert (off.array(f"pathways_{name}") == 0).all()


def test_numbers_of_a_programme_that_is_off_move_nothing() -> None:
    half = of(on=("frailty",))
    for key in ("programmes.discharge.reach_pct", "programmes.discharge.effects_days_after_ready_change_pct"):
        moved = of(on=("frailty",), moved=key)
        assert np.array_equal(moved.array("pathways_volumes").values, half.array("pathways_volumes").values)


def test_credits_add_up_to_the_change_in_every_draw() -> None:
    given = everything()
    start = given.array("demand_volumes").rename(line="point").reindex(point=list(POINTS), fill_value=0.0)
    change = given.array("pathways_volumes") - start.transpose("draw", "area", "year", "point")
    assert np.allclose(given.array("pathways_credits").sum("programme"), change, rtol=1e-9, atol=1e-6)


def test_nobody_is_helped_twice_or_from_outside_the_cohort() -> None:
    given = everything()
    helped, cohort, among = given.array("pathways_helped"), given.array("pathways_cohort"), people.among(given)
    assert (helped >= 0).all()
    assert (helped <= cohort * (1 + 1e-12)).all()
    assert (cohort <= among * (1 + 1e-12)).all()
    counting = [name for name, file in given.programmes().items() if file.cohort.counts == PEOPLE]
    everyone = given.table("need_population").groupby(["area", "year"])["people"].sum().to_xarray()
    counted = among.sel(programme=counting).sum("imd_quintile")
    assert (counted <= everyone.sel(area=counted["area"], year=counted["year"]) * (1 + 1e-9)).all()


def test_units_of_a_line_are_shared_among_fifths_without_loss() -> None:
    given = everything()
    shared = people.among(given).sel(programme="elective").sum("imd_quintile")
    assert np.allclose(shared, given.array("demand_volumes").sel(line="referrals"))
    adults = people.among(given).sel(programme="discharge").sum("imd_quintile")
    every = given.array("demand_volumes").sel(line="emergency_overnight")
    assert (adults < every).all()
    assert (adults > 0.7 * every).all()


def test_work_after_is_work_before_less_avoided_plus_displaced_and_delivered() -> None:
    frame = everything().table("pathways_points")
    rebuilt = frame["before"] - frame["avoided"] + frame["displaced"] + frame["delivered"]
    assert np.allclose(frame["after"], rebuilt)
    assert np.allclose(frame["mean"], frame["after"] - frame["before"])


def test_places_add_up_to_their_system() -> None:
    frame = everything().table("pathways_by_programme")
    places = frame[frame["area"].str.contains("/")].groupby(["year", "programme", "thing"])["mean"].sum()
    system = frame[frame["area"] == "QWO"].set_index(["year", "programme", "thing"])["mean"]
    assert np.allclose(places.loc[system.index], system)


def test_a_unit_is_avoided_once_however_strong_the_claims() -> None:
    whole = {
        f"programmes.{name}.{number}": 100.0
        for name in NAMES
        for number in ("reach_pct", "cohort_share_pct", "uptake_pct")
    }
    strong = {
        f"programmes.{name}.effects_{effect}_{number}": value
        for name, file in beliefs().programmes.items()
        for effect in file.effects
        for number, value in (("part_pct", 100.0), ("change_pct", -100.0))
    }
    extreme = of(fixed=whole | strong | {"pathways.haircut_pct": 0.0, "pathways.room_pct_per_year": 1e6,
                                         "pathways.room_per_1000_people": 1e9})  # fmt: skip
    rates, changes = extreme.array("pathways_rates"), extreme.array("pathways_changes")
    assert rates.sum("effect").min() < -1
    assert (changes >= -1 - 1e-12).all()
    kept = volumes.left(extreme, changes)
    assert ((kept >= 0) & (kept <= 1)).all()
    assert (extreme.array("pathways_volumes") >= 0).all()
    assert (extreme.array("pathways_counted") >= 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_one_programme_moves_what_it_names_and_nothing_else(name: str) -> None:
    file = beliefs().programmes[name]
    named = {effect.point for effect in file.effects.values()} | set(file.delivers)
    named |= {point for effect in file.effects.values() for point in effect.displaces}
    given = one_alone(name)
    start = given.array("demand_volumes").rename(line="point").reindex(point=list(POINTS), fill_value=0.0)
    gap = abs(given.array("pathways_volumes") - start).sel(area="QR1").sum(["draw", "year"]).to_series()
    assert set(gap[gap > 0].index) == named
    early = given.array("pathways_helped").sel(year=[2024, 2025, 2026])
    assert (early == 0).all()


def test_a_programme_of_some_places_leaves_the_others_as_they_are() -> None:
    file = beliefs().programmes["frailty"]
    only = file.model_copy(update={"cohort": file.cohort.model_copy(update={"places": ("leeds",)})})
    given = of("QWO", on=("frailty",), files={"frailty": only})
    moved = abs(given.array("pathways_counted") - of("QWO", on=()).array("pathways_counted")).sum(
        ["draw", "year", "point"]
    )
    assert set(moved.to_series()[lambda each: each > 0].index) == {PLACE}
    assert (of("QWO", on=("frailty",)).array("pathways_helped").sel(year=END).sum(["imd_quintile", "draw"]).sel(
        programme="frailty") > 0).all()  # fmt: skip


def test_a_cohort_of_some_fifths_helps_nobody_else() -> None:
    file = beliefs().programmes["vaccination"]
    only = file.model_copy(update={"cohort": file.cohort.model_copy(update={"fifths": (1, 2)})})
    helped = of(on=("vaccination",), files={"vaccination": only}).array("pathways_helped").sum(["draw", "area", "year"])
    assert (helped.sel(imd_quintile=[3, 4, 5]) == 0).all()
    assert (helped.sel(imd_quintile=[1, 2]) > 0).all()


ARRAYS = ("helped", "avoided", "delivered", "staff", "cost", "estate", "supplies", "volumes")


@pytest.mark.parametrize("name", NAMES)
def test_a_milestone_that_slips_delays_everything_everywhere(name: str) -> None:
    file = beliefs().programmes[name]
    gate = next(place for place, each in enumerate(file.milestones) if each.gates)
    late = [
        each.model_copy(update={"due": "2029-04"}) if place == gate else each
        for place, each in enumerate(file.milestones)
    ]
    slipped = file.model_copy(update={"milestones": tuple(late), "review": "2031-01"})
    on_time, later = one_alone(name), of(on=(name,), files={name: slipped})
    later.arrays["pathways_parts"] = on_time.array("pathways_parts")
    for array in ARRAYS:
        first, second = (abs(given.array(f"pathways_{array}").sel(year=2028)) for given in (on_time, later))
        if array == "volumes":
            quiet = second - later.array("demand_volumes").rename(line="point").reindex(
                point=list(POINTS), fill_value=0.0).sel(year=2028)  # fmt: skip
            assert np.allclose(quiet, 0)
        else:
            assert (second == 0).all()
            assert first.sum() > 0
    assert (later.array("pathways_helped") <= on_time.array("pathways_helped") * (1 + 1e-12)).all()


def test_a_programme_that_comes_after_another_waits_for_it() -> None:
    files = dict(beliefs().programmes)
    files["same_day"] = files["same_day"].model_copy(update={"after": ("mental_health",)})
    waiting = of(files=files).array("pathways_ramp").sel(programme="same_day")
    alone = of(files=files, on=("same_day",)).array("pathways_ramp").sel(programme="same_day")
    assert (waiting.sel(year=2027) <= alone.sel(year=2027)).all()
    assert float(waiting.sel(year=2027).mean()) < 0.5 * float(alone.sel(year=2027).mean())
    late = of(files=files, fixed={"programmes.mental_health.delay_months": 30.0}).array("pathways_ramp")
    assert (late.sel(programme="same_day", year=2028) == 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_more_reach_never_helps_fewer_or_avoids_less(name: str) -> None:
    key, files = f"programmes.{name}.reach_pct", one_alone(name).files
    few, many = (of(on=(name,), files=files, fixed={key: reach}) for reach in (20.0, 70.0))
    for each in (few, many):
        each.arrays["pathways_parts"] = one_alone(name).array("pathways_parts")
    assert (many.array("pathways_helped") >= few.array("pathways_helped")).all()
    saved = [given.array("pathways_avoided").clip(0).sum("effect") for given in (few, many)]
    assert (saved[1] >= saved[0] * (1 - 1e-9)).all()


def test_a_haircut_never_raises_what_is_saved_and_never_hides_what_is_added() -> None:
    claimed, cut = (of(fixed={"pathways.haircut_pct": haircut}).array("pathways_rates") for haircut in (0.0, 60.0))
    assert (abs(cut) <= abs(claimed) + 1e-15).all()
    for effect in ("discharge.readmissions", "discharge.requests"):
        assert np.array_equal(cut.sel(effect=effect).values, claimed.sel(effect=effect).values)


def test_without_room_nothing_that_moves_is_saved_and_with_room_all_of_it() -> None:
    none = of(fixed={"pathways.room_pct_per_year": 0.0, "pathways.room_per_1000_people": 0.0})
    moving = [
        f"{name}.{effect}"
        for name, file in beliefs().programmes.items()
        for effect, each in file.effects.items()
        if each.displaces or each.moves_with
    ]
    assert (none.array("pathways_avoided").sel(effect=moving).clip(0) == 0).all()
    assert (none.array("pathways_avoided").sel(effect="vaccination.winter_admissions", year=END) > 0).all()
    plenty = of(fixed={"pathways.room_pct_per_year": 1e6, "pathways.room_per_1000_people": 1e9})
    assert (plenty.array("pathways_room") == 1).all()
    some = of()
    assert (
        some.array("pathways_avoided").clip(0) <= plenty.array("pathways_avoided").clip(0) * (1 + 1e-6) + 1e-6
    ).sum() > 0
    assert some.array("pathways_room").min() < 1
    for array in ("helped", "staff", "cost", "delivered"):
        assert np.array_equal(some.array(f"pathways_{array}").values, none.array(f"pathways_{array}").values)


def test_every_shipped_effect_has_source_grade_and_interval(beliefs) -> None:
    known = {*beliefs.evidence, *reference.load("pieces").columns} | set(
        pd.read_csv(ROOT / "lib/planbook/data/reference/sources.csv")["key"]
    )
    for file in beliefs.programmes.values():
        entries = [(each.grade, each.change_pct) for each in file.effects.values()]
        entries += [(each.grade, each.change) for each in file.outcomes.values()]
        assert entries
        for grade, entry in entries:
            assert grade in "HMLU"
            assert entry.source in known
            assert entry.low[""] < entry.high[""]
            assert entry.low[""] <= entry.value[""] <= entry.high[""]
            assert entry.because


def test_room_is_said_of_every_point_there_is() -> None:
    sectors = set(beliefs().assumptions["pathways.room_pct_per_year"].leaves)
    elsewhere = set(beliefs().assumptions["pathways.room_per_1000_people"].leaves)
    assert {point.sector for point in POINTS.values() if point.in_demand} == sectors
    assert {key for key, point in POINTS.items() if not point.in_demand} == elsewhere


def test_counted_keeps_the_mean_and_adds_chance() -> None:
    given = small()
    point = "ae_major"
    expected, counted = (
        given.array(f"pathways_{name}").sel(area="QR1", point=point, year=END) for name in ("volumes", "counted")
    )
    assert float(counted.mean()) == pytest.approx(float(expected.mean()), rel=0.005)
    assert not np.array_equal(expected.values, counted.values)


@pytest.mark.parametrize("key", [key for key in beliefs().assumptions if key.startswith("pathways.")])
def test_every_number_of_effects_in_general_bites(key: str) -> None:
    still, moved = small(), of(moved=key)
    moved.arrays |= {name: still.array(name) for name in ("pathways_helped", "pathways_cohort", "pathways_parts")}
    printed = "pathways_room_check" if "room" in key else "pathways_stages"
    assert not still.table(printed).equals(moved.table(printed))


@cache
def small() -> Given:
    return of()


def test_the_national_ranges_stand_beside_the_claims() -> None:
    frame = small().table("pathways_stages").set_index(["area", "effect"])
    row = frame.loc[("QR1", "mental_health.crisis_visits")]
    assert row["national"] == pytest.approx(-14.8)
    assert row["national_low"] < row["national"] < row["national_high"] < 0
    moved = of(moved="pathways.elicited_pct").table("pathways_stages").set_index(["area", "effect"])
    assert moved.loc[("QR1", "mental_health.crisis_visits"), "national_low"] != row["national_low"]


PROGRAMME_KEYS = [key for key in beliefs().assumptions if key.startswith("programmes.") and not key.endswith(".on")]
REACH = ("cohort_", "reach_", "uptake_", "ramp_", "delay_")
MOVES = {  # what a number stands under, and the array behind the printed numbers that it moves
    **dict.fromkeys(REACH, "pathways_helped"),
    "displaces_": "pathways_credits",
    "effects_": "pathways_rates",
    "delivers_": "pathways_credits",
    "outcomes_": "pathways_outcomes",
    "staff_": "pathways_staff",
    "estate_": "pathways_rooms",
    "supplies_": "pathways_supplies",
    "digital_": "pathways_cost",
    "cost_": "pathways_cost",
}


@cache
def one_alone(name: str) -> Given:
    given = of(on=(name,), files={name: beliefs().programmes[name]})
    for array in STEP.arrays:
        given.array(array)
    return given


def held_still(given: Given, part: str) -> dict[str, xr.DataArray]:
    """Give the arrays that a number under that part cannot move."""
    on_the_way = {**dict.fromkeys(REACH, ("cohort", "ramp")), "displaces_": ("moved",)}.get(part, ())
    moves = {MOVES[part], *(f"pathways_{name}" for name in on_the_way)}
    return {name: array for name, array in given.arrays.items() if name not in moves}


def part_of(key: str) -> str:
    """Give what a number stands under."""
    name = key.rpartition(".")[2]
    return "displaces_" if "_displaces_" in name else next(each for each in MOVES if name.startswith(each))


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_programme_bites(name: str) -> None:
    still = one_alone(name)
    silent = []
    for key in [key for key in PROGRAMME_KEYS if key.startswith(f"programmes.{name}.")]:
        part = part_of(key)
        moved = Given(still.areas, (name,), still.files, moved=key, tables=still.tables)
        moved.arrays = held_still(still, part)
        if np.array_equal(still.array(MOVES[part]).values, moved.array(MOVES[part]).values, equal_nan=True):
            silent.append(key)
    assert silent == []


def test_claims_are_national_and_what_is_agreed_is_the_areas_own() -> None:
    frame = made("EXAMPLE", "pathways_stages", "plan").set_index(["area", "effect"])
    row = frame.loc[("EXAMPLE", "mental_health.crisis_visits")]
    assert row["claimed"] < row["agreed"] < row["after_haircut"] < row["counted"] + 1e-9 < 0
    assert row["agreed"] / row["claimed"] == pytest.approx(16 / 20, rel=0.1)
    other = frame.loc[("EXAMPLE", "discharge.days_after_ready")]
    assert other["agreed"] == pytest.approx(other["claimed"])
    assert frame.loc[("EXAMPLE", "frailty.bed_days"), "agreed"] == 0


def test_the_plan_has_on_what_is_adopted_and_the_baseline_nothing() -> None:
    plan = made("EXAMPLE", "pathways_programmes", "plan")
    assert set(plan.loc[plan["on"], "programme"]) == set(beliefs().systems["EXAMPLE"].plan.programmes)
    assert not made("QRL@2022", "pathways_programmes", "baseline")["on"].any()
    assert made("QWO", "pathways_programmes")["on"].all()


def test_the_mental_health_programme_answers_each_question() -> None:
    things = made("QWO", "pathways_by_programme")
    mine = things[(things["area"] == "QWO") & (things["programme"] == "mental_health") & (things["year"] == END)]
    asked = {"urgent", "diagnostics", "wards", "mental_health_wards", "workforce", "budgets", "supplies", "estate"}
    assert asked <= set(mine["theme"])
    moved = mine[mine["theme"].isin(asked)].groupby("theme")["mean"].apply(lambda each: each.abs().max())
    assert (moved > 0).all()
    logic = made("QWO", "pathways_logic")
    stages = set(logic.loc[logic["programme"] == "mental_health", "stage"])
    assert stages == {"before", "after", "inputs", "activities", "outputs", "outcomes"}


def test_each_key_number_is_its_formula() -> None:
    frame = made("QWO", "pathways_explained")
    assumed = set(beliefs().assumptions)
    for _, rows in frame.groupby(["area", "key"]):
        values = dict(zip(rows["symbol"], rows["value"], strict=True))
        number = rows[rows["symbol"] == ""].iloc[0]
        assert evaluate(number["formula"], values) == pytest.approx(number["value"])
        assert number["low"] <= number["value"] <= number["high"]
        for keys in rows["assumed"].iloc[1:]:
            assert keys
            assert set(keys.split()) <= assumed


def test_a_gap_that_widens_is_flagged() -> None:
    gaps = made("QWO", "pathways_gaps").set_index(["area", "programme"])
    assert gaps.loc[("QWO", "vaccination"), "finding"] == "widens"
    assert gaps.loc[("QWO", "vaccination"), "mean"] < 0
    assert gaps.loc[("QWO", "elective"), "finding"] == "hardly differs"
    even = {"programmes.vaccination.uptake_pct": 60.0}
    assert set(of(on=("vaccination",), fixed=even).table("pathways_gaps")["finding"]) == {
        "hardly differs",
        "nobody is helped",
    }


def test_outcomes_follow_the_work_or_the_claim() -> None:
    given = everything()
    outcomes = given.array("pathways_outcomes")
    start, after = given.array("demand_volumes"), given.array("pathways_volumes")
    points = ["emergency_same_day", "emergency_overnight"]
    change = 100 * (after.sel(point=points).sum("point") / start.sel(line=points).sum("line") - 1)
    assert np.allclose(outcomes.sel(outcome="emergency_admissions"), change)
    assert outcomes.sel(outcome="planned_care_18_weeks").isnull().all()
    claim = given.draws("programmes.discharge.outcomes_leaving_hospital_change") * 0.25
    reached = given.array("pathways_helped").sel(programme="discharge").sum("imd_quintile") / given.array(
        "pathways_cohort").sel(programme="discharge").sum("imd_quintile")  # fmt: skip
    room = given.array("pathways_room").sel(effect="discharge.days_after_ready")
    assert np.allclose(
        outcomes.sel(outcome="leaving_hospital"), (claim * reached * room).transpose("draw", "area", "year")
    )
