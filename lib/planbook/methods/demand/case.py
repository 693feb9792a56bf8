"""What it would take to meet demand as care is given today: beds, staff and pounds."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.rows import row_of
from planbook.methods.beds import DAYS
from planbook.methods.calendar_days import days_in, months_of
from planbook.methods.demand.base import area_months, totals_array
from planbook.methods.demand.lines import KEYS
from planbook.methods.segments import only_once

PERCENT = 100.0
BED_LINES = {
    "general_acute": ("General and acute beds", ("emergency_bed_days", "elective_bed_days")),
    "critical_care": ("Adult critical care beds", ("critical_care",)),
    "mental_health": ("Mental health beds", ("mental_health_bed_days",)),
}
BEDS_OF = {
    "general_acute": ("ga_beds_available", "ga_beds_occupied"),
    "critical_care": ("critical_care_beds_available", "critical_care_beds_occupied"),
}
AMBULANCE_STAFF = ("ambulance_staff", "support_to_ambulance_staff")
MIDWIVES = ("midwives",)
GPS = "general_practitioners"
SOCIAL_CARE = "social_care_staff"
POSTS = "asc_filled_posts_2024_25"
MILLION = 1_000_000
NOT_STAFFED_HERE = ("ambulance", "births", "gp_appointments", "social_care_requests")
COUNTED_ELSEWHERE = {
    "emergency_bed_days": "within emergency admissions",
    "elective_bed_days": "within planned admissions",
    "endoscopy": "within day cases",
    "referrals": "within outpatients and admissions",
    "social_care_requests": "not held: councils' costs by request",
}


def unit_costs(inputs: Inputs, base: xr.DataArray) -> xr.DataArray:
    """Give pounds for a unit of each line at 2024/25 costs, dims (draw, line); nought where costed elsewhere.

    The national collection's total of a service over England's own volume of our line, so that England's costs are the
    published total, whichever return counts the line: never one return's cost times another's count. `base` has base
    volumes (draw, area, line).
    """
    england = base.sel(area=ENGLAND, drop=True).mean("draw")
    pounds = national_costs(inputs, england)
    each = xr.DataArray(
        [pounds.get(key, 0.0) / float(england.sel(line=key)) if pounds.get(key) else 0.0 for key in KEYS],
        coords={"line": list(KEYS)},
    )
    attendance = only_once(inputs.draws("demand.outpatient_attendance_gbp"))
    appointment = only_once(inputs.draws("demand.gp_appointment_gbp"))
    lines = each["line"]
    drawn = xr.where(lines.isin(["outpatient_first", "outpatient_follow_up"]), attendance, each)
    return xr.where(lines == "gp_appointments", appointment, drawn).transpose("draw", ..., "line")


def national_costs(inputs: Inputs, england: xr.DataArray) -> dict[str, float]:
    """Give England's cost of each line in 2024/25, pounds; what has no line lies in the line that uses it."""
    costs = inputs.reference("unit_costs")
    whole = costs[costs["item"] == "all"].set_index("point_of_delivery")
    total, activity = whole["total_cost_gbp"], whole["activity"]
    births = inputs.reference("maternity_costs").groupby("point_of_delivery")[["activity", "total_cost_gbp"]].sum()
    adult = costs[(costs["point_of_delivery"] == "critical_care_bed_day") & (costs["item"] == "adult")]
    visits = england.sel(line=["ae_major", "ae_minor"])
    tests = england.sel(line=["imaging", "physiology"])
    scans = float(total["diagnostic_imaging"] + total["direct_access_diagnostic"] + total["nuclear_medicine"])
    short = total["non_elective_short"] - births["total_cost_gbp"]["non_elective_short"]
    short_each = short / (activity["non_elective_short"] - births["activity"]["non_elective_short"])
    same_day = float(short_each * england.sel(line="emergency_same_day"))
    long = total["non_elective_long"] - births["total_cost_gbp"]["non_elective_long"]
    return {
        **{
            str(key): float(total["ae_attendance"] * visits.sel(line=key) / visits.sum())
            for key in visits["line"].values
        },
        **{str(key): float(scans * tests.sel(line=key) / tests.sum()) for key in tests["line"].values},
        "ambulance": float(total["ambulance"]),
        "emergency_same_day": same_day,
        "emergency_overnight": float(short + long) - same_day,
        "day_case": float(total["day_case"]),
        "elective_ordinary": float(total["elective_inpatient"] - births["total_cost_gbp"]["elective_inpatient"]),
        "outpatient_procedure": float(total["outpatient_procedure"]),
        "births": float(births["total_cost_gbp"].sum()),
        "critical_care": float(adult["total_cost_gbp"].iloc[0]),
        "community_contacts": float(total["community_contact"]),
        "mental_health_contacts": float(total["mental_health_contact"]),
        "mental_health_bed_days": float(total["mental_health_bed_day"]),
        "talking_therapies": float(total["talking_therapies_contact"]),
    }


