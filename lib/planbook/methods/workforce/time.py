"""People and their time: how many people the staff needed are, and how their paid time is spent."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.apportion import icb_to_areas
from planbook.data.inputs import Inputs
from planbook.methods.labelled import bare, labelled
from planbook.methods.segments import only_once
from planbook.methods.staffing import headcount
from planbook.methods.summary import summarise
from planbook.methods.workforce.staff_today import GROUP_OF
from planbook.methods.workforce.standards import PERCENT, days_away
from planbook.params.programme_words import NHS_STAFF, STAFF


def participation(inputs: Inputs) -> xr.DataArray:
    """Give full time worked by one person on average (0 to 1), dims (draw, area, staff_group).

    NHS groups: published whole-time staff over people of the area's former ICBs. The others are assumed.
    """
    staff = inputs.reference("workforce_nhs")
    rows = staff[staff["staff_group"].isin(list(GROUP_OF)) & (staff["level"] == "icb_2022")]
    rows = rows.assign(staff_group=rows["staff_group"].map(GROUP_OF), icb_2022=rows["code"])
    long = rows.melt(["icb_2022", "staff_group"], ["fte", "headcount"], "measure")
    by = ["staff_group", "measure"]
    summed = long.groupby(["icb_2022", *by], as_index=False, observed=True)[["value"]].sum()
    shared = icb_to_areas(summed, inputs.areas, by).pivot(
        index=["area", "staff_group"], columns="measure", values="value"
    )
    codes = [area.code for area in inputs.areas.computed]
    index = pd.MultiIndex.from_product([codes, list(NHS_STAFF)])
    known = (shared["fte"] / shared["headcount"]).reindex(index).fillna(1.0).to_numpy().reshape(len(codes), -1)
    nhs = xr.DataArray(known, coords={"area": codes, "staff_group": list(NHS_STAFF)})
    others = inputs.draws("workforce.participation_pct").rename(leaf="staff_group") / PERCENT
    parts = xr.broadcast(nhs, others, exclude=["staff_group"])
    return xr.concat(parts, "staff_group").sel(staff_group=list(STAFF)).transpose("draw", "area", "staff_group")


def people_and_time(inputs: Inputs, required: xr.DataArray) -> pd.DataFrame:
    """Give people and time for the staff needed: one row per area x year x staff_group, whole-time but for people.

    `required` has dims (draw, area, year, staff_group). Time on leave, sick, in training and at work adds up to the
    staff needed (`mean`). `vacant` is funded posts that nobody fills, beside the staff of the base year and no other.
    """
    days = days_away(inputs)
    rate = only_once(inputs.draws("workforce.vacancy_pct")).rename(leaf="staff_group") / PERCENT
    away = (days[name] for name in ("working", "leave", "holidays", "absent", "study"))
    needed, share, working, leave, holidays, absent, study = bare(required, rate, *away)
    parts = {
        "mean": needed,
        "on_leave": needed * (leave + holidays) / working,
        "absent": needed * absent / working,
        "in_training": needed * study / working,
        "vacant": needed * share / (1 - share),
    }
    people = summarise(inputs.areas.with_total(headcount(required, participation(inputs))))
    frame = people.rename(columns={"mean": "headcount", "p10": "low", "p90": "high"}).drop(columns="p50")
    for name, part in parts.items():
        mean = part.mean("draw").transpose("area", "year", "staff_group")
        means = inputs.areas.with_total(labelled(mean, required))
        frame[name] = means.values.reshape(-1)
    frame["participation_pct"] = PERCENT * (frame["mean"] / frame["headcount"]).fillna(1.0)
    frame["at_work"] = frame["mean"] - frame[["on_leave", "absent", "in_training"]].sum(axis=1)
    frame["vacant"] = frame["vacant"].where(frame["year"] == inputs.planning.base_year)
    return frame
