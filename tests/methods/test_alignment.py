"""Plans that agree are left alone, every disagreement planted in them is found, and neither side is the yardstick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from planbook.methods.alignment import asks, formulas, gaps, register, sums
from planbook.methods.alignment.catalogue import CHECKS, KINDS, TOLERANCES
from planbook.methods.alignment.compared import Yardsticks, compared
from planbook.methods.alignment.record import at_round, books, rounds
from planbook.methods.alignment.within import Asked, within
from planbook.methods.calendar_days import days_in, months_of
from planbook.params import plan_words
from planbook.params.plan_words import ALL, MEASURES

HOME, NEXT = "Home ICB", "Next ICB"
HOSPITAL, COMMUNITY = "General Hospital", "Community Trust"
BASE, FIRST, YEARS = 2024, 2027, tuple(range(2027, 2032))
EVERY = (BASE, *YEARS)
LINES = {
    HOSPITAL: {
        "ae_major": 300_000, "emergency_same_day": 40_000, "emergency_overnight": 68_000, "day_case": 120_000,
        "elective_ordinary": 22_000, "outpatient_first": 450_000, "outpatient_procedure": 300_000, "imaging": 250_000,
    },
    COMMUNITY: {"community_contacts": 1_200_000, "virtual_ward_days": 40_000},
}  # fmt: skip
COST = pd.Series(
    {"ae_major": 280, "emergency_same_day": 800, "emergency_overnight": 5400, "day_case": 1077,
     "elective_ordinary": 6690, "outpatient_first": 184, "outpatient_procedure": 232, "imaging": 140,
     "community_contacts": 89, "virtual_ward_days": 150}, dtype=float,
)  # fmt: skip
GROWTH = {"ae": 1.4, "emergency": 1.1, "planned": 1.6, "outpatient": 2.4, "community": 2.1}
FAMILY = {
    "ae_major": "ae", "emergency_same_day": "emergency", "emergency_overnight": "emergency", "day_case": "planned",
    "elective_ordinary": "planned", "outpatient_first": "outpatient", "outpatient_procedure": "outpatient",
    "imaging": "outpatient", "community_contacts": "community", "virtual_ward_days": "community",
}  # fmt: skip
SHARED = {"pay_award_pct": 2.8, "pay_drift_pct": 0.3, "inflation_pct": 2.5, "efficiency_pct": 0.5, "absence_pct": 4.8}
OWN = {
    "productivity_pct": 2.0, "stay_days": 7.1, "occupancy_pct": 92.0, "agency_premium_pct": 35.0, "cases_a_list": 4.2,
    "theatre_weeks": 48.0, "training_years": 3.0, "training_completes_pct": 78.0, "capital_charge_pct": 7.0,
}  # fmt: skip
PLACES = {"north": 0.3, "mid": 0.45, "south": 0.25}
NEIGHBOURHOODS = {"north/hill": 0.4, "north/quay": 0.6}
ELSEWHERE = 0.08  # what Next ICB buys of the hospital, of what Home ICB does

Key = tuple[str, str, str, str]


class Made:
    """Plans in which everything fits, and the model they agree with; `winter` and `autumn` shift months."""

    def __init__(self, seed: int, winter: float = 1.15, autumn: float = 1.0) -> None:
        self.rng = np.random.default_rng(seed)
        self.rows: list[tuple] = []
        self.winter, self.autumn = winter, autumn
        self.volumes = {
            party: {line: size * self.rng.uniform(0.6, 1.4) for line, size in lines.items()}
            for party, lines in LINES.items()
        }
        for party in LINES:
            self.provider(party)
        self.commissioner()

    # fmt: off
    def add(self, party: str, measure: str, period: object, value: float, *, counterpart: str = ALL, level: str = "",
            level_part: str = ALL, lens: str = ALL, lens_part: str = ALL, timeframe: str = "") -> None:
        role = "commissioner" if party in (HOME, NEXT) else "provider"
        own = "ics" if role == "commissioner" and counterpart == ALL else "provider"
        each = MEASURES[measure]
        footing = {"activity": "registered", "money": "cash"}.get(each.subject, "none")
        said = {BASE: ["annual"], FIRST: ["annual", "multi_year"]}.get(period, ["multi_year"])
        for frame in [timeframe] if timeframe else said:
            self.rows.append(("EXAMPLE", party, role, 1, "2026-10-16", level or own, level_part, lens, lens_part,
                              counterpart, measure, frame, str(period), float(value), each.unit, footing))
    # fmt: on

    def year(self, line: str, base: float, year: int) -> float:
        return base * (1 + GROWTH[FAMILY[line]] / 100) ** (year - BASE)

    def shares(self, line: str) -> dict[str, float]:
        """Give each month's share of the first plan year."""
        planned = FAMILY[line] in ("planned", "outpatient")
        weight = {}
        for month in months_of(FIRST):
            days = days_in(month, "working" if planned else "every")
            cold = self.winter if line == "emergency_overnight" and month[5:] in ("12", "01", "02") else 1.0
            late = {"08": 2 - self.autumn, "09": self.autumn}.get(month[5:], 1.0) if line == "day_case" else 1.0
            weight[month] = days * cold * late
        return {month: each / sum(weight.values()) for month, each in weight.items()}

    def activity(self, party: str, line: str, base: float, **where: str) -> None:
        for year in EVERY:
            self.add(party, line, year, self.year(line, base, year), **where)
        first = self.year(line, base, FIRST)
        for month, share in self.shares(line).items():
            self.add(party, line, month, first * share, timeframe="month", **where)

    def assumed(self, party: str, own: bool) -> None:
        stated = SHARED | {f"{family}_growth_pct": rate for family, rate in GROWTH.items()} | (OWN if own else {})
        for measure, value in stated.items():
            for year in EVERY:
                self.add(party, measure, year, value)

    def provider(self, party: str) -> None:
        buyers = {HOME: 1.0, NEXT: ELSEWHERE} if party == HOSPITAL else {HOME: 1.0}
        for line, base in self.volumes[party].items():
            for buyer, share in buyers.items():
                self.activity(party, line, base * share, counterpart=buyer)
            self.activity(party, line, base * sum(buyers.values()))
        self.assumed(party, own=True)
        whole = {line: base * sum(buyers.values()) for line, base in self.volumes[party].items()}
        self.staff_and_money(party, whole)
        if party == HOSPITAL:
            self.performance(party, whole)

    def staff_and_money(self, party: str, whole: dict[str, float]) -> None:
        work = {year: sum(self.year(line, base, year) * COST[line] for line, base in whole.items()) for year in EVERY}
        gain, staff0 = 1 + OWN["productivity_pct"] / 100, work[BASE] / 90_000
        pay0, cost0 = staff0 * 52_000, staff0 * 80_000
        monthly = {}
        for month in months_of(FIRST):
            done = sum(
                self.year(line, base, FIRST) * self.shares(line)[month] * COST[line] for line, base in whole.items()
            )
            a_day = done / days_in(month)
            monthly[month] = staff0 * a_day / (work[BASE] / 365) / gain**3
        split = {"staff_substantive": 0.92, "staff_bank": 0.06, "staff_agency": 0.02}
        for month, staff in monthly.items():
            for measure, share in split.items():
                self.add(party, measure, month, staff * share, timeframe="month")
        spent, before = 0.0, 0.0
        for year in EVERY:
            since = year - BASE
            staff = staff0 * work[year] / work[BASE] / gain**since
            staff = float(np.mean(list(monthly.values()))) if year == FIRST else staff
            pay = pay0 * staff / staff0 * (1 + (SHARED["pay_award_pct"] + SHARED["pay_drift_pct"]) / 100) ** since
            rise = 1 + (SHARED["inflation_pct"] - SHARED["efficiency_pct"]) / 100
            other = cost0 * work[year] / work[BASE] * rise**since - pay
            saved = before * (1 + SHARED["inflation_pct"] / 100) * work[year] / work.get(year - 1, work[year]) - other
            substantive, bank, agency = (staff * share for share in split.values())
            figures = {
                "staff_substantive": substantive, "staff_bank": bank, "staff_agency": agency,
                "staff_establishment": substantive + bank + agency - substantive * SHARED["absence_pct"] / 100,
                "pay_gbp": pay, "non_pay_gbp": other, "saving_non_pay_gbp": saved if year - 1 in EVERY else 0.0,
                "staff_reduction": 0.005 * staff, "saving_pay_gbp": 0.005 * pay,
                "agency_gbp": agency * pay / staff * (1 + OWN["agency_premium_pct"] / 100),
                "training_starts": 100.0 + since, "staff_trained": (100.0 + max(0, since - 3)) * 0.78,
            }  # fmt: skip
            if year != BASE:
                figures |= {"capital_gbp": 9e6, "capital_charges_gbp": spent * 0.072}
                spent += 9e6
            before = other
            for measure, value in figures.items():
                self.add(party, measure, year, value)
            for profession, share in {"doctors": 0.2, "nurses": 0.5, "others": 0.3}.items():
                self.add(party, "staff_substantive", year, substantive * share, lens="profession", lens_part=profession)

    def performance(self, party: str, whole: dict[str, float]) -> None:
        size = 60_000.0
        for year in EVERY:
            admissions = sum(self.year(line, whole[line], year) for line in ("day_case", "elective_ordinary"))
            added, admitted, validated = 200_000.0, 0.4 * admissions, 0.05 * size
            other = added - admitted - validated + 1_500
            figures = {
                "list_start": size, "list_additions": added, "list_admitted": admitted, "list_not_admitted": other,
                "list_validated": validated, "list_end": size - 1_500, "theatre_cases": 0.6 * admissions,
                "theatre_lists": 0.6 * admissions / OWN["theatre_weeks"] / OWN["cases_a_list"] * 1.03,
                "beds": self.year("emergency_overnight", whole["emergency_overnight"], year)
                * OWN["stay_days"] / 365 / (OWN["occupancy_pct"] / 100) * 1.004,
            }  # fmt: skip
            size = size - 1_500 if year + 1 in EVERY else size
            for measure, value in figures.items():
                self.add(party, measure, year, value)
            for buyer, share in {HOME: 1 / (1 + ELSEWHERE), NEXT: ELSEWHERE / (1 + ELSEWHERE)}.items():
                self.add(party, "list_end", year, figures["list_end"] * share, counterpart=buyer)
                self.add(buyer, "list_end", year, figures["list_end"] * share, counterpart=party)
            for buyer, share in {HOME: 1.0, NEXT: ELSEWHERE}.items():
                value = share * sum(
                    self.year(line, base, year) * COST[line] for line, base in self.volumes[party].items()
                )
                self.add(party, "contract_gbp", year, value, counterpart=buyer)
                self.add(buyer, "contract_gbp", year, value, counterpart=party)

    def commissioner(self) -> None:
        self.assumed(HOME, own=False)
        for party, lines in self.volumes.items():
            for line, base in lines.items():
                self.activity(HOME, line, base, counterpart=party)
                self.activity(HOME, line, base)
                for place, share in PLACES.items():
                    self.activity(HOME, line, base * share, level="place", level_part=place)
                for part, share in NEIGHBOURHOODS.items():
                    self.activity(HOME, line, base * PLACES["north"] * share, level="neighbourhood", level_part=part)
                for year in EVERY:
                    self.add(HOME, line, year, self.year(line, base, year), level="region")
        for line, base in self.volumes[HOSPITAL].items():
            self.activity(NEXT, line, base * ELSEWHERE, counterpart=HOSPITAL)

    @cached_property
    def plans(self) -> pd.DataFrame:
        columns = ["area", "party", "role", "round", "as_of", "level", "level_part", "lens", "lens_part", "counterpart"]
        columns += ["measure", "timeframe", "period", "value", "unit", "footing"]
        return pd.DataFrame(self.rows, columns=columns)

    @cached_property
    def yardsticks(self) -> Yardsticks:
        volumes = {line: base for lines in self.volumes.values() for line, base in lines.items()}
        model = pd.DataFrame(
            [(year, line, self.year(line, base, year)) for line, base in volumes.items() for year in EVERY],
            columns=["year", "point", "mean"],
        )
        model = model.assign(p10=model["mean"] * 0.98, p50=model["mean"], p90=model["mean"] * 1.02)
        shares = pd.DataFrame(
            [(line, month, FIRST, share) for line in volumes for month, share in self.shares(line).items()],
            columns=["measure", "period", "year", "share"],
        )
        near = {"same": 0.5, "assumption": 0.05, "model": 0, "outturn": 2, "rate": 0.5, "money": 1, "cover": 5,
                "savings": 5, "sums": 0.05, "phasing": 5}  # fmt: skip
        far = {"same": 0.5, "assumption": 0.1, "model": 2, "outturn": 5, "rate": 1.5, "money": 2, "cover": 15,
               "savings": 15, "sums": 0.1, "phasing": 15}  # fmt: skip
        tolerances = [
            pd.Series({name: each.get(name, rest) for name in TOLERANCES}) for each, rest in ((near, 0.5), (far, 1))
        ]
        nothing = pd.DataFrame(columns=["measure", "mean", "low", "high"])
        return Yardsticks(*tolerances, Asked(2.0, 3.7), COST, model, shares, nothing, BASE)


