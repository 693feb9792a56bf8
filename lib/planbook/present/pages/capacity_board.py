"""What a board needs of capacity: what is short or spare by year, and where the waiting list goes."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html
from planbook.present.pages.capacity_waiting import path_chart, path_message


def short_or_spare(resources: pd.DataFrame, here: Here) -> Html:
    """Show what is short (+) or spare over the plan's years for what is held, with range and chance at its end."""
    rows = here.own(resources)
    held = rows[rows["in_place"].notna()]
    years = [year for year in sorted(held["year"].unique()) if here.plan_start <= year <= here.plan_end]
    shown = [_row(mine.set_index("year"), years, here) for _, mine in held.groupby("resource", sort=False)]
    end = words.year_label(here.plan_end)
    heads = {str(year): words.year_label(year) for year in years}
    columns = {
        "label": "What", "place": "In place", **heads, "span": f"Range {end}", "chance": f"Short in {end}",
        "basis": "In place is",
    }  # fmt: skip
    note = "Above 0 short, below 0 spare, at the occupancy that is planned for. Nothing is built and nothing closes."
    return page.table(
        pd.DataFrame(shown), f"Capacity short or spare, {here.name}", columns,
        about=here.about(held, "2024/25, projected"), name="short-or-spare", note=note,
    )  # fmt: skip


def waiting_list_path(summary: pd.DataFrame, here: Here) -> Html:
    """Draw the waiting list as it would be, and on the standard's path."""
    return page.figure(path_chart(summary, here))


def sentences(resources: pd.DataFrame, summary: pd.DataFrame, here: Here) -> list[str]:
    """Say the two things a board must know: which capacity is shortest, and what becomes of waits."""
    return [shortest(resources, here), f"{path_message(summary, here)}."]


def shortest(resources: pd.DataFrame, here: Here) -> str:
    """Say which kind of bed is shortest for its number at the plan's end, or that none is."""
    rows = here.own(resources)
    then = rows[(rows["year"] == here.plan_end) & (rows["group"] == "beds") & rows["in_place"].notna()]
    worst = row_of(then, (then["short"] / then["in_place"]).idxmax())
    end = words.year_label(here.plan_end)
    if worst["short"] <= 0:
        return f"No kind of bed with a published figure would be short in {end} at the occupancy planned for."
    amount = words.number(worst["short"], "beds", low=worst["p10"], high=worst["p90"])
    share = words.number(100 * worst["short"] / worst["in_place"], "percent", decimals=0)
    span = words.to(worst["p10"] - worst["in_place"], worst["p90"] - worst["in_place"], "beds")
    label = words.in_sentence(str(worst["label"]))
    return f"Shortest for their number would be {label}: {amount} ({span}), or {share} of those in place, in {end}."


def _row(by_year: pd.DataFrame, years: list[int], here: Here) -> dict[str, object]:
    end = row_of(by_year, here.plan_end)
    unit = str(end["unit"])
    ends = (end["p10"] - end["in_place"], end["p90"] - end["in_place"])
    return {
        "label": end["label"],
        "place": words.number(end["in_place"], unit),
        **{
            str(row.year): words.number(row.short, unit, low=row.p10, high=row.p90, signed=True)
            for row in rows_of(by_year.reset_index())
            if row.year in years
        },
        "span": words.to(*ends, unit),
        "chance": f"{end['chance_short_pct']:.0f} of 100 futures",
        "basis": end["in_place_basis"],
    }
