"""The model beside plans: what it gives for each point of delivery, and what that means for one party's plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.data.inputs import Inputs
from planbook.methods.alignment.gaps import beyond_range_pct, gap_pct
from planbook.methods.alignment.record import contracts, totals
from planbook.methods.summary import summarise
from planbook.params.plan_words import ALL, ANNUAL, COMMISSIONER, MONTH
from planbook.params.programme_words import POINTS

SUMMARY = ["mean", "p10", "p50", "p90"]
BY = ["party", "counterpart", "measure"]


def volumes(inputs: Inputs) -> pd.DataFrame:
    """Give units a year at each point of delivery under the scenario: one row per area x year x point, not England.

    The base year and the years of the plan, with the spread of chance, so that a plan may be held against its range.
    """
    years = [inputs.planning.base_year, *inputs.planning.plan_year_list]
    counted = inputs.areas.with_total(inputs.array("pathways_counted").sel(year=years))
    here = [area.code for area in inputs.areas.every[1:]]
    return summarise(counted.sel(area=here).transpose("draw", "area", "year", "point"))


def month_shares(inputs: Inputs, system: str) -> pd.DataFrame:
    """Give each month's share of its financial year by line: columns measure, period, year, share."""
    months = inputs.table("demand_months")
    mine = months[months["area"] == system]
    year = mine["month"].str[:4].astype(int) - (mine["month"].str[5:7].astype(int) < 4)
    whole = mine.groupby([mine["line"], year])["mean"].transform("sum")
    named = {"measure": mine["line"], "period": mine["month"], "year": year, "share": mine["mean"] / whole}
    return pd.DataFrame(named).dropna()


def scaled(plans: pd.DataFrame, model: pd.DataFrame, shares: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """Give what the model has for each figure of activity on record: columns of the figure, `mean`, `p10`, `p90`.

    The party's own outturn of the base year times the growth the model has since then; months by the model's shares of
    the year. Where no outturn is on record there is none. `model` has the system's rows alone.
    """
    held = pd.concat([totals(plans), contracts(plans)])
    held = held[held["measure"].isin(list(POINTS))]
    outturn = held[(held["period"] == str(base_year)) & (held["timeframe"] != MONTH)].sort_values("timeframe")
    outturn = outturn.drop_duplicates(BY)[[*BY, "value"]].rename(columns={"value": "outturn"})
    rows = held[held["period"] != str(base_year)].merge(outturn, on=BY)
    monthly = rows["timeframe"] == MONTH
    by_month = rows[monthly].merge(shares, on=["measure", "period"])
    by_year = rows[~monthly].assign(year=rows.loc[~monthly, "period"].astype(int), share=1.0)
    both = pd.concat([by_year, by_month], ignore_index=True)
    joined = both.merge(growth(model, base_year), on=["measure", "year"])
    return joined.assign(
        **{name: joined[name] * joined["outturn"] * joined["share"] for name in ("mean", "p10", "p90")}
    )


def growth(model: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """Give the model's volume of each year over its mean of the base year: measure, year, mean, p10, p90."""
    base = model[model["year"] == base_year].set_index("point")["mean"]
    began = model["point"].map(base)
    grown = model.assign(**{name: model[name] / began.where(began > 0) for name in SUMMARY})
    return grown.rename(columns={"point": "measure"}).dropna(subset="mean")[["measure", "year", "mean", "p10", "p90"]]


def beside(plans: pd.DataFrame, modelled: pd.DataFrame) -> pd.DataFrame:
    """Hold each party's own totals of activity, year by year, against the model's range; `beyond` is how far outside.

    A month has no range of its own that chance would not pass, so months are shown and not judged.
    """
    own = modelled[(modelled["counterpart"] == ALL) & (modelled["timeframe"] != MONTH)]
    own = own.sort_values("timeframe", kind="stable").drop_duplicates([*BY, "period"])
    beyond = beyond_range_pct(own["value"], own["p10"], own["p90"], own["mean"])
    return own.assign(
        check="model", part=ALL, timeframe=ANNUAL, reference=own["mean"], low=own["p10"], high=own["p90"], apart=beyond
    )


def outturns(plans: pd.DataFrame, model: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """Hold a commissioner's outturn of the base year for the whole ICS against the model's base year."""
    own = totals(plans)
    mine = own[(own["role"] == COMMISSIONER) & (own["period"] == str(base_year)) & own["measure"].isin(list(POINTS))]
    base = model[model["year"] == base_year].set_index("point")["mean"]
    rows = mine.assign(reference=mine["measure"].map(base)).dropna(subset="reference")
    rows = rows.sort_values("timeframe", kind="stable").drop_duplicates([*BY, "period"])
    return rows.assign(check="outturn", part=ALL, timeframe=ANNUAL, apart=gap_pct(rows["value"], rows["reference"]))


def further(rows: pd.DataFrame, model: pd.Series, close: float) -> np.ndarray:
    """Give which side lies further from the model: 'value', 'reference', or 'both' where that is a close thing.

    `close` is the share of the model's figure by which one must be further off; without a model both must move.
    """
    off = [(rows[side] - model).abs() for side in ("value", "reference")]
    apart = (off[0] - off[1]) / model.where(model > 0)
    return np.select([apart > close, apart < -close], ["value", "reference"], "both")
