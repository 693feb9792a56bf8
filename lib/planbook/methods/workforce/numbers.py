"""The key numbers of the step, each with its formula and all that goes into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from planbook.data.areas import Area
from planbook.data.inputs import Inputs
from planbook.data.rows import row_of
from planbook.methods.explain import Input, Noted, unfolded
from planbook.methods.shocks import keys_of
from planbook.methods.staffing import MINUTES
from planbook.methods.summary import ends_by_area
from planbook.methods.workforce.bases import MONTH, basis_today
from planbook.methods.workforce.groups import DRIVERS
from planbook.methods.workforce.standards import PERCENT, hours_available
from planbook.params.programme_numbers import key_of

KEYS = {
    "nhs_staff": ("nhs", "NHS staff"),
    "nurses": ("nurses_and_health_visitors", "Nurses and health visitors"),
    "gps": ("gps", "GPs"),
    "social_care_staff": ("social_care_staff", "Adult social care staff"),
}
SYMBOLS = {"demand": "D", "programmes": "G", "acuity": "A", "productivity": "P", "skill_mix": "S", "given": "L"}
ASSUMED = {
    "acuity": ("workforce.acuity_pct_per_year",),
    "productivity": ("workforce.productivity_pct_per_year",),
    "skill_mix": ("workforce.skill_mix_moved_pct", "workforce.skill_mix_wte_each"),
}
BASE_ASSUMED = {"social_care_staff": ("workforce.social_care_wte_per_post",)}
STANDARD = ("gp_appointments", "gps")


def key_numbers(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give each key number of `year` with its inputs, for every area: rows as `explain.unfolded` makes them."""
    tables = inputs.table("workforce_groups"), inputs.table("workforce_changes")
    assumed = {**ASSUMED, "acuity": (*ASSUMED["acuity"], *keys_of(inputs, "acuity"))}
    assumed |= {"demand": _behind_demand(inputs), "programmes": _behind_programmes(inputs)}
    parts = [part for key in KEYS for part in _needed(inputs, key, year, tables, assumed)]
    parts += _by_standard(inputs)
    columns = ["area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"]
    return pd.concat(parts, ignore_index=True)[[*columns, "basis", "source", "period_to"]]


def _needed(
    inputs: Inputs,
    key: str,
    year: int,
    tables: tuple[pd.DataFrame, pd.DataFrame],
    assumed: Mapping[str, tuple[str, ...]],
) -> Iterable[pd.DataFrame]:
    """Yield, for each area, staff needed as staff today and what each driver adds; `tables`: groups and changes."""
    group, label = KEYS[key]
    rows, changes = tables
    rows = rows[rows["staff_group"] == group]
    now, then = (rows[rows["year"] == each].set_index("area") for each in (inputs.planning.base_year, year))
    changes = changes[(changes["staff_group"] == group) & (changes["year"] == year)]
    added = changes.pivot(index="area", columns="driver", values="mean")
    said = f"{label} needed in {year}/{(year + 1) % 100:02d}, whole-time"
    drivers = [name for name in DRIVERS if name != "given" or bool((added["given"] != 0).any())]
    formula = " + ".join(["T", *(SYMBOLS[name] for name in drivers)])
    for area in inputs.areas.every:
        first, last = row_of(now, area.code), row_of(then, area.code)
        more = row_of(added, area.code)
        today = float(last["mean"]) - float(more.sum())
        about = (str(first["basis"]), str(first["source"]), MONTH)
        parts = [Input("T", f"{label} in post today for the area", today, "wte", *about, BASE_ASSUMED.get(key, ()))]
        ahead = (str(last["basis"]), str(last["source"]), MONTH)
        for name in drivers:
            value = float(more[name])
            parts.append(Input(SYMBOLS[name], DRIVERS[name], value, "wte", *ahead, assumed.get(name, ())))
        yield unfolded(area.code, key, said, "wte", formula, parts, (float(last["p10"]), float(last["p90"])))


def _by_standard(inputs: Inputs) -> list[pd.DataFrame]:
    """Unfold the time standard of GPs in the base year: minutes of work over minutes available, with allowances."""
    point, group = STANDARD
    base = inputs.array("demand_base").sel(line=point, drop=True)
    noted = Noted(inputs)
    behind = noted.behind(hours_available)
    minutes = inputs.draws("workforce.minutes_each").sel(leaf=f"{point}.{group}", drop=True)
    hours = hours_available(inputs).sel(staff_group=group, drop=True) + 0 * base
    share = inputs.draws("workforce.allowance_pct").sel(leaf=group, drop=True) / PERCENT + 0 * base
    wanted = base * minutes
    staff = wanted / MINUTES / hours / (1 - share)
    every = inputs.areas.with_total(staff)
    ends = ends_by_area(every)
    whole = inputs.areas.with_total(wanted).mean("draw").to_series()
    means = {"H": hours.mean().item() * MINUTES, "B": share.mean().item()}
    rows, basis = [], basis_today(inputs)
    for area in inputs.areas.every:
        rows.append(
            _standard_rows(area, whole[area.code], means, behind, str(basis[area.code, "pharmacists"]), ends[area.code])
        )
    return rows


def _standard_rows(
    area: Area, minutes: float, means: dict[str, float], behind: tuple[str, ...], basis: str, ends: tuple[float, float]
) -> pd.DataFrame:
    about = (basis, "national_benchmark_figures", "2025-06")
    by_judgement = (basis, "planbook_judgement", "")
    parts = [
        Input(
            "W",
            "Minutes of GPs' time that a year's appointments take",
            minutes,
            "minutes",
            *about,
            ("workforce.minutes_each",),
        ),
        Input("H", "Minutes a year that a full-time GP is at work", means["H"], "minutes", *by_judgement, behind),
        Input(
            "B",
            "Part of that time beside appointments",
            means["B"],
            "share",
            *by_judgement,
            ("workforce.allowance_pct",),
        ),
    ]
    label = "GPs today if counted by time standard, beside those published"
    return unfolded(
        area.code, "gps_by_standard", label, "wte", "W / H / (1 - B)", parts, (float(ends[0]), float(ends[1]))
    )


def _behind_demand(inputs: Inputs) -> tuple[str, ...]:
    """Give what lies behind the growth of staffed work, as step `demand` found it."""
    rows = inputs.table("demand_explained")
    said = " ".join(rows.loc[rows["key"] == "staff_needed", "assumed"])
    return tuple(dict.fromkeys(said.split()))


def _behind_programmes(inputs: Inputs) -> tuple[str, ...]:
    """Give the staff numbers of the programmes that are on anywhere; step `pathways` says what else is."""
    found = []
    for name, programme in inputs.programmes().items():
        if bool((inputs.value(key_of(name, "on")) > 0).any()):
            found += [key_of(name, "staff", group) for group in programme.staff]
    return tuple(found)
