"""How good past projections would have been: the model started earlier, beside what was published, for every ICB.

A forecaster is given the months up to its origin and nothing later (`before`); `sees_the_future` catches one that is
given more. Ours carries the twelve months before the origin forward by people and ages, and by other growth where the
rate rests on years before the origin; staff by England's net change of the three years before. People are of today's
vintage (estimates of 2023 and what is projected from them), for no earlier one is held: that much is hindsight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planbook.data.rows import groups_of, laid_out
from planbook.methods.summary import EIGHTY_PCT, percentiles

YEAR = 12
HORIZONS = (1, 2)
STAFF_YEARS = 3
OURS, LAST, TREND = "ours", "last_year", "trend"
METHODS = {OURS: "The model", LAST: "Last year again", TREND: "Last year and its trend"}


@dataclass(frozen=True)
class Tested:
    """A measure published by area: its words, how its months make a year, whom it follows and by which rate.

    `how` is sum, mean or end (the last month). `rests_to` is the last month of the data its rate of growth rests on:
    it is used from origins after that.
    """

    key: str
    label: str
    unit: str
    how: str
    shape: str = ""
    rate: str = ""
    rests_to: str = ""


TESTED: tuple[Tested, ...] = (
    Tested(
        "ae_attendances", "A&E visits", "attendances", "sum", "ae", "demand.other_growth_pct_per_year[ae]", "2020-03",
    ),
    Tested(
        "emergency_admissions", "Emergency admissions", "admissions", "sum", "emergency",
        "demand.other_growth_pct_per_year[non_elective]", "2020-03",
    ),
    Tested(
        "rtt_clock_starts", "Referrals for planned care", "pathways", "sum", "outpatient",
        "demand.other_growth_unmeasured_pct_per_year[referrals]", "2026-11",
    ),
    Tested(
        "rtt_completed", "Planned-care pathways completed", "pathways", "sum", "outpatient",
        "demand.other_growth_pct_per_year[elective]", "2020-03",
    ),
    Tested(
        "ga_beds_occupied", "General and acute beds in use", "beds", "mean", "emergency_stay",
        "demand.other_growth_pct_per_year[non_elective]", "2020-03",
    ),
    Tested("staff_in_post", "NHS staff in post, whole-time", "wte", "end"),
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What is given beside the months: how much use grows with people and ages, and yearly growth, in each draw.

    `demographic(origin, horizon)` gives one factor an area; `growth` draws of a share a year (draw), noughts where the
    rate rests on data of after the origin.
    """

    demographic: Callable[[str, int], np.ndarray]
    growth: np.ndarray


Forecaster = Callable[[Tested, pd.DataFrame, str, int, Given], np.ndarray]


