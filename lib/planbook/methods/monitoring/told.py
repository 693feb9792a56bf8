"""What the board and the planning lead are told of monitoring: few rows, each a sentence and its number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from planbook.data.rows import rows_of
from planbook.methods.monitoring.backtest import METHODS, OURS

VARIATION = {
    "common": "varies by chance",
    "improvement": "getting better by more than chance",
    "concern": "getting worse by more than chance",
    "special": "has changed by more than chance",
    "too_few": "too few months to say",
}
ASSURANCE = {
    "consistently": "would meet its target every month",
    "hit_and_miss": "may meet its target or miss it, by chance",
    "never": "would not meet its target as it runs",
    "not_rated": "not rated: the figures are too old",
    "no_target": "no target",
}
MOST = 4
Row = dict[str, Any]
BOARD = ["area", "order", "topic", "key", "label", "value", "low", "high", "unit", "text", "basis", "source"]
LEAD = ["area", "order", "topic", "key", "label", "text", "owner", "due"]


def for_board(
    area: str, valid: pd.DataFrame, measures: pd.DataFrame, ends: pd.DataFrame, backtest: pd.DataFrame
) -> pd.DataFrame:
    """Give one area's rows for the board: valid or not, measures furthest from plan, year's end, past projections."""
    rows: list[Row] = []
    for each in rows_of(valid[valid["order"] == 1]):
        rows.append(_row("valid", each.key, each.label, text=f"{each.verdict}. {each.because_of}"))
    for each in rows_of(furthest(measures).head(MOST)):
        way = "above" if each.off_plan_pct > 0 else "below"
        said = f"{abs(each.off_plan_pct):.1f}% {way} what was expected; {VARIATION[each.variation]}"
        numbers = (each.value, each.planned_low, each.planned_high, each.unit)
        rows.append(_row("plan", each.measure, each.label, numbers, said, each.basis, each.source))
    for each in rows_of(ends[ends["outside"]].head(MOST)):
        said = "would end the year outside the range that was expected"
        rows.append(
            _row(
                "year_end",
                each.measure,
                each.label,
                (each.value, each.low, each.high, each.unit),
                said,
                each.basis,
                each.source,
            )
        )
    for each in rows_of(backtest[(backtest["method"] == OURS) & (backtest["horizon"] == 1)]):
        numbers = (each.mean_error_pct, each.spread_low, each.spread_high, "percent")
        rows.append(_row("past", each.measure, each.label, numbers, past_sentence(each), each.basis, each.source))
    frame = pd.DataFrame([{"area": area, "order": order, **row} for order, row in enumerate(rows, start=1)])
    return frame[BOARD]


def past_sentence(row: Any) -> str:
    """Say how a year-ahead projection did over all ICBs beside the naive ones."""
    naive = [METHODS[name].lower() for name in row.beats.split(", ") if name]
    beside = f"no better than {' or '.join(naive)}" if naive else "better than last year again and its trend"
    inside = "" if np.isnan(row.all_inside_pct) else f"; {row.all_inside_pct:.0f} in 100 fell inside its 80% range"
    return f"wrong by {row.mean_error_pct:.1f}% on average over all ICBs, {beside}{inside}"


def furthest(measures: pd.DataFrame) -> pd.DataFrame:
    """Give measures outside the plan's range for the month, furthest first."""
    held = measures.dropna(subset=["off_plan_pct", "planned_low"])
    out = held[(held["value"] < held["planned_low"]) | (held["value"] > held["planned_high"])]
    return out.reindex(out["off_plan_pct"].abs().sort_values(ascending=False).index)


def for_lead(
    area: str, measures: pd.DataFrame, feedback: pd.DataFrame, programmes: pd.DataFrame, triggers: pd.DataFrame
) -> pd.DataFrame:
    """Give one area's rows for the planning lead: furthest from plan, drifted and undecided, reviews, triggers."""
    rows: list[Row] = []
    for each in rows_of(furthest(measures).head(MOST)):
        way = "above" if each.off_plan_pct > 0 else "below"
        rows.append(
            _line(
                "plan",
                each.measure,
                each.label,
                f"{abs(each.off_plan_pct):.1f}% {way} what was expected in {each.month}",
            )
        )
    for each in rows_of(feedback[feedback["outside"]] if len(feedback) else feedback):
        said = f"assumed {each.value:.3g}, seen {each.seen:.3g}, proposed {each.proposed:.3g}: {each.status}"
        rows.append(_line("drift", each.key, each.label, said, each.who))
    for each in rows_of(triggers[triggers["fired"] != ""]):
        rows.append(_line("trigger", each.trigger, each.label, f"fired in {each.fired}: {each.action}", each.owner))
    for each in rows_of(programmes.head(MOST)):
        rows.append(_line("review", each.programme, each.title, each.stop_or_scale, each.lead, each.review))
    listed = [{"area": area, "order": order, **row} for order, row in enumerate(rows, start=1)]
    return pd.DataFrame(listed, columns=LEAD)


def _row(
    topic: str,
    key: str,
    label: str,
    numbers: tuple[float, float, float, str] = (np.nan, np.nan, np.nan, "score"),
    text: str = "",
    basis: str = "modelled",
    source: str = "planbook_judgement",
) -> Row:
    named = dict(zip(("value", "low", "high", "unit"), numbers, strict=True))
    return {"topic": topic, "key": key, "label": label, **named, "text": text, "basis": basis, "source": source}


def _line(topic: str, key: str, label: str, text: str, owner: str = "", due: str = "") -> Row:
    return {"topic": topic, "key": key, "label": label, "text": text, "owner": owner, "due": due}
