"""Where are we starting from?

Published months are shared among the areas, the latest twelve months (or the latest month) give each figure, and each
figure is set beside England's where that is fair and beside the national standard where there is one. What nobody
publishes for areas is listed, not filled.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.data.apportion import (
    icb_to_areas,
    in_area_order,
)
from planbook.data.areas import ENGLAND
from planbook.data.figures import FIGURES, NOT_HELD, UNIT_OF
from planbook.data.inputs import Inputs
from planbook.data.months import months_between
from planbook.methods.baseline.figures import by_month, figure_of, with_mended_totals
from planbook.methods.baseline.months import ambulance_months, icb_months, provider_months
from planbook.methods.baseline.people import people_figures, registered_people
from planbook.methods.baseline.staff import staff_figures

MONTHS_SHOWN = 36


def baseline_months(inputs: Inputs) -> pd.DataFrame:
    """Give published months shared among the areas: one row per area x measure x month, latest 36 months."""
    parts = [make(inputs) for make in (icb_months, provider_months, ambulance_months)]
    months = pd.concat(parts, ignore_index=True)
    latest = sorted(months["month"].unique())[-MONTHS_SHOWN:]
    shown = months[months["month"].isin(latest)].assign(unit=lambda frame: frame["measure"].map(UNIT_OF))
    ordered = in_area_order(shown, inputs.areas, ["measure", "month"])
    return ordered[["area", "measure", "month", "value", "unit", "basis", "source"]]


def baseline_figures(inputs: Inputs) -> pd.DataFrame:
    """Give one row per area x measure: value, rate beside England's where fair, basis, source and period."""
    months = by_month(inputs.table("baseline_months"))
    registered = registered_people(inputs)
    rows = [
        row
        for area in inputs.areas.every
        for figure in FIGURES
        if (row := figure_of(figure, area.code, area.kind, months, registered)) is not None
    ]
    parts = [people_figures(inputs, registered), with_mended_totals(pd.DataFrame(rows), inputs), staff_figures(inputs)]
    columns = [
        "area", "topic", "measure", "label", "value", "unit", "rate", "rate_unit", "england_rate", "better", "basis",
        "source", "period_from", "period_to", "note",
    ]  # fmt: skip
    joined = pd.concat([part.reindex(columns=columns) for part in parts], ignore_index=True)
    return in_area_order(joined, inputs.areas)


def baseline_workforce(inputs: Inputs) -> pd.DataFrame:
    """Give NHS staff in post by group, for England and for a system; nobody publishes them by place."""
    staff = inputs.reference("workforce_nhs")
    groups = staff[staff["group_level"].isin(["total", "main"])]
    england = groups[groups["level"] == "england"].assign(area=ENGLAND, basis="observed", value=groups["fte"])
    of_icb = groups[groups["level"] == "icb_2022"].assign(icb_2022=groups["code"], value=groups["fte"])
    by = ["staff_group", "source", "month"]
    shared = icb_to_areas(of_icb[["icb_2022", *by, "value"]], inputs.areas, by)
    system = shared[shared["area"] == inputs.areas.system.code]
    joined = pd.concat([england[["area", *by, "value", "basis"]], system], ignore_index=True)
    labels = inputs.reference("staff_groups").set_index("staff_group")["label"]
    named = joined.rename(columns={"value": "fte", "month": "period_to"})
    named["label"] = named["staff_group"].map(labels)
    return named[["area", "staff_group", "label", "fte", "basis", "source", "period_to"]]


def baseline_targets(inputs: Inputs) -> pd.DataFrame:
    """Give one row per area x measure x year of a standard: the figure, the standard and the distance to go."""
    figures = inputs.table("baseline_figures")
    targets = inputs.reference("targets").dropna(subset="target_value")
    shares = figures[figures["measure"].isin(targets["measure"])]
    joined = shares.drop(columns=["better", "source"]).merge(
        targets[["measure", "year", "target_value", "better", "source"]],
        on="measure",
        validate="many_to_many",
    )
    short = np.where(joined["better"] == "higher", 1, -1) * (joined["target_value"] - joined["value"])
    named = joined.assign(target=joined["target_value"], distance=short)
    named["stale"] = months_between(named["period_to"], inputs.planning.as_at) > inputs.planning.stale_after_months
    columns = [
        "area",
        "measure",
        "year",
        "label",
        "value",
        "target",
        "distance",
        "unit",
        "better",
        "basis",
        "period_to",
        "stale",
        "source",
    ]
    return in_area_order(named, inputs.areas, ["measure", "year"])[columns]


def baseline_not_held(inputs: Inputs) -> pd.DataFrame:
    """Give what nobody publishes for these areas, why, and the template that would supply it."""
    rows = [(area.code, *row) for area in inputs.areas.every if area.code != ENGLAND for row in NOT_HELD]
    return pd.DataFrame(rows, columns=["area", "subject", "why", "template"])
