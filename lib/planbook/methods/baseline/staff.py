"""Staff of an area as counted: NHS staff in post, GPs, and patients for each GP."""

from __future__ import annotations

import pandas as pd

from planbook.data.apportion import basis_of_people, icb_shares, piece_sums
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of


def staff_figures(inputs: Inputs) -> pd.DataFrame:
    """Give staff figures: NHS staff in post (systems), GPs, patients for each GP, and social care turnover."""
    nhs = inputs.table("baseline_workforce")
    total = nhs[nhs["staff_group"] == "total"].assign(
        topic="workforce",
        measure="nhs_staff",
        label="NHS staff in post",
        unit="wte",
        better="none",
        rate_unit="",
        period_from=lambda frame: frame["period_to"],
        note=_ambulance_note(inputs),
        value=lambda frame: frame["fte"],
    )
    return pd.concat([total, _general_practice(inputs)], ignore_index=True)


def _ambulance_note(inputs: Inputs) -> str:
    """Say which ambulance trusts sit whole in the system's staff; staff per head would mislead there."""
    staff = inputs.reference("workforce_nhs")
    providers = inputs.reference("providers")
    services = providers.loc[providers["kind"] == "ambulance", ["provider", "name"]]
    shares = icb_shares(inputs.areas)
    held = shares.loc[shares["area"] == inputs.areas.system.code, "icb_2022"]
    here = staff[
        (staff["level"] == "organisation") & (staff["group_level"] == "total") & staff["icb_2022"].isin(held)
    ].merge(services, left_on="code", right_on="provider", validate="many_to_one")
    said = [f"all {row.fte:,.0f} of {_cased(row.name_of)}" for row in rows_of(here.rename(columns={"name": "name_of"}))]
    counted = "Counted where the employer is based"
    return f"{counted}; includes {' and '.join(said)}, which serve wider areas." if said else f"{counted}."


def _cased(name: str) -> str:
    return name.title().replace("Nhs", "NHS")


def _general_practice(inputs: Inputs) -> pd.DataFrame:
    pieces = inputs.reference("pieces")
    practice = inputs.reference("workforce_gp").merge(
        pieces[["piece", "lad_code", "lad_share"]], on="lad_code", validate="one_to_many"
    )
    shared = practice.assign(
        gp_fte=practice["gp_fte"] * practice["lad_share"],
        patients=practice["patients"] * practice["lad_share"],
    )
    sums = piece_sums(shared, inputs.areas, [], ["gp_fte", "patients"]).set_index("area")
    patients_each = sums["patients"] / sums["gp_fte"]
    basis = basis_of_people(inputs.areas)
    source = str(practice["source"].iloc[0])
    common = {
        "topic": "workforce",
        "basis": basis[sums.index].to_numpy(),
        "source": source,
        "area": sums.index,
        "period_from": "2024-04",
        "period_to": "2025-03",
        "note": "By the authority of the practice.",
    }
    staff = pd.DataFrame(
        {
            **common,
            "measure": "gp_staff",
            "label": "GPs in post",
            "value": sums["gp_fte"].to_numpy(),
            "unit": "wte",
            "rate_unit": "",
            "better": "none",
        }
    )
    patients = pd.DataFrame(
        {
            **common,
            "measure": "patients_per_gp",
            "label": "Patients for each GP",
            "value": patients_each.to_numpy(),
            "unit": "patients_per_gp",
            "rate": patients_each.to_numpy(),
            "rate_unit": "patients_per_gp",
            "england_rate": patients_each[ENGLAND],
            "better": "lower",
        }
    )
    return pd.concat([staff, patients], ignore_index=True)
