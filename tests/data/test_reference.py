"""The shipped tables are read as pandas reads them, holding each word once."""

from __future__ import annotations

import pandas as pd
import pytest

from planbook.data import reference
from planbook.errors import InputError

pytestmark = pytest.mark.skipif(not reference.names(), reason="the reference tables are not built")


@pytest.mark.parametrize("name", reference.names())
def test_a_table_is_what_pandas_would_read(name: str) -> None:
    pd.testing.assert_frame_equal(reference.load(name), pd.read_parquet(reference.FOLDER / f"{name}.parquet"))


def test_a_word_is_held_once_however_often_it_stands_in_a_column() -> None:
    sexes = reference.load("population")["sex"]
    assert len({id(word) for word in sexes}) == sexes.nunique() == 2


def test_a_table_that_is_not_there_and_one_that_cannot_be_read_are_said_by_name(tmp_path, monkeypatch) -> None:
    (tmp_path / "pieces.parquet").write_bytes(b"no table")
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    with pytest.raises(InputError, match="did you mean 'pieces'"):
        reference.load.__wrapped__("piecs")
    with pytest.raises(InputError, match="cannot be read"):
        reference.load.__wrapped__("pieces")
