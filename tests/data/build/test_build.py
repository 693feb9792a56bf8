"""The whole build: what is declared is what is made, the same bytes each time, all or nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from planbook.data import build as builder
from planbook.data.build import build, declared_tables, write_parquet
from planbook.data.build.dictionary import Column, Table, rounded, table_problems
from planbook.data.build.reconciliation import Reconciliation, reconciliation_table
from planbook.data.build.sources import Source, sources_table
from planbook.errors import InputError

SMALL = Table("small", "One row per thing.", ("thing",), (Column("thing", "a thing"), Column("source", "its source")))


@pytest.fixture(scope="module")
def built(published_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Reconciliation]]:
    out = tmp_path_factory.mktemp("out") / "reference"
    return out, build(published_folder, out)


def test_every_table_declared_is_made_and_none_else(built: tuple[Path, list[Reconciliation]]) -> None:
    made = {path.stem for path in built[0].glob("*.parquet")}
    assert made == set(declared_tables())


def test_the_dictionary_names_every_table_and_column(built: tuple[Path, list[Reconciliation]]) -> None:
    text = (built[0] / "README.md").read_text()
    for path in built[0].glob("*.parquet"):
        assert f"## {path.stem}\n" in text
        for column in pd.read_parquet(path).columns:
            assert f"| {column} |" in text


def test_every_declared_column_has_a_meaning() -> None:
    for table in declared_tables().values():
        assert table.grain
        assert all(column.meaning for column in table.columns)
        assert set(table.key) <= {column.name for column in table.columns}


def test_every_row_names_a_source_that_is_described(built: tuple[Path, list[Reconciliation]]) -> None:
    sources = pd.read_csv(built[0] / "sources.csv", keep_default_na=False)
    assert sources[["publication", "publisher", "period", "licence", "how_shipped"]].ne("").all(axis=None)
    for path in built[0].glob("*.parquet"):
        assert set(pd.read_parquet(path)["source"]) <= set(sources["key"])


def test_the_tables_are_compact(built: tuple[Path, list[Reconciliation]]) -> None:
    assert sum(path.stat().st_size for path in built[0].iterdir()) < 6_000_000


def test_the_tables_shipped_are_the_ones_the_files_give(built: tuple[Path, list[Reconciliation]]) -> None:
    shipped = Path(builder.__file__).parents[1] / "reference"

    def digests(folder: Path) -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}

    assert digests(shipped) == digests(built[0])


def test_totals_meet_the_published_ones_or_say_why(built: tuple[Path, list[Reconciliation]]) -> None:
    off = [row for row in built[1] if abs(row.difference_pct) > 0.5 and not row.note]
    assert off == []


@pytest.mark.parametrize(
    ("what", "published"),
    [
        ("England mid-2023 population", 57_690_323),
        ("registered population, England 2025/26", 63_849_324),
        ("QWO registered population", 2_707_692.5),
        ("QU9 overall need index", 0.8808),
        ("QYG overall need index", 1.1226),
    ],
)
def test_known_totals(built: tuple[Path, list[Reconciliation]], what: str, published: float) -> None:
    ours = {row.what: row.ours for row in built[1]}[what]
    assert ours == pytest.approx(published, rel=0.0001)


def test_a_build_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "reference"
    out.mkdir()
    (out / "kept.txt").write_text("before")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="missing"):
        build(tmp_path / "empty", out)
    assert [path.name for path in out.iterdir()] == ["kept.txt"]
    assert {path.name for path in tmp_path.iterdir()} == {"reference", "empty"}


def test_the_same_frame_gives_the_same_bytes(tmp_path: Path) -> None:
    frame = pd.DataFrame({"thing": ["a", "b"], "count": [1.5, float("nan")], "source": "s"})
    for name in ("one", "two"):
        write_parquet(frame, tmp_path / f"{name}.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "one.parquet"), frame)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ({"thing": ["a", "a"], "source": ["s", "s"]}, "there twice"),
        ({"thing": ["a", None], "source": ["s", "s"]}, "blank"),
        ({"thing": ["a"], "source": ["t"]}, "not described"),
        ({"thing": ["a"], "source": [None]}, "no source"),
        ({"thing": ["a"], "source": ["s"], "more": [1]}, "declared"),
        ({"thing": [], "source": []}, "empty"),
    ],
)
def test_a_table_that_is_not_as_declared_is_refused(rows: dict[str, list[object]], problem: str) -> None:
    problems = table_problems("small", pd.DataFrame(rows), {"small": SMALL}, {"s"})
    assert any(problem in str(each) for each in problems)


def test_a_table_nobody_declared_is_refused() -> None:
    problems = table_problems("stray", pd.DataFrame(), {"small": SMALL}, {"s"})
    assert "not declared" in str(problems[0])


def test_numbers_are_rounded_as_declared_and_ages_sorted_by_age() -> None:
    table = Table("t", "g", ("age_band",), (Column("age_band", "a"), Column("n", "n", "people", 1)))
    frame = rounded(pd.DataFrame({"age_band": ["10-14", "5-9", "90+"], "n": [1.26, -0.01, 3.0]}), table)
    assert frame["age_band"].tolist() == ["5-9", "10-14", "90+"]
    assert [str(number) for number in frame["n"]] == ["0.0", "1.3", "3.0"]


def test_one_key_for_two_sources_is_refused() -> None:
    first = Source("k", "a publication", "a publisher", "2024")
    assert len(sources_table([first, first])) == 1
    with pytest.raises(InputError, match="described twice"):
        sources_table([first, Source("k", "another", "a publisher", "2024")])


def test_a_reconciliation_says_by_how_much() -> None:
    table = reconciliation_table([Reconciliation("people", 200.0, 201.0, "people")])
    assert table[["difference", "difference_pct"]].to_numpy().tolist() == [[1.0, 0.5]]
    assert Reconciliation("none", 0.0, 1.0, "people").difference_pct == float("inf")
