"""Do everyone's plans agree?

Plans on record are held against each other, against the model and against themselves; what does not fit is listed with
its size, who must move, who answers for it and by when. Nothing is on record for a real system until it supplies its
own: then what the model would ask of each trust by its published catchment stands alone, and no plan is invented.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.data.apportion import in_area_order, weakest
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.alignment import asks, missing, neighbours, told
from planbook.methods.alignment import register as kept
from planbook.methods.alignment.catalogue import CHECKS, KINDS
from planbook.methods.alignment.columns import COLUMNS
from planbook.methods.alignment.compared import compared, results
from planbook.methods.alignment.gaps import AMBER
from planbook.methods.alignment.model import volumes
from planbook.methods.alignment.record import at_round, rounds, totals
from planbook.methods.alignment.yardsticks import unit_costs, yardsticks
from planbook.params.plan_words import ASSUMED, MEASURES

RETURN = "local_return"
NOT_HELD = "not held"
CATCHMENTS = "trust_catchments"
MODELLED = ("model", "outturn")
BASE_SOURCE = "ncc_2024_25"
OTHERS, OTHERS_HERE = "others", "others_here"
OTHERS_SAID = {
    OTHERS: "Other trusts based elsewhere, each under 1 in 100 of any of this care",
    OTHERS_HERE: "Other trusts of this ICB, each under 1 in 100 of any of this care",
}


def alignment_record(inputs: Inputs) -> pd.DataFrame:
    """Give the plans on record: one row per area (the system) x party x round."""
    plans = inputs.plans()
    grouped = plans.groupby(["party", "round"], sort=False)
    frame = grouped.agg(role=("role", "first"), submitted_on=("as_of", "first"), figures=("value", "size"))
    frame = frame.reset_index().sort_values(["round", "role", "party"], ascending=[False, True, True])
    last = frame.groupby("party")["round"].transform("max") == frame["round"]
    return _shaped(inputs, "alignment_record", frame.assign(latest=last.astype(bool)))


def alignment_model(inputs: Inputs) -> pd.DataFrame:
    """Give what the model has: one row per area x year x point, base year and years of the plan, not England."""
    frame = volumes(inputs)
    words = {
        column: frame["point"].map({k: getattr(m, column) for k, m in MEASURES.items()}) for column in ("label", "unit")
    }
    basis = "illustrative" if inputs.areas.fictional else "modelled"
    return _ordered(inputs, "alignment_model", frame.assign(**words, basis=basis, source=BASE_SOURCE))


def alignment_assumed(inputs: Inputs) -> pd.DataFrame:
    """Give what each party assumes beside the model: one row per area (the system) x measure x period x party."""
    plans = inputs.plans()
    if plans.empty:
        return _empty("alignment_assumed")
    own = totals(at_round(plans, rounds(plans)[-1]))
    assumed = own[own["measure"].isin(ASSUMED)]
    assumed = assumed.sort_values("timeframe", kind="stable").drop_duplicates(["party", "measure", "period"])
    model = yardsticks(inputs).assumed.rename(columns={"mean": "model_mean", "low": "model_low", "high": "model_high"})
    frame = assumed.merge(model, on="measure", how="left").sort_values(["measure", "period", "role", "party"])
    return _shaped(inputs, "alignment_assumed", frame.assign(label=frame["measure"].map(_labels())))


def alignment_compared(inputs: Inputs) -> pd.DataFrame:
    """Give every comparison of the latest round and the one before: one row per area x seen x what is compared.

    `value` is what the party plans and `reference` what it is held against; between two, the provider's and the
    commissioner's.
    """
    plans = inputs.plans()
    if plans.empty:
        return _empty("alignment_compared")
    held = yardsticks(inputs)
    last = rounds(plans)[-2:]
    found = [
        compared(at_round(plans, each), held).assign(seen_in=seen) for each, seen in zip(last[::-1], SEEN, strict=False)
    ]
    frame = _shaped(inputs, "alignment_compared", pd.concat(found, ignore_index=True))
    if not inputs.areas.fictional:
        frame["basis"] = frame["basis"].mask(frame["check"].isin(MODELLED), weakest("local", "modelled"))
    return frame


SEEN = ("now", "before")


def alignment_checks(inputs: Inputs) -> pd.DataFrame:
    """Give every check of the latest round by whom it concerns: formula, tolerance, worst result, who must move."""
    now, _ = _seen(inputs)
    return _shaped(inputs, "alignment_checks", results(now)) if len(now) else _empty("alignment_checks")


def alignment_breaches(inputs: Inputs) -> pd.DataFrame:
    """Give every difference to be resolved: open ones first, by kind, the dearest and furthest apart first."""
    now, before = _seen(inputs)
    frame = kept.register(now, before, inputs.plans("plans_resolutions"), inputs.planning.as_at)
    kind = frame["check"].map({key: check.kind for key, check in CHECKS.items()})
    frame = frame.assign(kind=kind, worth_gbp=kept.worth(frame, unit_costs(inputs)) if len(frame) else np.nan)
    state = frame["status"].map({kept.OPEN: 0, kept.EXPLAINED: 1, kept.CLOSED: 2})
    worth, kinds = frame["worth_gbp"].abs().fillna(0.0), kind.map(list(KINDS).index)
    frame = frame.assign(_state=state, _kind=kinds, _worth=worth)
    frame = frame.sort_values(
        ["_state", "_kind", "_worth", "times_allowed", "key"], ascending=[True, True, False, False, True]
    )
    return _shaped(inputs, "alignment_breaches", frame.assign(order=range(1, len(frame) + 1)))


def alignment_movement(inputs: Inputs) -> pd.DataFrame:
    """Give how each difference moved since the round before: none where only one round is on record."""
    now, before = _seen(inputs)
    if now.empty or before.empty:
        return _empty("alignment_movement")
    frame = kept.movement(now, before)
    keys = [kept.key_of(*row) for row in frame[kept.BY].itertuples(index=False)]
    return _shaped(inputs, "alignment_movement", frame.assign(key=keys))


def alignment_status(inputs: Inputs) -> pd.DataFrame:
    """Give whether the system's plans agree: one row per area (the system)."""
    record, breaches = inputs.table("alignment_record"), inputs.table("alignment_breaches")
    now, _ = _seen(inputs)
    last = int(record["round"].max()) if len(record) else 0
    signed = inputs.plans("plans_signed")
    here = signed[signed["round"] == last].tail(1)
    moves = inputs.table("alignment_movement")["status"]
    counts = {state: int((breaches["status"] == state).sum()) for state in (kept.OPEN, kept.EXPLAINED, kept.CLOSED)}
    still = breaches[breaches["status"] == kept.OPEN]
    row = {
        "round": last,
        "submitted": int(record["party"].nunique()),
        "compared": len(now),
        "open_count": counts[kept.OPEN],
        "close_count": int((now["verdict"] == AMBER).sum()),
        "explained_count": counts[kept.EXPLAINED],
        "closed_count": counts[kept.CLOSED],
        "new_count": int((moves == "new").sum()),
        "overdue_count": int(still["overdue"].sum()),
        "unowned_count": int(still["unowned"].sum()),
        "worth_gbp": float(still.loc[still["kind"] == "between", "worth_gbp"].abs().sum()) if len(record) else np.nan,
        "signed_by": str(here["signed_by"].iloc[0]) if len(here) else "",
        "signed_on": str(here["signed_on"].iloc[0]) if len(here) else "",
        "aligned": bool(len(here) and len(record) and not counts[kept.OPEN]),
        "finding": told.finding(record, counts, bool(len(here))),
    }
    shaped = _shaped(inputs, "alignment_status", pd.DataFrame([row]))
    return shaped if len(record) else shaped.assign(basis=NOT_HELD)


