"""The tests behind the statement of credible, deliverable and affordable, each from the plan's own tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from planbook.data.inputs import Inputs
from planbook.data.rows import row_of
from planbook.methods.governance.statement import Test, share_pct, short_pct, verdict

STRONG = ("H", "M")
MATTERS = ("medium", "high")
NO_INCOME = "the system's income by year (planbook data template finance), and a position of nought or better"


def rows(inputs: Inputs, assumptions: pd.DataFrame, overdue: int | None) -> list[dict[str, Any]]:
    """Give each test as a row with its verdict; `overdue` counts what is late in registers, None where none is kept."""
    made = [*_credible(inputs, assumptions), *_deliverable(inputs, overdue), *_affordable(inputs)]
    return [
        {"part": each.part, "key": each.key, "label": each.label, "value": each.value, "low": each.low,
         "high": each.high, "mark_value": each.mark, "wanted": each.wanted, "unit": each.unit,
         "finding": verdict(each), "how": each.how, "to_show": each.to_show, "assumed": each.assumed,
         "basis": each.basis, "source": each.source}
        for each in made
    ]  # fmt: skip


def scalar(inputs: Inputs, key: str) -> float:
    """Give an assumption of governance as it holds for the system."""
    return float(inputs.value(key).sel(area=[area.code for area in inputs.areas.leaves]).mean())


def by_leaf(inputs: Inputs, key: str) -> dict[str, float]:
    """Give an assumption of governance by leaf, as it holds for the system."""
    values = inputs.value(key).sel(area=[area.code for area in inputs.areas.leaves]).mean("area")
    return {str(leaf): float(values.sel(leaf=leaf)) for leaf in values.indexes["leaf"]}


def _credible(inputs: Inputs, assumptions: pd.DataFrame) -> Iterator[Test]:
    errors = _mine(inputs, "demand_backtest")
    key = "governance.forecast_error_pct"
    yield Test(
        "credible", "forecast", "How far the model missed the last published year, on average",
        float(errors["error_pct"].abs().mean()) if len(errors) else None, scalar(inputs, key), "percent", "most",
        f"Mean of the misses of {len(errors)} published totals, forecast from a year earlier",
        "a model that would have been about right a year ago", *_from(errors), assumed=key,
    )  # fmt: skip
    matters = assumptions[assumptions["impact_rating"].isin(MATTERS)]
    key = "governance.weak_evidence_pct"
    yield Test(
        "credible", "weak_evidence", "Assumptions that matter and rest on weak evidence",
        share_pct(int((matters["rating"] == "red").sum()), len(matters)), scalar(inputs, key), "percent", "most",
        f"Of the {len(matters)} assumptions whose impact is medium or high, those whose evidence is red",
        "evidence for the assumptions that matter most", _basis(inputs, "modelled"), "planbook_judgement",
        assumed=f"{key} governance.impact_pct",
    )  # fmt: skip
    programmes = _mine(inputs, "pathways_programmes")
    on = programmes[programmes["on"]]
    key = "governance.graded_evidence_pct"
    yield Test(
        "credible", "graded_evidence", "Programmes whose evidence is graded high or medium",
        share_pct(int(on["grade"].isin(STRONG).sum()), len(on)), scalar(inputs, key), "percent", "least",
        f"Of the {len(on)} programmes that are on, those graded H or M", "programmes with evidence that was compared",
        *_from(programmes), assumed=key,
    )  # fmt: skip


def _deliverable(inputs: Inputs, overdue: int | None) -> Iterator[Test]:
    last, tolerance = inputs.planning.plan_year_list[-1], by_leaf(inputs, "governance.tolerance_pct")
    staff = _mine(inputs, "levers_outcome").iloc[0]
    yield Test(
        "deliverable", "staff", "Posts nobody fills at the plan's end, of those needed",
        short_pct(staff["mean"], staff["required"]), tolerance["staff"], "percent", "most",
        "Posts left short after levers over posts needed", "levers, or less work, for the posts left short",
        str(staff["basis"]), str(staff["source"]), short_pct(staff["p10"], staff["required"]),
        short_pct(staff["p90"], staff["required"]), "governance.tolerance_pct",
    )  # fmt: skip
    beds = row_of(_mine(inputs, "capacity_resources").set_index(["resource", "year"]), ("general_acute", last))
    there = float(beds["in_place"])
    yield Test(
        "deliverable", "beds", "General and acute beds short at the plan's end, of those needed",
        None if pd.isna(there) else short_pct(beds["mean"] - there, beds["mean"]), tolerance["beds"], "percent", "most",
        "Beds needed at the occupancy planned for, less beds in place", "beds, or fewer days in them",
        str(beds["basis"]), str(beds["source"]), short_pct(beds["p10"] - there, beds["p10"]),
        short_pct(beds["p90"] - there, beds["p90"]), "governance.tolerance_pct",
    )  # fmt: skip
    yield from _waits(inputs, last)
    actions = inputs.goals().actions.values()
    owned = sum(bool(each.owner and each.due) for each in actions)
    key = "governance.actions_owned_pct"
    yield Test(
        "deliverable", "actions", "Actions with an owner and a date", share_pct(owned, len(actions)),
        scalar(inputs, key), "percent", "least",
        f"{owned} of {len(actions)} actions of the goals" if actions else "No action is written",
        "actions, each with an owner and a date", _basis(inputs, "local" if actions else "not held"), "local_return",
        assumed=key,
    )  # fmt: skip
    yield Test(
        "deliverable", "overdue", "Reviews, decisions and steps that are overdue",
        None if overdue is None else float(overdue), 0.0, "items", "most",
        "Counted in the registers the system keeps", "registers with owners and review dates",
        _basis(inputs, "not held" if overdue is None else "local"), "local_return",
    )  # fmt: skip


def _waits(inputs: Inputs, last: int) -> Iterator[Test]:
    waiting = _mine(inputs, "capacity_waiting_summary")
    months = _mine(inputs, "capacity_waiting_months").dropna(subset="target_pct")
    found = waiting[(waiting["measure"] == "within_18_pct") & (waiting["year"] == last)]
    months = months[months["month"] <= f"{last + 1}-03"]
    if found.empty or months.empty:
        return
    row = found.iloc[0]
    yield Test(
        "deliverable", "waits", "Of those waiting at the plan's end, within 18 weeks", float(row["mean"]),
        float(months["target_pct"].iloc[-1]), "percent", "least",
        "The waiting list month by month with the capacity there is", "capacity that clears the list to the standard",
        str(row["basis"]), str(row["source"]), float(row["p10"]), float(row["p90"]),
    )  # fmt: skip


def _affordable(inputs: Inputs) -> Iterator[Test]:
    last, tolerance = inputs.planning.plan_year_list[-1], by_leaf(inputs, "governance.tolerance_pct")
    cases = row_of(_mine(inputs, "finance_cases").set_index(["case", "year"]), ("programmes", last))
    position = _mine(inputs, "finance_position")
    position = position[(position["case"] == "programmes") & (position["year"] == last)]
    cost = float(cases["mean"])
    said = position.iloc[0] if len(position) else None
    yield Test(
        "affordable", "position", "Spending above income at the plan's end, of spending",
        None if said is None else short_pct(-said["mean"], cost), tolerance["money"], "percent", "most",
        "Spending with the programmes less income, in constant prices", NO_INCOME, str(cases["basis"]),
        str(cases["source"]), None if said is None else short_pct(-said["p90"], cost),
        None if said is None else short_pct(-said["p10"], cost), "governance.tolerance_pct",
    )  # fmt: skip
    efficiency = _mine(inputs, "finance_efficiency")
    efficiency = efficiency[efficiency["year"] == last].set_index("kind")
    key = "governance.identified_pct"
    yield Test(
        "affordable", "efficiency", "Efficiency asked that is found and lasts",
        _found_pct(efficiency), scalar(inputs, key), "percent", "least",
        "Schemes that last over what is asked, at the plan's end",
        "schemes for the efficiency that is asked", *_from(efficiency), assumed=key,
    )  # fmt: skip
    unfunded = row_of(_mine(inputs, "levers_unfunded").set_index("key"), "unfunded")
    yield Test(
        "affordable", "unfunded", "Cost of levers and cover that nobody has set aside, of spending",
        short_pct(unfunded["value"], cost), tolerance["money"], "percent", "most",
        "Levers beyond the money for them and cover of posts left short, a year, over spending",
        "money set aside for levers and cover", str(unfunded["basis"]), str(unfunded["source"]),
        short_pct(unfunded["low"], cost), short_pct(unfunded["high"], cost), "governance.tolerance_pct",
    )  # fmt: skip


def _found_pct(efficiency: pd.DataFrame) -> float | None:
    """Give the part of the efficiency asked that is found and lasts; nothing where no scheme is recorded at all."""
    found = float(row_of(efficiency, "lasting")["mean"]) if len(efficiency) else 0.0
    return share_pct(found, float(row_of(efficiency, "asked")["mean"])) if found else None


def _mine(inputs: Inputs, name: str) -> pd.DataFrame:
    frame = inputs.table(name)
    return frame[frame["area"] == inputs.areas.system.code].reset_index(drop=True)


def _from(frame: pd.DataFrame) -> tuple[str, str]:
    """Give basis and source of the first row; what is not there is not held."""
    return (str(frame["basis"].iloc[0]), str(frame["source"].iloc[0])) if len(frame) else ("not held", "local_return")


def _basis(inputs: Inputs, otherwise: str) -> str:
    return "illustrative" if inputs.areas.fictional else otherwise
