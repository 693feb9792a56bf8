"""Do we have the beds, clinics, scanners, rooms and supplies?

Care after the programmes that are on takes beds, rooms, square metres and supplies; beside what it takes stands what is
in place, where anybody publishes it. What capacity cannot do waits, and shows: the list by month, the standard's path,
and the capacity that would meet and then hold it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.rows import laid_out, rows_of
from planbook.methods.beds import DAYS
from planbook.methods.capacity.beds import chance_full, planned_occupancy, pools_of
from planbook.methods.capacity.beside import (
    chance_short_pct,
    hours_a_week,
    in_use,
    more_than_now,
    winter_factors,
    winter_peak,
)
from planbook.methods.capacity.care import (
    added_estate,
    added_supplies,
    counted_care,
    expected_care,
    own_care,
)
from planbook.methods.capacity.estate import SPACE_LABELS, SUPPLIES, items_used
from planbook.methods.capacity.in_place import of_areas, published_capacity
from planbook.methods.capacity.key_draws import key_draws
from planbook.methods.capacity.needed import beds_needed, everything_needed, metres_of_care
from planbook.methods.capacity.numbers import key_numbers
from planbook.methods.capacity.open import least_open_in_winter, opened, share_open
from planbook.methods.capacity.resources import BED_KINDS, BY_KEY, PLANNED, RESOURCES, source_of
from planbook.methods.capacity.summary import WAITING_WORDS, waiting_by_month, waiting_measures
from planbook.methods.capacity.waiting import (
    asked_by_month,
    at_year_end,
    by_year,
    capacity_a_year,
    flows,
    list_by_wait,
    target_by_year,
)
from planbook.methods.demand.bases import bases_ahead
from planbook.methods.labelled import at, bare, labelled
from planbook.methods.segments import only_once
from planbook.methods.summary import summarise
from planbook.methods.swings import Movable, swings

INTERVAL = ["mean", "p10", "p50", "p90"]
GRAIN = ["area", "year", "resource"]
MORE = ["more", "more_low", "more_high"]
ABOUT = ["basis", "source"]
TOTAL = "total"


def capacity_in_place(inputs: Inputs) -> pd.DataFrame:
    """Give what is in place where it is published, and in use of it: one row per area x resource."""
    return in_area_order(published_capacity(inputs), inputs.areas, ["resource"])


def capacity_beds(inputs: Inputs) -> xr.DataArray:
    """Give beds to have at the occupancy planned for, dims (draw, area, year, kind)."""
    return beds_needed(inputs, expected_care(inputs), expected=True)


def capacity_needed(inputs: Inputs) -> xr.DataArray:
    """Give what to have of every resource for expected care, dims (draw, area, year, resource), units of the resource.

    Beds at the occupancy planned for, rooms at the utilisation planned for, planned care on the standard's path.
    """
    return everything_needed(inputs, inputs.array("capacity_beds"), expected=True)


def capacity_counted(inputs: Inputs) -> xr.DataArray:
    """Give the same with the spread of chance in what is counted, dims as `capacity_needed`."""
    return everything_needed(inputs, beds_needed(inputs, counted_care(inputs), expected=False), expected=False)


def capacity_metres(inputs: Inputs) -> xr.DataArray:
    """Give square metres that care takes, dims (draw, area, year, space), without programmes' own."""
    return metres_of_care(inputs, expected=True)


def capacity_asked(inputs: Inputs) -> xr.DataArray:
    """Give referrals a month from the month after the last published list, dims (draw, area, month)."""
    return asked_by_month(inputs, expected_care(inputs))


def capacity_list(inputs: Inputs) -> xr.DataArray:
    """Give the waiting list at each month's end by how long people have waited, dims (draw, area, month, band)."""
    return list_by_wait(inputs, expected_care(inputs), inputs.array("capacity_asked"))


def capacity_flows(inputs: Inputs) -> xr.DataArray:
    """Give who joins the list, is seen and leaves otherwise each month, dims (draw, area, month, flow)."""
    return flows(inputs, inputs.array("capacity_asked"), inputs.array("capacity_list"))


