"""Staff today: heads in post by group and age, and the hours they work, before anything moves."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.apportion import icb_to_areas
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.supply.extract import ages, in_place_of, share_of_heads
from planbook.methods.supply.system_level import believed, codes, summed
from planbook.methods.supply.words import AGES, FROM_55, GROUPS, MIDDLE, UNDER_35
from planbook.methods.workforce.groups import PUBLISHED_AS
from planbook.methods.workforce.staff_today import staff_today
from planbook.params.programme_words import NHS_STAFF

PERCENT = 100.0
GROUP_OF = {key: group for group in NHS_STAFF for key in PUBLISHED_AS.get(group, (group,))}
AGES_OF_THIRDS = (UNDER_35, MIDDLE, FROM_55)


def in_post_today(inputs: Inputs) -> xr.DataArray:
    """Give whole-time staff in post in the base year, dims (draw, area, staff_group), England and the system.

    Those whose work is for the area's people, as the workforce step counts them, so that what is required and what is
    there are the same in the base year.
    """
    by_place = staff_today(inputs).sum("follows").sel(staff_group=list(GROUPS))
    if "draw" not in by_place.dims:
        by_place = by_place.expand_dims(draw=inputs.planning.n_draws)
    return summed(inputs, by_place).transpose("draw", "area", "staff_group")


def participation_today(inputs: Inputs) -> xr.DataArray:
    """Give whole-time equivalents a head, 0 to 1, dims (draw, area, staff_group).

    Of NHS staff as published for the system's employers (whole-time over headcount), of others as believed, and of any
    as the system's own extract has it.
    """
    known = published_participation(inputs).set_index(["area", "staff_group"])["participation"]
    frame = known.unstack("staff_group").reindex(index=codes(inputs), columns=list(NHS_STAFF))
    frame = frame.fillna(frame.loc[ENGLAND])  # nobody of a group in post: England's
    nhs = xr.DataArray(frame.to_numpy(dtype=float), coords={"area": codes(inputs), "staff_group": list(NHS_STAFF)})
    rest = believed(inputs, "workforce.participation_pct", "staff_group") / PERCENT
    rest = rest.sel(staff_group=[group for group in GROUPS if group not in NHS_STAFF])
    both = xr.concat(xr.broadcast(nhs, rest, exclude=["staff_group"]), "staff_group")
    ordered = both.sel(staff_group=list(GROUPS)).transpose("draw", "area", "staff_group")
    return in_place_of(inputs, ordered, share_of_heads(inputs, "wte"), most=1.0)


def published_participation(inputs: Inputs) -> pd.DataFrame:
    """Give whole-time equivalents a head: one row per area x NHS group, with fte, headcount and participation."""
    staff = inputs.reference("workforce_nhs")
    rows = staff[staff["staff_group"].isin(list(GROUP_OF))].assign(
        staff_group=lambda frame: frame["staff_group"].map(GROUP_OF)
    )
    england = rows[rows["level"] == "england"].assign(area=ENGLAND, basis="observed")
    by = ["area", "staff_group", "basis"]
    parts = [england.groupby(by, as_index=False)[["fte", "headcount"]].sum()]
    of_icb = rows[rows["level"] == "icb_2022"].groupby(["icb_2022", "staff_group"])[["fte", "headcount"]].sum()
    # cells of nought are left out of the publication: they are put back, so that no group seems unreported
    whole = of_icb.unstack("staff_group").fillna(0.0).stack("staff_group", future_stack=True).reset_index()
    mine = _shared(whole, "fte", inputs).assign(headcount=_shared(whole, "headcount", inputs)["value"])
    parts.append(mine.rename(columns={"value": "fte"})[mine["area"] == inputs.areas.system.code])
    joined = pd.concat(parts, ignore_index=True)
    return joined.assign(participation=(joined["fte"] / joined["headcount"]).clip(upper=1.0))


def _shared(rows: pd.DataFrame, column: str, inputs: Inputs) -> pd.DataFrame:
    of_icb = rows.assign(value=rows[column])[["icb_2022", "staff_group", "value"]]
    return icb_to_areas(of_icb, inputs.areas, ["staff_group"])


def age_mix(inputs: Inputs) -> xr.DataArray:
    """Give the share of each group in each age band, dims (draw[, area], staff_group, age_band), summing to 1.

    As believed of England, or as the system's own extract has it.
    """
    young = believed(inputs, "supply.under_35_pct", "staff_group") / PERCENT
    old = believed(inputs, "supply.from_55_pct", "staff_group") / PERCENT
    within = believed(inputs, "supply.age_within_pct", "age_band")
    thirds = (young, 1 - young - old, old)
    parts = []
    for share, bands in zip(thirds, AGES_OF_THIRDS, strict=True):
        mine = within.sel(age_band=list(bands))
        parts.append(share * mine / mine.sum("age_band"))
    mix = xr.concat(parts, "age_band", coords="minimal", compat="override").sel(age_band=list(AGES))
    return in_place_of(inputs, mix, ages(inputs))
