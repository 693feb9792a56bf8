"""Layering: national numbers, then what a system, a place and a scenario believe otherwise.

The weakest speaks first. An override changes an existing number; a value that moves takes its range with it, a value
that is scaled has its range scaled. Ends of a range that only moved along stop at what is possible; what is written
must be possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from planbook.errors import InputError, Problem, nearest, raise_if_any
from planbook.params.assumption import Assumption, SetBy
from planbook.params.entry import Override, leaves_wrong, numbers_wrong
from planbook.params.kinds import Wrong

Numbers = dict[str, float]


class UnknownAssumptionError(InputError, KeyError):
    """No assumption has that key."""


@dataclass(frozen=True)
class Change:
    """One override and where it stands: `where` is its file, line and key in words."""

    override: Override
    layer: str
    file: str = ""
    line: int = 0
    where: str = ""

    def problem(self, wrong: Wrong) -> Problem:
        """Give the problem of something wrong with this override."""
        return Problem(wrong.what, self.where, wrong.allowed)


class Parameters(Mapping[str, Assumption]):
    """All assumptions as they hold for one system, place and scenario; frozen."""

    def __init__(
        self,
        values: Mapping[str, Assumption],
        national: Mapping[str, Assumption],
        *,
        system: str = "",
        place: str | None = None,
        scenario: str = "",
    ) -> None:
        self._values = dict(values)
        self._national = dict(national)
        self.system, self.place, self.scenario = system, place, scenario

    def __getitem__(self, key: str) -> Assumption:
        if key not in self._values:
            raise UnknownAssumptionError(Problem(f"unknown assumption '{key}'", "", nearest(key, self._values)))
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        area = self.system or "England"
        return f"Parameters({area}{f'/{self.place}' if self.place else ''}, {self.scenario}, {len(self)} assumptions)"

    def national(self) -> Parameters:
        """Give England's numbers under the same scenario: without what the system and the place believe otherwise."""
        return Parameters(self._national, self._national, scenario=self.scenario)

    def otherwise(self, than: Parameters | None) -> Iterator[str]:
        """Yield the keys of assumptions that others do not hold, or hold otherwise."""
        others = than._values if than is not None else {}
        for key, now in self._values.items():
            then = others.get(key)
            if now is not then and (then is None or now.digest() != then.digest()):
                yield key

    def under(self, changes: Iterable[Change], scenario: str) -> Parameters:
        """Give these under a scenario that lays changes on top, for England as well; raises with all that is wrong."""
        laid = tuple(changes)
        (values, wrong), (national, more) = (layered(each, laid) for each in (self._values, self._national))
        raise_if_any(wrong or more)
        return Parameters(values, national, system=self.system, place=self.place, scenario=scenario)

    def changed(self, overrides: Iterable[Override], *, layer: str = "what if") -> Parameters:
        """Give these parameters with more overrides on top; raises `InputError` with all that is wrong with them.

        England's numbers stay as they are: a what-if is about this area.
        """
        changes = [Change(override, layer, where=f"{layer}, {override.key}") for override in overrides]
        values, problems = layered(self._values, changes)
        raise_if_any(problems)
        return Parameters(values, self._national, system=self.system, place=self.place, scenario=self.scenario)


def layered(
    assumptions: Mapping[str, Assumption], changes: Iterable[Change]
) -> tuple[dict[str, Assumption], list[Problem]]:
    """Apply changes in order; gives the assumptions as changed, and the problems of changes that were not applied."""
    values, problems = dict(assumptions), []
    for change in changes:
        key = change.override.assumption
        if key not in values:
            problems.append(change.problem(Wrong((), f"unknown assumption '{key}'", nearest(key, values))))
            continue
        found = list(_change_wrong(values[key], change.override))
        if not found:
            value, low, high = _moved(values[key], change.override)
            wrongs = numbers_wrong(value, low, high, values[key].least, values[key].most)
            found = _first_of_kind(key, change.override, wrongs)
        problems += [change.problem(wrong) for wrong in found]
        if not found:
            values[key] = _replaced(values[key], change, value, low, high)
    return values, problems


