"""Areas: the pieces both ICB footprints share, the ICBs of each footprint, and what became of what.

Everything is put together from the 2021 neighbourhoods (LSOAs, about 1,700 people each), which nest in local
authorities of 2021 and 2024, in the ICBs of July 2022 and, through the succession of April 2026, in today's.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build.dictionary import (
    ICB_2022,
    ICB_2026,
    LAD_CODE,
    PIECE,
    SOURCE,
    Column,
    Table,
    people,
    share,
)
from planbook.data.build.lookups import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem, raise_if_any

START_2022 = "2022-07-01"
END_2022 = "2026-03-31"
START_2026 = "2026-04-01"

PIECES_KEY = "area_pieces_derived"
SYSTEMS_KEY = "icb_codes_and_succession"
CENSUS_KEY = "census_2021_lsoa_age"

SOURCES = (
    Source(
        PIECES_KEY,
        "LSOA (2021) lookups to local authority (2024), sub-ICB and ICB (April 2024), with the ICB "
        "succession of April 2026 and Census 2021 usual residents",
        "Office for National Statistics; NHS Organisation Data Service; derived",
        "boundaries April 2024 and April 2026; people March 2021",
        known_problems="the ICB of April 2026 is given by sub-ICB and, in the former Frimley ICB, by "
        "authority; six neighbourhoods of Runnymede are taken to be in Surrey and Sussex",
        how_shipped="neighbourhoods grouped by authority, former ICB and present ICB; people added up",
    ),
    Source(
        SYSTEMS_KEY,
        "ICB names, codes and NHS regions (April 2024) and ICB mergers of 1 April 2026",
        "NHS Organisation Data Service; Office for National Statistics",
        "July 2022 to April 2026",
        known_problems="ONS codes of the ICBs made in April 2026 rest on one file; the code QRL stays in "
        "use for other people than before; two ICBs changed ONS code in 2024 (E54000052/53 "
        "became E54000063/64)",
        how_shipped="one row per ICB and footprint; shares of people by Census 2021",
    ),
    Source(
        CENSUS_KEY,
        "Census 2021, usual residents by LSOA and six age groups",
        "Office for National Statistics",
        "21 March 2021",
        known_problems="disclosure control moves small counts; LSOA names carry the authorities of 2021",
        how_shipped="added up to authorities of 2021 and pieces",
    ),
)

TABLES = (
    Table(
        "pieces",
        "One row per piece of England.",
        ("piece",),
        (
            PIECE,
            LAD_CODE,
            Column("lad_name", "name of the local authority district"),
            Column("upper_tier_code", "ONS code of the upper-tier authority"),
            Column("upper_tier_name", "name of the upper-tier authority"),
            ICB_2022,
            ICB_2026,
            people("census_people", "usual residents at Census 2021", 0),
            share("lad_share", "piece's share of the authority's usual residents at Census 2021"),
            Column(
                "age_third",
                "third of England's people, authorities ordered by share aged 65+ in 2023 (3 oldest)",
            ),
            SOURCE,
        ),
    ),
    Table(
        "systems",
        "One row per ICB in each footprint.",
        ("footprint", "system"),
        (
            Column("footprint", "'2022' (July 2022 to March 2026) or '2026' (from April 2026)"),
            Column("system", "ODS code of the ICB"),
            Column("name", "full name"),
            Column("short_name", "name without 'NHS' and 'Integrated Care Board'"),
            Column("ons_code", "ONS code"),
            Column("region_code", "NHS region code"),
            Column("region_name", "NHS region"),
            Column("valid_from", "first day in force with these people"),
            Column("valid_to", "last day in force with these people; blank: in force"),
            SOURCE,
        ),
        "The same code in both footprints may stand for other people: QRL does.",
    ),
    Table(
        "succession",
        "One row per former ICB and the ICB its people came to in April 2026.",
        ("icb_2022", "icb_2026"),
        (
            ICB_2022,
            ICB_2026,
            Column("change", "unchanged, merger, split or acquisition"),
            share("people_share", "share of the former ICB's people (Census 2021) now in the present one"),
            SOURCE,
        ),
    ),
    Table(
        "authority_2021_pieces",
        "One row per authority of 2021 and piece it lies in.",
        ("lad_2021", "piece"),
        (
            Column("lad_2021", "ONS code of the local authority district, 2021"),
            Column("lad_2021_name", "its name"),
            LAD_CODE,
            PIECE,
            people("people", "usual residents at Census 2021", 0),
            share("share_of_lad_2021", "share of the 2021 authority's residents who live in the piece"),
            SOURCE,
        ),
    ),
)


def make_lookups(folder: Path) -> Lookups:
    """Read where every neighbourhood of England lies and give the areas made of them."""
    lsoa_ages = _census(folder)
    lsoa = _neighbourhoods(folder, lsoa_ages)
    lsoa_ages = lsoa_ages.merge(lsoa[["lsoa", "piece"]], on="lsoa", how="left", validate="many_to_one")
    systems, successors = _icbs(folder)
    succession = _succession(lsoa, successors)
    return Lookups(
        pieces=_pieces(folder, lsoa),
        systems=_systems(systems, successors, succession, lsoa),
        succession=succession,
        authority_2021_pieces=_authority_2021_pieces(lsoa),
        lsoa=lsoa,
        lsoa_ages=lsoa_ages[["lsoa", "piece", "age_group", "people"]],
    )


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give pieces, systems, succession and authority_2021_pieces."""
    return {
        "pieces": lookups.pieces,
        "systems": lookups.systems,
        "succession": lookups.succession,
        "authority_2021_pieces": lookups.authority_2021_pieces,
    }


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold the pieces against the census and the succession's published shares."""
    published = read_published(
        folder,
        "icb_succession_2026_04",
        {"icb_2022": ["predecessor_ods"], "icb_2026": ["successor_ods"], "share": ["census21_pop_share"]},
        numeric=["share"],
    )
    ours = published.merge(tables["succession"], on=["icb_2022", "icb_2026"], how="left")
    ours = ours[ours["share"] < 1]
    moves = zip(ours["icb_2022"], ours["icb_2026"], ours["share"], ours["people_share"], strict=True)
    rows = [
        Reconciliation(f"people of {before} who came to {after} (Census 2021)", theirs, mine, "share")
        for before, after, theirs, mine in moves
    ]
    people = float(tables["pieces"]["census_people"].sum())
    note = "counts by neighbourhood are adjusted for disclosure, so their sum differs a little"
    return [Reconciliation("England usual residents, Census 2021", 56_490_048, people, "people", note), *rows]


