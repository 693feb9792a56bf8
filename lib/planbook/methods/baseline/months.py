"""Published months of former ICBs, trusts and ambulance services, shared among the areas."""

from __future__ import annotations

import pandas as pd

from planbook.data.apportion import icb_to_areas, need_of_icbs, providers_to_areas
from planbook.data.figures import UNIT_OF
from planbook.data.inputs import Inputs


def icb_months(inputs: Inputs) -> pd.DataFrame:
    """Share the months of former ICBs by need: one row per area x measure x month with value, basis and source."""
    published = inputs.reference("icb_monthly")
    wanted = published[published["measure"].isin(list(UNIT_OF))]
    return icb_to_areas(wanted, inputs.areas, ["measure", "source", "month"])


def provider_months(inputs: Inputs) -> pd.DataFrame:
    """Share the months of trusts by their catchments: rows as `icb_months` gives them."""
    published = inputs.reference("provider_monthly")
    wanted = published[published["measure"].isin(list(UNIT_OF))]
    return providers_to_areas(wanted, inputs.areas, ["measure", "source", "month"])


def ambulance_months(inputs: Inputs) -> pd.DataFrame:
    """Share each service's incidents among the ICBs it covers, by their need and its share of their incidents."""
    published = inputs.reference("ambulance_monthly")
    wanted = published[published["measure"].isin(list(UNIT_OF))]
    covers = inputs.reference("ambulance_shares").merge(need_of_icbs(), on="icb_2022", validate="many_to_one")
    covers["part"] = covers["share_of_icb_incidents"] * covers["need"]
    covers["part"] /= covers.groupby("service")["part"].transform("sum")
    kept = wanted[["service", "measure", "source", "month", "value"]]
    of_icb = kept.merge(covers[["service", "icb_2022", "part"]], on="service", validate="many_to_many")
    of_icb = of_icb.assign(value=of_icb["value"] * of_icb["part"], basis="apportioned")
    return icb_to_areas(of_icb, inputs.areas, ["measure", "source", "month"])
