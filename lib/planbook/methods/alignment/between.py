"""Commissioner and provider held against each other: what they plan together, and what they both assume.

Swap the two and only the signs change.
"""

from __future__ import annotations

import pandas as pd

from planbook.methods.alignment.gaps import gap_pct
from planbook.methods.alignment.record import contracts, totals
from planbook.params.plan_words import ALL, ASSUMED, COMMISSIONER, MEASURES, PROVIDER

PERIOD = ["measure", "timeframe", "period"]
PAIR = ["party", "counterpart", *PERIOD]
CHECK_OF = {"activity": "contract", "money": "value", "performance": "performance"}
OTHER = "none"


def contracted(plans: pd.DataFrame) -> pd.DataFrame:
    """Hold each provider's plan for a commissioner against that commissioner's plan for it.

    One row per provider (`party`) x commissioner (`counterpart`) x measure x timeframe x period that either has:
    `value` the provider's, `reference` the commissioner's, missing where one has none while it plans the other's
    measure; `beyond` is the gap as a per cent of the mean of the two.
    """
    both = contracts(plans)
    providers, commissioners = (both[both["role"] == role] for role in (PROVIDER, COMMISSIONER))
    swapped = commissioners.rename(columns={"party": "counterpart", "counterpart": "party"})
    sides = [side[[*PAIR, "value", "footing"]] for side in (providers, swapped)]
    joined = sides[0].merge(sides[1], on=PAIR, how="inner", suffixes=("", "_other"), validate="one_to_one")
    frame = joined.rename(columns={"value_other": "reference"})
    check = frame["measure"].map({key: CHECK_OF.get(each.subject, "") for key, each in MEASURES.items()})
    frame = frame.assign(check=check, part=ALL, apart=gap_pct(frame["value"], frame["reference"]))
    return frame[frame["check"] != ""]


def one_sided(plans: pd.DataFrame) -> pd.DataFrame:
    """Give what one side plans with a party that has submitted, and that party does not: counted, never compared."""
    both = contracts(plans)
    submitted = set(plans["party"])
    mine = both[both["counterpart"].isin(submitted)][PAIR]
    theirs = mine.rename(columns={"party": "counterpart", "counterpart": "party"})
    found = mine.merge(theirs, on=PAIR, how="left", indicator=True)
    return found[found["_merge"] == "left_only"].drop(columns="_merge")


def footings(plans: pd.DataFrame) -> pd.DataFrame:
    """Give each measure that two parties count on different footings: one row per provider x commissioner x measure.

    `beyond` is 1 where they differ; figures are the latest period's, and are not to be compared.
    """
    frame = contracted(plans)
    stated = frame[(frame["footing"] != OTHER) & (frame["footing_other"] != OTHER)]
    first = stated.drop_duplicates(["party", "counterpart", "measure", "footing", "footing_other"])
    beyond = (first["footing"] != first["footing_other"]).astype(float)
    part = first["footing"] + " against " + first["footing_other"]
    return first.assign(check="footing", part=part.where(beyond > 0, first["footing"]), apart=beyond)


def assumptions(plans: pd.DataFrame) -> pd.DataFrame:
    """Hold what each provider assumes against what each commissioner does, period by period, in the unit itself.

    One row per provider (`party`) x commissioner (`counterpart`) x measure x timeframe x period that both state.
    """
    own = totals(plans)
    assumed = own[own["measure"].isin(ASSUMED)]
    sides = [assumed.loc[assumed["role"] == role, ["party", *PERIOD, "value"]] for role in (PROVIDER, COMMISSIONER)]
    other = sides[1].rename(columns={"party": "counterpart", "value": "reference"})
    joined = sides[0].merge(other, on=PERIOD, how="inner")
    return joined.assign(check="assumption", part=ALL, apart=joined["value"] - joined["reference"])
