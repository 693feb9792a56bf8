"""Which staff does the plan need?

Staff in post today whose work is for the people of an area, times how much more work there is after programmes, or by
time standard where one is used; plus the staff that programmes bring. What a system gives as its own replaces it.

Staff needed are staff in post: vacancies are named beside them and never added, because today's work was done without
them. Step `demand` spreads England's staff by work (England's ratio); here each area keeps the staff who serve it now,
so levels differ, and both are set side by side in `workforce_calibration`.
"""

from __future__ import annotations

from typing import cast

import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.swings import Movable, swings
from planbook.methods.workforce import lenses, shown
from planbook.methods.workforce.bases import GROUP_LABELS, with_basis
from planbook.methods.workforce.beside import standards_beside
from planbook.methods.workforce.calibration import calibration
from planbook.methods.workforce.given import difference, given_here
from planbook.methods.workforce.key_draws import key_draws
from planbook.methods.workforce.not_held import NOT_HELD, OWN
from planbook.methods.workforce.numbers import key_numbers
from planbook.methods.workforce.required import changes_of, changing, ratios_of, staff_each
from planbook.methods.workforce.staff_today import published_serving, staff_today
from planbook.methods.workforce.standards import standards_of
from planbook.methods.workforce.time import people_and_time
from planbook.methods.workforce.work import by_programme, work_of

SUMMARY = shown.SUMMARY


def workforce_serving(inputs: Inputs) -> xr.DataArray:
    """Give published NHS staff by area they serve, dims (area, follows, staff_group), whole-time; no draws."""
    return published_serving(inputs)


def workforce_today(inputs: Inputs) -> xr.DataArray:
    """Give staff in post today by what their work follows, dims (draw, area, follows, staff_group), whole-time."""
    return staff_today(inputs, inputs.array("workforce_serving"))


def workforce_each(inputs: Inputs) -> xr.DataArray:
    """Give the staff one unit of work takes today, dims (draw, area, point, staff_group), whole-time."""
    return staff_each(inputs, inputs.array("workforce_today"), standards_of(inputs))


def workforce_altered(inputs: Inputs) -> xr.DataArray:
    """Give what makes a unit of work take more or fewer staff than today: a Dataset as `required.changing` says."""
    return cast(xr.DataArray, changing(inputs))


def workforce_worked_out(inputs: Inputs) -> xr.DataArray:
    """Give staff worked out from activity, whole-time, dims (draw, area, year, staff_group)."""
    return lenses.worked_out(work_of(inputs), ratios_of(inputs), changes_of(inputs))


def workforce_given(inputs: Inputs) -> xr.DataArray:
    """Give what is given locally less what is worked out, dims (draw, area, year, staff_group); mostly nought."""
    return difference(given_here(inputs), inputs.array("workforce_worked_out"), inputs.areas)


def workforce_required(inputs: Inputs) -> xr.DataArray:
    """Give staff needed, whole-time in post, dims (draw, area, year, staff_group)."""
    return inputs.array("workforce_worked_out") + inputs.array("workforce_given")


def workforce_services(inputs: Inputs) -> xr.DataArray:
    """Give staff by service in the years told apart, dims (draw, area, year, service, staff_group)."""
    years = told_apart(inputs)
    given = inputs.array("workforce_given").sel(year=years)
    return lenses.by_service(work_of(inputs).at(years), given, ratios_of(inputs), changes_of(inputs).at(years))


def workforce_programmes(inputs: Inputs) -> xr.DataArray:
    """Give staff each programme brings in the years told apart, dims (draw, area, year, programme, staff_group)."""
    return inputs.array("pathways_staff").sel(year=told_apart(inputs))


def workforce_elsewhere(inputs: Inputs) -> xr.DataArray:
    """Give staff of care without programmes, and what each changes elsewhere, dims as `workforce_programmes`."""
    years = told_apart(inputs)
    given = inputs.array("workforce_given").sel(year=years)
    changed = by_programme(inputs, years)
    return lenses.elsewhere(work_of(inputs).at(years), changed, given, ratios_of(inputs), changes_of(inputs).at(years))


def workforce_credits(inputs: Inputs) -> xr.DataArray:
    """Give each driver's part in the change since today, dims (draw, area, year, staff_group, driver)."""
    years = told_apart(inputs)
    given = inputs.array("workforce_given").sel(year=years)
    return lenses.credits(work_of(inputs).at(years), given, ratios_of(inputs), changes_of(inputs).at(years))


def workforce_groups(inputs: Inputs) -> pd.DataFrame:
    """Give staff needed by group and year with their interval: one row per area x year x staff_group, whole-time.

    `nhs` is all NHS staff and `paid` all paid staff; volunteers are counted apart. `more` is the mean less today's.
    """
    frame = shown.groups_table(inputs, inputs.array("workforce_required"))
    return frame[["area", "year", "staff_group", "label", "group", *SUMMARY, "more", "basis", "source"]]


