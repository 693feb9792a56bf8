"""How money reads: what care would cost, what drives it, who pays and who gains; a gap only where income is held."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import charts, explain, page, provenance, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html

AS_OF = "2024/25, projected"
MILLION = 1e6
LAST = "constrained"
ON_COSTS = "Pay with employer's national insurance, pension and levy"
TILES = 4


def price_words(here: Here) -> str:
    """Say price base, years and on-costs, as every table of money does."""
    base = words.year_label(here.base_year)
    return (
        f"{base} prices: general inflation (GDP deflator) taken out, prices that rise faster than it left in. "
        f"Cash is pounds of the year. {ON_COSTS}. Years are financial, April to March."
    )


def opening(
    cases: pd.DataFrame, bridge: pd.DataFrame, explained: pd.DataFrame, position: pd.DataFrame, stress: pd.DataFrame,
    assumptions: pd.DataFrame, here: Here,
) -> Html:  # fmt: skip
    """Open the page: the pressure or the gap, what drives it, what programmes do to it, and how sure that is."""
    facts = {
        "What this is": _what_this_is(position, here),
        "How sure we are": sureness(stress, assumptions, here),
        "Made from": "National costs of 2024/25, staff in post, published price indices, and the steps before",
        **here.round,
    }
    sentences = [*board_lines(cases, bridge, explained, position, here)[1:], _not_a_gap(position, here)]
    return page.masthead(title(cases, position, here), " ".join(filter(None, sentences)), facts)


def title(cases: pd.DataFrame, position: pd.DataFrame, here: Here) -> str:
    """Give the message: the gap where there is an income, else the cost pressure."""
    return board_lines(cases, pd.DataFrame(), pd.DataFrame(), position, here)[0].rstrip(".")


def board_lines(
    cases: pd.DataFrame, bridge: pd.DataFrame, explained: pd.DataFrame, position: pd.DataFrame, here: Here
) -> list[str]:
    """Say for the board: the gap or pressure, what drives it most, and what the programmes would add and release."""
    lines = [gap_sentence(position, here) or pressure_sentence(cases, here)]
    if len(bridge):
        lines.append(driver_sentence(bridge, here))
    if len(explained):
        lines.append(programmes_sentence(explained, here))
    return list(filter(None, lines))


def pressure_sentence(cases: pd.DataFrame, here: Here) -> str:
    """Say how much more care would cost by the plan's end if nothing changes, in constant prices."""
    row = _case(cases, "unchanged", here)
    amount = words.number(abs(row["more"]), "gbp", low=row["low"], high=row["high"])
    way = "more" if row["more"] >= 0 else "less"
    return (
        f"If nothing changes, care for people in {here.short} would cost {amount} a year {way} by "
        f"{words.year_label(here.plan_end)} than in {words.year_label(here.base_year)}, general inflation apart."
    )


def gap_sentence(position: pd.DataFrame, here: Here) -> str:
    """Say how far income would fall short, where there is an income: else nothing."""
    rows = here.own(position)
    if rows.empty:
        return ""
    row = rows[(rows["year"] == here.plan_end) & (rows["case"] == LAST)].iloc[0]
    amount = words.number(abs(row["mean"]), "gbp", low=row["p10"], high=row["p90"])
    way = "short" if row["mean"] < 0 else "in hand"
    kind = " (by an estimated allocation)" if row["source"] != "local_return" else ""
    return (
        f"With the programmes and the savings found so far, {here.short} would be {amount} a year {way} in "
        f"{words.year_label(here.plan_end)}{kind}, between {_signed(row['p10'])} and {_signed(row['p90'])}."
    )


def driver_sentence(bridge: pd.DataFrame, here: Here) -> str:
    """Say which step of the bridge adds most."""
    rows = _steps(bridge, here)
    if rows.empty or float(rows["mean"].max()) <= 0:
        return "Nothing adds to cost on balance."
    most = rows.sort_values("mean", ascending=False).iloc[:2]
    said = [f"{words.in_sentence(row.label)} ({words.number(row.mean, 'gbp', figures=2)})" for row in rows_of(most)]
    return f"What adds most is {words.listing(said)}."


def programmes_sentence(explained: pd.DataFrame, here: Here) -> str:
    """Say what programmes would cost and what cash they would release, where any is on."""
    rows = here.own(explained)
    mine = rows[rows["key"] == "programmes_net"].set_index("symbol")["value"]
    if mine.empty or float(mine.get("C", 0.0)) == 0:
        return "No programme is on here, so this is cost pressure alone."
    cost, again, cash = (words.number(abs(mine[each]), "gbp", figures=2) for each in ("C", "D", "E"))
    return (
        f"The programmes would cost {cost} in that year and move {again} of care elsewhere, against {cash} released as "
        "cash: most of what avoided care costs stays, or becomes room for other care."
    )


