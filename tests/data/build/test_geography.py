"""Pieces partition authorities and ICBs of both footprints; codes are read within a footprint."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planbook.data.build import geography
from planbook.data.build.lookups import Lookups
from planbook.errors import InputError


@pytest.fixture(scope="module")
def england(published_folder: Path) -> Lookups:
    return geography.make_lookups(published_folder)


def test_a_piece_is_an_authority_in_a_former_and_a_present_icb(lookups: Lookups) -> None:
    assert set(lookups.pieces["piece"]) == {
        "E06000901.QAA.QAA",
        "E06000902.QAA.QAA",
        "E06000902.QBB.QAA",
        "E06000902.QBB.S0001",
    }


def test_shares_of_an_authority_add_up_to_one(lookups: Lookups) -> None:
    assert lookups.pieces.groupby("lad_code")["lad_share"].sum().tolist() == pytest.approx([1, 1])
    shares = lookups.authority_2021_pieces.groupby("lad_2021")["share_of_lad_2021"].sum()
    assert shares.tolist() == pytest.approx([1, 1, 1])


def test_an_authority_of_2021_is_known_by_the_name_its_neighbourhoods_carry(lookups: Lookups) -> None:
    birch = lookups.authority_2021_pieces.set_index("lad_2021").loc["E07000901"]
    assert set(birch["piece"]) == {"E06000902.QAA.QAA", "E06000902.QBB.QAA"}
    assert birch["share_of_lad_2021"].tolist() == [0.5, 0.5]


def test_who_takes_in_others_is_not_unchanged(lookups: Lookups) -> None:
    changes = lookups.succession.set_index(["icb_2022", "icb_2026"])
    assert changes.loc[("QAA", "QAA"), "change"] == "acquisition"
    assert changes.loc[("QBB", "S0001"), "people_share"] == pytest.approx(0.75)


def test_the_same_code_stands_in_both_footprints_with_its_own_dates(lookups: Lookups) -> None:
    systems = lookups.systems.set_index(["footprint", "system"])
    assert systems.loc[("2022", "QAA"), "valid_to"] == "2026-03-31"
    assert systems.loc[("2026", "QAA"), "valid_from"] == "2026-04-01"
    assert systems.loc[("2026", "QAA"), "short_name"] == "Alderland"


def test_old_and_new_ons_codes_give_the_same_icb(lookups: Lookups) -> None:
    systems = lookups.systems.assign(
        ons_code=lookups.systems["ons_code"].replace({"E54000901": "E54000063", "E54000902": "E54000064"})
    )
    both = Lookups(**{**vars(lookups), "systems": systems})
    codes = pd.Series(["E54000052", "E54000063", "E54000053"])
    assert both.ods_from_ons(codes, "a file").tolist() == ["QAA", "QAA", "QBB"]
    with pytest.raises(InputError, match="E54000999"):
        both.ods_from_ons(pd.Series(["E54000999"]), "a file")


def test_a_neighbourhood_in_one_lookup_only_is_refused(country: Path) -> None:
    file = country / "lsoa21_icb24_lad24_icb26_derived.csv"
    file.write_text("\n".join(file.read_text().splitlines()[:-1]) + "\n")
    with pytest.raises(InputError, match="1 neighbourhoods are in one lookup"):
        geography.make_lookups(country)


def test_a_succession_the_neighbourhoods_do_not_show_is_refused(country: Path) -> None:
    file = country / "icb_succession_2026_04.csv"
    file.write_text(file.read_text().replace("S0001", "S0002"))
    with pytest.raises(InputError, match="QBB to S0001"):
        geography.make_lookups(country)


def test_england_has_42_icbs_that_became_36(england: Lookups) -> None:
    assert england.systems.groupby("footprint")["system"].nunique().to_dict() == {"2022": 42, "2026": 36}
    assert len(england.pieces) == 310
    assert england.pieces["lad_code"].nunique() == 296
    moved = england.succession[england.succession["change"] != "unchanged"]
    assert moved["icb_2022"].nunique() == 13
    assert len(moved) == 17


@pytest.mark.parametrize("footprint", ["icb_2022", "icb_2026"])
def test_pieces_partition_every_icb_of_england(england: Lookups, footprint: str) -> None:
    ours = england.pieces.groupby(footprint)["census_people"].sum()
    counted = england.lsoa.groupby(footprint)["people"].sum()
    pd.testing.assert_series_equal(ours, counted, check_names=False)


def test_qrl_is_two_areas(england: Lookups) -> None:
    pieces = england.pieces
    before = pieces.loc[pieces["icb_2022"] == "QRL", "census_people"].sum()
    after = pieces.loc[pieces["icb_2026"] == "QRL", "census_people"].sum()
    assert after > before


def test_craven_lies_in_north_yorkshire_and_most_of_it_in_west_yorkshires_piece(england: Lookups) -> None:
    craven = england.authority_2021_pieces.set_index("lad_2021").loc[["E07000163"]]
    assert set(craven["lad_2021_name"]) == {"Craven"}
    assert set(craven["lad_code"]) == {"E06000065"}
    shares = craven.set_index("piece")["share_of_lad_2021"].round(3).to_dict()
    assert shares == {"E06000065.QWO.QWO": 0.894, "E06000065.QE1.QE1": 0.106}
    in_piece = england.authority_2021_pieces[england.authority_2021_pieces["piece"] == "E06000065.QWO.QWO"]
    assert in_piece["lad_2021_name"].tolist() == ["Craven"]


def test_thirds_by_age_hold_about_a_third_of_england_each(england: Lookups) -> None:
    people = england.pieces.groupby("age_third")["census_people"].sum()
    assert (people / people.sum()).tolist() == pytest.approx([1 / 3] * 3, abs=0.02)
    thirds = england.pieces.set_index("lad_name")["age_third"]
    assert thirds["Tower Hamlets"] == 1
    assert thirds["North Norfolk"] == 3
