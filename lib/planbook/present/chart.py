"""What a chart is once drawn, and what every chart asks of its frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from planbook.errors import InputError, Problem, raise_if_any, unknown
from planbook.present.about import About
from planbook.present.chart_canvas import Canvas
from planbook.present.chart_style import MOST_GROUPS


@dataclass(frozen=True)
class Chart:
    """A drawn chart: its words, its inline SVG, and the frame it was drawn from (for the table and the download)."""

    message: str
    subtitle: str
    alt: str
    svg: str
    frame: pd.DataFrame
    columns: Mapping[str, str]
    units: Mapping[str, str]
    about: About
    name: str
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def source_line(self) -> str:
        """Say where the figures come from and how new they are."""
        return self.about.line

    @property
    def basis(self) -> str:
        """Give the basis of the figures."""
        return self.about.basis


def drawable(frame: pd.DataFrame, needed: Iterable[str | None], value: str, name: str) -> pd.DataFrame:
    """Give the frame as drawn, its index dropped; raises `InputError` when it cannot be drawn."""
    where = f"chart '{name}'"
    wanted = [column for column in needed if column]
    raise_if_any(
        [unknown("column", column, map(str, frame.columns), where) for column in wanted if column not in frame]
    )
    if frame.empty or frame[value].isna().all():
        what = "no rows to draw" if frame.empty else f"no value to draw in '{value}'"
        raise InputError(Problem(what, where, "at least one row with a value"))
    return frame.reset_index(drop=True)


def groups_of(frame: pd.DataFrame, by: str, name: str) -> list[str]:
    """Give the groups in the order they come; raises `InputError` when there are more than can be told apart."""
    groups = [str(group) for group in frame[by].drop_duplicates()]
    if len(groups) > MOST_GROUPS:
        allowed = f"at most {MOST_GROUPS}: join the small ones"
        raise InputError(Problem(f"{len(groups)} groups in '{by}'", f"chart '{name}'", allowed))
    return groups


def focused(focus: str | Sequence[str], known: Iterable[str], name: str) -> list[str]:
    """Give the names in focus; raises `InputError` for one that is not drawn."""
    wanted, allowed = [focus] if isinstance(focus, str) else list(focus), list(known)
    raise_if_any([unknown("label", label, allowed, f"chart '{name}'") for label in wanted if label not in allowed])
    return wanted


def finished(
    canvas: Canvas,
    frame: pd.DataFrame,
    drawn: Mapping[str, str],
    *,
    kind: str,
    message: str,
    subtitle: str,
    alt: str,
    name: str,
    about: About,
    columns: Mapping[str, str] | None,
    units: Mapping[str, str] | None,
    interval: tuple[str, str | None, str | None] | None = None,
) -> Chart:
    """Turn a drawing into a `Chart`; `drawn` maps each column drawn to its unit, or "" for words.

    `interval` names the value drawn and its low and high, if it has them: the table shows them under the value.

    Raises `InputError` for a name that cannot be an anchor, and for a column of the table that is not there.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise InputError(Problem(f"'{name}'", "a chart's name", "small letters, digits and hyphens"))
    ends = {interval[0]: (interval[1], interval[2])} if interval and interval[1] and interval[2] else {}
    heads = dict(columns) if columns else {c: c.replace("_", " ").capitalize() for c in drawn}
    raise_if_any([unknown("column", c, map(str, frame.columns), f"chart '{name}'") for c in heads if c not in frame])
    said = alt or f"{kind}. {message.rstrip('.')}."
    kept = list(dict.fromkeys([*heads, *(c for pair in ends.values() for c in pair)]))
    written = {c: unit for c, unit in drawn.items() if unit} | dict(units or {})
    svg = canvas.svg(name, said)
    return Chart(message, subtitle, said, svg, frame[kept], heads, written, about, name, ends)
