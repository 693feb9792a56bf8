"""How each line of demand was come by, area by area, and whether its base year equals what it claims to."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import of_rank, rank_of
from planbook.data.inputs import Inputs
from planbook.data.rows import groups_of
from planbook.fields import BASES
from planbook.methods.demand.lines import LINES, TOTALS

SPLIT_BY_ASSUMPTION = (
    *("emergency_same_day", "emergency_overnight", "outpatient_first", "outpatient_follow_up"),
    *("emergency_bed_days", "elective_bed_days"),
)
EQUALS: dict[str, tuple[str, ...]] = {
    total.key: tuple(line.key for line in LINES if line.total == total.key) for total in TOTALS
} | {"procedures": ("outpatient_procedure",), "ae_major": ("ae_major",)}
SAME = 1e-9
_NONE = np.array([], dtype=int)


def bases_now(inputs: Inputs) -> pd.Series:
    """Give the basis of each area's base-year volume, by (area, line): never better than the split that made it."""
    return _by_line(inputs)["basis"]


def bases_ahead(inputs: Inputs) -> tuple[pd.Series, pd.Series]:
    """Give basis and source of what is modelled from each line, by (area, line): never better than modelled."""
    frame = _by_line(inputs)
    return of_rank(rank_of(frame["basis"]).clip(lower=BASES.index("modelled"))), frame["source"]


def calibration(totals: pd.DataFrame, volumes: xr.DataArray) -> pd.DataFrame:
    """Set the lines of each total, added up, beside the total: one row per area x measure with the gap and what it is.

    `volumes` has the base year's means, dims (area, line).
    """
    whole = {total.key: total.says for total in TOTALS if EQUALS[total.key]}
    frame = totals[totals["measure"].isin(whole)].reset_index(drop=True)
    lines = volumes.indexes["line"]
    added = [volumes.isel(line=lines.get_indexer(list(EQUALS[key]))).sum("line").values for key in whole]
    area = volumes.indexes["area"].get_indexer(pd.Index(frame["area"]))
    measure = pd.Index(list(whole)).get_indexer(pd.Index(frame["measure"]))
    frame["modelled"], frame["how"] = np.stack(added, axis=1)[area, measure], frame["measure"].map(whole)
    frame["gap_pct"] = 100 * (frame["modelled"] / frame["value"] - 1)
    frame["equal"] = frame["gap_pct"].abs() < 100 * SAME
    columns = ["area", "measure", "label", "value", "modelled", "gap_pct", "equal", "unit", "how", "basis", "source"]
    return frame[[*columns, "period_from", "period_to"]]


def _by_line(inputs: Inputs) -> pd.DataFrame:
    held = inputs.table("demand_totals")
    rows_of = dict(groups_of(held, "measure"))
    found = {line.key: rows_of.get("ae_major" if line.total == "ae" else line.total, _NONE) for line in LINES}
    counts = [len(places) for places in found.values()]
    places = np.concatenate(list(found.values()))
    split = np.repeat([BASES.index(_split(key)) for key in found], counts)
    index = pd.MultiIndex.from_arrays(
        [held["area"].take(places), np.repeat(list(found), counts)], names=["area", "line"]
    )
    basis = of_rank(pd.Series(np.maximum(rank_of(held["basis"]).to_numpy()[places], split)))
    return pd.DataFrame({"basis": basis.array, "source": held["source"].array.take(places)}, index)


def _split(line: str) -> str:
    return "modelled" if line in SPLIT_BY_ASSUMPTION else "observed"