def capacity_waiting(inputs: Inputs) -> xr.DataArray:
    """Give the waiting list at the end of each financial year, dims (draw, area, year)."""
    return at_year_end(inputs.array("capacity_list")).sum("band")


def capacity_done(inputs: Inputs) -> xr.DataArray:
    """Give pathways that capacity completes each year, dims (draw, area, year); in the base year as published."""
    flow = inputs.array("capacity_flows")
    done = by_year(labelled(at(flow, flow="done"), flow)).transpose("draw", "area", "year")
    published, _ = bare(capacity_a_year(inputs, expected_care(inputs)), done)
    values = np.where(done["year"].values == inputs.planning.base_year, published.values, done.values)
    return done.copy(data=values)


def capacity_gap(inputs: Inputs) -> xr.DataArray:
    """Give how many are short of those open (below 0: spare), dims (draw, area, year, resource), where that is held."""
    held = of_areas(inputs.table("capacity_in_place"), inputs, "in_place", [each.key for each in RESOURCES])
    known = [str(key) for key in held["resource"].values[held.notnull().all("area").values]]
    there = opened(held.sel(resource=known), share_open(inputs))
    needed = inputs.array("capacity_needed")
    short, less = bare(labelled(at(needed, resource=known), needed, resource=known), there)
    return labelled((short - less).transpose("draw", "area", "year", "resource"), needed, resource=known)


def capacity_resources(inputs: Inputs) -> pd.DataFrame:
    """Give every resource by year beside what is in place: one row per area x year x resource.

    The mean is of what is expected; the interval holds chance as well. `short` is the mean less what is in place.
    """
    needed, counted = (inputs.areas.with_total(inputs.array(f"capacity_{name}")) for name in ("needed", "counted"))
    frame, base = _interval(needed, counted), inputs.planning.base_year
    frame["in_place"] = _spread(_in_place(inputs, needed), needed) * _open_of(inputs, needed)
    bases = {(row.area, row.resource): row.basis for row in rows_of(inputs.table("capacity_in_place"))}
    pairs = zip(frame["area"], frame["resource"], strict=True)
    frame["in_place_basis"] = [bases.get(pair, "not held") for pair in pairs]
    frame["more"] = _more(needed, base)
    frame["more_low"], frame["more_high"] = more_than_now(counted, base)
    frame["short"] = frame["mean"] - frame["in_place"]
    frame["chance_short_pct"] = chance_short_pct(counted, frame["in_place"])
    used = _spread(in_use(inputs), needed)
    frame["planned_pct"] = 100 * used / frame["mean"]
    frame["in_use_pct"] = 100 * np.where(frame["resource"] == PLANNED.key, frame["mean"], used) / frame["in_place"]
    frame["peak"], frame["peak_high"] = winter_peak(inputs)
    frame["hours_a_week"] = _spread(hours_a_week(inputs), needed)
    named = _about(frame, inputs)
    columns = [
        "area", "year", "resource", "label", "group", "unit", "in_place", "in_place_basis", *INTERVAL, "more",
        "more_low", "more_high", "short", "chance_short_pct", "planned_pct", "in_use_pct", "peak", "peak_high",
        "hours_a_week", *ABOUT,
    ]  # fmt: skip
    return named[columns]


def capacity_beds_table(inputs: Inputs) -> pd.DataFrame:
    """Give beds in use of those in place, and the chance of finding them full: one row per area x year x kind."""
    beds, factors = inputs.array("capacity_beds"), winter_factors(inputs, list(BED_KINDS)).rename(resource="kind")
    needed, occupancy, busier = bare(beds, planned_occupancy(inputs), factors)
    every, cold = (
        inputs.areas.with_total(labelled(each.transpose(*beds.dims), beds))
        for each in (needed * occupancy, needed * occupancy * busier)
    )
    held = _in_place(inputs, every.rename(kind="resource")).rename(resource="kind")
    pools, fewest = pools_of(inputs), least_open_in_winter(inputs)
    there, in_winter = opened(held, share_open(inputs), "kind"), opened(held, fewest, "kind")
    frame = every.mean("draw").to_series().rename("in_use").reset_index()
    frame["in_place"] = _spread(held, every) * _open_of(inputs, every.rename(kind="resource"))
    frame["in_use_pct"] = 100 * frame["in_use"] / frame["in_place"]
    least = frame["in_place"] if fewest is None else _spread(_mean(in_winter), every)
    frame["winter_in_use_pct"] = 100 * cold.variable.mean("draw").values.reshape(-1) / least
    frame["pool"] = _spread(pools, every)
    for name, load, beds in (("", every, there), ("winter_", cold, in_winter)):
        for key, chance in chance_full(load, beds, pools).items():
            frame[f"{name}{key}_pct"] = _spread(100 * _mean(chance), every)
    named = _about(frame.assign(resource=frame["kind"]), inputs)
    columns = [
        "area", "year", "kind", "label", "in_place", "in_use", "in_use_pct", "winter_in_use_pct", "pool", "full_pct",
        "wait_pct", "winter_full_pct", "winter_wait_pct", *ABOUT,
    ]  # fmt: skip
    return named[columns]


