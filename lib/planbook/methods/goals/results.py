"""The expected result of programmes on each outcome, and the shortfall that is left of its target."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.params.model import Planning

IN_POINTS = "percentage_points"
COLUMNS = (
    *("serving", "result_year", "result", "result_low", "result_high"),
    *("shortfall", "shortfall_low", "shortfall_high"),
)


def with_results(positions: pd.DataFrame, results: pd.DataFrame, planning: Planning) -> pd.DataFrame:
    """Add to each outcome what programmes would make of its figure, and what is left of its target: area x outcome.

    `results` is `pathways_results`; the year is the target's, within the plan, else the plan's last. The result is
    today's figure changed by programmes alone; missing where no figure is held or no programme that is on serves it.
    """
    years = planning.plan_year_list
    asked = positions["by_when"].str[:4].where(positions["by_when"] != "", str(years[-1])).astype(int)
    wanted = positions.assign(result_year=asked.clip(years[0], years[-1]))
    changes = results[["area", "outcome", "year", "value", "low", "high", "unit", "serving"]]
    changes = changes.rename(columns={"year": "result_year", "value": "change", "low": "less", "high": "most"})
    changes = changes.rename(columns={"unit": "change_unit"})
    joined = wanted.merge(changes, on=["area", "outcome", "result_year"], how="left", validate="one_to_one")
    for name, change in (("result", "change"), ("result_low", "less"), ("result_high", "most")):
        joined[name] = _changed(joined, joined[change])
    higher = joined["better"] == "higher"
    joined["shortfall"] = _short(joined, joined["result"], higher)
    joined["shortfall_low"] = _short(joined, joined["result_high"].where(higher, joined["result_low"]), higher)
    joined["shortfall_high"] = _short(joined, joined["result_low"].where(higher, joined["result_high"]), higher)
    joined["serving"] = joined["serving"].fillna("")
    unserved = joined["serving"] == ""
    joined.loc[unserved, [each for each in COLUMNS if each not in ("serving", "result_year")]] = np.nan
    joined["result_year"] = joined["result_year"].where(~unserved, 0).astype(int)
    return joined.drop(columns=["change", "less", "most", "change_unit"])


def _changed(rows: pd.DataFrame, change: pd.Series) -> pd.Series:
    """Give figures changed by so many points, or by so many per cent; shares stay between 0 and 100."""
    added = rows["value"] + change
    result = added.where(rows["change_unit"] == IN_POINTS, rows["value"] * (1 + change / 100))
    return result.clip(0, np.where(rows["unit"] == "percent", 100.0, np.inf))


def _short(rows: pd.DataFrame, result: pd.Series, higher: pd.Series) -> pd.Series:
    return (rows["target"] - result).where(higher, result - rows["target"])
