"""What a system supplies is read with all else, and a table that rests on it is made again when it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from planbook.data.local import SETTING
from planbook.errors import InputError
from planbook.produce.run import open_run

ROOT = Path(__file__).parents[2]
OWN = "Staff this system says it needs"


def subjects() -> set[str]:
    run = open_run("workforce", system="QWO", root=ROOT)
    found = set(run.table("workforce_not_held")["subject"])
    assert "local" in run.tables.made("workforce_not_held").reads["written"]
    return found


def test_a_supplied_file_is_read_and_taking_it_away_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv(SETTING, raising=False)
    assert OWN in subjects()
    folder = tmp_path / "local"
    folder.mkdir()
    (folder / "workforce_required.csv").write_text("area,year,staff_group,wte\nQWO,2031,doctors,6500\n")
    monkeypatch.setenv(SETTING, str(folder))
    assert OWN not in subjects()
    (folder / "workforce_required.csv").write_text("area,year,staff_group,wte\nQR1,2031,doctors,6500\n")
    assert OWN in subjects()


def test_a_wrong_file_stops_a_run_before_anything_is_worked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANBOOK_CACHE", str(tmp_path / "cache"))
    (tmp_path / "workforce_required.csv").write_text("area,year,staff_group,wte\nQWO,2031,doctor,6500\n")
    monkeypatch.setenv(SETTING, str(tmp_path))
    with pytest.raises(InputError, match=r"workforce_required\.csv:2, staff_group: unknown staff group 'doctor'"):
        open_run("workforce", system="QWO", root=ROOT)
