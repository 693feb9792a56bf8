"""Supply holds what must hold: today's staff exactly, nobody lost in moving, credits without remainder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from planbook import fields, workflow
from planbook.data import local, reference
from planbook.data.areas import ENGLAND
from planbook.errors import InputError
from planbook.methods.explain import Noted, evaluate
from planbook.methods.supply import extract, gap, joining
from planbook.methods.supply.case import case_of
from planbook.methods.supply.numbers import BEHIND, COMES_IN
from planbook.methods.supply.stock import project
from planbook.methods.supply.system_level import believed
from planbook.methods.supply.words import COMES, DRIVERS, FLOWS, GOES, GROUPS, TOTALS
from planbook.params import load_beliefs
from planbook.params.draws import sample
from planbook.params.programme_words import NHS_STAFF, STAFF_AGES
from planbook.produce.run import Run, open_run
from planbook.steps import supply

ROOT = Path(__file__).parents[2]
STEP = workflow.step("supply")
DRAWS = 12
PLAIN, PLACES, FICTION = "QR1", "QWO", "EXAMPLE"
NHS = list(NHS_STAFF)
ASSUMED = [key for key in load_beliefs(ROOT / "params").assumptions if key.startswith("supply.")]
FROM_WORKFORCE = ["workforce.absence_pct", "workforce.participation_pct"]
Runs = Callable[[str], Run]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Give a function that opens the step for a system, each once."""
    cache, opened = tmp_path_factory.mktemp("cache"), {}

    def run(code: str) -> Run:
        if code not in opened:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("PLANBOOK_CACHE", str(cache))
                patch.delenv(local.SETTING, raising=False)
                opened[code] = open_run("supply", system=code, root=ROOT)
        return opened[code]

    return run


@dataclass
class Given:
    """The inputs of a run with few draws: what comes before supply is the run's own, supply is worked out afresh."""

    run: Run
    moved: str = ""
    fixed: dict[str, float] = field(default_factory=dict)
    by_area: dict[str, dict[str, float]] = field(default_factory=dict)
    rows: pd.DataFrame = field(default_factory=lambda: local.empty("staff_in_post"))
    made: dict[str, object] = field(default_factory=dict)

    @property
    def areas(self):
        return self.run.system

    @property
    def planning(self):
        return self.run.planning.model_copy(update={"n_draws": DRAWS})

    def reference(self, name):
        return reference.load(name)

    def table(self, name):
        if not name.startswith("supply_"):
            return self.run.tables.made(name).frame
        if name not in self.made:
            declared = workflow.TABLES[name]
            self.made[name] = fields.check(getattr(supply, name)(self), name, declared.columns, declared.grain)
        return self.made[name]

    def array(self, name):
        if name not in self.made:
            own = name.startswith("supply_")
            self.made[name] = getattr(supply, name)(self) if own else self.run.tables.drawn(name)[0].isel(
                draw=slice(DRAWS)
            )  # fmt: skip
        return self.made[name]

    def value(self, key):
        return self.draws(key).median("draw")

    def draws(self, key):
        codes = [area.code for area in self.areas.computed]
        assumption = self.run.tables.parameters[ENGLAND][key]
        drawn = sample(assumption, self.run.planning.n_draws, self.run.planning.seed)[:DRAWS]
        if key in self.fixed:
            drawn = np.full_like(drawn, self.fixed[key])
        if key == self.moved:
            drawn = np.clip(drawn * 0.85 - 0.05, assumption.least, assumption.most)
        values = np.stack([drawn + self.by_area.get(key, {}).get(code, 0.0) for code in codes], axis=1)
        array = xr.DataArray(
            values, dims=("draw", "area", "leaf"), coords={"area": codes, "leaf": list(assumption.leaves)}
        )
        return array if assumption.by else array.isel(leaf=0, drop=True)

    def shocks(self, *moves):
        return {}

    def local(self, name):
        return self.rows if name == "staff_in_post" else local.empty(name)

    def programmes(self):
        return self.run.tables.written.programmes

    def goals(self):
        raise AssertionError("supply asks for no goals")


