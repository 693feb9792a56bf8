"""What is done when something is passed: each trigger watches a month's measure, and what it starts acts in that run.

A trigger is watched in each draw apart. When it fires, what it starts is there after the months it takes, and stays for
its time; until that is over it is not watched, then anew. Until something acts, the run with it is the run without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planbook.data.inputs import Inputs
from planbook.methods.calendar_days import days_in
from planbook.methods.labelled import at
from planbook.methods.scenarios.breaks import NEVER, worst_month
from planbook.methods.scenarios.limits import by_area
from planbook.methods.scenarios.months import MONTHS, months_ahead, of_all, watched, years_ahead
from planbook.params.programme_words import NHS_STAFF

Floats = NDArray[np.float64]
Arrays = dict[str, Floats]
PERCENT = 100.0
FACTS = ("chance", "fires", "fires_low", "fires_high", "without", "with", "without_months", "with_months", "peak_at",
         "cost", "cost_low", "cost_high")  # fmt: skip
MORE_BEDS, MORE_BANK, MORE_SESSIONS = "more_beds", "more_bank", "more_sessions"
RULE = ("at_pct", "after_months", "ready_months", "lasts_months")
DRAWN = ("gives_pct", "cost_gbp")


@dataclass(frozen=True)
class Trigger:
    """A trigger: what it watches, what it starts in words, and on which measure that acts."""

    key: str
    label: str
    watches: str
    acts_on: str


TRIGGERS: tuple[Trigger, ...] = (
    Trigger(MORE_BEDS, "open escalation beds", "beds_used", "beds_used"),
    Trigger(MORE_BANK, "bring in bank staff", "staff_away", "staff_short"),
    Trigger(MORE_SESSIONS, "run extra sessions of planned care", "waiting_list", "waiting_list"),
)
BY_KEY = {each.key: each for each in TRIGGERS}


@dataclass(frozen=True)
class Rule:
    """When a trigger fires and acts: the level, months in a row at it, months to get ready, months it stays.

    `gives` is what it adds, per cent, and `price` pounds a unit, one a draw.
    """

    level: float
    after: float
    ready: float
    lasts: float
    gives: Floats
    price: Floats


@dataclass(frozen=True)
class Means:
    """What triggers act with, of the system by month: beds open, posts required, completed, leaving; (draw, month)."""

    beds: Floats
    posts: Floats
    done: Floats
    leaving: Floats


@dataclass(frozen=True)
class Lived:
    """What a trigger did in each draw: the month it first fired, and by month whether it acts and a shorter list.

    `first` has shape (draw,), `NEVER` where it did not fire; `acting` and `shorter` have shape (draw, month).
    """

    first: NDArray[np.int_]
    acting: Floats
    shorter: Floats


def means_of(inputs: Inputs, there: Floats) -> Means:
    """Give what triggers act with under one scenario; `there` are beds open by month, the system first."""
    months, years = months_ahead(inputs), years_ahead(inputs)
    here: Any = {"area": inputs.areas.system.code, "year": years, "staff_group": list(NHS_STAFF)}
    needed = at(inputs.array("levers_required"), **here).sum("staff_group")
    posts = np.repeat(needed.transpose("draw", "year").values, MONTHS, axis=1)
    flows = inputs.array("capacity_flows")
    done, left = (of_all(inputs, watched(inputs, flows, flow=flow, month=months))[:, 0] for flow in ("done", "left"))
    size = inputs.array("capacity_list")
    first = list(size["month"].values).index(months[0])
    listed = watched(inputs, size.isel(month=slice(first - 1, first - 1 + len(months)))).sum("band")
    before = of_all(inputs, listed)[:, 0]
    leaving = np.divide(left, before, out=np.zeros_like(left), where=before > 0)
    return Means(there[:, 0], posts, done, leaving)


def rules(inputs: Inputs) -> dict[str, Rule]:
    """Give each trigger's rule, read once for all scenarios."""
    choices = [by_area(inputs, f"scenarios.trigger_{name}").isel(area=0) for name in RULE]
    drawn = [inputs.draws(f"scenarios.trigger_{name}") for name in DRAWN]
    leaves = [leaf.code for leaf in inputs.areas.leaves]
    found = {}
    for key in BY_KEY:
        level, after, ready, lasts = (float(each.sel(leaf=key)) for each in choices)
        gives, price = (each.sel(leaf=key, area=leaves).mean("area").values for each in drawn)
        found[key] = Rule(level, after, ready, lasts, gives, price)
    return found


