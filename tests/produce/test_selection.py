"""What is asked for is resolved before anything runs, and a plan is asked only of systems that have one."""

from __future__ import annotations

from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.params.model import Reports
from planbook.produce.project import Project, open_project
from planbook.produce.publish import scenarios_told
from planbook.produce.selection import select

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project(ROOT)


def test_a_system_without_a_plan_is_refused_before_anything_runs(project: Project) -> None:
    with pytest.raises(InputError, match="scenario 'plan' needs a plan of QWO's own") as caught:
        select(project, ["QWO", "EXAMPLE"], "none", "board", "baseline,plan")
    assert len(caught.value.problems) == 1
    chosen = select(project, ["EXAMPLE"], "none", "board", "baseline,plan")
    assert [each.scenario for each in chosen.wanted] == ["baseline", "plan"]


def test_a_system_may_have_scenarios_of_its_own(project: Project) -> None:
    reports = Reports.model_validate(
        {
            "systems": {
                "QWO": {"places": "all"},
                "EXAMPLE": {"places": ("midvale",), "scenarios": ("baseline", "plan")},
            },
            "scenarios": ("baseline", "options"),
        }
    )
    from dataclasses import replace

    other = Project(project.root, replace(project.beliefs, reports=reports))
    chosen = select(other, steps="board")
    found = {(each.system, each.scenario) for each in chosen.wanted}
    assert found == {("QWO", "baseline"), ("QWO", "options"), ("EXAMPLE", "baseline"), ("EXAMPLE", "plan")}


def test_joined_scenarios_are_asked_for_by_one_name_and_kept_in_a_plain_folder(project: Project) -> None:
    chosen = select(project, ["QWO"], "none", "board", "options+hard_winter+strikes,baseline")
    assert [each.scenario for each in chosen.wanted] == ["options+hard_winter+strikes", "baseline"]
    assert chosen.wanted[0].path.startswith("options.hard_winter.strikes/QWO/_system/")
    with pytest.raises(InputError) as caught:
        select(project, ["QWO"], "none", "board", "options+hard_wintr,plan+strikes,strikes+strikes")
    said = str(caught.value)
    assert "unknown scenario 'hard_wintr' (did you mean 'hard_winter'" in said
    assert "needs a plan of QWO's own" in said
    assert "names 'strikes' twice" in said


def test_the_site_tells_the_parts_of_a_joined_scenario(project: Project) -> None:
    told = scenarios_told(project.beliefs, ["options+strikes", "gone+strikes"])
    assert told["options+strikes"][0] == "Options to consider, with: Strikes"
    assert next(iter(told)) == "baseline"
    assert "gone+strikes" not in told
