"""The case for change as tables show it: beds, staff and pounds that demand would take as care is given today."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.rows import laid_out
from planbook.methods.demand import shocked
from planbook.methods.demand.case import (
    BED_LINES,
    GPS,
    SOCIAL_CARE,
    bed_days,
    beds_needed,
    beds_today,
    cost_of,
    social_care_posts,
    staff_labels,
    staff_needed,
)
from planbook.methods.demand.lines import BY_KEY, KEYS
from planbook.methods.demand.said import SUMMARY, about, first_year
from planbook.methods.labelled import labelled
from planbook.methods.summary import summarise

ALL_LINES = "all"


def beds(inputs: Inputs) -> pd.DataFrame:
    """Give the table `demand_beds`, all its columns and their order."""
    expected, counted = (
        inputs.areas.with_total(bed_days(inputs.array(f"demand_{it}"))) for it in ("volumes", "counted")
    )
    codes = [area.code for area in inputs.areas.every]
    today, axes = beds_today(inputs, inputs.array("demand_volumes")), {"area": codes, "kind": list(BED_LINES)}
    available, occupancy = laid_out(today, axes, "available"), inputs.array("demand_occupancy")
    frame = summarise(beds_needed(counted, occupancy).transpose("draw", "area", "kind", "year"))
    frame["mean"] = beds_needed(expected, occupancy).mean("draw").transpose("area", "kind", "year").values.reshape(-1)
    years = len(inputs.planning.years)
    frame["available"], share = (np.repeat(each.values.reshape(-1), years) for each in (available, occupancy))
    safe = float(inputs.value("demand.safe_occupancy_pct").sel(area=ENGLAND)) / 100
    frame["occupancy_pct"], frame["safe"] = 100 * share, frame["mean"] * share / safe
    frame["more"] = frame["mean"] - frame["available"]
    frame["label"] = frame["kind"].map({kind: label for kind, (label, _) in BED_LINES.items()})
    frame["line"] = frame["kind"].map({kind: lines[0] for kind, (_, lines) in BED_LINES.items()})
    columns = ["area", "year", "kind", "label", "available", "occupancy_pct", *SUMMARY, "more", "safe"]
    return in_area_order(about(inputs, frame), inputs.areas, ["kind", "year"])[[*columns, "basis", "source"]]


def staff(inputs: Inputs) -> pd.DataFrame:
    """Give the table `demand_staff`, all its columns and their order."""
    volumes = shocked.weighted(inputs, inputs.array("demand_volumes"))
    groups = staff_needed(inputs, volumes, inputs.array("demand_prices"))
    posts = social_care_posts(inputs, volumes).variable.transpose("draw", "area", "year")
    nhs = groups.values[..., (groups["staff_group"] != GPS).values].sum(axis=-1)
    every = np.concatenate([groups.values, nhs[..., None], posts.values[..., None]], axis=-1)
    names = [*map(str, groups["staff_group"].values), "total", SOCIAL_CARE]
    frame = summarise(inputs.areas.with_total(labelled(xr.Variable(groups.dims, every), groups, staff_group=names)))
    frame["more"] = frame["mean"] - first_year(inputs, frame)
    labels, sources = staff_labels(inputs)
    said = about(inputs, frame.assign(line="community_contacts"))
    said = said.assign(label=said["staff_group"].map(labels), source=said["staff_group"].map(sources))
    said["unit"] = said["staff_group"].eq(SOCIAL_CARE).map({True: "posts", False: "wte"})
    return said[["area", "year", "staff_group", "label", "unit", *SUMMARY, "more", "basis", "source"]]


def cost(inputs: Inputs) -> pd.DataFrame:
    """Give the table `demand_cost`, all its columns and their order."""
    each = inputs.array("demand_prices")
    lines = cost_of(shocked.weighted(inputs, inputs.array("demand_volumes")), each)
    costed = [place for place, key in enumerate(KEYS) if bool((each.values[..., place] > 0).any())]
    mine = inputs.areas.with_total(lines.isel(line=costed)).transpose("draw", "area", "year", "line")
    every = np.concatenate([mine.values, np.nansum(mine.values, axis=-1, keepdims=True)], axis=-1)
    names = [*map(str, mine["line"].values), ALL_LINES]
    frame = summarise(labelled(xr.Variable(mine.dims, every), mine, line=names))
    frame["more"] = frame["mean"] - first_year(inputs, frame)
    said = about(inputs, frame)
    said["label"] = said["line"].map(
        {**{key: BY_KEY[key].label for key in names[:-1]}, ALL_LINES: "All care with a unit cost"}
    )
    said["source"] = str(inputs.reference("unit_costs")["source"].iloc[0])
    return said[["area", "year", "line", "label", *SUMMARY, "more", "basis", "source"]]
