"""Differences that must be resolved: who answers for each, by when, what was agreed, and whether it still stands.

A difference stands for all the periods, places and parts in which one check fails between the same parties. Figures
close it; only a judgement (`explained` in the catalogue) may be closed by a reason that both sides have agreed.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from planbook.data.areas import slug_of
from planbook.methods.alignment.catalogue import CHECKS
from planbook.methods.alignment.gaps import RED, SAME
from planbook.params.plan_words import ALL, MEASURES, MONTH
from planbook.params.programme_words import POINTS

BY = ["check", "party", "counterpart", "measure"]
MOVED = 1e-3  # a figure that changes by less is rounded otherwise
OPEN, EXPLAINED, CLOSED = "open", "explained", "closed"
WORST = ["value", "reference", "gap", "apart", "far", "unit", "timeframe", "period", "part", "mover", "label"]


def register(now: pd.DataFrame, before: pd.DataFrame, resolutions: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """Give every difference of the latest round or the one before: one row per check x party x counterpart x measure.

    Worst period first by `beyond` over its tolerance; `periods` says in how many it fails. `status` is open, explained
    or closed; `overdue` and `unowned` mark open ones. Of a closed one, the figures are those of the round before.
    """
    standing, gone = worst(now), worst(before)
    still = pd.MultiIndex.from_frame(standing[BY])
    gone = gone[~pd.MultiIndex.from_frame(gone[BY]).isin(still)]
    both = pd.concat([standing.assign(status=OPEN), gone.assign(status=CLOSED)], ignore_index=True)
    said = resolutions[[*BY, "owner", "due", "resolution", "status", "agreed_by"]].rename(columns={"status": "said"})
    frame = both.merge(said, on=BY, how="left").fillna(dict.fromkeys(("owner", "due", "resolution", "agreed_by"), ""))
    may = frame["check"].map({key: check.explained for key, check in CHECKS.items()}).astype(bool)
    agreed = may & (frame["said"] == "agreed") & (frame["agreed_by"] != "") & (frame["resolution"] != "")
    frame["status"] = frame["status"].mask((frame["status"] == OPEN) & agreed, EXPLAINED)
    standing_open = frame["status"] == OPEN
    late = (frame["due"] != "") & (frame["due"] < as_at.isoformat())
    frame = frame.assign(
        overdue=standing_open & late, unowned=standing_open & ((frame["owner"] == "") | (frame["due"] == "")),
        key=[key_of(*row) for row in frame[BY].itertuples(index=False)], times_allowed=_times(frame),
    )  # fmt: skip
    titles = frame["check"].map({key: check.label for key, check in CHECKS.items()})
    return frame.drop(columns="said").assign(check_title=titles)


def worst(compared: pd.DataFrame) -> pd.DataFrame:
    """Give the worst comparison of each difference that fails, and in how many periods and parts it does."""
    red = compared[compared["verdict"] == RED]
    ordered = red.assign(_times=_times(red), _month=red["timeframe"] == MONTH)
    ordered = ordered.sort_values(["_month", "_times"], ascending=[True, False], kind="stable")
    first = ordered.groupby(BY, sort=False)[WORST].first().reset_index()
    counted = red.groupby(BY, sort=False).size().rename("periods").reset_index()
    return first.merge(counted, on=BY)


def key_of(check: str, party: str, counterpart: str, measure: str) -> str:
    """Give the key of a difference: the check, the parties in the order of the alphabet, and the measure."""
    parties = sorted(slug_of(each) for each in (party, counterpart) if each != ALL)
    return ".".join([check, *parties, measure])


def worth(frame: pd.DataFrame, unit_cost: pd.Series) -> np.ndarray:
    """Give what a gap is worth in pounds: money as it is, activity at its national average cost; else missing."""
    unit_gbp = frame["measure"].map({point: float(unit_cost.get(point, np.nan)) for point in POINTS})
    money = frame["measure"].map({key: each.unit == "gbp" for key, each in MEASURES.items()}) & (frame["unit"] == "gbp")
    annual = frame["timeframe"] != MONTH
    activity = np.where(annual & frame["check"].isin(["contract", "model", "outturn"]), frame["gap"] * unit_gbp, np.nan)
    return np.where(money & annual, frame["gap"], activity)


def movement(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Give each difference of either round beside itself in the other, at its worst period that both rounds have.

    One row per difference that is open in one of them: `gap_before` and `gap` (missing where not compared), `moved_by`
    who changed its figure, and `status`: new, closed, narrower, wider or as it was.
    """
    at = [*BY, "timeframe", "period", "part"]
    columns = [*at, "value", "reference", "gap", "apart", "verdict", "unit", "label"]
    joined = now[columns].merge(before[columns], on=at, how="outer", suffixes=("", "_before"))
    red = (joined["verdict"] == RED, joined["verdict_before"] == RED)
    kinds = pd.MultiIndex.from_frame(joined[BY])
    open_now, open_before = (kinds.isin(kinds[each.to_numpy()]) for each in red)
    both = joined["apart"].notna() & joined["apart_before"].notna()
    size = joined[["apart", "apart_before"]].abs().max(axis=1)
    ranked = joined.assign(
        _both=both & (red[0] | red[1]), _red=red[0] | red[1], _size=size, _now=open_now, _before=open_before
    )
    ranked = ranked[open_now | open_before]
    ranked = ranked.sort_values(["_both", "_red", "_size"], ascending=False, kind="stable")
    first = ranked.drop_duplicates(BY)
    named = {name: first[name].fillna(first[f"{name}_before"]) for name in ("unit", "label")}
    titles = first["check"].map({key: check.label for key, check in CHECKS.items()})
    return first.assign(status=_status(first), moved_by=_moved(first), check_title=titles, **named)


def _status(rows: pd.DataFrame) -> np.ndarray:
    now, was = rows["_now"].astype(bool), rows["_before"].astype(bool)
    change = (rows["apart"].abs() - rows["apart_before"].abs()).fillna(0.0)
    return np.select(
        [now & ~was, ~now & was, change.abs() < SAME, change < 0], ["new", "closed", "as it was", "narrower"], "wider"
    )


def _moved(rows: pd.DataFrame) -> list[str]:
    """Say whose figure changed between the rounds by more than rounding: one party's, both or nobody's."""
    sides = ("value", "reference")
    changed = [
        ~np.isclose(rows[side].astype(float), rows[f"{side}_before"].astype(float), rtol=MOVED, equal_nan=True)
        for side in sides
    ]
    names = []
    for own, other, party, counterpart in zip(*changed, rows["party"], rows["counterpart"], strict=True):
        two = counterpart != ALL
        who = [party if own or (other and not two) else "", counterpart if other and two else ""]
        names.append(" and ".join(filter(None, who)) or "nobody")
    return names


def _times(frame: pd.DataFrame) -> pd.Series:
    """Give how many times its tolerance a gap is, so that gaps of different kinds can be ordered."""
    return frame["apart"].abs() / frame["far"].where(frame["far"] > 0, 1.0)