def capacity_activity(inputs: Inputs) -> pd.DataFrame:
    """Give what is asked, what can be done and what waits: one row per area x year x resource.

    For beds: bed days asked, bed days that what is in place can give, and bed days that cannot be given. For planned
    care: pathways referred, completed, and waiting at the year's end.
    """
    gap = inputs.array("capacity_gap")
    kinds = [kind for kind in BED_KINDS if kind in gap["resource"].values]
    places = opened(of_areas(inputs.table("capacity_in_place"), inputs, "in_place", kinds), share_open(inputs))
    most = places.variable * only_once(inputs.draws("capacity.most_occupied_pct")).variable / 100 * DAYS
    occupancy = xr.Variable(("area", "resource"), at(planned_occupancy(inputs), kind=kinds).values)
    expected, counted = (
        at(inputs.array(f"capacity_{name}"), resource=kinds) * occupancy * DAYS for name in ("needed", "counted")
    )
    done = xr.ufuncs.minimum(counted, most)
    beds = _asked_done_waits(inputs, [expected, done, counted - done], kinds)
    planned = [
        at(expected_care(inputs), point="referrals"),
        *(inputs.array(f"capacity_{name}").variable for name in ("done", "waiting")),
    ]
    flow = _asked_done_waits(inputs, [each.set_dims({**each.sizes, "resource": 1}) for each in planned], [PLANNED.key])
    frame = _about(pd.concat([beds, flow], ignore_index=True), inputs)
    frame["unit"] = frame["unit"].replace("beds", "bed_days")
    frame["label"] = frame["label"].replace(PLANNED.label, "Planned-care pathways")
    columns = ["area", "year", "resource", "label", "unit", "demand", "done", *INTERVAL, *ABOUT]
    return in_area_order(frame, inputs.areas, ["year"])[columns]


def capacity_waiting_months(inputs: Inputs) -> pd.DataFrame:
    """Give the waiting list by month to the end of the plan: one row per area x month.

    The change of the list is who joins less who is treated and who leaves otherwise. `standard` is the list on the
    standard's path at each year's end, and `target_pct` the share the national target then asks for.
    """
    frame = waiting_by_month(inputs)
    columns = [
        "area", "month", "started", "done", "left", *INTERVAL, "within_18_pct", "over_52_pct", "standard", "target_pct",
    ]  # fmt: skip
    return _of_planned(frame, inputs)[[*columns, *ABOUT]]


def capacity_waiting_summary(inputs: Inputs) -> pd.DataFrame:
    """Give the waiting list by year in each of its measures: one row per area x year x measure."""
    frame = summarise(waiting_measures(inputs)).dropna(subset="mean")
    targets = target_by_year(inputs)
    codes = [area.code for area in inputs.areas.every]
    aim = pd.DataFrame([(code, year, each) for code in codes for year, each in targets.items()])
    aim = aim.set_axis(["area", "year", "mean"], axis=1).assign(measure="target_pct")
    parts = [frame, aim.assign(p10=aim["mean"], p50=aim["mean"], p90=aim["mean"])]
    named = _of_planned(pd.concat(parts, ignore_index=True), inputs)
    named["label"] = [WAITING_WORDS[name][0] for name in named["measure"]]
    named["unit"] = [WAITING_WORDS[name][1] for name in named["measure"]]
    return in_area_order(named, inputs.areas)[["area", "year", "measure", "label", "unit", *INTERVAL, *ABOUT]]


