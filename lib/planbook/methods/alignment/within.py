"""What must hold within one party's plan: activity, staff, money and performance that fit each other.

Each check takes a party's book and gives one row a period for which all it needs is on record: what the plan says, and
what it should say by the rest of the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planbook.methods.alignment import formulas
from planbook.methods.alignment.catalogue import CHECKS
from planbook.methods.alignment.gaps import gap_pct
from planbook.methods.alignment.record import Book
from planbook.methods.calendar_days import days_in
from planbook.params.plan_words import ALL, ANNUAL, MEASURES, MONTH

NOT_WEIGHTED = ("referrals", "emergency_bed_days", "elective_bed_days", "theatre_cases")
ACTIVITY = [key for key, each in MEASURES.items() if each.subject == "activity" and key not in NOT_WEIGHTED]
STAFF = ["staff_substantive", "staff_bank", "staff_agency"]
REMOVALS = ["list_admitted", "list_not_admitted", "list_validated"]
ADMISSIONS = ["day_case", "elective_ordinary"]
PLANNED = [*ADMISSIONS, "outpatient_first", "outpatient_follow_up", "outpatient_procedure"]
WINTER = ("12", "01", "02")
Row = tuple[str, str, str, str, str, str, float, float]
COLUMNS = ["party", "check", "measure", "unit", "timeframe", "period", "value", "reference"]


@dataclass(frozen=True)
class Asked:
    """What is asked of every plan: productivity a year, and the most of the pay bill that may go to agencies."""

    productivity_pct: float
    agency_share_pct: float


def within(plans: list[Book], unit_cost: pd.Series, asked: Asked) -> pd.DataFrame:
    """Give every check of each plan that its figures allow, one row a party x check x measure x period.

    `beyond` is a per cent of the two figures or in points, as the check says, and nought on a side that may not fail.
    """
    held = [book for book in plans if len(book.years)]
    rows = [row for book in held for check in WITHIN for row in check(book, unit_cost, asked)]
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(counterpart=ALL, part=ALL)
    about = {key: CHECKS[key] for key in frame["check"].unique()}
    points = frame["check"].map({key: each.points for key, each in about.items()}).astype(bool)
    side = frame["check"].map({key: each.side for key, each in about.items()})
    value, reference = frame["value"].astype(float), frame["reference"].astype(float)
    beyond = (value - reference).where(points, gap_pct(value, reference))
    fails = (side == "either") | ((side == "short") & (beyond < 0)) | ((side == "over") & (beyond > 0))
    return frame.assign(apart=beyond.where(fails, 0.0))


def weighted(book: Book, unit_cost: pd.Series, points: list[str] | None = None) -> pd.Series:
    """Give cost-weighted activity by year of the lines on record in every year."""
    lines = _lines(book.years, points or ACTIVITY)
    return formulas.weighted_activity(book.years[lines].dropna(how="all"), unit_cost)


def staff(frame: pd.DataFrame) -> pd.Series:
    """Give all staff planned, in post, bank and agency; missing where staff in post are."""
    return frame[STAFF].sum(axis=1).where(frame["staff_substantive"].notna())


def pay_for_each(book: Book) -> pd.Series:
    """Give pay for each whole-time member of staff by year."""
    return book.years["pay_gbp"] / staff(book.years)


def productivity(book: Book, unit_cost: pd.Series, _: Asked) -> list[Row]:
    """Compare productivity that activity and staff imply with what the plan says."""
    implied = _growth_each(weighted(book, unit_cost), staff(book.years))
    return _rows(book, "productivity", "productivity_pct", implied, book.years["productivity_pct"])


def productivity_asked(book: Book, unit_cost: pd.Series, asked: Asked) -> list[Row]:
    """Compare productivity that activity and staff imply with what is asked nationally."""
    implied = _growth_each(weighted(book, unit_cost), staff(book.years))
    return _rows(book, "productivity_asked", "productivity_pct", implied, implied * 0 + asked.productivity_pct)


def pay_per_staff(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare growth of pay for each member of staff with the award and drift the plan assumes."""
    implied = _growth_each(book.years["pay_gbp"], staff(book.years))
    return _rows(
        book, "pay_per_staff", "pay_award_pct", implied, book.years["pay_award_pct"] + book.years["pay_drift_pct"]
    )


