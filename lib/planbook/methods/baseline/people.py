"""People of an area as counted: registered, living there, older, and in the most deprived fifth of England."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.data.apportion import basis_of_people, icb_shares, piece_sums, weakest
from planbook.data.areas import ENGLAND, SystemAreas
from planbook.data.inputs import Inputs

ESTIMATE_YEAR = 2023  # the mid-year estimate that the projection starts from


def registered_people(inputs: Inputs) -> pd.Series:
    """Give people registered with a practice, as in NHS England's allocations, by area."""
    weights = inputs.reference("need_weights")
    overall = weights[weights["component"] == "overall"]
    return piece_sums(overall, inputs.areas, [], ["registered_people"]).set_index("area")["registered_people"]


def people_figures(inputs: Inputs, registered: pd.Series) -> pd.DataFrame:
    """Give people: registered, mid-year, older and living in the most deprived fifth of England."""
    areas, counted = inputs.areas, basis_of_people(inputs.areas)
    population = inputs.reference("population")
    estimate = population.loc[population["year"] == ESTIMATE_YEAR, ["piece", "age_band", "people", "source"]]
    of_age = piece_sums(estimate, areas, ["age_band"], ["people"]).pivot(
        index="area", columns="age_band", values="people"
    )
    everyone = of_age.sum(axis=1)
    older = {65: of_age[_from_age(of_age, 65)].sum(axis=1), 75: of_age[_from_age(of_age, 75)].sum(axis=1)}
    deprivation = inputs.reference("deprivation")
    lived = (
        piece_sums(deprivation, areas, ["imd_quintile"], ["people"])
        .pivot(index="area", columns="imd_quintile", values="people")
        .fillna(0.0)
    )
    core20 = 100 * lived[1] / lived.sum(axis=1)
    registered_basis = [_registered_basis(areas, area.code) for area in areas.every]
    mid_year = {"source": str(estimate["source"].iloc[0]), "period_to": f"{ESTIMATE_YEAR}-06"}
    census = {"source": str(deprivation["source"].iloc[0]), "period_to": "2021-03"}
    practices = {"source": str(inputs.reference("need_weights")["source"].iloc[0]), "period_to": "2025-04"}
    parts = [
        _plain("registered_people", "People registered with a GP practice", registered, "people", **practices).assign(
            basis=registered_basis, note="As used in NHS England's allocations for 2025/26; by practice."
        ),
        _plain("people", "People living here", everyone, "people", **mid_year),
        *(
            _plain(
                f"share_{age}_plus",
                f"People aged {age} and over",
                100 * people / everyone,
                "percent",
                **mid_year,
            )
            for age, people in older.items()
        ),
        _plain("core20_share", "People in the most deprived fifth of England", core20, "percent", **census),
    ]
    joined = pd.concat(parts, ignore_index=True)
    return joined.assign(basis=joined["basis"].fillna(joined["area"].map(counted)))


def _from_age(of_age: pd.DataFrame, age: int) -> list[str]:
    return [band for band in of_age.columns if int(str(band).rstrip("+").split("-")[0]) >= age]


def _registered_basis(areas: SystemAreas, area: str) -> str:
    shares = icb_shares(areas)
    return weakest(*shares.loc[shares["area"] == area, "basis"])


def _plain(measure: str, label: str, values: pd.Series, unit: str, *, source: str, period_to: str) -> pd.DataFrame:
    """Give rows of one measure by area; a share is its own rate, a count has none."""
    rate = values if unit != "people" else pd.Series(np.nan, index=values.index)
    return pd.DataFrame(
        {
            "area": values.index,
            "topic": "people",
            "measure": measure,
            "label": label,
            "value": values.to_numpy(),
            "unit": unit,
            "rate": rate.to_numpy(),
            "rate_unit": "" if unit == "people" else unit,
            "england_rate": rate[ENGLAND],
            "better": "none",
            "basis": None,
            "source": source,
            "period_from": period_to,
            "period_to": period_to,
            "note": "",
        }
    )
