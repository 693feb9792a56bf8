"""What would close what is left, and who would have to act: by staff group, and by the limit that stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from planbook.methods.levers.plan import LIFTED, MORE_YEARS
from planbook.methods.summary import summarise
from planbook.params.lever import LeverFile
from planbook.params.lever_words import TRAINS

AT_MOST = 1 - 1e-6
HELPS = 0.5  # posts: less than this at full reach is no help
WHO_LIFTS = {
    "reach": "Those who hold each lever: more teams and employers than the catalogue takes for possible",
    "time": "The partners together: an earlier start, or a later date for what the plan promises",
    "placements": "Providers of health and social care, who place and supervise; universities; the region",
    "money": "The partners who hold budgets, the region and government",
}


def limits(lifted: xr.DataArray, now: float) -> pd.DataFrame:
    """Give what each limit, lifted by itself, would leave short: one row per limit, the one that helps most first.

    `lifted` has dim limit, posts short on average over the futures weighed; `now` is the same as things are.
    """
    rows = [
        (str(key), LIFTED[str(key)], float(left), now - float(left), WHO_LIFTS[str(key)])
        for key, left in zip(lifted["limit"].values, lifted.values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["key", "label", "value", "closes", "who"])
    frame = frame.sort_values("closes", ascending=False, kind="stable", ignore_index=True)
    return frame.assign(order=range(1, len(frame) + 1))


def who_must_act(
    left: xr.DataArray,
    needed: xr.DataArray,
    full: xr.DataArray,
    later: xr.DataArray,
    amounts: Mapping[str, float],
    levers: Mapping[str, LeverFile],
    closed: float,
) -> pd.DataFrame:
    """Give the groups still short, most first: one row each with what stands in the way, who holds it, what would help.

    `left`: posts short (draw, staff_group); `full`, `later`: mean posts gained at full reach by then and by the end of
    the horizon (lever, staff_group).
    """
    frame = summarise(left)
    few = closed * needed.mean("draw").sel(staff_group=frame["staff_group"].to_numpy()).values
    frame = frame[frame["mean"] > few].sort_values("mean", ascending=False, ignore_index=True)
    gains, ahead = (_by_group(each) for each in (full, later))
    said = [
        _said(mean, gains[group], ahead[group], amounts, levers)
        for group, mean in zip(frame["staff_group"], frame["mean"], strict=True)
    ]
    frame[["why", "who", "remedy"]] = pd.DataFrame(said, columns=["why", "who", "remedy"], dtype=str)
    return frame.assign(order=range(1, len(frame) + 1))


def _by_group(posts: xr.DataArray) -> dict[str, dict[str, float]]:
    """Give posts (lever, staff_group) by staff group and lever."""
    groups, levers = (list(map(str, posts[dim].values)) for dim in ("staff_group", "lever"))
    rows = posts.transpose("staff_group", "lever").values.tolist()
    return {group: dict(zip(levers, row, strict=True)) for group, row in zip(groups, rows, strict=True)}


def _said(
    left: float,
    gains: Mapping[str, float],
    ahead: Mapping[str, float],
    amounts: Mapping[str, float],
    levers: Mapping[str, LeverFile],
) -> tuple[str, str, str]:
    helping = sorted((name for name, gain in gains.items() if gain > HELPS), key=lambda name: -gains[name])
    late = [name for name in levers if levers[name].mechanism in TRAINS and ahead[name] > gains[name] + HELPS]
    then = _late(late, levers)
    if not helping:
        who = _holders(late, levers) or "Their employers, with the region"
        return "No lever considered here helps this group by then", who, then or "A lever that reaches them is needed"
    unused = [name for name in helping if amounts.get(name, 0.0) < AT_MOST]
    first = helping[0]
    if unused:
        why = "Levers that would help are not at full reach: money, placements, cohorts, or what they would cost others"
        return (
            why,
            _holders(unused[:3], levers),
            _sentence("More of", [levers[name].title for name in unused[:3]], then),
        )
    times = 1 + left / gains[first]
    why = "Every lever that reaches them is at its full reach"
    remedy = f"'{levers[first].title}' at {times:.1f} times its reach, or another lever as large"
    return why, _holders([first, *late], levers), f"{remedy}. {then}".rstrip(". ") + "."


def _late(names: Sequence[str], levers: Mapping[str, LeverFile]) -> str:
    titles = "; ".join(levers[name].title for name in names)
    return f"Begun now, but felt only later: {titles}" if names else ""


def _holders(names: Sequence[str], levers: Mapping[str, LeverFile]) -> str:
    return "; ".join(dict.fromkeys(levers[name].held_by for name in names))


def _sentence(lead: str, titles: Sequence[str], then: str) -> str:
    said = f"{lead}: {'; '.join(titles)}."
    return f"{said} {then}." if then else said


def proof(promised: xr.DataArray, modelled: xr.DataArray, allowed_pct: float) -> pd.DataFrame:
    """Hold what the choice promised against the model run again: one row per staff_group and for all.

    Both are posts gained, means by staff_group. `gap_pct` is the difference of what was promised; `equal` where it is
    within what is allowed.
    """
    rows = []
    groups = [str(name) for name in promised["staff_group"].values]
    gained = zip(*([float(each.sum()), *each.values.tolist()] for each in (promised, modelled)), strict=True)
    for group, (first, then) in zip(["all", *groups], gained, strict=True):
        if abs(first) < HELPS and abs(then) < HELPS:
            continue
        gap = 100.0 * (then / first - 1) if first else 100.0
        rows.append((group, first, then, gap, abs(gap) <= allowed_pct, _why(gap, allowed_pct)))
    return pd.DataFrame(rows, columns=["staff_group", "promised", "run_again", "gap_pct", "equal", "why"])


def felt_from(gains: xr.DataArray) -> list[int]:
    """Give the first year in which each lever gains half a post, by lever (lever, year); 0 where it never does."""
    felt = gains.transpose("lever", "year").values >= HELPS
    years = np.where(felt.any(axis=1), gains["year"].values[felt.argmax(axis=1)], 0)
    return [int(year) for year in years]


def _why(gap_pct: float, allowed_pct: float) -> str:
    if abs(gap_pct) <= allowed_pct:
        return "Within what is allowed"
    if gap_pct < 0:
        return "Levers overlap: those kept or brought by one leave fewer for the next, and they grow older"
    return "Levers help each other: those kept move on to groups that are short, or stay longer than the quick sum has"


def later_years(years: Sequence[int], end: int) -> int:
    """Give the year some years after the plan's end, or the last there is."""
    return min(end + MORE_YEARS, max(years))
