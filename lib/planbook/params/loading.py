"""Reading the whole `params/` folder: every file, every problem, then one frozen `Beliefs`.

Nothing is computed before everything is right, and a mistake in one file never hides the mistakes in another.
"""

from __future__ import annotations

from pathlib import Path

from planbook.errors import InputError, Problem, raise_if_any
from planbook.params.agreement import disagreements, shock_disagreements, strays
from planbook.params.agreement_programmes import programme_disagreements
from planbook.params.beliefs import Beliefs, system_name
from planbook.params.gathering import Gathered
from planbook.params.gathering_goals import goals, goals_disagreements
from planbook.params.gathering_governance import governance, governance_disagreements
from planbook.params.gathering_levers import lever_disagreements, levers
from planbook.params.gathering_monitoring import monitored, monitoring_disagreements
from planbook.params.gathering_plans import plan_files
from planbook.params.gathering_programmes import programmes
from planbook.params.model import PlaceFile, Planning, Reports, ScenarioFile, SystemFile
from planbook.params.switching import switch, switch_disagreements
from planbook.params.switching_levers import switch_levers, switch_levers_disagreements


def load_beliefs(folder: Path) -> Beliefs:
    """Read and check everything in a parameter folder; raises `InputError` holding every problem in every file."""
    folder = Path(folder).resolve()
    if not folder.is_dir():
        raise InputError(Problem("there is no such folder of parameters", folder.name, "it holds planning.yaml"))
    gathered = Gathered(folder, problems=list(strays(folder)))
    planning = gathered.one("planning.yaml", Planning)
    reports = gathered.one("reports.yaml", Reports)
    evidence = gathered.evidence()
    gathered.assumptions()
    drivers = programmes(gathered)
    actions = levers(gathered)
    sought = goals(gathered)
    seen = monitored(gathered)
    governed = governance(gathered)
    in_force = planning.footprint if planning else ""
    systems = gathered.layer_files("systems/*.yaml", SystemFile, "system", lambda file: _system_stem(file, in_force))
    places = gathered.layer_files("places/*/*.yaml", PlaceFile, "place", lambda file: f"{file.system}/{file.place}")
    scenarios = gathered.layer_files("scenarios/*.yaml", ScenarioFile, "scenario", lambda file: file.scenario)
    gathered.shocks(scenarios)
    switch(gathered, systems, scenarios)
    switch_levers(gathered, systems, scenarios)
    outcomes = {name for file in sought.values() for name in file.outcomes}
    grades = {key: each.grade for key, each in evidence.items()}
    problems = [
        *gathered.problems,
        *disagreements(gathered, systems, places, scenarios, reports),
        *shock_disagreements(gathered, scenarios, planning),
        *switch_disagreements(gathered, systems, scenarios),
        *switch_levers_disagreements(gathered, systems, scenarios),
        *lever_disagreements(gathered, actions, grades),
        *programme_disagreements(gathered, drivers, outcomes, grades),
        *goals_disagreements(gathered, sought),
        *monitoring_disagreements(gathered, seen, drivers),
        *governance_disagreements(gathered, governed, systems),
    ]
    raise_if_any(sorted(problems, key=_reading_order))
    assert planning is not None, "a file that could not be read left no problem"
    assert reports is not None, "a file that could not be read left no problem"
    return Beliefs(
        planning=planning,
        assumptions=gathered.national,
        systems=systems,
        places=places,
        scenarios=scenarios,
        reports=reports,
        evidence=evidence,
        changes=gathered.changes,
        programmes=drivers,
        goals=sought,
        levers=actions,
        monitored=seen,
        governance=governed,
        plans=plan_files(folder),
    )


def _reading_order(problem: Problem) -> tuple[str, int]:
    """Order problems by file and line, as one would go through them."""
    file, _, rest = problem.where.partition(":")
    line = rest.partition(",")[0]
    return file, int(line) if line.isdigit() else 0


def _system_stem(file: SystemFile, in_force: str) -> str:
    """Give the name a system's file must have: the code, with its footprint where that is not the one in force."""
    code = f"{file.system}@{file.footprint}" if file.footprint and "@" not in file.system else file.system
    return system_name(code, in_force)
