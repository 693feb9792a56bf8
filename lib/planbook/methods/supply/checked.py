"""The model held against what is published: staff in post of the base year, and England's leaving and growing since."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.supply.bases import NHS_SOURCE, STAFF_MONTH, of_today
from planbook.methods.supply.leaving import all_leaving
from planbook.methods.supply.stock import LEAVERS, RETIREMENTS
from planbook.methods.supply.system_level import believed, codes, summed
from planbook.params.programme_words import NHS_STAFF

PERCENT = 100.0
CLOSE = 1e-9
LAST_SEEN = "2025-11"
SINCE = "since then; the model's is of financial year 2025/26"


def calibration(inputs: Inputs, heads: xr.DataArray) -> pd.DataFrame:
    """Give one row per area x measure: what is published (`value`), what the model gives, and how far off it is."""
    rows = [*_in_post(inputs, heads), *_england(inputs, heads)]
    frame = pd.DataFrame(rows)
    frame["gap_pct"] = PERCENT * (frame["modelled"] / frame["value"] - 1)
    frame["equal"] = frame["gap_pct"].abs() < CLOSE * PERCENT
    columns = ["area", "measure", "label", "value", "modelled", "gap_pct", "equal", "unit", "how", "basis", "source"]
    return frame[[*columns, "period_from", "period_to"]]


def _in_post(inputs: Inputs, heads: xr.DataArray) -> list[dict[str, object]]:
    """Say that required and in post start from the same staff."""
    base = inputs.planning.base_year
    nhs = list(NHS_STAFF)
    worked = summed(inputs, inputs.array("workforce_worked_out").sel(year=base, drop=True)).sel(staff_group=nhs)
    there = inputs.array("supply_staff").sel(year=base, staff_group=nhs, drop=True)
    return [
        {
            "area": code,
            "measure": "nhs_in_post",
            "label": "NHS staff in post in the base year, against what the work of the base year takes",
            "value": float(worked.sel(area=code).sum("staff_group").mean("draw")),
            "modelled": float(there.sel(area=code).sum("staff_group").mean("draw")),
            "unit": "wte",
            "how": "the same staff, counted where their patients live",
            "basis": of_today(inputs, code, "nhs"),
            "source": NHS_SOURCE,
            "period_from": STAFF_MONTH,
            "period_to": STAFF_MONTH,
        }
        for code in codes(inputs)
    ]


def _england(inputs: Inputs, heads: xr.DataArray) -> list[dict[str, object]]:
    known = believed(inputs, "supply.published_pct", "figure").isel(draw=0)
    known = known.sel(area=ENGLAND) if "area" in known.dims else known
    nhs = list(NHS_STAFF)
    staff = heads.sel(area=ENGLAND, staff_group=nhs, drop=True).isel(year=0, drop=True)
    rate = all_leaving(inputs)
    rate = (rate.sel(area=ENGLAND, drop=True) if "area" in rate.dims else rate).sel(staff_group=nhs)
    flows = inputs.array("supply_flows").sel(area=ENGLAND, staff_group=nhs, drop=True).isel(year=1, drop=True)
    retire, leave = (flows.sel(flow=name, drop=True).sum("staff_group").mean("draw") for name in (RETIREMENTS, LEAVERS))
    found = {
        "leaving": (
            "Leave in a year, all NHS staff",
            float((staff * rate).sum("staff_group").mean("draw") / staff.sum("staff_group").mean("draw")),
            "year to September 2024",
            "2024-09",
        ),
        "retiring": ("Retirement among the reasons", float(retire / (retire + leave)), "leavers of 2022", "2022-12"),
        "nurses": (
            "Growth of nurses in a year",
            _grown(inputs, "nurses_and_health_visitors"),
            f"year to November 2025, {SINCE}",
            LAST_SEEN,
        ),
        "doctors": (
            "Growth of doctors in a year",
            _grown(inputs, "doctors"),
            f"year to November 2025, {SINCE}",
            LAST_SEEN,
        ),
    }
    return [
        {
            "area": ENGLAND,
            "measure": f"england_{name}",
            "label": label,
            "value": float(known.sel(figure=name)),
            "modelled": PERCENT * share,
            "unit": "percent",
            "how": how,
            "basis": "modelled",
            "source": "nuffield_workforce_2025",
            "period_from": month,
            "period_to": month,
        }
        for name, (label, share, how, month) in found.items()
    ]


def _grown(inputs: Inputs, group: str) -> float:
    staff = inputs.array("supply_staff").sel(area=ENGLAND, staff_group=group, drop=True).mean("draw")
    return float(staff.isel(year=1) / staff.isel(year=0) - 1)