def _census(folder: Path) -> pd.DataFrame:
    return read_published(
        folder,
        "lsoa21_census2021_age6",
        {
            "lsoa": ["lsoa21_code", "LSOA21CD", "LSOA code"],
            "lsoa_name": ["lsoa21_name", "LSOA21NM", "LSOA name"],
            "age_group": ["age_group", "Age group"],
            "people": ["usual_residents", "people", "observation"],
        },
        numeric=["people"],
        required=["people"],
        patterns={"lsoa": r"E01\d{6}"},
        key=["lsoa", "age_group"],
        grid=["lsoa", "age_group"],
    )


def _neighbourhoods(folder: Path, census: pd.DataFrame) -> pd.DataFrame:
    lookup = read_published(
        folder,
        "lsoa21_icb24_lad24_icb26_derived",
        {
            "lsoa": ["lsoa21_code"],
            "sicbl": ["sicbl24_code_nhs"],
            "lad_code": ["ltla24_code"],
            "icb_2022": ["icb24_code_nhs"],
            "icb_2026": ["icb26_code_nhs"],
        },
        key=["lsoa"],
    )
    sicbl = read_published(
        folder,
        "lsoa21_sicbl24_icb24",
        {"lsoa": ["lsoa21_code"], "sicbl_code": ["sicbl24_code"]},
        key=["lsoa"],
    )
    people = census.groupby(["lsoa", "lsoa_name"], as_index=False)["people"].sum()
    lsoa = people.merge(lookup, on="lsoa", how="outer", validate="one_to_one", indicator=True)
    lsoa = lsoa.merge(sicbl, on="lsoa", how="left", validate="one_to_one")
    if stray := int((lsoa["_merge"] != "both").sum()) + int(lsoa["sicbl_code"].isna().sum()):
        raise InputError(Problem(f"{stray} neighbourhoods are in one lookup and not in another", "LSOA lookups"))
    lsoa["lad_2021_name"] = lsoa["lsoa_name"].str.replace(r"\s\d{3}[A-Z]$", "", regex=True)
    lsoa["lad_2021"] = lsoa["lad_2021_name"].map(plain_name).map(_authority_codes_2021(folder))
    if lsoa["lad_2021"].isna().any():
        unplaced = sorted(lsoa.loc[lsoa["lad_2021"].isna(), "lad_2021_name"].unique())
        raise InputError(Problem(f"authorities {unplaced} have no 2021 code", "Census 2021 LSOA names"))
    lsoa["piece"] = lsoa["lad_code"] + "." + lsoa["icb_2022"] + "." + lsoa["icb_2026"]
    return lsoa.drop(columns=["_merge", "lsoa_name"])


