"""The levers there are, in words: the catalogue, and all levers at all levels with the empty cells left visible."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planbook.methods.workforce.groups import LABELS
from planbook.params.lever import LeverFile
from planbook.params.lever_words import LEVELS, MECHANISMS, OUTCOME_AREAS


def catalogue(levers: Mapping[str, LeverFile], area: str, on: Mapping[str, bool]) -> pd.DataFrame:
    """Give one row per lever: what it is, whom it reaches, who holds it, its evidence and first step."""
    rows = [
        {
            "area": area,
            "lever": name,
            "label": lever.title,
            "outcome_area": lever.outcome_area,
            "topic": OUTCOME_AREAS[lever.outcome_area],
            "mechanism": MECHANISMS[lever.mechanism].label,
            "reaches": ", ".join(LABELS[group] for group in lever.groups),
            "meaning": lever.story,
            "holder": lever.holder,
            "owner": lever.held_by,
            "grade": lever.evidence.grade,
            "finding": lever.evidence.says,
            "starts": lever.start,
            "action": lever.first_step,
            "watched": lever.measure,
            "must_first": ", ".join(levers[other].title for other in lever.needs if other in levers),
            "on": on[name],
            "source": lever.evidence.source,
        }
        for name, lever in sorted(levers.items(), key=lambda item: (item[1].outcome_area, item[0]))
    ]
    return pd.DataFrame(rows)


def matrix(levers: Mapping[str, LeverFile], area: str) -> pd.DataFrame:
    """Give all levers at all levels: one row per outcome area x level; a cell where nobody does anything is empty.

    `held` names the levers held at that level; `supports` those that another level holds and this one has a part in.
    """
    rows = []
    for number, words in OUTCOME_AREAS.items():
        mine = [lever for lever in levers.values() if lever.outcome_area == number]
        for level in LEVELS:
            held = [lever.title for lever in mine if lever.holder == level]
            helps = [lever.title for lever in mine if lever.holder != level and level in lever.levels]
            rows.append((area, number, level, words, LEVELS[level], "; ".join(held), "; ".join(helps)))
    columns = ["area", "outcome_area", "level", "topic", "label", "held", "supports"]
    return pd.DataFrame(rows, columns=columns)
