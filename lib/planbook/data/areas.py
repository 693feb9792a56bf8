"""Areas: England, a system, and the places that partition it, each a list of pieces.

A piece is the smallest part that both footprints share: a local authority within a former ICB within a present ICB.
`QRL` is the system in force at the start of the plan, `QRL@2022` the one before April 2026. A system is an ICB, an NHS
region (`Y63`), a cluster of ICBs (a system file with `members`) or the fictional Example ICB. Its places are the list
in its own file, else its upper-tier authorities, with slivers joined to their largest neighbour and said so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data import reference
from planbook.errors import InputError, Problem, raise_if_any, unknown
from planbook.params.model import Planning, SystemFile

ENGLAND = "ENG"


@dataclass(frozen=True)
class Area:
    """A code, a name, a kind (nation, system, place) and the pieces it is made of, each taken `scale` times."""

    code: str
    name: str
    kind: str
    pieces: tuple[str, ...]
    scale: float = 1.0
    made_of: str = ""

    @property
    def slug(self) -> str:
        """The part of the code after the system's: `leeds` of `QWO/leeds`, empty for a system."""
        return self.code.partition("/")[2]


@dataclass(frozen=True)
class SystemAreas:
    """A system with its places, and England beside it for comparison."""

    code: str
    footprint: str
    short_name: str
    region: str
    fictional: bool
    england: Area
    system: Area
    places: tuple[Area, ...]
    notes: tuple[str, ...] = ()

    @property
    def leaves(self) -> tuple[Area, ...]:
        """The areas that figures are worked out for; the system is the sum of them."""
        return self.places or (self.system,)

    @property
    def computed(self) -> tuple[Area, ...]:
        """England and the leaves."""
        return (self.england, *self.leaves)

    @property
    def every(self) -> tuple[Area, ...]:
        """England, the system and its places."""
        return (self.england, self.system, *self.places)

    def area(self, place: str | None) -> Area:
        """Give the system, or its place of that slug; raises `InputError` naming the places there are."""
        if place is None:
            return self.system
        found = {area.slug: area for area in self.places}
        if place not in found:
            raise InputError(unknown("place", place, found, self.code))
        return found[place]

    def frame(self) -> pd.DataFrame:
        """Give one row per area: area, name, kind, made_of."""
        rows = [(area.code, area.name, area.kind, area.made_of) for area in self.every]
        return pd.DataFrame(rows, columns=["area", "name", "kind", "made_of"])

    def membership(self) -> xr.DataArray:
        """Give how many times each piece counts in each area, dims (area, piece), England first."""
        pieces = list(self.england.pieces)
        weights = [np.isin(pieces, area.pieces) * area.scale for area in self.every]
        return xr.DataArray(np.array(weights), coords={"area": [area.code for area in self.every], "piece": pieces})

    def with_total(self, array: xr.DataArray) -> xr.DataArray:
        """Add the system as the sum of its places, inside each draw; dims with `area` over `computed`."""
        if not self.places:
            return array
        axis, codes = array.get_axis_num("area"), codes_index(tuple(area.code for area in self.computed))
        values = array.to_numpy()
        if not array.indexes["area"].equals(codes):
            found = array.indexes["area"].get_indexer(codes)
            if (found < 0).any():
                raise KeyError(f"not every one of {list(codes)} is in the array")
            values = values.take(found, axis)
        whole = np.empty((*values.shape[:axis], len(self.every), *values.shape[axis + 1 :]), values.dtype)
        each, every = np.moveaxis(values, axis, 0), np.moveaxis(whole, axis, 0)
        every[0], every[2:] = each[0], each[1:]
        total = each[1:].sum(axis=0)
        every[1] = np.nansum(each[1:], axis=0) if np.isnan(total).any() else total
        others = {name: coord for name, coord in array.coords.items() if "area" not in coord.dims}
        coords = {**others, "area": codes_index(tuple(area.code for area in self.every))}
        return xr.DataArray(whole, coords, array.dims, array.name, array.attrs)


@lru_cache(maxsize=4096)
def codes_index(codes: tuple[str, ...]) -> pd.Index:
    """Give codes as an index, made once: arrays that share one are known to be aligned without comparing words."""
    return pd.Index(np.array(codes))


