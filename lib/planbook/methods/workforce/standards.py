"""Time standards: minutes of staff time for a unit of work, and posts kept filled, as whole-time staff for a unit.

They are used where nothing is counted today that staff could follow (virtual wards, home care hours, advice), and in
place of the ratio where a system says that its standard holds (`workforce.standard_used`).
"""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.beds import DAYS
from planbook.methods.labelled import bare, labelled
from planbook.methods.segments import only_once
from planbook.methods.staffing import (
    DAYS_A_WEEK,
    MINUTES,
    WEEK_HOURS,
    available_days,
    wte_for_hours,
    wte_for_posts,
)

PERCENT = 100.0
ROSTERED = ("critical_care", "nurses_and_health_visitors")


@dataclass(frozen=True)
class Standard:
    """One standard: the point and the staff group, its whole-time staff a unit, and in how far it is used (0 to 1).

    `wte_each` and `used` have dims (draw[, area]).
    """

    point: str
    staff_group: str
    wte_each: xr.DataArray
    used: xr.DataArray

    @property
    def rostered(self) -> bool:
        """Whether it keeps posts filled round the clock rather than counting minutes."""
        return (self.point, self.staff_group) == ROSTERED

    @property
    def in_use(self) -> bool:
        """Whether it is used at all."""
        return bool((self.used.values > 0).any())


def standards_of(inputs: Inputs) -> tuple[Standard, ...]:
    """Give every time standard; those of work that nothing else counts are always used."""
    minutes, used = (only_once(inputs.draws(f"workforce.{name}")) for name in ("minutes_each", "standard_used"))
    always = xr.ones_like(used.isel(leaf=0, drop=True))
    cells = [(str(leaf).partition(".")[0], str(leaf).partition(".")[2]) for leaf in minutes.indexes["leaf"]]
    given = minutes, hours_available(inputs), _by_group(inputs, "workforce.allowance_pct")
    time, hours, allowance = bare(*given)
    groups = xr.Variable("leaf", given[1].indexes["staff_group"].get_indexer([group for _, group in cells]))
    mine = hours.isel(staff_group=groups), allowance.isel(staff_group=groups) / PERCENT
    each = labelled(wte_for_hours(time / MINUTES, *mine), *given)
    rostered = Standard(*ROSTERED, _critical_care(inputs), used.sel(leaf=ROSTERED[0], drop=True))
    switched = {point: used.sel(leaf=point, drop=True) for point in map(str, used.indexes["leaf"])}
    timed = [
        Standard(point, group, each.isel(leaf=place, drop=True), switched.get(point, always))
        for place, (point, group) in enumerate(cells)
    ]
    return (*timed, rostered)


def hours_available(inputs: Inputs) -> xr.DataArray:
    """Give the hours a year one full-time person is at work, dims (draw, [area], staff_group).

    Working days less leave, public holidays, sickness and study, times the hours of a day (WISN).
    """
    known = days_away(inputs)
    days = dict(zip(known, bare(*known.values()), strict=True))
    at_work = available_days(days["working"], days["leave"], days["holidays"], days["absent"], days["study"])
    return labelled((at_work * days["hours_a_week"] / DAYS_A_WEEK).transpose(..., "staff_group"), *known.values())


def days_away(inputs: Inputs) -> dict[str, xr.DataArray]:
    """Give working days of a full-time year and what is taken from them, days for each staff group, and hours a week.

    Sickness is its share of the days that leave and public holidays leave over.
    """
    working = only_once(inputs.draws("workforce.working_days"))
    leave = _by_group(inputs, "workforce.leave_days")
    holidays = only_once(inputs.draws("workforce.public_holidays"))
    given = working, leave, holidays, _by_group(inputs, "workforce.absence_pct")
    whole, away, closed, sick = bare(*given)
    absent = (whole - away - closed) * sick / PERCENT
    return {
        "working": working,
        "leave": leave,
        "holidays": holidays,
        "absent": labelled(absent.transpose(..., "staff_group"), *given),
        "study": _by_group(inputs, "workforce.study_days"),
        "hours_a_week": _by_group(inputs, "workforce.hours_a_week"),
    }


def _critical_care(inputs: Inputs) -> xr.DataArray:
    """Give nurses for one occupied critical care bed day a year: posts round the clock over the days of a year."""
    posts = only_once(inputs.draws("workforce.nurses_per_critical_care_bed"))
    time_out = only_once(inputs.draws("workforce.roster_time_out_pct")) / PERCENT
    return wte_for_posts(posts, time_out, WEEK_HOURS) / DAYS


def _by_group(inputs: Inputs, key: str) -> xr.DataArray:
    return only_once(inputs.draws(key)).rename(leaf="staff_group")
