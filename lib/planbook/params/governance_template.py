"""The file a register begins with: valid and empty, with the fictional example beside it as comments."""

from __future__ import annotations

from pathlib import Path

from planbook.errors import InputError, Problem, unknown
from planbook.params.governance import OWN, SAYS

EXAMPLE = "EXAMPLE"


def write_register(name: str, code: str, params: Path) -> Path:
    """Write an empty register of a system into `params/governance/<code>/`; gives its path.

    Raises `InputError` for a register there is not, and where the system keeps it already.
    """
    if name not in OWN:
        raise InputError(unknown("register", name, OWN))
    path = params / "governance" / code / f"{name}.yaml"
    if path.exists():
        raise InputError(Problem("is there already", str(path.relative_to(params.parent)), "edit it where it stands"))
    path.parent.mkdir(parents=True, exist_ok=True)
    example = params / "governance" / EXAMPLE / f"{name}.yaml"
    path.write_text(register_text(name, code, example.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def register_text(name: str, code: str, example: str) -> str:
    """Give an empty register as it is written: what it is for, its keys, and the example as comments."""
    model = OWN[name]
    keys = [field for field in model.model_fields if field not in ("system", "audience")]
    empty = {"dict": "{}", "tuple": "[]"}
    lines = [
        f"# yaml-language-server: $schema=../../schema/{schema_of(name)}",
        f"# {SAYS[name]}.",
        "",
        f"system: {code}",
        "# audience: public    # who may see every row that names nobody: public, partners or confidential",
    ]
    for key in keys:
        kind = next((word for word in empty if str(model.model_fields[key].annotation).startswith(word)), "")
        lines.append(f"{key}: {empty[kind]}" if kind else f"# {key}:")
    body = example.partition("system: EXAMPLE\n")[2].rstrip("\n")
    shown = [f"# {line}".rstrip() for line in body.split("\n")]
    return "\n".join([*lines, "", "# From the Example ICB, which is fictional; write your own instead:", *shown, ""])


def schema_of(name: str) -> str:
    """Give the name of a register's schema: that of assumptions has another than the numbers of a step."""
    return f"{'agreed' if name == 'assumptions' else name}.schema.json"
