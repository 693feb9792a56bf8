"""Prevalence: three publications kept apart, old authorities placed, groups of practices the right way up."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planbook.data.build import inequality, prevalence
from planbook.data.build.lookups import Lookups
from planbook.errors import InputError

QOF_CODES = [each.qof for each in prevalence.CONDITIONS if each.qof]


def _save(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)


@pytest.fixture
def published(country: Path) -> Path:
    """Give the invented country with its three publications on conditions."""
    _save(
        country,
        "bnssg_icb_55_metrics_2012_2023",
        [
            {"year": year, "org": icb, "metric": each.metric, "value": value + (year == 2022)}
            for year in (2022, 2023)
            for icb, value in (("QAA", 10.0), ("QBB", 20.0))
            for each in prevalence.CONDITIONS
            if each.metric
        ],
    )
    areas = [("E06000901", "Alder", 100), ("E07000901", "Birch, Old", 200), ("E07000902", "Cedar", 300)]
    _save(
        country,
        "qof_lad_prevalence_2019_20",
        [
            {"lad_code": code, "lad_name": name, "group_code": qof, "register": register, "list": 1000}
            for code, name, register in [*areas, ("W06000001", "Elsewhere", 9)]
            for qof in [*QOF_CODES, "CVDPP"]
        ],
    )
    _save(
        country,
        "qof_imd_decile_prevalence_2019_20",
        [
            {"imd_overall": decile, "group_code": qof, "register": 60, "list": 300}
            for decile in [*range(1, 11), "Wales"]
            for qof in [*QOF_CODES, "CVDPP"]
        ],
    )
    _write_groups(country, first=84.0, last=80.0)
    return country


def _write_groups(folder: Path, *, first: float, last: float) -> None:
    rows = [
        {
            "Year": year,
            "Indicator": each.published,
            "ICB.NAME": name,
            "quin_1": first,
            "quin_2": "",
            "quin_3": 82.0,
            "quin_4_5": last,
            "avg": 1,
        }
        for year in (2019, 2020)
        for each in inequality.INDICATORS
        for name in ("England", "ALDERLAND", "Birchland")
    ]
    _save(folder, inequality.FILE, rows)


@pytest.fixture
def table(published: Path, lookups: Lookups) -> pd.DataFrame:
    return prevalence.tables(published, lookups)["prevalence"]


def test_the_latest_icb_year_is_kept_and_england_is_its_weighted_mean(table: pd.DataFrame) -> None:
    latest = table[(table["condition"] == "diabetes") & (table["year"] == 2023)].set_index("code")
    assert latest["prevalence_pct"].to_dict() == {"QAA": 10.0, "QBB": 20.0, prevalence.ENGLAND: 15.0}
    assert latest["people_on_register"].isna().all()


def test_registers_of_authorities_are_shared_out_and_none_is_lost(table: pd.DataFrame) -> None:
    pieces = table[(table["level"] == "piece") & (table["condition"] == "copd")].set_index("code")
    assert pieces["people_on_register"].sum() == pytest.approx(600)
    assert pieces.loc["E06000902.QAA.QAA", "people_on_register"] == pytest.approx(100)
    assert pieces.loc["E06000902.QBB.S0001", "prevalence_pct"] == pytest.approx(30)


def test_england_in_2019_is_the_sum_of_its_deciles_without_wales(table: pd.DataFrame) -> None:
    england = table[(table["level"] == "england") & (table["year"] == 2019) & (table["condition"] == "copd")]
    assert england["people_on_register"].tolist() == [600]
    assert set(table.loc[table["level"] == "imd_decile", "code"]) == {str(decile) for decile in range(1, 11)}


def test_a_retired_register_is_not_shipped(table: pd.DataFrame) -> None:
    assert set(table["condition"]) == {each.key for each in prevalence.CONDITIONS}
    assert not table.duplicated(["level", "code", "condition", "year"]).any()


def test_an_unknown_condition_or_authority_is_refused(published: Path, lookups: Lookups) -> None:
    file = published / "qof_lad_prevalence_2019_20.csv"
    text = file.read_text()
    file.write_text(text.replace("Cedar", "Cypress"))
    with pytest.raises(InputError, match="Cypress"):
        prevalence.tables(published, lookups)
    file.write_text(text.replace("COPD", "NEW"))
    with pytest.raises(InputError, match="NEW"):
        prevalence.tables(published, lookups)


def test_the_authorities_northamptonshire_was_made_of_are_known(published_folder: Path) -> None:
    from planbook.data.build import geography

    real = geography.make_lookups(published_folder)
    table = prevalence.tables(published_folder, real)["prevalence"]
    diabetes = table[(table["condition"] == "diabetes") & (table["year"] == 2019)]
    assert diabetes.loc[diabetes["level"] == "piece", "code"].nunique() == 310
    hypertension = table[(table["condition"] == "hypertension") & (table["code"] == "QWO")]
    assert hypertension["prevalence_pct"].round(2).tolist() == [14.70]


def test_groups_of_practices_say_which_is_least_deprived(published: Path, lookups: Lookups) -> None:
    groups = inequality.inequality_quintile(published, lookups)
    alder = groups[(groups["icb_2022"] == "QAA") & (groups["indicator"] == "life_expectancy_male")]
    assert alder.set_index("quintile")["value"].to_dict() == {
        "1 least deprived": 84.0,
        "3": 82.0,
        "4-5 most deprived": 80.0,
    }
    assert set(groups["year"]) == {2020}


def test_survey_shares_are_given_as_per_cent(published: Path, lookups: Lookups) -> None:
    groups = inequality.inequality_quintile(published, lookups)
    trust = groups[(groups["indicator"] == "gp_trust") & (groups["quintile"] == "3")]
    assert set(trust["value"]) == {8200.0}


def test_groups_turned_upside_down_are_refused(published: Path, lookups: Lookups) -> None:
    _write_groups(published, first=80.0, last=84.0)
    with pytest.raises(InputError, match="not the least deprived"):
        inequality.inequality_quintile(published, lookups)
