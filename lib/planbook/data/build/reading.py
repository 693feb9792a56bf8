"""Read one published file as it comes, or refuse it: never a silent wrong number.

Publishers rename columns, put titles above them and footnotes below, add totals rows and hide small
numbers. The readers here take all of that in their stride, and stop with one clear message at anything
else.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from planbook.errors import InputError, Problem, nearest, raise_if_any

MISSING = frozenset({"", "*", "-", "–", "c", "[c]", ":", "[x]", "[z]", "[w]", "[u]", "[low]", ".", "..", "na", "n/a"})
MARKERS = re.compile(r"\s*\[[rpe]\]$")
NUMBER = re.compile(r"[-+]?(?=[\d.]*\d)(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?(?:[eE][-+]?\d+)?")
DATE_FORMATS = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y",
    "%Y-%m",
    "%B %Y",
    "%b %Y",
    "%b-%y",
    "%B-%y",
    "%b-%Y",
    "%d %B %Y",
)
FOOTNOTE = re.compile(r"^\W*(note|source|footnote|copyright)|^(©|\(c\)|\*+\s|\d+[.)]\s|\[)", re.IGNORECASE)
LONGEST_CODE = 60
SHOWN = 5


@dataclass(frozen=True)
class _Rows:
    """The rows of a file under their header, with the line each came from."""

    file: str
    header: list[str]
    cells: list[list[str]]
    lines: list[int]


def find_published(folder: Path, name: str) -> Path:
    """Give the file `name` (a stem, a file name or a path under `folder`), plain or gzipped.

    Raises `InputError` naming the nearest files there are when it is missing, and when two files answer.
    """
    folder = Path(folder)
    stem = re.sub(r"\.csv(\.gz)?$", "", name)
    direct = [folder / f"{stem}{end}" for end in (".csv", ".csv.gz")]
    anywhere = [path for end in (".csv", ".csv.gz") for path in sorted(folder.rglob(f"{Path(stem).name}{end}"))]
    found = [path for path in direct if path.is_file()] or anywhere
    if not found:
        held = {path.name for path in folder.rglob("*.csv*")}
        allowed = nearest(f"{stem}.csv", held, most=5) if held else "the folder holds no CSV file"
        raise InputError(Problem(f"published file '{name}' is missing", str(folder), allowed))
    if len(found) > 1:
        listed = ", ".join(str(path.relative_to(folder)) for path in found)
        raise InputError(Problem(f"more than one file answers to '{name}'", str(folder), f"keep one of {listed}"))
    return found[0]


def read_published(
    folder: Path,
    name: str,
    columns: Mapping[str, Sequence[str]],
    *,
    numeric: Sequence[str] = (),
    dates: Sequence[str] = (),
    series: str | None = None,
    where: Mapping[str, str] | None = None,
    drop_totals: Mapping[str, Sequence[str]] | None = None,
    patterns: Mapping[str, str] | None = None,
    required: Sequence[str] = (),
    key: Sequence[str] = (),
    grid: Sequence[str] = (),
    at_least: int = 1,
) -> pd.DataFrame:
    """Read `columns` (our name -> the published names accepted for it) of one published CSV file.

    Column names are matched without regard to case, spaces or punctuation; the first accepted name present
    wins. `series` is a regular expression: columns whose published name matches it in full are kept under
    their own name and read as numbers (one column a month, an age). `where` keeps the rows whose cell
    matches an expression; `drop_totals` drops the rows whose cell is one of the words given; `patterns`
    refuses rows whose cell does not match. Blank rows and footnotes are skipped. In `numeric` and `series`
    columns hidden or absent values (`*`, `-`, `c`, `[c]`, `:`, `[x]`, `[z]`, empty) are missing;
    `required` columns may not be. `dates` become timestamps.

    Gives one row per published row, in the order of the file, with columns in the order asked for. Raises one
    `InputError` holding all that is wrong: file missing, cut short or with fewer than `at_least` rows; column
    missing or ambiguous; number or date that cannot be read (line, column, value); `key` given twice;
    a combination of the `grid` columns' values absent.
    """
    path = find_published(folder, name)
    rows = _rows(path, columns)
    frame = _select(rows, columns, series)
    wide = [column for column in frame.columns if column not in columns]
    for column, expression in (where or {}).items():
        frame = frame[frame[column].str.fullmatch(expression)]
    for column, words in (drop_totals or {}).items():
        frame = frame[~frame[column].map(_plain).isin({_plain(word) for word in words})]
    problems = _pattern_problems(frame, patterns or {}, rows.file)
    for column in [*numeric, *wide]:
        frame[column], wrong = _numbers(frame[column], rows.file)
        problems += wrong
    for column in dates:
        frame[column], wrong = _dates(frame[column], rows.file)
        problems += wrong
    problems += _required_problems(frame, required, rows.file)
    problems += _key_problems(frame, key, rows.file)
    problems += _grid_problems(frame, grid, rows.file)
    if len(frame) < at_least:
        what = f"{len(frame)} rows where at least {at_least} were expected: the file looks cut short"
        problems.append(Problem(what, rows.file, "fetch the whole file again"))
    raise_if_any(problems)
    return frame.reset_index(drop=True)


def month_text(dates: pd.Series) -> pd.Series:
    """Give each date's month as 'YYYY-MM'."""
    return dates.dt.strftime("%Y-%m")


