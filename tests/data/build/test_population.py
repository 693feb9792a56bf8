"""People by piece, age and sex: nobody lost, nobody made up, the estimate kept and the projection's shape followed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.data.build import population
from planbook.data.build.lookups import Lookups
from planbook.data.build.population import AGE_BANDS, DERIVED_KEY, ESTIMATE_KEY, SNPP_KEY, female_share, project
from planbook.errors import InputError


@pytest.fixture(scope="module")
def people(country_made: Path, lookups: Lookups) -> pd.DataFrame:
    return population.tables(country_made, lookups)["population"]


def test_every_piece_has_every_year_sex_and_band(people: pd.DataFrame) -> None:
    assert len(people) == 4 * 21 * 2 * 19
    assert not people.duplicated(["piece", "year", "sex", "age_band"]).any()


def test_2023_is_the_published_estimate(people: pd.DataFrame, lookups: Lookups) -> None:
    first = people[people["year"] == 2023].merge(lookups.pieces[["piece", "lad_code"]], on="piece")
    assert first.groupby("lad_code")["people"].sum().tolist() == pytest.approx([91 * 1000, 91 * 2000])
    assert set(first["source"]) == {ESTIMATE_KEY}
    assert set(people.loc[people["year"] > 2023, "source"]) == {DERIVED_KEY}


def test_a_split_authority_is_shared_out_as_the_census_found_it(people: pd.DataFrame) -> None:
    first = people[people["year"] == 2023].groupby("piece")["people"].sum()
    parts = first[["E06000902.QAA.QAA", "E06000902.QBB.QAA", "E06000902.QBB.S0001"]] / (91 * 2000)
    assert parts.tolist() == pytest.approx([0.2, 0.2, 0.6])


def test_women_outnumber_men_where_they_did_in_2020(people: pd.DataFrame) -> None:
    by_sex = people[people["year"] == 2023].groupby("sex")["people"].sum()
    assert by_sex["F"] / by_sex.sum() == pytest.approx(0.6)


def test_england_grows_as_the_projection_does(people: pd.DataFrame) -> None:
    young = people[people["age_band"].isin(AGE_BANDS[:9])].groupby("year")["people"].sum()
    assert young[2043] / young[2023] == pytest.approx((1500 + 10 * 21) / (1500 + 10))


shapes = st.integers(min_value=2, max_value=4)


@settings(max_examples=20, deadline=None)
@given(shapes, shapes, st.randoms(use_true_random=False))
def test_authorities_that_make_up_england_still_do_after_projecting(
    authorities: int, years: int, random: np.random.Generator
) -> None:
    cells = np.array([[random.uniform(1, 99) for _ in range(91)] for _ in range(authorities)])
    later = np.array([[random.uniform(1, 99) for _ in range(years)] for _ in range(91)])
    england = np.column_stack([cells.sum(axis=0), later])
    projected = project(cells, england)
    assert pytest.approx(england) == projected.sum(axis=0).T
    assert (projected > 0).all()


def test_a_frozen_england_keeps_no_authority_from_ageing() -> None:
    persons = np.zeros((1, 91))
    persons[0, 50] = 100
    projected = project(persons, np.ones((91, 4)))
    assert projected[0, :, 50:54].diagonal().tolist() == [100, 100, 100, 100]


def test_the_share_of_women_stays_local_when_england_does_not_move() -> None:
    local = np.array([[[60.0], [50.0]], [[40.0], [50.0]]])
    england = np.array([[[55.0, 55.0]], [[45.0, 45.0]]])
    share = female_share(local, england[:, :, 0], england)
    assert share[:, :, 0].tolist() == [pytest.approx([0.6, 0.6]), pytest.approx([0.5, 0.5])]


def test_the_share_of_women_rises_when_englands_does() -> None:
    local = np.array([[[99.0]], [[1.0]]])
    england = np.array([[[50.0, 90.0]], [[50.0, 10.0]]])
    share = female_share(local, england[:, :, 0], england)[0, :, 0]
    assert share[0] < share[1] < 1


def _write_snpp(folder: Path, *, sexes: tuple[str, ...] = ("females", "males"), last: int = 2047) -> None:
    rows = [
        {"AREA_CODE": area, "AREA_NAME": area, "COMPONENT": component, "SEX": sex, "AGE_GROUP": age}
        | {str(year): people for year in range(2022, last + 1)}
        for area, people in (("E06000901", 7), ("E06000902", 5), ("E12000001", 999))
        for component in ("Population", "Births")
        for sex in sexes
        for age in [*(str(age) for age in range(90)), "90 and over", "All ages"]
    ]
    pd.DataFrame(rows).to_csv(folder / "2022 SNPP Population.csv", index=False)


def test_the_ons_projections_are_used_instead_and_named_when_supplied(country: Path, lookups: Lookups) -> None:
    _write_snpp(country, sexes=("females", "males", "persons"))
    people = population.tables(country, lookups)["population"]
    assert set(people["source"]) == {SNPP_KEY}
    alder = people[(people["piece"] == "E06000901.QAA.QAA") & (people["year"] == 2043)]
    assert alder.groupby("sex")["people"].sum().tolist() == pytest.approx([7 * 91, 7 * 91])
    assert people.groupby("year")["people"].sum()[2030] == pytest.approx(12 * 2 * 91)


def test_ons_projections_without_men_or_with_too_few_years_are_refused(country: Path, lookups: Lookups) -> None:
    _write_snpp(country, sexes=("females",))
    with pytest.raises(InputError, match="no complete row for sex 'm'"):
        population.tables(country, lookups)
    _write_snpp(country, last=2040)
    with pytest.raises(InputError, match="years 2041 to 2043 are missing"):
        population.tables(country, lookups)


def test_an_authority_without_people_is_refused(country: Path, lookups: Lookups) -> None:
    file = country / "lad_mye2023_persons_single_year.csv"
    file.write_text("\n".join(file.read_text().splitlines()[:-1]) + "\n")
    with pytest.raises(InputError, match="E06000902 are missing"):
        population.tables(country, lookups)


def test_an_authority_whose_ages_do_not_add_up_is_refused(country: Path, lookups: Lookups) -> None:
    file = country / "lad_mye2023_persons_single_year.csv"
    file.write_text(file.read_text().replace("91000", "91500"))
    with pytest.raises(InputError, match="E06000901 do not add up"):
        population.tables(country, lookups)
