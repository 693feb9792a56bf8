"""Tables of money: each says its price base, its years and what pay holds."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, provenance, words
from planbook.present.about import About
from planbook.present.here import ENGLAND, Here
from planbook.present.html import Html, join
from planbook.present.pages.finance import AS_OF, LAST, named_stress, price_words

MOST_STRESS = 12
NOTHING_ON = "No programme is on in this scenario, so nobody pays or gains by one."


def lines_table(lines: pd.DataFrame, here: Here) -> Html:
    """Show what money is spent on: today, and by case at the plan's end, constant prices, and cash of the last case."""
    rows = here.own(lines)
    end = rows[rows["year"] == here.plan_end]
    now = rows[(rows["year"] == here.base_year) & (rows["case"] == "unchanged")].set_index("item")
    wide = end.pivot(index="item", columns="case", values="mean")
    cash = end[end["case"] == LAST].set_index("item")["cash"]
    shown = pd.DataFrame(
        {"label": now["label"], "now": now["mean"], **{case: wide[case] for case in wide}, "cash": cash}
    )
    shown = shown[(shown.drop(columns="label").abs() > 0.5).any(axis=1)].reindex(now.index).dropna(subset="label")
    return _money_table(
        pd.concat([shown, _sum_row(shown)]),
        f"What money is spent on in {words.year_label(here.plan_end)}, {here.name}",
        {
            "label": "Item", "now": words.year_label(here.base_year), "unchanged": "Nothing changes",
            "programmes": "With programmes", LAST: "As it can be paid and staffed", "cash": "The same, cash",
        },
        here.about(rows, AS_OF),
        "items",
        f"{price_words(here)} Pay and non-pay sum to national unit costs in "
        f"{words.year_label(here.base_year)}: staff in post "
        "at their cost, England's non-pay in proportion, and the difference as its own line.",
    )  # fmt: skip


def payers_table(payers: pd.DataFrame, here: Here) -> Html:
    """Show who spends it: today and by case at the plan's end."""
    rows = here.own(payers)
    end = rows[rows["year"] == here.plan_end]
    now = rows[(rows["year"] == here.base_year) & (rows["case"] == "unchanged")].set_index("organisation")
    wide = end.pivot(index="organisation", columns="case", values="mean").reindex(now.index)
    cash = end[end["case"] == LAST].set_index("organisation")["cash"]
    shown = pd.DataFrame(
        {"label": now["label"], "now": now["mean"], **{case: wide[case] for case in wide}, "cash": cash}
    )
    shown = shown.reindex(now.index)
    return _money_table(
        pd.concat([shown, _sum_row(shown)]),
        f"Who would spend it in {words.year_label(here.plan_end)}, {here.name}",
        {
            "label": "Who", "now": words.year_label(here.base_year), "unchanged": "Nothing changes",
            "programmes": "With programmes", LAST: "As it can be paid and staffed", "cash": "The same, cash",
        },
        here.about(rows, AS_OF),
        "payers",
        f"{price_words(here)} Councils, the independent and voluntary sector and pharmacies: "
        "only what programmes bring.",
    )  # fmt: skip


def programmes_table(programmes: pd.DataFrame, here: Here) -> Html:
    """Show who pays and who gains for each programme and organisation at the plan's end."""
    rows = here.own(programmes)
    then = rows[(rows["year"] == here.plan_end) & ((rows["organisation"] != "all") | (rows["programme"] == "all"))]
    flowing = then[["own_cost", "reappears", "cash_released", "capacity_released"]].abs().sum(axis=1) > 0.5
    shown = then[flowing & ((then["programme"] != "all") | (then["organisation"] == "all"))]
    if shown.empty:
        return page.note(NOTHING_ON)
    return _money_table(
        shown,
        f"Who pays and who gains in {words.year_label(here.plan_end)}, {here.name}",
        {
            "title": "Programme", "label": "Who", "own_cost": "Its own cost", "reappears": "Care that reappears",
            "cash_released": "Cash released", "capacity_released": "Room for other care", "net": "Net cost",
        },
        here.about(shown, AS_OF),
        "programmes",
        f"{price_words(here)} Net cost is cost less cash; room for other care is not money.",
    )  # fmt: skip


