"""The tables of supply: each group over the years, who comes and goes, the pipeline, and what is not held."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import explain, page, words
from planbook.present.here import ENGLAND, Here
from planbook.present.html import Html, join
from planbook.present.pages.supply import AS_OF

OWN = ("supply.", "workforce.absence_pct", "workforce.participation_pct")
CLOSE = 1e-6
DECIMALS = {"percent": 1}


def groups_table(positions: pd.DataFrame, bites: pd.DataFrame, here: Here) -> Html:
    """Show each group: in post today and then, what the work takes, what is short, and when it is felt."""
    rows = here.own(positions)
    means = rows.pivot_table(index="staff_group", columns=["measure", "year"], values="mean")
    felt = here.own(bites)
    order = felt["staff_group"].tolist()
    start, end = here.base_year, here.plan_end
    shown = felt.assign(
        now=[words.number(means[("in_post", start)][group], "wte") for group in order],
        then=[words.number(means[("in_post", end)][group], "wte") for group in order],
        takes=[words.number(means[("required", end)][group], "wte") for group in order],
        filled=[words.number(means[("available", end)][group], "wte") for group in order],
        short=[words.number(row.mean, "wte", low=row.p10, high=row.p90, signed=True) for row in rows_of(felt)],
        span=[words.to(row.p10, row.p90, "wte") for row in rows_of(felt)],
        first=[_year(row.first_year) for row in rows_of(felt)],
        chance=[words.number(row.chance_pct, "percent", decimals=0) for row in rows_of(felt)],
    )
    year = words.year_label(end)
    columns = {
        "label": "Staff group", "now": f"In post {words.year_label(start)}", "then": f"In post {year}",
        "filled": f"Posts filled {year}", "takes": f"Posts the work takes {year}", "short": "Short", "span": "Range",
        "first": "Likelier felt than not from", "chance": f"Chance it is felt in {year}", "basis": "Basis",
    }  # fmt: skip
    note = (
        "Whole-time. Posts filled: those in post less what more absence takes, and less bank and agency staff no "
        "longer used. Below 0 there would be more than the work takes; in the totals that is set against what others "
        "are short of. All staff counted here are those of the NHS, general practice, pharmacies and social care."
    )
    return page.table(
        shown, f"Staff by group, {here.name}", columns, about=here.about(felt, AS_OF), name="supply-groups", note=note
    )


def _year(year: float) -> str:
    return "not likely" if words.is_missing(year) else words.year_label(int(year))


def today_table(in_post: pd.DataFrame, here: Here) -> Html:
    """Show today's staff: people, hours, ages, and how many leave and join in a year."""
    rows = here.own(in_post)
    own = rows["local_wte"].notna().any()
    columns = {
        "label": "Staff group", "wte": "Whole-time", "headcount": "People", "participation_pct": "Of full time worked",
        "under_35_pct": "Under 35", "from_55_pct": "55 and over", "leaving_pct": "Leave in a year",
        "joining_pct": "Join in a year", "absence_pct": "Off sick",
        **({"local_wte": "In the system's own extract"} if own else {}), "basis": "Basis",
    }  # fmt: skip
    shares = ("participation_pct", "under_35_pct", "from_55_pct", "leaving_pct", "joining_pct", "absence_pct")
    shown = rows.assign(
        **{name: [words.number(value, "percent", decimals=0) for value in rows[name]] for name in shares}
    )
    units = {"wte": "wte", "headcount": "headcount", **({"local_wte": "wte"} if own else {})}
    note = (
        "Staff are counted where their patients live, as in step 07. People and hours: as published for the system's "
        "employers. Ages, leaving, joining and absence: England's, partly by judgement (red in the assumptions), or "
        "the system's own where it supplies them. Leaving and joining are of the first year, with moves between groups."
    )
    return page.table(
        shown, f"Staff today, {here.name}", columns, units=units, about=here.about(rows), name="supply-today", note=note
    )


def flows(moves: pd.DataFrame, reasons: pd.DataFrame, here: Here) -> Html:
    """Show who comes and goes in a year, and why people leave as far as reasons are recorded."""
    return join([flows_table(moves, here), reasons_table(reasons, here)])


