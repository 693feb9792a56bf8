"""Figures a system supplies itself: plain CSV files in the folder that `PLANBOOK_DATA` names, ignored by git.

Each file has a template here: its columns, what they hold and what is possible. A file is read whole or not at all, and
all that is wrong with all files is said at once, each with file, line and column. A column that no template has is
refused, so that nothing about persons comes in by the way.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from planbook.errors import Problem, nearest, raise_if_any, unknown
from planbook.params.plan_words import CHECKS, FOOTINGS, LENSES, LEVELS, MEASURES, ROLES, STATES, TIMEFRAMES
from planbook.params.programme_words import STAFF, STAFF_AGES

SETTING = "PLANBOOK_DATA"
NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Column:
    """One column of a template: its name, what it says, text or a number, and what is possible."""

    name: str
    says: str
    kind: str = "text"
    among: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    like: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Template:
    """One file a system may supply: `<name>.csv`, what it says, its columns, and which make a row its own.

    Those `of_plans` are read by `planbook.data.plans`, when somebody asks for them.
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    of_plans: bool = False

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.csv"


@dataclass(frozen=True)
class Supplied:
    """One file as read: its template, the hash of its bytes, and its rows with the line each stood on."""

    name: str
    digest: str
    frame: pd.DataFrame = field(repr=False, compare=False)


AREA = Column(
    "area", "code of the system, or of a place as system/place", like=r"[A-Z][A-Z0-9_-]*(@\d{4})?(/[a-z0-9-]+)?"
)
MONTH = r"\d{4}-(0[1-9]|1[0-2])"
YEAR = Column("year", "financial year by its first year: 2027 is 2027/28", "integer", least=2000, most=2100)

DAY = r"\d{4}-\d{2}-\d{2}"
SYSTEM = Column("area", "code of the system", like=r"[A-Z][A-Z0-9_-]*(@\d{4})?")
PLAN_UNITS = tuple(sorted({measure.unit for measure in MEASURES.values()}))

MONEY = (
    *("allocation_core", "allocation_primary_medical", "other_income", "underlying_position"),
    *("deficit_brought_forward", "deficit_support", "repayment_a_year"),
)
PROXIES = ("local_job", "apprenticeship", "volunteer_hour")