def before(months: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Give the months up to the origin, that one counted: all a forecaster may see."""
    return months.iloc[: months.index.searchsorted(origin, "right")]


def ours(tested: Tested, months: pd.DataFrame, origin: str, horizon: int, given: Given) -> np.ndarray:
    """Forecast a year `horizon` years on, in draws, shape (draw, area). `months` has a row a month, a column an area.

    The areas' months come first and England last.
    """
    seen = before(months, origin)
    base = of_year(tested, seen, origin)
    if tested.how == "end":
        net = staff_growth(seen, origin)
        drawn = net.mean() + np.std(net, ddof=1) * standard(len(given.growth))
        return base * (1 + drawn[:, None]) ** horizon
    expected = base * given.demographic(origin, horizon) * (1 + given.growth[:, None]) ** horizon
    return expected + np.sqrt(np.clip(expected, 0, None)) * standard(len(given.growth))[::-1, None]


def last_year(tested: Tested, months: pd.DataFrame, origin: str, horizon: int, given: Given) -> np.ndarray:
    """Forecast the year to the origin again, shape (1, area)."""
    return of_year(tested, before(months, origin), origin)[None, :]


def trend(tested: Tested, months: pd.DataFrame, origin: str, horizon: int, given: Given) -> np.ndarray:
    """Forecast the year to the origin, changed each year as it had changed on the year before; NaN without one."""
    seen = before(months, origin)
    now, earlier = of_year(tested, seen, origin), of_year(tested, seen, shifted(origin, -YEAR))
    return (now * (now / earlier) ** horizon)[None, :]


FORECASTERS: dict[str, Forecaster] = {OURS: ours, LAST: last_year, TREND: trend}


def sees_the_future(
    forecaster: Forecaster, tested: Tested, months: pd.DataFrame, origin: str, horizon: int, given: Given
) -> bool:
    """Say whether a forecast moves when what happened after its origin is changed: then it has seen it."""
    plain = forecaster(tested, months, origin, horizon, given)
    later = months.copy()
    later.loc[later.index > origin] *= 1.5
    return not np.array_equal(plain, forecaster(tested, later, origin, horizon, given), equal_nan=True)


def scores(tested: Tested, months: pd.DataFrame, given: Callable[[str], Given]) -> pd.DataFrame:
    """Give one row per area x origin x horizon x method: actual, forecast, low, high and inside (ours only)."""
    cells, values = [], []
    for origin in origins(tested, months):
        known = given(origin)
        for horizon in HORIZONS:
            actual = of_year(tested, months, shifted(origin, YEAR * horizon))
            if np.isnan(actual).all():
                continue
            for method, forecaster in FORECASTERS.items():
                drawn = forecaster(tested, months, origin, horizon, known)
                cells.append((origin, horizon, method))
                values.append([actual, drawn.mean(axis=0), *percentiles(drawn, EIGHTY_PCT)])
    names = [np.repeat(each, len(months.columns)) for each in zip(*cells, strict=True)]
    named = dict(zip(("origin", "horizon", "method"), names, strict=True))
    numbers = dict(zip(("actual", "forecast", "low", "high"), np.concatenate(values, axis=1), strict=True))
    frame = pd.DataFrame({"area": np.tile(months.columns, len(cells)), **named, **numbers})
    frame = frame.dropna(subset=["actual", "forecast"])
    frame["error_pct"] = 100 * (frame["forecast"] / frame["actual"] - 1)
    frame["inside"] = (frame["low"] <= frame["actual"]) & (frame["actual"] <= frame["high"])
    return frame


def origins(tested: Tested, months: pd.DataFrame) -> list[str]:
    """Give the months from which a year back and a year ahead are published, twelve apart, the latest first."""
    last, first = str(months.index.max()), str(months.index.min())
    found = []
    origin = shifted(last, -YEAR)
    back = YEAR - 1 if tested.how != "end" else YEAR * STAFF_YEARS
    while shifted(origin, -back) >= first:
        found.append(origin)
        origin = shifted(origin, -YEAR)
    return found


def of_year(tested: Tested, months: pd.DataFrame, end: str) -> np.ndarray:
    """Give each area's year up to a month: summed, averaged or its last month; NaN where months are missing."""
    wanted = [end] if tested.how == "end" else window_of(end)
    places = months.index.get_indexer(pd.Index(wanted))
    window = np.where(places[:, None] >= 0, months.to_numpy(dtype=float)[places], np.nan)
    return window.mean(axis=0) if tested.how == "mean" else window.sum(axis=0)


def staff_growth(seen: pd.DataFrame, origin: str) -> np.ndarray:
    """Give England's net change of staff in each of the three years before, as a share a year: the last column."""
    ends = [float(seen.iloc[:, -1].get(shifted(origin, -YEAR * back), np.nan)) for back in range(STAFF_YEARS + 1)]
    return np.array([ends[back] / ends[back + 1] - 1 for back in range(STAFF_YEARS)])


def standard(draws: int) -> np.ndarray:
    """Give evenly spread standard normal values: the same each time, and no luck in the mean."""
    from scipy.special import ndtri

    return ndtri((np.arange(draws) + 0.5) / draws)


def shifted(month: str, by: int) -> str:
    """Give the month so many months on."""
    count = 12 * int(month[:4]) + int(month[5:7]) - 1 + by
    return f"{count // 12}-{count % 12 + 1:02d}"


def window_of(end: str) -> list[str]:
    """Give the twelve months up to one."""
    return [shifted(end, back) for back in range(1 - YEAR, 1)]


def summed_up(scored: pd.DataFrame, of: Sequence[str], others: Sequence[str]) -> pd.DataFrame:
    """Give one row per area of `of` x horizon x method: its error, bias and share inside, and the spread over others.

    Columns: area, cells, first_origin, error_pct (mean absolute), bias_pct, inside_pct; spread_low, spread_middle and
    spread_high of other areas' mean absolute errors; all_inside_pct; reach_pct (what would have held 80 in 100 of
    them); rmse (root mean square log error over them).
    """
    codes, labels = pd.factorize(scored["area"])
    among, found = np.isin(labels, list(others))[codes], labels.get_indexer(pd.Index(of))
    origin, inside, error = (scored[name].to_numpy() for name in ("origin", "inside", "error_pct"))
    off = np.log((scored["forecast"] / scored["actual"]).to_numpy())
    rows = []
    for (horizon, method), places in groups_of(scored, "horizon", "method"):
        every, is_ours = places[among[places]], method == OURS
        count = np.bincount(codes[every], minlength=len(labels))
        each = np.bincount(codes[every], np.abs(error[every]), len(labels))[count > 0] / count[count > 0]
        low, middle, high = percentiles(each, [10, 50, 90])
        said = {
            "horizon": horizon,
            "method": method,
            "first_origin": str(min(origin[places])),
            "last_origin": str(max(origin[places])),
            "mean_error_pct": _mean(each),
            "spread_low": low,
            "spread_middle": middle,
            "spread_high": high,
            "all_inside_pct": 100 * _mean(inside[every]) if is_ours else np.nan,
            "reach_pct": float(percentiles(np.abs(error[every]), [80])[0]),
            "rmse": float(np.sqrt((off[every] ** 2).mean())),
        }
        for area, code in zip(of, found, strict=True):
            mine = places[codes[places] == code]
            own = {"error_pct": _mean(np.abs(error[mine])), "bias_pct": _mean(error[mine])}
            share = 100 * _mean(inside[mine]) if is_ours else np.nan
            rows.append({"area": area, "cells": len(mine), **own, "inside_pct": share, **said})
    return pd.DataFrame(rows)


def no_better(scored: pd.DataFrame, others: Sequence[str]) -> dict[int, list[str]]:
    """Give, by horizon, the naive methods that did as well as ours or better over all areas, on the same forecasts."""
    rows = scored[scored["area"].isin(list(others))]
    axes = {name: sorted(rows[name].unique()) for name in ("horizon", "method", "area", "origin")}
    errors = np.abs(laid_out(rows, axes, "error_pct").values)
    found: dict[int, list[str]] = {}
    for horizon, mine in zip(axes["horizon"], errors, strict=True):
        by_method = dict(zip(axes["method"], mine, strict=True))
        found[int(horizon)] = []
        for name in (LAST, TREND):
            off, ours_off = by_method.get(name, np.full_like(by_method[OURS], np.nan)), by_method[OURS]
            both = ~np.isnan(off) & ~np.isnan(ours_off)
            if both.any() and off[both].mean() <= ours_off[both].mean():
                found[int(horizon)].append(name)
    return found


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")
