"""The cache gives back what was made, whole or not at all, and nothing else."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.produce.cache import Cache, from_bytes, open_cache, to_bytes, write_whole
from planbook.produce.run import open_run

FRAME = pd.DataFrame({"area": ["ENG", "QAA"], "people": [1.5, 2.0], "note": ["", None]})


def always(_reads: dict) -> bool:
    return True


def test_a_table_is_found_again_as_it_was(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    stored = cache.store("k", "t", {"parameters": {}}, FRAME)
    found = cache.find("k", always)
    assert found is not None
    pd.testing.assert_frame_equal(found.frame, stored.frame)
    assert found.digest == stored.digest
    assert cache.find("other", always) is None
    assert cache.find("k", lambda reads: reads == {"parameters": {"a": "b"}}) is None


def test_the_same_key_keeps_several_answers(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.store("k", "t", {"parameters": {"a": "1"}}, FRAME)
    cache.store("k", "t", {"parameters": {"a": "2"}}, FRAME.assign(people=9.0))
    found = cache.find("k", lambda reads: reads["parameters"] == {"a": "1"})
    assert found is not None
    assert found.frame["people"].tolist() == [1.5, 2.0]


@pytest.mark.parametrize("damage", [b"", b"not a table", None])
def test_a_damaged_table_is_dropped_and_said(
    tmp_path: Path, damage: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    cache = Cache(tmp_path)
    stored = cache.store("k", "t", {}, FRAME)
    path = tmp_path / "objects" / f"{stored.digest}.parquet"
    path.write_bytes(path.read_bytes()[:-1] if damage is None else damage)
    with caplog.at_level(logging.WARNING):
        assert cache.find("k", always) is None
    assert "damaged" in caplog.text
    assert not path.exists()


def test_a_damaged_record_is_passed_over(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.store("k", "t", {}, FRAME)
    for record in (tmp_path / "records" / "k").glob("*.json"):
        record.write_text('{"object": ')
    assert cache.find("k", always) is None


def test_fresh_uses_nothing_made_before_and_keeps_what_is_made(tmp_path: Path) -> None:
    Cache(tmp_path).store("k", "t", {}, FRAME)
    assert Cache(tmp_path, fresh=True).find("k", always) is None
    Cache(tmp_path, fresh=True).store("j", "t", {}, FRAME)
    assert Cache(tmp_path).find("j", always) is not None


def test_the_tables_used_longest_ago_go_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    kept = [cache.store(str(n), "t", {"n": n}, FRAME.assign(people=float(n))) for n in range(3)]
    sizes = [path.stat().st_size for path in (tmp_path / "objects").iterdir()]
    for age, stored in zip((100, 300, 200), kept, strict=True):
        path = tmp_path / "objects" / f"{stored.digest}.parquet"
        os.utime(path, (path.stat().st_atime - age, path.stat().st_mtime - age))
    assert Cache(tmp_path, cap_bytes=2 * max(sizes)).trim() == 1
    assert [cache.find(str(n), always) is not None for n in range(3)] == [True, False, True]
    assert not list((tmp_path / "records" / "1").iterdir())


def test_a_folder_that_cannot_be_written_still_gives_the_table(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("in the way")
    stored = Cache(tmp_path / "cache").store("k", "t", {}, FRAME)
    assert stored.frame["people"].tolist() == [1.5, 2.0]
    assert "could not be kept" in caplog.text


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.html"
    write_whole(path, b"before")

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]


def test_the_environment_says_where_and_how_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANBOOK_CACHE", str(tmp_path / "else"))
    monkeypatch.setenv("PLANBOOK_CACHE_MB", "3")
    assert open_cache(tmp_path) == Cache(tmp_path / "else", 3_000_000)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=5), st.floats(allow_nan=False), st.integers(-9, 9)), min_size=1))
def test_the_same_table_gives_the_same_bytes_and_comes_back_equal(rows: list[tuple[str, float, int]]) -> None:
    rows = [(text.encode("utf-8", "ignore").decode(), number, whole) for text, number, whole in rows]
    frame = pd.DataFrame(rows, columns=["text", "number", "whole"])
    content = to_bytes(frame)
    assert to_bytes(frame.copy()) == content
    pd.testing.assert_frame_equal(from_bytes(content), frame)


def test_a_real_table_is_read_back_as_it_was_given() -> None:
    run = open_run("pathways", system="EXAMPLE", scenario="plan")
    for name in ("baseline_figures", "goals_scope", "need_growth", "pathways_programmes"):
        given = run.tables.made(name).frame
        pd.testing.assert_frame_equal(from_bytes(to_bytes(given)), given)


def test_a_cache_that_is_no_folder_is_said_and_nothing_is_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = Cache(tmp_path / "file")
    with caplog.at_level(logging.WARNING):
        stored = cache.store("k", "t", {}, FRAME)
    assert "could not be kept in the cache" in caplog.text
    assert cache.find("k", always) is None
    assert cache.trim() == 0
    assert stored.frame.equals(FRAME)
