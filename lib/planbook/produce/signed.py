"""What `planbook verify` says: whether what was signed is what stands now, and the hashes to sign."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import rows_of
from planbook.methods.governance.signing import CHANGED, changed, checked


def signed_lines(versions: pd.DataFrame, content: pd.DataFrame, scenario: str) -> tuple[list[str], bool]:
    """Give a line for each version, and whether any that was signed under this scenario has other numbers now."""
    now = dict(zip(content["name"], content["sha256"], strict=True))
    whole = now.pop("all")
    lines, broken = [], False
    for row in rows_of(versions):
        found = checked(row.sha256, row.scenario, scenario, whole)
        broken = broken or found == CHANGED
        lines.append(f"{row.version}: {found}{_which(row.signed_tables, now) if found == CHANGED else ''}")
    return lines or ["No version of the plan is recorded (params/governance/<code>/sign_off.yaml)."], broken


def hash_lines(content: pd.DataFrame) -> list[str]:
    """Give the hashes of what stands now, as a version in sign_off.yaml writes them."""
    by_name = dict(zip(content["name"], content["sha256"], strict=True))
    tables = [f"      {name}: {sha256}" for name, sha256 in by_name.items() if name != "all"]
    return ["", "What stands now:", f"    sha256: {by_name['all']}", "    tables:", *tables]


def _which(signed_tables: str, now: dict[str, str]) -> str:
    signed = dict(part.split("=", 1) for part in signed_tables.split())
    return f" ({', '.join(changed(signed, now))})" if signed else ""