def failing(made: Made, plans: pd.DataFrame | None = None) -> set[Key]:
    found = compared(made.plans if plans is None else plans, made.yardsticks)
    red = found[found["verdict"] == gaps.RED]
    return set(map(tuple, red[["check", "party", "counterpart", "measure"]].to_numpy()))


def changed(plans: pd.DataFrame, times: float, plus: float = 0.0, **where: object) -> pd.DataFrame:
    """Give the plans with some figures changed; fails where nothing is there to change."""
    at = pd.Series(True, index=plans.index)
    for column, value in ({"lens": ALL, "level": "provider", "counterpart": ALL} | where).items():
        at &= plans[column] == value
    assert at.any(), where
    return plans.assign(value=plans["value"].where(~at, plans["value"] * times + plus))


def of(check: str, party: str, measure: str, counterpart: str = ALL) -> Key:
    return check, party, counterpart, measure


def late(rng: np.random.Generator) -> str:
    """Give a year of the plan whose months and annual figures are not on record."""
    return str(rng.choice(YEARS[1:]))


def way(rng: np.random.Generator, size: float) -> float:
    """Give a factor up or down by about that much."""
    return 1 + size * rng.uniform(1, 2) * rng.choice([-1, 1])


Plant = Callable[[np.random.Generator, pd.DataFrame], tuple[pd.DataFrame, set[Key]]]
H = {"party": HOSPITAL}


