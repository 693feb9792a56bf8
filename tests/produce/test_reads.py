"""What is noted of an assumption: one hash while every area believes the same, else the hash of each area."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planbook.produce.reads import in_areas, noted

HASHES = st.dictionaries(st.sampled_from(["ENG", "QAA/north", "QAA/south"]), st.sampled_from("ab"), min_size=1)


@given(HASHES)
def test_what_was_noted_is_found_again_by_area(by_area: dict[str, str]) -> None:
    assert in_areas(noted(by_area), by_area) == by_area


def test_one_place_that_believes_otherwise_is_told_apart() -> None:
    assert noted({"ENG": "a", "QAA/north": "a"}) == "a"
    assert noted({"ENG": "a", "QAA/north": "b"}) == {"ENG": "a", "QAA/north": "b"}
