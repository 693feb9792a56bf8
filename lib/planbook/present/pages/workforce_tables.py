"""The tables of the workforce page: by group, service and programme, people and time, standards, and what adds up."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import explain, page, provenance, words
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.pages.workforce import limits

AS_OF = "May 2025, projected"
NHS, VOLUNTEERS = "nhs", "volunteers"
CARE = "care"
NEAR = 1.0  # whole-time staff: less is not worth a row


def groups_table(groups: pd.DataFrame, here: Here) -> Html:
    """Show staff by group: today, first and last plan year with its range, and at the horizon."""
    rows = here.own(groups)
    years = (here.base_year, here.plan_start, here.plan_end, here.horizon)
    wide = rows.pivot(index="staff_group", columns="year", values="mean")
    end = rows[rows["year"] == here.plan_end].set_index("staff_group")
    end = pd.concat([end.drop(index=VOLUNTEERS), end.loc[[VOLUNTEERS]]])
    shown = pd.DataFrame(
        {
            "label": end["label"],
            **{str(year): _staff(wide[year].reindex(end.index)) for year in years},
            "range": [words.to(row.p10, row.p90, "wte") for row in rows_of(end)],
            "more": [_signed(value) for value in end["more"]],
            "basis": end["basis"],
        }
    )
    columns = {
        "label": "Staff group", **{str(year): words.year_label(year) for year in years},
        "range": f"Range {words.year_label(here.plan_end)}", "more": "More than today", "basis": "Basis",
    }  # fmt: skip
    note = "Whole-time staff in post. Volunteers are counted apart, as whole-time, and are in no total."
    about = here.about(end.reset_index(), AS_OF)
    return page.table(
        shown.reset_index(drop=True), f"Staff needed, {here.name}", columns, about=about, name="staff", note=note
    )


def services_table(services: pd.DataFrame, here: Here) -> Html:
    """Show paid staff by service, today and at the plan's end."""
    rows = here.own(services)
    end = rows[(rows["year"] == here.plan_end) & ((rows["mean"].abs() > NEAR) | (rows["more"].abs() > NEAR))]
    shown = end.assign(
        now=_staff(end["mean"] - end["more"]),
        then=_staff(end["mean"]),
        span=[words.to(row.p10, row.p90, "wte") for row in rows_of(end)],
        more=[_signed(value) for value in end["more"]],
    ).reset_index(drop=True)
    columns = {
        "label": "Service", "now": "Today", "then": words.year_label(here.plan_end), "span": "Range",
        "more": "More than today", "basis": "Basis",
    }  # fmt: skip
    note = (
        "Within hospitals, and within mental health and community services, staff of each group are spread by what "
        "care costs: no list says which nurse works where."
    )
    about = here.about(end, AS_OF)
    return page.table(
        shown, f"All paid staff by service, {here.name}", columns, about=about, name="staff-services", note=note
    )


def services(by_service: pd.DataFrame, matrix_rows: pd.DataFrame, groups: pd.DataFrame, here: Here) -> Html:
    """Show paid staff by service, and unfold which staff are in which service."""
    return join([services_table(by_service, here), matrix(matrix_rows, groups, here)])


def matrix(matrix_rows: pd.DataFrame, groups: pd.DataFrame, here: Here) -> Html:
    """Unfold staff of the plan's end by service and group."""
    rows = here.own(matrix_rows)
    labels = here.own(groups).drop_duplicates("staff_group").set_index("staff_group")["label"]
    wide = rows.pivot(index="staff_group", columns="label", values="mean").reindex(columns=rows["label"].unique())
    wide = wide.reindex([group for group in labels.index if group in wide.index])
    shown = wide.assign(who=labels.reindex(wide.index)).reset_index(drop=True)
    for name in wide.columns:
        shown[name] = [
            "" if abs(value) < NEAR or np.isnan(value) else words.number(value, "wte") for value in shown[name]
        ]
    caption = f"Whole-time staff by group and service in {words.year_label(here.plan_end)}, {here.name}"
    columns = {"who": "Staff group", **{str(name): str(name) for name in wide.columns}}
    table = page.table(shown, caption, columns, about=here.about(rows, AS_OF), name="staff-matrix")
    return page.unfold("Which staff in which service", table)


