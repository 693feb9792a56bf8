"""Submitted plans on record: CSV files beside a system's other records, or in the folder that `PLANBOOK_DATA` names.

Every cell is checked by its template (`planbook.data.local`), then the rows against each other; all that is wrong with
all files is said at once, with file and line. Nothing is read before a step asks for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from planbook.data import reference
from planbook.data.local import TEMPLATES, parse, template_of
from planbook.errors import Problem, raise_if_any
from planbook.params.plan_words import ALL, COMMISSIONER, ICS, MEASURES, MONTH, NEIGHBOURHOOD, OWN, PLACE, REGION
from planbook.units import unit

PLAN_FILES = tuple(name for name, template in TEMPLATES.items() if template.of_plans)
PLANS, RESOLUTIONS, SIGNED = PLAN_FILES
CLOSE = 0.85  # as like as this to a party's name, a counterpart's name is taken for a slip of the pen
KEY = list(TEMPLATES[PLANS].key)


@dataclass(frozen=True, eq=False)
class OnRecord:
    """The files of plans of one system, by name; `frame` reads and checks those of a template."""

    system: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    _read: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        hashed = {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()}
        return f"OnRecord({self.system!r}, {hashed!r})"

    def frame(self, name: str = PLANS) -> pd.DataFrame:
        """Give the rows of a template of plans: its columns and `where` (file:line); no rows where none is on record.

        Parties known by an ODS code have the name of the national list in `party` and `counterpart`, and stay known by
        their code in `party_code`. Raises one `InputError` with all that is wrong in all files of that template.
        """
        template_of(name)
        if name not in self._read:
            problems: list[Problem] = []
            frames = [
                self._rows(content, name, file, problems)
                for file, content in self.files.items()
                if template_named(file) == name
            ]
            raise_if_any(problems)
            found = pd.concat(frames, ignore_index=True) if frames else self._none(name)
            if name == PLANS:
                raise_if_any(disagreements(found))
            self._read[name] = named(found)
        return self._read[name].copy()

    def _rows(self, content: bytes, name: str, file: str, problems: list[Problem]) -> pd.DataFrame:
        frame = parse(content, TEMPLATES[name], problems, file)
        where = [f"{file}:{line}" for line in frame["line"]] if "line" in frame else []
        kept = frame.assign(where=where).reindex(
            columns=[*(column.name for column in TEMPLATES[name].columns), "where"]
        )
        return kept[kept["area"] == self.system]

    def _none(self, name: str) -> pd.DataFrame:
        return pd.DataFrame(columns=[*(column.name for column in TEMPLATES[name].columns), "where"])


def on_record(system: str, shipped: Mapping[str, bytes], folder: Path | None) -> OnRecord:
    """Give the plans on record for a system: files kept with its parameters, and those in the folder of local files."""
    paths = [] if folder is None else [*folder.glob("plans*.csv"), *folder.glob("plans/*.csv")]
    local = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)} if folder else {}
    return OnRecord(system, {**shipped, **local})


def template_named(file: str) -> str:
    """Give the template a file follows by its name: any but those of resolutions and signatures is a plan."""
    stem = Path(file).stem
    return stem if stem in (RESOLUTIONS, SIGNED) else PLANS


def named(frame: pd.DataFrame) -> pd.DataFrame:
    """Give parties by name where they are known by an ODS code, keeping the code in `party_code`."""
    if "party" not in frame:
        return frame
    providers = reference.load("providers")
    names = dict(zip(providers["provider"], providers["name"], strict=True))
    parties = {column: frame[column].map(lambda code: names.get(code, code)) for column in ("party", "counterpart")}
    codes = {f"{column}_code": frame[column].where(frame[column].isin(list(names)), "") for column in parties}
    return frame.assign(**parties, **codes)


def disagreements(frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield what is wrong with rows of plans taken together, or with one beyond its cells, each with file and line."""
    if frame.empty:
        return
    yield from _measures(frame)
    yield from _periods(frame)
    yield from _parts(frame)
    yield from _parties(frame)
    for _, rows in frame[frame.duplicated(KEY, keep=False)].groupby(KEY, sort=False):
        first = rows["where"].iloc[0]
        yield from (Problem(f"says again what {first} says", where, "once each") for where in rows["where"].iloc[1:])


