"""The tables of the lenses: staff by group, service, programme and driver, with words, basis and source."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.inputs import Inputs
from planbook.methods.pathways.numbers import SWITCH
from planbook.methods.summary import summarise
from planbook.methods.workforce.bases import GROUP_LABELS, GROUP_SECTORS, basis_of_all, with_basis
from planbook.methods.workforce.calibration import with_totals
from planbook.methods.workforce.groups import DRIVERS, PAID, SERVICES
from planbook.methods.workforce.lenses import CARE, GIVEN
from planbook.params.programme_numbers import key_of

SUMMARY = ["mean", "p10", "p50", "p90"]


def groups_table(inputs: Inputs, required: xr.DataArray) -> pd.DataFrame:
    """Give staff by group and year, NHS staff and all paid staff among them: one row per area x year x staff_group."""
    frame = summarise(inputs.areas.with_total(with_totals(required)))
    frame = _with_more(frame, inputs, "staff_group")
    named = frame.assign(label=frame["staff_group"].map(GROUP_LABELS), group=frame["staff_group"].map(GROUP_SECTORS))
    return with_basis(named, inputs)


def services_table(inputs: Inputs, services: xr.DataArray) -> pd.DataFrame:
    """Give paid staff by service: one row per area x year x service."""
    frame = summarise(inputs.areas.with_total(_paid(services)))
    named = _with_more(frame, inputs, "service").assign(label=frame["service"].map(SERVICES))
    return basis_of_all(named, inputs)


def matrix_table(inputs: Inputs, services: xr.DataArray) -> pd.DataFrame:
    """Give mean staff by service and group in the year given: one row per area x service x staff_group with anyone."""
    means = inputs.areas.with_total(services.mean("draw"))
    frame = means.to_series().rename("mean").reset_index()
    held = frame[frame["mean"].abs() > 0].assign(label=lambda rows: rows["service"].map(SERVICES))
    return in_area_order(with_basis(held, inputs), inputs.areas, []).drop(columns="year")


def programmes_table(inputs: Inputs, brings: xr.DataArray, elsewhere: xr.DataArray) -> pd.DataFrame:
    """Give paid staff by programme, what it brings and changes elsewhere: one row per area x year x programme."""
    brought = brings.reindex(programme=elsewhere["programme"], fill_value=0.0)
    frame = summarise(inputs.areas.with_total(_paid(brought + elsewhere)))
    for name, part in (("brings", brought), ("elsewhere", elsewhere)):
        means = inputs.areas.with_total(_paid(part).mean("draw"))
        frame[name] = means.transpose("area", "year", "programme").values.reshape(-1)
    titles = {name: programme.title for name, programme in inputs.programmes().items()}
    labels = {CARE: "Care without any programme", GIVEN: SERVICES[GIVEN]}
    on = {name: bool((inputs.value(key_of(name, SWITCH)) > 0).any()) for name in titles}
    frame["label"] = frame["programme"].map({**titles, **labels})
    frame["on"] = frame["programme"].map({**on, CARE: True, GIVEN: True}).astype(bool)
    return basis_of_all(frame, inputs)


def changes_table(inputs: Inputs, credits: xr.DataArray) -> pd.DataFrame:
    """Give what each driver adds since today: one row per area x year x staff_group x driver."""
    later = [year for year in credits["year"].values if year != inputs.planning.base_year]
    frame = summarise(inputs.areas.with_total(with_totals(credits.sel(year=later))))
    return with_basis(frame.assign(label=frame["driver"].map(DRIVERS)), inputs)


def _paid(staff: xr.DataArray) -> xr.DataArray:
    return staff.sel(staff_group=list(PAID)).sum("staff_group")


def _with_more(frame: pd.DataFrame, inputs: Inputs, by: str) -> pd.DataFrame:
    base = frame[frame["year"] == inputs.planning.base_year].set_index(["area", by])["mean"]
    now = base.reindex(pd.MultiIndex.from_frame(frame[["area", by]])).to_numpy()
    return frame.assign(more=frame["mean"] - now)