def workforce_by_service(inputs: Inputs) -> pd.DataFrame:
    """Give all paid staff by service in the years told apart: one row per area x year x service."""
    frame = shown.services_table(inputs, inputs.array("workforce_services"))
    return frame[["area", "year", "service", "label", *SUMMARY, "more", "basis", "source"]]


def workforce_matrix(inputs: Inputs) -> pd.DataFrame:
    """Give staff of the plan's last year by service and group, means: one row per area x service x staff_group."""
    services = inputs.array("workforce_services").sel(year=[_plan_end(inputs)])
    frame = shown.matrix_table(inputs, services)
    return frame[["area", "service", "staff_group", "label", "mean", "basis", "source"]]


def workforce_by_programme(inputs: Inputs) -> pd.DataFrame:
    """Give all paid staff by programme in the years told apart: one row per area x year x programme.

    `brings` is staff that come with it; `elsewhere` what it takes from and adds to the work of others.
    """
    frame = shown.programmes_table(inputs, inputs.array("workforce_programmes"), inputs.array("workforce_elsewhere"))
    columns = ["area", "year", "programme", "label", "on", "brings", "elsewhere", *SUMMARY, "basis", "source"]
    return frame[columns]


def workforce_headcount(inputs: Inputs) -> pd.DataFrame:
    """Give people for the staff needed and how their time is spent: one row per area x year x staff_group.

    Time on leave, absent (sick), in training and at work sums to the staff needed; `vacant` stands beside it.
    """
    years = told_apart(inputs)
    frame = people_and_time(inputs, inputs.array("workforce_required").sel(year=years))
    named = with_basis(frame.assign(label=frame["staff_group"].map(GROUP_LABELS)), inputs)
    columns = ["mean", "participation_pct", "headcount", "low", "high", "on_leave", "absent", "in_training", "at_work"]
    return named[["area", "year", "staff_group", "label", *columns, "vacant", "basis", "source"]]


def workforce_standards(inputs: Inputs) -> pd.DataFrame:
    """Give staff by time standard beside staff by ratio in the last plan year, by area x point x staff_group."""
    frame = standards_beside(inputs, work_of(inputs), _plan_end(inputs))
    named = with_basis(frame, inputs).assign(source="planbook_judgement")
    columns = ["label", "value", "unit", "units", "by_standard", "by_ratio", "used", "how", "basis", "source"]
    return named[["area", "point", "staff_group", *columns]]


def workforce_calibration(inputs: Inputs) -> pd.DataFrame:
    """Hold staff of the base year against published staff: one row per area x staff_group, NHS staff together.

    Staff `employed` here differ from those serving the area (`value`) where trusts treat people from elsewhere;
    `england_ratio` is what step `demand` gives, which spreads England's staff by work.
    """
    base = inputs.array("workforce_required").sel(year=inputs.planning.base_year, drop=True)
    columns = ["area", "staff_group", "label", "employed", "value", "modelled", "gap_pct", "equal", "england_ratio"]
    return calibration(inputs, base)[[*columns, "unit", "how", "basis", "source", "period_to"]]


def workforce_changes(inputs: Inputs) -> pd.DataFrame:
    """Give what each driver adds to staff since today: one row per area x year x staff_group x driver."""
    frame = shown.changes_table(inputs, inputs.array("workforce_credits"))
    return frame[["area", "year", "staff_group", "driver", "label", *SUMMARY, "basis", "source"]]


def workforce_not_held(inputs: Inputs) -> pd.DataFrame:
    """Give what nobody publishes of staff for these areas, why, and what would supply it."""
    missing = NOT_HELD if len(given_here(inputs)) else (OWN, *NOT_HELD)
    rows = [(area.code, *row) for area in inputs.areas.every if area.code != ENGLAND for row in missing]
    return pd.DataFrame(rows, columns=["area", "subject", "why", "template"])


def workforce_explained(inputs: Inputs) -> pd.DataFrame:
    """Unfold each key number into its formula and inputs: one row per area x key x order, the number itself first."""
    return in_area_order(key_numbers(inputs, _plan_end(inputs)), inputs.areas)


def told_apart(inputs: Inputs) -> list[int]:
    """Give the years seen through every lens: the base year, the first and last of the plan, and the horizon."""
    planning = inputs.planning
    return sorted({planning.base_year, planning.plan_start, _plan_end(inputs), planning.horizon})


def workforce_numbers(inputs: Inputs) -> xr.Dataset:
    """Give the key numbers in every draw (`methods.key_draws`): dims (draw, area, number)."""
    return key_draws(inputs, _plan_end(inputs))


def workforce_swings(inputs: Movable) -> pd.DataFrame:
    """Give where key numbers go with the assumptions that matter most: one row per area x assumption x key."""
    return swings(inputs, "workforce_numbers", inputs.table("workforce_explained"))


def _plan_end(inputs: Inputs) -> int:
    return inputs.planning.plan_year_list[-1]