def cost_of(volumes: xr.DataArray, each: xr.DataArray) -> xr.DataArray:
    """Give pounds by line at today's unit costs, dims as `volumes`."""
    return (volumes * each).transpose(*volumes.dims)


def beds_today(inputs: Inputs, volumes: xr.DataArray) -> pd.DataFrame:
    """Give beds open and their occupancy (0 to 1) in the base year: one row per area x kind, with basis and source.

    Mental health beds follow from base-year bed days at England's published occupancy: no area's are published by where
    people live. `volumes` is demand (draw, area, year, line).
    """
    months, year = area_months(inputs), months_of(inputs.planning.base_year)
    parts = []
    for kind, pair in BEDS_OF.items():
        mine = months[months["measure"].isin(pair) & months["month"].isin(year)]
        days = mine["month"].map(days_in)
        weighted = mine.assign(value=mine["value"] * days / sum(days_in(month) for month in year))
        wide = weighted.pivot_table(index="area", columns="measure", values="value", aggfunc="sum", observed=True)
        about = mine[mine["measure"] == pair[0]].groupby("area")[["basis", "source"]].last()
        part = pd.DataFrame({"available": wide[pair[0]], "occupancy": wide[pair[1]] / wide[pair[0]]})
        parts.append(part.join(about).reset_index().assign(kind=kind))
    parts.append(_mental_health_beds(inputs, volumes))
    return pd.concat(parts, ignore_index=True).assign(period_to=year[-1])


def _mental_health_beds(inputs: Inputs, volumes: xr.DataArray) -> pd.DataFrame:
    lines = list(BED_LINES["mental_health"][1])
    days = volumes.isel(year=0, drop=True).sel(line=lines).sum("line").mean("draw")
    occupancy = mental_health_occupancy(inputs)
    needed = inputs.areas.with_total(days / DAYS / occupancy).to_series()
    basis = {area.code: "illustrative" if inputs.areas.fictional else "modelled" for area in inputs.areas.every}
    return pd.DataFrame(
        {
            "area": needed.index,
            "available": needed.to_numpy(),
            "occupancy": occupancy,
            "basis": needed.index.map(basis),
            "source": "kh03_overnight_beds",
            "kind": "mental_health",
        }
    )


def mental_health_occupancy(inputs: Inputs) -> float:
    """Give England's occupancy of mental illness beds, 0 to 1: mean of the quarters held."""
    beds = inputs.reference("england_monthly")
    mean = beds[beds["item"] == "mental_illness"].groupby("measure")["value"].mean()
    return float(mean.loc["beds_occupied"]) / float(mean.loc["beds_available"])


def bed_days(volumes: xr.DataArray) -> xr.DataArray:
    """Give bed days of each kind of bed, dim `kind` for dim `line`."""
    parts = [volumes.sel(line=list(lines)).sum("line") for _, lines in BED_LINES.values()]
    return xr.concat(parts, "kind", coords="minimal", compat="override").assign_coords(kind=list(BED_LINES))


def beds_needed(bed_days: xr.DataArray, occupancy: xr.DataArray) -> xr.DataArray:
    """Give beds for so many bed days a year at an occupancy (0 to 1): bed days / 365 / occupancy."""
    return bed_days / DAYS / occupancy


