"""Control charts of every measure, what they say of variation and assurance, and how far the plan was met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from planbook.data.inputs import Inputs
from planbook.data.months import months_between
from planbook.methods import spc
from planbook.methods.monitoring.measures import FLOW, Measure

FEWEST = 7
MOST = 36
NO_CHART = "too_few"
NOT_RATED, NO_TARGET = "not_rated", "no_target"
DRAWN = ["centre", "lower", "upper", "flag", "beyond", "phase"]


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
    parts = []
    for (_, measure), mine in actual.groupby(["area", "measure"], sort=False):
        ordered = mine.sort_values("month").tail(MOST).reset_index(drop=True)
        start = _last_run(list(ordered["month"]))
        run = ordered.iloc[start:]
        if len(run) >= FEWEST:
            phases = _phases(list(run["month"]), str(measure), looked)
            found = spc.chart(run["value"].tolist(), rebase=phases, rules=looked.rules)
            found = found.rename(columns={"mean": "centre", "side": "beyond"})[DRAWN].set_index(run.index)
            ordered = ordered.join(found)
        else:
            ordered = ordered.assign(**dict.fromkeys(DRAWN, np.nan))
        parts.append(ordered)
    joined = pd.concat(parts, ignore_index=True)
    words = joined["flag"].astype(object)
    return joined.assign(
        flag=words.where(joined["flag"].notna(), NO_CHART),
        beyond=joined["beyond"].fillna(0).astype("int64"),
        phase=joined["phase"].fillna(0).astype("int64"),
    )


def _last_run(months: list[str]) -> int:
    """Give where the last run of months without a gap begins."""
    count = [12 * int(month[:4]) + int(month[5:7]) for month in months]
    breaks = [place for place in range(1, len(count)) if count[place] != count[place - 1] + 1]
    return breaks[-1] if breaks else 0


def _phases(months: list[str], measure: str, looked: Looked) -> dict[int, str]:
    return {
        months.index(month): why for (key, month), why in looked.rebased.items() if key == measure and month in months
    }


def summary(
    series: pd.DataFrame, measures: Mapping[str, Measure], targets: pd.DataFrame, looked: Looked
) -> pd.DataFrame:
    """Give one row per area x measure: the latest month beside the plan, variation, assurance and "
    "what it is held to."""
    rows = []
    for (area, key), mine in series.groupby(["area", "measure"], sort=False):
        measure = measures[str(key)]
        last = mine.iloc[-1]
        run = mine[mine["flag"] != NO_CHART]
        held_to, held_from = _held_to(measure, last, targets)
        old = bool(months_between(pd.Series([last["month"]]), looked.as_at).iloc[0] > looked.stale_after)
        found = run.rename(columns={"centre": "mean", "beyond": "side"})
        rows.append(
            {
                "area": area,
                "measure": key,
                **{name: last[name] for name in ("label", "group", "unit", "better", "month", "value")},
                **{name: last[name] for name in ("planned", "planned_low", "planned_high")},
                "off_plan_pct": _off(last),
                "centre": last["centre"],
                "lower": last["lower"],
                "upper": last["upper"],
                "variation": spc.variation(found, measure.better) if len(run) else NO_CHART,
                "beyond": int(last["beyond"]),
                "assurance": _assured(found, measure, held_to, old),
                "target": held_to,
                "target_from": held_from,
                "points": len(run),
                "special": int((run["flag"] != spc.COMMON).sum()),
                "trial": bool(len(run)) and bool(spc.trial(run)),
                "rebased": "; ".join(why for (name, _), why in looked.rebased.items() if name == key),
                "stale": old,
                "basis": last["basis"],
                "source": last["source"],
            }
        )
    return pd.DataFrame(rows)


def _off(last: pd.Series) -> float:
    plan = float(last["planned"])
    return 100 * (float(last["value"]) / plan - 1) if plan == plan and plan != 0 else float("nan")


def _held_to(measure: Measure, last: pd.Series, targets: pd.DataFrame) -> tuple[float, str]:
    """Give what a measure is held to: the national standard ahead, or nothing. The plan moves, so it is no target."""
    mine = targets[(targets["area"] == last["area"]) & (targets["measure"] == measure.key)].sort_values("year")
    year = int(str(last["month"])[:4]) - (int(str(last["month"])[5:7]) < 4)
    ahead = mine[mine["year"] >= year]
    if len(mine):
        return float((ahead if len(ahead) else mine.tail(1))["target"].iloc[0]), "national"
    return float("nan"), ""


def _assured(found: pd.DataFrame, measure: Measure, target: float, old: bool) -> str:
    if target != target or measure.better == "none":
        return NO_TARGET
    if old or not len(found):
        return NOT_RATED
    return spc.assurance(found, target, measure.better)


def per_year(measure: Measure) -> bool:
    """Say whether a year of it is a sum (counts, money, people helped) and not a mean."""
    return measure.kind in (FLOW, "sum")
