"""Numbers and dates in words, in the style the NHS writes for the public.

A number never carries a digit that its interval does not support; what nobody holds reads "not held".
Percentages are given out of 100 (`12` is 12%); shares and ratios are given as they are (`0.12`, `1.14`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from planbook.errors import InputError, Problem, unknown
from planbook.units import Unit, unit

NOT_HELD = "not held"
MINUS = "\N{MINUS SIGN}"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
BASES: dict[str, str] = {
    "observed": "Observed: counted and published for this area.",
    "apportioned": (
        "Apportioned: a published figure for a larger or former area, shared out by a published share. "
        "Good for size, not for ranking one area against another."
    ),
    "modelled": "Modelled: worked out from figures for England or a larger area, not counted here.",
    "illustrative": "Illustrative: an example to show the method. Not evidence about this area.",
    "local": "Local: supplied by the local system, on the date given.",
}
FIFTH = math.log10(5)  # of an interval is as fine as its ends are written
MILLION, BILLION = 10**6, 10**9
SIGNED = ("percent_change", "percentage_points")


def is_missing(value: Any) -> bool:
    """Say whether a value is absent: None, NaN, NaT or NA."""
    return value is None or bool(pd.isna(value))


def number(
    value: float | None,
    unit_key: str,
    *,
    low: float | None = None,
    high: float | None = None,
    figures: int | None = None,
    decimals: int | None = None,
    signed: bool = False,
) -> str:
    """Write a value in its unit: "2,707,693", "£1,232 million", "12%", "1.9%"; "not held" when missing.

    With `low` and `high` the value is rounded to what that interval supports; with `figures` to that many
    significant figures; with `decimals` to that many decimals, if the interval allows. `signed` puts a plus on gains.
    Raises `InputError` for an unknown unit.
    """
    kind = unit(unit_key)
    if is_missing(value):
        return NOT_HELD
    assert value is not None
    step = _step(value, kind, low, high, figures, decimals)
    rounded = _round(value, step)
    if rounded == 0 and value > 0 and low is None and figures is None and step < 1:
        return f"under {_written(step, kind, step, signed, whole=False)}"
    return _written(rounded, kind, step, signed, whole=decimals is None)


def column(
    values: Sequence[float | None],
    unit_key: str,
    *,
    lows: Sequence[float | None] = (),
    highs: Sequence[float | None] = (),
) -> list[str]:
    """Write the values of one column alike, with the same decimals, so that they can be compared down the page.

    Changes carry their sign. With `lows` and `highs` each value is rounded to what its own interval supports.
    """
    signed = unit_key in SIGNED
    if lows and highs:
        ends = zip(values, lows, highs, strict=True)
        return [number(v, unit_key, low=lo, high=hi, signed=signed) for v, lo, hi in ends]
    kind, held = unit(unit_key), [float(v) for v in values if v is not None and not is_missing(v)]
    if kind.before == "£" and max(map(abs, held), default=0.0) >= MILLION:
        return [number(v, unit_key, signed=signed) for v in values]
    steps = [_step(v, kind, None, None, None, None) for v in held]
    places = max((-int(step.normalize().as_tuple().exponent) for step in steps), default=0)
    return [number(v, unit_key, decimals=max(0, places), signed=signed) for v in values]


def quantity(value: float | None, unit_key: str, **rounding: Any) -> str:
    """Write a value with its unit's words: "2,707,693 people", "1.5 percentage points", "£3 million"."""
    kind = unit(unit_key)
    said = number(value, unit_key, **rounding)
    if said == NOT_HELD or kind.before or kind.after or not kind.words:
        return said
    return f"{said} {kind.words}"


def between(low: float | None, high: float | None, unit_key: str) -> str:
    """Write an interval in a sentence: "between 3,330 and 3,490"; "about 12" when both ends read the same."""
    ends = _ends(low, high, unit_key)
    if NOT_HELD in ends:
        return NOT_HELD
    return f"about {ends[0]}" if ends[0] == ends[1] else f"between {ends[0]} and {ends[1]}"


