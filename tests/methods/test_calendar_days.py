"""Days of the month, working days and England's bank holidays."""

from __future__ import annotations

from datetime import date

import pytest

from planbook.methods.calendar_days import bank_holidays, days_in, easter, months_of


def test_a_financial_year_runs_from_april_to_march() -> None:
    assert months_of(2027)[0] == "2027-04"
    assert months_of(2027)[-1] == "2028-03"
    assert len(months_of(2027)) == 12


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2027, date(2027, 3, 28)), (2028, date(2028, 4, 16))],
)
def test_easter(year: int, sunday: date) -> None:
    assert easter(year) == sunday


def test_bank_holidays_move_off_weekends() -> None:
    assert date(2027, 12, 27) in bank_holidays(2027)  # Christmas Day falls on a Saturday
    assert date(2027, 12, 28) in bank_holidays(2027)
    assert date(2028, 1, 3) in bank_holidays(2028)  # New Year's Day falls on a Saturday
    assert {len(bank_holidays(year)) for year in range(2020, 2040)} == {8}
    assert all(day.weekday() < 5 for year in range(2020, 2040) for day in bank_holidays(year))


@pytest.mark.parametrize(
    ("month", "days", "working"), [("2025-02", 28, 20), ("2025-04", 30, 20), ("2028-02", 29, 21), ("2024-12", 31, 20)]
)
def test_days_of_a_month(month: str, days: int, working: int) -> None:
    assert days_in(month) == days
    assert days_in(month, "working") == working
