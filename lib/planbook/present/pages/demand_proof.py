"""How sure demand is: what the base year equals, what the model would have said a year earlier, and what adds up."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, provenance, words
from planbook.present.here import ENGLAND, Here
from planbook.present.html import Html

FAR_PCT = 10.0  # further off than this, something other than demand has changed


def backtest_table(backtest: pd.DataFrame, here: Here) -> Html:
    """Show the last published 12 months beside the model of a year earlier and the year before repeated."""
    rows = here.own(backtest)
    shown = rows.assign(
        counted=[words.number(row.actual, "contacts") for row in rows_of(rows)],
        model=[words.number(row.modelled, "contacts") for row in rows_of(rows)],
        off=[words.number(row.error_pct, "percent_change", signed=True) for row in rows_of(rows)],
        naive_off=[words.number(row.naive_error_pct, "percent_change", signed=True) for row in rows_of(rows)],
        when=[words.period_words(row.period_from, row.period_to) for row in rows_of(rows)],
    )
    columns = {
        "label": "What", "when": "Twelve months", "counted": "Counted", "model": "Model said", "off": "Model off by",
        "naive_off": "Year before off by",
    }  # fmt: skip
    return page.table(
        shown,
        "Had we started a year earlier",
        columns,
        about=here.about(rows),
        name="backtest",
        note=backtest_words(backtest, here),
    )


def backtest_words(backtest: pd.DataFrame, here: Here) -> str:
    """Say where the model beat the naive forecast, where not, and where counting itself seems to have changed."""
    rows = here.own(backtest)
    better = rows["error_pct"].abs() < rows["naive_error_pct"].abs()
    parts = (("Nearer", better), ("No nearer", ~better))
    said = " ".join(
        f"{how} than last year's figure for {words.listing(_labels(rows[chosen]))}."
        for how, chosen in parts
        if chosen.any()
    )
    broken = rows[rows["naive_error_pct"].abs() > FAR_PCT]
    if len(broken):
        names = words.listing(_labels(broken))
        said += f" A change of over {FAR_PCT:.0f}% in a year in {names} is more likely one of counting than of demand."
    place = " A place's figures are its ICB's, shared by need, so this tests the ICB." if here.kind == "place" else ""
    england = "" if here.area == ENGLAND else f" {england_words(backtest, here)}".rstrip()
    return (
        f"{said}{place}{england} Growth assumed was published before the year tested; the projection of people was not."
    )


def england_words(backtest: pd.DataFrame, here: Here) -> str:
    """Say how far the model and last year's figure would each have been from England's, where the model did worse."""
    rows = here.beside(backtest)
    worse = rows[rows["error_pct"].abs() >= rows["naive_error_pct"].abs()]
    said = [
        f"{words.in_sentence(row.label)} ({_off(row.naive_error_pct)} against the model's {_off(row.error_pct)})"
        for row in rows_of(worse)
    ]
    return f"In England as a whole last year's figure did as well or better for {words.listing(said)}." if said else ""


def _off(error_pct: float) -> str:
    return words.number(error_pct, "percent_change", decimals=1, signed=True)


def _labels(rows: pd.DataFrame) -> list[str]:
    return [words.in_sentence(label) for label in rows["label"]]


def calibration_table(calibration: pd.DataFrame, here: Here) -> Html:
    """Show what each base-year volume equals, and how it was come by."""
    rows = here.own(calibration)
    shown = rows.assign(
        volume=[words.number(row.modelled, row.unit) for row in rows_of(rows)],
        equals=["equals it" if row.equal else _differs(row.gap_pct) for row in rows_of(rows)],
        when=[words.period_words(row.period_from, row.period_to) for row in rows_of(rows)],
    )  # fmt: skip
    columns = {
        "label": "Base-year volume",
        "volume": "Model",
        "equals": "Against",
        "how": "What it is held to",
        "when": "Months",
        "basis": "Basis",
    }
    equal = int(rows["equal"].sum())
    caption = f"What the base year equals, {here.name}: {equal} of {len(rows)} volumes equal what they claim to"
    return page.unfold(caption, page.table(shown, caption, columns, about=here.about(rows), name="calibration"))


def _differs(gap_pct: float) -> str:
    return f"differs by {words.number(gap_pct, 'percent_change', decimals=1, signed=True)}"


def checks(
    activity: pd.DataFrame, drivers: pd.DataFrame, months: pd.DataFrame, calibration: pd.DataFrame, here: Here
) -> list[tuple[bool, str]]:
    """Check that places add up, drivers add up to the change, months to years, and the base year to what it claims."""
    return [
        provenance.adds_up(activity, "mean", ["year", "line"], "Demand by year and line", here),
        drivers_add_up(drivers, activity, here),
        months_add_up(months, activity, here),
        calibrated(calibration, here),
    ]


def drivers_add_up(drivers: pd.DataFrame, activity: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that what drivers add sums to the change since the base year, for every line and year told apart."""
    mine = here.own(activity).set_index(["line", "year"])["mean"]
    added = here.own(drivers).groupby(["line", "year"])["mean"].sum()
    base = mine.xs(here.base_year, level="year").reindex(added.index.get_level_values("line")).to_numpy()
    worst = ((mine.reindex(added.index) - base - added).abs() / base).max()
    held = bool(worst < provenance.SAME)
    return held, f"Drivers: what they add {'sums' if held else 'does not sum'} to the change of every line."


def months_add_up(months: pd.DataFrame, activity: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that the months of each of the first plan years sum to the year, for every line."""
    rows = here.own(months)
    year = rows["month"].str[:4].astype(int) - (rows["month"].str[5:7].astype(int) < 4)
    added = rows.assign(year=year).groupby(["line", "year"])["mean"].sum()
    whole = here.own(activity).set_index(["line", "year"])["mean"].reindex(added.index)
    held = bool(((added - whole).abs() / whole).max() < provenance.SAME)
    return held, f"Months: they {'sum' if held else 'do not sum'} to their year in every line."


def calibrated(calibration: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that base-year volumes equal the totals they claim; volumes shared by need are equal by construction."""
    rows = here.own(calibration)
    off = rows[~rows["equal"]]
    published = int((rows["basis"] == "observed").sum())
    if len(off):
        return False, f"Base year: {words.listing(off['label'])} differ from what they claim to equal."
    counted = words.count_words(published, "of them is", "of them are")
    return (
        True,
        f"Base year: all {len(rows)} volumes equal what they claim to; {counted} published for this area as it is.",
    )
