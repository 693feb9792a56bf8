"""What is published of an area's health: registers, slopes from the richest to the poorest, use of hospital."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from planbook.data.apportion import basis_of_people, icb_shares, of_rank, piece_sums, rank_of, weakest
from planbook.data.areas import ENGLAND, SystemAreas
from planbook.data.inputs import Inputs
from planbook.data.reference import AGE_BANDS, SEXES
from planbook.data.rows import laid_out, rows_of
from planbook.methods.inequality import slope_index
from planbook.methods.labelled import at, bare, labelled
from planbook.methods.rates import wilson

RESIDENT_REGISTERS, ICB_REGISTERS = 2019, 2023  # financial years of the two publications of prevalence

INDICATORS = {
    "life_expectancy_female": "years",
    "life_expectancy_male": "years",
    "smoking_prevalence": "percent",
    "copd_prevalence": "percent",
    "serious_mental_illness_prevalence": "percent",
    "blood_pressure_controlled": "percent",
    "cervical_screening_25_49": "percent",
    "child_immunisation": "percent",
    "gp_access_good": "percent",
}
FIFTHS_OF_GROUP = {"1 least deprived": (5,), "2": (4,), "3": (3,), "4-5 most deprived": (2, 1)}
HEALTH_NOTE = "A score, not a count: hold its slope against England's. Higher is worse. Neighbourhoods, not people."
PRACTICE_NOTE = "Groups of practices, ranked by the residents of each fifth: practice lists by fifth are not held."


def basis_by_neighbourhood(areas: SystemAreas) -> dict[str, str]:
    """Give the basis of what is published by neighbourhood: observed wherever the lines are drawn."""
    other = "illustrative" if areas.fictional else "observed"
    return {area.code: "observed" if area.code == ENGLAND else other for area in areas.every}


def basis_by_practice(areas: SystemAreas) -> dict[str, str]:
    """Give the basis of what is published by practice: observed for whole former ICBs and for whole authorities."""
    rank = rank_of(icb_shares(areas).set_index("area")["basis"]).groupby(level=0).max()
    by_icb = dict(of_rank(rank))
    return {
        str(area): "observed" if "observed" in (by_icb[area], basis) else weakest(by_icb[area], basis)
        for area, basis in basis_of_people(areas).items()
    }


def basis_modelled(areas: SystemAreas) -> dict[str, str]:
    """Give the basis of what is modelled from people: never better than modelled."""
    return {str(area): weakest("modelled", basis) for area, basis in basis_of_people(areas).items()}


def mean_of_icbs(areas: SystemAreas, rows: pd.DataFrame, by: Sequence[str], value: str) -> pd.DataFrame:
    """Give ICBs' shares or rates for the system, columns area, by..., value, basis.

    Its own where it is one whole former ICB; else the mean of those it touches, weighted by where its need lies, and
    apportioned.
    """
    shares = icb_shares(areas)
    mine = shares[shares["area"] == areas.system.code]
    joined = rows.dropna(subset=value).merge(mine, on="icb_2022", validate="many_to_one")
    joined["weighted"] = joined[value] * joined["coverage"]
    grouped = joined.groupby(["area", *by], as_index=False, observed=True)
    frame = grouped.agg(weighted=("weighted", "sum"), coverage=("coverage", "sum"))
    frame[value] = frame["weighted"] / frame["coverage"]
    single = str(mine["basis"].iloc[0]) if len(mine) == 1 else "apportioned"
    return frame.assign(basis="illustrative" if areas.fictional else single)[["area", *by, value, "basis"]]


def icb_registers(inputs: Inputs) -> pd.DataFrame:
    """Give the system's and England's disease registers as published by ICB; no counts, so no limits."""
    rows = inputs.reference("prevalence")
    latest = rows[rows["year"] == ICB_REGISTERS]
    recent = latest[latest["level"] == "icb_2022"].rename(columns={"code": "icb_2022"})
    system = mean_of_icbs(inputs.areas, recent, ["condition", "year", "source"], "prevalence_pct")
    england = latest[latest["level"] == "england"].assign(area=ENGLAND, basis="observed")
    both = pd.concat([england[system.columns], system], ignore_index=True)
    return both.assign(low=np.nan, high=np.nan)


def resident_registers(inputs: Inputs) -> pd.DataFrame:
    """Give disease registers of residents of every area, modelled by their publisher, with 95% Wilson limits."""
    rows = inputs.reference("prevalence")
    resident = rows[(rows["level"] == "piece") & (rows["year"] == RESIDENT_REGISTERS)]
    by = ["condition", "year", "source"]
    frame = piece_sums(
        resident.rename(columns={"code": "piece"}), inputs.areas, by, ["people_on_register", "list_size"]
    )
    limits = wilson(frame["people_on_register"], frame["list_size"])
    frame["prevalence_pct"] = 100 * frame["people_on_register"] / frame["list_size"]
    frame["low"], frame["high"] = 100 * limits.low, 100 * limits.high
    frame["basis"] = frame["area"].map(basis_modelled(inputs.areas))
    return frame[["area", *by, "prevalence_pct", "low", "high", "basis"]]


def health_slopes(inputs: Inputs) -> pd.DataFrame:
    """Give the slope of neighbourhood ill health from the least to the most income-deprived tenth, every area."""
    rows = inputs.reference("health_by_income")
    weighted = rows.assign(weighted=rows["health_score"] * rows["people"])
    sums = piece_sums(weighted, inputs.areas, ["income_decile"], ["people", "weighted"])
    ordered = sums.sort_values("income_decile", ascending=False, kind="stable")
    slopes = [
        {"area": area, **slope_index(group["people"], group["weighted"] / group["people"])._asdict()}
        for area, group in ordered.groupby("area", sort=False)
    ]
    frame = pd.DataFrame(slopes).assign(
        indicator="health_by_income",
        label="Ill health from the richest to the poorest neighbourhoods",
        unit="score",
        source=str(rows["source"].iloc[0]),
        period_to="2025-10",
        note=HEALTH_NOTE,
    )
    return frame.assign(basis=frame["area"].map(basis_by_neighbourhood(inputs.areas)))


def practice_slopes(inputs: Inputs) -> pd.DataFrame:
    """Give slopes over four groups of practices, least deprived to most, for the system and England."""
    rows = inputs.reference("inequality_quintile")
    wanted = rows[rows["indicator"].isin(list(INDICATORS))]
    by = ["indicator", "indicator_name", "year", "quintile", "source"]
    system = mean_of_icbs(inputs.areas, wanted, by, "value")
    england = wanted[wanted["icb_2022"] == "England"].assign(area=ENGLAND, basis="observed")
    both = pd.concat([england[system.columns], system], ignore_index=True)
    fifths = inputs.table("need_deprivation").set_index(["area", "imd_quintile"])["people"]
    first = both.drop_duplicates(["area", "indicator"])
    areas, indicators = first["area"].unique(), first["indicator"].unique()
    values = laid_out(both, {"area": areas, "indicator": indicators, "quintile": FIFTHS_OF_GROUP}, "value")
    people = {area: [sum(fifths[area, fifth] for fifth in held) for held in FIFTHS_OF_GROUP.values()] for area in areas}
    return pd.DataFrame(
        {
            "area": row.area,
            "indicator": row.indicator,
            "label": row.indicator_name,
            **slope_index(people[row.area], at(values, area=row.area, indicator=row.indicator).values)._asdict(),
            "unit": INDICATORS[row.indicator],
            "basis": weakest("modelled", row.basis),
            "source": row.source,
            "period_to": f"{row.year + 1}-03",
            "note": PRACTICE_NOTE,
        }
        for row in rows_of(first)
    )


def expected_share(inputs: Inputs, service: str) -> pd.Series:
    """Give each area's share of England's use, did its people use a service as England's of their age and sex."""
    everyone = inputs.array("need_cells").sel(year=inputs.planning.base_year)
    rates = inputs.reference("age_sex_rates")
    rate = laid_out(rates[rates["service"] == service], {"sex": SEXES, "age_band": AGE_BANDS}, "shape")
    people, each = bare(everyone, rate)
    used = (people.sum("imd_quintile", skipna=False) * each).sum(("sex", "age_band"))
    expected = inputs.areas.with_total(labelled(used, everyone)).to_series()
    return expected / expected[ENGLAND]
