"""A decision on what was learned is written with its reason, once, and only where the parameters stay valid."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planbook.errors import InputError
from planbook.params import load_beliefs
from planbook.produce.feedback import Decision, decide

ROOT = Path(__file__).parents[2]
KEY = "supply.leaving_pct[midwives]"
RECORD: dict[str, Any] = {
    "key": KEY, "outside": True, "seen": 12.0, "seen_low": 11.0, "seen_high": 13.0, "proposed": 11.23456,
    "proposed_low": 10.5, "proposed_high": 12.0, "note": "Payroll, 12 months.",
}  # fmt: skip
ACCEPTED = Decision("accepted", "Seen for a whole year.", "People board", date(2028, 10, 1))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    return tmp_path


def test_accepted_it_is_an_override_with_its_reason_and_a_record(project: Path) -> None:
    before = (project / "params/systems/QWO.yaml").read_text()
    written = decide(project, "QWO", RECORD, ACCEPTED)
    assert [path.name for path in written] == ["monitoring.yaml", "QWO.yaml"]
    beliefs = load_beliefs(project / "params")
    found = beliefs.resolve("QWO")["supply.leaving_pct"]
    place = found.leaves.index("midwives")
    assert (found.low[place], found.value[place], found.high[place]) == (10.5, 11.23, 12.0)
    assert "Seen for a whole year. Seen: 12 (11 to 13)" in found.set_by[-1].because
    record = beliefs.monitored_of("QWO")
    assert record is not None
    assert (record.feedback[0].key, record.feedback[0].decided) == (KEY, "accepted")
    assert (project / "params/systems/QWO.yaml").read_text().startswith(before.partition("overrides:")[0])


def test_declined_it_changes_no_number(project: Path) -> None:
    written = decide(
        project, "QWO", RECORD, Decision("declined", "Payroll changed.", "People board", date(2028, 10, 1))
    )
    assert [path.name for path in written] == ["monitoring.yaml"]
    assert load_beliefs(project / "params").resolve("QWO")["supply.leaving_pct"].value[2] == 9.2


def test_nothing_is_written_over(project: Path) -> None:
    decide(project, "QWO", RECORD, ACCEPTED)
    kept = (project / "params/systems/QWO.yaml").read_text()
    with pytest.raises(InputError, match="was decided before"):
        decide(project, "QWO", RECORD, ACCEPTED)
    (project / "params/governance/QWO/monitoring.yaml").unlink()
    with pytest.raises(InputError, match="is overridden already"):
        decide(project, "QWO", RECORD, ACCEPTED)
    assert (project / "params/systems/QWO.yaml").read_text() == kept


@pytest.mark.parametrize(
    ("record", "decision", "said"),
    [
        (RECORD, Decision("accepted", " ", "", date(2028, 10, 1)), "'because' is empty"),
        (RECORD | {"outside": False}, ACCEPTED, "nothing is proposed"),
        (RECORD | {"proposed": 400.0, "proposed_high": 500.0}, ACCEPTED, "more than possible"),
        (RECORD | {"key": "supply.leaving_pct[midwifes]"}, ACCEPTED, "midwives"),
    ],
)
def test_what_is_not_valid_leaves_every_file_as_it_was(
    project: Path, record: dict[str, Any], decision: Decision, said: str
) -> None:
    before = {path: path.read_bytes() for path in (project / "params").rglob("*.yaml")}
    with pytest.raises(InputError, match=said):
        decide(project, "QWO", record, decision)
    assert {path: path.read_bytes() for path in (project / "params").rglob("*.yaml")} == before
