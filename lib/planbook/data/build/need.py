"""How much care people are expected to need: the weighted populations of the 2025/26 allocations.

Weighted over registered people, against England, is the need index. Figures are published by general
practice; a practice counts where it stands."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build.dictionary import PIECE, SOURCE, Column, Table, people
from planbook.data.build.lookups import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

NEED_KEY = "icb_allocation_tool_2025_26"
FILE = "icb_allocation_weighted_pop_practice_2025_26"

SOURCES = (
    Source(
        NEED_KEY,
        "ICB place-based allocation tool 2025/26: registered and weighted populations by practice",
        "NHS England",
        "2025/26",
        known_problems="people count where their practice stands, not where they live; practices carry "
        "authorities of 2021; practices outside all authorities of their ICB are spread "
        "over the whole of it",
        how_shipped="added up to pieces by component; ICB totals equal the file's",
    ),
)

COMPONENTS = {
    "overall": "Final WP",
    "general_and_acute": "G&A WP",
    "community": "CS WP",
    "mental_health": "MH WP",
    "maternity": "Mat WP",
    "health_inequalities": "Health Ineq WP",
    "prescribing": "Prescr WP",
    "primary_medical": "Final PMC WP",
}

TABLES = (
    Table(
        "need_weights",
        "One row per piece x component of the allocation formula.",
        ("piece", "component"),
        (
            PIECE,
            Column("component", "overall (core services), one of its parts, or primary_medical"),
            people("registered_people", "people registered with practices standing in the piece", 3),
            people("weighted_people", "the same weighted for need; England's sum is its registered people", 3),
            SOURCE,
        ),
        "Need index = (weighted / registered) of an area over the same of England. `health_inequalities` "
        "is the avoidable mortality adjustment; `primary_medical` belongs to a separate allocation.",
    ),
)


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give the table `need_weights`."""
    practices = _read_practices(folder)
    placed = _to_pieces(practices, lookups)
    long = placed.melt(["piece", "registered_people"], var_name="component", value_name="weighted_people")
    return {
        "need_weights": long[["piece", "component", "registered_people", "weighted_people"]].assign(source=NEED_KEY)
    }


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold registered people and need indices of ICBs against the file and the derived master list."""
    need = tables["need_weights"].merge(tables["pieces"][["piece", "icb_2022"]], on="piece")
    overall = need[need["component"] == "overall"].groupby("icb_2022")[["registered_people", "weighted_people"]].sum()
    master = read_published(
        folder,
        "icb24_master",
        {"icb_2022": ["icb24_code_nhs"], "registered": ["Population"], "weighted": ["Final WP"]},
        numeric=["registered", "weighted"],
    ).set_index("icb_2022")
    ours = need_index(overall["weighted_people"], overall["registered_people"])
    theirs = need_index(master["weighted"], master["registered"])
    rows = [
        Reconciliation(
            "registered population, England 2025/26",
            63_849_324,
            float(overall["registered_people"].sum()),
            "people",
        )
    ]
    for icb in ("QWO", "QU9", "QYG"):
        registered = float(overall["registered_people"][icb])
        rows.append(Reconciliation(f"{icb} registered population", master["registered"][icb], registered, "people"))
        rows.append(Reconciliation(f"{icb} overall need index", theirs[icb], ours[icb], "index, England 1"))
    return rows


def need_index(weighted: pd.Series, registered: pd.Series) -> pd.Series:
    """Give weighted over registered people of each area, divided by the same of all areas together (England
    = 1)."""
    return (weighted / registered) / (weighted.sum() / registered.sum())


def _read_practices(folder: Path) -> pd.DataFrame:
    columns = {
        "practice": ["Practice_Code", "Practice code"],
        "icb_2022": ["ICB", "ICB code"],
        "lad_2021": ["LAD", "LAD code"],
        "registered_people": ["Population", "Registered population"],
    }
    numbers = ["registered_people", *COMPONENTS]
    return read_published(
        folder,
        FILE,
        columns | {component: [published] for component, published in COMPONENTS.items()},
        numeric=numbers,
        required=numbers,
        patterns={"icb_2022": r"Q\w{2}", "lad_2021": r"E0[6-9]\d{6}"},
        key=["practice"],
    )


def _to_pieces(practices: pd.DataFrame, lookups: Lookups) -> pd.DataFrame:
    """Give registered and weighted people by piece; the sum over an ICB's pieces is the sum over its
    practices."""
    numbers = ["registered_people", *COMPONENTS]
    totals = practices.groupby(["lad_2021", "icb_2022"])[numbers].sum().reset_index()
    if absent := set(lookups.pieces["icb_2022"]) - set(practices["icb_2022"]):
        raise InputError(Problem(f"no practice of {', '.join(sorted(absent))}: the file looks cut short", FILE))
    shares = _shares_of_authority(lookups)
    inside = totals.merge(shares, on=["lad_2021", "icb_2022"], how="left", validate="one_to_many")
    outside = inside[inside["piece"].isna()].drop(columns=["piece", "share"])
    outside = outside.merge(_shares_of_icb(lookups), on="icb_2022", how="left", validate="many_to_many")
    placed = pd.concat([inside[inside["piece"].notna()], outside], ignore_index=True)
    parts = placed[numbers].mul(placed["share"], axis=0).assign(piece=placed["piece"])
    return parts.groupby("piece")[numbers].sum().reindex(lookups.pieces["piece"], fill_value=0.0).reset_index()


def _shares_of_authority(lookups: Lookups) -> pd.DataFrame:
    """Give lad_2021, icb_2022, piece, share: how an authority's people inside an ICB lie in its pieces."""
    lies = lookups.authority_2021_pieces.merge(lookups.pieces[["piece", "icb_2022"]], on="piece")
    share = lies["people"] / lies.groupby(["lad_2021", "icb_2022"])["people"].transform("sum")
    return lies[["lad_2021", "icb_2022", "piece"]].assign(share=share)


def _shares_of_icb(lookups: Lookups) -> pd.DataFrame:
    pieces = lookups.pieces
    share = pieces["census_people"] / pieces.groupby("icb_2022")["census_people"].transform("sum")
    return pieces[["icb_2022", "piece"]].assign(share=share)
