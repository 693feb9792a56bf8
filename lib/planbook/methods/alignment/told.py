"""What the board is told of how far plans agree, and the key numbers behind it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.data.rows import rows_of
from planbook.methods.alignment.catalogue import CHECKS, KINDS
from planbook.methods.alignment.neighbours import FAMILY_WORDS
from planbook.methods.alignment.register import EXPLAINED, OPEN
from planbook.methods.explain import Input, unfolded

TOLD = 5
TURNS = ("between", "shared", "within", "model", "sums")
NO_PLANS = "No submitted plan is on record, so whether plans agree cannot be said."
SYMBOLS = dict(zip(KINDS, "SBMWA", strict=True))
EMERGENCY = "emergency"


def for_board(breaches: pd.DataFrame, status: pd.Series, trusts: pd.DataFrame) -> pd.DataFrame:
    """Give what a board is told of the system, one row each in order: key, label, value, unit, text.

    First whether plans agree, then the differences that are furthest beyond what is allowed, then patients who cross
    the border where catchments are published.
    """
    rows = [("status", "Differences open", float(status["open_count"]), "items", str(status["finding"]))]
    still = first_of_each(breaches[breaches["status"] == OPEN])
    rows += [(row.key, row.label, row.value - row.reference, row.unit, told(row)) for row in rows_of(still)]
    rows += _crossing(trusts)
    frame = pd.DataFrame(rows, columns=["key", "label", "value", "unit", "text"])
    return frame.assign(order=range(1, len(frame) + 1))


def first_of_each(still: pd.DataFrame) -> pd.DataFrame:
    """Give the few open differences a board sees: the first of each kind in turn, contracts before the rest."""
    turn = still.groupby("kind").cumcount()
    kind = still["kind"].map(TURNS.index)
    return still.assign(_turn=turn, _kind=kind).sort_values(["_turn", "_kind"], kind="stable").head(TOLD)


def told(row: object) -> str:
    """Say one difference: between whom, about what, who must move, who answers for it and by when."""
    check = CHECKS[row.check]  # type: ignore[attr-defined]
    pair = [row.party, *([row.counterpart] if row.counterpart != "all" else [])]  # type: ignore[attr-defined]
    owner = f"{row.owner}, by {row.due}" if row.owner and row.due else "nobody answers for it yet"  # type: ignore[attr-defined]
    late = " (past its date)" if row.overdue else ""  # type: ignore[attr-defined]
    what = row.label if row.label.startswith(check.label) else f"{check.label}: {in_words(row.label)}"  # type: ignore[attr-defined]
    said = f"{what} in {row.period}, {' and '.join(pair)}"  # type: ignore[attr-defined]
    return f"{said}. Must move: {row.mover}. Answers for it: {owner}{late}."  # type: ignore[attr-defined]


def in_words(label: str) -> str:
    """Give a label as it stands inside a sentence."""
    return label if label[1:2] == "&" or label[1:2].isupper() else label[:1].lower() + label[1:]


def finding(record: pd.DataFrame, counts: dict[str, int], signed: bool) -> str:
    """Say in a sentence whether the plans on record agree."""
    if record.empty:
        return NO_PLANS
    if counts[OPEN]:
        said = f"{counts[OPEN]} differences are open, so the plans cannot be marked as agreed."
        return f"{said} They were signed all the same." if signed else said
    explained = f"; {counts[EXPLAINED]} are explained and agreed" if counts[EXPLAINED] else ""
    state = "and are signed" if signed else "and nobody has signed them yet"
    return f"No difference is open{explained}: the plans agree {state}."


def _crossing(trusts: pd.DataFrame) -> list[tuple]:
    mine = trusts[(trusts["family"] == EMERGENCY) & trusts["provider"].ne("")]
    if mine.empty:
        return []
    away = float(mine.loc[~mine["inside"], "care_pct"].sum())
    text = f"Of every 100 emergency admissions of people here, {away:.0f} are at trusts based in another ICB."
    return [("care_elsewhere", "Emergency admissions at trusts based elsewhere", away, "percent", text)]


def explained(area: str, breaches: pd.DataFrame, trusts: pd.DataFrame, on_record: bool, basis: str) -> pd.DataFrame:
    """Unfold the key numbers: how many differences are open, the widest contract, care given elsewhere."""
    found = []
    if on_record:
        found.append(_open_count(area, breaches, basis))
        contracts = breaches[(breaches["status"] == OPEN) & (breaches["check"] == "contract")]
        found += [_widest(area, row, basis) for row in rows_of(contracts.head(1))]
    mine = trusts[trusts["family"] == EMERGENCY]
    if len(mine):
        found.append(_elsewhere(area, mine))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _open_count(area: str, breaches: pd.DataFrame, basis: str) -> pd.DataFrame:
    counted = breaches.loc[breaches["status"] == OPEN, "kind"].value_counts()
    tolerances = ("alignment.near_pct", "alignment.far_pct")
    inputs = [
        Input(
            SYMBOLS[kind], f"Open: {words}", float(counted.get(kind, 0)), "items", basis, "local_return", "", tolerances
        )
        for kind, words in KINDS.items()
    ]
    formula = " + ".join(SYMBOLS.values())
    ends = (np.nan, np.nan)
    return unfolded(area, "open_count", "Differences between plans that are open", "items", formula, inputs, ends)


def _widest(area: str, row: object, basis: str) -> pd.DataFrame:
    values = (("P", row.value, row.party), ("C", row.reference, row.counterpart))  # type: ignore[attr-defined]
    inputs = [
        Input(symbol, f"{row.label}, plan of {who}, {row.period}", float(value), row.unit, basis, "local_return", "")  # type: ignore[attr-defined]
        for symbol, value, who in values
    ]
    label = f"Widest gap of a contract: {row.label}"  # type: ignore[attr-defined]
    formula = "100 * (P - C) / ((P + C) / 2)"
    return unfolded(area, "widest_contract", label, "percent_change", formula, inputs, (np.nan, np.nan))


def _elsewhere(area: str, mine: pd.DataFrame) -> pd.DataFrame:
    away = float(mine.loc[~mine["inside"], "value"].sum())
    to = str(mine["period_to"].max())
    inputs = [
        Input("E", "Emergency admissions of people here at trusts based in another ICB, 12 months", away, "admissions",
              "apportioned", "trust_catchments", to),
        Input("A", f"{FAMILY_WORDS[EMERGENCY]} of people here at all acute trusts", float(mine["value"].sum()),
              "admissions", "apportioned", "trust_catchments", to),
    ]  # fmt: skip
    label = "Emergency admissions at trusts based elsewhere"
    return unfolded(area, "care_elsewhere", label, "percent", "100 * E / A", inputs, (np.nan, np.nan))