def who_pays(programmes: pd.DataFrame, here: Here) -> Html:
    """Show who pays and who gains, and when; one note where no programme is on."""
    shown = programmes_table(programmes, here)
    on = float(here.own(programmes)["own_cost"].abs().sum()) > 0
    return join([shown, when_table(programmes, here)]) if on else shown


def spending(lines: pd.DataFrame, payers: pd.DataFrame, here: Here) -> Html:
    """Show what money is spent on, and who spends it."""
    return join([lines_table(lines, here), payers_table(payers, here)])


def pooled_and_capital(pooled: pd.DataFrame, capital: pd.DataFrame, here: Here) -> Html:
    """Show pooled funds, and the programmes' capital with its revenue cost."""
    return join([pooled_table(pooled, here), capital_table(capital, here)])


def when_table(programmes: pd.DataFrame, here: Here) -> Html:
    """Show when each programme's net cost falls, and when it gives cash back."""
    rows = here.own(programmes)
    mine = rows[rows["organisation"] == "all"]
    wide = mine.pivot(index="title", columns="year", values="net").reindex(mine["title"].unique())
    wide = wide[(wide.abs() > 0.5).any(axis=1)]
    if wide.empty:
        return page.note(NOTHING_ON)
    years = {f"net_{year}": words.year_label(int(str(year))) for year in wide}
    shown = wide.set_axis(list(years), axis=1).reset_index()
    return _money_table(
        shown,
        f"Net cost by year, {here.name}",
        {"title": "Programme", **years},
        here.about(mine, AS_OF),
        "when",
        f"{price_words(here)} Below nought would be a saving in cash.",
    )


def position_table(position: pd.DataFrame, income: pd.DataFrame, missing: pd.DataFrame, here: Here) -> Html:
    """Show income and the position by year where there is an income; else what is not held."""
    rows = here.own(position)
    if rows.empty:
        return not_held_table(missing, here)
    lines = here.own(income)
    years = sorted(set(lines["year"]))
    both = [
        *_by_year(lines, "money", years),
        *_by_year(
            rows[rows["year"].isin(years)].assign(label=lambda each: "Position: " + each["label"]), "case", years
        ),
    ]
    return _money_table(
        pd.DataFrame(both),
        f"Income, and what is left of it, {here.name}",
        {"label": "Line", **{f"of_{year}": words.year_label(year) for year in years}},
        here.about(rows, "2024/25, as supplied"),
        "position",
        f"{price_words(here)} Below nought is short. Spending without a cost here grows as "
        "care does; deficits brought forward "
        "are repaid from the first plan year.",
    )


def _by_year(rows: pd.DataFrame, key: str, years: list[int]) -> list[dict[str, object]]:
    found = []
    for _, mine in rows.groupby(key, sort=False):
        means = mine.set_index("year")["mean"]
        found.append({"label": mine["label"].iloc[0], **{f"of_{year}": means[year] for year in years}})
    return found


def not_held_table(missing: pd.DataFrame, here: Here) -> Html:
    """Show what nobody publishes for this area and the system has not supplied."""
    rows = here.own(missing)
    shown = rows.assign(what=rows["label"], supply=rows["template"].map(provenance.how_supplied))
    return page.not_held(shown)


def anchors_table(anchors: pd.DataFrame, here: Here) -> Html:
    """Show how far an estimated allocation is from published amounts a head: why it is not an allocation."""
    rows = here.beside(anchors, ENGLAND)
    shown = rows.assign(
        published=[words.number(row.value, "gbp") for row in rows_of(rows)],
        estimate=[words.number(row.modelled, "gbp") for row in rows_of(rows)],
        error=[words.number(row.error_pct, "percent_change", decimals=1, signed=True) for row in rows_of(rows)],
    )
    columns = {"label": "Who", "published": "Published, a head", "estimate": "Estimate", "error": "Off by"}
    note = (
        "Core services, 2024/25. The estimate shares £107.6 billion by people weighted for "
        "need in 2025/26; it is used only "
        "where finance.estimate_income is switched on, and never called an allocation."
    )
    return page.table(
        shown,
        "How far an estimated allocation is off",
        columns,
        about=here.about(rows, "2024/25"),
        name="anchors",
        note=note,
    )


