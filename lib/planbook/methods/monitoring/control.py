"""Control charts of every measure, what they say of variation and assurance, and how far the plan was met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from planbook.data.inputs import Inputs
from planbook.data.rows import groups_of, rows_of
from planbook.methods import spc
from planbook.methods.monitoring.measures import FLOW, Measure

FEWEST = 7
MOST = 36
NO_CHART = "too_few"
NOT_RATED, NO_TARGET = "not_rated", "no_target"
DRAWN = {"centre": "mean", "lower": "lower", "upper": "upper", "flag": "flag", "beyond": "side", "phase": "phase"}


@dataclass(frozen=True)
class Looked:
    """How charts are looked at: their rules, the reasons they were rebased for, the day, and when a series is old."""

    rules: spc.Rules
    rebased: Mapping[tuple[str, str], str]
    as_at: date
    stale_after: int


def looked_at(inputs: Inputs) -> Looked:
    """Give how charts are looked at here: run lengths are assumptions, reasons for rebasing the system's own."""
    seen = inputs.monitored()
    run = {name: round(float(inputs.value(f"monitoring.{name}_points").max())) for name in ("shift", "trend")}
    rebased = {(each.measure, each.month): each.because for each in (seen.rebased if seen else ())}
    as_at = seen.as_at if seen and seen.as_at else inputs.planning.as_at
    return Looked(spc.Rules(run["shift"], run["trend"]), rebased, as_at, inputs.planning.stale_after_months)


def charted(actual: pd.DataFrame, looked: Looked) -> pd.DataFrame:
    """Give each series' months of its last unbroken run with its centre, limits, flag, beyond (1 above, -1 below) and
    phase, where long enough.

    Months before a gap keep their value and have no limits.
    """
    order: list[int] = []
    charts = []
    months, values = actual["month"].tolist(), actual["value"].to_numpy(dtype=float)
    for (_, measure), places in groups_of(actual, "area", "measure"):
        last = sorted(places, key=months.__getitem__)[-MOST:]
        run = last[_last_run([months[place] for place in last]) :]
        if len(run) >= FEWEST:
            phases = _phases([months[place] for place in run], measure, looked)
            charts.append(
                (
                    len(order) + len(last) - len(run),
                    spc.charted(values[run].tolist(), rebase=phases, rules=looked.rules),
                )
            )
        order += last
    drawn = {name: np.full(len(order), np.nan) for name in ("centre", "lower", "upper")}
    told = {"flag": np.full(len(order), NO_CHART, object), "beyond": np.zeros(len(order), int)}
    drawn |= told | {"phase": np.zeros(len(order), int)}
    for start, found in charts:
        for name, column in drawn.items():
            column[start : start + len(found["value"])] = found[DRAWN[name]]
    return actual.iloc[order].reset_index(drop=True).assign(**drawn)


def _last_run(months: list[str]) -> int:
    """Give where the last run of months without a gap begins."""
    count = [_count(month) for month in months]
    breaks = [place for place in range(1, len(count)) if count[place] != count[place - 1] + 1]
    return breaks[-1] if breaks else 0


def _count(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:7])


def _phases(months: list[str], measure: str, looked: Looked) -> dict[int, str]:
    return {
        months.index(month): why for (key, month), why in looked.rebased.items() if key == measure and month in months
    }


def summary(
    series: pd.DataFrame, measures: Mapping[str, Measure], targets: pd.DataFrame, looked: Looked
) -> pd.DataFrame:
    """Give one row per area x measure: the latest month beside the plan, variation, assurance and "
    "what it is held to."""
    aims = {key: targets.iloc[places].sort_values("year") for key, places in groups_of(targets, "area", "measure")}
    rows = list(rows_of(series))
    return pd.DataFrame(
        [
            _latest([rows[place] for place in places], measures[key], aims.get((area, key)), looked)
            for (area, key), places in groups_of(series, "area", "measure")
        ]
    )


def _latest(mine: Sequence[Any], measure: Measure, aims: pd.DataFrame | None, looked: Looked) -> dict[str, Any]:
    last, run = mine[-1], [row for row in mine if row.flag != NO_CHART]
    held_to, held_from = _held_to(last.month, aims)
    old = 12 * looked.as_at.year + looked.as_at.month - _count(last.month) > looked.stale_after
    point = (
        {"flag": run[-1].flag, "side": run[-1].beyond, "lower": run[-1].lower, "upper": run[-1].upper} if run else {}
    )
    return {
        **{
            name: getattr(last, name)
            for name in ("area", "measure", "label", "group", "unit", "better", "month", "value")
        },
        **{name: getattr(last, name) for name in ("planned", "planned_low", "planned_high")},
        "off_plan_pct": _off(last.value, last.planned),
        **{name: getattr(last, name) for name in ("centre", "lower", "upper", "beyond", "basis", "source")},
        "variation": spc.variation(point, measure.better) if run else NO_CHART,
        "assurance": _assured(point, measure, held_to, old),
        "target": held_to,
        "target_from": held_from,
        "points": len(run),
        "special": sum(row.flag != spc.COMMON for row in run),
        "trial": bool(run) and spc.trial([row.phase for row in run]),
        "rebased": "; ".join(why for (name, _), why in looked.rebased.items() if name == measure.key),
        "stale": old,
    }


def _off(value: float, plan: float) -> float:
    return 100 * (value / plan - 1) if plan == plan and plan != 0 else float("nan")


def _held_to(month: str, aims: pd.DataFrame | None) -> tuple[float, str]:
    """Give what a measure is held to: the national standard ahead, or nothing. The plan moves, so it is no target."""
    if aims is None:
        return float("nan"), ""
    year = int(month[:4]) - (int(month[5:7]) < 4)
    ahead = aims[aims["year"] >= year]
    return float((ahead if len(ahead) else aims.tail(1))["target"].iloc[0]), "national"


def _assured(point: Mapping[str, Any], measure: Measure, target: float, old: bool) -> str:
    if target != target or measure.better == "none":
        return NO_TARGET
    return NOT_RATED if old or not point else spc.assurance(point, target, measure.better)


def per_year(measure: Measure) -> bool:
    """Say whether a year of it is a sum (counts, money, people helped) and not a mean."""
    return measure.kind in (FLOW, "sum")