def _contract(rng, plans):
    line = str(rng.choice(["ae_major", "imaging", "outpatient_first"]))
    plans = changed(plans, way(rng, 0.15), **H, measure=line, counterpart=NEXT, period=late(rng))
    return plans, {of("contract", HOSPITAL, line, NEXT), of("commissioners", HOSPITAL, line)}


def _value(rng, plans):
    plans = changed(plans, way(rng, 0.02), **H, measure="contract_gbp", counterpart=HOME, period=late(rng))
    return plans, {of("value", HOSPITAL, "contract_gbp", HOME)}


def _performance(rng, plans):
    plans = changed(plans, way(rng, 0.02), party=HOME, measure="list_end", counterpart=HOSPITAL, period=late(rng))
    return plans, {of("performance", HOSPITAL, "list_end", HOME)}


def _footing(_, plans):
    at = (plans["party"] == COMMUNITY) & (plans["measure"] == "virtual_ward_days")
    plans = plans.assign(footing=plans["footing"].where(~at, "treated"))
    return plans, {of("footing", COMMUNITY, "virtual_ward_days", HOME)}


def _assumption(rng, plans):
    measure = str(rng.choice([*SHARED, "emergency_growth_pct"]))
    plus = rng.uniform(0.15, 0.3) * rng.choice([-1, 1])
    plans = changed(plans, 1, plus, party=COMMUNITY, measure=measure, period=late(rng))
    return plans, {of("assumption", COMMUNITY, measure, HOME)}