def _rows(path: Path, columns: Mapping[str, Sequence[str]]) -> _Rows:
    text = _text(path)
    reader = csv.reader(io.StringIO(text), strict=True)
    cells: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            cells.append([cell.strip() for cell in row])
            lines.append(reader.line_num)
    except csv.Error as error:
        raise InputError(Problem(f"the file is cut short or not CSV: {error}", f"{path.name}, end")) from error
    if not any(any(row) for row in cells):
        raise InputError(Problem("the file is empty", path.name, "fetch the whole file again"))
    top = _header_at(cells, columns)
    header = cells[top]
    kept = [place for place in range(top + 1, len(cells)) if _is_data(cells[place])]
    if ragged := [place for place in kept if len(cells[place]) != len(header)]:
        place = ragged[0]
        cut = place == len(cells) - 1 and len(cells[place]) < len(header)
        what = f"{len(cells[place])} cells where the header has {len(header)}"
        what = f"the file is cut short: the last row has {what}" if cut else f"the row has {what}"
        raise InputError(Problem(what, f"{path.name}, line {lines[place]}", "fetch the whole file again"))
    return _Rows(path.name, header, [cells[place] for place in kept], [lines[place] for place in kept])


def _text(path: Path) -> str:
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (EOFError, OSError, zlib.error) as error:
        raise InputError(
            Problem(
                f"the compressed file is cut short or damaged: {error}",
                path.name,
                "fetch the whole file again",
            )
        ) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _header_at(cells: list[list[str]], columns: Mapping[str, Sequence[str]]) -> int:
    """Give the first of the top 30 rows that names most of the columns: titles may stand above it."""

    def named(place: int) -> int:
        names = {_plain(cell) for cell in cells[place]}
        return sum(any(_plain(alias) in names for alias in aliases) for aliases in columns.values())

    first = next(place for place, row in enumerate(cells) if any(row))
    best = max(range(min(30, len(cells))), key=lambda place: (named(place), -place))
    return best if named(best) else first


def _is_data(row: list[str]) -> bool:
    """Say whether a row holds data: not blank, not a footnote (a note in its first cell alone)."""
    filled = [cell for cell in row if cell]
    if not filled:
        return False
    if len(filled) > 1 or not row[0]:
        return True
    sentence = len(row[0]) > LONGEST_CODE or (len(row) == 1 and " " in row[0])
    return not sentence and FOOTNOTE.match(row[0]) is None


def _plain(name: str) -> str:
    """Strip case, spaces and punctuation from a column name, but keep what changes its meaning."""
    for sign, word in (("%", "pct"), ("+", "plus"), ("<", "under"), (">", "over")):
        name = name.replace(sign, word)
    return re.sub(r"[\W_]+", "", name).casefold()


