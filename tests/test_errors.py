"""Errors say what, where and what is allowed, all at once."""

from __future__ import annotations

import pytest

from planbook.errors import InputError, Problem, nearest, raise_if_any, unknown


def test_one_problem_reads_as_one_line() -> None:
    assert str(InputError(Problem("too high", "need.yaml:7", "at most 100"))) == "need.yaml:7: too high (at most 100)"


def test_every_problem_is_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        raise_if_any([Problem("first"), Problem("second", "here")])
    assert str(caught.value) == "2 problems:\n- first\n- here: second"


def test_no_problem_raises_nothing() -> None:
    raise_if_any([])


def test_the_nearest_name_is_offered_first() -> None:
    assert str(unknown("scenario", "wintre", ["baseline", "winter"])).startswith(
        "unknown scenario 'wintre' (did you mean 'winter'? allowed: baseline, winter"
    )


def test_a_long_list_of_names_is_cut_and_counted() -> None:
    assert nearest("x", [f"name{i:02d}" for i in range(20)]).endswith("and 8 more")