def resolve(code: str, systems: Mapping[str, SystemFile], planning: Planning) -> SystemAreas:
    """Give the areas of a system by its code; raises `InputError` for a code or a partition that is wrong."""
    pieces = reference.load("pieces").set_index("piece", drop=False)
    file = systems.get(code)
    found = _system(code, file, pieces, planning)
    if file is not None and file.places:
        return _with_listed_places(found, file, pieces)
    return _with_default_places(found, pieces, planning)


def known_codes(systems: Mapping[str, SystemFile], planning: Planning) -> tuple[str, ...]:
    """Give every code that resolves: ICBs of both footprints, regions, and the systems with a file."""
    table = reference.load("systems")
    current = table.loc[table["footprint"] == planning.footprint, "system"]
    former = table.loc[table["footprint"] != planning.footprint]
    dated = former["system"] + "@" + former["footprint"]
    return tuple(dict.fromkeys([*current, *dated, *sorted(table["region_code"].unique()), *systems]))


def icbs(footprint: str) -> pd.DataFrame:
    """Give the ICBs of a footprint, one row each, sorted by region and name."""
    table = reference.load("systems")
    return table[table["footprint"] == footprint].sort_values(["region_name", "short_name"])


def slug_of(name: str) -> str:
    """Give a name as part of a path: 'Bradford District and Craven' -> 'bradford-district-and-craven'."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-")


def _system(code: str, file: SystemFile | None, pieces: pd.DataFrame, planning: Planning) -> SystemAreas:
    everything = tuple(pieces.index)
    england = Area(ENGLAND, "England", "nation", everything)
    if file is not None and file.fictional:
        assert file.people is not None, "a fictional system without people passed the check of its file"
        scale = file.people / float(reference.population().sel(year=planning.base_year).sum())
        area = Area(code, file.name or code, "system", everything, scale, "England's averages, scaled")
        return SystemAreas(code, planning.footprint, area.name, "Fictional", True, england, area, ())
    name, footprint, region, mine = _real_system(code, file, pieces, planning)
    area = Area(code, name, "system", mine)
    return SystemAreas(code, footprint, _short(name), region, False, england, area, ())


def _real_system(
    code: str, file: SystemFile | None, pieces: pd.DataFrame, planning: Planning
) -> tuple[str, str, str, tuple[str, ...]]:
    table = reference.load("systems")
    bare, _, dated = code.partition("@")
    footprint = dated or planning.footprint
    icb_column = f"icb_{footprint}"
    if icb_column not in pieces:
        raise InputError(unknown("footprint", footprint, table["footprint"].unique(), code))
    here = table[table["footprint"] == footprint].set_index("system")
    if file is not None and file.members:
        raise_if_any(unknown("ICB", icb, here.index, code) for icb in file.members if icb not in here.index)
        regions = sorted(here.loc[list(file.members), "region_name"].unique())
        return file.name or code, footprint, " and ".join(regions), _of(pieces, icb_column, file.members)
    if bare in here.index:
        row = here.loc[bare]
        return str(row["name"]), footprint, str(row["region_name"]), _of(pieces, icb_column, [bare])
    in_region = here[here["region_code"] == bare]
    if len(in_region):
        name = str(in_region["region_name"].iloc[0])
        return f"{name} NHS region", footprint, name, _of(pieces, icb_column, list(in_region.index))
    raise InputError(unknown("system", code, [*here.index, *here["region_code"].unique()]))


def _of(pieces: pd.DataFrame, column: str, values: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pieces.index[pieces[column].isin(values)])


def _short(name: str) -> str:
    return name.removeprefix("NHS ").removesuffix(" Integrated Care Board").strip()


def _with_listed_places(areas: SystemAreas, file: SystemFile, pieces: pd.DataFrame) -> SystemAreas:
    inside = pieces.loc[list(areas.system.pieces)]
    places, taken, problems = [], pd.Series("", index=inside.index), []
    for slug, place in file.places.items():
        where = f"{areas.code}/{slug}"
        chosen = inside.index[_chosen(inside, place.areas, place.age_third)]
        if not len(chosen):
            problems.append(Problem(f"no part of {', '.join(place.areas)} lies in {areas.code}", where))
        problems += [
            Problem(f"{inside.loc[piece, 'lad_name']} is already in place '{taken[piece]}'", where)
            for piece in chosen
            if taken[piece]
        ]
        taken[chosen] = slug
        made_of = _made_of(inside.loc[chosen], pieces) if not areas.fictional else "Fictional"
        places.append(Area(where, place.name, "place", tuple(chosen), areas.system.scale, made_of))
    left = sorted(inside.loc[taken == "", "lad_name"].unique())
    if left:
        problems.append(Problem(f"no place holds {', '.join(left)}", areas.code, "places partition the system"))
    raise_if_any(problems)
    return replace(areas, places=tuple(places))


def _chosen(inside: pd.DataFrame, codes: tuple[str, ...], age_third: int | None) -> np.ndarray:
    if age_third is not None:
        return (inside["age_third"] == age_third).to_numpy()
    return (inside["lad_code"].isin(codes) | inside["upper_tier_code"].isin(codes)).to_numpy()


def _made_of(chosen: pd.DataFrame, pieces: pd.DataFrame) -> str:
    whole = pieces.groupby("lad_code")["census_people"].sum()
    held = chosen.groupby(["lad_name", "lad_code"])["census_people"].sum().reset_index()
    part = held["census_people"] < 0.999 * held["lad_code"].map(whole)
    return ", ".join(
        f"part of {name}" if is_part else str(name) for name, is_part in zip(held["lad_name"], part, strict=True)
    )


def _with_default_places(areas: SystemAreas, pieces: pd.DataFrame, planning: Planning) -> SystemAreas:
    inside = pieces.loc[list(areas.system.pieces)]
    if inside["icb_2026"].nunique() > 1 and not _is_icb(areas):
        return replace(areas, places=_icbs_as_places(areas, inside, pieces))
    people = inside.groupby("upper_tier_name")["census_people"].sum().sort_values(ascending=False)
    slivers = people[people < planning.sliver_people].index
    joined = {name: _neighbour(name, inside, people.drop(slivers)) for name in slivers if len(slivers) < len(people)}
    groups = inside["upper_tier_name"].replace(joined)
    if groups.nunique() < 2:
        return areas
    places = []
    for name, group in sorted(inside.groupby(groups), key=lambda pair: str(pair[0])):
        code = f"{areas.code}/{slug_of(str(name))}"
        places.append(Area(code, str(name), "place", tuple(group.index), 1.0, _made_of(group, pieces)))
    notes = tuple(
        f"The part of {name} here ({people[name]:,.0f} people in 2021) is counted with {other}."
        for name, other in joined.items()
    )
    return replace(areas, places=tuple(places), notes=notes)


def _is_icb(areas: SystemAreas) -> bool:
    here = icbs(areas.footprint)["system"]
    return bool((here == areas.code.partition("@")[0]).any())


def _icbs_as_places(areas: SystemAreas, inside: pd.DataFrame, pieces: pd.DataFrame) -> tuple[Area, ...]:
    names = icbs(areas.footprint).set_index("system")["name"]
    column = f"icb_{areas.footprint}"
    return tuple(
        Area(
            f"{areas.code}/{slug_of(_short(names[icb]))}",
            _short(names[icb]),
            "place",
            tuple(group.index),
            1.0,
            _made_of(group, pieces),
        )
        for icb, group in sorted(inside.groupby(column), key=lambda pair: str(names[pair[0]]))
    )


def _neighbour(name: str, inside: pd.DataFrame, others: pd.Series) -> str:
    """Give the place a sliver joins: the one that shares its former ICB with the most people, else the largest."""
    former = inside.loc[inside["upper_tier_name"] == name, "icb_2022"].unique()
    beside = inside[inside["icb_2022"].isin(former) & inside["upper_tier_name"].isin(others.index)]
    ranked = beside.groupby("upper_tier_name")["census_people"].sum()
    return str((ranked if len(ranked) else others).idxmax())
