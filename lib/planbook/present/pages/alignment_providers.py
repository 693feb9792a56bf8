"""Providers and neighbours: what is asked of each, who gives the care of people here, and what is not on record."""

from __future__ import annotations

import pandas as pd

from planbook.present import page, provenance, words
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.pages.alignment import ALL, AS_OF, EMERGENCY, crossing, of_system

CATCHMENT_NOTE = (
    "A trust's published volume times the share of its patients who live here, over the same for all acute trusts. "
    "Apportioned: good for size, not for ranking."
)
SMALL = 0.5  # neighbours with less than this of any care either way are left out of the table


def not_held(missing: pd.DataFrame, here: Here) -> Html:
    """Show what is not on record, why it matters and which template would bring it in."""
    rows = of_system(missing, here)
    if rows.empty:
        return Html("")
    shown = rows.assign(
        what=rows["subject"],
        supply=[provenance.how_supplied(each) if each else "not published" for each in rows["template"]],
    )
    return join([page.section("What is not on record"), page.not_held(shown, "What is not on record")])


def providers(asks: pd.DataFrame, here: Here) -> Html:
    """Give a section to each provider: what each plan asks of it, and what the model would."""
    rows = of_system(asks, here)
    if rows.empty or here.area != here.system:
        return Html("")
    planned = bool(rows[["provided", "commissioned"]].notna().any(axis=None))
    lead = (
        "What its commissioners and its own plan have for each provider."
        if planned
        else "No plan is on record: this is what the model would ask of each trust for people here, if each kept its "
        "published share of their care. It is nobody's plan."
    )
    parts = [page.section("What is asked of each provider", lead)]
    for party, mine in rows.groupby("party", sort=False):
        parts.append(page.unfold(f"{party}: {_summary(mine, here)}", _asked(str(party), mine, here, planned)))
    return join(parts)


def _summary(mine: pd.DataFrame, here: Here) -> str:
    lines = words.count_words(mine["measure"].nunique(), "line")
    return f"{lines} in {words.year_label(here.plan_start)} and {words.year_label(here.plan_end)}"


def _asked(party: str, rows: pd.DataFrame, here: Here, planned: bool) -> Html:
    ends = rows[rows["year"].isin([here.plan_start, here.plan_end])]
    money = ends["unit"] == "gbp"
    shown = ends.assign(
        when=ends["year"].map(words.year_label),
        who=ends["counterpart"].where(ends["counterpart"] != ALL, "All together"),
    )
    columns = {"label": "Line", "when": "Year"}
    if planned:
        columns |= {"who": "Asked by", "commissioned": "Commissioners plan", "provided": "The provider plans"}
    columns |= {"model_mean": "The model"}
    parts = []
    for which, unit, name in ((~money, "items", "asked"), (money, "gbp", "asked-value")):
        part = shown[which].sort_values(["measure", "counterpart", "year"], kind="stable")
        if part.empty:
            continue
        kept = {key: said for key, said in columns.items() if not (unit == "gbp" and key == "model_mean")}
        numbers: dict[str, str] = {key: unit for key in ("commissioned", "provided", "model_mean") if key in kept}
        ranges = {"model_mean": ("model_low", "model_high")} if "model_mean" in kept else {}
        slug = part["provider"].iloc[0].lower()
        about = here.about(part, AS_OF if planned else "2022 catchments, to July 2025")
        parts.append(
            page.table(
                part,
                f"What is asked of {party}",
                kept,
                units=numbers,
                ranges=ranges,
                about=about,
                name=f"{name}-{slug}",
                note=f"The model: {words.in_sentence(str(part['how'].iloc[0]))}." if ranges else "",
            )
        )
    return join(parts)


def neighbours(trusts: pd.DataFrame, border: pd.DataFrame, here: Here) -> Html:
    """Show which trusts give the care of people here, and who crosses the border to and from each other ICB."""
    if here.fictional:
        said = f"{here.short} is fictional: no published catchment reaches it. Its plans name a neighbour's contracts."
        return join([page.section("Linked neighbours"), page.note(said)])
    mine = here.own(trusts)
    if mine.empty:
        return Html("")
    wide = mine.pivot(index=["provider", "party"], columns="family", values="care_pct").reset_index()
    last = mine[mine["family"] == EMERGENCY].set_index("provider")
    shown = wide.assign(
        based=wide["provider"].map(last["inside"]).map({True: "Here", False: "Elsewhere"}).fillna("Elsewhere"),
        catchment=wide["provider"].map(last["catchment_pct"]),
        last=wide["provider"].str.startswith("others"),
    ).sort_values(["last", EMERGENCY], ascending=[True, False])
    shown["catchment"] = ["" if words.is_missing(v) else words.number(v, "percent") for v in shown["catchment"]]
    families: dict[str, str] = dict(mine.drop_duplicates("family")[["family", "label"]].itertuples(index=False))
    columns = {"party": "Trust", "based": "Based", **families, "catchment": "Of its own patients, from here"}
    units = dict.fromkeys(families, "percent")
    table = page.table(
        shown, f"Which acute trusts give the care of people in {here.short}, % of each kind", columns, units=units,
        about=here.about(mine), name="trusts", note=CATCHMENT_NOTE,
    )  # fmt: skip
    return join([page.section("Linked neighbours", crossing(trusts, here)), table, _border(border, here)])


def _border(border: pd.DataFrame, here: Here) -> Html:
    if here.area != here.system:
        return Html("")
    rows = of_system(border, here)
    mine = rows[(rows["family"] == EMERGENCY) & (rows[["going_out_pct", "coming_in_pct"]].max(axis=1) >= SMALL)]
    if mine.empty:
        return page.note("No other ICB has as much as 1 in 200 emergency admissions either way across the border.")
    columns = {
        "title": "Other ICB", "going_out_pct": "Of people's care here, given by its trusts",
        "coming_in_pct": "Of what trusts here do, for its people",
    }  # fmt: skip
    return page.table(
        mine, "Emergency admissions across the border, by the ICB on the other side", columns,
        units=dict.fromkeys(("going_out_pct", "coming_in_pct"), "percent"), about=here.about(mine), name="border",
        note="Every ICB listed is a linked health economy: its commissioner plans part of what these trusts do.",
    )  # fmt: skip