def flows_table(moves: pd.DataFrame, here: Here) -> Html:
    """Show NHS staff who join, move, leave and retire in a year, now and through the plan."""
    rows = here.own(moves)
    nhs = rows[rows["staff_group"] == "nhs"]
    years = sorted(nhs["year"].unique())
    wide = nhs.pivot(index="flow", columns="year", values="mean").reindex(nhs["flow"].drop_duplicates())
    last = nhs[nhs["year"] == here.plan_end].set_index("flow").reindex(wide.index)
    shown = pd.DataFrame(
        {
            "label": last["label"],
            **{str(year): [words.number(value, "headcount", figures=3) for value in wide[year]] for year in years},
            "span": [words.to(row.p10, row.p90, "headcount") for row in rows_of(last)],
        }
    ).reset_index(drop=True)
    heads = {str(year): words.year_label(int(year)) for year in years}
    columns = {"label": "NHS staff who", **heads, "span": f"Range {words.year_label(here.plan_end)}"}
    return page.table(
        shown,
        f"People who come and go in a year, {here.name}",
        columns,
        about=here.about(nhs, AS_OF),
        name="supply-flows",
        note="Moves do not cancel among NHS staff alone: some go to general practice, and some come from social care.",
    )


def reasons_table(reasons: pd.DataFrame, here: Here) -> Html:
    """Show NHS staff who leave by reason, as far as reasons are recorded."""
    rows = here.own(reasons)
    columns = {"label": "Reason", "mean": "People in a year", "share_pct": "Of all who leave", "basis": "Basis"}
    shown = rows.assign(share_pct=[words.number(value, "percent", decimals=0) for value in rows["share_pct"]])
    return page.table(
        shown,
        f"Why people leave, {words.year_label(here.base_year + 1)}, {here.name}",
        columns,
        units={"mean": "headcount"},
        ranges={"mean": ("p10", "p90")},
        about=here.about(rows, AS_OF),
        name="supply-reasons",
        note="Two in five leavers have no reason recorded; moves to general practice are counted as moves, not here.",
    )


def pipeline_table(pipeline: pd.DataFrame, here: Here) -> Html:
    """Show the way from training places in England to those who start work here."""
    rows = here.own(pipeline)
    shown = rows.assign(
        **{
            name: [words.number(value, "percent", decimals=0) for value in rows[name]]
            for name in ("attrition_pct", "late_pct", "registers_pct", "takes_up_pct")
        },
        years=[words.number(value, "years", decimals=0) for value in rows["years"]],
        places=[words.number(value, "people", figures=3) for value in rows["places"]],
        england=[words.number(value, "people", figures=3) for value in rows["england"]],
        now=[words.number(value, "people", figures=2) for value in rows["now"]],
    )
    year = words.year_label(here.plan_end)
    columns = {
        "label": "Staff group", "places": "Start training in England", "attrition_pct": "Never finish",
        "late_pct": "A year late", "registers_pct": "Register", "takes_up_pct": "Start in the NHS", "years": "Years",
        "england": f"Start work in England {year}", "now": f"Here {words.year_label(here.base_year + 1)}",
        "mean": f"Here {year}", "basis": "Basis",
    }  # fmt: skip
    return page.table(
        shown,
        f"The training pipeline, {here.name}",
        columns,
        units={"mean": "people"},
        ranges={"mean": ("p10", "p90")},
        about=here.about(rows, "2025 intake, projected"),
        name="supply-pipeline",
        note="Those here are England's, shared as its staff are. For other groups no training of their own is counted.",
    )


def drivers_table(drivers: pd.DataFrame, here: Here) -> Html:
    """Show what each driver adds to the gap of every group by the plan's end."""
    rows = here.own(drivers)
    then = rows[rows["year"] == here.plan_end]
    names = then.drop_duplicates("driver").set_index("driver")["label"]
    wide = then.pivot(index="staff_group", columns="driver", values="mean")[list(names.index)]
    wide = wide.reindex(then["staff_group"].drop_duplicates())
    shown = wide.assign(all=wide.sum(axis=1)).reset_index()
    shown.insert(0, "label", shown["staff_group"].map(_labels(drivers, here)))
    columns = {"label": "Staff group", **dict(zip(names.index, names, strict=True)), "all": "Short in all"}
    return page.table(
        shown,
        f"What adds to the gap by {words.year_label(here.plan_end)}, {here.name}",
        columns,
        units=dict.fromkeys([*names.index, "all"], "wte"),
        about=here.about(then, AS_OF),
        name="supply-drivers",
        note="Whole-time, means; the base year's gap is nought. Below 0 narrows the gap.",
    )


