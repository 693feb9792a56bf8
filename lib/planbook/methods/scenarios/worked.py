"""Every shock laid on the run's own scenario, one after another: what each does by month and year, and what breaks.

Only what is told is kept: a scenario's draws are let go before the next is made. Differences to the run's own scenario
are taken inside each draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.calendar_days import months_of
from planbook.methods.scenarios import answers, limits, triggers
from planbook.methods.scenarios.breaks import NEVER, broken, likely_from
from planbook.methods.scenarios.measures import MONTHLY, OWN, YEARLY
from planbook.methods.scenarios.months import beds, monthly
from planbook.methods.scenarios.years import yearly
from planbook.params.joining import JOIN, parts_of, scenario_chain
from planbook.params.model import ScenarioFile

BASES = ("baseline", "options", "plan")
STATS = ("mean", "p10", "p50", "p90", "more", "more_low", "more_high")
MONTH_STATS = (*STATS, "limit", "chance")
FACTS = ("first", "chance", "peak", "peak_low", "peak_high", "peak_limit", "peak_at", "months", "recover",
         "recover_low", "recover_high", "not_back")  # fmt: skip
PERCENT = 100.0
Arrays = dict[str, xr.DataArray]


@dataclass(frozen=True)
class Seen:
    """One scenario's draws: measures by month and by year, and what triggers need."""

    months: Arrays
    years: Arrays
    ends: xr.DataArray
    means: triggers.Means


def shocks_on(inputs: Inputs) -> dict[str, str]:
    """Give the scenarios laid on the run's own, each with the joined name it then has.

    Those are all that bring shocks, but for what the run's own scenario holds already.
    """
    own, files = parts_of(inputs.scenario), inputs.scenarios()
    return {
        name: f"{inputs.scenario}{JOIN}{name}"
        for name, file in files.items()
        if name not in own
        and file.programmes is None
        and file.levers is None
        and any(files[part].shocks for part in laid(name, files))
    }


def laid(name: str, files: Mapping[str, ScenarioFile]) -> tuple[str, ...]:
    """Give a scenario and all it brings when laid on another, without a base of its own."""
    return tuple(part for part in scenario_chain(f"{BASES[0]}{JOIN}{name}", files) if part != BASES[0])


def worked(inputs: Inputs) -> xr.Dataset:
    """Give all scenarios: `months` (scenario, area, measure, month, stat), `years` (.., yearly, year, stat).

    And `facts` (scenario, area, measure, fact) of what breaks, `fired` (scenario, trigger, fact) of triggers at system
    level, and `ends` (draw, scenario, answer) at the plan's end. The first scenario is the run's own.
    """
    own, held, rules = seen(inputs), limits.held(inputs), triggers.rules(inputs)
    found = [told(inputs, own, own, held, rules, shocked=False)]
    names = shocks_on(inputs)
    for joined in names.values():
        with inputs.under(joined) as there:
            found.append(told(inputs, own, seen(there), held, rules, shocked=True))
    return xr.concat(found, "scenario").assign_coords(scenario=[OWN, *names])


def seen(inputs: Inputs) -> Seen:
    """Give the draws of one scenario."""
    used, there = beds(inputs)
    months = monthly(inputs, used, there)
    ends = answers.at_plan_end(inputs, used, there)
    return Seen(months, yearly(inputs, months, there), ends, triggers.means_of(inputs, there))


def told(
    inputs: Inputs, own: Seen, there: Seen, held: Arrays, rules: dict[str, triggers.Rule], *, shocked: bool
) -> xr.Dataset:
    """Summarise one scenario beside the run's own."""
    plan = [month for year in inputs.planning.plan_year_list for month in months_of(year)]
    likely = held[limits.LIKELY] / PERCENT
    by_month, facts, beyond = [], [], {}
    areas = [area.code for area in inputs.areas.every[1:]]
    for measure in MONTHLY:
        before, value = own.months[measure.key], there.months[measure.key]
        limit = limits.limit_of(held, measure, before, shocked=shocked)
        over = limits.past(measure, value, limit)
        beyond[measure.key] = over
        cut = {"month": plan}
        shown = [*_stats(value.sel(cut), before.sel(cut)), limit.sel(cut).mean("draw", skipna=False).values]
        shown.append(PERCENT * (over.sel(cut).values > 0).mean(axis=0))
        by_month.append(_of_areas(np.stack(shown, axis=-1), value, areas))
        facts.append(_of_areas(_facts(value, limit, over, likely, len(plan)), value, areas))
    by_year = [
        _of_areas(np.stack(_stats(there.years[each.key], own.years[each.key]), axis=-1), there.years[each.key], areas)
        for each in YEARLY
    ]
    years = there.years[YEARLY[0].key]["year"].values
    return xr.Dataset(
        {
            "months": (("measure", "area", "month", "stat"), np.stack(by_month)),
            "facts": (("measure", "area", "fact"), np.stack(facts)),
            "years": (("yearly", "area", "year", "year_stat"), np.stack(by_year)),
            "ends": there.ends,
            "fired": triggers.fired(rules, own.months, there.months, beyond, there.means, plan),
        },
        coords={
            "area": areas, "month": plan, "stat": list(MONTH_STATS), "measure": [each.key for each in MONTHLY],
            "fact": list(FACTS), "yearly": [each.key for each in YEARLY], "year": years, "year_stat": list(STATS),
        },
    )  # fmt: skip


def _stats(value: xr.DataArray, own: xr.DataArray) -> list[np.ndarray]:
    """Give mean, p10, p50, p90 and the mean and interval of the difference, each of shape (area, time)."""
    low, middle, high = np.percentile(value.values, [10, 50, 90], axis=0)
    more = value.values - own.values
    more_low, more_high = np.percentile(more, [10, 90], axis=0)
    return [value.values.mean(axis=0), low, middle, high, more.mean(axis=0), more_low, more_high]


def _facts(
    value: xr.DataArray, limit: xr.DataArray, over: xr.DataArray, likely: xr.DataArray, within: int
) -> np.ndarray:
    """Give what broke in the first `within` months by area, shape (area, fact)."""
    what = broken(over.values, within)
    mean_over = over.values[..., :within].mean(axis=0)
    rows = []
    for place, code in enumerate(value["area"].values):
        passes = over.values[:, place, :within] > 0
        at = int(mean_over[place].argmax())
        here = value.values[:, place, at]
        ever = what.first[:, place] != NEVER
        back = what.recover[ever, place]
        known = back[~np.isnan(back)]
        spell = np.percentile(known, [50, 10, 90]) if len(known) else [np.nan] * 3
        rows.append(
            [
                float(likely_from(passes, float(likely.sel(area=code)))),
                PERCENT * ever.mean(),
                here.mean(),
                *np.percentile(here, [10, 90]),
                limit.values[:, place, at].mean(),
                float(at),
                what.months[:, place].mean(),
                *spell,
                PERCENT * np.isnan(back).mean() if len(back) else 0.0,
            ]
        )
    return np.array(rows)


def _of_areas(values: np.ndarray, like: xr.DataArray, areas: list[str]) -> np.ndarray:
    """Give values of some areas as rows of all, NaN where an area is not told of."""
    found = np.full((len(areas), *values.shape[1:]), np.nan)
    for place, code in enumerate(like["area"].values):
        found[areas.index(str(code))] = values[place]
    return found