def cost_per_unit(book: Book, unit_cost: pd.Series, _: Asked) -> list[Row]:
    """Compare growth of cost for a unit of activity with inflation less efficiency."""
    cost = book.years["pay_gbp"] + book.years["non_pay_gbp"]
    implied = _growth_each(cost, weighted(book, unit_cost))
    return _rows(
        book, "cost_per_unit", "inflation_pct", implied, book.years["inflation_pct"] - book.years["efficiency_pct"]
    )


def non_pay(book: Book, unit_cost: pd.Series, _: Asked) -> list[Row]:
    """Compare non-pay with the year before, inflated, for this year's activity, less its savings."""
    years, work = book.years, weighted(book, unit_cost)
    growth = work / _before(work) - 1
    saved = years["saving_non_pay_gbp"]
    expected = formulas.non_pay(_before(years["non_pay_gbp"]), years["inflation_pct"], growth, saved)
    return _rows(book, "non_pay", "non_pay_gbp", years["non_pay_gbp"], expected)


def beds(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare beds planned with those that overnight emergency admissions take."""
    years = book.years
    needed = formulas.beds_needed(years["emergency_overnight"], years["stay_days"], years["occupancy_pct"])
    return _rows(book, "beds", "beds", years["beds"], needed)


def staff_for_activity(book: Book, unit_cost: pd.Series, _: Asked) -> list[Row]:
    """Compare staff planned in each month with what its activity takes at the outturn's ratio and the plan's gain."""
    lines = _lines(book.months, [line for line in ACTIVITY if book.years[line].notna().any()])
    base = book.years[lines].dropna().index.min() if lines else None
    gains = book.years["productivity_pct"]
    if not lines or pd.isna(base) or book.months.empty:
        return []
    a_day = formulas.weighted_activity(book.months[lines], unit_cost) / _days(book.months.index, "every")
    outturn = float(formulas.weighted_activity(book.years.loc[[base], lines], unit_cost).iloc[0]) / formulas.DAYS
    year = _year_of(book.months.index)
    gain = (1 + gains.reindex(year).to_numpy() / 100) ** (year - base)
    needed = float(staff(book.years).get(base, float("nan"))) * (a_day / outturn) / gain
    return _rows(book, "staff_for_activity", "staff_substantive", staff(book.months), needed)


def cover(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare bank and agency staff with what vacancies and absence would take."""
    years = book.years
    needed = formulas.cover_needed(years["staff_establishment"], years["staff_substantive"], years["absence_pct"])
    return _rows(book, "cover", "staff_bank", years["staff_bank"] + years["staff_agency"].fillna(0), needed)


def savings_in_posts(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare posts that savings take out with savings in pay over pay for each."""
    expected = formulas.staff_reduction(book.years["saving_pay_gbp"], pay_for_each(book))
    return _rows(book, "savings_in_posts", "staff_reduction", book.years["staff_reduction"], expected)


def agency_cost(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare agency spending with agency staff at their price."""
    years = book.years
    expected = formulas.agency_cost(years["staff_agency"], pay_for_each(book), years["agency_premium_pct"])
    return _rows(book, "agency_cost", "agency_gbp", years["agency_gbp"], expected)


def agency_share(book: Book, _cost: pd.Series, asked: Asked) -> list[Row]:
    """Compare the agency share of pay with the most that is allowed."""
    share = 100 * book.years["agency_gbp"] / book.years["pay_gbp"]
    return _rows(book, "agency_share", "agency_gbp", share, share * 0 + asked.agency_share_pct, unit="percent")


def list_change(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare the list at the end with the list at the start, additions and removals."""
    years = book.years
    removed = years[REMOVALS].sum(axis=1, skipna=False)
    return _rows(
        book, "list_change", "list_end", years["list_end"],
        formulas.list_after(years["list_start"], years["list_additions"], removed),
    )  # fmt: skip


def list_carried(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare the list at the start of a year with the list at the end of the year before."""
    ends = book.years["list_end"]
    before = pd.Series(ends.to_numpy(), index=ends.index + 1).reindex(ends.index)
    return _rows(book, "list_carried", "list_start", book.years["list_start"], before)


def admissions(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare pathways completed with admission with the admissions planned."""
    planned = book.years[ADMISSIONS].sum(axis=1, skipna=False)
    return _rows(book, "admissions", "list_admitted", book.years["list_admitted"], planned)


def theatres(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare theatre cases with what the lists could hold."""
    years = book.years
    room = years["theatre_lists"] * years["theatre_weeks"] * years["cases_a_list"]
    return _rows(book, "theatres", "theatre_cases", years["theatre_cases"], room)


def training(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare joiners from training with those who started it in time."""
    years = book.years
    starts = years["training_starts"]
    began = pd.Series(years.index, index=years.index) - years["training_years"].round()
    possible = began.map(starts.to_dict()) * years["training_completes_pct"] / 100
    return _rows(book, "training", "staff_trained", years["staff_trained"], possible)


def capital(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare the revenue cost of capital with what was spent in the plan's years before."""
    years = book.years
    spent = years["capital_gbp"].cumsum() - years["capital_gbp"]
    needed = spent * years["capital_charge_pct"] / 100
    return _rows(book, "capital", "capital_charges_gbp", years["capital_charges_gbp"], needed)


def working_days(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare planned care a working day in each month with the year's, line by line."""
    found: list[Row] = []
    for line in PLANNED if len(book.months) else ():
        a_day = book.months[line] / _days(book.months.index, "working")
        found += _rows(book, "working_days", line, a_day, _over_year(book.months[line], "working"))
    return found


def winter(book: Book, _cost: pd.Series, _: Asked) -> list[Row]:
    """Compare overnight emergency admissions a day, December to February, with the year's."""
    if book.months.empty:
        return []
    line = book.months["emergency_overnight"]
    a_day = line / _days(line.index, "every")
    cold = a_day[[str(month)[5:7] in WINTER for month in a_day.index]]
    return _rows(book, "winter", "emergency_overnight", cold, _over_year(line, "every").reindex(cold.index))


Checked = Callable[[Book, pd.Series, Asked], list[Row]]
WITHIN: tuple[Checked, ...] = (
    *(productivity, productivity_asked, pay_per_staff, cost_per_unit, non_pay, beds, staff_for_activity, cover),
    *(savings_in_posts, agency_cost, agency_share, list_change, list_carried, admissions, theatres, training, capital),
    *(working_days, winter),
)


def _growth_each(one: pd.Series, other: pd.Series) -> pd.Series:
    """Give growth a year of one thing against another since the year on record before, per cent."""
    both = (one / other).dropna()
    years = pd.Series(both.index, index=both.index).diff()
    return formulas.a_year(both / both.shift(), years.astype(float))


def _before(series: pd.Series) -> pd.Series:
    """Give the figure of the year just before each year; missing where that is not on record."""
    return pd.Series(series.to_numpy(), index=series.index + 1).reindex(series.index)


def _lines(frame: pd.DataFrame, points: list[str]) -> list[str]:
    """Give the lines of activity on record in every period in which any is."""
    mine = frame[points].dropna(how="all").dropna(axis=1, how="all")
    return [str(line) for line in mine.columns[mine.notna().all()]]


def _days(months: pd.Index, calendar: str) -> pd.Series:
    return pd.Series([float(days_in(str(month), calendar)) for month in months], index=months)


def _year_of(months: pd.Index) -> pd.Index:
    return pd.Index([int(str(month)[:4]) - (str(month)[5:7] < "04") for month in months])


def _over_year(line: pd.Series, calendar: str) -> pd.Series:
    """Give the year's figure a day for each month, of years with twelve months on record."""
    held = line.dropna()
    year = _year_of(held.index)
    whole = held.groupby(year).sum() / _days(held.index, calendar).groupby(year).sum()
    whole = whole[held.groupby(year).size() == 12]
    return pd.Series(whole.reindex(_year_of(line.index)).to_numpy(), index=line.index)


def _rows(book: Book, check: str, measure: str, value: pd.Series, reference: pd.Series, unit: str = "") -> list[Row]:
    """Give a row for each period in which both are known."""
    other = reference.reindex(value.index).to_numpy(dtype=float)
    one = value.to_numpy(dtype=float)
    timeframe = ANNUAL if value.index.dtype == "int64" else MONTH
    known = np.isfinite(one) & np.isfinite(other)
    about = (book.party, check, measure, unit or MEASURES[measure].unit, timeframe)
    rows = zip(value.index, one, other, known, strict=True)
    return [(*about, str(period), float(has), float(fits)) for period, has, fits, both in rows if both]