def _select(rows: _Rows, columns: Mapping[str, Sequence[str]], series: str | None) -> pd.DataFrame:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(rows.header):
        places.setdefault(_plain(name), []).append(place)
    chosen: dict[str, int] = {}
    problems = []
    for ours, aliases in columns.items():
        at = next((places[_plain(alias)] for alias in aliases if _plain(alias) in places), [])
        if not at:
            present = ", ".join(rows.header[:40]) + (" ..." if len(rows.header) > 40 else "")
            allowed = f"accepted: {', '.join(aliases)}; present: {present}"
            problems.append(Problem(f"column '{ours}' is missing", rows.file, allowed))
        elif len(at) > 1:
            problems.append(Problem(f"column '{rows.header[at[0]]}' is there {len(at)} times", rows.file, "once"))
        else:
            chosen[ours] = at[0]
    if series is not None:
        chosen |= {name: place for place, name in enumerate(rows.header) if re.fullmatch(series, name)}
        if not any(re.fullmatch(series, name) for name in rows.header):
            problems.append(Problem("the columns of the series are missing", rows.file, f"names like {series}"))
    raise_if_any(problems)
    data = {name: [row[place] for row in rows.cells] for name, place in chosen.items()}
    return pd.DataFrame(data, index=pd.Index(rows.lines, name="line"), dtype="str")


def _numbers(text: pd.Series, file: str) -> tuple[pd.Series, list[Problem]]:
    parsed = {cell: _number(cell) for cell in text.unique()}
    wrong = text[text.isin([cell for cell, number in parsed.items() if number is None])]
    numbers = text.map({cell: np.nan if number is None else number for cell, number in parsed.items()})
    return numbers.astype("float64"), _cell_problems(wrong, file, "is not a number", "a number, or blank")


def _number(cell: str) -> float | None:
    """Give the number a cell holds, missing for what stands for nothing, None for what cannot be read."""
    plain = MARKERS.sub("", cell).strip()
    if plain.casefold() in MISSING:
        return np.nan
    return float(plain.replace(",", "")) if NUMBER.fullmatch(plain) else None


def _dates(text: pd.Series, file: str) -> tuple[pd.Series, list[Problem]]:
    parsed = {value: _date(value) for value in text.unique()}
    values = pd.to_datetime(text.map(parsed))
    wrong = text[values.isna()]
    return values, _cell_problems(wrong, file, "is not a date", "such as 2025-04-01, 01/04/2025 or April 2025")


def _date(value: str) -> pd.Timestamp | None:
    for form in DATE_FORMATS:
        parsed = pd.to_datetime(value, format=form, errors="coerce")
        if not pd.isna(parsed):
            return pd.Timestamp(parsed)
    return None


def _cell_problems(cells: pd.Series, file: str, wrong: str, allowed: str) -> list[Problem]:
    return [
        Problem(f"'{value}' {wrong}", f"{file}, line {line}, column '{cells.name}'", allowed)
        for line, value in cells.iloc[:SHOWN].items()
    ] + _and_more(len(cells), file, str(cells.name))


def _and_more(count: int, file: str, column: str) -> list[Problem]:
    more = count - SHOWN
    return [Problem(f"and {more} more in column '{column}'", file)] if more > 0 else []


def _pattern_problems(frame: pd.DataFrame, patterns: Mapping[str, str], file: str) -> list[Problem]:
    problems: list[Problem] = []
    for column, expression in patterns.items():
        wrong = frame.loc[~frame[column].str.fullmatch(expression), column]
        problems += _cell_problems(wrong, file, "is not such a code (a totals row?)", f"codes like {expression}")
    return problems


def _required_problems(frame: pd.DataFrame, required: Iterable[str], file: str) -> list[Problem]:
    problems: list[Problem] = []
    for column in required:
        absent = frame.loc[frame[column].replace("", np.nan).isna(), column].astype("str").fillna("")
        problems += _cell_problems(absent, file, "is hidden or blank", "every row needs it")
    return problems


def _key_problems(frame: pd.DataFrame, key: Sequence[str], file: str) -> list[Problem]:
    if not key:
        return []
    twice = frame[frame.duplicated(list(key), keep="first")]
    return [
        Problem(
            f"{dict(zip(key, row, strict=True))} is there more than once",
            f"{file}, line {line}",
            "one row each",
        )
        for line, row in zip(twice.index[:SHOWN], twice[list(key)].itertuples(index=False), strict=False)
    ] + _and_more(len(twice), file, ", ".join(key))


def _grid_problems(frame: pd.DataFrame, grid: Sequence[str], file: str) -> list[Problem]:
    if not grid:
        return []
    expected = math.prod(frame[column].nunique() for column in grid)
    found = len(frame.drop_duplicates(list(grid)))
    what = f"{expected - found} of {expected} combinations of {', '.join(grid)} are absent: the file looks cut short"
    return [Problem(what, file, "fetch the whole file again")] if found < expected else []
