"""How the staff of each group were come by in each area: basis, source, and the month of the newest figure."""

from __future__ import annotations

import pandas as pd

from planbook.data.apportion import weakest
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.workforce.given import given_cells, given_here
from planbook.methods.workforce.groups import LABELS, SECTOR_OF, SECTORS, TOTALS
from planbook.params.programme_words import STAFF

MONTH = "2025-05"
SHOWN = (*STAFF, *TOTALS)
SUPPLIED = "local_return"

SOURCE_OF_SECTOR = {
    "nhs": "nhs_workforce_statistics", "practice": "general_practice_workforce_2022",
    "social": "national_benchmark_figures", "voluntary": "planbook_judgement", "volunteers": "planbook_judgement",
}  # fmt: skip
SOURCE_OF = {
    **{group: SOURCE_OF_SECTOR[SECTOR_OF[group]] for group in STAFF},
    **dict.fromkeys(TOTALS, SOURCE_OF_SECTOR["nhs"]),
    "gps": "general_practice_workforce",
    "pharmacists": "community_pharmacy_workforce_2022",
}
GROUP_LABELS = {**LABELS, **{key: label for key, (label, _) in TOTALS.items()}}
GROUP_SECTORS = {**{group: SECTORS[SECTOR_OF[group]] for group in STAFF}, **dict.fromkeys(TOTALS, "All")}


def basis_today(inputs: Inputs) -> dict[tuple[str, str], str]:
    """Give the basis of staff in post today, by (area, staff_group): shared by patients' homes, or England's."""
    figures = inputs.table("baseline_figures")
    gps = figures[figures["measure"] == "gp_staff"].set_index("area")["basis"]
    found: dict[tuple[str, str], str] = {}
    for area in inputs.areas.every:
        of_nhs = "observed" if area.code == ENGLAND else "apportioned"
        found |= {(area.code, group): of_nhs if SECTOR_OF[group] == "nhs" else "modelled" for group in STAFF}
        found |= {(area.code, "gps"): str(gps[area.code]), (area.code, "nhs"): of_nhs, (area.code, "paid"): "modelled"}
    fictional = inputs.areas.fictional
    return {key: "illustrative" if fictional and key[0] != ENGLAND else basis for key, basis in found.items()}


def with_basis(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Give each row (area, year, staff_group) its basis and source: today's, modelled ahead, or local where given."""
    now = basis_today(inputs)
    ahead = {key: weakest("modelled", basis) for key, basis in now.items()}
    cells = given_cells(given_here(inputs), inputs.areas)
    touched = {(area, year) for area, year, _ in cells}
    bases, sources = [], []
    for area, year, group in zip(frame["area"], frame["year"], frame["staff_group"], strict=True):
        basis = now[area, group] if year == inputs.planning.base_year else ahead[area, group]
        local = (area, year, group) in cells
        bases.append("local" if local and not inputs.areas.fictional else basis)
        mixed = local or (group in TOTALS and (area, year) in touched)
        sources.append(SUPPLIED if mixed else SOURCE_OF[group])
    return frame.assign(basis=bases, source=sources)


def basis_of_all(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Give each row (area, year) the basis and source of all paid staff together."""
    return with_basis(frame.assign(staff_group="paid"), inputs).drop(columns="staff_group")