def _measures(frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield figures in another unit than their measure's, and figures that are not possible in it."""
    units = frame["measure"].map({key: measure.unit for key, measure in MEASURES.items()})
    for where, measure, given, right in _rows(frame.assign(right=units)[units != frame["unit"]], "unit", "right"):
        yield Problem(f"'{measure}' is in {given}", where, right)
    least = frame["measure"].map({key: -float("inf") if _signed(key) else 0.0 for key in MEASURES})
    for where, measure, value, _ in _rows(frame[frame["value"] < least], "value", "value"):
        yield Problem(f"'{measure}' is {value:g}, less than possible", where, "at least 0")
    most = frame["measure"].map({key: measure.most for key in MEASURES if (measure := unit(MEASURES[key].unit)).most})
    for where, measure, value, limit in _rows(frame.assign(most=most)[frame["value"] > most], "value", "most"):
        yield Problem(f"'{measure}' is {value:g}, more than possible", where, f"at most {limit:g}")


def _signed(measure: str) -> bool:
    return MEASURES[measure].subject in ("money", "assumption") or MEASURES[measure].unit == "wte"


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple]:
    return frame[["where", "measure", *columns]].itertuples(index=False, name=None)


def _periods(frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield months where a year is meant, years where a month is, and months there are not."""
    month = frame["timeframe"] == MONTH
    right = (
        frame["period"].str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])").where(month, frame["period"].str.fullmatch(r"\d{4}"))
    )
    for where, timeframe, period in frame.loc[~right, ["where", "timeframe", "period"]].itertuples(index=False):
        allowed = (
            "a month such as 2027-04" if timeframe == MONTH else "a financial year by its first year, such as 2027"
        )
        yield Problem(f"'{period}' does not fit timeframe '{timeframe}'", where, allowed)


def _parts(frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield figures of a level or cut that do not say which part, and parts of what has none."""
    parted = frame["level"].isin([PLACE, NEIGHBOURHOOD])
    for where in frame.loc[parted & (frame["level_part"] == ALL), "where"]:
        yield Problem(
            "does not say which place or neighbourhood", where, "level_part: northgate, or northgate/riverside"
        )
    for where in frame.loc[~parted & (frame["level_part"] != ALL), "where"]:
        yield Problem("names a part of a level that has none", where, f"level_part: {ALL}")
    inner = (frame["level"] == NEIGHBOURHOOD) & ~frame["level_part"].str.contains("/", regex=False)
    for where in frame.loc[inner & (frame["level_part"] != ALL), "where"]:
        yield Problem("does not say in which place the neighbourhood lies", where, "level_part: place/neighbourhood")
    for where in frame.loc[(frame["lens"] == ALL) != (frame["lens_part"] == ALL), "where"]:
        yield Problem(
            "cuts by nothing, or does not say which part", where, f"lens and lens_part both {ALL}, or neither"
        )
    provider = frame["role"] != COMMISSIONER
    for where in frame.loc[provider & frame["level"].isin([ICS, REGION]), "where"]:
        yield Problem("a provider has no figure at this level", where, f"{OWN}, {PLACE} or {NEIGHBOURHOOD}")
    for where in frame.loc[~provider & (frame["level"] == OWN) & (frame["counterpart"] == ALL), "where"]:
        yield Problem(
            "a commissioner's figure at the level of a provider names no provider", where, "counterpart: its name"
        )


def _parties(frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield parties with two roles, rounds with two dates, and counterparts that are nearly a party's name."""
    for column, by, says in (("role", ["party"], "two roles"), ("as_of", ["party", "round"], "two dates")):
        counted = frame.groupby(by, sort=False)[column].transform("nunique")
        for _, rows in frame[counted > 1].groupby(by, sort=False):
            other = rows[rows[column] != rows[column].iloc[0]].iloc[0]
            who = " in round ".join(str(other[name]) for name in by)
            yield Problem(f"{who} has {says}", other["where"], f"{column} '{rows[column].iloc[0]}' as before")
    known = set(frame["party"])
    for name, rows in frame[~frame["counterpart"].isin([*known, ALL])].groupby("counterpart", sort=False):
        close = get_close_matches(str(name), sorted(known), n=1, cutoff=CLOSE)
        if close:
            yield Problem(f"unknown party '{name}'", rows["where"].iloc[0], f"did you mean '{close[0]}'?")