def _places(rng, plans):
    where = {"level": "place", "level_part": "south", "period": late(rng), "measure": "imaging"}
    return changed(plans, way(rng, 0.03), party=HOME, **where), {of("places", HOME, "imaging")}


def _neighbourhoods(rng, plans):
    where = {"level": "neighbourhood", "level_part": "north/quay", "period": late(rng), "measure": "day_case"}
    return changed(plans, way(rng, 0.03), party=HOME, **where), {of("neighbourhoods", HOME, "day_case")}


def _region(rng, plans):
    plans = changed(plans, way(rng, 0.01), party=HOME, level="region", measure="ae_major", period=late(rng))
    return plans, {of("region", HOME, "ae_major")}


def _providers(rng, plans):
    line = "outpatient_procedure"
    plans = changed(plans, way(rng, 0.01), party=HOME, level="ics", measure=line, period=late(rng))
    return plans, {of(check, HOME, line) for check in ("providers", "places", "region")}


def _lens(rng, plans):
    where = {"lens": "profession", "lens_part": "doctors", "measure": "staff_substantive", "period": late(rng)}
    return changed(plans, way(rng, 0.03), **H, **where), {of("lens", HOSPITAL, "staff_substantive")}


def _months(rng, plans):
    month = str(rng.choice(months_of(FIRST)))
    plans = changed(plans, 0.8, party=COMMUNITY, measure="community_contacts", period=month)
    return plans, {of(check, COMMUNITY, "community_contacts") for check in ("months", "commissioners")}


def _first_year(rng, plans):
    where = {"measure": "capital_gbp", "period": str(FIRST), "timeframe": "multi_year"}
    return changed(plans, way(rng, 0.05), party=COMMUNITY, **where), {of("first_year", COMMUNITY, "capital_gbp")}


def _beds(rng, plans):
    return changed(plans, 0.96, **H, measure="beds", period=late(rng)), {of("beds", HOSPITAL, "beds")}


def _staff_for_activity(rng, plans):
    month = str(rng.choice(months_of(FIRST)))
    plans = changed(plans, 0.94, **H, measure="staff_substantive", period=month)
    return plans, {of(check, HOSPITAL, "staff_substantive") for check in ("staff_for_activity", "months")}


def _cover(rng, plans):
    plans = changed(plans, 1.04, party=COMMUNITY, measure="staff_establishment", period=late(rng))
    return plans, {of("cover", COMMUNITY, "staff_bank")}


def _savings(rng, plans):
    plans = changed(plans, way(rng, 0.3), **H, measure="staff_reduction", period=late(rng))
    return plans, {of("savings_in_posts", HOSPITAL, "staff_reduction")}


