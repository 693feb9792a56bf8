"""A scenario that is only tried: the same text that would be saved, checked the same way, held in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from planbook.errors import raise_if_any
from planbook.params.agreement import shock_disagreements
from planbook.params.beliefs import Beliefs
from planbook.params.gathering import Gathered
from planbook.params.model import LeverAmounts, ScenarioFile
from planbook.params.reading import parse_yaml

TRIED = "what_if"
LEVERS = "levers."
Change = float | Mapping[str, float | Mapping[str, float]]


def scenario_text(
    name: str,
    title: str,
    story: str,
    on: str,
    changes: Mapping[str, Change],
    because: Mapping[str, str] | str,
    *,
    notes: Mapping[str, str] | None = None,
    lever_amounts: LeverAmounts | None = None,
) -> str:
    """Give the text of `scenarios/<name>.yaml`: each change is a new value, or some of value, times, low and high.

    A value may be one number, or one for each of some leaves. `because` gives the reason of all changes, or of each by
    its key; `notes` a comment to stand above some. Levers are held as chosen in what it is built `on`, unless what is
    changed is about levers, or `lever_amounts` says otherwise.
    """
    about_levers = any(key.startswith(LEVERS) for key in changes)
    lines = [
        "# yaml-language-server: $schema=../schema/scenario.schema.json",
        f"scenario: {name}",
        f"title: {_quoted(title)}",
        f"story: {_quoted(story)}",
        f"on: {on}",
        f"lever_amounts: {lever_amounts or ('chosen' if about_levers else 'held')}",
        "overrides:" if changes else "overrides: []",
    ]
    for key, given in changes.items():
        parts = given if isinstance(given, Mapping) else {"value": given}
        reason = because if isinstance(because, str) else because.get(key, "")
        if notes and key in notes:
            lines.append(f"  # {' '.join(notes[key].split())}")
        lines.append(f"  - key: {_quoted(key)}")
        lines += [f"    {part}: {_number(number)}" for part, number in parts.items()]
        lines.append(f"    because: {_quoted(reason)}")
    return "\n".join(lines) + "\n"


def tried(beliefs: Beliefs, text: str, name: str) -> Beliefs:
    """Give the beliefs with one more scenario, read from its text.

    Raises `InputError` with all that is wrong in the text; a key that is not there shows when the scenario is resolved.
    """
    document = parse_yaml(text, f"scenarios/{name}.yaml")
    gathered = Gathered(Path("params"), problems=list(document.problems), documents={document.name: document})
    gathered.declared |= set(beliefs.assumptions)
    gathered.named["programme"] = set(beliefs.programmes)
    file = gathered.layer_file(document, ScenarioFile, "scenario", name) if document.data is not None else None
    said = {name: file} if file else {}
    gathered.shocks(said)
    raise_if_any([*gathered.problems, *shock_disagreements(gathered, said, beliefs.planning)])
    assert file is not None, "a scenario that could not be read left no problem"
    return replace(
        beliefs,
        assumptions={**beliefs.assumptions, **gathered.national},
        scenarios={**beliefs.scenarios, **said},
        changes={**beliefs.changes, **gathered.changes},
    )


def _number(number: float | Mapping[str, float]) -> str:
    """Write a number so that it is read back the same, or one for each leaf."""
    if not isinstance(number, Mapping):
        return repr(float(number))
    return "{" + ", ".join(f"{_quoted(leaf)}: {float(each)!r}" for leaf, each in number.items()) + "}"


def _quoted(text: str) -> str:
    """Write a text as a YAML double-quoted scalar on one line."""
    said = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{said}"'
