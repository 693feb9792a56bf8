"""Where an area stands on each outcome: the published figure, the standard ahead of it, and the distance to go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from planbook.data.areas import ENGLAND, Area
from planbook.data.inputs import Inputs
from planbook.data.months import months_between
from planbook.data.rows import row_of, rows_of
from planbook.params.goals import Outcome

SUPPLIED = "local_return"
TARGET_UNITS = {"%": "percent", "% reduction": "percent", "minutes": "minutes", "people": "people", "": "percent"}
BY_ICB = "Published by ICB; a place's share follows need, so it would only show the share."
NOT_PUBLISHED = "Not published for this area."
POINTS = {"percent": "percentage_points"}  # the unit of a gap between two of these

Row = dict[str, Any]


def positions(inputs: Inputs) -> pd.DataFrame:
    """Give one row per area x outcome: value, England's, the standard ahead (national or own), and the distance."""
    goals = inputs.goals()
    figures, targets = published(inputs), targets_ahead(inputs)
    rows = [
        {"area": area.code, "order": order, "outcome": name, **_position(area, outcome, figures, targets, inputs)}
        for area in inputs.areas.every
        for order, (name, outcome) in enumerate(goals.outcomes.items(), start=1)
    ]
    frame = pd.DataFrame(rows)
    short = np.where(frame["better"] == "higher", frame["target"] - frame["value"], frame["value"] - frame["target"])
    frame["distance"] = short
    held = frame["period_to"].where(frame["period_to"] != "", "2000-01")
    old = months_between(held, inputs.planning.as_at) > inputs.planning.stale_after_months
    return frame.assign(stale=old & frame["value"].notna())


def published(inputs: Inputs) -> dict[tuple[str, str], Row]:
    """Give every published figure an outcome may name, by area and name: value, unit, England's, basis, source."""
    found: dict[tuple[str, str], Row] = {}
    for kind, frame in (
        ("figures", _figures(inputs)),
        ("rates", _rates(inputs)),
        ("inequality", _inequality(inputs)),
        ("prevalence", _prevalence(inputs)),
    ):
        columns = ["value", "unit", "reference", "basis", "source", "period_to", "note"]
        for area, key, *rest in frame[["area", "key", *columns]].itertuples(index=False, name=None):
            found[area, f"{kind}.{key}"] = dict(zip(columns, rest, strict=True))
    return found


def _figures(inputs: Inputs) -> pd.DataFrame:
    figures = inputs.table("baseline_figures")
    same = figures["rate_unit"] == figures["unit"]
    return figures.assign(key=figures["measure"], reference=figures["england_rate"].where(same))


def _rates(inputs: Inputs) -> pd.DataFrame:
    figures = inputs.table("baseline_figures").dropna(subset=["rate"])
    return figures.assign(
        key=figures["measure"], value=figures["rate"], unit=figures["rate_unit"], reference=figures["england_rate"]
    )


def _inequality(inputs: Inputs) -> pd.DataFrame:
    gaps = inputs.table("need_inequality")
    england = gaps[gaps["area"] == ENGLAND].set_index("indicator")["slope_index"]
    return gaps.assign(
        key=gaps["indicator"],
        value=gaps["slope_index"],
        unit=gaps["unit"].replace(POINTS),
        reference=gaps["indicator"].map(england),
    )


def _prevalence(inputs: Inputs) -> pd.DataFrame:
    rows = inputs.table("need_prevalence")
    return rows.assign(
        key=rows["condition"],
        value=rows["prevalence_pct"],
        unit="percent",
        reference=rows["england_prevalence_pct"],
        note="",
    )


def targets_ahead(inputs: Inputs) -> pd.DataFrame:
    """Give, by measure, the first national target that falls in or after the first plan year, else the latest."""
    targets = inputs.reference("targets").dropna(subset="target_value").sort_values("year", kind="stable")
    ahead = targets[targets["year"] >= inputs.planning.plan_start].drop_duplicates("measure")
    past = targets[~targets["measure"].isin(ahead["measure"])].drop_duplicates("measure", keep="last")
    return pd.concat([ahead, past]).set_index("measure")


def _position(
    area: Area, outcome: Outcome, figures: dict[tuple[str, str], Row], targets: pd.DataFrame, inputs: Inputs
) -> Row:
    mine = _figure(area, outcome, figures, inputs)
    words = {
        "label": outcome.label,
        "aims": ", ".join(outcome.aims),
        "measure": outcome.measure or "",
        "how": outcome.measured_as or "",
        "better": outcome.better,
        "owner": (outcome.owner or "") if area.kind == "system" else "",
    }
    return {**words, **mine, **_target(area, outcome, mine, targets)}


def _figure(area: Area, outcome: Outcome, figures: dict[tuple[str, str], Row], inputs: Inputs) -> Row:
    """Give the figure: supplied by the system, or published; or nothing, and why."""
    if outcome.baseline is not None and area.kind == "system":
        given = outcome.baseline
        basis = "illustrative" if inputs.areas.fictional else "local"
        return _row(given.value, given.unit, np.nan, basis, SUPPLIED, given.as_of[:7], given.source)
    found = figures.get((area.code, outcome.measure or ""))
    if found is not None and not pd.isna(found["value"]):
        return {**found, "note": found["note"] or ""}
    why = outcome.not_held or (BY_ICB if area.kind == "place" else NOT_PUBLISHED)
    return _row(np.nan, "percent", np.nan, "not held", "", "", why)


def _row(value: float, unit: str, reference: float, basis: str, source: str, period_to: str, note: str) -> Row:
    named = {"value": value, "unit": unit, "reference": reference, "basis": basis, "source": source}
    return {**named, "period_to": period_to, "note": note}


def _target(area: Area, outcome: Outcome, mine: Row, targets: pd.DataFrame) -> Row:
    """Give the target: the system's own, else the national one where the figure is held in its unit."""
    if outcome.target is not None and area.kind == "system":
        return {"target": outcome.target.value, "by_when": year_text(outcome.target.year), "set_by": "own"}
    key = outcome.target_of or (outcome.measure or "").partition(".")[2]
    national = not (outcome.measure or "").startswith(("inequality", "rates"))
    row = row_of(targets, key) if national and key in targets.index else None
    if row is not None and TARGET_UNITS[row["unit"]] != "people":
        when = year_text(int(row["year"]))
        return {"target": float(row["target_value"]), "by_when": when, "set_by": "national"}
    return {"target": np.nan, "by_when": "", "set_by": ""}


def year_text(year: int) -> str:
    """Write a financial year: 2028 is 2028/29."""
    return f"{year}/{(year + 1) % 100:02d}"


def national_targets(inputs: Inputs) -> Iterator[Row]:
    """Yield every national target for every area: its own position where a figure is held, else that it is not."""
    mine = inputs.table("baseline_targets").set_index(["area", "measure", "year"]).to_dict("index")
    for area in inputs.areas.every:
        for row in rows_of(inputs.reference("targets")):
            held = mine.get((area.code, row.measure, row.year), {})
            unit = TARGET_UNITS[row.unit]
            yield {
                "area": area.code,
                "measure": row.measure,
                "year": row.year,
                "label": row.label,
                "value": held.get("value", np.nan),
                "target": row.target_value if unit != "people" else np.nan,
                "target_words": f"{row.target_text} in England" if unit == "people" else row.target_text,
                "distance": held.get("distance", np.nan),
                "unit": held.get("unit", unit),
                "better": row.better,
                "basis": held.get("basis", "not held"),
                "source": row.source,
                "period_to": held.get("period_to", ""),
                "stale": bool(held.get("stale", False)),
            }