def _labels(drivers: pd.DataFrame, here: Here) -> Mapping[str, str]:
    rows = here.own(drivers)
    return dict(zip(rows["staff_group"], rows["group"], strict=True))


def sure(calibration: pd.DataFrame, missing: pd.DataFrame, here: Here) -> Html:
    """Show the model beside what is published, and what nobody publishes with what stands in for it."""
    rows = calibration[calibration["area"].isin([here.area, ENGLAND])]
    rows = rows[(rows["area"] == here.area) | (rows["measure"] != "nhs_in_post")].reset_index(drop=True)
    shown = rows.assign(
        published=[words.number(row.value, row.unit, decimals=DECIMALS.get(row.unit)) for row in rows_of(rows)],
        model=[words.number(row.modelled, row.unit, decimals=DECIMALS.get(row.unit)) for row in rows_of(rows)],
        where=[here.short_of(code) for code in rows["area"]],
    )
    columns = {"label": "What", "where": "Where", "published": "Published", "model": "Model", "how": "Of when"}
    held = page.table(
        shown,
        "The model beside what is published",
        columns,
        about=here.about(rows),
        name="supply-calibration",
        note="No figure of England's is put into the model. Retirement is recorded for those who reach pension age.",
    )
    lacking = here.own(missing).rename(columns={"subject": "what", "template": "supply"})
    return join([held, page.not_held(lacking, f"What nobody publishes for {here.short}, and what stands in for it")])


def assumed(assumptions: pd.DataFrame) -> Html:
    """Show what this step assumes: its own beliefs, and the hours and absence that step 07 believes."""
    mine = assumptions[assumptions["key"].str.startswith(OWN)].reset_index(drop=True)
    red = mine.loc[mine["quality"] == "red", "key"].nunique()
    said = (
        f"{red} of {mine['key'].nunique()} are rated red: judgement, or figures of England that stand in for a gap in "
        "what is published. A system's own extract of staff by age, with who joined and left, replaces those it holds."
    )
    rest = "What steps 04 to 07 assume, on which required staff rest, stands on their pages."
    return join([page.note(said), explain.assumed_table(mine), page.note(rest)])


def checks(tables: Mapping[str, pd.DataFrame], here: Here) -> list[tuple[bool, str]]:
    """Check, before rounding, that parts add up: groups to totals, credits to the gap, the base year to today."""
    positions, drivers, calibration = (tables[name] for name in ("positions", "drivers", "calibration"))
    rows = here.own(positions)
    wide = rows.pivot_table(index=["year", "measure"], columns="staff_group", values="mean")
    parts = [name for name in wide.columns if name not in ("nhs", "all")]
    added = bool(np.allclose(wide[parts].sum(axis=1), wide["all"], rtol=CLOSE, atol=CLOSE))
    gap = rows[rows["measure"] == "gap"].set_index(["year", "staff_group"])["mean"]
    credits = here.own(drivers).groupby(["year", "staff_group"])["mean"].sum()
    start = gap[here.base_year].reindex(credits.index.get_level_values("staff_group")).to_numpy()
    moved = bool(np.allclose(credits, gap.reindex(credits.index) - start, rtol=CLOSE, atol=1e-3))
    equal = bool(here.own(calibration).set_index("measure")["equal"]["nhs_in_post"])
    return [
        (added, f"The {len(parts)} groups add up to all staff counted here in every year."),
        (moved, "What each driver adds makes the change of the gap, for every group and year told apart."),
        (equal, "In the base year those in post are those whom the work takes: the gap starts at nought."),
        (bool((rows.loc[rows["measure"] != "gap", "p10"] >= 0).all()), "Nothing is below nought but gaps."),
    ]
