"""What the board is told of scenarios: what breaks in each, how soon it is back, which assumptions matter most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.data.inputs import Inputs
from planbook.methods.scenarios.worst import first_broken, worst_first

MATTER_MOST = 3
COLUMNS = [
    "area", "order", "kind", "key", "label", "measure", "what", "value", "low", "high", "unit", "limit", "first_month",
    "recover", "recover_low", "recover_high", "not_back_pct", "chance_pct", "quality", "basis", "source",
]  # fmt: skip
SCENARIO, ASSUMPTION = "scenario", "assumption"


def for_board(inputs: Inputs, basis: str) -> pd.DataFrame:
    """Give rows of kind `scenario` (worst first, what breaks first in each) and `assumption` (those that matter most).

    `value` is the measure in its worst month, or the share of variance; `limit` what can be borne; `first_month` is
    missing where nothing breaks. `basis` is that of the system.
    """
    breaks, names = inputs.table("scenarios_breaks"), inputs.table("scenarios_list")
    titles = names.drop_duplicates("scenario").set_index("scenario")["label"]
    first = first_broken(breaks).merge(worst_first(breaks), on=["area", "scenario"], validate="one_to_one")
    shocks = first.assign(
        kind=SCENARIO, key=first["scenario"], what=first["label"], label=first["scenario"].map(titles),
        value=first["peak"], low=first["peak_low"], high=first["peak_high"], quality="", _place=first["place"],
    )  # fmt: skip
    matter = inputs.table("scenarios_sensitivity").head(MATTER_MOST)
    matter = matter[matter["told"]]
    ranked = matter.assign(
        kind=ASSUMPTION, what=matter["answer_label"], value=matter["variance_pct"], low=np.nan, high=np.nan,
        unit="percent", limit=np.nan, measure="", first_month=None, source=matter["evidence"],
        basis=basis, _place=len(titles) + matter["order"],
    )  # fmt: skip
    joined = pd.concat([shocks.drop(columns="order"), ranked.drop(columns="order")], ignore_index=True)
    joined = joined.sort_values("_place", kind="stable").reset_index(drop=True)
    joined["order"] = joined.groupby("area").cumcount() + 1
    return joined[COLUMNS]
