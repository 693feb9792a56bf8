"""The golden thread: from aim to outcome, action, programme, assumption, evidence and owner; and where it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planbook.params.goals import Action, Goals
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_numbers import key_of

Row = dict[str, Any]
NOBODY_ACTS = "no action of any organisation is written here"

NO_PROGRAMME = "An outcome no programme serves"
NO_OUTCOME = "A programme that serves no outcome"
NO_WHO = "An action without who"
NO_WHEN = "An action without when"
NO_DRIVER = "An action no programme drives"
NOT_ADOPTED = "An action of a programme that is not adopted"
NO_ACTION = "An adopted programme without an action"
NO_OWNER = "An outcome without an owner"
NO_TARGET = "An outcome without a target"
NO_FIGURE = "An outcome without a figure"
NO_EVIDENCE = "A programme with unverified effects"
NO_FILE = "No actions written"


def in_view(goals: Goals, programmes: Mapping[str, ProgrammeFile]) -> dict[str, ProgrammeFile]:
    """Give the programmes that count: those the system has adopted, or all of them as options where it has no plan."""
    return {name: each for name, each in programmes.items() if goals.adopted is None or name in goals.adopted}


def thread(goals: Goals, programmes: Mapping[str, ProgrammeFile]) -> Iterator[Row]:
    """Yield one row per link from an outcome to an action, a programme and its effect; blanks where there is none."""
    shown = in_view(goals, programmes)
    for name, outcome in goals.outcomes.items():
        head = {"outcome": name, "label": outcome.label, "aim": ", ".join(outcome.aims)}
        actions = {key: each for key, each in goals.actions.items() if name in each.outcomes}
        links = [*_by_programme(name, shown, actions), *_by_action_only(name, shown, actions)]
        yield from ({**head, **link} for link in links or [{**_action(None), **_programme("", None, name)}])


def _by_programme(outcome: str, shown: Mapping[str, ProgrammeFile], actions: Mapping[str, Action]) -> Iterator[Row]:
    for key, programme in shown.items():
        if outcome in programme.serves:
            mine = [_action(action) for action in actions.values() if action.programme == key]
            yield from ({**said, **_programme(key, programme, outcome)} for said in mine or [_action(None)])


def _by_action_only(outcome: str, shown: Mapping[str, ProgrammeFile], actions: Mapping[str, Action]) -> Iterator[Row]:
    """Yield actions for an outcome that no programme in view serves through them."""
    for action in actions.values():
        driver = shown.get(action.programme or "")
        if driver is None or outcome not in driver.serves:
            yield {**_action(action), **_programme("", None, outcome)}


def _action(action: Action | None) -> Row:
    if action is None:
        return {"action": "", "owner": "", "by_when": ""}
    return {"action": action.label, "owner": action.owner or "", "by_when": action.due or ""}


def _programme(name: str, programme: ProgrammeFile | None, outcome: str) -> Row:
    if programme is None:
        return {"programme": "", "key": "", "grade": "", "source": "", "unit": "percent", "lead": ""}
    claimed = programme.outcomes.get(outcome)
    effect = claimed or programme.effects[programme.follows[outcome]]
    number = claimed.change if claimed else programme.effects[programme.follows[outcome]].change_pct
    path = ("outcomes", outcome, "change") if claimed else ("effects", programme.follows[outcome], "change_pct")
    return {
        "programme": name,
        "key": key_of(name, *path),
        "grade": effect.grade,
        "source": number.source,
        "unit": number.unit,
        "lead": programme.lead,
    }


def broken(goals: Goals, programmes: Mapping[str, ProgrammeFile], without_figure: list[str]) -> Iterator[Row]:
    """Yield each broken link: what kind, of what, and what would mend it.

    `without_figure` names outcomes nobody measures.
    """
    shown = in_view(goals, programmes)
    yield from _of_outcomes(goals, shown, without_figure)
    yield from _of_programmes(goals, shown)
    if goals.own is None:
        yield _break(NO_FILE, NOBODY_ACTS, "Write governance/<code>/goals.yaml: actions, who and when")
    for action in goals.actions.values():
        yield from _of_action(action, shown, programmes)


def _of_outcomes(goals: Goals, shown: Mapping[str, ProgrammeFile], without_figure: list[str]) -> Iterator[Row]:
    for name, outcome in goals.outcomes.items():
        label = outcome.label or name
        if not any(name in programme.serves for programme in shown.values()):
            yield _break(NO_PROGRAMME, label, "Add a programme, say who else acts, or leave it out of scope")
        if name in without_figure:
            yield _break(NO_FIGURE, label, f"Supply template {outcome.template or 'activity'}")
        if goals.own is not None and name in goals.own.outcomes:
            if not outcome.owner:
                yield _break(NO_OWNER, label, "Name who answers for it")
            if outcome.target is None and outcome.measure is None and outcome.target_of is None:
                yield _break(NO_TARGET, label, "Set a value and a date")


def _of_programmes(goals: Goals, shown: Mapping[str, ProgrammeFile]) -> Iterator[Row]:
    for name, programme in shown.items():
        if not programme.serves:
            yield _break(NO_OUTCOME, programme.title, "Say which outcome it serves, or drop it")
        unverified, every = programme.grades.count("U"), len(programme.grades)
        if unverified:
            remedy = "Find evidence, pilot with a comparator, or count a quarter of it"
            yield _break(NO_EVIDENCE, f"{programme.title}: {unverified} of {every} effects", remedy)
        acted = any(action.programme == name for action in goals.actions.values())
        if goals.adopted is not None and not acted:
            yield _break(NO_ACTION, programme.title, "Write who does what by when")


def _of_action(
    action: Action, shown: Mapping[str, ProgrammeFile], programmes: Mapping[str, ProgrammeFile]
) -> Iterator[Row]:
    if not action.owner:
        yield _break(NO_WHO, action.label, "Name who does it")
    if not action.due:
        yield _break(NO_WHEN, action.label, "Give a month")
    if not action.programme:
        yield _break(NO_DRIVER, action.label, "Name its programme, or say what it changes")
    elif action.programme not in shown:
        yield _break(
            NOT_ADOPTED, f"{action.label} ({programmes[action.programme].title})", "Adopt it, or drop the action"
        )


def _break(finding: str, label: str, remedy: str) -> Row:
    return {"finding": finding, "label": label, "remedy": remedy}