def to(low: float | None, high: float | None, unit_key: str) -> str:
    """Write an interval for a table: "3,330 to 3,490"; one number when both ends read the same."""
    ends = _ends(low, high, unit_key)
    if NOT_HELD in ends:
        return NOT_HELD
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def change_words(
    ratio: float | None, *, low: float | None = None, high: float | None = None, less: str = "less"
) -> str:
    """Say a ratio of new to old: "about a quarter more", "14% more", "little changed", "about double".

    `low` and `high` are the interval of the ratio: where it spans 1 by more than rounding, "no clear change".
    `less` is "fewer" for things that are counted one by one.
    """
    if is_missing(ratio):
        return NOT_HELD
    assert ratio is not None
    if ratio <= 0:
        return "none" if ratio == 0 else "no ratio (one of the two is below zero)"
    if abs(ratio - 1) < 0.01:
        return "little changed"
    if low is not None and high is not None and low < 1 < high:
        return "no clear change"
    return _change(ratio, less)


def in_every_100(share: float | None) -> str:
    """Say a share (0 to 1) of people: "19 in every 100", "4 in every 1,000", "fewer than 1 in every 10,000"."""
    if is_missing(share):
        return NOT_HELD
    assert share is not None
    if not 0 <= share <= 1:
        raise InputError(Problem(f"a share of {share}", "in_every_100", "a share is from 0 to 1"))
    if share == 0:
        return "none"
    for out_of in (100, 1_000, 10_000):
        count = int(_round(share * out_of, Decimal(1)))
        if count >= (2 if out_of < 10_000 else 1):
            return f"{count:,} in every {out_of:,}"
    return "fewer than 1 in every 10,000"


def month_words(month: str | date) -> str:
    """Say a month: "2025-07" is "July 2025"."""
    year, number_in_year = _year_month(month)
    return f"{MONTHS[number_in_year - 1]} {year}"


def date_words(day: str | date) -> str:
    """Say a day: "2025-07-03" is "3 July 2025"."""
    when = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def period_words(first: str | date, last: str | date) -> str:
    """Say a run of months: "August 2024 to July 2025"; one month when both are the same."""
    start, end = month_words(first), month_words(last)
    return start if start == end else f"{start} to {end}"


def year_words(year: int) -> str:
    """Say a financial year by its first year: 2027 is "2027 to 2028"."""
    return f"{int(year)} to {int(year) + 1}"


def year_label(year: int) -> str:
    """Write a financial year for an axis or a table head: 2027 is "2027/28"."""
    return f"{int(year)}/{(int(year) + 1) % 100:02d}"


def listing(items: Iterable[str], *, last: str = "and") -> str:
    """Join names as a sentence does: "a, b and c"; "none" when there are none."""
    names = [str(item) for item in items]
    if not names:
        return "none"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def in_sentence(label: str) -> str:
    """Give a label as it stands inside a sentence: "waiting list", "A&E attendances", "NHS staff"."""
    second = label[1:2]
    return label if second.isupper() or second == "&" else label[:1].lower() + label[1:]


