"""Segments of need, tiers of risk and the neighbourhood cohort: the chance of each by age, sex and deprivation.

Segments follow Bridges to Health (Lynn 2007; NHS England's national segmentation), most serious first: a person counts
in the first that fits. What is measured in England is held: the tilt towards deprived neighbourhoods leaves England's
own share at each age as assumed. Tiers rank everyone in England by risk of hospital use and cut at fixed shares.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.reference import AGE_BANDS
from planbook.methods.labelled import bare, labelled
from planbook.methods.population import QUINTILES
from planbook.methods.segments import (
    given_not,
    log_odds,
    only_once,
    over_age_bands,
    stick_breaking,
    tilted,
)

SEGMENTS = {
    "last_year": "Last year of life",
    "frailty_dementia": "Frailty or dementia",
    "organ_failure": "Organ failure",
    "disability": "Learning or severe physical disability",
    "maternal": "Maternity",
    "several_conditions": "Several long-term conditions",
    "one_condition": "One long-term condition",
    "healthy": "Generally well",
}
TIERS = {"very_high": "Very high risk", "high": "High risk", "rising": "Rising risk", "low": "Low risk"}
WELL = "healthy"
LOW = "low"
NOT_DRIFTING = ("maternal",)  # births follow fertility, not health
CELLS = ("sex", "age_band", "imd_quintile")
BETWEEN_TENTHS = 0.9  # the middles of the most and the least deprived tenth lie this far apart on a scale of 0 to 1

Draws = Callable[[str], xr.DataArray]


def lean(odds_ratio: xr.DataArray) -> xr.DataArray:
    """Give the change in log odds of each deprivation fifth, from the odds ratio of most to least deprived tenth."""
    middle = xr.Variable("imd_quintile", [(q - 0.5) / 5 for q in QUINTILES])
    found = xr.ufuncs.log(odds_ratio.variable) * (0.5 - middle) / BETWEEN_TENTHS
    return labelled(found, odds_ratio, imd_quintile=QUINTILES)


def segment_shares(draws: Draws, england: xr.DataArray) -> xr.DataArray:
    """Give the share of people of each cell in each segment, dims (draw[, area], sex, age_band, imd_quintile, segment).

    `england` has England's people by sex, age_band and imd_quintile in the base year.
    """
    by_age = labelled(england.variable.sum("sex", skipna=False), england)
    everyone = labelled(by_age.variable.sum("age_band", skipna=False), england)

    def having(condition: str) -> xr.DataArray:
        average = over_age_bands(only_once(draws(f"need.{condition}_pct")) / 100, AGE_BANDS)
        return tilted(average, _lean_of(draws, condition), by_age, "imd_quintile")

    last_year, frailty, organ = having("last_year"), having("frailty_dementia"), having("organ_failure")
    several, any_condition = having("several_conditions"), having("any_condition")
    each = last_year, frailty, organ, several
    one, two, three, four = bare(*each)
    serious = labelled(1 - (1 - one) * (1 - two) * (1 - three), *each)
    ill = labelled(xr.ufuncs.maximum(serious.variable, four), *each)
    everyone_disabled = only_once(draws("need.disability_pct")) / 100
    pregnant = over_age_bands(only_once(draws("need.maternal_pct")) / 100, AGE_BANDS)
    women = xr.Variable("sex", (england.get_index("sex") == "F").astype(float))
    chances = {
        "last_year": last_year,
        "frailty_dementia": frailty,
        "organ_failure": organ,
        "disability": tilted(everyone_disabled, _lean_of(draws, "disability"), everyone, "imd_quintile"),
        "maternal": labelled(pregnant.variable * women, pregnant, england),
        "several_conditions": given_not(several, serious),
        "one_condition": given_not(any_condition, ill),
    }
    return stick_breaking(chances, WELL)


def tier_shares(draws: Draws, england: xr.DataArray, relative_cost: xr.DataArray) -> xr.DataArray:
    """Give the share of people of each cell in each risk tier, dims (draw[, area], sex, age_band, imd_quintile, tier).

    Log odds of lying above a cut rise with the log of `relative_cost` (hospital cost a person by sex and age, England's
    mean being 1) and with deprivation; the cuts are where England's own shares say.
    """
    steep = only_once(draws("need.tier_steepness"))
    slope = lean(only_once(draws("need.tier_deprivation_odds_ratio")))
    offset = steep * xr.ufuncs.log(relative_cost) + slope
    cuts = only_once(draws("need.tier_top_pct")).sel(leaf=[tier for tier in TIERS if tier != LOW]) / 100
    above = tilted(cuts, offset, england, CELLS)
    whole, (axis, *_) = above.variable, above.get_axis_num(["leaf"])
    parts = np.diff(whole.values, axis=axis, prepend=0.0, append=1.0)
    dims = ["tier" if dim == "leaf" else dim for dim in whole.dims]
    return labelled(xr.Variable(dims, parts), above, tier=TIERS)


def cohort_chances(draws: Draws, england_segments: xr.DataArray) -> xr.DataArray:
    """Give the chance that a person of each segment is in the neighbourhood cohort, dims (draw[, area], segment).

    Assumed chances are moved together, in log odds, until England's segments (dims draw, segment) hold the
    assumed cohort.
    """
    member = only_once(draws("need.cohort_membership_pct")).rename(leaf="segment") / 100
    average = only_once(draws("need.cohort_pct")) / 100
    return tilted(average, log_odds(member), england_segments, "segment")


def hospital_cost_share(draws: Draws, cohort_share: xr.DataArray) -> xr.DataArray:
    """Give the cohort's share of hospital costs where it is `cohort_share` of people, each costing as England's do."""
    people = draws("need.cohort_pct").sel(area="ENG", drop=True) / 100
    costs = draws("need.cohort_hospital_cost_pct").sel(area="ENG", drop=True) / 100
    times = (costs / (1 - costs)) / (people / (1 - people))
    return times * cohort_share / (times * cohort_share + 1 - cohort_share)


def relative_hospital_cost(rates: pd.DataFrame) -> xr.DataArray:
    """Give the cost of hospital admissions a person by sex and age, England's mean being 1, dims (sex, age_band).

    `rates` is the table `age_sex_rates`: cost over the people that its rate per 1,000 implies.
    """
    admitted = rates[rates["service"] == "admitted"]
    people = 1000 * admitted["activity"] / admitted["shape"]
    cost = (admitted["cost_gbp"] / people) / (admitted["cost_gbp"].sum() / people.sum())
    indexed = admitted.assign(cost=cost).set_index(["sex", "age_band"])["cost"]
    array = indexed.to_xarray()
    return array.sel(age_band=list(AGE_BANDS)).assign_coords(sex=array["sex"].astype(str))


def _lean_of(draws: Draws, condition: str) -> xr.DataArray:
    return lean(only_once(draws(f"need.{condition}_odds_ratio")))
