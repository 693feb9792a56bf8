"""What each plan asks of each provider, and what the model would by published catchments."""

from __future__ import annotations

import pandas as pd

from planbook.data.areas import slug_of
from planbook.methods.alignment.compared import Yardsticks
from planbook.methods.alignment.model import scaled
from planbook.methods.alignment.neighbours import FAMILY_OF_POINT
from planbook.methods.alignment.record import contracts, totals
from planbook.params.plan_words import ADDING, ALL, COMMISSIONER, MONTH, PROVIDER

AT = ["party", "counterpart", "measure", "period"]
FROM_OUTTURN = "The plan's own outturn, with the growth of the model since then"
FROM_CATCHMENT = "The model for these people, by the trust's published share of their care"
NO_MODEL = "No outturn on record, so the model says nothing here"
NUMBERS = ["commissioned", "provided", "model_mean", "model_low", "model_high"]


def of_plans(plans: pd.DataFrame, by: Yardsticks) -> pd.DataFrame:
    """Give what is asked of each provider by each commissioner and by all: provider, party, counterpart, year, measure.

    `commissioned` adds up what commissioners plan, `provided` is the provider's own; the base year is left out.
    """
    yearly = plans[(plans["timeframe"] != MONTH) & (plans["period"] != str(by.base_year))]
    yearly = yearly[yearly["measure"].isin(ADDING)]
    pairs = contracts(yearly).sort_values("timeframe", kind="stable").drop_duplicates([*AT, "role"])
    swap = {"party": "counterpart", "counterpart": "party"}
    asked = pairs[pairs["role"] == COMMISSIONER].rename(columns=swap)[[*AT, "value"]]
    own = pairs[pairs["role"] == PROVIDER][[*AT, "value"]]
    alone = totals(yearly).sort_values("timeframe", kind="stable").drop_duplicates([*AT, "role"])
    whole = alone[(alone["role"] == PROVIDER) & alone["measure"].isin(asked["measure"])][[*AT, "value"]]
    every = asked.groupby(["party", "measure", "period"], as_index=False)["value"].sum().assign(counterpart=ALL)
    frame = pd.concat([asked, every]).rename(columns={"value": "commissioned"}).merge(
        pd.concat([own, whole]).rename(columns={"value": "provided"}), on=AT, how="outer"
    )  # fmt: skip
    joined = frame.merge(_modelled(plans, by), on=AT, how="left")
    how = joined["model_mean"].notna().map({True: FROM_OUTTURN, False: NO_MODEL})
    return joined.assign(provider=joined["party"].map(slug_of), year=joined["period"].astype(int), how=how)


def _modelled(plans: pd.DataFrame, by: Yardsticks) -> pd.DataFrame:
    modelled = scaled(plans, by.model, by.shares, by.base_year)
    yearly = modelled[modelled["timeframe"] != MONTH].sort_values("timeframe", kind="stable")
    swapped = yearly[yearly["role"] == COMMISSIONER].rename(columns={"party": "counterpart", "counterpart": "party"})
    both = pd.concat([yearly[yearly["role"] == PROVIDER], swapped[swapped["party"] != ALL]])
    named = {"mean": "model_mean", "p10": "model_low", "p90": "model_high"}
    return both.rename(columns=named).drop_duplicates(AT)[[*AT, *named.values()]]


def of_model(model: pd.DataFrame, trusts: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Give what the model would ask of each trust for the system's people, by its share of their care in each family.

    `model` and `trusts` have the system's rows alone; one row per trust x point x year.
    """
    then = model[model["year"].isin(years)].assign(family=lambda rows: rows["point"].map(FAMILY_OF_POINT))
    joined = then.dropna(subset="family").merge(
        trusts[["provider", "party", "family", "care_pct", "source"]].rename(columns={"source": "of"}), on="family"
    )
    part = joined["care_pct"] / 100
    named = {"mean": "model_mean", "p10": "model_low", "p90": "model_high"}
    shown = joined.assign(**{to: joined[name] * part for name, to in named.items()}, measure=joined["point"])
    blank = {"commissioned": float("nan"), "provided": float("nan")}
    return shown.assign(counterpart=ALL, how=FROM_CATCHMENT, **blank)
