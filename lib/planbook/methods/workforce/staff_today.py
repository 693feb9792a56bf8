"""Staff in post today whose work is for the people of each area, wherever their employer is based.

Published staff sit whole where their trust has its headquarters. Acute trusts, tertiary ones among them, are shared by
the catchments of their patients; ambulance trusts stand apart, shared by their incidents; other trusts and ICBs by the
former ICB of their headquarters. What no ICB publishes is England's, shared as its work is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import icb_to_areas, need_of_icbs, providers_to_areas
from planbook.data.inputs import Inputs
from planbook.methods.demand.case import gps_today
from planbook.methods.labelled import labelled
from planbook.methods.segments import only_once
from planbook.methods.workforce.groups import AMBULANCE_GROUPS, FOLLOWED, PUBLISHED_AS
from planbook.methods.workforce.work import share_of_england
from planbook.params.programme_words import NHS_STAFF, STAFF

MILLION = 1_000_000
POSTS = "asc_filled_posts_2024_25"
FOLLOWED_BY_KIND = {
    "acute": "hospital", "mental health": "mental_community", "community": "mental_community",
    "ambulance": "incidents", "commissioner": "standing",
}  # fmt: skip
GROUP_OF = {key: group for group in NHS_STAFF for key in PUBLISHED_AS.get(group, (group,))}


def nhs_by_trust(inputs: Inputs) -> pd.DataFrame:
    """Give published NHS staff: one row per trust or ICB (`provider`) x follows x staff_group; `value` is wte.

    Midwives follow births and ambulance staff incidents, whoever employs them; staff of no known group are left out.
    """
    staff = inputs.reference("workforce_nhs")
    rows = staff[(staff["level"] == "organisation") & staff["staff_group"].isin(list(GROUP_OF))]
    kinds = inputs.reference("providers").set_index("provider")["kind"]
    named = rows.assign(
        staff_group=rows["staff_group"].map(GROUP_OF), kind=rows["code"].map(kinds), value=rows["fte"].fillna(0.0)
    )
    named["follows"] = named["kind"].map(FOLLOWED_BY_KIND)
    named["follows"] = named["follows"].mask(named["staff_group"] == "midwives", "births")
    named["follows"] = named["follows"].mask(named["staff_group"].isin(AMBULANCE_GROUPS), "incidents")
    by = ["code", "kind", "follows", "staff_group"]
    return named.groupby(by, as_index=False, observed=True)[["value"]].sum().rename(columns={"code": "provider"})


def nhs_serving(inputs: Inputs) -> pd.DataFrame:
    """Give NHS staff whose work is for each area: one row per area x follows x staff_group, with value."""
    by = ["follows", "staff_group"]
    staff = nhs_by_trust(inputs)
    apart = staff["kind"] == "ambulance"
    shared = providers_to_areas(staff[~apart], inputs.areas, by)
    of_icb = staff[apart].merge(_incidents_by_icb(inputs), on="provider", validate="many_to_many")
    of_icb = of_icb.assign(value=of_icb["value"] * of_icb["part"])
    table = of_icb.pivot_table(index="icb_2022", columns=by, values="value", aggfunc="sum", fill_value=0.0)
    every_icb = table.melt(ignore_index=False).reset_index()  # a group no service employs is nought, not unknown
    both = pd.concat([shared, icb_to_areas(every_icb, inputs.areas, by)], ignore_index=True)
    return both.groupby(["area", *by], as_index=False, observed=True)[["value"]].sum()


def published_serving(inputs: Inputs) -> xr.DataArray:
    """Give NHS staff whose work is for each area, dims (area, follows, staff_group), England and the leaves."""
    codes = [area.code for area in inputs.areas.computed]
    serving = nhs_serving(inputs).set_index(["area", "follows", "staff_group"])["value"]
    known = serving.reindex(pd.MultiIndex.from_product([codes, FOLLOWED, STAFF])).fillna(0.0).to_numpy()
    coords = {"area": codes, "follows": list(FOLLOWED), "staff_group": list(STAFF)}
    return xr.DataArray(known.reshape(len(codes), len(FOLLOWED), len(STAFF)), coords)


def staff_today(inputs: Inputs, serving: xr.DataArray) -> xr.DataArray:
    """Give staff in post for each area, whole-time, dims (draw, area, follows, staff_group), England and the leaves.

    `serving` is NHS staff, as `published_serving` gives them. Voluntary groups and volunteers are not held: nought.
    """
    total = np.repeat(serving.values[None], inputs.planning.n_draws, axis=0)
    follows, codes = list(FOLLOWED), list(serving.indexes["area"])
    for (what, group), staff in beyond_trusts(inputs, codes).items():
        total[:, :, follows.index(what), STAFF.index(group)] += staff.values
    return labelled(xr.Variable(("draw", *serving.dims), total), serving)


def beyond_trusts(inputs: Inputs, codes: list[str]) -> dict[tuple[str, str], xr.DataArray]:
    """Give staff outside NHS trusts, by what they follow and group, dims ([draw], area).

    GPs are each area's own. Others in general practice and pharmacies are England's, shared as appointments are; social
    care is the posts published for England times whole-time staff a post, shared as people weighted for community need
    are (councils do not count requests alike).
    """
    practice = only_once(inputs.draws("workforce.practice_staff_england"))
    appointments, community = (share_of_england(inputs, line) for line in ("gp_appointments", "community_contacts"))
    posts = float(inputs.reference("benchmarks").set_index("figure")["value"][POSTS]) * MILLION
    social = only_once(inputs.draws("workforce.social_care_wte_per_post")) * posts
    shared = {
        ("appointments", str(group)): (practice.sel(leaf=group, drop=True) * appointments).transpose("draw", "area")
        for group in practice["leaf"].values
    }
    return {
        ("appointments", "gps"): gps_today(inputs, codes),
        **shared,
        ("requests", "social_care_staff"): (social * community).transpose("draw", "area"),
    }


def _incidents_by_icb(inputs: Inputs) -> pd.DataFrame:
    """Give which part of each ambulance trust's incidents is in each former ICB: provider, icb_2022, part."""
    covers = inputs.reference("ambulance_shares").merge(need_of_icbs(), on="icb_2022", validate="many_to_one")
    part = covers["share_of_icb_incidents"] * covers["need"]
    covers = covers.assign(part=part / part.groupby(covers["service"]).transform("sum"))
    return covers.rename(columns={"service": "provider"})[["provider", "icb_2022", "part"]]
