"""How demand reads: what happens if nothing changes, what drives it, and what meeting it would take."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import charts, explain, page, words
from planbook.present.charts import Chart
from planbook.present.here import ENGLAND, Here
from planbook.present.html import Html
from planbook.present.pages import demand_when
from planbook.present.pages.demand_case import said_of_matters

MAIN_LINES = (
    *("ae_major", "ambulance", "emergency_overnight", "emergency_bed_days", "day_case", "outpatient_first"),
    *("imaging", "births", "gp_appointments", "community_contacts", "mental_health_contacts", "social_care_requests"),
)
DRIVEN = ("ae_major", "emergency_bed_days", "outpatient_first", "day_case", "gp_appointments", "community_contacts")
TOLD = 3  # things that matter most told on the first screen, the title among them
TILES = 4  # more do not stand side by side
YOUNG, OLD = 0.85, 1.2  # an area with less or more than this share of England's part aged 75 and over


def opening(
    matters: pd.DataFrame,
    when: pd.DataFrame,
    explained: pd.DataFrame,
    drivers: pd.DataFrame,
    backtest: pd.DataFrame,
    here: Here,
) -> Html:
    """Open the page: what grows most and by when, what meeting it would take, what drives it, and how sure that is."""
    facts = {
        "What this is": "What would be asked of services if nothing changed: a case for change, not a plan",
        "How sure we are": sureness(backtest, here),
        "Made from": "Published activity to July 2025 and the projection of people by age; England's volumes where no "
        "area's are published",
        **here.round,
    }
    sentences = [
        *said_of_matters(matters, here)[1:TOLD],
        demand_when.headline(when, here),
        driver_sentence(drivers, "emergency_bed_days", here),
        cost(explained, here),
    ]
    return page.masthead(title(matters, here), " ".join(filter(None, sentences)), facts)


def title(matters: pd.DataFrame, here: Here) -> str:
    """Give the message: what grows furthest from today by the plan's end."""
    said = said_of_matters(matters, here)
    if not said:
        return f"If nothing changes, nothing measured here grows in {here.short} by {words.year_label(here.plan_end)}"
    first = said[0].rstrip(".")
    return f"If nothing changes in {here.short}: {words.in_sentence(first)}"


def cost(explained: pd.DataFrame, here: Here) -> str:
    """Say the cost pressure at the plan's end, and that it is not a gap."""
    row = _number(explained, "cost_pressure", here)
    amount = words.number(row["value"], "gbp", low=row["low"], high=row["high"])
    way = "less" if row["value"] < 0 else "more"
    return (
        f"At today's unit costs demand would cost {amount.lstrip(words.MINUS)} a year {way} by "
        f"{words.year_label(here.plan_end)}, before any price rise; no allocation is set against it."
    )


def sureness(backtest: pd.DataFrame, here: Here) -> str:
    """Say for how many measures the model would have beaten last year's figure, and how far off it was for A&E."""
    rows = here.own(backtest).set_index("measure")
    if "ae_attendances" not in rows.index:
        return "Not yet tested against this area's own past"
    error, naive = (float(rows[name]["ae_attendances"]) for name in ("error_pct", "naive_error_pct"))
    model, other = (words.number(abs(each), "percent", decimals=1) for each in (error, naive))
    better = int((rows["error_pct"].abs() < rows["naive_error_pct"].abs()).sum())
    return (
        f"Started a year earlier, it would have been nearer than last year's figure for {better} of {len(rows)} "
        f"measures. It would have missed A&E visits by {model}; last year's figure, by {other}"
    )


def key_numbers(explained: pd.DataFrame, here: Here) -> Html:
    """Show the first key numbers as tiles; every one unfolds further down."""
    rows = here.own(explained)
    first = rows[rows["symbol"] == ""].head(TILES)
    return page.key_numbers([explain.tile(row, here) for row in rows_of(first)])


