"""What the levers leave: posts nobody fills, what covering them would cost, and money nobody has set aside."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from planbook.methods.levers.bridge import short

LABELS = {
    "short_before": ("Posts short without levers", "wte", "Required less available, groups with staff to spare apart."),
    "short_after": ("Posts short with these levers", "wte", "The same, from the model run again with the levers."),
    "covered": (
        "Of these, bank staff could cover within the rules",
        "wte",
        "At most so much more bank work than today, group by group; agency staff are ruled out by 2029/30.",
    ),
    "no_cover": ("Posts with nobody in them", "wte", "Posts short less what bank staff could cover."),
    "levers_cost": ("Levers, a year", "gbp", "What the levers would cost in the last plan year, less what they save."),
    "set_aside": (
        "Money that could go to levers, a year",
        "gbp",
        "So much for each whole-time member of staff in post; nobody has agreed it.",
    ),
    "beyond": ("Levers beyond that money", "gbp", "What the levers cost less that money, where it is more."),
    "cover_cost": (
        "Covering the posts left short, a year",
        "gbp",
        "Posts left short times the cost of covering one, group by group, as if cover could be had for all.",
    ),
    "unfunded": ("Unfunded remainder, a year", "gbp", "Levers beyond the money, and cover for the posts left short."),
}


@dataclass(frozen=True)
class Left:
    """What is left at one year, each (draw,): posts and pounds by the keys of `LABELS`."""

    parts: dict[str, xr.DataArray]

    @property
    def frame(self) -> pd.DataFrame:
        """One row per key in order: value (mean), low and high (80% interval), unit and how it is got."""
        rows = []
        for order, (key, (label, unit, how)) in enumerate(LABELS.items(), start=1):
            drawn = self.parts[key]
            low, high = (float(end) for end in drawn.quantile([0.1, 0.9], "draw").values)
            rows.append((order, key, label, float(drawn.mean()), low, high, unit, how))
        return pd.DataFrame(rows, columns=["order", "key", "label", "value", "low", "high", "unit", "how"])


def left(
    before: xr.DataArray, after: xr.DataArray, spent: xr.DataArray, money: xr.DataArray, room: xr.DataArray,
    cover: xr.DataArray,
) -> Left:  # fmt: skip
    """Give what is left of gaps before and after (draw, staff_group) at one year.

    `spent` and `money`: pounds a year (draw,); `room`: posts that bank staff could cover (draw, staff_group); `cover`:
    pounds a year for a post (draw, staff_group).
    """
    posts = short(after)
    covered = xr.where(posts < room, posts, room)
    beyond = (spent - money).clip(0.0)
    cost = (posts * cover).sum("staff_group")
    return Left(
        {
            "short_before": short(before).sum("staff_group"),
            "short_after": posts.sum("staff_group"),
            "covered": covered.sum("staff_group"),
            "no_cover": (posts - covered).sum("staff_group"),
            "levers_cost": spent,
            "set_aside": money,
            "beyond": beyond,
            "cover_cost": cost,
            "unfunded": beyond + cost,
        }
    )
