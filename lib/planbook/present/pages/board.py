"""How the board report reads: a case for change, for discussion, until a system has a plan of its own."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import page, tile_map, words
from planbook.present.here import Here
from planbook.present.html import Html
from planbook.present.pages import demand_when
from planbook.present.pages.demand_case import said_of_matters
from planbook.present.tiles import KeyNumber

MATTERS_TOLD = 2
DISCUSS = "Discussion: a case for change, not a plan. No approval is sought"
DECIDE = "Decision: on the plan that the partners have adopted, and on what it leaves open"
NEAR = 0.03  # closer to England than this share of its figure reads as "about the same"


def opening(
    numbers: pd.DataFrame,
    demand: pd.DataFrame,
    when: pd.DataFrame,
    ages: pd.DataFrame,
    here: Here,
    *,
    planned: bool = False,
) -> Html:
    """Open the report: the message with its two numbers, the story, what is asked, how sure, made from.

    `planned`: the system has adopted programmes and its board is asked to decide; else nothing is asked but discussion.
    """
    facts = {
        "Asked of the board": DECIDE if planned else DISCUSS,
        "How sure we are": confidence(here.own(numbers)),
        "Made from": made_from(here.own(ages), here),
        **here.round,
    }
    return page.masthead(title(numbers, here), standfirst(numbers, demand, when, ages, here), facts)


def title(numbers: pd.DataFrame, here: Here) -> str:
    """Give the message: how fast older people grow in number, and how deprived the area is."""
    mine = here.own(numbers).set_index("key")["value"]
    older = words.change_words(1 + mine["older_growth"] / 100, less="fewer")
    core20 = words.in_every_100(mine["core20_share"] / 100)
    return (
        f"{here.short} will have {older} people aged 75 and over by {here.horizon}, "
        f"and {core20} of its people live in England's most deprived fifth"
    )


def standfirst(numbers: pd.DataFrame, demand: pd.DataFrame, when: pd.DataFrame, ages: pd.DataFrame, here: Here) -> str:
    """Give the story: who lives here, their need, what grows most and by when, and the oldest figure."""
    mine = here.own(numbers).set_index("key")
    sentences = [
        f"About {words.number(row_of(mine, 'people')['value'], 'people', figures=3)} people live here.",
        compared_need(mine),
        *if_nothing_changes(demand, here),
        demand_when.headline(when, here),
        oldest(here.own(ages)),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def compared_need(mine: pd.DataFrame) -> str:
    """Say whether people here need more or less care than England's on average, or about the same."""
    index = float(row_of(mine, "need_index")["value"])
    if abs(index - 1) < NEAR:
        return "By the national allocation formula their need for care is about the same as England's."
    way = "more" if index > 1 else "less"
    gap = words.number(100 * abs(index - 1), "percent", decimals=0)
    return f"By the national allocation formula they need {gap} {way} care a person than England."


def if_nothing_changes(demand: pd.DataFrame, here: Here) -> list[str]:
    """Say the two things that grow furthest if care goes on as it does."""
    said = said_of_matters(demand, here)[:MATTERS_TOLD]
    return [f"If nothing changes, {words.in_sentence(said[0])}", *said[1:]] if said else []


def stands_out(matters: pd.DataFrame) -> str:
    """Say which figure is furthest from England's on the wrong side, and by how much."""
    if matters.empty:
        return "No published figure here stands out from England's."
    first = matters.iloc[0]
    here, there = (words.quantity(first[column], first["unit"]) for column in ("value", "reference"))
    worse = (first["value"] > first["reference"]) == (first["better"] == "lower")
    lead = "What stands out most" if worse else "Nothing published here is clearly worse than England; nearest"
    label, when = words.in_sentence(first["label"]), words.month_words(first["period_to"])
    return f"{lead} is {label}: {here}, against {there} in England ({when})."


def oldest(ages: pd.DataFrame) -> str:
    """Name the oldest figure that matters and its date."""
    first = ages.iloc[0]
    return (
        f"The oldest figure used is {words.in_sentence(first['label'])}, from {words.month_words(first['period_to'])}."
    )


def confidence(mine: pd.DataFrame) -> str:
    """Say how many key numbers are published as they stand, and how many are shared out or modelled."""
    counted = mine["basis"].value_counts()
    said = words.listing([f"{n} {basis}" for basis, n in counted.items()])
    return f"Of {len(mine)} key numbers, {said}"


def made_from(ages: pd.DataFrame, here: Here) -> str:
    """Say the months the figures come from, and the date of the report."""
    first, last = (words.month_words(str(edge)) for edge in (ages["period_to"].min(), ages["period_to"].max()))
    return f"Published data, {first} to {last}; report of {words.date_words(here.as_at)}"


