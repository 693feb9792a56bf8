"""How capacity reads: what is short or spare, by when and how surely, and what nobody can say."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import explain, page, provenance, words
from planbook.present.here import Here
from planbook.present.html import Html, join

ACUTE = "general_acute"
TILES = 4
ALMOST = 99.5  # per cent: nearer to always than can be told
MEASURED = "base year 2024/25, projected"


def opening(explained: pd.DataFrame, beds: pd.DataFrame, resources: pd.DataFrame, here: Here) -> Html:
    """Open the page: what is short, what waits, how likely full, and what nobody publishes."""
    held = here.own(resources).drop_duplicates("resource")
    known = int((held["in_place_basis"] != "not held").sum())
    facts = {
        "What this is": "What care would take beside what is in place today: no new building, no closure",
        "How sure we are": f"{known} of {len(held)} kinds of capacity have a published figure of what is in place; for "
        "the others only the change can be told",
        "Made from": "Beds of trusts to June 2025, waiting lists to February 2025, and care after the programmes that "
        "are on",
        **here.round,
    }
    story = [more_to_complete(explained, here), full_sentence(beds, here), square_metres(explained, here)]
    return page.masthead(title(explained, here), " ".join(story), facts)


def title(explained: pd.DataFrame, here: Here) -> str:
    """Give the message: general and acute beds short or spare at the plan's end, and the waiting list."""
    short, waiting = (number_of(explained, key, here) for key in ("beds_short", "waiting_list"))
    size = words.number(waiting["value"], "pathways", low=waiting["low"], high=waiting["high"])
    span = words.to(waiting["low"], waiting["high"], "pathways")
    occupancy = here.own(explained).set_index(["key", "symbol"])["value"]["beds_short", "O"]
    at = f"at {words.number(100 * occupancy, 'percent', decimals=0)} occupancy"
    return (
        f"{here.short} would have {short_words(short, at)} by {words.year_label(here.plan_end)}, and a waiting list of "
        f"{size} ({span}) by March {here.plan_end + 1}, with today's capacity"
    )


def short_words(short: pd.Series, at: str) -> str:
    """Say general and acute beds short or spare, with their range: "660 beds too few at 92% occupancy (490 to 820)"."""
    low, high = float(short["low"]), float(short["high"])
    if low < 0 < high:
        return f"about as many general and acute beds as it needs {at}"
    least, most = sorted((abs(low), abs(high)))
    amount = words.number(abs(float(short["value"])), "beds", low=least, high=most)
    said = "too few" if low >= 0 else "to spare"
    return f"{amount} general and acute beds {said} {at} ({words.to(least, most, 'beds')})"


def more_to_complete(explained: pd.DataFrame, here: Here) -> str:
    """Say how much more planned care a year would meet 18 weeks on time."""
    row = number_of(explained, "more_to_complete", here)
    if row["value"] <= 0:
        return "Today's capacity for planned care would be enough to meet 18 weeks on time."
    amount = words.number(row["value"], "pathways", low=row["low"], high=row["high"])
    span = words.to(row["low"], row["high"], "pathways")
    return f"To meet 18 weeks on time, {amount} ({span}) more pathways a year would have to be completed than today."


def full_sentence(beds: pd.DataFrame, here: Here) -> str:
    """Say how likely someone who needs a general and acute bed must wait for one, now and at the plan's end."""
    rows = here.own(beds)
    rows = rows[rows["kind"] == ACUTE].set_index("year")
    now, then = (row_of(rows, year) for year in (here.base_year, here.plan_end))
    first, last = (chance_words(float(row["wait_pct"])) for row in (now, then))
    return (
        f"Someone who needs a general and acute bed must wait for one {first} today, and {last} in "
        f"{words.year_label(here.plan_end)}, in a part of a hospital with {words.number(now['pool'], 'beds')} beds."
    )


def chance_words(percent: float) -> str:
    """Say a chance: "34 times in 100", "almost always", "hardly ever"."""
    if percent >= ALMOST:
        return "almost always"
    return "hardly ever" if percent < 1 else f"{percent:.0f} times in 100"


def square_metres(explained: pd.DataFrame, here: Here) -> str:
    """Say how much more room care would take."""
    row = number_of(explained, "metres_more", here)
    amount = words.quantity(abs(row["value"]), "m2", low=abs(row["low"]), high=abs(row["high"]))
    way = "more" if row["value"] > 0 else "less"
    return f"Care would take {amount} {way} room than today's."


def key_numbers(explained: pd.DataFrame, here: Here) -> Html:
    """Show the key numbers as tiles; every one unfolds further down."""
    rows = here.own(explained)
    return page.key_numbers([explain.tile(row, here) for row in rows_of(rows[rows["symbol"] == ""].head(TILES))])


