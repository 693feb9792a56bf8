"""Where are we starting from?

Published months are shared among the areas, the latest twelve months (or the latest month) give each figure, and each
figure is set beside England's where that is fair and beside the national standard where there is one. What nobody
publishes for areas is listed, not filled.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from planbook.data.apportion import (
    basis_of_people,
    icb_shares,
    icb_to_areas,
    in_area_order,
    need_of_icbs,
    piece_sums,
    providers_to_areas,
    weakest,
)
from planbook.data.areas import ENGLAND, SystemAreas
from planbook.data.figures import FIGURES, NOT_HELD, UNIT_OF, Count, Share
from planbook.data.inputs import Inputs
from planbook.data.months import months_between
from planbook.data.rows import rows_of

MONTHS_SHOWN = 36
ESTIMATE_YEAR = 2023  # the mid-year estimate that the projection starts from


def baseline_months(inputs: Inputs) -> pd.DataFrame:
    """Give published months shared among the areas: one row per area x measure x month, latest 36 months."""
    parts = [_icb_months(inputs), _provider_months(inputs), _ambulance_months(inputs)]
    months = pd.concat(parts, ignore_index=True)
    latest = sorted(months["month"].unique())[-MONTHS_SHOWN:]
    shown = months[months["month"].isin(latest)].assign(unit=lambda frame: frame["measure"].map(UNIT_OF))
    ordered = in_area_order(shown, inputs.areas, ["measure", "month"])
    return ordered[["area", "measure", "month", "value", "unit", "basis", "source"]]


def _icb_months(inputs: Inputs) -> pd.DataFrame:
    published = inputs.reference("icb_monthly")
    wanted = published[published["measure"].isin(list(UNIT_OF))]
    return icb_to_areas(wanted, inputs.areas, ["measure", "source", "month"])


def _provider_months(inputs: Inputs) -> pd.DataFrame:
    published = inputs.reference("provider_monthly")
    wanted = published[published["measure"].isin(list(UNIT_OF))]
    summed = wanted.groupby(["provider", "measure", "source", "month"], as_index=False, observed=True)[["value"]].sum()
    return providers_to_areas(summed, inputs.areas, ["measure", "source", "month"])


def _ambulance_months(inputs: Inputs) -> pd.DataFrame:
    """Share each service's incidents among the ICBs it covers, by their need and its share of their incidents."""
    published = inputs.reference("ambulance_monthly")
    wanted = published[published["measure"].isin(list(UNIT_OF))]
    covers = inputs.reference("ambulance_shares").merge(need_of_icbs(), on="icb_2022", validate="many_to_one")
    covers["part"] = covers["share_of_icb_incidents"] * covers["need"]
    covers["part"] /= covers.groupby("service")["part"].transform("sum")
    of_icb = wanted.merge(covers[["service", "icb_2022", "part"]], on="service", validate="many_to_many")
    of_icb = of_icb.assign(value=of_icb["value"] * of_icb["part"], basis="apportioned")
    by = ["measure", "source", "month"]
    summed = of_icb.groupby(["icb_2022", "basis", *by], as_index=False, observed=True)[["value"]].sum()
    return icb_to_areas(summed, inputs.areas, by)


def baseline_figures(inputs: Inputs) -> pd.DataFrame:
    """Give one row per area x measure: value, rate beside England's where fair, basis, source and period."""
    months = _by_month(inputs.table("baseline_months"))
    registered = _registered(inputs)
    rows = [
        row
        for area in inputs.areas.every
        for figure in FIGURES
        if (row := _figure(figure, area.code, area.kind, months, registered)) is not None
    ]
    parts = [_people(inputs, registered), _with_mended_totals(pd.DataFrame(rows), inputs), _staff(inputs)]
    columns = [
        "area", "topic", "measure", "label", "value", "unit", "rate", "rate_unit", "england_rate", "better", "basis",
        "source", "period_from", "period_to", "note",
    ]  # fmt: skip
    joined = pd.concat([part.reindex(columns=columns) for part in parts], ignore_index=True)
    return in_area_order(joined, inputs.areas)


class Month(NamedTuple):
    """One published month shared out: its value, basis and source."""

    value: float
    basis: str
    source: str


Months = dict[tuple[str, str], dict[str, Month]]