def key_numbers(numbers: pd.DataFrame, here: Here) -> Html:
    """Show the key numbers as tiles, each with its range where it has one, and where it comes from."""
    return page.key_numbers([_tile(row, here) for row in rows_of(here.own(numbers))])


def _tile(row: object, here: Here) -> KeyNumber:
    assert isinstance(row, tuple)
    fields = row._asdict()  # type: ignore[attr-defined]
    return KeyNumber(
        label=fields["label"],
        value=fields["value"],
        low=fields["low"],
        high=fields["high"],
        unit=fields["unit"],
        words=against(fields),
        how=[fields["how"]],
        basis=fields["basis"],
        source=here.publications.get(fields["source"], fields["source"]),
        as_of=words.month_words(fields["period_to"]),
    )


def against(fields: dict) -> str:
    """Say a key number beside England's: "England: 19%", or "403 per 1,000 people; England: 432"."""
    if words.is_missing(fields["reference"]):
        return ""
    reference = words.number(fields["reference"], fields["rate_unit"])
    if fields["rate_unit"] == fields["unit"]:
        return f"{fields['against']}: {reference}"
    return f"{words.quantity(fields['rate'], fields['rate_unit'])}; {fields['against']}: {reference}"


def matters_table(matters: pd.DataFrame, here: Here) -> Html:
    """Show what stands out against England, furthest on the wrong side first."""
    rows = here.own(matters)
    if rows.empty:
        return page.note("No figure that can be compared differs from England's by more than 3%.")
    shown = rows.assign(
        mine=[words.quantity(row.value, row.unit) for row in rows_of(rows)],
        england=[words.quantity(row.reference, row.unit) for row in rows_of(rows)],
        way=[_way(row.value, row.reference, row.better) for row in rows_of(rows)],
        when=[words.month_words(row.period_to) for row in rows_of(rows)],
    )
    columns = {
        "label": "Figure", "mine": here.short, "england": "England", "way": "Against England", "when": "When",
        "basis": "Basis",
    }  # fmt: skip
    return page.table(shown, "What stands out against England", columns, about=here.about(rows), name="stands-out")


def _way(value: float, reference: float, better: str) -> str:
    return "worse" if (value > reference) == (better == "lower") else "better"


def ages_table(ages: pd.DataFrame, here: Here) -> Html:
    """Show how old each publication is on the date of the report, oldest first, with the figures that rest on it."""
    rows = here.own(ages)
    named = rows.assign(publication=[here.publications.get(key, key) for key in rows["source"]])
    grouped = named.groupby("publication", sort=False).agg(
        when=("period_to", "min"), old=("months_old", "max"), figures=("label", "; ".join)
    )
    shown = grouped.reset_index().assign(
        when=grouped["when"].map(words.month_words).to_numpy(),
        old=[words.count_words(int(old), "month") for old in grouped["old"]],
    )
    columns = {"publication": "Publication", "when": "Newest", "old": "Age", "figures": "Figures"}
    summary = f"How old each of {words.count_words(len(shown), 'publication')} is on {words.date_words(here.as_at)}"
    return page.unfold(summary, page.table(shown, summary, columns, name="ages"))


def asked(here: Here, *, planned: bool = False) -> Html:
    """End with what is asked: discussion only, until a system has adopted a plan of its own."""
    if planned:
        return page.ask(
            "For decision",
            [
                ("Approve", "the programmes and levers of the plan, at the reach and in the years set out above."),
                (
                    "Choose",
                    "how the posts left short and the cost left unfunded would be met: nothing here meets them.",
                ),
                ("Note", "which capacity stays short, and that most effects rest on judgement, rated red."),
            ],
        )
    return page.ask(
        "For discussion",
        [
            ("Discuss", f"whether this picture of need in {here.short} matches what the partners see."),
            ("Say", "which figures that nobody publishes should be supplied, and by whom."),
            ("Note", "that nothing here is a plan, a target or a commitment of any organisation."),
        ],
    )


def where(here: Here) -> Html:
    """Show where the area is on the tile map of ICBs, and its places."""
    if here.fictional:
        return page.note(f"{here.short} is fictional and lies nowhere: England's averages, scaled to a million people.")
    where_it_lies = f"{here.short} lies in {here.region}."
    if here.system not in set(tile_map.tiles()["system"]):
        return page.note(f"{where_it_lies} It is not one of the ICBs of April 2026, so the map of ICBs leaves it out.")
    return page.tile_map(caption=where_it_lies, current=here.system)
