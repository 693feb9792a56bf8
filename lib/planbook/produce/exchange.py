"""What one system tells others of what it learned: a pack of assumptions, evidence, decisions and measured impact.

A pack is one JSON file with its own checksum. Nothing a system supplied as local data is in it, no count of fewer than
eight people, and of decisions only those anyone may see. Another system holds it beside its own assumptions, with the
spread over all packs it has, and may adopt a number: then its parameters say whose it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planbook.errors import Problem, raise_if_any, unknown
from planbook.methods.disclosure import hidden_where_small
from planbook.produce.evidence import assumptions_frame, source_title
from planbook.produce.run import Run
from planbook.produce.writing import with_override, write_checked

FORMAT = 1
NUMBERS = ("value", "low", "high")
BESIDE = ("key", "leaf", "unit", "meaning", "ours", "ours_low", "ours_high", "ours_quality")
LOCAL, PUBLIC = "local", "public"
SHOWN_OF_HASH = 12
Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(_Strict):
    """One assumption and leaf, as a system holds it."""

    key: str
    leaf: str
    meaning: str
    value: Finite
    low: Finite
    high: Finite
    unit: str
    source: str
    source_title: str
    as_of: str
    quality: Literal["red", "amber", "green"]
    set_by: str
    because: str


class Finding(_Strict):
    """The evidence behind a programme or lever: what it is, how good, and what was found."""

    kind: Literal["programme", "lever"]
    name: str
    title: str
    grade: str
    finding: str


class Decided(_Strict):
    """A decision that anyone may see."""

    key: str
    question: str
    decided: str
    decided_by: str
    decided_on: str
    scenario: str


class Impact(_Strict):
    """What happened beside what was assumed; a number that may not leave is missing."""

    key: str
    label: str
    unit: str
    assumed: Finite | None
    seen: Finite | None
    seen_low: Finite | None
    seen_high: Finite | None
    period_to: str
    source: str


class Pack(_Strict):
    """All that one system sends."""

    planbook_exchange: Literal[1]
    system: str
    name: str
    fictional: bool
    scenario: str
    round: str
    as_at: str
    assumptions: tuple[Said, ...]
    evidence: tuple[Finding, ...]
    decisions: tuple[Decided, ...]
    impact: tuple[Impact, ...]
    sha256: str

    @property
    def content(self) -> str:
        """All but the checksum, as one text: what the checksum is of."""
        return json.dumps(self.model_dump(exclude={"sha256"}), sort_keys=True, ensure_ascii=False)

    @property
    def frame(self) -> pd.DataFrame:
        """One row an assumption and leaf."""
        return pd.DataFrame([each.model_dump() for each in self.assumptions], columns=list(Said.model_fields))


def pack_of(run: Run) -> Pack:
    """Give the pack of a run's system: its assumptions under the run's scenario, and what it decided and measured."""
    beliefs = run.project.beliefs
    frame = assumptions_frame(sorted(run.parameters), run.parameters, beliefs.evidence)
    frame = frame.assign(set_by=frame["set_by"].str.partition(" (")[0])
    content: dict[str, Any] = {
        "planbook_exchange": FORMAT,
        "system": run.system.code,
        "name": run.system.system.name,
        "fictional": run.fictional,
        "scenario": run.scenario.name,
        "round": run.planning.round,
        "as_at": str(run.planning.as_at),
        "assumptions": _records(frame, Said),
        "evidence": _evidence(run),
        "decisions": _records(_decisions(run), Decided),
        "impact": _records(_impact(run), Impact),
    }
    unsigned = Pack(**content, sha256="")
    return unsigned.model_copy(update={"sha256": _hash(unsigned.content)})


def written(pack: Pack) -> str:
    """Give a pack as it is kept in a file."""
    return json.dumps(pack.model_dump(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read_packs(paths: Sequence[Path]) -> list[Pack]:
    """Read packs; raises one `InputError` with all that is wrong: no JSON, a field, a checksum, a system sent twice."""
    problems: list[Problem] = []
    packs = []
    for path in paths:
        if not path.is_file():
            problems.append(Problem("there is no such file", str(path), "a file that `planbook exchange export` wrote"))
            continue
        try:
            pack = Pack.model_validate_json(path.read_bytes())
        except ValidationError as error:
            problems += [_problem(path, each) for each in error.errors(include_url=False)]
            continue
        if _hash(pack.content) != pack.sha256:
            what = "its content is not what its checksum is of: it was changed or damaged on the way"
            problems.append(Problem(what, str(path), "ask for it again"))
        packs.append(pack)
    codes = [pack.system for pack in packs]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    problems += [Problem(f"two packs of {code}", "packs", "the newest of each system") for code in twice]
    raise_if_any(problems)
    return packs


def beside(run: Run, packs: Sequence[Pack]) -> pd.DataFrame:
    """Set packs beside our own assumptions: one row per assumption and leaf, ours and theirs, and their spread.

    Columns: key, leaf, unit, meaning, ours, ours_low, ours_high, ours_quality, one value a pack (its system's code),
    `lowest`, `middle` and `highest` over all packs and ours, `held_by` (how many packs hold it), `differs`. A pack's
    number in another unit is left out.
    """
    ours = assumptions_frame(sorted(run.parameters), run.parameters, run.project.beliefs.evidence)
    renamed = {"value": "ours", "low": "ours_low", "high": "ours_high", "quality": "ours_quality"}
    frame = ours.rename(columns=renamed)[list(BESIDE)]
    for pack in packs:
        theirs = pack.frame[["key", "leaf", "unit", "value"]].rename(columns={"value": pack.system})
        frame = frame.merge(theirs, on=["key", "leaf", "unit"], how="left")
    codes = [pack.system for pack in packs]
    every = frame[["ours", *codes]]
    return frame.assign(
        lowest=every.min(axis=1),
        middle=every.median(axis=1),
        highest=every.max(axis=1),
        held_by=frame[codes].notna().sum(axis=1),
        differs=every.max(axis=1) > every.min(axis=1),
    )


def adopt(params: Path, system: str, pack: Pack, key: str, because: str, by: str = "") -> list[Path]:
    """Take a pack's numbers of an assumption as the system's own, with where they came from; gives the file written.

    Raises `InputError` where the pack does not hold it, no reason is given, or it is overridden already.
    """
    rows = pack.frame[pack.frame["key"] == key]
    problems = (
        [] if len(rows) else [unknown("assumption", key, list(pack.frame["key"].unique()), f"pack {pack.system}")]
    )
    if not because.strip():
        problems.append(Problem("'because' is empty", key, "why their number holds here"))
    raise_if_any(problems)
    texts = {Path("systems") / f"{system}.yaml": with_override(params, system, _adopted(pack, rows, because, by))}
    return write_checked(params, texts)


def _adopted(pack: Pack, rows: pd.DataFrame, because: str, by: str) -> dict[str, Any]:
    first = rows.iloc[0]
    leaves = [(str(row.leaf), {name: float(getattr(row, name)) for name in NUMBERS}) for row in rows.itertuples()]
    numbers: dict[str, Any] = dict(leaves[0][1])
    if leaves[0][0]:
        numbers = {name: {leaf: each[name] for leaf, each in leaves} for name in NUMBERS}
    whose = f"{pack.name}'s number ({first['source_title']}, {first['as_of']}), from its pack as at {pack.as_at}"
    said = f"{because.strip()} Adopted: {whose}, checksum {pack.sha256[:SHOWN_OF_HASH]}."
    return {"key": str(first["key"]), **numbers, "because": said, **({"agreed_by": by} if by else {})}


def _evidence(run: Run) -> tuple[Finding, ...]:
    beliefs = run.project.beliefs
    programmes = [
        Finding(kind="programme", name=name, title=file.title, grade=file.grade, finding=file.story)
        for name, file in beliefs.programmes.items()
    ]
    levers = [
        Finding(kind="lever", name=name, title=file.title, grade=file.evidence.grade, finding=file.evidence.says)
        for name, file in beliefs.levers.items()
    ]
    return (*programmes, *levers)


def _decisions(run: Run) -> pd.DataFrame:
    frame = run.table("governance_decisions")
    settled = frame[(frame["audience"] == PUBLIC) & frame["decided"].fillna("").ne("")]
    return settled.fillna("").astype(dict.fromkeys(Decided.model_fields, "str"))


def _impact(run: Run) -> pd.DataFrame:
    rows = run.table("monitoring_feedback").rename(columns={"value": "assumed"})
    shared = rows[rows["seen"].notna() & (rows["basis"] != LOCAL)]
    safe = hidden_where_small(shared, ["assumed", "seen", "seen_low", "seen_high"])
    titles = [source_title(source, run.project.beliefs.evidence) for source in safe["source"]]
    return safe.assign(source=titles)


def _records(frame: pd.DataFrame, kind: type[_Strict]) -> tuple[Any, ...]:
    wanted = frame[list(kind.model_fields)].astype(object)
    rows = wanted.where(wanted.notna(), None).to_dict("records")
    return tuple(kind.model_validate(row) for row in rows)


def _problem(path: Path, error: Any) -> Problem:
    where = ".".join(str(each) for each in error["loc"])
    return Problem(
        str(error["msg"]), f"{path}{f': {where}' if where else ''}", "a file that `planbook exchange export` wrote"
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
