"""JSON schemas of the parameter files, for editors: made from the models, so that they never say otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from planbook.params.goals import GoalsFile
from planbook.params.governance import NATIONAL_REGISTERS, OWN, SAYS
from planbook.params.governance_template import schema_of
from planbook.params.lever import LeverFile
from planbook.params.model import (
    AssumptionFile,
    Evidence,
    PlaceFile,
    Planning,
    Reports,
    ScenarioFile,
    SystemFile,
)
from planbook.params.monitoring import MonitoringFile
from planbook.params.programme import ProgrammeFile

KINDS: dict[str, tuple[str, Any]] = {
    "assumptions": ("National numbers of one step", AssumptionFile),
    "goals": ("What a system is trying to change", GoalsFile),
    "lever": ("A lever, as an option to consider", LeverFile),
    "monitoring": ("What a system saw since its plan began, and decided on it", MonitoringFile),
    "place": ("What a place believes otherwise", PlaceFile),
    "planning": ("The round and its years", Planning),
    "programme": ("A programme, as an option to consider", ProgrammeFile),
    "reports": ("Which reports are made by default", Reports),
    "scenario": ("A scenario", ScenarioFile),
    "sources": ("Sources of evidence", dict[str, Evidence]),
    "system": ("A system, its places and what it believes otherwise", SystemFile),
    **{schema_of(name).removesuffix(".schema.json"): (SAYS[name], model) for name, model in OWN.items()},
    **{f"national_{name}": (f"What holds for every system: {name}", each) for name, each in NATIONAL_REGISTERS.items()},
}


def build() -> dict[str, dict[str, Any]]:
    """Give the JSON schema of each kind of parameter file, by file name."""
    return {f"{kind}.schema.json": _schema(title, model) for kind, (title, model) in KINDS.items()}


def text(schema: dict[str, Any]) -> str:
    """Give a schema as it is written: sorted, indented, one line end at the end."""
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write(folder: Path) -> list[Path]:
    """Write all schemas into that folder; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in build().items():
        path = folder / name
        path.write_text(text(schema), encoding="utf-8")
        written.append(path)
    return written


def _schema(title: str, model: Any) -> dict[str, Any]:
    schema = TypeAdapter(model).json_schema(by_alias=True)
    return {**schema, "$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