def programmes_table(programmes: pd.DataFrame, here: Here) -> Html:
    """Show what each programme brings and changes elsewhere, or say that none is on."""
    rows = here.own(programmes)
    end = rows[(rows["year"] == here.plan_end) & (rows["programme"] != CARE) & rows["on"]]
    end = end[(end[["mean", "brings", "elsewhere"]].abs() > 0).any(axis=1)].reset_index(drop=True)
    if end.empty:
        return page.note("No programme is on here, so none adds or takes staff.")
    shown = end.assign(
        brings=[words.number(row.brings, "wte", figures=2) for row in rows_of(end)],
        elsewhere=[_signed(row.elsewhere) for row in rows_of(end)],
        total=[_signed(row.mean) for row in rows_of(end)],
        span=[words.to(row.p10, row.p90, "wte") for row in rows_of(end)],
    )
    columns = {
        "label": "Programme", "brings": "Staff it brings", "elsewhere": "Staff of others", "total": "All together",
        "span": "Range", "basis": "Basis",
    }  # fmt: skip
    note = "Staff of others: fewer where work is avoided, more where it reappears."
    caption = f"Paid staff by programme in {words.year_label(here.plan_end)}, {here.name}"
    return page.table(shown, caption, columns, about=here.about(end, AS_OF), name="staff-programmes", note=note)


def _staff(values: pd.Series, unit: str = "wte") -> list[str]:
    return [words.number(value, unit, figures=3) for value in values]


def _signed(value: float) -> str:
    sign = "+" if value > 0 else ""
    return f"{sign}{words.number(value, 'wte', figures=2)}"


def people_table(headcount: pd.DataFrame, here: Here) -> Html:
    """Show people for the staff needed at the plan's end, how their time is spent, and posts vacant today."""
    rows = here.own(headcount)
    end = rows[(rows["year"] == here.plan_end) & (rows["mean"] > 0)].reset_index(drop=True)
    vacant = rows[rows["year"] == here.base_year].set_index("staff_group")["vacant"]
    parts = ("on_leave", "absent", "in_training", "at_work")
    shown = end.assign(
        wte=_staff(end["mean"]),
        people=_staff(end["headcount"], "headcount"),
        each=[words.number(value, "percent", decimals=0) for value in end["participation_pct"]],
        **{name: _staff(end[name]) for name in parts},
        vacant=_staff(vacant.reindex(end["staff_group"])),
    )
    columns = {
        "label": "Staff group", "wte": "Whole-time needed", "people": "People", "each": "Of full time each",
        "on_leave": "On leave", "absent": "Away sick", "in_training": "In training", "at_work": "At work",
        "vacant": "Posts vacant today", "basis": "Basis",
    }  # fmt: skip
    note = (
        "On leave, away sick, in training and at work add up to the whole-time staff needed. Posts vacant today are at "
        "England's rate and stand apart: they are not added to what is needed."
    )
    caption = f"People and their time in {words.year_label(here.plan_end)}, {here.name}"
    return page.table(shown, caption, columns, about=here.about(end, AS_OF), name="staff-people", note=note)


def standards_table(standards: pd.DataFrame, groups: pd.DataFrame, here: Here) -> Html:
    """Unfold staff by time standard beside staff by today's ratio."""
    rows = here.own(standards)
    labels = here.own(groups).drop_duplicates("staff_group").set_index("staff_group")["label"]
    shown = rows.assign(
        who=rows["staff_group"].map(labels),
        each=[_each(row.value, row.unit) for row in rows_of(rows)],
        work=[words.number(value, "contacts", figures=3) for value in rows["units"]],
        standard=[words.number(value, "wte", decimals=0) for value in rows["by_standard"]],
        ratio=["" if words.is_missing(value) else words.number(value, "wte") for value in rows["by_ratio"]],
    ).reset_index(drop=True)
    columns = {
        "label": "Work", "who": "Staff group", "each": "Standard", "work": "Units left to staff",
        "standard": "Staff by standard", "ratio": "Staff by today's ratio", "how": "How", "basis": "Basis",
    }  # fmt: skip
    caption = f"Time standards beside ratios in {words.year_label(here.plan_end)}, {here.name}"
    table = page.table(shown, caption, columns, about=here.about(rows, AS_OF), name="staff-standards")
    return page.unfold("Staff by time standard (WISN) beside staff by today's ratio", table)


def _each(value: float, unit: str) -> str:
    if unit == "minutes":
        return f"{words.number(value, 'minutes', figures=2)} minutes each"
    return f"{words.number(value, 'ratio')} posts a bed"


def calibration_table(calibration: pd.DataFrame, here: Here) -> Html:
    """Show staff published by employer, those who work for the area, and what England's ratio would give."""
    rows = here.own(calibration)
    shown = rows.assign(
        based=[words.number(value, "wte") for value in rows["employed"]],
        serving=[words.number(value, "wte") for value in rows["value"]],
        model=["the same" if row.equal else words.number(row.modelled, "wte") for row in rows_of(rows)],
        england=[words.number(value, "wte") for value in rows["england_ratio"]],
    )
    columns = {
        "label": "Staff group", "based": "Employed here", "serving": "Work for the area", "model": "Base year here",
        "england": "At England's ratio", "how": "How they were shared", "basis": "Basis",
    }  # fmt: skip
    return page.table(
        shown,
        f"What the base year equals, {here.name}",
        columns,
        about=here.about(rows),
        name="staff-calibration",
        note=calibration_words(calibration, here),
    )