@pytest.fixture(scope="module")
def plain(runs: Runs) -> Given:
    return Given(runs(PLAIN))


@pytest.mark.parametrize("name", [table.name for table in STEP.produces])
@pytest.mark.parametrize("code", [PLAIN, FICTION])
def test_every_table_is_as_declared_and_has_rows_of_the_system(runs: Runs, name: str, code: str) -> None:
    frame = runs(code).table(name, areas="all")
    assert (frame["area"] == code).any()
    assert set(frame["area"]) <= {ENGLAND, code}
    if code == FICTION and "basis" in frame:
        assert set(frame.loc[frame["area"] == code, "basis"]) == {"illustrative"}


def test_nothing_changed_is_the_same_to_the_last_bit(plain: Given) -> None:
    case = case_of(plain)
    again = project(case.start, replace(case.flows), case.years)
    lived = plain.array("supply_lived")
    assert (again.staff.values == lived.sel(flow="heads").values).all()
    assert (again.flows.values == lived.sel(flow=again.flows["flow"].values).values).all()
    available = case.work.available(again.staff).transpose("draw", "area", "year", "staff_group")
    assert (available.values == plain.array("supply_available").values).all()


def test_today_is_what_the_work_of_today_takes_and_nobody_is_short(plain: Given) -> None:
    base = plain.planning.base_year
    worked = plain.array("workforce_worked_out").sel(year=base, staff_group=list(GROUPS), drop=True)
    assert np.allclose(plain.array("supply_staff").sel(year=base), worked.sel(area=[ENGLAND, PLAIN]), rtol=1e-9)
    assert np.allclose(plain.array("supply_gap").sel(year=base), 0.0, atol=1e-6)
    calibration = plain.table("supply_calibration").set_index(["area", "measure"])
    assert calibration.loc[(PLAIN, "nhs_in_post"), "equal"]
    assert calibration.loc[(ENGLAND, "nhs_in_post"), "value"] == pytest.approx(1_373_576, rel=1e-3)


def test_staff_are_those_there_and_come_less_those_gone(plain: Given) -> None:
    lived = plain.array("supply_lived")
    flows = lived.sel(flow=list(FLOWS))
    change = lived.sel(flow="heads", drop=True).diff("year")
    net = flows.sel(flow=list(COMES)).sum("flow") - flows.sel(flow=list(GOES)).sum("flow")
    assert np.allclose(change, net.sel(year=change["year"]), atol=1e-6)
    assert (lived >= 0).all()
    assert np.allclose(flows.sel(flow="moved_in").sum("staff_group"), flows.sel(flow="moved_out").sum("staff_group"))


def test_credits_make_the_change_of_the_gap_in_every_draw(plain: Given) -> None:
    credits, short = plain.array("supply_credits"), plain.array("supply_gap")
    assert list(credits["driver"].values) == list(DRIVERS)
    change = short.sel(year=credits["year"]) - short.isel(year=0, drop=True)
    assert np.allclose(credits.sum("driver"), change, rtol=1e-9, atol=1e-6)
    assert (credits.sel(driver=["retirements", "leavers"]) >= 0).all()
    assert (credits.sel(driver=["training", "international", "other_joiners"]) <= 0).all()


def test_groups_add_up_and_intervals_hold_their_median(plain: Given) -> None:
    rows = plain.table("supply_positions")
    wide = rows.pivot_table(index=["area", "year", "measure"], columns="staff_group", values="mean")
    assert np.allclose(wide[list(GROUPS)].sum(axis=1), wide["all"])
    assert np.allclose(wide[NHS].sum(axis=1), wide["nhs"])
    assert (rows.loc[rows["measure"] != "gap", "p10"] >= 0).all()
    gaps = rows.pivot_table(index=["area", "year", "staff_group"], columns="measure", values="mean")
    assert np.allclose(gaps["required"] - gaps["available"], gaps["gap"], atol=1e-6)


