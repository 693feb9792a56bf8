"""Every scenario beside the run's own, one after another: what each does by month and year, and what breaks.

Only what is told is kept: a scenario's draws are let go before the next is made. Differences to the run's own scenario
are taken inside each draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.calendar_days import months_of
from planbook.methods.scenarios import answers, limits, triggers
from planbook.methods.scenarios.breaks import NEVER, broken, likely_from, worst_month
from planbook.methods.scenarios.designed import few, under_all
from planbook.methods.scenarios.measures import MONTHLY, OWN, YEARLY
from planbook.methods.scenarios.months import MONTHS, Floats, beds, monthly, months_ahead
from planbook.methods.scenarios.which import beside, laid_on, shocks_alone
from planbook.methods.scenarios.years import yearly
from planbook.methods.summary import percentiles

STATS = ("mean", "p10", "p50", "p90", "more", "more_low", "more_high")
MONTH_STATS = (*STATS, "limit", "chance")
FACTS = ("first", "chance", "peak", "peak_low", "peak_high", "peak_limit", "peak_at", "months", "recover",
         "recover_low", "recover_high", "not_back")  # fmt: skip
PERCENT = 100.0
TOLD = {
    "months": ("measure", "area", "month", "stat"),
    "facts": ("measure", "area", "fact"),
    "fired": ("trigger", "trigger_fact"),
    "ends": ("draw", "answer"),
}
BY_YEAR = ("yearly", "area", "year", "year_stat")
CHOSEN = ("choice", "shock", "answer")
Choices = dict[str, dict[str, Floats]]


@dataclass(frozen=True)
class Seen:
    """One scenario's draws: measures by month and by year, the answers at the plan's end, and what triggers need."""

    months: dict[str, Floats]
    years: dict[str, Floats]
    ends: Floats
    means: triggers.Means


def worked(inputs: Inputs) -> xr.Dataset:
    """Give all scenarios: `months` (scenario, area, measure, month, stat), `years` (stood, area, yearly, year, stat).

    And `facts` (scenario, area, measure, fact) of what breaks, `fired` (scenario, trigger, fact) of triggers at system
    level, and `ends` (draw, scenario, answer) at the plan's end. The run's own scenario comes first, then those laid on
    it. Of others to build on, which `stood` has as well, `years` are told, and `chosen` (choice, shock, answer): means
    over a few draws under every scenario of shocks alone.
    """
    own, held, rules = seen(inputs), limits.held(inputs), triggers.rules(inputs)
    found = [told(inputs, own, own, held, rules, shocked=False)]
    names, others = laid_on(inputs), beside(inputs)
    for joined in names.values():
        with inputs.under(joined) as there:
            found.append(told(inputs, own, seen(there), held, rules, shocked=True))
    plain = shocks_alone(names, inputs.scenarios())
    at = [0, *(1 + list(names).index(name) for name in plain)]
    years, chosen = [each["years"] for each in found], [few_of([found[place]["ends"] for place in at])]
    for name in others:
        with inputs.under(name) as there:
            years.append(years_told(inputs, own.years, years_seen(there)))
            chosen.append(under_all(there, plain))
    arrays = {name: (("scenario", *dims), np.stack([each[name] for each in found])) for name, dims in TOLD.items()}
    more = {"years": (("stood", *BY_YEAR), np.stack(years)), "chosen": (CHOSEN, np.stack(chosen))}
    which = {"scenario": [OWN, *names], "stood": [OWN, *names, *others], "choice": [OWN, *others],
             "shock": [OWN, *plain]}  # fmt: skip
    return xr.Dataset({**arrays, **more}, {**which, **labels(inputs)})


def labels(inputs: Inputs) -> dict[str, list[Any]]:
    """Give the labels of all that is told."""
    years = list(inputs.planning.plan_year_list)
    return {
        "area": [area.code for area in inputs.areas.every[1:]], "year": years,
        "month": [month for year in years for month in months_of(year)],
        "measure": [each.key for each in MONTHLY], "yearly": [each.key for each in YEARLY], "stat": list(MONTH_STATS),
        "year_stat": list(STATS), "fact": list(FACTS), "answer": list(answers.BY_KEY),
        "trigger": list(triggers.BY_KEY), "trigger_fact": list(triggers.FACTS),
    }  # fmt: skip


def few_of(ends: list[Floats]) -> Floats:
    """Give the means of answers over a few draws in some scenarios, shape (scenario, answer)."""
    return np.stack([each[few(len(each))].mean(axis=0) for each in ends])


def years_seen(inputs: Inputs) -> dict[str, Floats]:
    """Give the measures by year of one scenario alone."""
    used, there = beds(inputs)
    return yearly(inputs, monthly(inputs, used, there), there)


def seen(inputs: Inputs) -> Seen:
    """Give the draws of one scenario."""
    used, there = beds(inputs)
    months = monthly(inputs, used, there)
    ends = answers.at_plan_end(inputs, used, there)
    return Seen(months, yearly(inputs, months, there), ends, triggers.means_of(inputs, there))


def told(
    inputs: Inputs, own: Seen, there: Seen, held: Choices, rules: dict[str, triggers.Rule], *, shocked: bool
) -> dict[str, Floats]:
    """Summarise one scenario beside the run's own: arrays by name, dims as `TOLD` says, and its `years`."""
    months = MONTHS * len(inputs.planning.plan_year_list)
    areas = len(inputs.areas.every) - 1
    near, likely = slice(0, months), held[limits.LIKELY][limits.EVERY] / PERCENT
    by_month, facts, beyond = [], [], {}
    for measure in MONTHLY:
        before, value = own.months[measure.key], there.months[measure.key]
        limit = limits.limit_of(held, measure, before, shocked=shocked)
        beyond[measure.key] = over = limits.past(measure, value, limit)
        passes = PERCENT * (over[..., near] > 0).mean(axis=0)
        shown = [*_stats(value[..., near], before[..., near]), limit[..., near].mean(axis=0), passes]
        by_month.append(_of_areas(np.stack(shown, axis=-1), areas))
        facts.append(_of_areas(_facts(value, limit, over, likely, months), areas))
    return {
        "months": np.stack(by_month),
        "facts": np.stack(facts),
        "years": years_told(inputs, own.years, there.years),
        "ends": there.ends,
        "fired": triggers.fired(rules, own.months, there.months, beyond, there.means, months_ahead(inputs)[near]),
    }


def years_told(inputs: Inputs, own: dict[str, Floats], there: dict[str, Floats]) -> Floats:
    """Summarise one scenario's years beside the run's own, shape (yearly, area, year, stat)."""
    areas = len(inputs.areas.every) - 1
    found = [_of_areas(np.stack(_stats(there[each.key], own[each.key]), axis=-1), areas) for each in YEARLY]
    return np.stack(found)


def _stats(value: Floats, own: Floats) -> list[Floats]:
    """Give mean, p10, p50, p90 and the mean and interval of the difference, each of shape (area, time)."""
    more = value - own
    low, middle, high = percentiles(value, [10, 50, 90])
    more_low, more_high = percentiles(more, [10, 90])
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
            *percentiles(there, [10, 90]),
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


def _of_areas(values: Floats, areas: int) -> Floats:
    """Give values of the first areas as rows of so many, NaN where an area is not told of."""
    found = np.full((areas, *values.shape[1:]), np.nan)
    found[: len(values)] = values
    return found
