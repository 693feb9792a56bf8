"""The bench says what it measured, and never judges by an absolute time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from planbook import workflow
from planbook.live.bench_what_if import seconds_of
from planbook.produce import bench_chain, bench_what_if
from planbook.produce.bench import Bench, Measured, shown, write
from planbook.produce.project import open_project

ROWS = [
    Measured("farm against a loop", "at least 10 times", 11.5, "times", True, (11.0, 11.5, 12.0), "4 notebooks"),
    Measured("farm against its floor", "at most 1.3 times", 1.4, "times", False),
]


def test_what_was_measured_is_written_with_every_pair_and_the_machine(tmp_path: Path) -> None:
    write(ROWS, tmp_path / "bench.json")
    content = json.loads((tmp_path / "bench.json").read_text())
    assert content["rows"][0]["each"] == [11.0, 11.5, 12.0]
    assert set(content["machine"]) == {"processors", "platform", "python"}


def test_a_target_missed_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    Console(width=200).print(shown(ROWS))
    lines = capsys.readouterr().out.splitlines()
    assert "11.50 times" in lines[1]
    assert [word for line in lines[1:] for word in line.split() if word in ("yes", "no")] == ["yes", "no"]


def test_the_chain_is_of_tables_that_the_steps_make() -> None:
    for step, names in bench_chain.CHAIN.items():
        assert set(names) <= {table.name for table in workflow.step(step).produces}


def test_the_chain_is_measured_beside_every_table_of_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(open_project(), "QWO", pairs=3, tell=lambda _: None)
    monkeypatch.setattr(Bench, "called", lambda *_: "chain 0.4 0.9 0.5\nevery 2.0 1.0 3.0\n")
    (row,) = bench.the_chain()
    assert (row.value, row.met, row.each) == (0.5, True, (0.4, 0.9, 0.5))
    assert "2.00 s, 4.0 times the chain" in row.said
    assert not bench.project.areas(row.what.split(": ")[1].split(",")[0]).places
    monkeypatch.setattr(Bench, "called", lambda *_: "chain 1.4 1.9 1.5\nevery 2.0 1.0 3.0\n")
    assert not next(bench.the_chain()).met


def test_what_ifs_are_measured_without_places_and_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(open_project(), "QWO", tell=lambda _: None)
    monkeypatch.setattr(Bench, "called", lambda *_: "clock 0.2 0.3 0.1\nprocessor 0.1 0.1 0.1\n")
    rows = list(bench.what_ifs())
    assert len(rows) == 2 * len(bench_what_if.MOVES)
    assert all(row.value == 0.2 and row.met and row.said == "processor 0.10 s" for row in rows)
    assert ", 0 places, " in rows[0].what
    assert "QWO, 5 places, " in rows[-1].what


def test_a_move_is_timed_to_its_chart(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANBOOK_CACHE", str(cache))
    found = seconds_of("S1Y5D", "need", "", 2)
    assert {name: len(each) for name, each in found.items()} == {"clock": 2, "processor": 2}


@pytest.mark.notebook
def test_the_same_reports_are_made_both_ways(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(open_project(), "QAA", pairs=1, tell=lambda _: None, folder=tmp_path / "bench")
    bench.folder.mkdir()
    asked: list[tuple[str, ...]] = []
    made_before: list[bool] = []

    def called(self: Bench, *words: str) -> str:
        asked.append(words)
        held = self.folder / "cache" / "a table"
        made_before.append(held.exists())
        held.parent.mkdir(exist_ok=True)
        held.touch()
        return ""

    monkeypatch.setattr(Bench, "called", called)
    measured = list(bench.against_a_loop())
    assert [row.unit for row in measured] == ["times"] * 2
    both = ["papermill", "jupyter"] * 3
    assert [words[0] for words in asked] == [*both, "planbook.produce.start"] * 2
    assert made_before == [False, *[True] * 5, False, *[False, True] * 3, False]
    assert "--places" in asked[-1]
    assert asked[-1][asked[-1].index("--jobs") + 1] == "1"