def _change_wrong(assumption: Assumption, override: Override) -> Iterator[Wrong]:
    """Yield what does not fit between an override and the assumption it changes."""
    if override.leaf and override.leaf not in assumption.leaves:
        known = nearest(override.leaf, assumption.leaves, most=25) if assumption.by else "it has no leaves"
        yield Wrong((), f"unknown leaf '{override.leaf}' of {assumption.key}", known)
        return
    by = None if override.leaf else assumption.by
    for part in ("value", "low", "high"):
        given: Numbers | None = getattr(override, part)
        if given is None:
            continue
        if part != "value" and assumption.distribution == "fixed":
            yield Wrong((part,), f"{assumption.key} is fixed and has no '{part}'", "take it out")
        for wrong in leaves_wrong(part, given, by):
            yield Wrong(wrong.path, f"'{part}' {wrong.what}", f"{wrong.allowed}; or name one: {assumption.key}[...]")
        if by and tuple(given) != ("",):
            for leaf in given:
                if leaf not in assumption.leaves:
                    known = nearest(leaf, assumption.leaves, most=25)
                    yield Wrong((part, leaf), f"unknown leaf '{leaf}' of {assumption.key}", known)


def _moved(assumption: Assumption, override: Override) -> tuple[Numbers, Numbers, Numbers]:
    """Give value, low and high of every leaf after an override that fits."""
    value = assumption.by_leaf
    low = dict(zip(assumption.leaves, assumption.low, strict=True))
    high = dict(zip(assumption.leaves, assumption.high, strict=True))
    for leaf in _leaves_touched(assumption, override):
        before = value[leaf]
        if override.times is not None:
            value[leaf], *ends = (end * override.times for end in (before, low[leaf], high[leaf]))
        else:
            value[leaf] = _given(override.value, leaf, before)
            ends = [end + value[leaf] - before for end in (low[leaf], high[leaf])]
        kept = [_kept(end, value[leaf], assumption) for end in ends]
        low[leaf] = _given(override.low, leaf, kept[0])
        high[leaf] = _given(override.high, leaf, kept[1])
    return value, low, high


def _given(given: Numbers | None, leaf: str, otherwise: float) -> float:
    """Give the number written for that leaf (or for the only one meant), else the other."""
    return float((given or {}).get(leaf, (given or {}).get("", otherwise)))


def _kept(end: float, value: float, assumption: Assumption) -> float:
    """Stop an end that moved along at what is possible, but never beyond the value itself."""
    if assumption.least is not None and end < assumption.least:
        return min(assumption.least, value)
    if assumption.most is not None and end > assumption.most:
        return max(assumption.most, value)
    return end


def _leaves_touched(assumption: Assumption, override: Override) -> tuple[str, ...]:
    """Give the leaves an override changes: the one named, those of its mappings, or all."""
    if override.leaf:
        return (override.leaf,)
    named = {leaf for part in (override.value, override.low, override.high) for leaf in part or {} if leaf}
    if named and override.times is None:
        return tuple(leaf for leaf in assumption.leaves if leaf in named)
    return assumption.leaves


def _replaced(assumption: Assumption, change: Change, value: Numbers, low: Numbers, high: Numbers) -> Assumption:
    override = change.override
    touched = _leaves_touched(assumption, override)
    said = SetBy(change.layer, change.file, change.line, override.because, touched)
    return replace(
        assumption,
        value=tuple(value.values()),
        low=tuple(low.values()),
        high=tuple(high.values()),
        source=override.source or assumption.source,
        as_of=override.as_of or assumption.as_of,
        quality=override.quality or assumption.quality,
        agreed_by=override.agreed_by or assumption.agreed_by,
        set_by=(*assumption.set_by, said),
    )


def _first_of_kind(key: str, override: Override, wrongs: Iterable[Wrong]) -> list[Wrong]:
    """Say once for each of value, low and high what an override would do, however many leaves it does it to."""
    kinds: dict[str, list[Wrong]] = {}
    for wrong in wrongs:
        part = str(wrong.path[0])
        if part == "value" or getattr(override, part) is not None:
            kinds.setdefault(part, []).append(wrong)
    said = []
    for part, found in kinds.items():
        leaf = "".join(f"[{name}]" for name in found[0].path[1:])
        more = f" (and {len(found) - 1} more of its leaves)" if len(found) > 1 else ""
        said.append(Wrong((), f"{part} of {key}{leaf} would be wrong: {found[0].what}{more}", found[0].allowed))
    return said
