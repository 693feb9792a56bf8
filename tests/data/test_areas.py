"""Areas partition what they should, in both footprints, and say what they joined."""

from __future__ import annotations

import dataclasses

import pytest

from planbook.data import areas, reference
from planbook.data.apportion import basis_of_people, icb_shares
from planbook.errors import InputError
from planbook.params import Beliefs

ICBS = [
    *areas.icbs("2026")["system"],
    *(f"{code}@2022" for code in areas.icbs("2022")["system"]),
]


@pytest.mark.parametrize("code", [*ICBS, "Y63", "EXAMPLE"])
def test_places_partition_their_system(code: str, beliefs: Beliefs) -> None:
    found = areas.resolve(code, beliefs.systems, beliefs.planning)
    held = [piece for place in found.leaves for piece in place.pieces]
    assert sorted(held) == sorted(found.system.pieces)
    assert len({place.slug for place in found.places}) == len(found.places)


def test_there_are_36_icbs_in_force_and_42_before() -> None:
    assert len(areas.icbs("2026")) == 36
    assert len(areas.icbs("2022")) == 42


def test_west_yorkshire_has_its_five_places_and_the_craven_part_of_north_yorkshire(beliefs: Beliefs) -> None:
    found = areas.resolve("QWO", beliefs.systems, beliefs.planning)
    assert [place.name for place in found.places] == [
        "Bradford District and Craven", "Calderdale", "Kirklees", "Leeds", "Wakefield",
    ]  # fmt: skip
    assert found.places[0].made_of == "Bradford, part of North Yorkshire"


def test_the_same_code_holds_other_people_in_the_other_footprint(beliefs: Beliefs) -> None:
    now, before = (areas.resolve(code, beliefs.systems, beliefs.planning) for code in ("QRL", "QRL@2022"))
    assert set(before.system.pieces) < set(now.system.pieces)


def test_slivers_join_a_neighbour_and_it_is_said(beliefs: Beliefs) -> None:
    notes = [note for code in ICBS for note in areas.resolve(code, beliefs.systems, beliefs.planning).notes]
    assert notes
    assert all("is counted with" in note for note in notes)


def test_a_region_is_made_of_its_icbs(beliefs: Beliefs) -> None:
    region = areas.resolve("Y63", beliefs.systems, beliefs.planning)
    assert {place.name for place in region.places} >= {"West Yorkshire", "South Yorkshire"}
    assert region.system.name.endswith("NHS region")


def test_a_place_left_out_or_taken_twice_is_refused_by_name(beliefs: Beliefs) -> None:
    file = beliefs.systems["QWO"]
    places = dict(file.places)
    leeds = places.pop("leeds")
    short = file.model_copy(update={"places": places})
    with pytest.raises(InputError, match="no place holds Leeds"):
        areas.resolve("QWO", {"QWO": short}, beliefs.planning)
    twice = file.model_copy(update={"places": {**places, "leeds": leeds, "again": leeds}})
    with pytest.raises(InputError, match="Leeds is already in place 'leeds'"):
        areas.resolve("QWO", {"QWO": twice}, beliefs.planning)


@pytest.mark.parametrize(
    ("code", "said"),
    [("QWOO", "did you mean 'QWO'"), ("QWO@1999", "unknown footprint '1999'"), ("Y99", "unknown system 'Y99'")],
)
def test_an_unknown_system_is_one_clear_error(code: str, said: str, beliefs: Beliefs) -> None:
    with pytest.raises(InputError, match=said):
        areas.resolve(code, beliefs.systems, beliefs.planning)


def test_the_example_icb_is_england_scaled_to_a_million_people(beliefs: Beliefs) -> None:
    example = areas.resolve("EXAMPLE", beliefs.systems, beliefs.planning)
    people = reference.population().sel(year=beliefs.planning.base_year).sum(["sex", "age_band"])
    mine = example.membership().sel(area="EXAMPLE") * people
    assert float(mine.sum()) == pytest.approx(1_000_000)
    assert example.fictional
    assert set(basis_of_people(example).drop("ENG")) == {"illustrative"}


def test_an_icb_whose_borders_did_not_change_keeps_its_figures_as_published(beliefs: Beliefs) -> None:
    shares = icb_shares(areas.resolve("QWO", beliefs.systems, beliefs.planning)).set_index("area")
    assert shares.loc["QWO", "basis"] == "observed"
    assert shares.loc["QWO/leeds", "basis"] == "apportioned"
    essex = icb_shares(areas.resolve("D7T5G", beliefs.systems, beliefs.planning)).set_index("area")
    assert "apportioned" in set(essex.loc["D7T5G", "basis"])


def test_the_system_is_the_sum_of_its_places_and_england_stands_apart(beliefs: Beliefs) -> None:
    found = areas.resolve("QWO", beliefs.systems, beliefs.planning)
    import xarray as xr

    array = xr.DataArray(range(1, 7), dims="area", coords={"area": [area.code for area in found.computed]})
    total = found.with_total(array)
    assert list(total["area"].values) == [area.code for area in found.every]
    assert float(total.sel(area="QWO")) == 2 + 3 + 4 + 5 + 6
    assert dataclasses.is_dataclass(found)
