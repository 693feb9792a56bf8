"""A table is what it was declared to be, and all that is wrong with it is said at once."""

from __future__ import annotations

import pandas as pd
import pytest

from planbook import fields
from planbook.errors import InputError

COLUMNS, GRAIN = ("area", "year", "people", "basis", "p10", "p50", "p90"), ("area", "year")
RIGHT = pd.DataFrame(
    {
        "area": ["QWO", "QWO"],
        "year": [2027, 2028],
        "people": [10, 20],
        "basis": ["modelled", "observed"],
        "p10": [1.0, None],
        "p50": [2.0, None],
        "p90": [3.0, None],
    }
)
WRONG = {
    "a column too many": RIGHT.assign(more=1),
    "a column too few": RIGHT.drop(columns="people"),
    "another order": RIGHT[[*COLUMNS[1:], "area"]],
    "a row twice": RIGHT.assign(year=2027),
    "a basis nobody knows": RIGHT.assign(basis="guessed"),
    "below what is possible": RIGHT.assign(people=[-1, 2]),
    "missing": RIGHT.assign(area=["QWO", None]),
    "no number": RIGHT.assign(people=["ten", "1"]),
    "an interval the wrong way round": RIGHT.assign(p10=[2.5, 0.5], p50=[2.0, 1.0], p90=[3.0, 2.0]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_its_table(name: str) -> None:
    with pytest.raises(InputError, match="table toy"):
        fields.check(WRONG[name], "toy", COLUMNS, GRAIN)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InputError) as raised:
        fields.check(RIGHT.assign(basis="guessed", people=[-1, 2]), "toy", COLUMNS, GRAIN)
    said = str(raised.value)
    assert "basis" in said
    assert "people" in said


@pytest.mark.parametrize(
    "given", [RIGHT.dropna(), RIGHT.dropna().astype(object), RIGHT.dropna().astype({"basis": "category"})]
)
def test_a_right_table_has_its_declared_types_whoever_looked_at_it(given: pd.DataFrame) -> None:
    checked = fields.check(given, "toy", COLUMNS, GRAIN)
    by_schema = fields.schema(COLUMNS, GRAIN).validate(given.reset_index(drop=True), lazy=True)
    pd.testing.assert_frame_equal(checked, by_schema)
    assert [str(kind) for kind in checked.dtypes] == ["str", "int64", "float64", "str", "float64", "float64", "float64"]


def test_the_table_given_is_left_as_it_was() -> None:
    given = RIGHT.dropna()
    fields.check(given, "toy", COLUMNS, GRAIN)
    assert given["people"].dtype == "int64"


def test_an_empty_table_has_its_declared_types() -> None:
    given = pd.DataFrame(columns=list(COLUMNS)).astype({"area": "float64"})
    checked = fields.check(given, "toy", COLUMNS, GRAIN)
    assert [str(kind) for kind in checked.dtypes] == ["str", "int64", "float64", "str", "float64", "float64", "float64"]


def test_numbers_that_are_all_missing_are_numbers() -> None:
    columns = ("area", "year", "value")
    given = RIGHT[["area", "year"]].assign(value=pd.Series([None, None], dtype=object))
    assert fields.check(given, "toy", columns, GRAIN)["value"].dtype == "float64"


def test_a_right_table_is_seen_at_once_without_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "schema", lambda *_: pytest.fail("the schema was asked"))
    fields.check(RIGHT.dropna(), "toy", COLUMNS, GRAIN)
    fields.check(RIGHT.dropna().iloc[:0].astype(object), "toy", COLUMNS, GRAIN)
