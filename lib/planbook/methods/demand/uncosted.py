"""What demand does not cost: England's published costs that no line here carries, and what nobody holds at all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.data.apportion import piece_sums
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs

NO_LINE = {
    "high_cost_drug": "High-cost drugs",
    "renal_dialysis": "Renal dialysis",
    "direct_access_pathology": "Pathology asked for by general practice",
    "rehabilitation_bed_day": "Rehabilitation bed days",
    "critical_care_bed_day": "Critical care of children and newborn babies",
    "high_cost_device": "High-cost devices",
    "regular_attender": "Regular day and night admissions",
    "screening": "National screening",
    "cancer_mdt": "Cancer team meetings",
    "wheelchair": "Wheelchairs",
}
NOT_HELD = {
    "social_care": ("Adult social care", "What a request costs councils is not among the files held."),
    "prescribing": ("Medicines prescribed by general practice", "No cost by area is among the files held."),
    "other_primary": ("Dentistry, eye care and community pharmacy", "No activity or cost is among the files held."),
    "continuing_care": ("NHS continuing healthcare", "No activity or cost is among the files held."),
}
WHY = "Costed for England; no count by area is held, so it has no line here. Shared by need, and not carried forward."
NEED = "general_and_acute"


def uncosted(inputs: Inputs) -> pd.DataFrame:
    """Give what the cost of demand leaves out: one row per area x key; pounds of 2024/25, or nothing where not held."""
    pounds = _without_a_line(inputs)
    share = _share_of_need(inputs)
    basis = "illustrative" if inputs.areas.fictional else "modelled"
    source = str(inputs.reference("unit_costs")["source"].iloc[0])
    rows = []
    for area in inputs.areas.every:
        own = "observed" if area.code == ENGLAND else basis
        rows += [
            (area.code, key, label, pounds[key] * share[area.code], WHY, own, source) for key, label in NO_LINE.items()
        ]
        rows += [(area.code, key, label, np.nan, why, "not held", "") for key, (label, why) in NOT_HELD.items()]
    columns = ["area", "key", "label", "value", "why", "basis", "source"]
    return pd.DataFrame(rows, columns=columns).assign(unit="gbp")


def _without_a_line(inputs: Inputs) -> dict[str, float]:
    """Give England's cost of what has no line, pounds; adult critical care has one."""
    costs = inputs.reference("unit_costs")
    whole = costs[costs["item"] == "all"].set_index("point_of_delivery")["total_cost_gbp"]
    adult = costs[(costs["point_of_delivery"] == "critical_care_bed_day") & (costs["item"] == "adult")]
    found = {key: float(whole[key]) for key in NO_LINE}
    found["critical_care_bed_day"] -= float(adult["total_cost_gbp"].iloc[0])
    return found


def _share_of_need(inputs: Inputs) -> dict[str, float]:
    weights = inputs.reference("need_weights")
    people = piece_sums(weights[weights["component"] == NEED], inputs.areas, [], ["weighted_people"])
    held = people.set_index("area")["weighted_people"]
    return {str(code): float(value) for code, value in (held / held[ENGLAND]).items()}
