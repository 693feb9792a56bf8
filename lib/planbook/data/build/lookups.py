"""Where a published figure belongs: the areas every subject places its figures in."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planbook.errors import InputError, Problem

# Two boundary changes gave these ICBs new ONS codes; files of 2022 and 2023 hold the old ones.
FORMER_ONS_CODES = {"E54000052": "E54000063", "E54000053": "E54000064"}


@dataclass(frozen=True)
class Lookups:
    """What every other subject needs to place a figure.

    `pieces`, `systems`, `succession` and `authority_2021_pieces` are the tables of these names. `lsoa` has
    one row per 2021 neighbourhood: lsoa, lad_2021, lad_2021_name, lad_code, sicbl_code (ONS), sicbl (ODS),
    icb_2022, icb_2026, piece, people. `lsoa_ages` has one row per neighbourhood x census age group: lsoa,
    piece, age_group, people.
    """

    pieces: pd.DataFrame
    systems: pd.DataFrame
    succession: pd.DataFrame
    authority_2021_pieces: pd.DataFrame
    lsoa: pd.DataFrame
    lsoa_ages: pd.DataFrame

    def ods_codes(self) -> dict[str, str]:
        """Give ONS code -> ODS code of the 42 former ICBs, the codes of 2022 and of 2024 both."""
        former = self.systems[self.systems["footprint"] == "2022"]
        codes = dict(zip(former["ons_code"], former["system"], strict=True))
        return codes | {old: codes[new] for old, new in FORMER_ONS_CODES.items()}

    def ods_from_ons(self, codes: pd.Series, where: str) -> pd.Series:
        """Give the ODS code of each ONS code of a former ICB. Raises `InputError` for a code that is not
        one."""
        known = self.ods_codes()
        if stray := sorted(set(codes.unique()) - set(known)):
            raise InputError(Problem(f"ICB codes {stray} are not known", where, "ONS codes of 2022 or 2024"))
        return codes.map(known)