def capacity_estate(inputs: Inputs) -> pd.DataFrame:
    """Give square metres by kind of space, what programmes add, and all together: one row per area x year x space."""
    metres = [inputs.array("capacity_metres"), metres_of_care(inputs, expected=False)]
    added = added_estate(inputs)
    frame = _with_programmes(inputs, metres, added, "space", total=True)
    labels = {**SPACE_LABELS, TOTAL: "All spaces together"}
    frame["label"] = [labels.get(key, label) for key, label in zip(frame["space"], frame["label"], strict=True)]
    cells = {name: list(frame[key].unique()) for name, key in zip(GRAIN, ("area", "year", "space"), strict=True)}
    frame["planned_pct"] = laid_out(inputs.table("capacity_resources"), cells, "planned_pct").values.reshape(-1)
    columns = ["area", "year", "space", "label", "group", *INTERVAL, *MORE, "planned_pct", *ABOUT]
    return frame.assign(source="planbook_judgement")[columns]


def capacity_supplies(inputs: Inputs) -> pd.DataFrame:
    """Give items used in a year by line, and what programmes add: one row per area x year x supply."""
    items = [items_used(inputs, own_care(inputs, care)) for care in (expected_care(inputs), counted_care(inputs))]
    frame = _with_programmes(inputs, items, added_supplies(inputs), "supply")
    frame["label"] = [SUPPLIES.get(key, label) for key, label in zip(frame["supply"], frame["label"], strict=True)]
    columns = ["area", "year", "supply", "label", "group", *INTERVAL, *MORE, *ABOUT]
    return frame.assign(source="planbook_judgement")[columns]


def capacity_not_held(inputs: Inputs) -> pd.DataFrame:
    """Give what is in place that nobody publishes, why, and what would supply it: one row per area x subject."""
    held = inputs.table("capacity_in_place").groupby("area")["resource"].agg(set)
    rows = [
        (area.code, each.label, each.why, each.template)
        for area in inputs.areas.every
        for each in RESOURCES
        if each.key not in held[area.code]
    ]
    rows += [(area.code, *row) for area in inputs.areas.every for row in NOT_HELD]
    return pd.DataFrame(rows, columns=["area", "subject", "why", "template"])


NOT_HELD = (
    ("Square metres of estate, and how much of it is used", "Returned by trusts, not by area", "estate"),
    ("Supplies in stock and on contract", "Nobody publishes it by area", "supplies"),
)


def capacity_explained(inputs: Inputs) -> pd.DataFrame:
    """Unfold each key number into its formula and inputs: one row per area x key x order, the number itself first."""
    return in_area_order(key_numbers(inputs, inputs.planning.plan_year_list[-1]), inputs.areas)


def capacity_numbers(inputs: Inputs) -> xr.Dataset:
    """Give the key numbers in every draw (`methods.key_draws`): dims (draw, area, number)."""
    return key_draws(inputs, inputs.planning.plan_year_list[-1])


def capacity_swings(inputs: Movable) -> pd.DataFrame:
    """Give where key numbers go with the assumptions that matter most: one row per area x assumption x key."""
    return swings(inputs, "capacity_numbers", inputs.table("capacity_explained"))


def _interval(expected: xr.DataArray, counted: xr.DataArray) -> pd.DataFrame:
    """Summarise, with the mean of what is expected and the interval of what would be counted; both with totals."""
    return summarise(counted).assign(mean=_on_mean(expected).reshape(-1))


def _more(expected: xr.DataArray, base: int) -> np.ndarray:
    """Give what is more than in the base year on the mean, in the order of a summary; dims (draw, area, year, ...)."""
    means = _on_mean(expected)
    now = list(expected["year"].values).index(base)
    return (means - means[:, now : now + 1]).reshape(-1)


def _on_mean(array: xr.DataArray) -> np.ndarray:
    means: np.ndarray = array.variable.mean("draw").values
    return means


