"""How good past projections would have been: in a sentence, in one short table, and forecast by forecast."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html, join

METHODS = {"ours": "The model", "last_year": "Last year again", "trend": "Last year and its trend"}
OURS = "ours"


def past(backtest: pd.DataFrame, here: Here) -> Html:
    """Show how good past projections would have been: a sentence, then every forecast."""
    said = page.text(backtest_sentence(backtest))
    if backtest.empty:
        return said
    return join([said, year_ahead_table(backtest, here), page.unfold("Every forecast", backtest_table(backtest, here))])


def year_ahead_table(backtest: pd.DataFrame, here: Here) -> Html:
    """Show the mean error a year ahead of the model and of both naive forecasts: here, and over all ICBs."""
    rows = backtest[backtest["horizon"] == 1]
    own, over = (rows.pivot(index="label", columns="method", values=name) for name in ("error_pct", "mean_error_pct"))
    ours = rows[rows["method"] == OURS].set_index("label")
    columns = {"label": "Measure"}
    shown = pd.DataFrame({"label": ours.index})
    for method, words_of in METHODS.items():
        shown[f"{method}_here"] = own[method].reindex(ours.index).to_numpy()
        shown[f"{method}_over"] = over[method].reindex(ours.index).to_numpy()
        columns |= {f"{method}_here": f"{words_of}: here", f"{method}_over": "All ICBs"}
    shown["inside"] = [f"{r.all_inside_pct:.0f} in 100" for r in rows_of(ours)]
    columns["inside"] = "In the model's range, all"
    units = dict.fromkeys([name for name in columns if name not in ("label", "inside")], "percent")
    return page.table(
        shown, f"Wrong by, a year ahead, {here.names[str(rows['area'].iloc[0])]}", columns, units=units,
        about=here.about(rows), name="year-ahead", note="Mean of absolute errors, per cent of what happened.",
    )  # fmt: skip


def backtest_sentence(backtest: pd.DataFrame) -> str:
    """Say where the model did no better than a naive forecast, and how often its range held."""
    ours = backtest[backtest["method"] == OURS]
    lost = ours[ours["beats"] != ""]
    no_better = [
        f"{words.in_sentence(r.label)} {words.count_words(int(r.horizon), 'year')} ahead ({_methods(r.beats)})"
        for r in rows_of(lost)
    ]
    said = (
        f"No better than a naive forecast over all ICBs for {words.listing(no_better)}."
        if no_better
        else "Over all ICBs the model did better than last year again, and than its trend, for every measure."
    )
    return f"{said} {past_words(backtest)}."


def past_words(backtest: pd.DataFrame) -> str:
    """Say how far off the model's year-ahead forecasts were, and how often they fell inside their range."""
    ours: Any = backtest[(backtest["method"] == OURS) & (backtest["horizon"] == 1)]
    if ours.empty:
        return "Past projections are tested for the whole system"
    low, high = ours["mean_error_pct"].min(), ours["mean_error_pct"].max()
    inside = ours.sort_values("all_inside_pct")
    worst, best = next(rows_of(inside.head(1))), next(rows_of(inside.tail(1)))
    far = "far " if worst.all_inside_pct < 40 else ""
    return (
        f"Started a year earlier, it would have been wrong by {low:.1f}% to {high:.1f}% on average over all ICBs. Its "
        "80% range held "
        f"{worst.all_inside_pct:.0f} in 100 for {words.in_sentence(worst.label)} and {best.all_inside_pct:.0f} in "
        f"100 for {words.in_sentence(best.label)}: for a single year it is {far}too narrow"
    )


def backtest_table(backtest: pd.DataFrame, here: Here) -> Html:
    """Show how the model started earlier did beside naive forecasts: here, and over all ICBs."""
    rows = backtest.sort_values(["measure", "horizon"], kind="stable")
    order = {name: place for place, name in enumerate(dict.fromkeys(backtest["measure"]))}
    rows = rows.sort_values(
        ["measure", "horizon"],
        key=lambda each: each.map(order) if each.name == "measure" else each,
        kind="stable",
        ignore_index=True,
    )
    shown = rows.assign(
        ahead=[words.count_words(int(h), "year") for h in rows["horizon"]],
        by=[METHODS[method] for method in rows["method"]],
        here=[
            f"{words.number(r.error_pct, 'percent', decimals=1)} ({words.count_words(int(r.cells), 'forecast')})"
            for r in rows_of(rows)
        ],
        over=[
            f"{words.number(r.mean_error_pct, 'percent', decimals=1)} "
            f"({words.to(r.spread_low, r.spread_high, 'percent')})"
            for r in rows_of(rows)
        ],
        bias=[words.number(r.bias_pct, "percentage_points", signed=True) for r in rows_of(rows)],
        inside=[
            "" if r.all_inside_pct != r.all_inside_pct else f"{r.all_inside_pct:.0f} in 100" for r in rows_of(rows)
        ],
    )
    columns = {
        "label": "Measure", "ahead": "Ahead", "by": "Forecast by", "here": "Wrong by, here",
        "bias": "Too high (+) or low (-), here",
        "over": "Wrong by, all former ICBs (8 in 10)", "inside": "Inside its 80% range, all",
    }  # fmt: skip
    return page.table(
        shown, f"How good projections would have been, {here.names[str(rows['area'].iloc[0])]}", columns,
        about=here.about(rows), name="backtest", note=backtest_note(backtest),
    )  # fmt: skip


def backtest_note(backtest: pd.DataFrame) -> str:
    """Say how it was run, on what it looks back with hindsight, and with which rates."""
    rates = "; ".join(
        f"{words.in_sentence(r.label)}: {r.rate_words}" for r in rows_of(backtest.drop_duplicates("measure"))
    )
    return (
        "The model was started at the ends of earlier years with months up to then only. People are of today's vintage "
        "(estimates of mid-2023 and what is projected from them, before that at the same pace): no "
        "earlier one is held, so that "
        f"much is hindsight. Rates of growth: {rates}. 'Trend' has fewer forecasts, for it needs two years before."
    )


def _methods(names: str) -> str:
    return words.listing([METHODS[name].lower() for name in names.split(", ")])
