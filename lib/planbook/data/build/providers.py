"""Who provides care, what each provider reports by month and quarter, and where its patients come from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build import provider_returns as returns
from planbook.data.build.dictionary import ICB_2022, MONTH, PIECE, SOURCE, Column, Table, share
from planbook.data.build.geography import Lookups
from planbook.data.build.provider_list import CATCHMENT_FILE, LIST, read_providers
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

SMALLEST_SHARE = 0.0005

CATCHMENT = Source(
    key="trust_catchments",
    publication="NHS Acute (Hospital) Trust Catchment Populations, 2022 release, by authority of 2021",
    publisher="Office for Health Improvement and Disparities",
    period="admissions to 2020",
    known_problems=(
        "Acute trusts only, as they were in 2020: trusts merged since are apart. Shares by authority are spread over "
        "an authority's pieces by people, though a trust may draw more from one side."
    ),
    how_shipped=(
        f"Authority of 2021 to piece by Census 2021 people; shares under {SMALLEST_SHARE} of a trust's catchment left "
        "out and the rest scaled to 1."
    ),
)
SOURCES = (LIST, CATCHMENT, *returns.SOURCES)
_PROVIDER = Column("provider", "ODS code of the provider")
_VALUE = Column("value", "value, in the unit measures gives", "as measure", 2)

TABLES = (
    Table(
        "providers",
        "One row per organisation that reports.",
        ("provider",),
        (
            _PROVIDER,
            Column("name", "name"),
            Column("kind", "acute, mental health, community, ambulance, independent, commissioner or other; derived"),
            Column("icb_2022", f"{ICB_2022.meaning}, of its headquarters or return; blank: not known"),
            Column("region_code", "NHS region code; blank: not known"),
            Column("open_to", "last day open; blank: open, or not a trust"),
            SOURCE,
        ),
    ),
    Table(
        "provider_monthly",
        "One row per provider, month, measure and item.",
        ("provider", "month", "measure", "item"),
        (
            _PROVIDER,
            MONTH,
            Column("measure", "key in measures"),
            Column("item", "diagnostic test; blank for other measures"),
            _VALUE,
            SOURCE,
        ),
        "A series that is zero in every month is left out.",
    ),
    Table(
        "provider_quarterly",
        "One row per provider, quarter, sector and measure: overnight beds, mean of the quarter.",
        ("provider", "quarter", "sector", "measure"),
        (
            _PROVIDER,
            Column("quarter", "financial-year quarter: 2024-Q4 is January to March 2025"),
            Column("sector", ", ".join(returns.SECTORS)),
            Column("measure", "beds_available or beds_occupied"),
            Column("value", "beds", "beds", 2),
            SOURCE,
        ),
        "Sectors a trust has no beds in are left out.",
    ),
    Table(
        "catchments",
        "One row per acute trust and piece it draws patients from.",
        ("provider", "piece"),
        (_PROVIDER, PIECE, share("share", "share of the trust's catchment population in the piece"), SOURCE),
        "Shares of each trust sum to 1. It is not the share of the piece's people who use the trust.",
    ),
)


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give providers, provider_monthly, provider_quarterly and catchments."""
    return {
        "providers": read_providers(folder, lookups),
        "provider_monthly": returns.provider_monthly(folder),
        "provider_quarterly": read_quarterly(folder),
        "catchments": read_catchments(folder, lookups.authority_2021_pieces),
    }


def read_quarterly(folder: Path) -> pd.DataFrame:
    """Give overnight beds: one row per provider, quarter, sector and measure, England's row left out."""
    beds = returns.read_overnight_beds(folder)
    beds = beds[(beds["provider"] != "England") & beds["value"].notna()]
    most = beds.groupby(["provider", "sector"])["value"].transform("max")
    columns = ["provider", "quarter", "sector", "measure", "value"]
    return beds.loc[most > 0, columns].assign(source=returns.BEDS.key)