def _by_month(months: pd.DataFrame) -> Months:
    found: Months = {}
    for row in rows_of(months):
        found.setdefault((row.area, row.measure), {})[row.month] = Month(row.value, row.basis, row.source)
    return found


def _figure(
    figure: Count | Share, area: str, kind: str, months: Months, registered: pd.Series
) -> dict[str, object] | None:
    series = [months.get((area, measure), {}) for measure in figure.needs]
    window = _window(series, figure.window)
    if not window:
        return None
    used = [each[month] for each in series for month in window]
    value = _value(figure, _values(series, window))
    england = _value(figure, _values([months[ENGLAND, measure] for measure in figure.needs], window))
    rate, rate_unit, england_rate = _rate(figure, kind, area, value, england, registered)
    return {
        "area": area,
        "topic": figure.topic,
        "measure": figure.measure,
        "label": figure.label,
        "value": value,
        "unit": figure.unit,
        "rate": rate,
        "rate_unit": rate_unit,
        "england_rate": england_rate,
        "better": figure.better,
        "basis": weakest(*{month.basis for month in used}),
        "source": used[0].source,
        "period_from": window[0],
        "period_to": window[-1],
        "note": figure.note,
    }


def _with_mended_totals(figures: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Say beside a published total what it would be without the months that repeat the year before as published."""
    published = inputs.reference("icb_monthly_corrected")
    mended = published.assign(value=published["value"] - published["value_as_published"])
    by = ["measure", "month"]
    changes = _by_month(icb_to_areas(mended[["icb_2022", *by, "value"]], inputs.areas, by).assign(source=""))
    return figures.assign(note=[_mended(row, changes.get((row.area, row.measure), {})) for row in rows_of(figures)])


def _mended(row: Any, changes: dict[str, Month]) -> str:
    inside = [month for month in sorted(changes) if row.period_from <= month <= row.period_to]
    if not inside:
        return str(row.note)
    months = " and ".join(pd.Period(month).strftime("%B %Y") for month in inside)
    total = row.value + sum(changes[month].value for month in inside)
    return f"{row.note} As published, {months} repeat the year before; with trusts' returns: {total:,.0f}."


def _window(series: list[dict[str, Month]], window: str) -> list[str]:
    """Give the latest months that every measure has: twelve for a year or a mean, one for the latest."""
    shared = sorted(set.intersection(*(set(each) for each in series)))
    wanted = 1 if window == "latest" else 12
    return shared[-wanted:] if len(shared) >= wanted else []


def _values(series: list[dict[str, Month]], window: list[str]) -> list[list[float]]:
    """Give each measure's values in the window; a month without one is missing, and so is what rests on it."""
    return [[each[month].value if month in each else np.nan for month in window] for each in series]


def _value(figure: Count | Share, series: list[list[float]]) -> float:
    if isinstance(figure, Count):
        return sum(series[0]) / (len(series[0]) if figure.window == "mean" else 1)
    over, under = (sum(each) for each in series)
    value = figure.times * over / under
    return 100 - value if figure.rest else value


def _rate(
    figure: Count | Share, kind: str, area: str, value: float, england: float, registered: pd.Series
) -> tuple[float, str, float]:
    """Give rate, its unit and England's; nothing for counts shared among places by need, which cannot differ."""
    if isinstance(figure, Share):
        return value, figure.unit, england
    if not figure.per_1000 or kind == "place":
        return np.nan, "", np.nan
    return 1000 * value / registered[area], "per_1000", 1000 * england / registered[ENGLAND]


def _registered(inputs: Inputs) -> pd.Series:
    weights = inputs.reference("need_weights")
    overall = weights[weights["component"] == "overall"]
    return piece_sums(overall, inputs.areas, [], ["registered_people"]).set_index("area")["registered_people"]


def _people(inputs: Inputs, registered: pd.Series) -> pd.DataFrame:
    """Give people: registered, mid-year, older and living in the most deprived fifth of England."""
    areas, counted = inputs.areas, basis_of_people(inputs.areas)
    population = inputs.reference("population")
    estimate = population[population["year"] == ESTIMATE_YEAR]
    of_age = piece_sums(estimate, areas, ["age_band"], ["people"]).pivot(
        index="area", columns="age_band", values="people"
    )
    everyone = of_age.sum(axis=1)
    older = {65: of_age[_from_age(of_age, 65)].sum(axis=1), 75: of_age[_from_age(of_age, 75)].sum(axis=1)}
    deprivation = inputs.reference("deprivation")
    lived = (
        piece_sums(deprivation, areas, ["imd_quintile"], ["people"])
        .pivot(index="area", columns="imd_quintile", values="people")
        .fillna(0.0)
    )
    core20 = 100 * lived[1] / lived.sum(axis=1)
    registered_basis = [_registered_basis(areas, area.code) for area in areas.every]
    mid_year = {"source": str(estimate["source"].iloc[0]), "period_to": f"{ESTIMATE_YEAR}-06"}
    census = {"source": str(deprivation["source"].iloc[0]), "period_to": "2021-03"}
    practices = {"source": str(inputs.reference("need_weights")["source"].iloc[0]), "period_to": "2025-04"}
    parts = [
        _plain("registered_people", "People registered with a GP practice", registered, "people", **practices).assign(
            basis=registered_basis, note="As used in NHS England's allocations for 2025/26; by practice."
        ),
        _plain("people", "People living here", everyone, "people", **mid_year),
        *(
            _plain(
                f"share_{age}_plus",
                f"People aged {age} and over",
                100 * people / everyone,
                "percent",
                **mid_year,
            )
            for age, people in older.items()
        ),
        _plain("core20_share", "People in the most deprived fifth of England", core20, "percent", **census),
    ]
    joined = pd.concat(parts, ignore_index=True)
    return joined.assign(basis=joined["basis"].fillna(joined["area"].map(counted)))


def _from_age(of_age: pd.DataFrame, age: int) -> list[str]:
    return [band for band in of_age.columns if int(str(band).rstrip("+").split("-")[0]) >= age]


def _registered_basis(areas: SystemAreas, area: str) -> str:
    shares = icb_shares(areas)
    return weakest(*shares.loc[shares["area"] == area, "basis"])


def _plain(measure: str, label: str, values: pd.Series, unit: str, *, source: str, period_to: str) -> pd.DataFrame:
    """Give rows of one measure by area; a share is its own rate, a count has none."""
    rate = values if unit != "people" else pd.Series(np.nan, index=values.index)
    return pd.DataFrame(
        {
            "area": values.index,
            "topic": "people",
            "measure": measure,
            "label": label,
            "value": values.to_numpy(),
            "unit": unit,
            "rate": rate.to_numpy(),
            "rate_unit": "" if unit == "people" else unit,
            "england_rate": rate[ENGLAND],
            "better": "none",
            "basis": None,
            "source": source,
            "period_from": period_to,
            "period_to": period_to,
            "note": "",
        }
    )


def baseline_workforce(inputs: Inputs) -> pd.DataFrame:
    """Give NHS staff in post by group, for England and for a system; nobody publishes them by place."""
    staff = inputs.reference("workforce_nhs")
    groups = staff[staff["group_level"].isin(["total", "main"])]
    england = groups[groups["level"] == "england"].assign(area=ENGLAND, basis="observed", value=groups["fte"])
    of_icb = groups[groups["level"] == "icb_2022"].assign(icb_2022=groups["code"], value=groups["fte"])
    by = ["staff_group", "source", "month"]
    shared = icb_to_areas(of_icb[["icb_2022", *by, "value"]], inputs.areas, by)
    system = shared[shared["area"] == inputs.areas.system.code]
    joined = pd.concat([england[["area", *by, "value", "basis"]], system], ignore_index=True)
    labels = inputs.reference("staff_groups").set_index("staff_group")["label"]
    named = joined.rename(columns={"value": "fte", "month": "period_to"})
    named["label"] = named["staff_group"].map(labels)
    return named[["area", "staff_group", "label", "fte", "basis", "source", "period_to"]]


def _staff(inputs: Inputs) -> pd.DataFrame:
    """Give staff figures: NHS staff in post (systems), GPs, patients for each GP, and social care turnover."""
    nhs = inputs.table("baseline_workforce")
    total = nhs[nhs["staff_group"] == "total"].assign(
        topic="workforce",
        measure="nhs_staff",
        label="NHS staff in post",
        unit="wte",
        better="none",
        rate_unit="",
        period_from=lambda frame: frame["period_to"],
        note=_ambulance_note(inputs),
        value=lambda frame: frame["fte"],
    )
    return pd.concat([total, _general_practice(inputs)], ignore_index=True)


def _ambulance_note(inputs: Inputs) -> str:
    """Say which ambulance trusts sit whole in the system's staff; staff per head would mislead there."""
    staff = inputs.reference("workforce_nhs")
    providers = inputs.reference("providers")
    services = providers.loc[providers["kind"] == "ambulance", ["provider", "name"]]
    shares = icb_shares(inputs.areas)
    held = shares.loc[shares["area"] == inputs.areas.system.code, "icb_2022"]
    here = staff[
        (staff["level"] == "organisation") & (staff["group_level"] == "total") & staff["icb_2022"].isin(held)
    ].merge(services, left_on="code", right_on="provider", validate="many_to_one")
    said = [f"all {row.fte:,.0f} of {_cased(row.name_of)}" for row in rows_of(here.rename(columns={"name": "name_of"}))]
    counted = "Counted where the employer is based"
    return f"{counted}; includes {' and '.join(said)}, which serve wider areas." if said else f"{counted}."


def _cased(name: str) -> str:
    return name.title().replace("Nhs", "NHS")


def _general_practice(inputs: Inputs) -> pd.DataFrame:
    pieces = inputs.reference("pieces")
    practice = inputs.reference("workforce_gp").merge(
        pieces[["piece", "lad_code", "lad_share"]], on="lad_code", validate="one_to_many"
    )
    shared = practice.assign(
        gp_fte=practice["gp_fte"] * practice["lad_share"],
        patients=practice["patients"] * practice["lad_share"],
    )
    sums = piece_sums(shared, inputs.areas, [], ["gp_fte", "patients"]).set_index("area")
    patients_each = sums["patients"] / sums["gp_fte"]
    basis = basis_of_people(inputs.areas)
    source = str(practice["source"].iloc[0])
    common = {
        "topic": "workforce",
        "basis": basis[sums.index].to_numpy(),
        "source": source,
        "area": sums.index,
        "period_from": "2024-04",
        "period_to": "2025-03",
        "note": "By the authority of the practice.",
    }
    staff = pd.DataFrame(
        {
            **common,
            "measure": "gp_staff",
            "label": "GPs in post",
            "value": sums["gp_fte"].to_numpy(),
            "unit": "wte",
            "rate_unit": "",
            "better": "none",
        }
    )
    patients = pd.DataFrame(
        {
            **common,
            "measure": "patients_per_gp",
            "label": "Patients for each GP",
            "value": patients_each.to_numpy(),
            "unit": "patients_per_gp",
            "rate": patients_each.to_numpy(),
            "rate_unit": "patients_per_gp",
            "england_rate": patients_each[ENGLAND],
            "better": "lower",
        }
    )
    return pd.concat([staff, patients], ignore_index=True)


def baseline_targets(inputs: Inputs) -> pd.DataFrame:
    """Give one row per area x measure x year of a standard: the figure, the standard and the distance to go."""
    figures = inputs.table("baseline_figures")
    targets = inputs.reference("targets").dropna(subset="target_value")
    shares = figures[figures["measure"].isin(targets["measure"])]
    joined = shares.drop(columns=["better", "source"]).merge(
        targets[["measure", "year", "target_value", "better", "source"]],
        on="measure",
        validate="many_to_many",
    )
    short = np.where(joined["better"] == "higher", 1, -1) * (joined["target_value"] - joined["value"])
    named = joined.assign(target=joined["target_value"], distance=short)
    named["stale"] = months_between(named["period_to"], inputs.planning.as_at) > inputs.planning.stale_after_months
    columns = [
        "area",
        "measure",
        "year",
        "label",
        "value",
        "target",
        "distance",
        "unit",
        "better",
        "basis",
        "period_to",
        "stale",
        "source",
    ]
    return in_area_order(named, inputs.areas, ["measure", "year"])[columns]


def baseline_not_held(inputs: Inputs) -> pd.DataFrame:
    """Give what nobody publishes for these areas, why, and the template that would supply it."""
    rows = [(area.code, *row) for area in inputs.areas.every if area.code != ENGLAND for row in NOT_HELD]
    return pd.DataFrame(rows, columns=["area", "subject", "why", "template"])