def alignment_asks(inputs: Inputs) -> pd.DataFrame:
    """Give what is asked of each provider: one row per area (the system) x provider x counterpart x year x measure.

    From plans where they are on record; else what the model would ask of each acute trust by its published catchment.
    """
    plans, system = inputs.plans(), inputs.areas.system.code
    if len(plans):
        frame = asks.of_plans(at_round(plans, rounds(plans)[-1]), yardsticks(inputs))
    else:
        model, trusts = inputs.table("alignment_model"), inputs.table("alignment_trusts")
        years = [inputs.planning.plan_start, inputs.planning.plan_year_list[-1]]
        mine = trusts[(trusts["area"] == system) & (~trusts["provider"].isin(OTHERS_SAID))]
        frame = asks.of_model(model[model["area"] == system], mine, years)
    words = {"label": _labels(), "unit": {key: each.unit for key, each in MEASURES.items()}}
    named = frame.assign(**{column: frame["measure"].map(of) for column, of in words.items()})
    named = named.sort_values(["party", "counterpart", "year", "measure"], kind="stable")
    shaped = _shaped(inputs, "alignment_asks", named)
    return shaped if len(plans) else shaped.assign(basis="modelled", source=CATCHMENTS)


def alignment_trusts(inputs: Inputs) -> pd.DataFrame:
    """Give which acute trusts give the care of an area's people: one row per area x provider x family, not England.

    Trusts that give under 1 in 100 of every family are added up as others.
    """
    shares = neighbours.shares(inputs, neighbours.volumes(inputs))
    if shares.empty:
        return _empty("alignment_trusts")
    based = neighbours.homes(inputs).set_index("provider")
    most = shares.groupby(["area", "provider"])["share"].transform("max")
    near = neighbours.inside(inputs.areas, shares["provider"].map(based["home"]), inputs.reference("pieces"))
    small = near.map({True: OTHERS_HERE, False: OTHERS})
    shares["provider"] = shares["provider"].where(most >= neighbours.LEAST_SHARE, small)
    shares["to"], months = pd.factorize(shares["to"], sort=True)
    named = shares.groupby(["area", "provider", "family"], as_index=False).agg(
        {"value": "sum", "share": "sum", "catchment": "max", "to": "max"}
    )
    named["period_to"] = months.take(named["to"].to_numpy())
    alone = ~named["provider"].isin(OTHERS_SAID)
    home = named["provider"].map(based["home"]).fillna("")
    frame = named.assign(
        party=named["provider"].map({**dict(based["name"]), **OTHERS_SAID}), home=home,
        inside=neighbours.inside(inputs.areas, home, inputs.reference("pieces")) | (named["provider"] == OTHERS_HERE),
        label=named["family"].map(neighbours.FAMILY_WORDS), care_pct=100 * named["share"],
        catchment_pct=(100 * named["catchment"]).where(alone), basis="apportioned", source=CATCHMENTS,
    )  # fmt: skip
    frame = frame.assign(_last=~alone).sort_values(["family", "_last", "care_pct"], ascending=[True, True, False])
    return _ordered(inputs, "alignment_trusts", frame)


