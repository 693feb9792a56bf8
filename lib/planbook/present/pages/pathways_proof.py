"""How far pathways can be believed: what is claimed and counted, room, fairness, results on outcomes, milestones."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import charts, page, provenance, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.pages.pathways import OFF, on, sourced

GRADES = {"H": "High", "M": "Medium", "L": "Low", "U": "Unverified"}
STEPS = {
    "claimed": "As claimed for England",
    "agreed": "As agreed here",
    "after_haircut": "After the haircut for optimism",
    "counted": "Counted: once each, with room",
}
EMERGENCY = ("emergency_same_day", "emergency_overnight")
FIFTHS = {1: "Most deprived", 2: "Second", 3: "Third", 4: "Fourth", 5: "Least deprived"}
CHANGED = 1e-6
FULL = 95  # of a hundred: what is within the rounding of the room itself is not told apart
EXPERTS = "pathways.elicited_pct"  # shown beside each claim


def belief(stages: pd.DataFrame, programmes: pd.DataFrame, here: Here) -> Html:
    """Show emergency admissions as claimed, agreed, after the haircut and counted, and every effect under it."""
    if on(programmes, here).empty:
        return page.note(OFF)
    return Html(page.figure(belief_chart(stages, here)) + stages_table(stages, here))


def belief_chart(stages: pd.DataFrame, here: Here) -> Chart:
    """Draw the change in emergency admissions at each step of belief."""
    mine = here.own(stages)
    rows = mine[mine["point"].isin(EMERGENCY)]
    frame = pd.DataFrame(
        [{"label": label, "value": _two_figures(float(rows[key].sum()))} for key, label in shown_steps(rows).items()]
    ).assign(basis=rows["basis"].iloc[0], source=rows["source"].iloc[0], area=here.area)
    return charts.bars(
        frame,
        "label",
        "value",
        message=belief_message(stages, here),
        subtitle=f"Change in emergency admissions in {words.year_label(here.plan_end)}, {here.name}, a year",
        name="belief",
        about=sourced(rows, here),
        unit="admissions",
        focus=STEPS["counted"],
        columns={"label": "Step", "value": "Change a year"},
        units={"value": "admissions"},
    )


def shown_steps(rows: pd.DataFrame) -> dict[str, str]:
    """Give the steps of belief; without what is agreed, where nobody has agreed other numbers."""
    return STEPS if agreed_otherwise(rows) else {key: said for key, said in STEPS.items() if key != "agreed"}


def agreed_otherwise(rows: pd.DataFrame) -> bool:
    """Say whether any effect is agreed at another size than is claimed."""
    return bool(((rows["claimed"] - rows["agreed"]).abs() > CHANGED * rows["claimed"].abs()).any())


def _two_figures(value: float) -> float:
    return float(f"{value:.2g}")


def belief_message(stages: pd.DataFrame, here: Here) -> str:
    """Say how many of the admissions claimed count in the end."""
    mine = here.own(stages)
    rows = mine[mine["point"].isin(EMERGENCY)]
    claimed, counted = float(rows["claimed"].sum()), float(rows["counted"].sum())
    if claimed >= 0:
        return "No fewer emergency admissions are claimed"
    said = [words.number(-value, "admissions", figures=2) for value in (claimed, max(-counted, 0.0) * -1)]
    return f"Of {said[0]} emergency admissions that are claimed to be avoided a year, {said[1]} are counted"


def stages_table(stages: pd.DataFrame, here: Here) -> Html:
    """Show each effect: its claim beside the national range, and its size at each step of belief."""
    rows = here.own(stages)
    shown = rows.assign(
        claim=[_pct(row.claim_pct, row.claim_low, row.claim_high) for row in rows_of(rows)],
        experts=[
            "none held" if words.is_missing(row.national) else _pct(row.national, row.national_low, row.national_high)
            for row in rows_of(rows)
        ],
        evidence=rows["grade"].map(GRADES),
        **{key: [_units(getattr(row, key), row.unit) for row in rows_of(rows)] for key in STEPS},
        fits=[f"{row.room_pct:.0f}%" if row.moves_to else "nothing moves" for row in rows_of(rows)],
    )
    columns = {
        "label": "Effect on", "claim": "Claimed where someone is helped", "experts": "Experts, England, 2039/40",
        "evidence": "Evidence", "claimed": "Claimed", "agreed": "Agreed", "after_haircut": "After haircut",
        "counted": "Counted", "fits": "Room for it", "moves_to": "Moves to",
    }  # fmt: skip
    note = "" if agreed_otherwise(rows) else "Nothing has been agreed here, so what is agreed is what is claimed."
    table = page.table(
        shown, f"Each effect in {words.year_label(here.plan_end)}, units a year, {here.short}", columns,
        about=here.about(rows, "2026"), name="pathways-stages",
        note=f"{note} Experts' ranges are of that kind of care in England, eight years beyond this plan.".strip(),
    )  # fmt: skip
    return page.unfold(f"All {len(rows)} effects, from claim to what is counted", table)


def _pct(value: float, low: float, high: float) -> str:
    said = words.number(value, "percent_change", low=low, high=high, signed=True)
    return f"{said} ({words.to(min(low, high), max(low, high), 'percent_change')})"


def _units(value: float, unit: str) -> str:
    return words.number(value, unit, figures=2, signed=True) if abs(value) >= 0.5 else "0"


def room_table(room: pd.DataFrame, displaced: pd.DataFrame, programmes: pd.DataFrame, here: Here) -> Html:
    """Show what would arrive in each sector, the room there is, and what is not counted for want of it."""
    if on(programmes, here).empty:
        return page.note(OFF)
    rows = here.own(room)
    end = rows[(rows["year"] == here.plan_end) & (rows["arriving"] > 0)].sort_values("share_pct")
    moved = here.own(displaced).groupby("point")["mean"].sum()
    shown = end.assign(
        comes=[words.number(row.arriving, row.unit, figures=2) for row in rows_of(end)],
        moves=[_units(moved.get(row.point, 0.0), row.unit) for row in rows_of(end)],
        free=[
            f"{words.number(row.mean, row.unit, figures=2)} ({words.to(row.p10, row.p90, row.unit)})"
            for row in rows_of(end)
        ],
        fits=[f"{row.share_pct:.0f} in every 100" for row in rows_of(end)],
        said=[_verdict(row, row.point in moved.index) for row in rows_of(end)],
    )  # fmt: skip
    columns = {
        "label": "Work", "sector": "Sector", "comes": "Would arrive a year", "moves": "Of it, displaced and counted",
        "free": "Room, and its range", "fits": "Fits", "said": "So",
    }  # fmt: skip
    return page.table(
        shown, room_message(room, here), columns, about=sourced(end, here), name="pathways-room",
        note="What arrives is all that programmes deliver there and all that their savings would move there.",
    )  # fmt: skip


def room_message(room: pd.DataFrame, here: Here) -> str:
    """Say in how many places there is not room for what would arrive."""
    rows = here.own(room)
    end = rows[(rows["year"] == here.plan_end) & (rows["arriving"] > 0)]
    full = end[end["share_pct"].round() < FULL]
    if full.empty:
        return f"In {words.year_label(here.plan_end)} there would be room for what programmes move"
    sectors = words.listing(dict.fromkeys(words.in_sentence(sector) for sector in full["sector"]))
    return f"Not enough room in {words.year_label(here.plan_end)} in {sectors}"


def _verdict(row: Any, moved_to: bool) -> str:
    if not moved_to:
        return "No saving rests on it; it must be staffed all the same"
    if round(row.share_pct) >= FULL:
        return "Counted"
    return f"Not counted in full: no room in {words.in_sentence(row.sector)}"


def fairness_table(fifths: pd.DataFrame, gaps: pd.DataFrame, programmes: pd.DataFrame, here: Here) -> Html:
    """Show how many in a hundred of each cohort would be helped by deprivation fifth, and flag a gap that widens."""
    if on(programmes, here).empty:
        return page.note(OFF)
    rows, found = here.own(fifths), here.own(gaps).set_index("programme")
    wide = rows.pivot(index="programme", columns="imd_quintile", values="share_pct")
    titles = rows.drop_duplicates("programme").set_index("programme")["label"]
    helped = [name for name in titles.index if found.loc[name, "finding"] != "nobody is helped"]
    shown = pd.DataFrame(
        {
            "label": titles.loc[helped],
            **{str(fifth): [f"{wide.loc[name, fifth]:.1f}" for name in helped] for fifth in FIFTHS},
            "finding": [_finding(found.loc[name]) for name in helped],
        }
    ).reset_index(drop=True)
    columns = {"label": "Programme", **{str(f): said for f, said in FIFTHS.items()}, "finding": "The gap"}
    return page.table(
        shown, fairness_message(gaps, here), columns, about=here.about(rows, "2026"), name="pathways-fifths",
        note="Helped in a year of every 100 in the programme's cohort, by national deprivation fifth of neighbourhood. "
        "Uptake by fifth is judgement (red): watch it locally.",
    )  # fmt: skip


def fairness_message(gaps: pd.DataFrame, here: Here) -> str:
    """Say how many programmes would widen the gap between rich and poor neighbourhoods."""
    rows = here.own(gaps)
    helped = rows[rows["finding"] != "nobody is helped"]
    wider = helped[helped["finding"] == "widens"]
    if wider.empty:
        return "No programme would clearly widen the gap between rich and poor neighbourhoods"
    return f"{len(wider)} of {len(helped)} programmes would widen the gap between rich and poor neighbourhoods"


def _finding(row: pd.Series) -> str:
    if row["finding"] != "widens":
        return str(row["finding"]).capitalize()
    points = words.number(abs(row["mean"]), "percentage_points", decimals=1)
    return f"Widens: {points} points fewer of the poorest are reached"


def results_table(results: pd.DataFrame, here: Here) -> Html:
    """Show what programmes would do to the measure of each outcome they serve."""
    rows = here.own(results)
    end = rows[(rows["year"] == here.plan_end) & (rows["serving"] != "")]
    if end.empty:
        return page.note(OFF)
    shown = end.assign(
        change=[_change(row) for row in rows_of(end)],
        ends=[_ends(row) for row in rows_of(end)],
    )
    columns = {"label": "Outcome", "change": f"Change by {words.year_label(here.plan_end)}", "ends": "Range",
               "serving": "Programmes", "how": "Rests on"}  # fmt: skip
    return page.table(
        shown, f"What programmes would do to outcomes, {here.short}", columns, about=here.about(end, "2026"),
        name="pathways-results",
        note="From programmes alone, against nothing changing. Goals set it beside the target and say what is left.",
    )  # fmt: skip


def _change(row: Any) -> str:
    if words.is_missing(row.value):
        return "see capacity"
    return words.quantity(row.value, row.unit, low=row.low, high=row.high, signed=True)


def _ends(row: Any) -> str:
    return "" if words.is_missing(row.value) else words.to(row.low, row.high, row.unit)


def milestones_table(milestones: pd.DataFrame, programmes: pd.DataFrame, here: Here) -> Html:
    """Show each programme's milestones; the effect waits for those that gate it, everywhere."""
    rows = here.own(milestones)
    titles = here.own(programmes).set_index("programme")["label"]
    shown = rows.assign(
        programme_label=rows["programme"].map(titles),
        when=[words.month_words(month) for month in rows["due"]],
        waits=["The effect waits for it" if gate else "" for gate in rows["gates"]],
    )
    columns = {"label": "Milestone", "programme_label": "Programme", "when": "By", "waits": "If it slips"}
    table = page.table(shown, f"Milestones of the {words.count_words(len(titles), 'programme')}", columns)
    return page.unfold(
        f"The {words.count_words(len(rows), 'milestone')}, and which of them the effect waits for", table
    )


