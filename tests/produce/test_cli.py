"""The command line says one clear thing, and its exit code says how it went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planbook.produce import manifest
from planbook.produce.cli import app

Write = Callable[..., Path]


def planbook(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


def test_it_says_its_version() -> None:
    result = planbook("--version")
    assert result.exit_code == 0
    assert result.output.startswith("planbook ")


def test_a_sound_project_passes_its_check(toy: Path) -> None:
    result = planbook("check")
    assert result.exit_code == 0
    assert result.output.startswith("Nothing is wrong")


def test_a_wrong_one_fails_with_every_problem_and_no_traceback(toy: Path) -> None:
    (toy / "notebooks" / "01_toy.ipynb").unlink()
    (toy / "notebooks" / "02_later.ipynb").unlink()
    result = planbook("check")
    assert result.exit_code == 2
    assert result.output.count("there is no such notebook") == 2
    assert "Traceback" not in result.output


def test_debug_shows_the_whole_error(toy: Path) -> None:
    (toy / "notebooks" / "01_toy.ipynb").unlink()
    assert planbook("check").exception.__class__ is SystemExit
    assert planbook("--debug", "check").exception.__class__.__name__ == "InputError"


@pytest.mark.notebook
def test_reports_are_made_and_counted(toy: Path) -> None:
    result = planbook("reports", "--places", "none", "--steps", "toy,alone", "--jobs", "1")
    assert result.exit_code == 0
    assert "2 reports of 1 area in 1 system, scenario baseline: 0 fresh, 2 to make, about " in result.output
    assert "2 reports made" in result.output
    assert len(manifest.read(toy / "reports" / "build")) == 2


@pytest.mark.notebook
def test_a_failed_notebook_is_in_a_table_and_in_the_exit_code(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook(toy, "02_later", "raise ValueError('nothing [here]')")
    result = planbook("reports", "QAA", "--places", "north", "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "ValueError: nothing [here]" in result.output
    assert "2 reports made" in result.output


def test_what_was_asked_for_wrongly_is_said_before_anything_starts(toy: Path) -> None:
    result = planbook("reports", "QAZ", "--scenario", "wintre")
    assert result.exit_code == 2
    assert "did you mean 'QAA'" in result.output
    assert "did you mean 'winter'" in result.output
    assert not (toy / "reports").exists()


def test_a_dry_run_makes_nothing(toy: Path) -> None:
    result = planbook("reports", "all", "--scenario", "baseline,winter", "--dry-run")
    assert result.exit_code == 0
    assert "36 reports of 6 areas in 2 systems" in result.output
    assert "winter/QBB/east/01_toy.html" in result.output
    assert not (toy / "reports").exists()


def test_all_of_the_earlier_footprint_is_asked_for_by_its_year(toy: Path) -> None:
    result = planbook("reports", "all@2022", "--places", "none", "--steps", "toy", "--dry-run")
    assert "baseline/QBB@2022/_system/01_toy.html" in result.output
    assert planbook("reports", "all@2019", "--dry-run").exit_code == 2


def test_systems_are_listed_with_their_places(toy: Path) -> None:
    result = planbook("systems")
    assert result.exit_code == 0
    assert "QAA@2022" in result.output
    assert "north: North" in result.output


def test_a_folder_without_a_project_is_said_to_be_none(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLANBOOK_ROOT")
    monkeypatch.chdir(tmp_path)
    result = planbook("check")
    assert result.exit_code == 2
    assert "not inside a planbook project" in result.output


def test_a_folder_that_cannot_be_written_is_one_clear_message(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = planbook("reports", "QAA", "--out", str(tmp_path / "file" / "out"))
    assert result.exit_code == 1
    assert "Not a directory" in result.output
    assert "Traceback" not in result.output


def test_a_missing_folder_of_published_files_is_one_clear_message(toy: Path, tmp_path: Path) -> None:
    result = planbook("data", "build", str(tmp_path / "nowhere"), "--out", str(tmp_path / "made"))
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert not (tmp_path / "made").exists()


@pytest.mark.notebook
def test_status_and_a_dry_run_say_what_is_fresh(toy: Path, write_notebook: Write) -> None:
    assert planbook("reports", "QAA", "--places", "none").exit_code == 0
    assert "3 reports are fresh and stay as they are" in planbook("reports", "QAA", "--places", "none").output
    write_notebook(toy, "02_later", "'another'")
    told = planbook("status", "QAA", "--places", "all")
    assert told.exit_code == 0
    assert "QAA (baseline): 2 fresh, 1 stale" in told.output
    assert "  later: stale: its notebook" in told.output
    assert "QAA/north (baseline): 3 never made" in told.output
    dry = planbook("reports", "QAA", "--places", "none", "--dry-run").output
    assert "2 fresh, 1 to make" in dry
    assert "02_later.html" in dry
    assert "03_alone.html" not in dry


def test_a_scheduler_elsewhere_without_encryption_is_refused(toy: Path) -> None:
    result = planbook("reports", "QAA", "--scheduler", "tcp://10.1.2.3:8786")
    assert result.exit_code == 2
    assert "--insecure-scheduler" in result.output