def alignment_neighbours(inputs: Inputs) -> pd.DataFrame:
    """Give patients who cross the border: one row per area (the system) x other ICB x family of care."""
    done, based = neighbours.volumes(inputs), neighbours.homes(inputs)
    shares = neighbours.shares(inputs, done)
    if shares.empty:
        return _empty("alignment_neighbours")
    home = shares["provider"].map(based.set_index("provider")["home"])
    out = shares.assign(home=home)[shares["area"] == inputs.areas.system.code]
    out = out[~neighbours.inside(inputs.areas, out["home"], inputs.reference("pieces"))]
    going = out.groupby(["home", "family"])["share"].sum()
    coming = neighbours.from_elsewhere(inputs, done, based).set_index(["home", "family"])["share"]
    both = pd.DataFrame({"going_out_pct": 100 * going, "coming_in_pct": 100 * coming}).fillna(0.0).reset_index()
    systems = inputs.reference("systems")
    names = systems[systems["footprint"] == inputs.areas.footprint].set_index("system")["short_name"]
    frame = both.assign(
        area=inputs.areas.system.code, title=both["home"].map(names), label=both["family"].map(neighbours.FAMILY_WORDS),
        basis="apportioned", source=CATCHMENTS, period_to=str(shares["to"].max()),
    )  # fmt: skip
    larger = both[["going_out_pct", "coming_in_pct"]].max(axis=1)
    frame = frame.assign(_larger=-larger).sort_values(["family", "_larger"], kind="stable")
    return _ordered(inputs, "alignment_neighbours", frame)


