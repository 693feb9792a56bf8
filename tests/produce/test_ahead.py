"""What every system's tables rest on is there before the first process is forked."""

from __future__ import annotations

import pytest

from planbook.data import reference
from planbook.methods.alignment import neighbours
from planbook.methods.monitoring import published
from planbook.produce import ahead


def test_what_no_system_changes_is_read_once() -> None:
    ahead.read_ahead()
    remembered = (reference.load, reference.population, neighbours.volumes_of_trusts, published._of_icbs)
    before = [each.cache_info().misses for each in remembered]
    for name in reference.names():
        reference.load(name)
    reference.population()
    neighbours.volumes_of_trusts()
    published.icbs()
    assert [each.cache_info().misses for each in remembered] == before


def test_what_cannot_be_read_ahead_fails_where_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> tuple[str, ...]:
        raise OSError("no disk")

    monkeypatch.setattr(reference, "names", broken)
    ahead.read_ahead()