def shared_table(shared: pd.DataFrame, programmes: pd.DataFrame, here: Here) -> Html:
    """Show how the change of lines that several programmes touch is shared among them."""
    if on(programmes, here).empty:
        return Html("")
    rows = here.own(shared)
    rows = rows[(rows["alone"].abs() >= 0.5) & rows.duplicated("point", keep=False)]
    shown = rows.assign(
        said_alone=[_units(row.alone, row.unit) for row in rows_of(rows)],
        turn=[_units(row.in_turn, row.unit) for row in rows_of(rows)],
        credit=[_units(row.mean, row.unit) for row in rows_of(rows)],
    )
    columns = {
        "label": "Care", "from_programme": "Programme", "said_alone": "If it were the only one",
        "turn": "After those before it", "credit": "Credited, with what it brings",
    }  # fmt: skip
    table = page.table(
        shown, "How overlapping programmes share what they change", columns, about=here.about(rows, "2026"),
        note="A unit is avoided once. Credit is the mean over all orders (Shapley), so programmes add up to the whole.",
    )  # fmt: skip
    return page.unfold("How programmes that overlap share the credit", table)


def assumed(assumptions: pd.DataFrame, programmes: pd.DataFrame, here: Here) -> Html:
    """Show what is assumed of effects in general, then of each programme; all unfold."""
    mine = assumptions[assumptions["key"].str.startswith(("pathways.", "programmes."))]
    titles = here.own(programmes).set_index("programme")["label"]
    general = mine[mine["key"].str.startswith("pathways.") & (mine["key"] != EXPERTS)]
    parts = [provenance.assumptions_table(general)]
    for name, label in titles.items():
        rows = mine[mine["key"].str.startswith(f"programmes.{name}.")]
        said = f"{label}: {words.count_words(int(rows['key'].nunique()), 'assumption')}, {_rated(rows)}"
        parts.append(page.unfold(said, provenance.assumptions_table(rows)))
    return join(parts)


def _rated(rows: pd.DataFrame) -> str:
    """Say how many assumptions are rated how."""
    counted = rows.drop_duplicates("key")["quality"].value_counts()
    return words.listing([f"{counted[rating]} {rating}" for rating in ("red", "amber", "green") if rating in counted])
