"""What it would take to meet demand as care is given today: beds, staff and pounds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.rows import laid_out, row_of
from planbook.methods.beds import DAYS
from planbook.methods.calendar_days import days_in, months_of
from planbook.methods.demand.base import area_months, totals_array
from planbook.methods.demand.lines import KEYS
from planbook.methods.labelled import bare, labelled, spread
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


def unit_costs(inputs: Inputs, base: xr.DataArray) -> xr.DataArray:
    """Give pounds for a unit of each line at 2024/25 costs, dims (draw, line); nought where costed elsewhere.

    The national collection's total of a service over England's own volume of our line, so that England's costs are the
    published total, whichever return counts the line: never one return's cost times another's count. `base` has base
    volumes (draw, area, line).
    """
    of_england = base.isel(area=base.indexes["area"].get_loc(ENGLAND)).mean("draw")
    england = {str(key): float(volume) for key, volume in zip(base["line"].values, of_england.values, strict=True)}
    pounds = national_costs(inputs, england)
    attendance = only_once(inputs.draws("demand.outpatient_attendance_gbp"))
    appointment = only_once(inputs.draws("demand.gp_appointment_gbp"))
    visit, talk = spread(*bare(attendance, appointment))
    drawn = {"outpatient_first": visit, "outpatient_follow_up": visit, "gp_appointments": talk}
    each = np.zeros((*visit.shape, len(KEYS)))
    for place, key in enumerate(KEYS):
        each[..., place] = drawn[key].values if key in drawn else _each(pounds.get(key, 0.0), england[key])
    return labelled(xr.Variable((*visit.dims, "line"), each), attendance, appointment, line=KEYS)


def _each(pounds: float, units: float) -> float:
    return pounds / units if pounds else 0.0


def national_costs(inputs: Inputs, england: Mapping[str, float]) -> dict[str, float]:
    """Give England's cost of each line in 2024/25, pounds; what has no line lies in the line that uses it."""
    costs = inputs.reference("unit_costs")
    whole = costs[costs["item"] == "all"].set_index("point_of_delivery")
    total, activity = (whole[name].to_dict() for name in ("total_cost_gbp", "activity"))
    births = inputs.reference("maternity_costs").groupby("point_of_delivery")[["activity", "total_cost_gbp"]].sum()
    adult = costs[(costs["point_of_delivery"] == "critical_care_bed_day") & (costs["item"] == "adult")]
    visits = {key: england[key] for key in ("ae_major", "ae_minor")}
    tests = {key: england[key] for key in ("imaging", "physiology")}
    scans = total["diagnostic_imaging"] + total["direct_access_diagnostic"] + total["nuclear_medicine"]
    short = total["non_elective_short"] - births["total_cost_gbp"]["non_elective_short"]
    short_each = short / (activity["non_elective_short"] - births["activity"]["non_elective_short"])
    same_day = short_each * england["emergency_same_day"]
    long = total["non_elective_long"] - births["total_cost_gbp"]["non_elective_long"]
    found = {
        **{key: total["ae_attendance"] * visits[key] / sum(visits.values()) for key in visits},
        **{key: scans * tests[key] / sum(tests.values()) for key in tests},
        "ambulance": total["ambulance"],
        "emergency_same_day": same_day,
        "emergency_overnight": short + long - same_day,
        "day_case": total["day_case"],
        "elective_ordinary": total["elective_inpatient"] - births["total_cost_gbp"]["elective_inpatient"],
        "outpatient_procedure": total["outpatient_procedure"],
        "births": births["total_cost_gbp"].sum(),
        "critical_care": adult["total_cost_gbp"].iloc[0],
        "community_contacts": total["community_contact"],
        "mental_health_contacts": total["mental_health_contact"],
        "mental_health_bed_days": total["mental_health_bed_day"],
        "talking_therapies": total["talking_therapies_contact"],
    }
    return {key: float(pounds) for key, pounds in found.items()}


def cost_of(volumes: xr.DataArray, each: xr.DataArray) -> xr.DataArray:
    """Give pounds by line at today's unit costs, dims as `volumes`."""
    work, price = bare(volumes, each)
    return labelled((work * price).transpose(*work.dims), volumes)


def beds_today(inputs: Inputs, volumes: xr.DataArray) -> pd.DataFrame:
    """Give beds open and their occupancy (0 to 1) in the base year: one row per area x kind, with basis and source.

    Mental health beds follow from base-year bed days at England's published occupancy: no area's are published by where
    people live. `volumes` is demand (draw, area, year, line).
    """
    others = _mental_health_beds(inputs, volumes).assign(period_to=months_of(inputs.planning.base_year)[-1])
    return pd.concat([beds_open(inputs), others], ignore_index=True)


def beds_open(inputs: Inputs) -> pd.DataFrame:
    """Give published beds open and their occupancy (0 to 1) in the base year: one row per area x kind."""
    year = months_of(inputs.planning.base_year)
    months = area_months(inputs, [measure for pair in BEDS_OF.values() for measure in pair])
    months = months[months["month"].isin(year)]
    areas, measures = months["area"].unique(), months["measure"].unique()
    days = np.array([days_in(month) for month in year])
    daily = laid_out(months, {"area": areas, "measure": measures, "month": year}, "value").values
    beds = pd.DataFrame(np.nansum(daily * days, axis=-1) / days.sum(), areas, measures)
    parts = []
    for kind, (there, used) in BEDS_OF.items():
        about = months[months["measure"] == there].drop_duplicates("area", keep="last").set_index("area")
        part = about[["basis", "source"]].assign(available=beds[there], occupancy=beds[used] / beds[there], kind=kind)
        parts.append(part.reset_index())
    return pd.concat(parts, ignore_index=True).assign(period_to=year[-1])


