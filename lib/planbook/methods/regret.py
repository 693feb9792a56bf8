"""Choosing where nobody knows what comes: the choice that would be regretted least at worst (Savage, 1951)."""

from __future__ import annotations

import pandas as pd


def regrets(loss: pd.DataFrame) -> pd.DataFrame:
    """Give what each choice loses beside the best choice in that scenario; rows scenarios, columns choices, both kept.

    `loss` is what is better small: one row a scenario, one column a choice.
    """
    return loss.sub(loss.min(axis=1), axis=0)


def least_regret(loss: pd.DataFrame) -> pd.DataFrame:
    """Give one row per choice: choice, worst (largest regret), scenario in which, order (1 is regretted least)."""
    lost = regrets(loss)
    frame = pd.DataFrame({"worst": lost.max(), "scenario": lost.idxmax()})
    frame = frame.rename_axis("choice").reset_index()
    frame["order"] = frame["worst"].rank(method="first").astype(int)
    return frame.sort_values("order", kind="stable").reset_index(drop=True)
