"""A record of what happened names what there is, says why, and is refused with everything that is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.params import load_beliefs

ROOT = Path(__file__).parents[2]
WRONG = """
monitoring: QWO
milestones:
  - {programme: discharge, milestone: fund_agred, done: 2027-03, because: On time}
  - {programme: dischage, milestone: fund_agreed, done: 2027-03, because: On time}
  - {programme: discharge, milestone: hub_every_site, because: No month}
triggers:
  x: {label: X, measure: rtt_list, above: 1, below: 2, then: Act, owner: Somebody}
measured:
  - {key: "supply.leaving_pct[midwifes]", value: 9, low: 8, high: 10, period_from: 2027-04,
     period_to: 2028-03, how: Payroll}
  - {key: "supply.leaving_pct[midwives]", value: 19, low: 8, high: 10, period_from: 2027-04,
     period_to: 2028-03, how: Payroll}
"""


def test_all_that_is_wrong_with_a_record_is_said_at_once(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    folder = tmp_path / "params/governance/QWO"
    folder.mkdir()
    (folder / "monitoring.yaml").write_text(WRONG)
    with pytest.raises(InputError) as raised:
        load_beliefs(tmp_path / "params")
    said = str(raised.value)
    for problem in ("done or expected", "above or below", "lies outside its interval"):
        assert problem in said


def test_a_rebase_needs_its_reason(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    folder = tmp_path / "params/governance/QWO"
    folder.mkdir()
    (folder / "monitoring.yaml").write_text("monitoring: QWO\nrebased:\n  - {measure: rtt_list, from: 2027-10}\n")
    with pytest.raises(InputError, match="rebased\\[0\\]: 'because' is missing"):
        load_beliefs(tmp_path / "params")


def test_names_nobody_has_are_said_with_the_nearest(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    folder = tmp_path / "params/governance/QWO"
    folder.mkdir()
    text = "monitoring: QWO\nmilestones:\n"
    text += "  - {programme: discharge, milestone: fund_agred, done: 2027-03, because: On time}\n"
    text += "  - {programme: dischage, milestone: fund_agreed, done: 2027-03, because: On time}\n"
    text += 'measured:\n  - {key: "supply.leaving_pct[midwifes]", value: 9, low: 8, high: 10, period_from: 2027-04,\n'
    text += "     period_to: 2028-03, how: Payroll}\n"
    (folder / "monitoring.yaml").write_text(text)
    with pytest.raises(InputError) as raised:
        load_beliefs(tmp_path / "params")
    said = str(raised.value)
    for problem in ("did you mean 'fund_agreed'", "did you mean 'discharge'", "did you mean 'midwives'"):
        assert problem in said