def change_chart(activity: pd.DataFrame, here: Here) -> Chart:
    """Draw how much each main line of care changes by the plan's end, with its interval."""
    rows = here.own(activity)
    then = rows[(rows["year"] == here.plan_end) & rows["line"].isin(MAIN_LINES)]
    ordered = then.sort_values("change_pct", ascending=False, ignore_index=True)
    return charts.bars(
        ordered,
        "label",
        "change_pct",
        message=change_message(activity, here),
        subtitle=f"Change in demand from {words.year_label(here.base_year)} to {words.year_label(here.plan_end)}, "
        f"{here.name}, per cent, 80% interval",
        name="demand-change",
        about=here.about(ordered, "base year 2024/25, projected"),
        unit="percent_change",
        low="low",
        high="high",
        columns={"label": "Care", "mean": "A year", "change_pct": "Change", "low": "From", "high": "To"},
        units={"mean": "contacts", **dict.fromkeys(("change_pct", "low", "high"), "percent_change")},
    )


def change_message(activity: pd.DataFrame, here: Here) -> str:
    """Say which main line grows most, and which least."""
    rows = here.own(activity)
    then = rows[(rows["year"] == here.plan_end) & rows["line"].isin(MAIN_LINES)].sort_values("change_pct")
    least, most = then.iloc[0], then.iloc[-1]
    said = [words.number(row["change_pct"], "percent_change", decimals=0, signed=True) for row in (most, least)]
    return f"{most['label']} would change most, {said[0]}; {words.in_sentence(str(least['label']))} least, {said[1]}"


def activity_table(activity: pd.DataFrame, here: Here) -> Html:
    """Show demand by line: base year, first and last plan year and horizon, with the range of the last plan year."""
    rows = here.own(activity)
    years = (here.base_year, here.plan_start, here.plan_end, here.horizon)
    wide = rows.pivot(index="line", columns="year", values="mean")
    end = rows[rows["year"] == here.plan_end].set_index("line")
    now = rows[rows["year"] == here.base_year].set_index("line")

    def written(year: int) -> list[str]:
        values = wide[year].reindex(end.index)
        return [words.number(value, unit, figures=4) for value, unit in zip(values, end["unit"], strict=True)]

    shown = pd.DataFrame(
        {
            "label": end["label"],
            **{str(year): written(year) for year in years},
            "range": [words.to(row.p10, row.p90, row.unit) for row in rows_of(end)],
            "change": [words.number(v, "percent_change", decimals=0, signed=True) for v in end["change_pct"]],
            "basis": now["basis"].reindex(end.index),
        }
    )
    heads = {str(year): words.year_label(year) for year in years}
    columns = {
        "label": "Care", **heads, "range": f"Range in {words.year_label(here.plan_end)}",
        "change": "Change by then", "basis": "Base year is",
    }  # fmt: skip
    about = here.about(rows[rows["year"] == here.plan_end], "base year 2024/25, projected")
    caption = f"Demand a year, {here.name}: all {len(shown)} lines of care"
    return page.unfold(caption, page.table(shown.reset_index(drop=True), caption, columns, about=about, name="demand"))


def drivers_chart(drivers: pd.DataFrame, line: str, what: str, here: Here) -> Chart:
    """Draw what each driver adds to one line by the plan's end, with its interval."""
    rows = _driver_rows(drivers, line, here)
    unit = str(rows["unit"].iloc[0])
    return charts.bars(
        rows,
        "label",
        "mean",
        message=driver_sentence(drivers, line, here).rstrip("."),
        subtitle=f"{what} added by each driver, {words.year_label(here.base_year)} to "
        f"{words.year_label(here.plan_end)}, {here.name}, 80% interval",
        name=f"drivers-{line.replace('_', '-')}",
        about=here.about(rows, "base year 2024/25, projected"),
        unit=unit,
        low="p10",
        high="p90",
        columns={"label": "Driver", "mean": "Adds", "p10": "From", "p90": "To"},
        units={"mean": unit, "p10": unit, "p90": unit},
    )


