"""How good the figures of this step are: whether published, shared out, believed, or the system's own."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from planbook.data.apportion import weakest
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.params.programme_words import NHS_STAFF

STAFF_MONTH = "2025-05"
NHS_SOURCE, PRACTICE_SOURCE, CARE_SOURCE = (
    "nhs_workforce_statistics",
    "general_practice_workforce",
    "skills_for_care_2025",
)
LOCAL_SOURCE = "local_return"


def source_of(group: str) -> str:
    """Give the source of a group's staff in post."""
    if group in (*NHS_STAFF, "nhs", "all"):
        return NHS_SOURCE
    return CARE_SOURCE if group == "social_care_staff" else PRACTICE_SOURCE


def about(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Give each row what is carried forward: modelled (illustrative where fictional), and its group's source."""
    return frame.assign(basis=ahead(inputs, frame["area"]), source=frame["staff_group"].map(source_of))


def ahead(inputs: Inputs, areas: pd.Series) -> pd.Series:
    """Give the basis of what is carried forward, by row: England's is modelled, a fictional system's illustrative."""
    mine = "illustrative" if inputs.areas.fictional else "modelled"
    return areas.map(lambda code: "modelled" if code == ENGLAND else mine)


def of_today(inputs: Inputs, area: str, group: str) -> str:
    """Give the basis of a group's staff in post: England's NHS staff are counted, a system's shared out."""
    if area != ENGLAND and inputs.areas.fictional:
        return "illustrative"
    if group in (*NHS_STAFF, "nhs"):
        return "observed" if area == ENGLAND else "apportioned"
    return "apportioned" if group == "gps" and area != ENGLAND else "observed" if group == "gps" else "modelled"


def of_today_with_beliefs(inputs: Inputs, area: str, group: str, own: Collection[str]) -> str:
    """Give the basis of ages, leaving and joining beside staff in post: the system's own for groups in its extract."""
    mine = area != ENGLAND and group in own
    return weakest(of_today(inputs, area, group), "local" if mine else "modelled")