def plain_name(name: str) -> str:
    """Give an authority's name without what publishers add to or leave out of it ('Bristol, City of')."""
    return name.replace("\xa0", " ").split(", ")[0].strip().casefold()


def _authority_codes_2021(folder: Path) -> dict[str, str]:
    names = read_published(
        folder,
        "lad21_mye2020_sex_single_year",
        {"lad_2021": ["Code"], "name": ["Name"], "sex": ["sex"]},
        where={"sex": "F", "lad_2021": r"E0[6-9]\d{6}"},
        key=["lad_2021"],
    )
    return dict(zip(names["name"].map(plain_name), names["lad_2021"], strict=True))


def _pieces(folder: Path, lsoa: pd.DataFrame) -> pd.DataFrame:
    keys = ["piece", "lad_code", "icb_2022", "icb_2026"]
    pieces = lsoa.groupby(keys)["people"].sum().rename("census_people").reset_index()
    pieces["lad_share"] = pieces["census_people"] / pieces.groupby("lad_code")["census_people"].transform("sum")
    for lookup in (_authority_names(folder), _upper_tiers(folder), _age_thirds(folder)):
        pieces = pieces.merge(lookup, on="lad_code", how="left", validate="many_to_one")
    pieces["source"] = PIECES_KEY
    columns = [column.name for column in TABLES[0].columns]
    raise_if_any(
        Problem(f"authorities {sorted(pieces.loc[pieces[column].isna(), 'lad_code'])} have no {column}", "lookups")
        for column in columns
        if pieces[column].isna().any()
    )
    return pieces[columns]


def _authority_names(folder: Path) -> pd.DataFrame:
    columns = {"lad_code": ["ltla24_code", "LAD24CD"], "lad_name": ["ltla24_name", "LAD24NM"]}
    return read_published(folder, "lad24_region24", columns, where={"lad_code": "E.*"}, key=["lad_code"])


def _upper_tiers(folder: Path) -> pd.DataFrame:
    columns = {
        "lad_code": ["ltla23_code", "LTLA23CD"],
        "upper_tier_code": ["utla23_code", "UTLA23CD"],
        "upper_tier_name": ["utla23_name", "UTLA23NM"],
    }
    return read_published(folder, "lad23_utla23", columns, where={"lad_code": "E.*"}, key=["lad_code"])


def _age_thirds(folder: Path) -> pd.DataFrame:
    """Give lad_code and age_third: England's people cut in three, authorities in order of their share aged
    65+."""
    ages = read_published(
        folder,
        "lad_mye2023_persons_single_year",
        {"lad_code": ["code", "LAD code"], "all": ["all", "All ages"]},
        numeric=["all"],
        series=r"\d+|90\+",
        where={"lad_code": r"E0[6-9]\d{6}"},
        key=["lad_code"],
    )
    older = ages[[str(age) for age in range(65, 90)] + ["90+"]].sum(axis=1) / ages["all"]
    ages = ages.assign(older=older).sort_values(["older", "lad_code"])
    middle = (ages["all"].cumsum() - ages["all"] / 2) / ages["all"].sum()
    ages["age_third"] = (middle * 3).astype("int64").clip(upper=2) + 1
    return ages[["lad_code", "age_third"]]