def test_leaving_at_todays_ages_is_the_published_rate(plain: Given) -> None:
    first = plain.array("supply_flows").isel(year=1, drop=True)
    heads = plain.array("supply_lived").sel(flow="heads", drop=True).isel(year=0, drop=True)
    rate = plain.draws("supply.leaving_pct").isel(area=0, drop=True).rename(leaf="staff_group") / 100
    nurses, gone = {"staff_group": "nurses_and_health_visitors"}, ["leavers", "retirements", "moved_out"]
    share = first.sel(flow=gone, area=ENGLAND, **nurses).sum("flow") / heads.sel(area=ENGLAND, **nurses)
    assert np.allclose(share, rate.sel(**nurses), rtol=2e-3)  # who retires is taken out before the few who move


def test_england_is_held_against_what_is_published_of_it(plain: Given) -> None:
    rows = plain.table("supply_calibration").set_index(["area", "measure"])
    england = rows.xs(ENGLAND)
    assert england.loc["england_leaving", "modelled"] == pytest.approx(10.1, abs=0.6)
    assert england.loc["england_nurses", "modelled"] == pytest.approx(1.7, abs=1.0)
    assert england.loc["england_doctors", "modelled"] == pytest.approx(4.3, abs=1.5)
    assert not england.loc["england_nurses", "equal"]


def available(case) -> xr.DataArray:
    return case.work.available(case.run().staff)


@pytest.mark.parametrize("fewer", [0.0, 0.5, 0.95])
def test_fewer_leavers_never_leave_fewer_staff(plain: Given, fewer: float) -> None:
    case = case_of(plain)
    better = replace(case, flows=replace(case.flows, leaving=case.flows.leaving * fewer))
    assert (better.run().staff >= case.run().staff - 1e-6).all()
    assert (available(better) >= available(case) - 1e-6).all()


def test_less_absence_more_joiners_and_more_bank_staff_fill_more_posts(plain: Given) -> None:
    case = case_of(plain)
    now = available(case).isel(year=-1)
    work, flows = case.work, case.flows
    for better in (
        replace(case, work=replace(work, absence=work.absence * 0.9)),
        replace(case, work=replace(work, bank=work.bank * 1.1)),
        replace(case, work=replace(work, participation=(work.participation * 1.02).clip(0, 1))),
        replace(case, work=replace(work, productivity=1.02)),
        replace(case, flows=replace(flows, joining=flows.joining * 1.1)),
    ):
        found = available(better).isel(year=-1)
        assert (found >= now - 1e-6).all()
        assert (found.sum() > now.sum()).all()


def test_retiring_later_keeps_staff_and_more_demand_widens_the_gap(plain: Given) -> None:
    later = Given(plain.run, fixed={"supply.retiring_pct": 0.0})
    assert float(later.array("supply_flows").sel(flow="retirements").sum()) == 0.0
    more = plain.array("workforce_required") * 1.1
    wider = Given(plain.run, made={"workforce_required": more})
    assert (wider.array("supply_gap") >= plain.array("supply_gap")).all()


def test_newly_qualified_staff_follow_the_places_of_years_before(plain: Given) -> None:
    more = Given(plain.run, fixed={"supply.training_growth_pct_per_year": 50.0})
    trained, before = (
        each.array("supply_flows").sel(flow="training", area=ENGLAND).mean("draw") for each in (more, plain)
    )
    nurses = "nurses_and_health_visitors"
    assert np.allclose(trained.sel(year=2028, staff_group=nurses), before.sel(year=2028, staff_group=nurses))
    assert (trained.sel(year=2032, staff_group=nurses) > 1.5 * before.sel(year=2032, staff_group=nurses)).all()
    places = plain.draws("supply.training_places").sel(area=ENGLAND, leaf=nurses)
    kept = 1.0
    for name in ("training_attrition_pct", "registers_pct", "takes_up_pct"):
        share = plain.draws(f"supply.{name}").sel(area=ENGLAND, leaf=nurses) / 100
        kept = kept * (1 - share if name.startswith("training") else share)
    late = plain.draws("supply.training_late_pct").sel(area=ENGLAND) / 100
    past = plain.draws("supply.past_nursing_places").sel(area=ENGLAND)
    by_hand = places * kept * (past.sel(leaf="2024") * (1 - late) + past.sel(leaf="2023") * late)
    output = plain.array("supply_flows").sel(flow="training", area=ENGLAND, staff_group=nurses, year=2027)
    assert np.allclose(output, by_hand)