def _agency_cost(rng, plans):
    plans = changed(plans, way(rng, 0.05), **H, measure="agency_gbp", period=late(rng))
    return plans, {of("agency_cost", HOSPITAL, "agency_gbp")}


def _agency_share(rng, plans):
    year = late(rng)
    dear = changed(plans, 0, 200, party=COMMUNITY, measure="agency_premium_pct", period=year)
    plans = changed(dear, 3 / (1 + OWN["agency_premium_pct"] / 100), party=COMMUNITY, measure="agency_gbp", period=year)
    return plans, {of("agency_share", COMMUNITY, "agency_gbp")}


def _list_change(_, plans):
    return changed(plans, 2.0, **H, measure="list_validated", period="2031"), {of("list_change", HOSPITAL, "list_end")}


def _list_carried(_, plans):
    plans = changed(plans, 1.05, **H, measure="list_start", period="2029")
    return plans, {of("list_carried", HOSPITAL, "list_start"), of("list_change", HOSPITAL, "list_end")}


def _admissions(_, plans):
    year = {"period": "2030", **H}
    now = plans[(plans["party"] == HOSPITAL) & (plans["measure"] == "list_admitted") & (plans["period"] == "2030")][
        "value"
    ]
    more = changed(plans, 3.0, measure="list_admitted", **year)
    plans = changed(more, 1.0, -2 * float(now.iloc[0]), measure="list_not_admitted", **year)
    return plans, {of("admissions", HOSPITAL, "list_admitted")}


def _theatres(rng, plans):
    return changed(plans, 0.9, **H, measure="theatre_lists", period=late(rng)), {
        of("theatres", HOSPITAL, "theatre_cases")
    }


def _training(rng, plans):
    year = str(rng.choice([2027, 2030, 2031]))
    timed = {"timeframe": "annual"} if year == "2027" else {}
    plans = changed(plans, 1.2, party=COMMUNITY, measure="staff_trained", period=year, **timed)
    found = {of("training", COMMUNITY, "staff_trained")}
    return plans, found | ({of("first_year", COMMUNITY, "staff_trained")} if timed else set())


def _capital(rng, plans):
    plans = changed(plans, 0.8, **H, measure="capital_charges_gbp", period=late(rng))
    return plans, {of("capital", HOSPITAL, "capital_charges_gbp")}


def _productivity(rng, plans):
    plans = changed(plans, 1, rng.uniform(2, 4), party=COMMUNITY, measure="productivity_pct", period=late(rng))
    return plans, {of("productivity", COMMUNITY, "productivity_pct")}


def _non_pay(_, plans):
    plans = changed(plans, 1.15, party=COMMUNITY, measure="non_pay_gbp", period="2031")
    return plans, {of("non_pay", COMMUNITY, "non_pay_gbp"), of("cost_per_unit", COMMUNITY, "inflation_pct")}


def _pay(_, plans):
    plans = changed(plans, 1.06, **H, measure="pay_gbp", period="2031")
    found = {("pay_per_staff", "pay_award_pct"), ("cost_per_unit", "inflation_pct"), ("agency_cost", "agency_gbp")}
    return plans, {of(check, HOSPITAL, measure) for check, measure in found}


def _few_gains(_, plans):
    """More staff in post in the last year than work and savings call for, with more posts, pay and parts for them."""
    plans = changed(plans, 1.04, **H, measure="staff_bank", period="2031")
    plans = changed(plans, 1.04, **H, measure="staff_agency", period="2031")
    plans = changed(plans, 1.04, **H, measure="staff_substantive", period="2031")
    plans = changed(plans, 1.04, **H, measure="staff_substantive", period="2031", lens="profession")
    for measure in ("staff_establishment", "pay_gbp", "agency_gbp", "staff_reduction", "saving_pay_gbp"):
        plans = changed(plans, 1.04, **H, measure=measure, period="2031")
    found = {("productivity", "productivity_pct"), ("productivity_asked", "productivity_pct")}
    return plans, {of(check, HOSPITAL, measure) for check, measure in {*found, ("cost_per_unit", "inflation_pct")}}


PLANTED = (
    *(_contract, _value, _performance, _footing, _assumption, _places, _neighbourhoods, _region, _providers, _lens),
    *(_months, _first_year, _beds, _staff_for_activity, _cover, _savings, _agency_cost, _agency_share, _list_change),
    *(_list_carried, _admissions, _theatres, _training, _capital, _productivity, _non_pay, _pay, _few_gains),
)
PLANTS: dict[str, Plant] = {each.__name__[1:]: each for each in PLANTED}
TOGETHER = [name for name in PLANTS if name not in ("pay", "few_gains", "list_carried")]


