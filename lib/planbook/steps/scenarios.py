"""What if?

Every shock that has a file is laid on the run's own scenario and taken through the whole chain: what it does by month
and year, what breaks first, how far and for how long, and what triggers would do about it. Then which assumptions the
plan hangs on, which of them together make it miss its targets, what would have to be true, and which choice would be
regretted least.
"""

from __future__ import annotations

from typing import cast

import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.inputs import Inputs
from planbook.methods.scenarios import board, designed, numbers, sensitivity, tables, tipping
from planbook.methods.scenarios.answers import ANSWERS, BY_KEY, at_plan_end
from planbook.methods.scenarios.months import beds, seasons
from planbook.methods.scenarios.worked import worked
from planbook.methods.swings import Movable

SPREAD = ["mean", "p10", "p50", "p90"]
MORE = ["more", "more_low", "more_high"]
WHICH = ["area", "scenario", "measure"]
ABOUT = ["basis", "source"]
SOURCE = "planbook_judgement"


def scenarios_seasons(inputs: Inputs) -> xr.DataArray:
    """Give each month's share of its year's care as it is today, dims (line, area, year, month)."""
    return seasons(inputs)


def scenarios_worked(inputs: Inputs) -> xr.DataArray:
    """Give all that is told of every scenario, worked out once: a Dataset as `methods.scenarios.worked` says."""
    return cast(xr.DataArray, worked(inputs).assign_attrs({tables.BASIS: tables.basis_of(inputs)}))


def scenarios_ranked(inputs: Inputs) -> xr.DataArray:
    """Give which assumptions matter: a Dataset as `methods.scenarios.sensitivity.Ranked` says."""
    return cast(xr.DataArray, sensitivity.ranked(inputs).kept())


def scenarios_ends(inputs: Inputs) -> xr.DataArray:
    """Give what the plan has to hold in its last year, dims (draw, answer)."""
    return xr.DataArray(at_plan_end(inputs, *beds(inputs)), {"answer": list(BY_KEY)}, ("draw", "answer"))


def scenarios_tried(inputs: Inputs) -> xr.DataArray:
    """Give what the plan has to hold under many what-ifs, dims (row, answer): see `methods.scenarios.designed`."""
    ranked = inputs.table("scenarios_sensitivity")
    return designed.answered(inputs, sought(ranked).values())


def scenarios_list(inputs: Inputs) -> pd.DataFrame:
    """Give the run's own scenario, those laid on it, others to build on: one row per area x scenario."""
    columns = ["area", "order", "kind", "scenario", "label", "story", "shocks", "from_month", "to_month"]
    return in_area_order(tables.listed(inputs), inputs.areas, ["order"])[columns]


def scenarios_years(inputs: Inputs) -> pd.DataFrame:
    """Give every measure by year under every scenario, and how much more than the run's own: area x .. x year."""
    frame = tables.by_year(_worked(inputs))
    return frame[[*WHICH, "year", "label", "unit", *SPREAD, *MORE, *ABOUT]]


def scenarios_months(inputs: Inputs) -> pd.DataFrame:
    """Give every measure by month under every scenario, its limit and the chance to pass it: area x .. x month."""
    frame = tables.by_month(_worked(inputs))
    return frame[[*WHICH, "month", "label", "unit", *SPREAD, *MORE, "limit", "chance_pct", *ABOUT]]


def scenarios_breaks(inputs: Inputs) -> pd.DataFrame:
    """Give what breaks and when, what breaks first in a scenario first: one row per area x scenario x measure.

    The peak is the month in which the mean is furthest beyond what can be borne.
    """
    columns = [
        "area", "order", "scenario", "measure", "label", "unit", "breaks", "first_month", "chance_pct", "peak_month",
        "peak", "peak_low", "peak_high", "limit", "months_past", "recover", "recover_low", "recover_high",
        "not_back_pct", *ABOUT,
    ]  # fmt: skip
    return tables.breaks(inputs, _worked(inputs))[columns]


def scenarios_triggers(inputs: Inputs) -> pd.DataFrame:
    """Give what each trigger would do in each scenario, with and without it: one row per scenario x trigger.

    Of the system alone. `cost` is pounds over all months watched, in constant prices.
    """
    columns = [
        "area", "scenario", "trigger", "label", "measure", "unit", "chance_pct", "first_month", "from_month",
        "to_month", "peak_month", "without", "with_it", "months_without", "months_with", "cost", "cost_low",
        "cost_high", *ABOUT,
    ]  # fmt: skip
    return tables.triggered(inputs, _worked(inputs))[columns]