def test_growth_is_what_headcount_says(plain: Given) -> None:
    ten = joining.england_growth(plain, *joining.TEN_YEARS)
    rows = reference.load("workforce_england").set_index(["staff_group", "month"])["headcount"]
    nurses = (rows["midwives", "2024-09"] / rows["midwives", "2014-09"]) ** 0.1 - 1
    assert float(ten.sel(staff_group="midwives")) == pytest.approx(nurses)
    assert abs(joining.own_growth(plain)) < 0.05


def test_a_gap_is_felt_from_the_first_year_it_is_likelier_than_not() -> None:
    coords = {"area": ["QAA"], "year": [2024, 2025, 2026], "staff_group": ["nurses"]}
    chance = xr.DataArray(np.array([0.0, 0.4, 0.8]).reshape(1, 3, 1), coords=coords)
    assert int(gap.first_felt(chance).item()) == 2026
    assert int(gap.first_felt(chance * 0.5).item()) == 0
    short = xr.DataArray(
        np.array([[0.0, 1.0, 30.0], [0.0, 3.0, 10.0]]).reshape(2, 1, 3, 1), dims=("draw", *coords), coords=coords
    )
    needed = xr.full_like(short, 100.0)
    rows = gap.bites(short, needed, xr.DataArray([0.02, 0.02], dims="draw"), 2026).iloc[0]
    assert rows["first_year"] == 2025
    assert rows["first_chance_pct"] == 50.0
    assert rows["chance_pct"] == 100.0
    assert rows["short_pct"] == 20.0


@pytest.mark.parametrize("code", [ENGLAND, PLAIN])
def test_each_key_number_is_its_formula_of_the_inputs_shown(plain: Given, code: str) -> None:
    rows = plain.table("supply_explained")
    mine = rows[rows["area"] == code]
    positions = plain.table("supply_positions").set_index(["area", "year", "staff_group", "measure"])["mean"]
    end = plain.planning.plan_year_list[-1]
    for key, unfolded in mine.groupby("key"):
        number, inputs = unfolded.iloc[0], unfolded.iloc[1:]
        values = dict(zip(inputs["symbol"], inputs["value"], strict=True))
        assert evaluate(number["formula"], values) == pytest.approx(number["value"])
        assert number["low"] <= number["value"] <= number["high"], key
    value = mine[mine["symbol"] == ""].set_index("key")["value"]
    assert value["nhs_gap"] == pytest.approx(positions[code, end, "nhs", "gap"], abs=1e-3)
    assert value["nhs_at_work"] == pytest.approx(positions[code, end, "nhs", "at_work"])
    assert value["shortest_gap"] == pytest.approx(max(positions[code, end, group, "gap"] for group in NHS))


def test_what_is_said_to_lie_behind_a_number_is_what_is_asked_for(plain: Given) -> None:
    noted = Noted(plain)
    made = (getattr(supply, name) for name in STEP.arrays)
    asked = {key for key in noted.behind(*made) if key.startswith("supply.")}
    said = {key for keys in BEHIND.values() for key in keys if key.startswith("supply.")}
    assert said <= asked
    assert asked - said == set()
    assert set(COMES_IN) == set(COMES)


@pytest.mark.parametrize("key", [*ASSUMED, *FROM_WORKFORCE])
def test_every_assumption_moves_a_printed_number(plain: Given, key: str) -> None:
    kept = {"supply_today": plain.array("supply_today")} if key.startswith("supply.") else {}
    moved = Given(plain.run, moved=key, made=kept)
    for name in ("supply_bites", "supply_calibration", "supply_reasons", "supply_pipeline", "supply_in_post"):
        before, after = (given.table(name).select_dtypes("number").fillna(0.0).to_numpy() for given in (plain, moved))
        if not np.allclose(before, after, rtol=1e-9, atol=1e-9):
            return
    raise AssertionError(f"{key} moves no table")