TEMPLATES: dict[str, Template] = {
    template.name: template
    for template in (
        Template(
            "workforce_required",
            "Staff a system has found that it needs, in place of those worked out here.",
            (
                AREA,
                YEAR,
                Column("staff_group", "staff group", among=STAFF),
                Column("wte", "whole-time equivalent staff needed in the year", "number", least=0),
            ),
            ("area", "year", "staff_group"),
        ),
        Template(
            "finance_local",
            "A system's own money in the base year: allocations, other income, underlying position, what it owes.",
            (
                AREA,
                Column("money", "line of money", among=MONEY),
                Column("gbp", "pounds of the base year; a deficit is below 0, what is owed is above", "number"),
                Column("as_of", "the day it was supplied, such as 2026-11-02", like=r"\d{4}-\d{2}-\d{2}"),
                Column("supplied_by", "the post that supplied it, such as 'Deputy director of finance'"),
            ),
            ("area", "money"),
        ),
        Template(
            "value_proxies",
            "Financial proxies that a system holds a licence for (national TOMs and others): none is shipped.",
            (
                AREA,
                Column("proxy", "what it values", among=PROXIES),
                Column("gbp", "pounds for one of it", "number", least=0),
                Column("version", "the workbook and version it is from"),
            ),
            ("area", "proxy"),
        ),
        Template(
            "actuals",
            "What was counted or paid, month by month, beside the plan or in place of a published month.",
            (
                AREA,
                Column("month", "month such as 2027-04", like=MONTH),
                Column("measure", "key of the measure, as the page lists them", like=r"[a-z][a-z0-9_]*"),
                Column("value", "the month's figure: a count or sum of the month, a level, or per cent", "number"),
            ),
            ("area", "month", "measure"),
        ),
        Template(
            "milestones",
            "Where the milestones of adopted programmes have got to.",
            (
                Column("area", "code of the system", like=AREA.like),
                Column("programme", "key of the programme", like=r"[a-z][a-z0-9_]*"),
                Column("milestone", "key of the milestone", like=r"[a-z][a-z0-9_]*"),
                Column("state", "done, or expected", among=("done", "expected")),
                Column("month", "the month it was done in, or is expected in, such as 2027-09", like=MONTH),
                Column("because", "why it slipped, or - where it did not"),
            ),
            ("area", "programme", "milestone"),
        ),
        Template(
            "measured",
            "What was found of an assumption where it was measured: a leaver rate, the effect of a programme.",
            (
                AREA,
                Column("key", "key of the assumption, such as supply.leaving_pct[midwives]", like=r"[a-z][^,]*"),
                Column("value", "what was found, in the assumption's unit", "number"),
                Column("low", "lower end of its 80% interval", "number"),
                Column("high", "upper end of it", "number"),
                Column("period_from", "first month it covers", like=MONTH),
                Column("period_to", "last month it covers", like=MONTH),
                Column("how", "how it was measured, and against what"),
            ),
            ("area", "key"),
        ),
        Template(
            "staff_in_post",
            "Staff in post by age, and who joined and left in 12 months, added up from payroll or practices' returns.",
            (
                AREA,
                Column("staff_group", "staff group", among=STAFF),
                Column("age_band", "age band of staff", among=tuple(STAFF_AGES)),
                Column("headcount", "people in post", "number", least=0),
                Column("wte", "whole-time equivalent staff in post", "number", least=0),
                Column("joiners", "people who joined in the last 12 months", "number", least=0),
                Column("leavers", "people who left in the last 12 months, for any reason", "number", least=0),
            ),
            ("area", "staff_group", "age_band"),
        ),
        Template(
            "plans",
            "Plans as submitted, one row a figure: plans.csv, or a file for each party in a folder plans/.",
            (
                SYSTEM,
                Column("party", "the organisation whose plan it is: its ODS code, or its name"),
                Column("role", "role", among=ROLES),
                Column("round", "round of submission: 1 is the first", "integer", least=1, most=99),
                Column("as_of", "the day it was submitted, such as 2026-11-02", like=DAY),
                Column(
                    "level",
                    "level",
                    among=LEVELS,
                ),
                Column("level_part", "which place, or place/neighbourhood; 'all' where the level is another"),
                Column("lens", "lens", among=LENSES),
                Column("lens_part", "which part of the cut; 'all' for the whole"),
                Column("counterpart", "the organisation it is planned with, or 'all'"),
                Column("measure", "measure", among=tuple(MEASURES)),
                Column("timeframe", "timeframe", among=TIMEFRAMES),
                Column("period", "month such as 2027-04, or financial year by its first year", like=r"\d{4}(-\d{2})?"),
                Column("value", "the figure, in its unit; nought or more but for money and rates of change", "number"),
                Column("unit", "unit of the measure (planbook.units)", among=PLAN_UNITS),
                Column("footing", "whom activity counts, or which prices money is in; else none", among=FOOTINGS),
            ),
            (
                *("area", "party", "round", "level", "level_part", "lens", "lens_part", "counterpart", "measure"),
                *("timeframe", "period"),
            ),
            of_plans=True,
        ),
        Template(
            "plans_resolutions",
            "Who answers for each difference between plans, by when, and what was agreed.",
            (
                SYSTEM,
                Column("check", "check of step 13", among=CHECKS),
                Column("party", "the organisation, as in plans.csv"),
                Column("counterpart", "the organisation on the other side, or 'all'"),
                Column("measure", "measure", among=tuple(MEASURES)),
                Column("owner", "the post that answers for it", optional=True),
                Column("due", "the day it is to be resolved, such as 2026-12-11", like=DAY, optional=True),
                Column("resolution", "what was agreed, or is being done", optional=True),
                Column("status", "status", among=STATES),
                Column("agreed_by", "who agreed, on both sides", optional=True),
            ),
            ("area", "check", "party", "counterpart", "measure"),
            of_plans=True,
        ),
        Template(
            "plans_signed",
            "Who has signed that the plans of a round agree: it holds only while no difference is open.",
            (
                SYSTEM,
                Column("round", "round that was signed", "integer", least=1, most=99),
                Column("signed_by", "the post that signed"),
                Column("signed_on", "the day, such as 2026-12-18", like=DAY),
            ),
            ("area", "round"),
            of_plans=True,
        ),
    )
}


def folder() -> Path | None:
    """Give the folder of local files, or nothing where none is set."""
    named = os.environ.get(SETTING)
    return Path(named) if named else None


def read_all(where: Path | None) -> Mapping[str, Supplied]:
    """Read every file in the folder that has a template, by its name; none where there is no folder.

    Raises one `InputError` with all that is wrong in all files. Files without a template are left alone.
    """
    if where is None:
        return {}
    if not where.is_dir():
        raise_if_any([Problem(f"there is no folder {where}", SETTING, "the folder of your local files, or nothing")])
    paths = [(template, where / template.file) for template in TEMPLATES.values() if not template.of_plans]
    read = [(template, path.read_bytes()) for template, path in paths if path.is_file()]
    problems: list[Problem] = []
    found = {}
    for template, content in read:
        frame = parse(content, template, problems)
        found[template.name] = Supplied(template.name, hashlib.sha256(content).hexdigest(), frame)
    raise_if_any(problems)
    return found