@pytest.fixture(scope="module")
def made() -> Made:
    return Made(1)


@settings(max_examples=3, phases=[Phase.generate])
@given(seed=st.integers(0, 10_000))
def test_nothing_clean_is_flagged(seed: int) -> None:
    assert failing(Made(seed)) == set()


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_disagreement_is_found_and_nothing_else(made: Made, name: str) -> None:
    plans, expected = PLANTS[name](np.random.default_rng(7), made.plans)
    assert failing(made, plans) == expected


@settings(max_examples=6, phases=[Phase.generate])
@given(seed=st.integers(0, 10_000), names=st.sets(st.sampled_from(TOGETHER), min_size=2, max_size=6))
def test_many_planted_at_once_are_all_found_and_nothing_else(made: Made, seed: int, names: set[str]) -> None:
    rng, plans, expected = np.random.default_rng(seed), made.plans, set()
    for name in sorted(names):
        plans, found = PLANTS[name](rng, plans)
        expected |= found
    assert failing(made, plans) == expected


def test_a_plan_that_leaves_winter_out_or_bunches_planned_care_is_found() -> None:
    assert failing(Made(3, winter=0.7)) == {of("winter", party, "emergency_overnight") for party in (HOME, HOSPITAL)}
    assert {key for key in failing(Made(3, autumn=1.6)) if key[0] == "working_days"} == {
        of("working_days", party, "day_case") for party in (HOME, HOSPITAL)
    }


def test_a_plan_outside_the_models_range_is_found_on_the_side_it_is(made: Made) -> None:
    by = made.yardsticks
    high = by.model.assign(
        **{
            name: by.model[name].where(by.model["year"] != 2031, by.model[name] * 1.06)
            for name in ("mean", "p10", "p90")
        }
    )
    found = compared(made.plans, replace(by, model=high))
    red = found[found["verdict"] == gaps.RED]
    assert set(red["check"]) == {"model"}
    assert set(red["period"]) == {"2031"}
    assert (red["apart"] < 0).all()
    assert set(red["party"]) == {HOME, HOSPITAL, COMMUNITY}


def test_an_outturn_that_is_not_the_published_activity_is_found(made: Made) -> None:
    by = made.yardsticks
    other = by.model.assign(**{name: by.model[name] * 1.2 for name in ("mean", "p10", "p90")})
    found = compared(made.plans, replace(by, model=other))
    assert set(found.loc[found["verdict"] == gaps.RED, "check"]) == {"outturn"}


def swapped(plans: pd.DataFrame) -> pd.DataFrame:
    """Give the plans with commissioner and provider in each other's place, at contracts and assumptions alone."""
    kept = plans[(plans["lens"] == ALL) & plans["level"].isin(["provider", "ics"])]
    role = kept["role"].map({"commissioner": "provider", "provider": "commissioner"})
    level = np.where((kept["counterpart"] == ALL) & (role == "commissioner"), "ics", "provider")
    return kept.assign(role=role, level=level)


@settings(max_examples=3, phases=[Phase.generate])
@given(seed=st.integers(0, 10_000))
def test_alignment_is_symmetric(made: Made, seed: int) -> None:
    rng, plans = np.random.default_rng(seed), made.plans
    for name in ("contract", "value", "performance", "assumption", "footing"):
        plans, _ = PLANTS[name](rng, plans)
    both = ["contract", "value", "performance", "assumption", "footing"]
    one, other = (compared(each, made.yardsticks) for each in (plans, swapped(plans)))
    at = ["check", "measure", "timeframe", "period"]
    left = one[one["check"].isin(both)].set_index([*at, "party", "counterpart"]).sort_index()
    right = other[other["check"].isin(both)].rename(columns={"party": "counterpart", "counterpart": "party"})
    right = right.set_index([*at, "party", "counterpart"]).sort_index()
    assert len(left) == len(right) > 0
    assert np.allclose(left["gap"], -right["gap"])
    assert np.allclose(left["apart"].abs(), right["apart"].abs())
    assert (left["verdict"] == right["verdict"]).all()
    movers = [frame.loc[frame["verdict"] == gaps.RED, "mover"] for frame in (left, right)]
    assert [set(mover.split(" and ")) for mover in movers[0]] == [set(mover.split(" and ")) for mover in movers[1]]


def test_of_two_plans_the_one_further_from_the_model_moves_first(made: Made) -> None:
    where = {"measure": "ae_major", "period": "2030"}
    high = changed(made.plans, 1.05, **H, counterpart=NEXT, **where)
    low = changed(made.plans, 0.95, party=NEXT, counterpart=HOSPITAL, **where)
    both = changed(
        changed(made.plans, 1.02, **H, counterpart=NEXT, **where), 0.98, party=NEXT, counterpart=HOSPITAL, **where
    )
    movers = []
    for plans in (high, low, both):
        found = compared(plans, made.yardsticks)
        movers.append(found.loc[(found["check"] == "contract") & (found["verdict"] == gaps.RED), "mover"].tolist())
    assert movers == [[HOSPITAL], [NEXT], [f"{HOSPITAL} and {NEXT}"]]