def sureness(stress: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> str:
    """Name the weakest assumptions that move the answer most."""
    named = red_rated(stress, assumptions, here)
    if not named:
        return "No weak assumption moves the answer by itself more than chance"
    return f"Moved most by assumptions rated red: {words.listing(named[:3])}"


def red_rated(stress: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> list[str]:
    """Give the red-rated assumptions that move the answer, most first, in words."""
    rows = named_stress(stress, assumptions, here)
    return [words.in_sentence(str(label)) for label in rows.loc[rows["rating"] == "red", "label"]]


def named_stress(stress: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> pd.DataFrame:
    """Give the rows of a stress table with the meaning and rating of each assumption."""
    known = assumptions.drop_duplicates("key").set_index("key")
    rows = here.own(stress)
    return rows.assign(
        label=rows["key"].map(known["meaning"]).fillna(rows["key"]),
        rating=rows["key"].map(known["quality"]).fillna("red"),
    )


def key_numbers(explained: pd.DataFrame, here: Here) -> Html:
    """Show the key numbers as tiles; each unfolds further down."""
    rows = here.own(explained)
    first = rows[(rows["symbol"] == "") & (rows["value"] != 0)].head(TILES)
    return page.key_numbers([explain.tile(row, here) for row in rows_of(first)])


def cases_chart(cases: pd.DataFrame, here: Here) -> Chart:
    """Draw the cases by year in one picture; cases that are the same as another are left out."""
    rows = here.own(cases)
    wide = rows.pivot(index="year", columns="case", values="mean")
    kept = [case for i, case in enumerate(CASES) if not any(wide[case].equals(wide[CASES[j]]) for j in range(i))]
    drawn = rows[rows["case"].isin(kept)].sort_values(["case", "year"], key=_in_case_order).reset_index(drop=True)
    short = drawn.assign(name=drawn["case"].map(SHORT))
    return charts.lines(
        short,
        "year",
        "mean",
        "name",
        message=cases_message(cases, here),
        subtitle=f"Cost of care a year, {here.name}, {words.year_label(here.base_year)} prices",
        name="cases",
        about=here.about(short, AS_OF),
        unit="gbp",
        x_words=words.year_label,
        columns={
            "year": "Year",
            "label": "Case",
            "mean": "Constant prices",
            "p10": "From",
            "p90": "To",
            "cash": "Cash",
        },
        units=dict.fromkeys(("mean", "p10", "p90", "cash"), "gbp"),
    )


CASES = ("unchanged", "programmes", "constrained")
SHORT = {
    "unchanged": "Nothing changes",
    "programmes": "With programmes",
    "constrained": "As it can be paid and staffed",
}


def _in_case_order(column: pd.Series) -> pd.Series:
    return column.map(CASES.index) if column.name == "case" else column


def cases_message(cases: pd.DataFrame, here: Here) -> str:
    """Say how cost compares by the plan's end in the cases."""
    plain, ends = (_case(cases, case, here) for case in ("unchanged", LAST))
    base = float(plain["mean"]) - float(plain["more"])
    change = words.change_words(plain["mean"] / base)
    year = words.year_label(here.plan_end)
    apart = float(ends["mean"]) - float(plain["mean"])
    if abs(apart) < 0.5:
        return f"If nothing changes care would cost {change} by {year}, general inflation apart"
    way = "more" if apart > 0 else "less"
    amount = words.number(abs(apart), "gbp", figures=2)
    return f"If nothing changes care would cost {change} by {year}; with what is set out here {amount} a year {way}"


def bridge_chart(bridge: pd.DataFrame, here: Here) -> Chart:
    """Draw what adds to cost and what takes from it by the plan's end, steps of nothing left out."""
    rows = _steps(bridge, here)
    ordered = in_millions(rows[rows["mean"].abs() > 0].reset_index(drop=True), ["mean", "p10", "p90"])
    ordered["label"] = ordered["key"].map(STEP_WORDS).fillna(ordered["label"])
    return charts.bars(
        ordered,
        "label",
        "mean",
        message=driver_sentence(bridge, here).rstrip("."),
        subtitle=f"What takes cost from {words.year_label(here.base_year)} to {words.year_label(here.plan_end)}, "
        f"{here.name}, {words.year_label(here.base_year)} prices, 80% interval",
        name="bridge",
        about=here.about(ordered, AS_OF),
        unit="gbp_millions",
        low="p10",
        high="p90",
        columns={"label": "Step", "mean": "Adds", "p10": "From", "p90": "To"},
        units=dict.fromkeys(("mean", "p10", "p90"), "gbp_millions"),
    )


def in_millions(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Give some columns of pounds in millions, so that a chart has room for its bars."""
    return frame.assign(**{name: frame[name] / MILLION for name in columns})


STEP_WORDS = {
    "health": "Health",
    "backlog": "Waiting list",
    "shocks": "This scenario",
    "staff": "Staff for each unit",
    "prices": "Pay and prices",
    "programmes": "Programmes",
    "added": "Care that reappears",
    "released": "Cash released",
    "posts": "Empty posts",
    "levers": "Staff levers",
    "efficiency": "Efficiency found",
}


def _steps(bridge: pd.DataFrame, here: Here) -> pd.DataFrame:
    rows = here.own(bridge).sort_values("order")
    return rows[~rows["key"].isin(["start", "end"])].reset_index(drop=True)


def released_chart(release: pd.DataFrame, here: Here) -> Chart | None:
    """Draw what becomes of the average cost of avoided care in the plan's end; none where nothing is avoided."""
    rows = here.own(release)
    then = rows[(rows["year"] == here.plan_end) & (rows["kind"] != "full")].reset_index(drop=True)
    if float(then["mean"].sum()) <= 0:
        return None
    drawn = then.assign(what="Care avoided")
    return charts.stacked(
        drawn,
        "what",
        "label",
        "mean",
        message=released_message(release, here),
        subtitle=f"Average cost of care that programmes avoid in {words.year_label(here.plan_end)}, {here.name}",
        name="released",
        about=here.about(drawn, AS_OF),
        unit="gbp",
        columns={"label": "What becomes of it", "mean": "A year", "p10": "From", "p90": "To", "cash": "Cash prices"},
        units=dict.fromkeys(("mean", "p10", "p90", "cash"), "gbp"),
    )


def released(release: pd.DataFrame, here: Here) -> Html:
    """Show what becomes of the cost of avoided care, or that none is avoided."""
    chart = released_chart(release, here)
    return page.figure(chart) if chart else page.note("Nothing is avoided in this scenario, so nothing is released.")


def released_message(release: pd.DataFrame, here: Here) -> str:
    """Say how much of every £100 of average cost avoided would be cash, and how much room for other care."""
    rows = here.own(release)
    then = rows[rows["year"] == here.plan_end].set_index("kind")["mean"]
    cash, room = (words.number(100 * then[kind] / then["full"], "gbp") for kind in ("cash", "capacity"))
    return f"Of every £100 of average cost avoided, {cash} would be cash and {room} room for other care"


def _case(cases: pd.DataFrame, case: str, here: Here) -> pd.Series:
    rows = here.own(cases)
    return row_of(rows[rows["year"] == here.plan_end].set_index("case"), case)


def _signed(value: float) -> str:
    return f"{words.number(abs(value), 'gbp', figures=2)} {'short' if value < 0 else 'in hand'}"


def _what_this_is(position: pd.DataFrame, here: Here) -> str:
    if here.own(position).empty:
        return "Cost pressure, not a gap: no allocation is held for this area"
    return "Income against spending; what is not held is named below"


def _not_a_gap(position: pd.DataFrame, here: Here) -> str:
    return "No allocation is set against it." if here.own(position).empty else ""


def checks(
    lines: pd.DataFrame, cases: pd.DataFrame, payers: pd.DataFrame, bridge: pd.DataFrame, programmes: pd.DataFrame,
    here: Here,
) -> list[tuple[bool, str]]:  # fmt: skip
    """Check that what is spent on, who spends it, steps and programmes add up to the same pounds, and places to all."""
    mine = here.own(cases)
    whole = mine.set_index(["year", "case"])["mean"]
    by_item, by_payer = (here.own(frame).groupby(["year", "case"])["mean"].sum() for frame in (lines, payers))
    steps = here.own(bridge).set_index("key")["mean"]
    between = float(steps.drop(["start", "end"]).sum())
    own = here.own(programmes)
    parts = own[(own["programme"] != "all") & (own["organisation"] != "all")].groupby("year")["net"].sum()
    total = own[(own["programme"] == "all") & (own["organisation"] == "all")].set_index("year")["net"]
    return [
        provenance.adds_up(cases, "mean", ["year", "case"], "Cost by case", here),
        _same(by_item, whole, "What money is spent on adds up to the cost of every case and year, to the penny."),
        _same(by_payer, whole, "Who spends it adds up to the same, to the penny."),
        (abs(float(steps["start"]) + between - float(steps["end"])) < 0.01, "The bridge's steps sum to its end."),
        _same(parts, total, "Programmes by organisation add up to all programmes, to the penny."),
    ]


def _same(parts: pd.Series, whole: pd.Series, says: str) -> tuple[bool, str]:
    left = (parts - whole.reindex(parts.index)).abs().max() if len(parts) else 0.0
    return bool(left < 0.01), says


def limits(here: Here) -> Html:
    """Say what the reader must know before using any of it."""
    return page.note(
        "Cost is of the care residents use, at national average cost, not any trust's "
        "accounts: where an area's staff cost "
        "more or less than that, the difference stands as its own line.",
        "Prescribing in general practice, continuing care and councils' social care budgets "
        "have no cost here; only what "
        "programmes move of them does.",
        "Empty posts make care cheaper and leave it undone: less spending is not a saving there.",
        "Who spends is not who funds: contracts between commissioner and provider are not in the files held.",
    )