def pooled_table(pooled: pd.DataFrame, here: Here) -> Html:
    """Show the Better Care Fund by fund."""
    rows = here.own(pooled)
    note = (
        "2025/26, cash. Pooled with councils; the NHS part is within the allocation and not "
        "more money. Shared by people "
        "weighted for need unless the system's own is supplied: good for size, not for ranking."
    )
    shown = rows.drop(columns=["area"])
    return page.table(
        shown, f"Better Care Fund, {here.name}", {"label": "Fund", "value": "A year", "basis": "Basis"},
        units={"value": "gbp"}, about=here.about(rows, "2025/26"), name="pooled", note=note,
    )  # fmt: skip


def efficiency_table(efficiency: pd.DataFrame, here: Here) -> Html:
    """Show efficiency asked, found and not identified, by year: the last is never hidden in the others."""
    rows = here.own(efficiency)
    years = sorted(set(rows["year"]))
    shown = pd.DataFrame(_by_year(rows, "kind", years))
    return _money_table(
        shown,
        f"Efficiency asked and found, {here.name}",
        {"label": "Efficiency", **{f"of_{year}": words.year_label(year) for year in years}},
        here.about(rows, AS_OF),
        "efficiency",
        f"{price_words(here)} Lasting savings add up over the years; those for one year are "
        "to be found again. No scheme is invented.",
    )


def stress_table(stress: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> Html:
    """Show the answer at the low and high end of the assumptions that move it most, with their rating."""
    rows = named_stress(stress, assumptions, here).head(MOST_STRESS)
    if rows.empty:
        return page.note("No single assumption moves the answer more than chance does.")
    note = (
        f"{price_words(here)} Low and high are the ends of each assumption's 80% range, others varying as they do; "
        "those that cannot be told from chance are left out."
    )
    columns = {
        "label": "Assumption",
        "low": "At its low end",
        "value": "Mean",
        "high": "At its high end",
        "rating": "Evidence",
    }
    return page.table(
        rows, f"What moves cost pressure in {words.year_label(here.plan_end)}, {here.name}", columns,
        units=dict.fromkeys(("low", "value", "high"), "gbp"), about=here.about(rows, AS_OF), name="stress", note=note,
    )  # fmt: skip


def capital_table(capital: pd.DataFrame, here: Here) -> Html:
    """Show programmes' capital and what it costs in revenue."""
    rows = here.own(capital)
    if float(rows["mean"].abs().sum()) == 0:
        return page.note("No programme is on, so no capital is counted; other capital is not held.")
    years = sorted(set(rows["year"]))
    return _money_table(
        pd.DataFrame(_by_year(rows, "kind", years)),
        f"Capital of the programmes, {here.name}",
        {"label": "What", **{f"of_{year}": words.year_label(year) for year in years}},
        here.about(rows, AS_OF),
        "capital",
        price_words(here),
    )


def assumed(assumptions: pd.DataFrame, step: str) -> Html:
    """Show what this step assumes of its own; what the steps before assume stands on their pages."""
    own = assumptions[assumptions["key"].str.startswith(f"{step}.")]
    others = len(set(assumptions["key"])) - len(set(own["key"]))
    note = page.note(
        f"Behind these numbers lie {others} assumptions of the steps before as well; each is "
        "on its own step's page, and "
        "those that move the answer most are named above."
    )
    return join([provenance.assumptions_table(own), note])


def _sum_row(shown: pd.DataFrame) -> pd.DataFrame:
    total = shown.drop(columns="label").sum().to_dict()
    return pd.DataFrame([{"label": "All together", **total}])


def _money_table(
    frame: pd.DataFrame, caption: str, columns: dict[str, str], about: About, name: str, note: str
) -> Html:
    money = [key for key in columns if key not in ("label", "title")]
    shown = frame.reset_index(drop=True)
    return page.table(
        shown[list(columns)],
        caption,
        columns,
        units=dict.fromkeys(money, "gbp"),
        about=about,
        name=name,
        note=note,
    )