def test_gaps_are_the_same_from_both_sides_and_known_by_hand() -> None:
    one, other = pd.Series([110.0, 90.0, 0.0, 5.0]), pd.Series([100.0, 90.0, 0.0, 0.0])
    assert gaps.gap_pct(one, other).tolist() == pytest.approx([1000 / 105, 0, 0, 200])
    assert np.allclose(gaps.gap_pct(one, other), -gaps.gap_pct(other, one))
    low, high, middle = pd.Series([90.0]), pd.Series([110.0]), pd.Series([100.0])
    values = [gaps.beyond_range_pct(pd.Series([value]), low, high, middle).iloc[0] for value in (80.0, 100.0, 115.0)]
    assert values == pytest.approx([-10, 0, 5])
    near, far = (pd.Series([size] * 4) for size in (0.5, 1.5))
    assert gaps.verdict(pd.Series([0.5, -1.0, 1.5, -1.6]), near, far).tolist() == ["green", "amber", "amber", "red"]


def test_worked_numbers_of_the_method() -> None:
    assert 100 * formulas.growth_each(0.057, 0.04) == pytest.approx(1.6346, abs=5e-5)
    pay, staff = (1_238.950e6, 1_126.237e6), (20_209, 20_164)
    each = [one / many for one, many in zip(pay, staff, strict=True)]
    assert each == pytest.approx([61_306.84, 55_853.85], abs=0.005)
    growth = formulas.growth_each(pay[0] / pay[1] - 1, staff[0] / staff[1] - 1)
    assert 100 * growth == pytest.approx(9.7630, abs=5e-5)
    assert 100 * (staff[0] / staff[1] - 1) == pytest.approx(0.2232, abs=5e-5)
    assert formulas.beds_needed(25_000, 6.8, 100) == pytest.approx(465.7534, abs=5e-5)
    assert formulas.beds_needed(25_000, 6.8, 92) == pytest.approx(506.2537, abs=5e-5)
    assert formulas.staff_reduction(6_130_684, 61_306.84) == pytest.approx(100)
    assert formulas.list_after(1_000, 200, 230) == 970
    assert formulas.agency_cost(10, 50_000, 35) == pytest.approx(675_000)
    assert formulas.cover_needed(100, 92, 5) == pytest.approx(8 + 4.6)
    assert formulas.non_pay(100, 2, 0.01, 3) == pytest.approx(100 * 1.02 * 1.01 - 3)
    assert formulas.a_year(1.21, 2) == pytest.approx(10)
    activity = pd.DataFrame({"a": [10.0, 20.0], "b": [1.0, 1.0]})
    assert formulas.weighted_activity(activity, pd.Series({"a": 2.0, "b": 5.0})).tolist() == [25, 45]


def test_productivity_of_a_plan_is_the_worked_number() -> None:
    columns = [
        "party",
        "role",
        "level",
        "level_part",
        "lens",
        "lens_part",
        "counterpart",
        "measure",
        "timeframe",
        "period",
        "value",
    ]
    rows = [
        (HOSPITAL, "provider", "provider", ALL, ALL, ALL, ALL, measure, "annual", str(year), value)
        for measure, values in {
            "ae_major": (1000, 1057),
            "staff_substantive": (100, 104),
            "productivity_pct": (2, 2),
        }.items()
        for year, value in zip((2027, 2028), values, strict=True)
    ]
    plans = pd.DataFrame(rows, columns=columns)
    found = within(books(plans), COST, Asked(2.0, 3.7)).set_index("check")
    assert found.loc["productivity", "value"] == pytest.approx(1.6346, abs=5e-5)
    assert found.loc["productivity", "apart"] == pytest.approx(1.6346 - 2, abs=5e-5)
    assert set(found.index) == {"productivity", "productivity_asked"}


def test_months_of_staff_are_averaged_and_of_a_list_the_last_is_taken(made: Made) -> None:
    found = sums.months(made.plans)
    staff = found[found["measure"] == "staff_bank"]
    assert np.allclose(staff["value"], staff["reference"])
    assert MEASURES["list_end"].over_year == "last"


