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
from planbook.methods.scenarios.breaks import NEVER, broken, likely_from, worst_month
from planbook.methods.scenarios.measures import MONTHLY, OWN, YEARLY
from planbook.methods.scenarios.months import Floats, beds, monthly
from planbook.methods.scenarios.years import yearly
from planbook.params.joining import JOIN, parts_of, scenario_chain
from planbook.params.model import ScenarioFile

BASES = ("baseline", "options", "plan")
STATS = ("mean", "p10", "p50", "p90", "more", "more_low", "more_high")
MONTH_STATS = (*STATS, "limit", "chance")
FACTS = ("first", "chance", "peak", "peak_low", "peak_high", "peak_limit", "peak_at", "months", "recover",
         "recover_low", "recover_high", "not_back")  # fmt: skip
PERCENT = 100.0
Choices = dict[str, dict[str, Floats]]


@dataclass(frozen=True)
class Seen:
    """One scenario's draws: measures by month and by year, the answers at the plan's end, and what triggers need."""

    months: dict[str, Floats]
    years: dict[str, Floats]
    ends: Floats
    means: triggers.Means


def laid_on(inputs: Inputs) -> dict[str, str]:
    """Give the scenarios laid on the run's own, each with the joined name it then has.

    Those are all that bring shocks or other numbers, but for what the run's own scenario holds already.
    """
    own, files = parts_of(inputs.scenario), inputs.scenarios()
    return {
        name: f"{inputs.scenario}{JOIN}{name}"
        for name, file in files.items()
        if name not in own
        and file.programmes is None
        and file.levers is None
        and any(files[part].shocks or files[part].overrides for part in laid(name, files))
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
    names = laid_on(inputs)
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
    inputs: Inputs, own: Seen, there: Seen, held: Choices, rules: dict[str, triggers.Rule], *, shocked: bool
) -> xr.Dataset:
    """Summarise one scenario beside the run's own."""
    plan = [month for year in inputs.planning.plan_year_list for month in months_of(year)]
    areas = [area.code for area in inputs.areas.every[1:]]
    near, likely = slice(0, len(plan)), held[limits.LIKELY][limits.EVERY] / PERCENT
    by_month, facts, beyond = [], [], {}
    for measure in MONTHLY:
        before, value = own.months[measure.key], there.months[measure.key]
        limit = limits.limit_of(held, measure, before, shocked=shocked)
        beyond[measure.key] = over = limits.past(measure, value, limit)
        passes = PERCENT * (over[..., near] > 0).mean(axis=0)
        shown = [*_stats(value[..., near], before[..., near]), limit[..., near].mean(axis=0), passes]
        by_month.append(_of_areas(np.stack(shown, axis=-1), areas))
        facts.append(_of_areas(_facts(value, limit, over, likely, len(plan)), areas))
    by_year = [
        _of_areas(np.stack(_stats(there.years[each.key], own.years[each.key]), axis=-1), areas) for each in YEARLY
    ]
    return xr.Dataset(
        {
            "months": (("measure", "area", "month", "stat"), np.stack(by_month)),
            "facts": (("measure", "area", "fact"), np.stack(facts)),
            "years": (("yearly", "area", "year", "year_stat"), np.stack(by_year)),
            "ends": (("draw", "answer"), there.ends),
            "fired": (
                ("trigger", "trigger_fact"), triggers.fired(rules, own.months, there.months, beyond, there.means, plan),
            ),
        },
        coords={
            "area": areas, "month": plan, "stat": list(MONTH_STATS), "measure": [each.key for each in MONTHLY],
            "fact": list(FACTS), "yearly": [each.key for each in YEARLY], "year_stat": list(STATS),
            "year": list(inputs.planning.plan_year_list), "answer": list(answers.BY_KEY),
            "trigger": list(triggers.BY_KEY), "trigger_fact": list(triggers.FACTS),
        },
    )  # fmt: skip


def _stats(value: Floats, own: Floats) -> list[Floats]:
    """Give mean, p10, p50, p90 and the mean and interval of the difference, each of shape (area, time)."""
    more = value - own
    low, middle, high = np.percentile(value, [10, 50, 90], axis=0)
    more_low, more_high = np.percentile(more, [10, 90], axis=0)
    return [value.mean(axis=0), low, middle, high, more.mean(axis=0), more_low, more_high]


def _facts(value: Floats, limit: Floats, over: Floats, likely: Floats, within: int) -> Floats:
    """Give what broke in the first `within` months by area, shape (area, fact)."""
    what = broken(over, within)
    worst = worst_month(over[..., :within])
    there, borne = (np.take_along_axis(each, worst[None, :, None], axis=-1)[..., 0] for each in (value, limit))
    ever = what.first != NEVER
    spells = [_spell(what.recover[ever[:, place], place]) for place in range(len(worst))]
    return np.stack(
        [
            likely_from(over[..., :within] > 0, likely[: len(worst), None]),
            PERCENT * ever.mean(axis=0),
            there.mean(axis=0),
            *np.percentile(there, [10, 90], axis=0),
            borne.mean(axis=0),
            worst,
            what.months.mean(axis=0),
            *np.array(spells).T,
        ],
        axis=-1,
    )


def _spell(months: Floats) -> list[float]:
    """Give the median and interval of months until it is back, where it is, and how many per cent are not."""
    back = months[~np.isnan(months)]
    spell = np.percentile(back, [50, 10, 90]) if len(back) else [np.nan] * 3
    return [*spell, PERCENT * (1 - len(back) / len(months)) if len(months) else 0.0]


def _of_areas(values: Floats, areas: list[str]) -> Floats:
    """Give values of the first areas as rows of all, NaN where an area is not told of."""
    found = np.full((len(areas), *values.shape[1:]), np.nan)
    found[: len(values)] = values
    return found