def empty(name: str) -> pd.DataFrame:
    """Give a table of a template without rows."""
    return pd.DataFrame(columns=["line", *(column.name for column in TEMPLATES[name].columns)])


def template_of(name: str) -> Template:
    """Give the template of that name; raises `InputError` naming those there are."""
    raise_if_any([unknown("template", name, TEMPLATES)] if name not in TEMPLATES else [])
    return TEMPLATES[name]


def write_template(name: str, where: Path) -> Path:
    """Write an empty file of a template, its header alone, into a folder; gives its path.

    Raises `InputError` for an unknown template, or where the file is there already: it is never written over.
    """
    wanted = template_of(name)
    path = where / wanted.file
    if path.exists():
        raise_if_any([Problem(f"{wanted.file} is there already", where.name, "another folder, or move it away first")])
    where.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([column.name for column in wanted.columns])
    return path


def parse(content: bytes, template: Template, problems: list[Problem], file: str = "") -> pd.DataFrame:
    """Give the rows of a file with their lines, adding what is wrong to `problems`; `file`: its name, if another."""
    file = file or template.file
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(Problem(f"cannot be read as text (byte {error.start})", file, "save it as CSV UTF-8"))
        return empty(template.name)
    reader = csv.reader(text.splitlines())
    head = [name.strip() for name in next(reader, [])]
    wrong = list(_head_wrong(head, template, file))
    problems += wrong
    if wrong:
        return empty(template.name)
    rows = []
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append({"line": reader.line_num, **_row(cells, head, template, f"{file}:{reader.line_num}", problems)})
    problems += _repeated(rows, template, file)
    return pd.DataFrame(rows) if rows else empty(template.name)


def _head_wrong(head: list[str], template: Template, file: str) -> Iterator[Problem]:
    known = [column.name for column in template.columns]
    where = f"{file}:1"
    yield from (unknown("column", name, known, where) for name in head if name not in known)
    yield from (Problem(f"column '{name}' is missing", where, ", ".join(known)) for name in known if name not in head)
    yield from (
        Problem(f"column '{name}' is there twice", where) for name in sorted({n for n in head if head.count(n) > 1})
    )


def _row(
    cells: list[str], head: list[str], template: Template, where: str, problems: list[Problem]
) -> dict[str, object]:
    """Give the values of one row by column; a wrong one is nothing, and said."""
    if len(cells) != len(head):
        problems.append(Problem(f"has {len(cells)} cells", where, f"{len(head)}, as the first line"))
        return {}
    columns = {column.name: column for column in template.columns}
    found: dict[str, object] = {}
    for name, cell in zip(head, cells, strict=True):
        value, wrong = _value(cell.strip(), columns[name])
        if wrong is not None:
            problems.append(Problem(wrong.what, f"{where}, {name}", wrong.allowed))
        found[name] = value
    return found


def _value(cell: str, column: Column) -> tuple[object, Problem | None]:
    """Give a cell's value, or what is wrong with it."""
    if column.kind != "text":
        return _number(cell, column)
    if not cell and column.optional:
        return "", None
    if column.among and cell not in column.among:
        return None, Problem(f"unknown {column.says} '{cell}'", allowed=nearest(cell, column.among, most=20))
    if not cell or (column.like and not re.fullmatch(column.like, cell)):
        return None, Problem(f"'{cell}' does not fit", allowed=column.says)
    return cell, None


def _number(cell: str, column: Column) -> tuple[object, Problem | None]:
    if not NUMBER.fullmatch(cell):
        return None, Problem(f"'{cell}' is not a number", allowed=column.says)
    value = float(cell.replace(",", ""))
    if column.kind == "integer" and not value.is_integer():
        return None, Problem(f"{cell} is not a whole number", allowed=column.says)
    if column.least is not None and value < column.least:
        return None, Problem(f"{cell} is less than possible", allowed=f"at least {column.least:g}")
    if column.most is not None and value > column.most:
        return None, Problem(f"{cell} is more than possible", allowed=f"at most {column.most:g}")
    return (int(value) if column.kind == "integer" else value), None


def _repeated(rows: list[dict[str, object]], template: Template, file: str) -> Iterator[Problem]:
    """Yield each row that says again what an earlier one said."""
    first: dict[tuple[object, ...], object] = {}
    for row in rows:
        key = tuple(row.get(name) for name in template.key)
        if None in key:
            continue
        if key in first:
            said = ", ".join(map(str, key))
            yield Problem(f"{said} is there already, on line {first[key]}", f"{file}:{row['line']}", "once each")
        first.setdefault(key, row["line"])
