"""From what was worked out for every scenario to rows a page can show."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.calendar_days import months_of
from planbook.methods.demand.bases import bases_ahead
from planbook.methods.scenarios.measures import BY_MONTH, BY_YEAR, OWN, Measure
from planbook.methods.scenarios.months import months_ahead
from planbook.methods.scenarios.triggers import TRIGGERS
from planbook.methods.scenarios.which import beside, laid, laid_on
from planbook.params.shock import MOVES, Shock

SUMMARY = ["mean", "p10", "p50", "p90"]
LINE = "emergency_overnight"
LAID, BASE = "laid", "base"
BASIS = "basis"


def basis_of(inputs: Inputs) -> dict[str, str]:
    """Give the basis of what is modelled, by area."""
    held = bases_ahead(inputs)[0]
    found = {area.code: str(held[area.code, LINE]) for area in inputs.areas.every}
    return found if not inputs.areas.fictional else {code: "illustrative" for code in found if code != ENGLAND}


def listed(inputs: Inputs) -> pd.DataFrame:
    """Give the run's own scenario, those laid on it and others to build on, in order: one row per area x scenario."""
    files = inputs.scenarios()
    rows: list[tuple[int, str, str, str, str, str, str | None, str | None]]
    rows = [(1, OWN, OWN, "Without any shock", "", "", None, None)]
    for order, name in enumerate(laid_on(inputs), start=2):
        parts = [files[part] for part in laid(name, files)]
        shocks = [shock for file in parts for shock in file.shocks.values()]
        brings = [shock.title for shock in shocks] + [each.because for file in parts for each in file.overrides]
        first = min((shock.start for shock in shocks), default=None)
        last = max((_last(inputs, shock) for shock in shocks), default=None)
        rows.append((order, LAID, name, files[name].title, files[name].story, "; ".join(brings), first, last))
    for order, name in enumerate(beside(inputs), start=len(rows) + 1):
        rows.append((order, BASE, name, files[name].title, files[name].story, "", None, None))
    columns = ["order", "kind", "scenario", "label", "story", "shocks", "from_month", "to_month"]
    frame = pd.DataFrame(rows, columns=columns)
    codes = [area.code for area in inputs.areas.every[1:]]
    return frame.merge(pd.DataFrame({"area": codes}), how="cross")


def _last(inputs: Inputs, shock: Shock) -> str:
    """Give the last month in which a shock is felt; of a delay, that by which programmes were due."""
    assert shock.moves in MOVES, "a shock that moves nothing passed the check of its file"
    months = [month for year in inputs.planning.years for month in months_of(year)]
    return months[min(months.index(shock.start) + shock.months, len(months)) - 1]


def by_year(worked: xr.Dataset) -> pd.DataFrame:
    """Give every measure by year: one row per area x scenario x measure x year, without what is not held."""
    wide = (
        worked["years"]
        .to_series()
        .unstack("year_stat")
        .reset_index()
        .rename(columns={"stood": "scenario", "yearly": "measure"})
    )
    return _named(worked, wide, BY_YEAR)


def by_month(worked: xr.Dataset) -> pd.DataFrame:
    """Give every measure by month: one row per area x scenario x measure x month, without what is not held."""
    wide = worked["months"].to_series().unstack("stat").reset_index().rename(columns={"chance": "chance_pct"})
    return _named(worked, wide, BY_MONTH)


def breaks(inputs: Inputs, worked: xr.Dataset) -> pd.DataFrame:
    """Give what breaks and when: one row per area x scenario x measure, what breaks first in a scenario first."""
    wide = worked["facts"].to_series().unstack("fact").reset_index()
    wide = wide.dropna(subset=["peak"]).rename(
        columns={"chance": "chance_pct", "months": "months_past", "peak_limit": "limit", "not_back": "not_back_pct"}
    )
    months = months_ahead(inputs)
    wide["breaks"] = wide["first"] >= 0
    wide["first_month"] = [months[int(at)] if at >= 0 else None for at in wide["first"]]
    wide["peak_month"] = [
        months[int(at)] if not np.isnan(limit) else None
        for at, limit in zip(wide["peak_at"], wide["limit"], strict=True)
    ]
    when = wide["first"].where(wide["breaks"], len(months))
    wide = wide.assign(_when=when, _unlikely=-wide["chance_pct"])
    wide["_scenario"] = wide["scenario"].map({name: at for at, name in enumerate(worked["scenario"].values)})
    wide = wide.sort_values(["area", "_scenario", "_when", "_unlikely"], kind="stable")
    wide["order"] = wide.groupby(["area", "scenario"]).cumcount() + 1
    return _named(worked, wide, BY_MONTH)


def triggered(inputs: Inputs, worked: xr.Dataset) -> pd.DataFrame:
    """Give what each trigger did in each scenario: one row per area (the system) x scenario x trigger."""
    wide = worked["fired"].to_series().unstack("trigger_fact").reset_index()
    months = months_ahead(inputs)
    for column, at in (("first_month", "fires"), ("from_month", "fires_low"), ("to_month", "fires_high")):
        wide[column] = [None if np.isnan(each) else months[int(each)] for each in wide[at]]
    wide["peak_month"] = [months[int(at)] for at in wide["peak_at"]]
    labels = {each.key: each.label for each in TRIGGERS}
    acts = {each.key: each.acts_on for each in TRIGGERS}
    wide = wide.assign(area=inputs.areas.system.code, measure=wide["trigger"].map(acts))
    named = _named(worked, wide.assign(mean=wide["without"]), BY_MONTH)
    named["label"] = named["trigger"].map(labels)
    return named.rename(
        columns={
            "chance": "chance_pct", "with": "with_it", "without_months": "months_without", "with_months": "months_with",
        }
    )  # fmt: skip


def _named(worked: xr.Dataset, frame: pd.DataFrame, measures: dict[str, Measure]) -> pd.DataFrame:
    """Give rows their words, unit, basis and source; without rows that hold nothing."""
    kept = frame.dropna(subset=["mean"]) if "mean" in frame else frame
    return kept.assign(
        label=kept["measure"].map({key: each.label for key, each in measures.items()}),
        unit=kept["measure"].map({key: each.unit for key, each in measures.items()}),
        source=kept["measure"].map({key: each.source for key, each in measures.items()}),
        basis=kept["area"].map(worked.attrs[BASIS]),
    ).reset_index(drop=True)