def occupancy(inputs: Inputs) -> xr.DataArray:
    """Give today's occupancy of beds by kind, 0 to 1, dims (area, kind), over every area."""
    axes = {"area": [area.code for area in inputs.areas.every], "kind": list(BED_LINES)}
    found = laid_out(beds_open(inputs), axes, "occupancy")
    found.loc[{"kind": "mental_health"}] = mental_health_occupancy(inputs)
    return found


def _mental_health_beds(inputs: Inputs, volumes: xr.DataArray) -> pd.DataFrame:
    days = volumes.isel(year=0, drop=True).sel(line=list(BED_LINES["mental_health"][1])).mean("draw").sum("line")
    occupied = mental_health_occupancy(inputs)
    needed = inputs.areas.with_total(days / DAYS / occupied).to_series()
    basis = {area.code: "illustrative" if inputs.areas.fictional else "modelled" for area in inputs.areas.every}
    return pd.DataFrame(
        {
            "area": needed.index,
            "available": needed.to_numpy(),
            "occupancy": occupied,
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
    places = [volumes.indexes["line"].get_indexer(list(lines)) for _, lines in BED_LINES.values()]
    parts = [volumes.variable.isel(line=mine).reduce(np.nansum, "line") for mine in places]
    return labelled(xr.Variable.concat(parts, "kind"), volumes, kind=BED_LINES)


def beds_needed(bed_days: xr.DataArray, occupied: xr.DataArray) -> xr.DataArray:
    """Give beds for so many bed days a year at an occupancy (0 to 1): bed days / 365 / occupancy."""
    days, share = bare(bed_days, occupied)
    return labelled((days / DAYS / share).transpose(*days.dims), bed_days)


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
    work = _times_england(volumes, each)
    parts = [work[work_of(str(group))] * fte for group, fte in staff.items()]
    appointments = volumes.variable.isel(line=KEYS.index("gp_appointments"))
    doctors = gps_today(inputs, [str(code) for code in volumes["area"].values])
    parts.append(appointments / appointments.isel(year=0) * doctors.variable)
    joined = xr.Variable.concat(parts, "staff_group").transpose("draw", "area", "year", "staff_group")
    return labelled(joined, volumes, staff_group=[*map(str, staff.index), GPS])


def nhs_staff_needed(inputs: Inputs, volumes: xr.DataArray, each: xr.DataArray) -> xr.DataArray:
    """Give NHS staff of all groups but GPs at England's ratio of staff to work today, dims (draw, area, year)."""
    staff = staff_of_england(inputs)
    posts = staff.groupby(staff["staff_group"].map(work_of))["fte"].sum()
    work = _times_england(volumes, each)
    total = sum((work[str(name)] * fte for name, fte in posts.items()), start=xr.Variable((), 0.0))
    return labelled(total.transpose("draw", "area", "year"), volumes)


def _times_england(volumes: xr.DataArray, each: xr.DataArray) -> dict[str, xr.Variable]:
    """Give what staff follow as times England's of the first year: births, ambulance incidents, and care by its cost.

    `volumes` has every line.
    """
    lines, price = bare(volumes, each)
    staffed = [place for place, key in enumerate(KEYS) if key not in NOT_STAFFED_HERE]
    care = (lines * price).isel(line=staffed).reduce(np.nansum, "line")
    work = {"midwives": lines.isel(line=KEYS.index("births")), "ambulance": lines.isel(line=KEYS.index("ambulance"))}
    england = volumes.indexes["area"].get_loc(ENGLAND)
    return {name: amount / amount.isel(area=england, year=0) for name, amount in {**work, "care": care}.items()}


def social_care_posts(inputs: Inputs, volumes: xr.DataArray) -> xr.DataArray:
    """Give filled posts in adult social care, dims (draw, area, year): England's shared by need, following requests.

    Need is that for community services. Posts of all employers, councils and independent; not whole-time staff.
    """
    community = totals_array(inputs).sel(measure="community", drop=True)
    share, lines = bare(community / community.sel(area=ENGLAND, drop=True), volumes)
    requests = lines.isel(line=KEYS.index("social_care_requests"))
    posts = share * float(_social_care_posts(inputs)["value"]) * MILLION
    return labelled((requests / requests.isel(year=0) * posts).transpose("draw", "area", "year"), volumes)


def _social_care_posts(inputs: Inputs) -> pd.Series:
    return row_of(inputs.reference("benchmarks").set_index("figure"), POSTS)


def gps_today(inputs: Inputs, codes: list[str]) -> xr.DataArray:
    """Give GPs in post by area, whole-time equivalents, dims (area)."""
    figures = inputs.table("baseline_figures")
    posts = figures[figures["measure"] == "gp_staff"].set_index("area")["value"]
    return xr.DataArray(posts.reindex(codes).to_numpy(dtype=float), coords={"area": codes})


def work_of(group: str) -> str:
    """Give what a staff group follows: `midwives` (births), `ambulance` (incidents), or `care` weighted by its cost."""
    if group in MIDWIVES:
        return "midwives"
    return "ambulance" if group in AMBULANCE_STAFF else "care"