def scenarios_sensitivity(inputs: Inputs) -> pd.DataFrame:
    """Give each uncertain assumption's share of variance and the impact that makes it: one row per key, most first."""
    frame = sensitivity.rated(inputs, _ranked(inputs))
    return frame.assign(area=inputs.areas.system.code)[
        [
            "area", "order", "key", "label", "answer", "answer_label", "variance_pct", "floor_pct", "told",
            "impact_rating", "value", "low", "high", "unit", "quality", "leaves", "evidence",
        ]
    ]  # fmt: skip


def scenarios_one_by_one(inputs: Movable) -> pd.DataFrame:
    """Give the answer with each uncertain assumption at its low and high end, in order of rank: one row per key."""
    ranked = inputs.table("scenarios_sensitivity")
    frame = sensitivity.swings(inputs, list(ranked["key"])).merge(ranked[["key", "order", "label"]], on="key")
    frame = _of_system(inputs, frame)
    frame["unit"], frame["answer_label"] = (
        frame["answer"].map({each.key: getattr(each, said) for each in ANSWERS}) for said in ("unit", "label")
    )
    columns = ["area", "order", "key", "label", "answer", "answer_label", "unit", "low_at", "middle", "high_at"]
    return frame[[*columns, *ABOUT]]


def scenarios_tipping(inputs: Inputs) -> pd.DataFrame:
    """Give how often each target is missed and the limits within which it is missed most: one row a limit."""
    frame = _of_system(inputs, tipping.tipping_points(inputs, _ranked(inputs)))
    return frame[["area", *tipping.COLUMNS, *ABOUT]]


def scenarios_seek(inputs: Inputs) -> pd.DataFrame:
    """Give what the assumption that moves an answer most would have to be to meet its target: one row per answer.

    Only of assumptions that are one number and told from chance.
    """
    rows = designed.rows_of(inputs.array("scenarios_tried"))
    pairs = sought(inputs.table("scenarios_sensitivity"))
    frame = _of_system(inputs, designed.goals_sought(inputs, rows, pairs))
    columns = [
        "area", "answer", "label", "target", "unit", "key", "assumption_label", "limit_unit", "value", "needed",
        "reached", "best", "least", "most", *ABOUT,
    ]  # fmt: skip
    return frame[columns]


def scenarios_regret(inputs: Inputs) -> pd.DataFrame:
    """Give what each choice would be regretted at worst over all shocks: one row per answer x choice."""
    frame = _of_system(inputs, designed.regretted(inputs, _worked(inputs)["chosen"]))
    return frame[["area", "answer", "choice", "label", "unit", "order", "worst", "scenario", *ABOUT]]


def scenarios_for_board(inputs: Inputs) -> pd.DataFrame:
    """Give what could break the plan, how soon it recovers, and the assumptions that matter most: one row an order."""
    frame = in_area_order(board.for_board(inputs, _basis(inputs)), inputs.areas, ["order"])
    return frame[board.COLUMNS]


def scenarios_explained(inputs: Inputs) -> pd.DataFrame:
    """Unfold each key number into its formula and inputs: one row per area x key x order, the number itself first."""
    columns = [
        "area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed", "basis",
        "source", "period_to",
    ]  # fmt: skip
    return in_area_order(numbers.key_numbers(inputs), inputs.areas)[columns]


def sought(ranked: pd.DataFrame) -> dict[str, str]:
    """Give the assumption to seek a value of, by answer: that which moves it most, is one number and told."""
    single = ranked[ranked["told"] & (ranked["leaves"] == 1)].drop_duplicates("answer")
    return dict(zip(single["answer"], single["key"], strict=True))


def _ranked(inputs: Inputs) -> sensitivity.Ranked:
    return sensitivity.Ranked.of(cast(xr.Dataset, inputs.array("scenarios_ranked")))


def _worked(inputs: Inputs) -> xr.Dataset:
    return cast(xr.Dataset, inputs.array("scenarios_worked"))


def _of_system(inputs: Inputs, frame: pd.DataFrame) -> pd.DataFrame:
    """Give rows of the system their area, basis and source; the answer's own source comes first."""
    code = inputs.areas.system.code
    assert set(frame["answer"]) <= set(BY_KEY), "an answer nobody declared"
    return frame.assign(area=code, basis=_basis(inputs), source=SOURCE)


def _basis(inputs: Inputs) -> str:
    return str(_worked(inputs).attrs[tables.BASIS][inputs.areas.system.code])
