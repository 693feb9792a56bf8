"""Tables of agreement between plans: assumptions first, then contracts by point of delivery, then every check."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import charts, page, provenance, words
from planbook.present.here import Here
from planbook.present.html import Html, element, join, safe
from planbook.present.pages.alignment import ALL, AS_OF, VERDICTS, of_system, period_words

MOST_BARS = 10
WITHIN = ("within", "model")


def mark(verdict: str) -> Html:
    """Mark a result by word and colour."""
    return element("span", VERDICTS[verdict], class_=f"tag tag-{verdict}")


def shared(assumed: pd.DataFrame, compared: pd.DataFrame, here: Here) -> Html:
    """Show what each party assumes side by side, before any total: one row an assumption, in its first year."""
    rows = of_system(assumed, here)
    if rows.empty:
        return Html("")
    now = _now(compared, here)
    differing = now[now["check"] == "assumption"]
    red, held_up = (set(rows["measure"]) for rows in (differing[differing["verdict"] == "red"], differing))
    stated = rows.groupby("measure")["party"].nunique()
    both = rows[rows["measure"].isin(stated[stated > 1].index)]
    first = both[both["period"] == both.groupby("measure")["period"].transform("min")]
    parties = list(dict.fromkeys(first.sort_values("role")["party"]))
    shown = []
    for _, mine in first.groupby("measure", sort=False):
        held = mine.set_index("party")
        unit = str(mine["unit"].iloc[0])
        said = {party: words.number(held["value"].get(party), unit) if party in held.index else "" for party in parties}
        key = mine["measure"].iloc[0]
        state = mark("red" if key in red else "green") if key in held_up else safe("Each its own")
        first_row = {"label": mine["label"].iloc[0], **said, "model": _model(mine.iloc[0]), "state": state}
        shown.append({**first_row, "_order": 0 if key in red else 1 if key in held_up else 2})
    frame = pd.DataFrame(shown).sort_values("_order", kind="stable").drop(columns="_order")
    columns = {"label": "Assumption", **{p: p for p in parties}, "model": "The model", "state": "Do they agree?"}
    year = period_words(str(first["period"].min()))
    table = page.table(
        frame, f"What each party assumes, {year}", columns, about=here.about(rows, AS_OF), name="shared-assumptions",
        note="Empty where a party states none. The model's figure is shown beside; it is nobody's plan.",
    )  # fmt: skip
    lead = _assumed_lead(differing)
    return join([page.section("Shared planning assumptions", lead), table, _footing(now)])


def _assumed_lead(differing: pd.DataFrame) -> str:
    red = differing[differing["verdict"] == "red"].drop_duplicates(["party", "counterpart", "measure"])
    if red.empty:
        return "Every assumption that two parties state is the same in both, so totals can be compared."
    said = [
        f"{row.party} assumes {words.number(row.value, row.unit)} for {words.in_sentence(row.label)} and "
        f"{row.counterpart} {words.number(row.reference, row.unit)}"
        for row in rows_of(red)
    ]
    return f"Before any total is compared: {'; '.join(said)}."


def _footing(now: pd.DataFrame) -> Html:
    mixed = now[(now["check"] == "footing") & (now["verdict"] == "red")]
    if mixed.empty:
        return Html("")
    said = [f"{row.label}: {row.part}, {row.party} and {row.counterpart}" for row in rows_of(mixed)]
    return page.note("Counted on two footings, so the figures are not to be compared yet: " + "; ".join(said) + ".")


def _model(row: pd.Series) -> str:
    if words.is_missing(row["model_mean"]):
        return "none"
    low, high = row["model_low"], row["model_high"]
    spread = "" if words.is_missing(low) or low == high else f" ({words.to(low, high, row['unit'])})"
    return f"{words.number(row['model_mean'], row['unit'])}{spread}"


def contracts(compared: pd.DataFrame, here: Here) -> Html:
    """Show the variance matrix: what commissioner and provider plan at each point of delivery, gap, model, verdict."""
    now = _now(compared, here)
    rows = now[now["check"].isin(["contract", "value", "performance"])]
    if rows.empty:
        return Html("")
    if here.area != here.system:
        said = f"Contracts are made for the whole of {here.short_of(here.system)}, and stand in its own report."
        return join([page.section("Commissioner against provider"), page.note(said)])
    yearly = rows[rows["timeframe"] != "month"]
    yearly = yearly.drop_duplicates(["check", "party", "counterpart", "measure", "period"])
    plan = yearly[yearly["period"] >= str(here.plan_start)]
    parts = [page.section("Commissioner against provider, by point of delivery", _contracts_lead(plan))]
    drawn = _widest(plan)
    if len(drawn):
        parts.append(page.figure(_bars(drawn, here)))
    lines = plan[(plan["check"] == "contract") & plan["period"].isin([str(here.plan_start), str(here.plan_end)])]
    apart = lines[lines["verdict"] != "green"]
    if len(apart):
        parts.append(_matrix(apart, "Lines of contracts that do not agree", "contracts-apart", here))
    for (party, other), mine in lines.groupby(["party", "counterpart"], sort=False):
        said = f"{party} for {other}: all {words.count_words(mine['measure'].nunique(), 'line')}"
        name = f"contract-{party}-{other}".lower().replace(" ", "-")
        parts.append(page.unfold(said, _matrix(mine, f"Contract of {party} with {other}", name, here)))
    parts.append(page.unfold("Month by month, where both have planned months", _months(rows, here)))
    return join([*parts, _money(plan, here)])


def _contracts_lead(plan: pd.DataFrame) -> str:
    pairs = plan.groupby(["party", "counterpart", "measure"])["verdict"].agg(lambda v: "red" in set(v))
    return (
        f"Of {len(pairs)} lines that a commissioner and a provider both plan, {int(pairs.sum())} differ by more than "
        "is allowed in some year. Swap the two and only the sign of a gap changes."
    )


def _widest(plan: pd.DataFrame) -> pd.DataFrame:
    """Give the furthest year of each line of activity, largest gap first."""
    mine = plan[plan["check"] == "contract"].assign(size=lambda rows: rows["apart"].abs())
    first = mine.sort_values("size", ascending=False, kind="stable").drop_duplicates(
        ["party", "counterpart", "measure"]
    )
    return first[first["size"] > first["near"]].head(MOST_BARS).reset_index(drop=True)


def _bars(rows: pd.DataFrame, here: Here) -> charts.Chart:
    named = rows.assign(
        line=[f"{row.label}, {row.party}" for row in rows_of(rows)],
        when=[period_words(period) for period in rows["period"]],
    )
    first = rows.iloc[0]
    way = "more" if first["apart"] > 0 else "fewer"
    size = words.number(abs(first["apart"]), "percent")
    return charts.bars(
        named, "line", "apart",
        message=f"{first['party']} plans {size} {way} {words.in_sentence(first['label'])} than {first['counterpart']}",
        subtitle=f"Provider's plan less commissioner's, per cent of the mean of the two, worst year, {here.name}",
        name="widest", about=here.about(rows, AS_OF), unit="percent_change",
        columns={"line": "Line", "when": "Year", "counterpart": "With", "value": "Provider",
                 "reference": "Commissioner", "apart": "Gap"},
        units={"apart": "percent_change", "value": "items", "reference": "items"},
    )  # fmt: skip


def _matrix(rows: pd.DataFrame, caption: str, name: str, here: Here) -> Html:
    """Show lines of contracts in the first and last year of the plan; the parties where they are several."""
    shown = rows.sort_values(["party", "counterpart", "measure", "period"], kind="stable")
    shown = shown.assign(
        when=[period_words(period) for period in shown["period"]], state=[mark(v) for v in shown["verdict"]],
        moves=shown["mover"].where(shown["verdict"] != "green", "Nobody"),
        who=shown["party"] + " for " + shown["counterpart"],
    )  # fmt: skip
    columns = {"label": "Point of delivery", "when": "Year"}
    several = rows[["party", "counterpart"]].drop_duplicates().shape[0] > 1
    columns |= {"who": "Contract"} if several else {}
    columns |= {"reference": "Commissioner", "value": "Provider", "gap": "Gap", "apart": "Gap, %"}
    columns |= {} if several else {"model_mean": "The model"}
    columns |= {"state": "Result", "moves": "Who must move"}
    numbers = {**dict.fromkeys(("reference", "value", "gap", "model_mean"), "items"), "apart": "percent_change"}
    units = {key: unit for key, unit in numbers.items() if key in columns}
    ranges = {} if several else {"model_mean": ("model_low", "model_high")}
    note = (
        f"Agrees within {_tolerance(rows, 'near')}, open beyond {_tolerance(rows, 'far')} of the mean of the two. "
        "Who must move follows from the model: the outturn on record, with the growth of the model since."
    )
    return page.table(
        shown, caption, columns, units=units, ranges=ranges,
        about=here.about(rows, AS_OF), name=name, note=note,
    )  # fmt: skip


def _tolerance(rows: pd.DataFrame, side: str) -> str:
    return words.number(float(rows[side].iloc[0]), "percent")


def _months(rows: pd.DataFrame, here: Here) -> Html:
    monthly = rows[(rows["timeframe"] == "month") & (rows["check"] == "contract")]
    if monthly.empty:
        return page.note("Nobody has planned months with the other.")
    by = ["party", "counterpart", "label"]
    ordered = monthly.assign(size=monthly["apart"].abs()).sort_values("size", ascending=False, kind="stable")
    grouped = ordered.groupby(by, sort=False)["verdict"]
    counted = {"months": grouped.size(), "open": grouped.agg(lambda verdicts: int((verdicts == "red").sum()))}
    first = ordered.drop_duplicates(by).merge(pd.DataFrame(counted).reset_index(), on=by)
    shown = first.assign(
        who=first["party"] + " for " + first["counterpart"],
        worst=first["apart"],
        when=[period_words(period) for period in first["period"]],
    )
    columns = {
        "label": "Point of delivery", "who": "Contract", "months": "Months", "open": "Open", "worst": "Widest gap, %",
        "when": "In",
    }  # fmt: skip
    return page.table(
        shown, "Contracts by month", columns, units={"months": "items", "open": "items", "worst": "percent_change"},
        about=here.about(monthly, AS_OF), name="contract-months",
    )  # fmt: skip


def _money(plan: pd.DataFrame, here: Here) -> Html:
    money = plan[(plan["check"] == "value") & (plan["period"] == str(here.plan_start))]
    if money.empty:
        return Html("")
    shown = money.assign(
        who=money["party"] + " for " + money["counterpart"], state=[mark(v) for v in money["verdict"]],
        moves=money["mover"].where(money["verdict"] != "green", "Nobody"),
    )  # fmt: skip
    columns = {
        "who": "Contract", "reference": "Commissioner spends", "value": "Provider receives", "gap": "Gap",
        "state": "Result", "moves": "Who must move",
    }  # fmt: skip
    return page.table(
        shown, f"Value of contracts, {period_words(str(here.plan_start))}", columns,
        units=dict.fromkeys(("reference", "value", "gap"), "gbp"), about=here.about(money, AS_OF),
        name="contract-values",
    )  # fmt: skip


def every_check(checks: pd.DataFrame, here: Here) -> Html:
    """Show the checks within each plan and beside the model, then whether levels, cuts and timeframes add up."""
    rows = of_system(checks, here)
    if rows.empty or here.area != here.system:
        return Html("")
    inside, sums = rows[rows["kind"].isin(WITHIN)], rows[rows["kind"] == "sums"]
    lead = "Activity, staff, money and performance of one plan, held against each other; the worst period is shown."
    parts = [page.section("Within each plan", lead)]
    for party, mine in inside.groupby("party", sort=False):
        failing = int((mine["verdict"] == "red").sum())
        said = f"{party}: {words.count_words(len(mine), 'check')}, {failing} open"
        parts.append(page.unfold(said, _checks_table(mine, f"Checks within the plan of {party}", here)))
    parts.append(page.section("Do levels, cuts and timeframes add up?", _sums_lead(sums)))
    parts.append(page.unfold(f"All {len(sums)} sums", _checks_table(sums, "Sums of parts against the whole", here)))
    return join(parts)


def _sums_lead(sums: pd.DataFrame) -> str:
    broken = sums[sums["verdict"] == "red"]
    if broken.empty:
        return "Everything on record adds up: neighbourhoods, places, providers, commissioners, months, years and cuts."
    said = [
        f"{words.in_sentence(row.label)}, {row.party}: {words.number(row.value, row.unit)} against "
        f"{words.number(row.reference, row.unit)}"
        for row in rows_of(broken)
    ]
    return f"What does not add up: {'; '.join(said)}."


def _checks_table(rows: pd.DataFrame, caption: str, here: Here) -> Html:
    shown = rows.assign(
        what=rows["check_title"].where(rows["counterpart"] == ALL, rows["check_title"] + ", " + rows["counterpart"]),
        has=[f"{words.quantity(row.value, row.unit)} ({period_words(row.period)})" for row in rows_of(rows)],
        fits=[words.quantity(row.reference, row.unit) for row in rows_of(rows)],
        allowed=[f"{words.number(row.near, 'percent')} to {words.number(row.far, 'percent')}" for row in rows_of(rows)],
        state=[mark(v) for v in rows["verdict"]],
        moves=rows["mover"].where(rows["verdict"] != "green", "Nobody"),
        who=rows["party"],
    )
    columns = {
        "what": "Check", "formula": "What must hold", "has": "Worst: the plan has", "fits": "It should be",
        "allowed": "Tolerance", "state": "Result", "moves": "Who must move",
    }  # fmt: skip
    if rows["party"].nunique() > 1:
        columns = {"who": "Plan", **columns}
    name = "sums" if rows["kind"].iloc[0] == "sums" else f"checks-{rows['party'].iloc[0].lower().replace(' ', '-')}"
    return page.table(shown, caption, columns, about=here.about(rows, AS_OF), name=name)


def assumed_here(assumptions: pd.DataFrame) -> Html:
    """Show what the step assumes, its own tolerances first."""
    own = assumptions[assumptions["key"].str.startswith("alignment.")]
    rest = assumptions[~assumptions["key"].str.startswith("alignment.")]
    return provenance.assumptions_table(pd.concat([own, rest]))


def _now(compared: pd.DataFrame, here: Here) -> pd.DataFrame:
    rows = of_system(compared, here)
    return rows[rows["seen_in"] == "now"].reset_index(drop=True)