def resources_table(resources: pd.DataFrame, here: Here) -> Html:
    """Show what is held at the plan's end: in place, needed, short or spare, how likely; the rest behind one line."""
    rows = here.own(resources)
    end = rows[rows["year"] == here.plan_end]
    held, others = (end[chosen].reset_index(drop=True) for chosen in (end["in_place"].notna(), end["in_place"].isna()))
    shown = held.assign(
        place=[words.number(row.in_place, row.unit) for row in rows_of(held)],
        need=[words.number(row.mean, row.unit, low=row.p10, high=row.p90) for row in rows_of(held)],
        span=[words.to(row.p10, row.p90, row.unit) for row in rows_of(held)],
        short_by=[gap_words(row) for row in rows_of(held)],
        chance=[chance_short(row.chance_short_pct) for row in rows_of(held)],
        winter=[words.number(row.peak, row.unit, low=row.p10, high=row.p90) for row in rows_of(held)],
        used=[planned_words(row.planned_pct) for row in rows_of(held)],
        basis=held["in_place_basis"],
    )
    year = words.year_label(here.plan_end)
    columns = {
        "label": "What", "place": "In place", "need": f"Needed {year}", "span": "Range", "short_by": "Short or spare",
        "chance": "Too few in", "winter": "Busiest winter month", "used": "Planned to be used", "basis": "In place is",
    }  # fmt: skip
    note = (
        "Needed is modelled. Beds in place are those open in the base year; nothing new is built and nothing closes. "
        "Planned care is what would have to be completed in the year on the standard's path."
    )
    table = page.table(
        shown, f"Capacity in place and needed, {here.name}", columns, about=here.about(held, MEASURED),
        name="capacity", note=note,
    )  # fmt: skip
    return join([table, _not_in_place(others, here)])


def _not_in_place(rows: pd.DataFrame, here: Here) -> Html:
    """Keep behind one line what care takes of each kind of capacity whose amount in place nobody publishes."""
    shown = rows.assign(
        now=[words.number(row.mean - row.more, row.unit, figures=2) for row in rows_of(rows)],
        need=[words.number(row.mean, row.unit, figures=2) for row in rows_of(rows)],
        change=[more_words(row) for row in rows_of(rows)],
        span=[words.to(row.more_low, row.more_high, row.unit) for row in rows_of(rows)],
        hours=[hours_words(row.hours_a_week) for row in rows_of(rows)],
        winter=[words.number(row.peak, row.unit, figures=2) for row in rows_of(rows)],
        used=[planned_words(row.planned_pct) for row in rows_of(rows)],
        place=None,
    )  # fmt: skip
    columns = {
        "label": "What", "place": "In place", "now": "Today's care takes",
        "need": f"In {words.year_label(here.plan_end)}",
        "change": "More", "span": "Range of more", "hours": "Hours of use a week then",
        "winter": "Busiest winter month",
        "used": "Planned to be used",
    }  # fmt: skip
    caption = f"What care takes where nobody holds what is in place, {here.name}"
    table = page.table(shown, caption, columns, about=here.about(rows, MEASURED), name="care-takes")
    kinds = words.count_words(len(rows), "kind", "kinds")
    return page.unfold(f"{kinds} of capacity that nobody holds for this area: how much more care would take", table)


def more_words(row: Any) -> str:
    """Write a change as its own range allows: "+100"."""
    return words.number(row.more, row.unit, low=row.more_low, high=row.more_high, signed=True)


def hours_words(hours: float) -> str:
    """Write hours a week; nothing for what is not a room."""
    return "" if words.is_missing(hours) else words.number(hours, "hours", figures=2)


def planned_words(percent: float) -> str:
    """Write the share planned to be in use; nothing where none is planned for."""
    return "" if words.is_missing(percent) else words.number(percent, "percent", decimals=0)


def gap_words(row: Any) -> str:
    """Say what is short or spare of what is in place."""
    amount = words.number(abs(row.short), row.unit, low=row.p10, high=row.p90)
    return "neither" if amount == "0" else f"{amount} {'short' if row.short > 0 else 'spare'}"


def chance_short(percent: float) -> str:
    """Say in how many of 100 futures there are too few."""
    return f"{percent:.0f} of 100 futures"


def not_held_table(missing: pd.DataFrame, here: Here) -> Html:
    """Show what is in place and nobody publishes, and the template that would supply it."""
    rows = here.own(missing).rename(columns={"subject": "what"})
    return page.not_held(rows.assign(supply=rows["template"].map(provenance.how_supplied))[["what", "why", "supply"]])


def number_of(explained: pd.DataFrame, key: str, here: Here) -> pd.Series:
    """Give a key number of this area."""
    rows = here.own(explained)
    return rows[(rows["key"] == key) & (rows["symbol"] == "")].iloc[0]
