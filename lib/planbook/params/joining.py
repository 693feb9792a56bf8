"""Scenarios built on others, and joined: `options+hard_winter+strikes` is `options` with two more laid on top.

What is laid on top brings its shocks and overrides, and those of the scenarios it adds to; not its base, which is the
first below it that says which programmes or levers are on, or that nothing is below. The first of a joined name brings
all it is built on. A scenario says the same of itself with `on:` (built on) and `with:` (laid on top of that).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from planbook.errors import Problem, unknown
from planbook.params.model import ScenarioFile

JOIN = "+"
Scenarios = Mapping[str, ScenarioFile]


def parts_of(name: str) -> tuple[str, ...]:
    """Give the scenarios a name joins, in order: one for a plain name."""
    return tuple(part.strip() for part in name.split(JOIN))


def scenario_problems(name: str, known: Iterable[str], where: str = "") -> Iterator[Problem]:
    """Yield the problem of each part of a scenario's name that is not there or is named twice."""
    names, parts = sorted(known), parts_of(name)
    for part in parts:
        if part not in names:
            yield unknown("scenario", part, names, where)
    for part in dict.fromkeys(part for part in parts if parts.count(part) > 1):
        yield Problem(f"'{name}' names '{part}' twice", where, "name each scenario once")
    if name != JOIN.join(parts):
        yield Problem(f"'{name}' has spaces", where, f"write {JOIN.join(parts)}")


def scenario_chain(name: str, scenarios: Scenarios) -> tuple[str, ...]:
    """Give a scenario, plain or joined, and all it is built on, the deepest first, each once."""
    return tuple(dict.fromkeys(_whole(name, scenarios, ())))


def scenario_loop(name: str, scenarios: Scenarios) -> tuple[str, ...]:
    """Give the way from a scenario back to itself by `on` and `with`, or nothing where there is none."""
    return next(_ways_back(name, scenarios, (name,)), ())


def told(name: str, scenarios: Scenarios) -> tuple[str, str]:
    """Give the title and story of a scenario, plain or joined: a joined one tells its parts."""
    first, *more = (scenarios[part] for part in parts_of(name))
    if not more:
        return first.title, first.story
    stories = [each.story for each in (first, *more) if each.on]
    return f"{first.title}, with: {'; '.join(each.title for each in more)}", " ".join(stories)


def _whole(name: str, scenarios: Scenarios, above: Sequence[str]) -> Iterator[str]:
    first, *more = parts_of(name)
    if first in scenarios and first not in above:
        yield from _whole(scenarios[first].on or "", scenarios, (*above, first))
        yield from laid_on_top(scenarios[first].laid, scenarios, (*above, first))
        yield first
    yield from laid_on_top(more, scenarios, above)


def laid_on_top(names: Iterable[str], scenarios: Scenarios, above: Sequence[str] = ()) -> Iterator[str]:
    """Yield what each of these brings when laid on another: itself last, and no base."""
    for name in names:
        if name not in scenarios or name in above:
            continue
        yield from laid_on_top((*without_base(name, scenarios), *scenarios[name].laid), scenarios, (*above, name))
        yield name


def without_base(name: str, scenarios: Scenarios) -> tuple[str, ...]:
    """Give what a scenario is built on as it brings it when laid on another: without its base."""
    under = parts_of(scenarios[name].on or "")
    return under[1:] if is_base(under[0], scenarios) else under


def is_base(name: str, scenarios: Scenarios) -> bool:
    """Say whether a scenario is one to build on: it says what is on, or is built on nothing."""
    file = scenarios.get(name)
    return file is None or file.on is None or file.programmes is not None or file.levers is not None


def _ways_back(name: str, scenarios: Scenarios, way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    file = scenarios.get(name)
    for under in (*parts_of(file.on or ""), *file.laid) if file else ():
        if under == way[0]:
            yield (*way, under)
        elif under not in way:
            yield from _ways_back(under, scenarios, (*way, under))
