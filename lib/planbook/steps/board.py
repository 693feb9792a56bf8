"""What does the board need to know and decide?

The few numbers that carry the story are taken from the steps before, unchanged; what stands out most against England
comes first; and the age of every figure is said.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.months import months_between
from planbook.methods.key_draws import chosen
from planbook.methods.swings import Movable, swings

OLDER = "75+"
STANDS_OUT = 0.03  # a difference from England smaller than this share of England's figure is not worth a board's time
MATTERS_SHOWN = 4

Rows = pd.DataFrame

TURNS_ON = {
    "capacity": ("beds_short", "waiting_list"),
    "supply": ("nhs_gap",),
    "finance": ("pressure",),
}
"""The key numbers, by step, that a whole plan turns on."""


def board_key_numbers(inputs: Inputs) -> pd.DataFrame:
    """Give the few numbers that carry the story, in order: one row per area x key."""
    parts = [make(inputs).assign(order=order) for order, make in enumerate(KEY_NUMBERS, start=1)]
    columns = [
        "area", "order", "key", "label", "value", "low", "high", "unit", "against", "reference", "rate", "rate_unit",
        "how", "basis", "source", "period_to",
    ]  # fmt: skip
    joined = pd.concat([part.reindex(columns=columns) for part in parts], ignore_index=True)
    return in_area_order(joined, inputs.areas, ["order"])


def _older_people(inputs: Inputs) -> Rows:
    growth = inputs.table("need_growth")
    last = growth[(growth["age_group"] == OLDER) & (growth["year"] == inputs.planning.horizon)]
    base = inputs.planning.base_year
    return last.assign(
        key="older_growth",
        label=f"People aged 75 and over, {base} to {inputs.planning.horizon}",
        value=last["change_pct"],
        unit="percent_change",
        against="England",
        rate_unit="percent_change",
        reference=float(last.loc[last["area"] == ENGLAND, "change_pct"].iloc[0]),
        how="People of that age in the horizon year over those in the base year, less 1. The projection ages today's "
        "people with England's mortality and migration; no range is published with it.",
        period_to=f"{base}-06",
    )


def _cohort(inputs: Inputs) -> Rows:
    cohort = inputs.table("need_cohort")
    now = cohort[cohort["year"] == inputs.planning.plan_start]
    return now.assign(
        key="neighbourhood_cohort",
        label="People neighbourhood teams would focus on",
        value=now["mean"],
        low=now["p10"],
        high=now["p90"],
        unit="people",
        against="",
        rate_unit="",
        reference=np.nan,
        how="People in each age, sex and deprivation group, times the share of the group that belongs to the national "
        "neighbourhood health cohort, about 7 in every 100 people in England.",
        period_to=f"{inputs.planning.base_year}-06",
    )


def _need(inputs: Inputs) -> Rows:
    index = inputs.table("need_index")
    overall = index[index["component"] == "overall"]
    return overall.assign(
        key="need_index",
        label="Need for care a person, England being 1",
        value=overall["index"],
        unit="index",
        against="England",
        rate_unit="index",
        reference=1.0,
        how="People weighted for need in NHS England's allocations, over people registered, over the same for England.",
        period_to="2025-04",
    )


def _figure(key: str, how: str) -> Callable[[Inputs], Rows]:
    def rows(inputs: Inputs) -> Rows:
        figures = inputs.table("baseline_figures")
        here = figures[figures["measure"] == key]
        return here.assign(
            key=key,
            against=np.where(here["england_rate"].notna(), "England", ""),
            reference=here["england_rate"],
            how=[f"{how} {note}".strip() for note in here["note"]],
        )

    return rows


def _ahead(key: str, how: str) -> Callable[[Inputs], Rows]:
    """Give a key number of demand at the plan's end, with its interval."""

    def rows(inputs: Inputs) -> Rows:
        explained = inputs.table("demand_explained")
        here = explained[(explained["key"] == key) & (explained["symbol"] == "")]
        return here.drop(columns="order").assign(against="", reference=np.nan, rate_unit="", how=how)

    return rows


KEY_NUMBERS: tuple[Callable[[Inputs], Rows], ...] = (
    _figure("people", "The mid-2023 estimate of the authorities the area is made of, parts of one by its small areas."),
    _older_people,
    _figure("core20_share", "People counted in 2021 in the most deprived fifth of England's small areas, over all."),
    _need,
    _cohort,
    _figure("ae_attendances", "Attendances of the latest 12 published months, added up."),
    _figure("rtt_within_18_weeks_pct", "100 less those waiting over 18 weeks over all on the list."),
    _figure("nhs_staff", "Full-time equivalents in post, all staff groups."),
    _ahead(
        "ae_visits_a_day",
        "Visits of the base year and what each driver adds to them, over 365 days, if nothing changes.",
    ),
    _ahead("beds_needed", "Bed days of the base year and what each driver adds, over 365 days and today's occupancy."),
    _ahead(
        "waiting_list", "The last published list, plus referrals, less what today's capacity completes and who leaves."
    ),
)


def board_matters(inputs: Inputs) -> pd.DataFrame:
    """Give what stands out most against England where more or less is better, largest difference first.

    Only figures that can differ from England's, and by at least 3% of it; figures shared among places by need cannot.
    """
    figures = inputs.table("baseline_figures")
    rated = figures[(figures["better"] != "none") & (figures["area"] != ENGLAND)].dropna(
        subset=["rate", "england_rate"]
    )
    worse = np.where(rated["better"] == "higher", -1, 1) * (rated["rate"] / rated["england_rate"] - 1)
    standing = rated.assign(worse=worse).loc[lambda frame: frame["worse"].abs() >= STANDS_OUT]
    ranked = standing.sort_values("worse", ascending=False, kind="stable")
    first = ranked.groupby("area", sort=False).head(MATTERS_SHOWN)
    first = first.assign(
        order=first.groupby("area").cumcount() + 1,
        key=first["measure"],
        value=first["rate"],
        reference=first["england_rate"],
        unit=first["rate_unit"],
    )
    columns = [
        "area", "order", "key", "topic", "label", "value", "reference", "unit", "better", "basis", "source",
        "period_to",
    ]  # fmt: skip
    return in_area_order(first, inputs.areas, ["order"])[columns]


def board_data_age(inputs: Inputs) -> pd.DataFrame:
    """Give how old each baseline figure is on the date of the report, oldest first."""
    figures = inputs.table("baseline_figures")
    old = months_between(figures["period_to"], inputs.planning.as_at)
    aged = figures.assign(months_old=old, stale=old > inputs.planning.stale_after_months, _oldest=-old)
    ordered = in_area_order(aged, inputs.areas, ["_oldest", "measure"])
    return ordered[["area", "measure", "label", "source", "period_to", "months_old", "stale"]]


def board_numbers(inputs: Inputs) -> xr.Dataset:
    """Give the numbers a plan turns on in every draw (`methods.key_draws`): dims (draw, area, number)."""
    arrays = {slug: inputs.array(f"{slug}_numbers") for slug in TURNS_ON}
    return chosen({slug: (arrays[slug], keys) for slug, keys in TURNS_ON.items()})


def board_swings(inputs: Movable) -> pd.DataFrame:
    """Give where those numbers go with the assumptions that matter most: one row per area x assumption x key."""
    tables = ((inputs.table(f"{slug}_explained"), keys) for slug, keys in TURNS_ON.items())
    explained = pd.concat([table[table["key"].isin(keys)] for table, keys in tables], ignore_index=True)
    return swings(inputs, "board_numbers", explained)
