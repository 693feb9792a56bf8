"""A made-up place to say things about."""

from __future__ import annotations

from datetime import date

import pytest

from planbook.present.here import Here


@pytest.fixture
def here() -> Here:
    return Here(
        area="QAA",
        kind="system",
        system="QAA",
        region="Midland",
        fictional=False,
        names={"ENG": "England", "QAA": "NHS Somewhere Integrated Care Board", "QAA/east": "East", "QAA/west": "West"},
        publications={"p": "A publication (Its publisher)", "q": "Another (Its publisher)"},
        as_at=date(2026, 11, 21),
        base_year=2024,
        plan_start=2027,
        plan_end=2031,
        horizon=2036,
    )
