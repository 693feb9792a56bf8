"""A run's inputs on the shipped reference tables, without a cache between tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from planbook.produce.run import open_run

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], pd.DataFrame]:
    """Give a function that makes a table of a system, all areas."""
    cache = tmp_path_factory.mktemp("cache")

    def make(system: str, table: str) -> pd.DataFrame:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PLANBOOK_CACHE", str(cache))
            return open_run("board", system=system, root=ROOT).table(table, areas="all")

    return make
