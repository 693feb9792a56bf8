"""Every comparison of the plans of one round, rated: the one list that pages, registers and the board read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.typing import SeriesGroupBy

from planbook.methods.alignment import between, model, sums
from planbook.methods.alignment.catalogue import CHECKS, LINED
from planbook.methods.alignment.gaps import AMBER, RED, verdict
from planbook.methods.alignment.record import books
from planbook.methods.alignment.within import Asked, within
from planbook.params.plan_words import ALL, MEASURES

COLUMNS = [
    *("check", "party", "counterpart", "measure", "timeframe", "period", "part", "label", "unit", "value", "reference"),
    *("gap", "apart", "near", "far", "verdict", "mover", "model_mean", "model_low", "model_high"),
]


MODEL = {"mean": "model_mean", "low": "model_low", "high": "model_high"}


@dataclass(frozen=True)
class Yardsticks:
    """What plans are held to: tolerances by name (near and far), what is asked of all, cost of a unit, and the model.

    `model` is the system's volumes by year and point, `shares` the months' shares of a year, `assumed` what the model
    assumes by measure (value, low, high).
    """

    near: pd.Series
    far: pd.Series
    asked: Asked
    unit_cost: pd.Series
    model: pd.DataFrame
    shares: pd.DataFrame
    assumed: pd.DataFrame
    base_year: int


def compared(plans: pd.DataFrame, by: Yardsticks) -> pd.DataFrame:
    """Give every comparison that the plans of a round allow, one row each, rated green, amber or red.

    `gap` is value less reference; `beyond` what is rated: per cent of the two, or points. `mover` is who must.
    """
    if plans.empty:
        return pd.DataFrame(columns=COLUMNS)
    modelled = model.scaled(plans, by.model, by.shares, by.base_year)
    contracted = between.contracted(plans).merge(_own_model(modelled), on=_POINT, how="left")
    found = [
        _with_model(between.footings(plans)),
        _with_assumed(between.assumptions(plans), by.assumed),
        _moved_by_model(contracted, by.near),
        model.beside(plans, modelled),
        model.outturns(plans, by.model, by.base_year),
        within(books(plans), by.unit_cost, by.asked),
        sums.added_up(plans),
    ]
    kept = [each for each in found if len(each)]
    if not kept:
        return pd.DataFrame(columns=COLUMNS)
    frame = pd.concat(kept, ignore_index=True)
    return _rated(frame.rename(columns=MODEL).reindex(columns=COLUMNS), by)


_POINT = ["party", "counterpart", "measure", "timeframe", "period"]


def _own_model(modelled: pd.DataFrame) -> pd.DataFrame:
    """Give the model's figure of each contract: from either side's outturn, the mean of both where both have one."""
    mine = modelled[modelled["counterpart"] != ALL]
    swapped = mine.rename(columns={"party": "counterpart", "counterpart": "party"})
    columns = [*_POINT, "mean", "p10", "p90"]
    own, other = (each[each["role"] == role][columns] for each, role in ((mine, "provider"), (swapped, "commissioner")))
    both = pd.concat([own, other])
    averaged = both.groupby(_POINT, as_index=False)[["mean", "p10", "p90"]].mean()
    return averaged.rename(columns={"p10": "low", "p90": "high"})


def _with_model(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(mean=np.nan)


def _with_assumed(frame: pd.DataFrame, assumed: pd.DataFrame) -> pd.DataFrame:
    """Add what the model assumes, where it assumes anything of the kind: `mean`, `low` and `high`."""
    return frame.merge(assumed, on="measure", how="left")


def _moved_by_model(frame: pd.DataFrame, near: pd.Series) -> pd.DataFrame:
    return (
        frame.assign(mover=model.further(frame, frame["mean"], float(near["contract"]) / 100)) if len(frame) else frame
    )


def _rated(frame: pd.DataFrame, by: Yardsticks) -> pd.DataFrame:
    tolerance = frame["check"].map({key: check.tolerance for key, check in CHECKS.items()})
    near, far = tolerance.map(by.near.to_dict()), tolerance.map(by.far.to_dict())
    unit = frame["unit"].astype(object).fillna(frame["measure"].map({key: each.unit for key, each in MEASURES.items()}))
    rated = frame.assign(
        unit=unit, label=_labels(frame), near=near, far=far, gap=frame["value"] - frame["reference"],
        apart=frame["apart"].astype(float), verdict=verdict(frame["apart"].astype(float), near, far),
    )  # fmt: skip
    return rated.assign(mover=_movers(rated))[COLUMNS].sort_values(
        ["check", "party", "counterpart", "measure", "timeframe", "period", "part"], kind="stable", ignore_index=True
    )


def _labels(frame: pd.DataFrame) -> pd.Series:
    """Say what is compared: the measure, or the check where that says more."""
    measured = frame["measure"].map({key: each.label for key, each in MEASURES.items()})
    checked = frame["check"].map({key: check.label for key, check in CHECKS.items()})
    kind = frame["check"].map({key: check.kind for key, check in CHECKS.items()})
    lined = frame["check"].isin(LINED) | (kind == "sums")
    both = checked + ": " + measured.str[:1].str.lower() + measured.str[1:]
    named = checked.where(kind == "within", measured)
    return named.where(~lined, both.str.replace(": a&E", ": A&E"))


def _movers(frame: pd.DataFrame) -> pd.Series:
    """Say who must move: the party whose plan it is, or of two the one further from the model, or both."""
    own = frame["check"].map({key: check.moves for key, check in CHECKS.items()})
    alone = frame["party"] + ": " + own
    close = model.further(frame, frame["model_mean"].astype(float), 0.0)
    further = frame["mover"].where(frame["mover"].notna(), pd.Series(close, index=frame.index))
    further = further.where(frame["check"] != "footing", "both")
    pair = (frame["party"] + " and " + frame["counterpart"]).where(further == "both", frame["party"])
    named = pair.where(further != "reference", frame["counterpart"])
    return alone.where(own != "", named)


def results(compared: pd.DataFrame) -> pd.DataFrame:
    """Give each check by party and counterpart: how many comparisons, how many close or open, and the worst of them."""
    by = ["party", "counterpart", "check"]
    times = compared["apart"].abs() / compared["far"].where(compared["far"] > 0, 1.0)
    worst = compared.assign(_times=times).sort_values("_times", ascending=False, kind="stable").drop_duplicates(by)
    grouped = compared.groupby(by)["verdict"]
    counts = {"compared": grouped.size(), "close_count": _counted(grouped, AMBER), "open_count": _counted(grouped, RED)}
    frame = worst.merge(pd.DataFrame(counts).reset_index(), on=by)
    about = {key: CHECKS[key] for key in frame["check"].unique()}
    said = {"kind": "kind", "check_title": "label", "formula": "formula"}
    named = {column: frame["check"].map({k: getattr(c, of) for k, c in about.items()}) for column, of in said.items()}
    order = frame["check"].map(list(CHECKS).index)
    return frame.assign(**named, _order=order).sort_values(["party", "counterpart", "_order"], kind="stable")


def _counted(grouped: SeriesGroupBy, state: str) -> pd.Series:
    return grouped.agg(lambda verdicts: int((verdicts == state).sum()))
