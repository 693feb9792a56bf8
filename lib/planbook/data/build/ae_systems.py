"""Under which ICB each A&E provider is counted, read off the two published tables.

NHS England publishes A&E counts by provider and by ICB, but not which provider is counted where. In every month the
ICB figures are sums of whole providers, so the map can be found: start from each provider's own ICB, place the others
by least squares, then move one provider at a time, or swap two, to where the two tables agree best, until no move
helps.

It is needed because the published ICB rows of February and March 2025 repeat those of a year before. The providers'
own returns of those months, added up by the map, give what the rows should hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import nnls

from planbook.data.build import provider_returns as returns
from planbook.data.build.geography import Lookups
from planbook.data.build.reading import month_text, read_published
from planbook.data.build.repeats import repeated_months

# ICB measure -> the provider counts it is the sum of.
PARTS = {
    "ae_attendances": [
        "ae_attendances_type_1",
        "ae_attendances_type_2",
        "ae_attendances_other",
        "ae_booked",
    ],
    "ae_over_4_hours": [
        "ae_over_4_hours_type_1",
        "ae_over_4_hours_type_2",
        "ae_over_4_hours_other",
        "ae_over_4_hours_booked",
    ],
    "emergency_admissions": ["emergency_admissions_via_ae", "emergency_admissions_other"],
    "emergency_admissions_over_4_hours": ["ae_waits_4_to_12_hours", "ae_waits_12_hours"],
}
MEASURES = tuple(PARTS)
LEAST_GAIN = 0.5
ICB_FILE = "ae_monthly_icb_2022-04_2025-07"
REGIONS = {
    "LONDON": "Y56",
    "SOUTH WEST": "Y58",
    "SOUTH EAST": "Y59",
    "MIDLANDS": "Y60",
    "EAST OF ENGLAND": "Y61",
    "NORTH WEST": "Y62",
    "NORTH EAST AND YORKSHIRE": "Y63",
}


def read_icb_ae(folder: Path, lookups: Lookups) -> pd.DataFrame:
    """Read A&E by ICB as published: one row per icb_2022 and month with the four measures."""
    frame = read_published(
        folder,
        ICB_FILE,
        {
            "ons": ["icb22_code", "ICB22CD", "ICB code"],
            "date": ["date", "period", "Month"],
            "ae_attendances": ["total_attendances"],
            "ae_over_4_hours": ["attendances_over_4hours"],
            "emergency_admissions": ["total_emergency_admissions"],
            "emergency_admissions_over_4_hours": ["emergency_admissions_over_4hours"],
        },
        numeric=list(MEASURES),
        dates=["date"],
        drop_totals={"ons": ["E92000001", "England", "Total"]},
        key=["ons", "date"],
    )
    frame["icb_2022"] = lookups.ods_from_ons(frame["ons"], ICB_FILE)
    frame["month"] = month_text(frame["date"])
    return frame[["icb_2022", "month", *MEASURES]]


def ae_map(folder: Path, lookups: Lookups, trusts: Mapping[str, str]) -> dict[str, str]:
    """Give the ICB each A&E provider is counted under; `trusts` holds the ICBs of NHS trusts to start from."""
    former = lookups.systems[lookups.systems["footprint"] == "2022"]
    regions = dict(zip(former["system"], former["region_code"], strict=True))
    return recover_map(provider_sums(folder), read_icb_ae(folder, lookups), trusts, regions)


def corrected_months(icbs: pd.DataFrame, providers: pd.DataFrame, placed: Mapping[str, str]) -> pd.DataFrame:
    """Give what the ICB rows of repeated months should hold, from the providers' returns of those months.

    One row per icb_2022, month and measure: `value` (providers added up) and `value_as_published`. Empty when no
    month repeats another; without the ICBs whose other months the map does not reproduce exactly.
    """
    repeats = repeated_months(icbs, ["icb_2022"], list(MEASURES))
    rows = providers[providers["month"].isin(repeats)]
    rows = rows.assign(icb_2022=rows["provider"].map(dict(placed)))
    rows = rows[rows["icb_2022"].isin(exact_icbs(providers, icbs, placed))]
    keys = ["icb_2022", "month"]
    added = rows.groupby(keys, as_index=False)[list(MEASURES)].sum().melt(keys, var_name="measure")
    published = icbs.melt(keys, list(MEASURES), "measure", "value_as_published")
    return added.merge(published, on=[*keys, "measure"], how="left", validate="one_to_one")


def provider_sums(folder: Path) -> pd.DataFrame:
    """Give one row per provider and month with its `region` and the four measures the ICB table holds."""
    frame = returns.read_ae(folder)
    sums = {measure: frame[parts].sum(axis=1) for measure, parts in PARTS.items()}
    region = frame["region"].str.upper().str.replace("NHS ENGLAND ", "", regex=False).str.strip().map(REGIONS)
    return frame[["provider", "month"]].assign(region=region, **sums)


def recover_map(
    providers: pd.DataFrame, icbs: pd.DataFrame, start: Mapping[str, str], regions: Mapping[str, str]
) -> dict[str, str]:
    """Give the ICB each provider is counted under.

    `providers` has one row per `provider` x `month` (`provider_sums`), `icbs` one per `icb_2022` x `month`, both with
    the four measures. `start` holds the ICBs known beforehand, `regions` the region of each ICB: no provider moves out
    of its region. Only months whose England totals agree in both tables are used. Providers that report nothing in
    those months are left out unless `start` has them.
    """
    months = agreeing_months(providers, icbs)
    reported = _cube(providers, "provider", months)
    gaps = _cube(icbs, "icb_2022", months)
    names = pd.Series(providers.groupby("provider")["region"].last())
    found = {provider: start[provider] for provider in reported if start.get(provider) in gaps}
    for provider, icb in found.items():
        gaps[icb] = gaps[icb] - reported[provider]
    candidates = {
        provider: [icb for icb in gaps if regions[icb] == names[provider]]
        for provider, counts in reported.items()
        if counts.any()
    }
    placed = _place({name: icbs for name, icbs in candidates.items() if name not in found}, reported, gaps)
    for provider, icb in placed.items():
        gaps[icb] = gaps[icb] - reported[provider]
    found |= placed
    while moves := _best_move(reported, gaps, found, candidates) or _best_swap(reported, gaps, found, candidates):
        for provider, icb in moves.items():
            if provider in found:
                gaps[found[provider]] = gaps[found[provider]] + reported[provider]
            gaps[icb] = gaps[icb] - reported[provider]
            found[provider] = icb
    return found


def agreeing_months(providers: pd.DataFrame, icbs: pd.DataFrame) -> list[str]:
    """Give the months whose England totals are the same in both tables, for all four measures."""
    values = list(MEASURES)
    ours, theirs = (frame.groupby("month")[values].sum() for frame in (providers, icbs))
    both = ours.index.intersection(theirs.index)
    same = (ours.loc[both] == theirs.loc[both]).all(axis=1)
    return list(both[same])


def _cube(frame: pd.DataFrame, key: str, months: list[str]) -> dict[str, np.ndarray]:
    """Give key -> counts, months by measures in one row of numbers; zero where a month is not reported."""
    wide = frame[frame["month"].isin(months)].pivot(index=key, columns="month", values=list(MEASURES))
    return {str(name): row.fillna(0).to_numpy("float64") for name, row in wide.iterrows()}


def _place(
    candidates: Mapping[str, list[str]], reported: Mapping[str, np.ndarray], gaps: Mapping[str, np.ndarray]
) -> dict[str, str]:
    """Give each provider the ICB whose gap it explains most of: shares of each gap by non-negative least squares."""
    weights: dict[str, dict[str, float]] = {provider: {} for provider in candidates}
    for icb, gap in gaps.items():
        able = [provider for provider, icbs in candidates.items() if icb in icbs]
        if able:
            shares, _ = nnls(np.column_stack([reported[provider] for provider in able]), gap)
            for provider, weight in zip(able, shares, strict=True):
                weights[provider][icb] = float(weight)
    return {provider: max(by_icb, key=lambda icb: by_icb[icb]) for provider, by_icb in weights.items() if by_icb}


def _best_move(
    reported: Mapping[str, np.ndarray],
    gaps: Mapping[str, np.ndarray],
    found: Mapping[str, str],
    candidates: Mapping[str, list[str]],
) -> dict[str, str]:
    """Give the provider and ICB whose move closes the gaps most (in absolute counts); nothing when none does."""
    best, most = {}, LEAST_GAIN
    for provider, icbs in candidates.items():
        counts, now = reported[provider], found.get(provider)
        freed = 0.0 if now is None else np.abs(gaps[now]).sum() - np.abs(gaps[now] + counts).sum()
        for icb in icbs:
            closed = freed + np.abs(gaps[icb]).sum() - np.abs(gaps[icb] - counts).sum()
            if icb != now and closed > most:
                best, most = {provider: icb}, closed
    return best


def _best_swap(
    reported: Mapping[str, np.ndarray],
    gaps: Mapping[str, np.ndarray],
    found: Mapping[str, str],
    candidates: Mapping[str, list[str]],
) -> dict[str, str]:
    """Give the two providers whose change of places closes the gaps most; nothing when none does.

    Only ICBs with a gap are looked at: where the tables agree there is nothing to mend.
    """
    open_icbs = {icb for icb, gap in gaps.items() if gap.any()}
    able = [provider for provider in candidates if found.get(provider) in open_icbs]
    best, most = {}, LEAST_GAIN
    for one, other in combinations(able, 2):
        here, there = found[one], found[other]
        if here == there or there not in candidates[one] or here not in candidates[other]:
            continue
        change = reported[one] - reported[other]
        closed = np.abs(gaps[here]).sum() - np.abs(gaps[here] + change).sum()
        closed += np.abs(gaps[there]).sum() - np.abs(gaps[there] - change).sum()
        if closed > most:
            best, most = {one: there, other: here}, closed
    return best


def exact_icbs(providers: pd.DataFrame, icbs: pd.DataFrame, placed: Mapping[str, str]) -> set[str]:
    """Give the ICBs whose four counts the map reproduces exactly in every agreeing month."""
    months = agreeing_months(providers, icbs)
    rows = providers.assign(icb_2022=providers["provider"].map(dict(placed))).dropna(subset="icb_2022")
    added = rows.groupby(["icb_2022", "month"], as_index=False)[list(MEASURES)].sum()
    ours, theirs = (_cube(frame, "icb_2022", months) for frame in (added, icbs))
    return {icb for icb, counts in theirs.items() if icb in ours and np.array_equal(ours[icb], counts)}