def count_words(count: int, one: str, many: str = "") -> str:
    """Say how many: "1 place", "5 places"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def basis_words(basis: str) -> str:
    """Explain a basis in a sentence; raises `InputError` listing the bases."""
    if basis not in BASES:
        raise InputError(unknown("basis", basis, BASES))
    return BASES[basis]


def weakest(bases: Sequence[str]) -> str:
    """Give the weakest of several bases (illustrative, then modelled, apportioned, local, observed)."""
    order = ("illustrative", "modelled", "apportioned", "local", "observed")
    for basis in bases:
        basis_words(basis)
    return min(bases, key=order.index)


def _step(
    value: float, kind: Unit, low: float | None, high: float | None, figures: int | None, decimals: int | None
) -> Decimal:
    """Give the step a value is rounded to: the coarsest of what unit, caller and interval call for."""
    size = max((abs(v) for v in (value, low, high) if v is not None and not is_missing(v)), default=0.0)
    finest = Decimal(1).scaleb(-(kind.decimals if decimals is None else decimals))
    if decimals is None and kind.before == "£" and size >= MILLION:
        finest = _money_step(size)
    elif decimals is None:
        shown = 2 if kind.words.startswith("%") else 3
        digits = len(str(int(size))) if size >= 1 else 0
        finest = max(finest, Decimal(1).scaleb(-max(0, shown - digits)))
    steps = [finest]
    if figures is not None and value:
        steps.append(Decimal(1).scaleb(math.floor(math.log10(abs(value))) - figures + 1))
    if not is_missing(low) and not is_missing(high) and high > low:  # type: ignore[operator]
        steps.append(Decimal(1).scaleb(math.floor(math.log10(high - low) - FIFTH)))  # type: ignore[operator]
    return max(steps)


def _money_step(size: float) -> Decimal:
    """Give the step of pounds at that size: £3.1 million, £41 million, £1,232 million, £107.6 billion."""
    if size >= 10 * BILLION:
        return Decimal(100 * MILLION)
    return Decimal(MILLION) if size >= 10 * MILLION else Decimal(MILLION // 10)


def _round(value: float, step: Decimal) -> Decimal:
    return (Decimal(repr(float(value))) / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def _written(rounded: Decimal, kind: Unit, step: Decimal, signed: bool, *, whole: bool = True) -> str:
    """Write a rounded value; `whole` drops zeros after the point."""
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    size, after = abs(rounded), kind.after
    if kind.before == "£" and size >= MILLION:
        large, word = (BILLION, " billion") if size >= 10 * BILLION else (MILLION, " million")
        size, step, after, whole = size / large, step / large, word, True
    grouped = kind.key != "calendar_year"
    places = max(0, -int(Decimal(step).normalize().as_tuple().exponent))
    said = f"{size:,.{places}f}" if grouped else f"{size:.0f}"
    if whole and "." in said:
        said = said.rstrip("0").rstrip(".")
    return f"{sign}{kind.before}{said}{after}"


def _ends(low: float | None, high: float | None, unit_key: str) -> tuple[str, str]:
    if not is_missing(low) and not is_missing(high) and low > high:  # type: ignore[operator]
        raise InputError(Problem(f"an interval from {low} to {high}", "between", "the low end comes first"))
    said = (number(low, unit_key, low=low, high=high), number(high, unit_key, low=low, high=high))
    return said if said[0] == said[1] else (said[0].removesuffix(" a year"), said[1])


def _change(ratio: float, less: str) -> str:
    change = ratio - 1
    if change >= 0.9:
        times = float(_round(ratio, Decimal("0.1")))
        if times == int(times) or abs(ratio - 2) <= 0.1:
            return "about double" if round(ratio) == 2 else f"about {round(ratio)} times as much"
        return f"{times:g} times as much"
    direction = "more" if change > 0 else less
    for share, word in ((0.25, "a quarter"), (1 / 3, "a third"), (0.5, "a half")):
        if abs(abs(change) - share) <= 0.02:
            return f"about {word} {direction}"
    return f"{int(_round(abs(change) * 100, Decimal(1)))}% {direction}"


def _year_month(month: str | date) -> tuple[int, int]:
    if isinstance(month, date):
        return month.year, month.month
    parts = str(month).split("-")
    valid = len(parts) in (2, 3) and all(p.isdigit() for p in parts[:2]) and 1 <= int(parts[1]) <= 12
    if not valid:
        raise InputError(Problem(f"'{month}' is not a month", "month_words", "write it as 2025-07"))
    return int(parts[0]), int(parts[1])
