"""Sharing figures among areas keeps totals, and says what it does to their basis."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.data import areas, reference
from planbook.data.apportion import (
    icb_to_areas,
    need_of_icbs,
    piece_sums,
    providers_to_areas,
    weakest,
)
from planbook.data.areas import SystemAreas
from planbook.fields import BASES
from planbook.params import Beliefs


@pytest.fixture(scope="module")
def west_yorkshire(beliefs: Beliefs) -> SystemAreas:
    return areas.resolve("QWO", beliefs.systems, beliefs.planning)


@pytest.fixture(scope="module")
def central_east(beliefs: Beliefs) -> SystemAreas:
    return areas.resolve("S1Y5D", beliefs.systems, beliefs.planning)


@given(st.lists(st.sampled_from(BASES), min_size=1))
def test_the_weakest_basis_wins_whatever_the_order(bases: list[str]) -> None:
    assert weakest(*bases) == weakest(*reversed(bases))
    assert all(BASES.index(weakest(*bases)) >= BASES.index(basis) for basis in bases)


def test_places_add_up_to_the_icb_and_icbs_to_england(west_yorkshire: SystemAreas) -> None:
    published = pd.DataFrame({"icb_2022": need_of_icbs()["icb_2022"], "value": range(1, 43)})
    shared = icb_to_areas(published, west_yorkshire, []).set_index("area")["value"]
    places = [place.code for place in west_yorkshire.places]
    assert shared[places].sum() == pytest.approx(shared["QWO"])
    assert shared["ENG"] == pytest.approx(sum(range(1, 43)))
    assert shared["QWO"] == float(published.set_index("icb_2022").loc["QWO", "value"])


def test_a_small_gap_is_scaled_for_and_marked_and_a_large_one_leaves_no_figure(
    west_yorkshire: SystemAreas, central_east: SystemAreas
) -> None:
    """Bedfordshire, Luton and Milton Keynes (QHG) has no community waits: England can do without, Central East not."""
    need = need_of_icbs()
    published = need[need["icb_2022"] != "QHG"].rename(columns={"need": "value"})
    shared = icb_to_areas(published, west_yorkshire, []).set_index("area")
    assert shared.loc["ENG", "basis"] == "modelled"
    assert shared.loc["ENG", "value"] == pytest.approx(need["need"].sum())
    assert shared.loc["QWO", "basis"] == "observed"
    assert "S1Y5D" not in set(icb_to_areas(published, central_east, [])["area"])


def test_the_basis_of_a_published_figure_can_only_get_weaker(west_yorkshire: SystemAreas) -> None:
    published = pd.DataFrame({"icb_2022": ["QWO"], "value": [1.0], "basis": ["apportioned"]})
    shared = icb_to_areas(published, west_yorkshire, []).set_index("area")
    assert shared.loc["QWO", "basis"] == "apportioned"


def test_every_provider_counts_once_for_england(west_yorkshire: SystemAreas) -> None:
    providers = reference.load("providers")["provider"]
    each_one = pd.DataFrame({"provider": providers, "value": 1.0})
    shared = providers_to_areas(each_one, west_yorkshire, []).set_index("area")["value"]
    assert shared["ENG"] == pytest.approx(len(providers))
    assert shared[[place.code for place in west_yorkshire.places]].sum() == pytest.approx(shared["QWO"])
    assert 0 < shared["QWO"] < shared["ENG"]


def test_pieces_add_up_to_areas(west_yorkshire: SystemAreas) -> None:
    pieces = reference.load("pieces")
    sums = piece_sums(pieces, west_yorkshire, [], ["census_people"]).set_index("area")["census_people"]
    assert sums["ENG"] == pytest.approx(pieces["census_people"].sum())
    assert sums[[place.code for place in west_yorkshire.places]].sum() == pytest.approx(sums["QWO"])
