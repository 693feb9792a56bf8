"""National, system, place, scenario: the stronger speaks last, and everyone is on record."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.errors import InputError
from planbook.params import Override
from planbook.params.assumption import Assumption
from planbook.params.layers import Change, layered

FRAILTY = "need.frailty_pct"
GROWTH = "need.cost_growth"


def numbers(assumption: Assumption, leaf: str) -> tuple[float, float, float]:
    at = assumption.leaves.index(leaf)
    return assumption.low[at], assumption.value[at], assumption.high[at]


def test_a_system_without_a_file_has_the_national_numbers(beliefs):
    assert dict(beliefs.resolve("QHM")) == dict(beliefs.assumptions)


def test_a_moved_value_takes_its_range_with_it(beliefs):
    assert numbers(beliefs.resolve("QWO")[FRAILTY], "65-69") == (6, 8, 11)
    assert numbers(beliefs.resolve("QWO")[FRAILTY], "70-74") == (7, 9, 12)


def test_a_scaled_value_has_its_range_scaled_on_top_of_the_layer_below(beliefs):
    leeds = beliefs.resolve("QWO", "leeds")[FRAILTY]
    assert numbers(leeds, "65-69") == pytest.approx((6.6, 8.8, 12.1))
    assert numbers(leeds, "90+") == pytest.approx((33, 44, 66))


def test_a_scenario_is_built_on_another(beliefs):
    assert beliefs.resolve("QWO", None, "dear")[GROWTH].scalar == 3
    assert beliefs.resolve("QWO", None, "dearer")[GROWTH].scalar == 6
    assert numbers(beliefs.resolve("QHM", None, "dearer")[GROWTH], "") == (5, 6, 8)


def test_who_set_each_leaf_is_on_record(beliefs):
    leeds = beliefs.resolve("QWO", "leeds", "dearer")
    said = [(by.layer, by.file, by.line, by.leaves) for by in leeds[FRAILTY].set_by]
    everyone = ("65-69", "70-74", "90+")
    assert said == [
        ("national", "params/assumptions/need.yaml", 3, everyone),
        ("system", "params/systems/QWO.yaml", 6, ("65-69",)),
        ("place", "params/places/QWO/leeds.yaml", 4, everyone),
    ]
    assert [by.because for by in leeds[GROWTH].set_by[1:]] == ["The story of this scenario."] * 2


def test_englands_numbers_are_of_the_same_scenario_without_local_beliefs(beliefs):
    england = beliefs.resolve("QWO", "leeds", "dear").national()
    assert england[FRAILTY] == beliefs.assumptions[FRAILTY]
    assert england[GROWTH].scalar == 3


def test_unknown_names_are_refused_with_the_nearest(beliefs):
    with pytest.raises(InputError, match=r"unknown scenario 'dera' \(did you mean 'dear'"):
        beliefs.resolve("QWO", None, "dera")
    with pytest.raises(InputError, match=r"unknown place of QWO 'leds' \(did you mean 'leeds'"):
        beliefs.resolve("QWO", "leds")
    parameters = beliefs.resolve("QWO")
    with pytest.raises(InputError, match=r"did you mean 'need\.cost_growth'"):
        parameters["need.cost_groth"]
    with pytest.raises(KeyError):
        parameters["need.cost_groth"]
    assert parameters.get("need.cost_groth") is None
    with pytest.raises(InputError, match=r"unknown leaf of need\.frailty_pct ''"):
        parameters[FRAILTY].scalar  # noqa: B018


def test_frozen(beliefs):
    parameters = beliefs.resolve("QWO")
    with pytest.raises(TypeError):
        parameters[GROWTH] = parameters[FRAILTY]
    with pytest.raises(AttributeError):
        parameters[GROWTH].value = (2.0,)
    with pytest.raises(ValueError, match="frozen"):
        beliefs.planning.seed = 2


def test_parameters_travel_between_processes(beliefs):
    parameters = beliefs.resolve("QWO", "leeds", "dear")
    assert dict(pickle.loads(pickle.dumps(parameters))) == dict(parameters)


def test_a_what_if_changes_only_what_it_names(beliefs):
    before = beliefs.resolve("QWO")
    after = before.changed([Override(key=GROWTH, value=2.0, because="What if?")])
    assert numbers(after[GROWTH], "") == (1.5, 2, 3)
    assert after[GROWTH].set_by[-1].layer == "what if"
    assert after[FRAILTY] is before[FRAILTY]
    assert before[GROWTH].scalar == 1
    with pytest.raises(InputError) as error:
        before.changed(
            [
                Override(key="need.cost_groth", value=2.0, because="What if?"),
                Override(key=f"{FRAILTY}[90+]", value=120.0, because="What if?"),
            ]
        )
    assert len(error.value.problems) == 2


def test_some_leaves_by_name(beliefs):
    after = beliefs.resolve("QHM").changed(
        [Override(key=FRAILTY, value={"70-74": 10.0}, low={"70-74": 9.5}, because="Counted.")]
    )[FRAILTY]
    assert numbers(after, "70-74") == (9.5, 10, 13)
    assert numbers(after, "65-69") == (5, 7, 10)
    assert after.set_by[-1].leaves == ("70-74",)


def test_a_fixed_value_moves_but_gets_no_range(beliefs):
    parameters = beliefs.resolve("QWO")
    moved = parameters.changed([Override(key="need.threshold", value=75.0, because="x")])["need.threshold"]
    assert numbers(moved, "") == (75, 75, 75)
    with pytest.raises(InputError, match="is fixed and has no 'low'"):
        parameters.changed([Override(key="need.threshold", value=75.0, low=70.0, because="x")])


def test_the_end_of_a_moved_range_stops_at_what_is_possible(beliefs):
    moved = beliefs.resolve("QHM").changed([Override(key=f"{FRAILTY}[90+]", value=95.0, because="x")])[FRAILTY]
    assert numbers(moved, "90+") == (85, 95, 100)


@given(moved=st.floats(0, 100), times=st.floats(0, 3))
def test_whatever_the_override_the_range_holds_the_value_and_is_possible(moved, times):
    one = Assumption(
        "need.x", "x", "percent", None, ("",), (40.0,), (10.0,), (90.0,), "normal", 0.0, 100.0, "s", "2020", "red", "x"
    )
    for override in (
        Override(key="need.x", value=moved, because="x"),
        Override(key="need.x", times=times, because="x"),
    ):
        values, problems = layered({"need.x": one}, [Change(override, "scenario")])
        (low,), (value,), (high,) = (values["need.x"].low, values["need.x"].value, values["need.x"].high)
        assert 0 <= low <= value <= high <= 100
        assert bool(problems) == (override.times is not None and 40 * times > 100)


def test_the_digest_follows_numbers_and_not_words(beliefs):
    one = beliefs.assumptions[GROWTH]
    same = beliefs.resolve("QHM")[GROWTH]
    assert one.digest() == same.digest()
    parameters = beliefs.resolve("QHM")
    unmoved = parameters.changed([Override(key=GROWTH, value=1.0, because="Other words.", quality="green")])[GROWTH]
    assert (unmoved.digest(), unmoved.quality) == (one.digest(), "green")
    for override in (
        Override(key=GROWTH, value=1.1, because="x"),
        Override(key=GROWTH, value=1.0, high=2.1, because="x"),
    ):
        assert parameters.changed([override])[GROWTH].digest() != one.digest()