def _asked_done_waits(inputs: Inputs, parts: list[xr.Variable], resources: list[str]) -> pd.DataFrame:
    """Summarise what waits, beside what is asked and done on the mean; `parts` are asked, done and waits."""
    like = inputs.array("capacity_needed")
    asked, done, waits = (
        inputs.areas.with_total(labelled(each.transpose(*like.dims), like, resource=resources)) for each in parts
    )
    return summarise(waits).assign(demand=_on_mean(asked).reshape(-1), done=_on_mean(done).reshape(-1))


def _with_programmes(
    inputs: Inputs, care: list[xr.DataArray], added: xr.DataArray, dim: str, *, total: bool = False
) -> pd.DataFrame:
    """Summarise what care takes (expected, counted) and what programmes add, by kind, with what is more than today."""
    names = {str(key): str(label) for key, label in zip(added[dim].values, added["label"].values, strict=True)}
    dims, keys = ("draw", "area", "year", dim), [*care[0][dim].values, *names, *([TOTAL] if total else [])]
    every = []
    for each in care:
        parts = [each.transpose(*dims).values, added.transpose(*dims).values]
        whole = [part.sum(axis=-1, keepdims=True) for part in parts]
        joined = np.concatenate([*parts, *([whole[0] + whole[1]] if total else [])], axis=-1)
        every.append(inputs.areas.with_total(labelled(xr.Variable(dims, joined), each, **{dim: keys})))
    frame, base = _interval(*every), inputs.planning.base_year
    frame["more"] = _more(every[0], base)
    frame["more_low"], frame["more_high"] = more_than_now(every[1], base)
    frame["group"] = ["programmes" if key in names else "care" for key in frame[dim]]
    frame["label"] = [names.get(key, "") for key in frame[dim]]
    return frame.assign(basis=_modelled(frame, inputs))


def _in_place(inputs: Inputs, like: xr.DataArray) -> xr.DataArray:
    """Give what is in place, dims (area, resource), for those of `like`; NaN where not held."""
    cells = {dim: list(like[dim].values) for dim in ("area", "resource")}
    return laid_out(inputs.table("capacity_in_place"), cells, "in_place")


def _open_of(inputs: Inputs, like: xr.DataArray) -> np.ndarray | float:
    """Give the mean share of what is in place that is open, for each area, year and resource of `like`."""
    share = share_open(inputs)
    return 1.0 if share is None else np.nan_to_num(_spread(_mean(share), like), nan=1.0)


def _mean(array: xr.DataArray) -> xr.DataArray:
    return array.mean("draw") if "draw" in array.dims else array


def _spread(array: xr.DataArray, like: xr.DataArray) -> np.ndarray:
    """Give values for the cells of `like` without its draws, in the order of a summary; NaN where there are none."""
    sizes = {dim: size for dim, size in like.sizes.items() if dim != "draw"}
    others = {dim: like[dim] for dim in array.dims if not array.get_index(dim).equals(like.get_index(dim))}
    spread: np.ndarray = (array.reindex(others) if others else array).variable.set_dims(sizes).values.reshape(-1)
    return spread


def _about(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Give each row the words of its resource, the basis of what is modelled ahead, and the source it rests on."""
    held = inputs.table("capacity_in_place").drop_duplicates("resource").set_index("resource")["source"]
    _, sources = bases_ahead(inputs)
    lines = {str(line): str(source) for line, source in sources.xs(ENGLAND, level="area").items()}
    named = {each.key: held.get(each.key) or source_of(each.key, lines) for each in RESOURCES}
    words = {name: [getattr(BY_KEY[each], name) for each in frame["resource"]] for name in ("label", "group", "unit")}
    return frame.assign(**words, basis=_modelled(frame, inputs), source=frame["resource"].map(named))


def _of_planned(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Give each row the basis of what is modelled ahead, and the source of planned care."""
    held = inputs.table("capacity_in_place")
    source = held.loc[held["resource"] == PLANNED.key, "source"].iloc[0]
    return frame.assign(basis=_modelled(frame, inputs), source=source)


def _modelled(frame: pd.DataFrame, inputs: Inputs) -> np.ndarray:
    invented = inputs.areas.fictional and (frame["area"] != ENGLAND)
    return np.where(invented, "illustrative", "modelled")