def read_catchments(folder: Path, authority_2021_pieces: pd.DataFrame) -> pd.DataFrame:
    """Give each acute trust's catchment shares by piece, small ones left out and the rest scaled to sum to 1.

    Raises `InputError` when a trust's published shares do not sum to 1 (within 0.001) or an authority is not known.
    """
    published = read_published(
        folder,
        CATCHMENT_FILE,
        {
            "provider": ["nhs_trust22_code", "Trust code"],
            "lad_2021": ["ltla21_code", "LTLA21CD"],
            "share": ["proportion_trust_came_from_ltla", "share"],
        },
        numeric=["share"],
        required=["share"],
        key=["provider", "lad_2021"],
    )
    totals = published.groupby("provider")["share"].sum()
    if wrong := sorted(totals.index[(totals - 1).abs() > 0.001]):
        raise InputError(Problem(f"shares of {', '.join(wrong)} do not sum to 1", CATCHMENT_FILE, "1 per trust"))
    if stray := sorted(set(published["lad_2021"]) - set(authority_2021_pieces["lad_2021"])):
        raise InputError(Problem(f"authorities {stray} are not known", CATCHMENT_FILE, "authorities of 2021"))
    spread = published.merge(authority_2021_pieces[["lad_2021", "piece", "share_of_lad_2021"]], on="lad_2021")
    spread["share"] *= spread["share_of_lad_2021"]
    shares = spread.groupby(["provider", "piece"], as_index=False)["share"].sum()
    shares = shares[shares["share"] >= SMALLEST_SHARE].reset_index(drop=True)
    shares["share"] /= shares.groupby("provider")["share"].transform("sum")
    return shares.assign(source=CATCHMENT.key)


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold trusts against England's row of overnight beds, tests against total rows, and two counts of beds."""
    monthly, quarterly = tables["provider_monthly"], tables["provider_quarterly"]
    return [*_beds(quarterly, folder), *_tests(monthly, folder), _two_bed_counts(tables)]


def _beds(quarterly: pd.DataFrame, folder: Path) -> list[Reconciliation]:
    england = returns.read_overnight_beds(folder)
    england = england[england["provider"] == "England"]
    keys = ["quarter", "sector", "measure"]
    published, ours = (frame.groupby(keys, as_index=False)[["value"]].sum() for frame in (england, quarterly))
    both = published.merge(ours, on=keys, how="left", suffixes=("", "_trusts")).fillna({"value_trusts": 0})
    return [
        Reconciliation(
            f"{row.measure} {row.sector}".replace("_", " ") + f", {row.quarter}: England's row and the trusts",
            row.value,
            row.value_trusts,
            "beds",
        )
        for row in both[both["quarter"] == both["quarter"].max()].itertuples()
    ]


def _tests(monthly: pd.DataFrame, folder: Path) -> list[Reconciliation]:
    rows = returns.read_test_rows(folder)
    totals = rows[rows["item"] == "total"]
    last = totals["month"].max()
    waiting = monthly[(monthly["measure"] == "diagnostic_waiting") & (monthly["month"] == last)]["value"].sum()
    done = monthly[monthly["measure"] == "diagnostic_tests"]["value"].sum()
    published_waiting = totals.loc[totals["month"] == last, "diagnostic_waiting"].sum()
    period = f"{totals['month'].min()} to {last}"
    return [
        Reconciliation(
            f"waiting for a diagnostic test, England, {last}: total rows and the tests",
            float(published_waiting),
            float(waiting),
            "tests",
        ),
        Reconciliation(
            f"diagnostic tests done, England, {period}: total rows and the tests",
            float(totals["diagnostic_tests"].sum()),
            float(done),
            "tests",
        ),
    ]


def _two_bed_counts(tables: dict[str, pd.DataFrame]) -> Reconciliation:
    quarterly, monthly = tables["provider_quarterly"], tables["provider_monthly"]
    last = quarterly["quarter"].max()
    end = pd.Period(returns.quarter_end_month(pd.Series([last]))[0], "M")
    months = [str(end - back) for back in range(3)]
    overnight = quarterly[
        (quarterly["quarter"] == last)
        & (quarterly["sector"] == "general_acute")
        & (quarterly["measure"] == "beds_available")
    ]["value"].sum()
    open_beds = monthly[(monthly["measure"] == "ga_beds_available") & monthly["month"].isin(months)]["value"].sum()
    note = "two counts: KH03 holds all trusts' overnight beds, the daily report acute trusts' open beds"
    what = f"general and acute beds, England, {last}: overnight return and daily report"
    return Reconciliation(what, float(overnight), float(open_beds) / len(months), "beds", note)