def calibration_words(calibration: pd.DataFrame, here: Here) -> str:
    """Say how staff employed here and staff working for the area differ, and how step 04's figure relates."""
    nhs = row_of(here.own(calibration).set_index("staff_group"), NHS)
    said = "Step 04 spreads England's staff by work; here each area keeps the staff who work for it now. "
    gap = float(nhs["value"]) - float(nhs["england_ratio"])
    way = "more" if gap > 0 else "fewer"
    said += f"So today's NHS staff are {words.number(abs(gap), 'wte', figures=2)} {way} than there."
    if words.is_missing(nhs["employed"]):
        return f"{said} Nobody publishes staff by place of employment for places."
    net = float(nhs["employed"]) - float(nhs["value"])
    if abs(net) < NEAR:
        return said
    who = (
        "work for people elsewhere than come from elsewhere"
        if net > 0
        else "come from elsewhere than work for people there"
    )
    return f"{said} {words.number(abs(net), 'wte', figures=2)} more of the staff employed here {who}."


def sure(calibration: pd.DataFrame, missing: pd.DataFrame, here: Here) -> Html:
    """Show what the base year equals, what to know before using the figures, and what nobody holds."""
    return join([calibration_table(calibration, here), limits(), not_held(missing, here)])


def assumed(assumptions: pd.DataFrame) -> Html:
    """Show what this step assumes, one row each; what earlier steps assume stands on their pages."""
    own = assumptions[assumptions["key"].str.startswith("workforce.")]
    rest = (
        "What steps 04 and 05 assume, on which the work rests, stands on their pages and under each key number above."
    )
    return join([explain.assumed_table(own, "What this step assumes"), page.note(rest)])


def not_held(rows: pd.DataFrame, here: Here) -> Html:
    """Show what nobody holds of staff here, and how to supply it."""
    mine = here.own(rows).rename(columns={"subject": "what", "template": "supply"})
    return page.not_held(mine[["what", "why", "supply"]]) if len(mine) else page.note("Everything is held for England.")


def checks(tables: Mapping[str, pd.DataFrame], here: Here) -> list[tuple[bool, str]]:
    """Check that places, services, programmes, drivers and time add up, and the base year to what it claims."""
    groups = tables["groups"]
    return [
        provenance.adds_up(groups, "mean", ["year", "staff_group"], "Staff by group and year", here),
        _sums_to_paid(tables["services"], groups, "Services", here),
        _sums_to_paid(tables["programmes"], groups, "Programmes", here),
        _drivers_add_up(tables["changes"], groups, here),
        _time_adds_up(tables["headcount"], here),
        _as_published(tables["calibration"], here),
    ]


def _sums_to_paid(parts: pd.DataFrame, groups: pd.DataFrame, what: str, here: Here) -> tuple[bool, str]:
    rows = here.own(groups)
    whole = rows[rows["staff_group"] == "paid"].set_index("year")["mean"]
    added = here.own(parts).groupby("year")["mean"].sum()
    held = bool(np.allclose(added, whole.reindex(added.index), rtol=provenance.SAME))
    return held, f"{what}: staff of all of them {'add up' if held else 'do not add up'} to all paid staff."


def _drivers_add_up(changes: pd.DataFrame, groups: pd.DataFrame, here: Here) -> tuple[bool, str]:
    added = here.own(changes).groupby(["year", "staff_group"])["mean"].sum()
    more = here.own(groups).set_index(["year", "staff_group"])["more"].reindex(added.index)
    held = bool(np.allclose(added, more, atol=provenance.SAME * max(1.0, float(more.abs().max()))))
    return held, f"Drivers: what they add {'sums' if held else 'does not sum'} to the change of every group."


def _time_adds_up(headcount: pd.DataFrame, here: Here) -> tuple[bool, str]:
    rows = here.own(headcount)
    parts = rows[["on_leave", "absent", "in_training", "at_work"]]
    held = bool(np.allclose(parts.sum(axis=1), rows["mean"])) and bool((parts >= 0).all(axis=None))
    return (
        held,
        f"Time: leave, sickness, training and work {'add up' if held else 'do not add up'} to the staff needed.",
    )


def _as_published(calibration: pd.DataFrame, here: Here) -> tuple[bool, str]:
    rows = here.own(calibration)
    off = rows[~rows["equal"]]
    if len(off):
        names = words.listing(words.in_sentence(label) for label in off["label"])
        return True, f"Base year: a time standard or a local figure stands in place of staff in post for {names}."
    return (
        True,
        "Base year: staff needed are the staff who work for the area today (by construction; no test of the model).",
    )
