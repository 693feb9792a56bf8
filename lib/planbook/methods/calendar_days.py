"""Days of a month: all of them, and those on which planned care runs in England."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

SATURDAY = 5


def months_of(year: int) -> list[str]:
    """Give the twelve months of a financial year, 'YYYY-MM', April first."""
    return [f"{year}-{month:02d}" for month in range(4, 13)] + [f"{year + 1}-{month:02d}" for month in range(1, 4)]


@cache
def days_in(month: str, calendar: str = "every") -> int:
    """Give the days of a month 'YYYY-MM': `every` day, or `working` ones (Monday to Friday, no bank holiday)."""
    year, number = int(month[:4]), int(month[5:7])
    count = monthrange(year, number)[1]
    if calendar == "every":
        return count
    days = (date(year, number, day) for day in range(1, count + 1))
    return sum(day.weekday() < SATURDAY and day not in bank_holidays(year) for day in days)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Give England's usual bank holidays of a calendar year; days granted once (a coronation) are not among them."""
    sunday = easter(year)
    spring = [_monday(date(year, 5, 1)), _monday(date(year, 5, 25)), _monday(date(year, 8, 25))]
    fixed = [_moved(date(year, 1, 1)), *_christmas(year)]
    return frozenset([*fixed, sunday - timedelta(days=2), sunday + timedelta(days=1), *spring])


def easter(year: int) -> date:
    """Give Easter Sunday (Gregorian; the anonymous algorithm as printed by Meeus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _monday(first: date) -> date:
    return first + timedelta(days=(7 - first.weekday()) % 7)


def _moved(day: date) -> date:
    return _monday(day) if day.weekday() >= SATURDAY else day


def _christmas(year: int) -> list[date]:
    """Give the two days off at Christmas: the next days that are neither weekend nor already given."""
    given: list[date] = []
    for day in (date(year, 12, 25), date(year, 12, 26)):
        while day.weekday() >= SATURDAY or day in given:
            day += timedelta(days=1)
        given.append(day)
    return given