def _icbs(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    former = read_published(
        folder,
        "icb24_master",
        {
            "system": ["icb24_code_nhs"],
            "name": ["icb24_name"],
            "ons_code": ["icb24_code"],
            "region_code": ["region_code"],
            "region_name": ["region_name"],
        },
        key=["system"],
    )
    successors = read_published(
        folder,
        "icb_succession_2026_04",
        {
            "icb_2022": ["predecessor_ods"],
            "icb_2026": ["successor_ods"],
            "name": ["successor_name"],
            "ons_code": ["successor_ons"],
            "change": ["type"],
        },
        key=["icb_2022", "icb_2026"],
    )
    return former, successors


def _succession(lsoa: pd.DataFrame, successors: pd.DataFrame) -> pd.DataFrame:
    """Give one row per former and present ICB that share people, with what happened and the share of
    people."""
    moved = lsoa.groupby(["icb_2022", "icb_2026"], as_index=False)["people"].sum()
    moved["people_share"] = moved["people"] / moved.groupby("icb_2022")["people"].transform("sum")
    known = successors[["icb_2022", "icb_2026", "change"]]
    both = moved.merge(known, on=["icb_2022", "icb_2026"], how="outer", indicator=True, validate="one_to_one")
    acquirers = set(successors.loc[successors["change"] == "acquisition", "icb_2026"])
    same = both["icb_2022"] == both["icb_2026"]
    both.loc[same & both["change"].isna(), "change"] = "unchanged"
    both.loc[same & both["icb_2026"].isin(acquirers), "change"] = "acquisition"
    wrong = both[both["people"].isna() | both["change"].isna()]
    raise_if_any(
        Problem(f"{row.icb_2022} to {row.icb_2026}: in the lookup or in the list of successions, not in both")
        for row in wrong.itertuples()
    )
    both["source"] = SYSTEMS_KEY
    return both[["icb_2022", "icb_2026", "change", "people_share", "source"]]


def _systems(
    former: pd.DataFrame, successors: pd.DataFrame, succession: pd.DataFrame, lsoa: pd.DataFrame
) -> pd.DataFrame:
    unchanged = set(succession.loc[succession["change"] == "unchanged", "icb_2022"])
    before = former.assign(footprint="2022", valid_from=START_2022)
    before["valid_to"] = ["" if code in unchanged else END_2022 for code in before["system"]]
    kept = former[former["system"].isin(unchanged)].assign(valid_from=START_2022)
    made = successors.drop_duplicates("icb_2026").rename(columns={"icb_2026": "system"})
    made = made.merge(_main_region(former, lsoa), on="system", validate="one_to_one").assign(valid_from=START_2026)
    after = pd.concat([kept, made], ignore_index=True).assign(footprint="2026", valid_to="")
    systems = pd.concat([before, after], ignore_index=True)
    systems["short_name"] = systems["name"].str.replace(r"^NHS | Integrated Care Board$", "", regex=True)
    systems["source"] = SYSTEMS_KEY
    return systems[[column.name for column in TABLES[1].columns]]


def _main_region(former: pd.DataFrame, lsoa: pd.DataFrame) -> pd.DataFrame:
    """Give each present ICB the NHS region in which most of its people lived before."""
    regions = former[["system", "region_code", "region_name"]].rename(columns={"system": "icb_2022"})
    placed = lsoa.merge(regions, on="icb_2022", validate="many_to_one")
    counts = placed.groupby(["icb_2026", "region_code", "region_name"])["people"].sum().reset_index()
    most = counts.sort_values("people").drop_duplicates("icb_2026", keep="last")
    return most.rename(columns={"icb_2026": "system"}).drop(columns="people")


def _authority_2021_pieces(lsoa: pd.DataFrame) -> pd.DataFrame:
    keys = ["lad_2021", "lad_2021_name", "lad_code", "piece"]
    frame = lsoa.groupby(keys, as_index=False)["people"].sum()
    frame["share_of_lad_2021"] = frame["people"] / frame.groupby("lad_2021")["people"].transform("sum")
    return frame.assign(source=CENSUS_KEY)
