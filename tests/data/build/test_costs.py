"""Unit costs reproduce the published means; prices have one base; use by age and sex keeps its total."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planbook.data.build import costs
from planbook.data.build.lookups import Lookups
from planbook.errors import InputError

# Activity and mean cost (£) of the National Cost Collection 2024/25 by point of delivery and item.
SCHEDULE = {
    ("ae_attendance", "all"): (23_570_779, 280.17),
    ("non_elective_short", "all"): (6_605_591, 825.86),
    ("non_elective_long", "all"): (4_599_401, 5_419.28),
    ("day_case", "all"): (7_690_986, 1_077.47),
    ("elective_inpatient", "all"): (1_268_571, 6_689.01),
    ("regular_attender", "all"): (828_656, 448.12),
    ("outpatient_procedure", "all"): (19_315_080, 232.35),
    ("diagnostic_imaging", "all"): (8_573_573, 140.38),
    ("direct_access_diagnostic", "all"): (12_220_815, 67.71),
    ("direct_access_pathology", "all"): (493_600_887, 2.41),
    ("community_contact", "all"): (72_895_355, 88.73),
    ("mental_health_contact", "all"): (22_844_196, 305.94),
    ("mental_health_bed_day", "all"): (6_349_385, 837.56),
    ("talking_therapies_contact", "all"): (5_080_160, 169.49),
    ("critical_care_bed_day", "all"): (2_402_146, 2_027.37),
    ("rehabilitation_bed_day", "all"): (1_555_852, 656.24),
    ("ambulance", "all"): (13_201_796, 271.98),
    ("renal_dialysis", "all"): (4_486_324, 200.62),
    ("cancer_mdt", "all"): (2_268_386, 149.85),
    ("high_cost_drug", "all"): (8_507_078, 593.37),
}
LINES = {
    ("critical_care_bed_day", "adult"): 2_405.64,
    ("diagnostic_imaging", "mri"): 210.41,
    ("diagnostic_imaging", "ct"): 143.44,
    ("diagnostic_imaging", "ultrasound"): 91.72,
    ("ae_attendance", "VB11Z"): 126.76,
    ("ae_attendance", "VB01Z"): 1_179.98,
    ("ambulance", "03"): 489.39,
    ("community_contact", "N02AF"): 59.65,
}


@pytest.fixture(scope="module")
def unit_costs(published_folder: Path) -> pd.DataFrame:
    table = costs.tables(published_folder, None)["unit_costs"]  # type: ignore[arg-type]
    return table.set_index(["point_of_delivery", "item"])


@pytest.mark.parametrize("line", SCHEDULE, ids=lambda line: line[0])
def test_means_by_point_of_delivery_are_the_schedules(unit_costs: pd.DataFrame, line: tuple[str, str]) -> None:
    activity, mean = SCHEDULE[line]
    assert round(unit_costs.loc[line, "activity"]) == activity
    assert round(unit_costs.loc[line, "unit_cost_gbp"], 2) == mean


@pytest.mark.parametrize("line", LINES, ids="-".join)
def test_single_lines_and_groups_are_the_schedules(unit_costs: pd.DataFrame, line: tuple[str, str]) -> None:
    assert round(unit_costs.loc[line, "unit_cost_gbp"], 2) == LINES[line]


def test_joined_means_are_the_schedules(unit_costs: pd.DataFrame) -> None:
    for joined, mean in (
        (["non_elective_short", "non_elective_long"], 2_711.36),
        (["elective_inpatient", "day_case"], 1_872.00),
    ):
        rows = unit_costs.loc[[(each, "all") for each in joined]]
        assert rows["total_cost_gbp"].sum() / rows["activity"].sum() == pytest.approx(mean, abs=0.005)


def _write_schedule(folder: Path, leave_out: str = "") -> None:
    rows = [
        {"department_code": name, "currency_code": code, "currency_desc": label, "activity": count, "cost": cost}
        for name in costs.DEPARTMENTS
        if name != leave_out
        for code, label, count, cost in (
            ("X1", "Adult Critical Care, Magnetic Resonance Imaging", 10, 100),
            ("X2", "Ultrasound or Computerised Tomography", 30, 900),
            ("X3", "Few patients", "*", 5),
        )
    ]
    pd.DataFrame(rows).to_csv(folder / f"{costs.NCC_FILE}.csv", index=False)


def _write_prices(folder: Path, base: float = 80.0) -> None:
    text = "fiscal_year_start,gdp_deflator,cpi_index,cpih_index,is_forecast\n"
    text += f"2023,{base / 2},130,129,False\n2024,{base},134,133,False\n2025,{base * 1.5},,,True\n"
    (folder / "uk_gdp_deflator_cpi_2000_2031.csv").write_text(text)


def _write_use(folder: Path) -> None:
    ages = ["0 years", "01-04 years", *(f"{age:02}-{age + 4:02} years" for age in range(5, 95, 5)), "95 years or older"]
    rows = [
        {"Service": service, "Gender": sex, "Age group": age, "Metric": metric, "Total": 60}
        for service in ("AE", "APC", "OP")
        for sex in ("Female", "Male")
        for age in ages
        for metric in ("Activity Count", "Total Cost")
    ]
    pd.DataFrame(rows).to_csv(folder / f"{costs.PLICS_FILE}.csv", index=False)


@pytest.fixture
def priced(country: Path) -> Path:
    _write_schedule(country)
    _write_prices(country)
    _write_use(country)
    return country


def test_a_mean_is_weighted_by_activity_not_by_line(priced: Path, lookups: Lookups) -> None:
    table = costs.tables(priced, lookups)["unit_costs"].set_index(["point_of_delivery", "item"])
    assert table.loc[("day_case", "all"), "unit_cost_gbp"] == pytest.approx((100 + 900 + 5) / 40)
    assert table.loc[("diagnostic_imaging", "mri"), "unit_cost_gbp"] == 10
    assert ("ambulance", "X3") not in table.index


def test_a_missing_department_is_refused(priced: Path, lookups: Lookups) -> None:
    _write_schedule(priced, leave_out="Ambulance")
    with pytest.raises(InputError, match="Ambulance"):
        costs.tables(priced, lookups)


def test_prices_of_another_base_are_set_to_2024(priced: Path, lookups: Lookups) -> None:
    prices = costs.tables(priced, lookups)["deflators"].set_index("year")
    assert prices["gdp_deflator"].to_dict() == {2023: 50.0, 2024: 100.0, 2025: 150.0}
    assert prices["is_forecast"].tolist() == [False, False, True]
    assert pd.isna(prices.loc[2025, "cpi_index"])


def test_use_by_age_keeps_its_total_and_joins_the_youngest_and_oldest(priced: Path, lookups: Lookups) -> None:
    rates = costs.tables(priced, lookups)["age_sex_rates"].set_index(["service", "sex", "age_band"])
    assert rates.loc["ae", "activity"].sum() == 2 * 21 * 60
    assert rates.loc[("ae", "F", "0-4"), "activity"] == 120
    assert rates.loc[("ae", "F", "90+"), "activity"] == 120
    assert rates.groupby("service")["share_of_activity"].sum().tolist() == pytest.approx([1, 1, 1])
    assert rates.loc[("ae", "F", "5-9"), "shape"] == pytest.approx(1000 * 60 / (3 * 5 * 60))
