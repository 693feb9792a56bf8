"""What today's staff equal: published by employer, shared to those they work for, and as England's ratio would give."""

from __future__ import annotations

from itertools import product

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of
from planbook.methods.demand.case import GPS
from planbook.methods.sums import with_sums
from planbook.methods.workforce.bases import MONTH, SOURCE_OF, basis_today
from planbook.methods.workforce.groups import LABELS, SECTOR_OF, TOTALS
from planbook.methods.workforce.staff_today import GROUP_OF
from planbook.params.programme_words import NHS_STAFF

SAME = 1e-9
NOT_HELD = ("voluntary_sector_staff", "volunteers")
SAYS = {
    "nhs": "published staff of each trust, shared by where its patients live (acute), its incidents (ambulance) or its "
    "headquarters (others)",
    "practice": "England's staff, shared as general practice appointments are",
    "social": "England's filled posts, whole-time, shared by people weighted for community need",
}
GPS_SAY = "GPs of practices in the area, published by authority"


def calibration(inputs: Inputs, worked_out: xr.DataArray) -> pd.DataFrame:
    """Set staff worked out for the base year beside staff published: one row per area x staff_group, `nhs` together.

    `worked_out` has dims (draw, area, staff_group). `employed` is published by where employers are based, `value` is
    staff whose work is for the area, `england_ratio` is what step `demand` gives at England's ratio of staff to work.
    """
    today = _means(inputs, inputs.array("workforce_today").sum("follows"))
    modelled, england = _means(inputs, worked_out), _at_englands_ratio(inputs)
    employed, basis = _employed(inputs), basis_today(inputs)
    rows = [
        {
            "area": area.code,
            "staff_group": group,
            "label": label,
            "employed": employed.get((area.code, group)),
            "value": today[area.code, group],
            "modelled": modelled[area.code, group],
            "england_ratio": england.get((area.code, group)),
            "how": SAYS["nhs"] if group == "nhs" else GPS_SAY if group == "gps" else SAYS[SECTOR_OF[group]],
            "basis": basis[area.code, group],
            "source": SOURCE_OF[group],
        }
        for area in inputs.areas.every
        for group, label in (*LABELS.items(), ("nhs", TOTALS["nhs"][0]))
        if group not in NOT_HELD
    ]
    frame = pd.DataFrame(rows).assign(unit="wte", period_to=MONTH)
    frame[["employed", "england_ratio"]] = frame[["employed", "england_ratio"]].astype(float)
    frame["gap_pct"] = 100 * (frame["modelled"] / frame["value"] - 1)
    frame["equal"] = frame["gap_pct"].abs() < 100 * SAME
    return frame


def with_totals(staff: xr.DataArray) -> xr.DataArray:
    """Add NHS staff together, and all paid staff, along `staff_group`, inside each draw."""
    return with_sums(staff, "staff_group", {name: groups for name, (_, groups) in TOTALS.items()})


def _means(inputs: Inputs, staff: xr.DataArray) -> dict[tuple[str, str], float]:
    every = inputs.areas.with_total(with_totals(staff.mean("draw")))
    codes, groups = map(str, every.indexes["area"]), list(map(str, every.indexes["staff_group"]))
    means = every.transpose("area", "staff_group").values
    return dict(zip(product(codes, groups), map(float, means.flat), strict=True))


def _employed(inputs: Inputs) -> dict[tuple[str, str], float]:
    """Give published staff by employer's base: NHS groups of England and the system, GPs of every area."""
    nhs = inputs.table("baseline_workforce")
    nhs = nhs[nhs["staff_group"].isin(list(GROUP_OF))]
    sums = nhs.assign(staff_group=nhs["staff_group"].map(GROUP_OF)).groupby(["area", "staff_group"])[["fte"]]
    found = {(str(row.area), str(row.staff_group)): float(row.fte) for row in rows_of(sums.sum().reset_index())}
    for area in {code for code, _ in found}:
        found[area, "nhs"] = sum(found.get((area, group), 0.0) for group in NHS_STAFF)
    figures = inputs.table("baseline_figures")
    gps = figures[figures["measure"] == "gp_staff"]
    return found | {(str(a), "gps"): float(v) for a, v in zip(gps["area"], gps["value"], strict=True)}


def _at_englands_ratio(inputs: Inputs) -> dict[tuple[str, str], float]:
    """Give base-year staff of step `demand`, which spreads England's staff by work, whoever employs them."""
    staff = inputs.table("demand_staff")
    now = staff[staff["year"] == inputs.planning.base_year]
    named = now.assign(staff_group=now["staff_group"].map({**GROUP_OF, GPS: "gps", "total": "nhs"}))
    sums = named.groupby(["area", "staff_group"])[["mean"]].sum().reset_index()
    return {(str(row.area), str(row.staff_group)): float(row.mean) for row in rows_of(sums)}
