"""Patients crossing borders, from published catchments: which trusts serve an area's people, and whose else they serve.

A catchment says which share of a trust's patients live where. A trust's published volume times that share is care for
the area's people; over all trusts it says how the area's care is spread. Acute trusts only.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from planbook.data import reference
from planbook.data.apportion import membership
from planbook.data.areas import SystemAreas
from planbook.data.inputs import Inputs

FAMILIES: dict[str, tuple[str, ...]] = {
    "ae": ("ae_attendances_type_1", "ae_attendances_type_2", "ae_attendances_other"),
    "emergency": ("emergency_admissions_via_ae", "emergency_admissions_other"),
    "diagnostics": ("diagnostic_tests",),
    "beds": ("ga_beds_occupied",),
}
FAMILY_WORDS = {
    "ae": "A&E visits",
    "emergency": "Emergency admissions",
    "diagnostics": "Diagnostic tests",
    "beds": "General and acute beds in use",
}
FAMILY_OF_POINT: dict[str, str] = {
    **dict.fromkeys(("ae_major", "ae_minor"), "ae"),
    **dict.fromkeys(("emergency_same_day", "emergency_overnight"), "emergency"),
    **dict.fromkeys(("imaging", "endoscopy", "physiology"), "diagnostics"),
    **dict.fromkeys(
        ("day_case", "elective_ordinary", "outpatient_first", "outpatient_follow_up", "outpatient_procedure"), "beds"
    ),
    **dict.fromkeys(("emergency_bed_days", "elective_bed_days", "critical_care", "births", "referrals"), "beds"),
}
LEAST_SHARE = 0.01  # a trust that serves less of an area's care than this is counted among the others
MONTHS = 12


def volumes(inputs: Inputs) -> pd.DataFrame:
    """Give each acute trust's published volume by family of care, its latest 12 months: provider, family, value, to.

    Beds are the mean of the months, the rest their sum; a series with fewer than 12 months is scaled to 12.
    """
    for name in ("provider_monthly", "catchments"):
        inputs.reference(name)
    return volumes_of_trusts()


def homes(inputs: Inputs) -> pd.DataFrame:
    """Give the ICB in which each acute trust lies: provider, name, home (a code of the system's footprint).

    By its headquarters; where that former ICB was split, the part with most of the trust's catchment.
    """
    for name in ("pieces", "catchments", "providers"):
        inputs.reference(name)
    return homes_of_trusts(inputs.areas.footprint)


@cache
def volumes_of_trusts() -> pd.DataFrame:
    """Give what `volumes` gives: the same for every system."""
    months = reference.load("provider_monthly")
    acute = set(reference.load("catchments")["provider"])
    family = {measure: family for family, measures in FAMILIES.items() for measure in measures}
    rows = months[months["measure"].isin(list(family)) & months["provider"].isin(acute)]
    rows = rows.assign(family=rows["measure"].map(family))
    first = {measure: _months_before(str(last)) for measure, last in rows.groupby("measure")["month"].max().items()}
    window = rows[rows["month"] >= rows["measure"].map(first)]
    by_measure = window.groupby(["provider", "family", "measure"], as_index=False, observed=True)
    group, (month, names) = by_measure.ngroup().to_numpy(), pd.factorize(window["month"], sort=True)
    held = np.bincount(np.unique(group * len(names) + month) // len(names))  # months, however many items a month has
    summed = by_measure.agg(value=("value", "sum"))
    summed["to"] = pd.Series(month).groupby(group).max().to_numpy()
    summed["value"] = summed["value"] * MONTHS / held
    whole = summed.groupby(["provider", "family"], as_index=False, observed=True).agg(
        value=("value", "sum"), to=("to", "max")
    )
    whole["value"] = whole["value"].where(whole["family"] != "beds", whole["value"] / MONTHS)
    whole["to"] = names.take(whole["to"].to_numpy())
    return whole


def _months_before(last: str) -> str:
    """Give the first of the months that end with the last."""
    year, month = divmod(int(last[:4]) * 12 + int(last[5:7]) - MONTHS, 12)
    return f"{year}-{month + 1:02d}"


@cache
def homes_of_trusts(footprint: str) -> pd.DataFrame:
    """Give what `homes` gives: the same for every system of a footprint."""
    column = f"icb_{footprint}"
    lying = reference.load("pieces")[list(dict.fromkeys(["piece", "icb_2022", column]))]
    joined = reference.load("catchments").merge(lying, on="piece", validate="many_to_one")
    trusts = reference.load("providers")[["provider", "name", "icb_2022"]].rename(columns={"icb_2022": "based"})
    mine = joined.merge(trusts, on="provider")
    inside = mine[(mine["icb_2022"] == mine["based"]) | (mine["based"] == "")]
    share = inside.assign(share=inside["share"].astype(float)).groupby(["provider", "name", column])["share"].sum()
    most = share.reset_index().sort_values("share", ascending=False, kind="stable").drop_duplicates("provider")
    return most.rename(columns={column: "home"})[["provider", "name", "home"]]


def shares(inputs: Inputs, done: pd.DataFrame) -> pd.DataFrame:
    """Give which share of each area's care each trust gives: area, provider, family, share, catchment, value, to.

    `share` is of the area's care in that family (sums to 1), `catchment` the share of the trust's patients who live in
    the area, `value` the trust's volume for them. England and fictional areas have none. `done` is `volumes`.
    """
    if inputs.areas.fictional:
        return pd.DataFrame(columns=["area", "provider", "family", "share", "catchment", "value", "to"])
    within = membership(inputs.areas)
    local = within[within["area"] != inputs.areas.england.code]
    catchments = inputs.reference("catchments").merge(local, on="piece", validate="many_to_many")
    drawn = catchments.groupby(["area", "provider"], observed=True)["share"].sum().rename("catchment").reset_index()
    joined = drawn.merge(done, on="provider")
    joined["value"] = joined["value"] * joined["catchment"]
    joined["share"] = joined["value"] / joined.groupby(["area", "family"])["value"].transform("sum")
    return joined[["area", "provider", "family", "share", "catchment", "value", "to"]]


def inside(areas: SystemAreas, home: pd.Series, pieces: pd.DataFrame) -> pd.Series:
    """Say of each trust's home whether it lies in the system: the ICB it is, or one it is made of."""
    mine = set(pieces.loc[pieces["piece"].isin(areas.system.pieces), f"icb_{areas.footprint}"])
    return home.isin(list(mine))


def from_elsewhere(inputs: Inputs, done: pd.DataFrame, based: pd.DataFrame) -> pd.DataFrame:
    """Give whom the system's own trusts serve from other ICBs: home (their code), family, value, share of all they do.

    One row per other ICB x family; none where the system is fictional. `done` is `volumes`, `based` is `homes`.
    """
    columns = ["home", "family", "value", "share"]
    if inputs.areas.fictional:
        return pd.DataFrame(columns=columns)
    pieces = inputs.reference("pieces")
    column = f"icb_{inputs.areas.footprint}"
    own = based.loc[inside(inputs.areas, based["home"], pieces), "provider"]
    catchments = inputs.reference("catchments")
    mine = catchments[catchments["provider"].isin(own)].merge(pieces[["piece", column]], on="piece")
    by_icb = mine.groupby(["provider", column], as_index=False, observed=True)["share"].sum()
    given = by_icb.merge(done, on="provider")
    given["value"] = given["value"] * given["share"]
    whole = given.groupby("family")["value"].sum()
    others = given[~inside(inputs.areas, given[column], pieces)]
    summed = others.groupby([column, "family"], as_index=False, observed=True)["value"].sum()
    return summed.assign(share=summed["value"] / summed["family"].map(whole)).rename(columns={column: "home"})[columns]