def fired(
    held: Mapping[str, Rule], own: Arrays, there: Arrays, beyond: Arrays, means: Means, months: list[str]
) -> Floats:
    """Give what each trigger did in one scenario, shape (trigger, fact), of the system.

    `beyond` is how far each measure is past its limit; `months` are those of the plan, which count. Months are places
    among them; `without` and `with` are the mean of the measure acted on in the month in which it is worst without.
    """
    return np.array([_facts(each, held[each.key], own, there, beyond, means, months) for each in TRIGGERS])


def _facts(
    trigger: Trigger, rule: Rule, own: Arrays, there: Arrays, beyond: Arrays, means: Means, months: list[str]
) -> list[float]:
    within = len(months)
    watched_own, watched_there = (each[trigger.watches][:, 0, :within] for each in (own, there))
    did = lived(trigger, rule, watched_own, watched_there, means)
    before, over = (each[trigger.acts_on][:, 0, :within] for each in (there, beyond))
    change, units = acts(trigger, before, did, rule, means, months)
    ever = did.first != NEVER
    when = np.percentile(did.first[ever], [50, 10, 90]) if ever.any() else [np.nan] * 3
    worst = int(worst_month(over))
    peaks = [float(each.mean()) for each in (before[:, worst], before[:, worst] + change[:, worst])]
    broken = [float((each > 0).sum(axis=1).mean()) for each in (over, over + change)]
    spent = (units * rule.price[:, None]).sum(axis=1)
    low, high = np.percentile(spent, [10, 90])
    return [PERCENT * float(ever.mean()), *when, *peaks, *broken, float(worst), float(spent.mean()), low, high]


def lived(trigger: Trigger, rule: Rule, own: Floats, there: Floats, means: Means) -> Lived:
    """Live month by month in each draw under a trigger; arrays (draw, month).

    It fires at the end of a month. The list is watched by how far above the run's own it is, with what was done before;
    of those seen earlier some would have left anyway.
    """
    draws, months = there.shape
    first, row, so_far = np.full(draws, NEVER), np.zeros(draws), np.zeros(draws)
    since, until = np.full(draws, float(months)), np.full(draws, -1.0)
    acting, shorter = np.zeros_like(there), np.zeros_like(there)
    of_list = trigger.key == MORE_SESSIONS
    for month in range(months):
        acting[:, month] = (month >= since) & (month <= until)
        if of_list:
            so_far = (
                so_far * (1 - means.leaving[:, month]) + means.done[:, month] * acting[:, month] * rule.gives / PERCENT
            )
            shorter[:, month] = so_far = np.minimum(so_far, there[:, month])
        seen = there[:, month]
        if of_list:
            left = seen - so_far
            some = own[:, month] > 0
            above = PERCENT * (left / np.where(some, own[:, month], 1.0) - 1)
            seen = np.where(some, above, np.where(left > 0, np.inf, 0.0))
        row = np.where((month > until) & (seen > rule.level), row + 1, 0.0)
        fires = row >= rule.after
        first = np.where(fires & (first == NEVER), month, first)
        since = np.where(fires, month + 1 + rule.ready, since)
        until = np.where(fires, month + rule.ready + rule.lasts, until)
        row = np.where(fires, 0.0, row)
    return Lived(first, acting, shorter)


def acts(
    trigger: Trigger, before: Floats, did: Lived, rule: Rule, means: Means, months: list[str]
) -> tuple[Floats, Floats]:
    """Give the change of the measure acted on, and the units paid for, each of shape (draw, month) in these months.

    Units are bed days, whole-time posts a month, and pathways completed.
    """
    near = slice(0, len(months))
    share = did.acting[:, near] * rule.gives[:, None] / PERCENT
    if trigger.key == MORE_BEDS:
        days = np.array([days_in(month) for month in months], dtype=float)
        return before / (1 + share) - before, means.beds[:, near] * share * days
    if trigger.key == MORE_BANK:
        return -PERCENT * share, means.posts[:, near] * share
    return -did.shorter[:, near], means.done[:, near] * share