def staff_of_england(inputs: Inputs) -> pd.DataFrame:
    """Give England's NHS staff by main group: columns staff_group, label, fte (whole-time), source, month."""
    staff = inputs.reference("workforce_nhs")
    groups = staff[(staff["level"] == "england") & (staff["group_level"] == "main")]
    labels = inputs.reference("staff_groups").set_index("staff_group")["label"]
    named = groups.assign(label=groups["staff_group"].map(labels))
    return named[named["staff_group"] != "unknown"][["staff_group", "label", "fte", "source", "month"]]


def staff_labels(inputs: Inputs) -> tuple[dict[str, str], dict[str, str]]:
    """Give the words and the source of each staff group, NHS staff together and GPs among them."""
    staff = staff_of_england(inputs).set_index("staff_group")
    labels = {str(key): str(label) for key, label in staff["label"].items()}
    sources = {str(key): str(source) for key, source in staff["source"].items()}
    practice = str(inputs.reference("workforce_gp")["source"].iloc[0])
    nhs = next(iter(sources.values()))
    posts = str(_social_care_posts(inputs)["source"])
    more = {"total": "NHS staff", GPS: "GPs", SOCIAL_CARE: "Adult social care, filled posts"}
    return labels | more, sources | {"total": nhs, GPS: practice, SOCIAL_CARE: posts}


def staff_needed(inputs: Inputs, volumes: xr.DataArray, each: xr.DataArray) -> xr.DataArray:
    """Give staff by group at England's ratio of staff to work today, dims (draw, area, year, staff_group).

    Work is births for midwives, incidents for ambulance staff, and care weighted by its cost for all others. So a place
    is given the staff its residents' care takes, wherever their employer is based. GPs in post follow appointments.
    """
    staff = staff_of_england(inputs).set_index("staff_group")["fte"]
    weighted = cost_of(volumes, each).drop_sel(line=list(NOT_STAFFED_HERE)).sum("line")
    work = {
        "midwives": volumes.sel(line="births", drop=True),
        "ambulance": volumes.sel(line="ambulance", drop=True),
        "care": weighted,
    }
    of_england = {
        name: amount / amount.sel(area=ENGLAND, drop=True).isel(year=0, drop=True) for name, amount in work.items()
    }
    parts = [of_england[_work_of(str(group))] * fte for group, fte in staff.items()]
    appointments = volumes.sel(line="gp_appointments", drop=True)
    doctors = gps_today(inputs, [str(code) for code in volumes["area"].values])
    parts.append(appointments / appointments.isel(year=0, drop=True) * doctors)
    names = [*map(str, staff.index), GPS]
    joined = xr.concat(parts, "staff_group", coords="minimal", compat="override").assign_coords(staff_group=names)
    return joined.transpose("draw", "area", "year", "staff_group")


def social_care_posts(inputs: Inputs, volumes: xr.DataArray) -> xr.DataArray:
    """Give filled posts in adult social care, dims (draw, area, year): England's shared by need, following requests.

    Need is that for community services. Posts of all employers, councils and independent; not whole-time staff.
    """
    community = totals_array(inputs).sel(measure="community", drop=True)
    share = community / community.sel(area=ENGLAND, drop=True)
    requests = volumes.sel(line="social_care_requests", drop=True)
    posts = share * float(_social_care_posts(inputs)["value"]) * MILLION
    return (requests / requests.isel(year=0, drop=True) * posts).transpose("draw", "area", "year")


def _social_care_posts(inputs: Inputs) -> pd.Series:
    return row_of(inputs.reference("benchmarks").set_index("figure"), POSTS)


def gps_today(inputs: Inputs, codes: list[str]) -> xr.DataArray:
    """Give GPs in post by area, whole-time equivalents, dims (area)."""
    figures = inputs.table("baseline_figures")
    posts = figures[figures["measure"] == "gp_staff"].set_index("area")["value"]
    return xr.DataArray(posts.reindex(codes).to_numpy(dtype=float), coords={"area": codes})


def _work_of(group: str) -> str:
    if group in MIDWIVES:
        return "midwives"
    return "ambulance" if group in AMBULANCE_STAFF else "care"
