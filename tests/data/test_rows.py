"""Rows laid out as an array over what names them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.data.rows import laid_out


def test_rows_lie_where_their_labels_say_and_what_is_not_there_is_missing() -> None:
    rows = pd.DataFrame([("b", 2, 1.0), ("a", 1, 2.0), ("a", 3, 9.0), ("b", 2, 4.0)], columns=["area", "year", "value"])
    found = laid_out(rows, {"area": ["a", "b"], "year": [1, 2]}, "value")
    assert found.dims == ("area", "year")
    np.testing.assert_array_equal(found.values, [[2.0, np.nan], [np.nan, 4.0]])
    assert list(found["area"].values) == ["a", "b"]
