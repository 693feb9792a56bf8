"""Assumptions held against what happened since the base year, and the record that takes it back to their step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of
from planbook.methods.monitoring.actual import LOCAL
from planbook.methods.monitoring.drift import Belief, apart, growth_seen, mark, weighed
from planbook.methods.monitoring.measures import Measure
from planbook.methods.monitoring.milestones import delay_key, settled, slipped

FEWEST = 3
MID_YEAR = 0.75  # of a calendar year: the middle of a financial year lies at the end of September
OPEN, NOTHING = "open", "nothing to decide"
Row = dict[str, Any]


def tested(
    inputs: Inputs, series: pd.DataFrame, measures: Mapping[str, Measure], chance: Mapping[str, float]
) -> pd.DataFrame:
    """Give one row per assumption held against what happened: assumed, seen and proposed, each with its interval.

    `chance` has how far a whole year strays from its forecast, as the backtest found over all ICBs, by measure.
    """
    rows = [*_growth(inputs, series, measures, chance), *_measured(inputs), *_delays(inputs)]
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    alarm = float(inputs.value("monitoring.false_alarm_pct").max())
    looked = sum(row["how"] != SLIP for row in rows)
    too_far = mark(looked, alarm)
    return pd.DataFrame([_weighed(row, too_far, inputs) for row in rows])[COLUMNS]


SLIP, GROWTH, MEASURED = "milestone", "growth", "measured"
COLUMNS = [
    "area", "key", "step", "how", "label", "unit", "value", "low", "high", "seen", "seen_low", "seen_high", "spreads",
    "too_far", "outside", "proposed", "proposed_low", "proposed_high", "status", "why", "who", "decided_on", "note",
    "period_from", "period_to", "basis", "source",
]  # fmt: skip


def _growth(
    inputs: Inputs, series: pd.DataFrame, measures: Mapping[str, Measure], chance: Mapping[str, float]
) -> Iterator[Row]:
    own = series[series["area"] == inputs.areas.code].dropna(subset=["planned"])
    for key, measure in measures.items():
        mine = own[(own["measure"] == key) & (own["value"] > 0)]
        if not measure.growth or key not in chance or len(mine) < FEWEST:
            continue
        assumed = _assumed(inputs, measure.growth)
        on = [_point(month) - (inputs.planning.base_year + MID_YEAR) for month in mine["month"]]
        faster = growth_seen(mine["value"].tolist(), mine["planned"].tolist(), on, chance[key])
        seen = Belief(
            *(100 * ((1 + assumed.value / 100) * np.exp(each) - 1) for each in (faster.value, faster.low, faster.high))
        )
        yield {
            "key": measure.growth,
            "how": GROWTH,
            "label": f"Yearly growth beyond people and ages: {measure.label.partition(',')[0].removesuffix(' a day')}",
            "unit": "percent_per_year",
            "assumed": assumed,
            "seen": seen,
            "note": f"{len(mine)} months since the base year beside the plan, if everything else in it held.",
            "period_from": mine["month"].iloc[0],
            "period_to": mine["month"].iloc[-1],
            "source": str(mine["source"].iloc[-1]),
        }


def _measured(inputs: Inputs) -> Iterator[Row]:
    record = inputs.monitored()
    rows = inputs.local("measured")
    supplied = rows[rows["area"] == inputs.areas.code]
    for each in [*(record.measured if record else ()), *rows_of(supplied)]:
        yield {
            "key": each.key,
            "how": MEASURED,
            "label": named(each.key),
            "unit": "",
            "assumed": _assumed(inputs, each.key),
            "seen": Belief(each.value, each.low, each.high),
            "note": each.how,
            "period_from": each.period_from,
            "period_to": each.period_to,
            "source": LOCAL,
        }


def _delays(inputs: Inputs) -> Iterator[Row]:
    """Yield each programme that a gating milestone makes late: the months go on its delay, range and all."""
    done = settled(inputs)
    for name, months in slipped(inputs, also_settled=True).items():
        key = delay_key(name)
        assumed = _assumed(inputs, key)
        more = 0 if name in done else months
        moved = Belief(*(each + more for each in (assumed.value, assumed.low, assumed.high)))
        yield {
            "key": key,
            "how": SLIP,
            "label": f"Months the programme begins late: {name.replace('_', ' ')}",
            "unit": "months",
            "assumed": assumed,
            "seen": moved,
            "note": f"A milestone that gates it slipped {months} months.",
            "period_from": "",
            "period_to": "",
            "source": LOCAL,
        }


def _weighed(row: Row, too_far: float, inputs: Inputs) -> Row:
    assumed, seen = row["assumed"], row["seen"]
    slip = row["how"] == SLIP
    spreads = np.nan if slip else apart(assumed, seen)
    outside = proposed_moves(row) if slip else abs(spreads) > too_far
    proposed = seen if slip else weighed(assumed, seen)
    key = row["key"]
    return {
        **{name: row[name] for name in ("key", "how", "label", "unit", "note", "period_from", "period_to", "source")},
        "area": inputs.areas.code,
        "step": "pathways" if key.startswith("programmes.") else key.partition(".")[0],
        **_three(assumed, ("value", "low", "high")),
        **_three(seen, ("seen", "seen_low", "seen_high")),
        **_three(proposed, ("proposed", "proposed_low", "proposed_high")),
        "spreads": spreads,
        "too_far": too_far,
        "outside": bool(outside),
        **_decided(inputs, key, bool(outside)),
        "basis": "illustrative" if inputs.areas.fictional else "local" if row["source"] == LOCAL else "modelled",
    }


def _decided(inputs: Inputs, key: str, outside: bool) -> Row:
    record = inputs.monitored()
    for each in record.feedback if record else ():
        if each.key == key:
            return {"status": each.decided, "why": each.because, "who": each.by, "decided_on": each.on.isoformat()}
    return {"status": OPEN if outside else NOTHING, "why": "", "who": "", "decided_on": ""}


def _three(given: Belief, names: tuple[str, str, str]) -> Row:
    return dict(zip(names, (given.value, given.low, given.high), strict=True))


def _assumed(inputs: Inputs, key: str) -> Belief:
    """Give what is assumed of the system, or of its first place where it is made of places, with its 80% interval."""
    name, _, leaf = key.partition("[")
    area = next(each.code for each in inputs.areas.leaves)
    chosen = {"area": area} | ({"leaf": leaf.removesuffix("]")} if leaf else {})
    value = float(inputs.value(name).sel(chosen))
    low, high = np.percentile(inputs.draws(name).sel(chosen).values, [10, 90])
    return Belief(value, min(float(low), value), max(float(high), value))


def _point(month: str) -> float:
    return int(month[:4]) + (int(month[5:7]) - 0.5) / 12


def proposed_moves(row: Row) -> bool:
    """Say whether a slip is still to be laid on the delay that is assumed."""
    return bool(row["seen"].value != row["assumed"].value)


def named(key: str) -> str:
    """Give the words of a key: `supply.leaving_pct[midwives]` is "Leaving: midwives"."""
    name, _, leaf = key.removesuffix("]").partition("[")
    words = [part.removesuffix("_pct").replace("_", " ") for part in name.split(".")[1:]]
    said = ": ".join([*words, *([leaf.replace("_", " ")] if leaf else [])])
    return said[:1].upper() + said[1:]
