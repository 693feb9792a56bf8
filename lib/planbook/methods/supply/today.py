"""Staff today: heads in post by group and age, and the hours they work, before anything moves."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.apportion import icb_to_areas
from planbook.data.inputs import Inputs
from planbook.methods.labelled import at, bare, labelled
from planbook.methods.supply.extract import ages, in_place_of, share_of_heads
from planbook.methods.supply.system_level import believed, codes, summed
from planbook.methods.supply.words import AGES, FROM_55, GROUPS, MIDDLE, UNDER_35
from planbook.methods.workforce.groups import PUBLISHED_AS
from planbook.params.programme_words import NHS_STAFF

PERCENT = 100.0
GROUP_OF = {key: group for group in NHS_STAFF for key in PUBLISHED_AS.get(group, (group,))}
AGES_OF_THIRDS = (UNDER_35, MIDDLE, FROM_55)


def in_post_today(inputs: Inputs) -> xr.DataArray:
    """Give whole-time staff in post in the base year, dims (draw, area, staff_group), England and the system.

    Those whose work is for the area's people, as the workforce step counts them, so that what is required and what is
    there are the same in the base year.
    """
    today = inputs.array("workforce_today")
    by_place = at(today, staff_group=list(GROUPS)).sum("follows", skipna=False)
    return summed(inputs, labelled(by_place.transpose("draw", "area", "staff_group"), today, staff_group=GROUPS))


def participation_today(inputs: Inputs, published: xr.DataArray) -> xr.DataArray:
    """Give whole-time equivalents a head, 0 to 1, dims (draw, area, staff_group).

    Of NHS staff as `published`, of others as believed, and of any as the system's own extract has it.
    """
    believes = believed(inputs, "workforce.participation_pct", "staff_group")
    rest = at(believes, staff_group=[group for group in GROUPS if group not in NHS_STAFF]) / PERCENT
    sizes = {"draw": rest.sizes["draw"], "area": published.sizes["area"]}
    both = [part.set_dims({**sizes, "staff_group": part.sizes["staff_group"]}) for part in (published.variable, rest)]
    found = labelled(xr.Variable.concat(both, "staff_group"), published, staff_group=GROUPS)
    return in_place_of(inputs, found, share_of_heads(inputs, "wte"), most=1.0)


def published_participation(inputs: Inputs) -> xr.DataArray:
    """Give whole-time equivalents a head of NHS groups, 0 to 1, dims (area, staff_group), England and the system.

    As published for the system's employers, whole-time over headcount; England's where nobody of a group is in post.
    """
    staff = inputs.reference("workforce_nhs")
    rows = staff[staff["staff_group"].isin(list(GROUP_OF))]
    rows = rows.assign(staff_group=rows["staff_group"].map(GROUP_OF))
    england = rows[rows["level"] == "england"].groupby("staff_group")[["fte", "headcount"]].sum()
    of_icb = rows[rows["level"] == "icb_2022"].groupby(["icb_2022", "staff_group"])[["fte", "headcount"]].sum()
    # cells of nought are left out of the publication: they are put back, so that no group seems unreported
    whole = of_icb.unstack("staff_group").fillna(0.0)
    whole.columns.names = ["measure", "staff_group"]
    both = whole.melt(ignore_index=False).reset_index()
    shared = icb_to_areas(both, inputs.areas, ["measure", "staff_group"]).set_index(["area", "measure", "staff_group"])
    mine = shared["value"].loc[inputs.areas.system.code].unstack("measure")
    shares = [(each["fte"] / each["headcount"]).clip(upper=1.0).reindex(NHS_STAFF) for each in (england, mine)]
    values = np.array([shares[0], shares[1].fillna(shares[0])], dtype=float)
    return xr.DataArray(values, coords={"area": codes(inputs), "staff_group": list(NHS_STAFF)})


def age_mix(inputs: Inputs) -> xr.DataArray:
    """Give the share of each group in each age band, dims (draw[, area], staff_group, age_band), summing to 1.

    As believed of England, or as the system's own extract has it.
    """
    young, old = (believed(inputs, f"supply.{age}_pct", "staff_group") / PERCENT for age in ("under_35", "from_55"))
    within = believed(inputs, "supply.age_within_pct", "age_band")
    below, above, inside = bare(young, old, within)
    thirds = []
    for share, bands in zip((below, 1 - below - above, above), AGES_OF_THIRDS, strict=True):
        mine = inside.isel(age_band=[list(AGES).index(band) for band in bands])
        thirds.append(share * (mine / mine.sum("age_band", skipna=False)))
    mix = labelled(xr.Variable.concat(thirds, "age_band"), young, within)
    return in_place_of(inputs, mix, ages(inputs))
