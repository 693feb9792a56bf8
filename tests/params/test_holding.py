"""Where levers are chosen: without shocks, and not again where a scenario holds them."""

from __future__ import annotations

import pytest

from planbook.params.holding import UNSHOCKED, chosen_in
from planbook.params.model import ScenarioFile

SIZE = {
    "meaning": "A test", "unit": "percent_change", "value": 5, "low": 5, "high": 5,
    "source": "x", "as_of": "2026", "quality": "red", "because": "A test.",
}  # fmt: skip
SHOCK = {"title": "A test", "moves": "pay", "start": "2028-04", "months": 12, "size": SIZE}
MOVE = {"key": "demand.x", "value": 1, "because": "A test."}


def file(name: str, on: str | None = None, **said: object) -> ScenarioFile:
    return ScenarioFile.model_validate({"scenario": name, "title": name, "story": "A test.", "on": on, **said})


WINTER = {"shocks": {"winter": SHOCK}}
FILES = {
    each.scenario: each
    for each in (
        file("baseline"),
        file("options", "baseline", programmes="all", levers="all"),
        file("winter", "baseline", **WINTER),
        file("late", "options", **WINTER),
        file("both", "baseline", **{"with": ("winter", "late")}),
        file("sicker", "baseline", overrides=(MOVE,)),
        file("mixed", "options", overrides=(MOVE,), **WINTER),
        file("tried", "options", lever_amounts="held", overrides=(MOVE,)),
        file("twice", "tried", lever_amounts="held", overrides=(MOVE,)),
        file("calm", "options+winter", lever_amounts="held", overrides=(MOVE,)),
        file("pinned", "tried", overrides=(MOVE,)),
        file("winter_tried", "tried", **WINTER),
        file("year", "baseline", programmes="all", levers="all", **WINTER),
    )
}


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("baseline", "baseline"),
        ("options", "options"),
        ("options+winter", "options"),
        ("options+winter+late", "options"),
        ("options+both", "options"),
        ("winter", "baseline"),
        ("late", "options"),
        ("both", "baseline"),
        ("sicker", "sicker"),
        ("options+sicker", "options+sicker"),
        ("options+winter+sicker", "options+sicker"),
        ("options+sicker+winter", "options+sicker"),
        ("mixed", f"mixed{UNSHOCKED}"),
        ("options+mixed", f"options+mixed{UNSHOCKED}"),
        ("tried", "options"),
        ("twice", "options"),
        ("options+tried", "options"),
        ("options+tried+winter", "options"),
        ("calm", "options"),
        ("winter_tried", "options"),
        ("pinned", "pinned"),
        ("pinned+winter", "pinned"),
        ("year", f"year{UNSHOCKED}"),
        ("year+winter", f"year{UNSHOCKED}"),
    ],
)
def test_levers_are_chosen_where_nobody_knows_of_a_shock_and_held_where_it_is_said(name: str, chosen: str) -> None:
    assert chosen_in(name, FILES) == chosen


@pytest.mark.parametrize("said", [{"on": None}, {"on": "options", "levers": "all"}])
def test_levers_held_from_nowhere_or_that_may_be_others_are_refused(said: dict[str, object]) -> None:
    wrong = ScenarioFile.model_construct(**{**dict(file("a")), **said, "lever_amounts": "held"}).wrong()
    assert [each.path for each in wrong] == [("lever_amounts",)]