def alignment_not_held(inputs: Inputs) -> pd.DataFrame:
    """Give what is not on record and what that leaves unchecked: one row per area (the system) x subject."""
    plans = inputs.plans()
    latest = at_round(plans, rounds(plans)[-1]) if len(plans) else plans
    rows = missing.missing(latest, inputs.table("alignment_compared"), inputs.plans("plans_resolutions"))
    frame = pd.DataFrame(rows, columns=["subject", "why", "template"])
    return _shaped(inputs, "alignment_not_held", frame)


def alignment_explained(inputs: Inputs) -> pd.DataFrame:
    """Unfold each key number into its formula and inputs: one row per area x key x order, not England.

    Plans are the system's; care given elsewhere is said for each area.
    """
    trusts, breaches = inputs.table("alignment_trusts"), inputs.table("alignment_breaches")
    basis = "illustrative" if inputs.areas.fictional else "local"
    found = []
    for area in inputs.areas.every[1:]:
        on_record = area.code == inputs.areas.system.code and len(inputs.table("alignment_record")) > 0
        found.append(told.explained(area.code, breaches, trusts[trusts["area"] == area.code], on_record, basis))
    kept = [each for each in found if len(each)]
    return pd.concat(kept)[list(COLUMNS["alignment_explained"])] if kept else _empty("alignment_explained")


def alignment_for_board(inputs: Inputs) -> pd.DataFrame:
    """Give what does not yet add up and who must move: one row per area (the system) x order."""
    trusts, system = inputs.table("alignment_trusts"), inputs.areas.system.code
    status = inputs.table("alignment_status").iloc[0]
    frame = told.for_board(inputs.table("alignment_breaches"), status, trusts[trusts["area"] == system])
    shaped = _shaped(inputs, "alignment_for_board", frame)
    if status["basis"] == NOT_HELD:
        shaped["basis"] = NOT_HELD
    crossing = shaped["key"] == "care_elsewhere"
    return shaped.assign(
        basis=shaped["basis"].mask(crossing, "apportioned"), source=shaped["source"].mask(crossing, CATCHMENTS)
    )


def _seen(inputs: Inputs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the comparisons of the latest round, and of the one before."""
    frame = inputs.table("alignment_compared")
    now, before = (frame[frame["seen_in"] == seen].reset_index(drop=True) for seen in SEEN)
    return now, before


def _labels() -> dict[str, str]:
    return {key: each.label for key, each in MEASURES.items()}


def _shaped(inputs: Inputs, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give rows of the system, with basis and source of a plan on record, in the columns declared."""
    if frame.empty:
        return _empty(table)
    basis = "illustrative" if inputs.areas.fictional else "local"
    return frame.assign(area=inputs.areas.system.code, basis=basis, source=RETURN)[list(COLUMNS[table])]


def _ordered(inputs: Inputs, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    ordered = in_area_order(frame[frame["area"] != ENGLAND], inputs.areas)
    return ordered[list(COLUMNS[table])]


def _empty(table: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(COLUMNS[table]))