def test_the_system_is_the_mean_of_its_places_by_people_where_they_differ(runs: Runs) -> None:
    run = runs(PLACES)
    leeds = {"supply.felt_pct": {"QWO/leeds": 1.0}}
    people = run.tables.made("need_population").frame
    base = people[people["year"] == run.planning.base_year].groupby("area")["people"].sum()
    found = believed(Given(run, by_area=leeds), "supply.felt_pct")
    alone = believed(Given(run), "supply.felt_pct")
    assert "area" not in alone.dims
    share = base["QWO/leeds"] / sum(base[area.code] for area in run.system.places)
    assert np.allclose(found.sel(area="QWO") - found.sel(area=ENGLAND), share)


def own_rows(code: str, group: str = "midwives", leavers: float = 4.0) -> pd.DataFrame:
    rows = [
        (2 + line, code, group, band, 100.0, 60.0, 12.0, leavers) for line, band in enumerate(STAFF_AGES)
    ]  # fmt: skip
    columns = ["line", "area", "staff_group", "age_band", "headcount", "wte", "joiners", "leavers"]
    return pd.DataFrame(rows, columns=columns)


def test_a_systems_own_extract_takes_the_place_of_ages_hours_leaving_and_joining(plain: Given) -> None:
    own = Given(plain.run, rows=own_rows(PLAIN))
    mine = own.table("supply_in_post").set_index(["area", "staff_group"])
    row, before = mine.loc[(PLAIN, "midwives")], plain.table("supply_in_post").set_index(["area", "staff_group"])
    assert row["wte"] == pytest.approx(before.loc[(PLAIN, "midwives"), "wte"])  # how many there are stays as published
    assert row["participation_pct"] == pytest.approx(60.0)
    assert row["under_35_pct"] == pytest.approx(200 / 7)
    assert row["leaving_pct"] >= 4.0  # those who retire at these ages are more than all who left
    assert row["local_wte"] == pytest.approx(420.0)
    assert (row["basis"], row["source"]) == ("apportioned", "local_return")
    others = mine.drop(index=(PLAIN, "midwives")).drop(columns=["basis", "source"])
    same = before.drop(index=(PLAIN, "midwives")).drop(columns=["basis", "source"])
    pd.testing.assert_frame_equal(others, same)
    assert (own.table("supply_bites")["mean"] != plain.table("supply_bites")["mean"]).any()


def test_an_extract_of_places_or_of_groups_without_a_supply_is_refused(plain: Given) -> None:
    rows = pd.concat([own_rows(f"{PLAIN}/somewhere"), own_rows(PLAIN, "volunteers")], ignore_index=True)
    with pytest.raises(InputError) as caught:
        extract.extract_of(Given(plain.run, rows=rows))
    said = str(caught.value)
    assert "staff_in_post.csv:2, area" in said
    assert "planned for QR1" in said
    assert "volunteers" in said
    assert extract.extract_of(Given(plain.run, rows=own_rows("QWO"))).empty


def test_an_extract_by_person_is_refused(tmp_path: Path) -> None:
    columns = "area,staff_group,age_band,headcount,wte,joiners,leavers"
    (tmp_path / "staff_in_post.csv").write_text(f"{columns},nhs_number\nQR1,midwives,25-34,1,1,0,0,9999999999\n")
    with pytest.raises(InputError, match="nhs_number"):
        local.read_all(tmp_path)
    (tmp_path / "staff_in_post.csv").write_text(
        f"{columns}\nQR1,midwives,25-34,10,8.5,1,1\nQR1,midwives,25-35,1,1,1,1\n"
    )
    with pytest.raises(InputError, match="25-35"):
        local.read_all(tmp_path)


def test_totals_are_summed_inside_a_draw() -> None:
    coords = {"area": ["QAA"], "staff_group": list(GROUPS)}
    drawn = xr.DataArray(np.ones((3, 1, len(GROUPS))), dims=("draw", "area", "staff_group"), coords=coords)
    totals = supply.with_totals(drawn)
    assert list(totals["staff_group"].values[:2]) == list(TOTALS)
    assert float(totals.sel(staff_group="nhs").max()) == len(NHS)
    assert float(totals.sel(staff_group="all").max()) == len(GROUPS)