def rounds_of(made: Made, first: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([first, made.plans.assign(round=2)], ignore_index=True)


NOBODY = pd.DataFrame(
    columns=["check", "party", "counterpart", "measure", "owner", "due", "resolution", "status", "agreed_by"]
)


def test_each_partys_latest_plan_is_compared(made: Made) -> None:
    late_one = made.plans[made.plans["party"] == HOSPITAL].assign(round=2)
    both = pd.concat([made.plans, late_one])
    assert rounds(both) == [1, 2]
    assert set(at_round(both, 2).groupby("party")["round"].first()) == {1, 2}
    assert len(at_round(both, 2)) == len(at_round(both, 1)) == len(made.plans)


def test_the_register_says_what_is_open_late_unowned_explained_and_closed(made: Made) -> None:
    rng = np.random.default_rng(1)
    first, gone = PLANTS["region"](rng, made.plans)
    second, _ = PLANTS["assumption"](rng, made.plans)
    second, _ = PLANTS["beds"](rng, second)
    second, _ = PLANTS["theatres"](rng, second)
    now, before = (compared(each, made.yardsticks) for each in (second, first))
    assumed = now[(now["check"] == "assumption") & (now["verdict"] == gaps.RED)].iloc[0]
    said = pd.DataFrame(
        [
            (
                "assumption",
                COMMUNITY,
                HOME,
                assumed["measure"],
                "Planner",
                "2026-12-01",
                "Agreed to differ",
                "agreed",
                "Both",
            ),
            ("beds", HOSPITAL, ALL, "beds", "Estates lead", "2026-11-01", "Agreed to differ", "agreed", "Both"),
        ],
        columns=NOBODY.columns,
    )
    found = register.register(now, before, said, date(2026, 11, 21)).set_index("check")
    assert found["status"].to_dict() == {
        "assumption": "explained", "beds": "open", "theatres": "open", "region": "closed",
    }  # fmt: skip
    assert found.loc["beds", "overdue"]
    assert not found.loc["beds", "unowned"]
    assert found.loc["theatres", "unowned"]
    assert not found.loc["theatres", "overdue"]
    assert {tuple(key) for key in found.reset_index()[register.BY].to_numpy()} >= gone


def test_movement_says_whose_figure_changed(made: Made) -> None:
    where = {"measure": "imaging", "period": "2029"}
    plans = [changed(made.plans, times, **H, counterpart=NEXT, **where) for times in (1.2, 1.1)]
    theirs = changed(plans[1], 1.15, party=NEXT, counterpart=HOSPITAL, **where)
    tables = [compared(each, made.yardsticks) for each in (*plans, made.plans, theirs)]
    for now, before, status, who in (
        (1, 0, "narrower", HOSPITAL), (0, 1, "wider", HOSPITAL), (2, 1, "closed", HOSPITAL), (1, 2, "new", HOSPITAL),
        (1, 1, "as it was", "nobody"), (3, 1, "narrower", NEXT),
    ):  # fmt: skip
        rows = register.movement(tables[now], tables[before])
        row = rows[rows["check"] == "contract"].iloc[0]
        assert (row["status"], row["moved_by"]) == (status, who)


def test_part_of_a_plan_is_compared_as_far_as_it_goes(made: Made) -> None:
    plans = made.plans
    parts = [plans.head(1), *(rows for _, rows in plans.groupby("party"))]
    parts += [rows for _, rows in plans.groupby("timeframe")]
    parts += [plans[plans["measure"].map({key: each.subject for key, each in MEASURES.items()}) == "assumption"]]
    for part in parts:
        found = compared(part.reset_index(drop=True), made.yardsticks)
        assert (found["verdict"] == gaps.GREEN).all()
    assert compared(plans.iloc[:0], made.yardsticks).empty


def test_a_key_is_the_same_from_both_sides() -> None:
    assert register.key_of("contract", HOSPITAL, HOME, "beds") == register.key_of("contract", HOME, HOSPITAL, "beds")


def test_what_is_asked_of_a_provider_is_what_its_commissioners_plan(made: Made) -> None:
    found = asks.of_plans(made.plans, made.yardsticks)
    mine = found[(found["party"] == HOSPITAL) & (found["measure"] == "ae_major") & (found["year"] == 2031)]
    by = mine.set_index("counterpart")
    assert by.loc[ALL, "commissioned"] == pytest.approx(by.loc[[HOME, NEXT], "commissioned"].sum())
    assert by.loc[ALL, "provided"] == pytest.approx(by.loc[ALL, "commissioned"])
    assert by.loc[ALL, "model_mean"] == pytest.approx(by.loc[ALL, "provided"])


def test_every_check_has_its_words_its_tolerance_and_its_place() -> None:
    assert tuple(CHECKS) == tuple(sorted(CHECKS, key=tuple(CHECKS).index))
    assert set(CHECKS) == set(plan_words.CHECKS)
    assert {check.kind for check in CHECKS.values()} == set(KINDS)