def driver_sentence(drivers: pd.DataFrame, line: str, here: Here) -> str:
    """Say which driver adds most to a line, and how much of the change it is."""
    rows = _driver_rows(drivers, line, here)
    total, first = float(rows["mean"].sum()), row_of(rows, rows["mean"].idxmax())
    what = WORDS_OF_LINES.get(line, "demand")
    if total <= 0 or first["mean"] <= 0:
        return f"Nothing adds to {what} on balance by {words.year_label(here.plan_end)}."
    added = words.number(first["mean"], str(first["unit"]), figures=2)
    of = words.number(total, str(first["unit"]), figures=2)
    driver = words.in_sentence(str(first["label"]))
    year = words.year_label(here.plan_end)
    return f"What adds most to {what} is {driver}: {added} a year by {year}, where all together add {of}."


WORDS_OF_LINES = {
    "ae_major": "visits to major A&E departments",
    "emergency_bed_days": "emergency bed days",
    "outpatient_first": "first outpatient attendances",
}


def _driver_rows(drivers: pd.DataFrame, line: str, here: Here) -> pd.DataFrame:
    rows = here.own(drivers)
    chosen = rows[(rows["line"] == line) & (rows["year"] == here.plan_end)]
    moved = chosen[(chosen["mean"] != 0) | (chosen["p10"] != 0) | (chosen["p90"] != 0)]
    return (moved if len(moved) else chosen).reset_index(drop=True)


def drivers_table(drivers: pd.DataFrame, activity: pd.DataFrame, here: Here) -> Html:
    """Show what each driver adds to the main lines, per cent of the base year."""
    rows = here.own(drivers)
    then = rows[(rows["year"] == here.plan_end) & rows["line"].isin(DRIVEN)]
    base = here.own(activity)
    base = base[base["year"] == here.base_year].set_index("line")
    wide = then.pivot(index="line", columns="label", values="mean").div(base["mean"], axis=0).dropna(how="all") * 100
    wide = wide.reindex([key for key in DRIVEN if key in wide.index])
    names = [str(name) for name in then["label"].drop_duplicates()]
    shown = wide[names].assign(what=base["label"].reindex(wide.index), all=wide.sum(axis=1)).reset_index(drop=True)
    columns = {"what": "Care", **{name: name for name in names}, "all": "All together"}
    units = dict.fromkeys([*names, "all"], "percent_change")
    caption = (
        f"What adds to demand by {words.year_label(here.plan_end)}, per cent of {words.year_label(here.base_year)}"
    )
    about = here.about(then, "base year 2024/25, projected")
    return page.table(shown, caption, columns, units=units, about=about, name="drivers")


def months_chart(months: pd.DataFrame, line: str, here: Here) -> Chart:
    """Draw a line by month over the first two plan years; the message names its busiest and quietest month a day."""
    rows = here.own(months)
    rows = rows[rows["line"] == line].reset_index(drop=True)
    label, unit = str(rows["label"].iloc[0]), str(rows["unit"].iloc[0])
    return charts.months(
        rows,
        "month",
        "mean",
        message=months_message(rows),
        subtitle=f"{label} by month, {here.name}; seasons from {words.in_sentence(str(rows['season'].iloc[0]))}",
        name=f"months-{line.replace('_', '-')}",
        about=here.about(rows, "months to July 2025, projected"),
        unit=unit,
        mean_of_12=False,
        columns={"month": "Month", "mean": "Expected", "p10": "From", "p90": "To"},
        units={"mean": unit, "p10": unit, "p90": unit},
    )


def months_message(rows: pd.DataFrame) -> str:
    """Say which months of the first two plan years hold most and least."""
    most, least = (row_of(rows, place) for place in (rows["mean"].idxmax(), rows["mean"].idxmin()))
    said = [words.number(row["mean"], str(row["unit"]), figures=3) for row in (most, least)]
    label = str(rows["label"].iloc[0])
    return (
        f"{label}: most in {words.month_words(str(most['month']))} ({said[0]}), "
        f"least in {words.month_words(str(least['month']))} ({said[1]})"
    )


