"""The words a lever may use: outcome areas of the People Function, mechanisms, levels, and what it may feed back into.

Names of the areas are long established but were not read in the guidance itself: a system may edit them here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OUTCOME_AREAS: dict[int, str] = {
    1: "Supporting the health and wellbeing of all staff",
    2: "Growing the workforce for the future and enabling adequate workforce supply",
    3: "Supporting inclusion and belonging for all, and creating a great experience for staff",
    4: "Valuing and supporting leadership at all levels, and lifelong learning",
    5: "Leading workforce transformation and new ways of working",
    6: "Educating, training and developing people, and managing talent",
    7: "Driving and supporting broader social and economic development",
    8: "Transforming people services and supporting the people profession",
    10: "Supporting system design and development (organisation development)",
}
"""The areas that hold levers; the ninth, coordinated workforce planning, is this workbook itself."""

Level = Literal["provider", "place", "ics", "region", "nation"]
LEVELS: dict[str, str] = {
    "provider": "Provider",
    "place": "Place",
    "ics": "Integrated care system",
    "region": "Region",
    "nation": "Nation",
}

Mechanism = Literal[
    "leavers", "retirements", "joiners", "sickness", "participation", "bank_agency", "training_places", "productivity",
    "skill_mix", "new_roles",
]  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A mechanism: what it does in words, the unit and the sign of its size, and what one unit of its cost is."""

    label: str
    unit: str
    size: str
    each: str
    below_nought: bool = False


MECHANISMS: dict[str, Kind] = {
    "leavers": Kind(
        "Fewer leave", "percent_change", "the leaving rate of those reached", "member of staff reached", True
    ),
    "retirements": Kind(
        "Fewer retire", "percent_change", "the retiring rate of those reached", "member of staff reached", True
    ),
    "joiners": Kind("More join", "percent", "more joiners a year, of staff in post", "recruit"),
    "sickness": Kind(
        "Less absence", "percent_change", "the absence rate of those reached", "member of staff reached", True
    ),
    "participation": Kind(
        "More hours", "percent_change", "hours worked by each of those reached", "member of staff reached"
    ),
    "bank_agency": Kind(
        "Agency staff become employed", "percent", "agency staff who would take a post", "post taken up"
    ),
    "training_places": Kind("More trained", "percent", "more training places a year, of staff in post", "place a year"),
    "productivity": Kind(
        "Same work, fewer hours", "percent_change", "hours the work of those reached takes", "member of staff reached",
        True,
    ),
    "skill_mix": Kind("Work moves", "percent", "work that another group could do", "whole-time post moved"),
    "new_roles": Kind("New roles", "percent", "work that a new role could do", "whole-time post moved"),
}  # fmt: skip
MOVES_WORK = ("skill_mix", "new_roles")
TRAINS = ("training_places", "new_roles")

Into = Literal["demand", "required", "supply"]
JoinsFrom = Literal["international", "returners", "others"]