def list_chart(waiting: pd.DataFrame, here: Here) -> Chart:
    """Draw the waiting list at each year's end at today's capacity, against the list that would meet the standard."""
    rows = here.own(waiting)
    end = rows[rows["year"] == here.plan_end].iloc[0]
    return charts.lines(
        rows,
        "year",
        "mean",
        message=list_message(waiting, here),
        subtitle=f"Pathways waiting at each year's end, {here.name}, capacity as in the base year, 80% interval",
        name="waiting-list",
        about=here.about(rows, "February 2025, projected"),
        unit="pathways",
        low="p10",
        high="p90",
        reference=(float(f"{end['standard']:.3g}"), "would meet 18 weeks"),
        x_words=words.year_label,
        zero=True,
        columns={
            "year": "Year", "started": "Referred", "capacity": "Capacity", "mean": "Waiting", "p10": "From",
            "p90": "To", "standard": "Would meet the standard",
        },
        units=dict.fromkeys(("started", "capacity", "mean", "p10", "p90", "standard"), "pathways"),
    )  # fmt: skip


def list_message(waiting: pd.DataFrame, here: Here) -> str:
    """Say where the list goes by the plan's end at today's capacity, and how that compares with the standard."""
    end = row_of(here.own(waiting).set_index("year"), here.plan_end)
    size = words.number(end["mean"], "pathways", low=end["p10"], high=end["p90"])
    against = words.number(end["mean"] / end["standard"], "ratio", figures=2)
    span, when = words.to(end["p10"], end["p90"], "pathways"), f"March {here.plan_end + 1}"
    return (
        f"At today's capacity the waiting list would be {size} ({span}) in {when}: {against} times the list that meets "
        "18 weeks"
    )


def views_table(views: pd.DataFrame, here: Here) -> Html:
    """Set the views of emergency growth side by side, each with what it assumes."""
    rows = here.own(views)
    shown = rows.assign(
        growth=[words.number(row.value, "percent_per_year", signed=True) for row in rows_of(rows)],
        span=[words.to(row.low, row.high, "percent_per_year") for row in rows_of(rows)],
        then=[words.number(row.admissions, "admissions", figures=3) for row in rows_of(rows)],
    )
    columns = {
        "label": "View", "growth": "Growth beyond people, ages and health", "span": "80% interval",
        "then": f"Emergency admissions in {words.year_label(here.plan_end)}", "how": "What it takes for granted",
    }  # fmt: skip
    return page.table(
        shown,
        "How fast emergency admissions grow: three views",
        columns,
        about=here.about(rows, "July 2025"),
        name="views",
    )


def limits(growth: pd.DataFrame, here: Here) -> Html:
    """Say what the reader must know: migration, England's volumes, and what is not projected."""
    return page.note(*filter(None, [no_moves(growth, here), *LIMITS]))


LIMITS = (
    "Volumes with the basis 'modelled' are England's, shared by people weighted for need: they cannot show that an "
    "area uses more or less of a service than its need.",
    "Demand is not activity. Nothing here says what will be done, only what would be asked, and what would wait.",
    "Prices do not rise, nobody works differently, and no programme, lever or new building is counted.",
)


def no_moves(growth: pd.DataFrame, here: Here) -> str:
    """Warn where few or many are old today: the projection has no local moves, young people out or older people in."""
    older, everyone = (
        growth[(growth["age_group"] == group) & (growth["year"] == here.base_year)].set_index("area")["people"]
        for group in ("75+", "All ages")
    )
    share = older / everyone
    if here.area == ENGLAND or YOUNG <= share[here.area] / share[ENGLAND] <= OLD:
        return ""
    mine, there = (words.number(100 * share[code], "percent", decimals=1) for code in (here.area, ENGLAND))
    young = share[here.area] < share[ENGLAND]
    lead = f"{f'Only {mine}' if young else mine} of people in {here.short} are 75 or over, against {there} in England."
    moves = (
        "so people who now leave before they grow old stay in it: growth here is likely too high."
        if young
        else "so people who now come here in later life do not: growth here is likely too low."
    )
    return f"{lead} The projection knows no moves between areas, {moves}"


def _number(explained: pd.DataFrame, key: str, here: Here) -> pd.Series:
    rows = here.own(explained)
    return rows[(rows["key"] == key) & (rows["symbol"] == "")].iloc[0]
