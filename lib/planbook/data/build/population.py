"""How many people live in each piece, by age and sex, each mid-year from 2023 to 2043.

Mid-2023 is the published estimate. From then on, unless the folder holds the ONS sub-national projections,
each authority keeps its place in England's: under 45 its people of an age grow as England's do, and from 45
its people grow a year older at the rate England's do (who dies, who comes and who goes, together).
Authorities are shared out to their pieces as Census 2021 found them, within six age groups."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from planbook.data.build.dictionary import AGE_BAND, PIECE, SEX, SOURCE, YEAR, Table, people
from planbook.data.build.geography import CENSUS_KEY
from planbook.data.build.lookups import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem, raise_if_any

FIRST_YEAR, LAST_YEAR = 2023, 2043
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
AGES = range(91)
OLDEST = 90
COHORTS_FROM = 45
AGE_BANDS = (*(f"{age}-{age + 4}" for age in range(0, 90, 5)), "90+")
BAND_STARTS = list(range(0, 91, 5))
CENSUS_GROUPS = {
    "Aged 15 years and under": (0, 15),
    "Aged 16 to 24 years": (16, 24),
    "Aged 25 to 34 years": (25, 34),
    "Aged 35 to 49 years": (35, 49),
    "Aged 50 to 64 years": (50, 64),
    "Aged 65 years and over": (65, OLDEST),
}
AUTHORITY = r"E0[6-9]\d{6}"

ESTIMATE_KEY = "population_2023_apportioned"
DERIVED_KEY = "population_projection_derived"
SNPP_KEY = "ons_snpp_2022"
MYE_KEY = "ons_mid_2023"
SEX_KEY = "ons_mid_2020_sex"
NPP_KEY = "ons_npp_2022"

SOURCES = (
    Source(
        MYE_KEY,
        "Mid-year population estimates, mid-2023, local authorities, single year of age",
        "Office for National Statistics",
        "mid-2023",
        known_problems="persons only; the year is inferred from England's total",
        how_shipped="through population_2023_apportioned",
    ),
    Source(
        SEX_KEY,
        "Mid-year population estimates, mid-2020, local authorities of 2021, males and females",
        "Office for National Statistics",
        "mid-2020",
        known_problems="before rebasing to Census 2021: used for the shares of women and men only",
        how_shipped="through population_2023_apportioned and population_projection_derived",
    ),
    Source(
        NPP_KEY,
        "National population projections, 2022-based, England, principal projection",
        "Office for National Statistics",
        "2022 to 2043, published January 2025",
        known_problems="starts above the mid-2023 estimate (57.91m against 57.69m in 2023)",
        how_shipped="its changes from year to year, not its levels",
    ),
    Source(
        ESTIMATE_KEY,
        "Mid-2023 population of authorities, shared out to pieces by age group and by sex",
        "derived from Office for National Statistics",
        "mid-2023",
        known_problems="pieces of split authorities rest on Census 2021 shares; sex on mid-2020 shares "
        "carried by England's change",
        how_shipped="people by piece, sex and 19 age bands",
    ),
    Source(
        DERIVED_KEY,
        "Population projection by piece: mid-2023 estimates aged with England's 2022-based projection",
        "derived from Office for National Statistics; not the ONS sub-national projections",
        "2024 to 2043",
        known_problems="no local difference in births, deaths or migration: under 45 each authority grows "
        "as England does at that age, from 45 by England's change of a cohort; England is "
        "0.4% under the national projection because it starts from the estimate",
        how_shipped="people by piece, sex and 19 age bands; replaced by the ONS projections when supplied",
    ),
    Source(
        SNPP_KEY,
        "Subnational population projections, 2022-based, local authorities, principal projection",
        "Office for National Statistics",
        "2022 to 2047",
        known_problems="pieces of split authorities rest on Census 2021 shares",
        how_shipped="people by piece, sex and 19 age bands",
    ),
)

TABLES = (
    Table(
        "population",
        "One row per piece x year x sex x age band: people at mid-year.",
        ("piece", "year", "sex", "age_band"),
        (PIECE, YEAR, SEX, AGE_BAND, people("people", "usual residents at mid-year"), SOURCE),
        f"The source says which rows are estimates ({ESTIMATE_KEY}) and which projections.",
    ),
)


@dataclass(frozen=True)
class BySex:
    """People by authority x year x age band, women and men apart; `lads` names the first axis."""

    lads: list[str]
    women: np.ndarray
    men: np.ndarray


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give the table `population`."""
    supplied = sorted(path for path in Path(folder).rglob("*.csv*") if "snpp" in path.name.casefold())
    if supplied:
        single = _read_snpp(folder, [path.name for path in supplied])
        sources = dict.fromkeys(YEARS, SNPP_KEY)
    else:
        single = _derived(folder, lookups)
        sources = {year: ESTIMATE_KEY if year == FIRST_YEAR else DERIVED_KEY for year in YEARS}
    return {"population": _by_piece(single, lookups, sources)}


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold our people against the estimates, the national projection and the derived files."""
    ours = tables["population"].merge(tables["pieces"][["piece", "icb_2022"]], on="piece")
    by_year = ours.groupby("year")["people"].sum()
    published = _read_estimates(folder).to_numpy().sum()
    national = _read_npp(folder).sum(axis=(0, 1))
    rows = [
        Reconciliation("England mid-2023 population", float(published), by_year[FIRST_YEAR], "people"),
        Reconciliation(
            f"England mid-{LAST_YEAR} population, national projection",
            float(national[LAST_YEAR - 2022]),
            by_year[LAST_YEAR],
            "people",
            "ours starts from the mid-2023 estimate, 0.4% under the projection's 2023",
        ),
    ]
    derived = read_published(
        folder,
        "icb24_population_by_age_2023_2043_derived",
        {"icb_2022": ["icb24_code_nhs"], "year": ["year"]},
        numeric=["year"],
        series=r"\d+-\d+|90\+",
    )
    for icb, year in (("QWO", FIRST_YEAR), ("QWO", LAST_YEAR), ("QNQ", FIRST_YEAR)):
        theirs = derived.loc[(derived["icb_2022"] == icb) & (derived["year"] == year), list(AGE_BANDS)]
        mine = ours.loc[(ours["icb_2022"] == icb) & (ours["year"] == year), "people"]
        note = "the derived file shares out five-year bands, ours single years of age"
        total = float(theirs.to_numpy().sum())
        rows.append(Reconciliation(f"{icb} mid-{year} population", total, float(mine.sum()), "people", note))
    return rows


def project(persons: np.ndarray, england: np.ndarray) -> np.ndarray:
    """Give people by authority x year x single age (0 to 90+), from the base year on.

    `persons` is authority x age in the base year, `england` age x year of the national projection from the
    same base year. Under 45 a cell grows as England's of that age since the base year; from 45 a cohort
    changes as England's does in a year (90+ as those of 89 and over the year before). Where England's
    projection equals the sum of the authorities in the base year, the sum equals it in every year."""
    years = england.shape[1]
    result = np.empty((persons.shape[0], years, persons.shape[1]))
    result[:, 0, :] = persons
    for now in range(1, years):
        before = result[:, now - 1, :]
        growth = england[:COHORTS_FROM, now] / england[:COHORTS_FROM, 0]
        result[:, now, :COHORTS_FROM] = persons[:, :COHORTS_FROM] * growth
        kept = england[COHORTS_FROM:OLDEST, now] / england[COHORTS_FROM - 1 : OLDEST - 1, now - 1]
        result[:, now, COHORTS_FROM:OLDEST] = before[:, COHORTS_FROM - 1 : OLDEST - 1] * kept
        oldest_kept = england[OLDEST, now] / england[OLDEST - 1 :, now - 1].sum()
        result[:, now, OLDEST] = before[:, OLDEST - 1 :].sum(axis=1) * oldest_kept
    return result


def female_share(local: np.ndarray, england_then: np.ndarray, england: np.ndarray) -> np.ndarray:
    """Give the share of women by authority x year x band.

    The local odds of being a woman (`local`: sex x authority x band, women first) move as England's odds do
    between then (`england_then`: sex x band) and each year (`england`: sex x band x year), so the share
    stays within 0 and 1."""
    odds = local[0] / local[1]
    change = (england[0] / england[1]) / (england_then[0] / england_then[1])[:, np.newaxis]
    moved = odds[:, np.newaxis, :] * change.T[np.newaxis, :, :]
    return moved / (1 + moved)


def banded(single: np.ndarray, axis: int = -1) -> np.ndarray:
    """Add single ages (0 to 90+) up to the 19 bands, along `axis`."""
    return np.add.reduceat(single, BAND_STARTS, axis=axis)


def _derived(folder: Path, lookups: Lookups) -> BySex:
    """Give women and men by authority x year x single age from the estimates and the national projection."""
    estimates = _read_estimates(folder)
    lads = list(estimates.index)
    npp = _read_npp(folder)[:, :, FIRST_YEAR - 2022 : LAST_YEAR - 2022 + 1]
    persons = project(estimates.to_numpy(), npp.sum(axis=0))
    local = banded(_read_sex_2020(folder, lookups, lads))
    women = female_share(local, local.sum(axis=1), banded(npp, axis=1))
    women = np.repeat(women, [*[5] * 18, 1], axis=2)
    return BySex(lads, persons * women, persons * (1 - women))


def _by_piece(single: BySex, lookups: Lookups, sources: dict[int, str]) -> pd.DataFrame:
    """Share authorities out to pieces within the census age groups, add ages up to bands, and lay out as
    rows."""
    shares = _piece_shares(lookups)
    _refuse_missing(set(lookups.pieces["lad_code"]) - set(single.lads), "population by authority")
    places = [single.lads.index(lad) for lad in lookups.pieces.set_index("piece").loc[shares.index, "lad_code"]]
    parts = shares.to_numpy()[:, np.newaxis, :]
    women = banded(single.women[places] * parts)
    men = banded(single.men[places] * parts)
    axes = [list(shares.index), list(YEARS), ["F", "M"], list(AGE_BANDS)]
    index = pd.MultiIndex.from_product(axes, names=["piece", "year", "sex", "age_band"])
    values = np.stack([women, men], axis=2).reshape(-1)
    frame = pd.DataFrame({"people": values}, index=index).reset_index()
    return frame.assign(source=frame["year"].map(sources))


def _piece_shares(lookups: Lookups) -> pd.DataFrame:
    """Give each piece's share of its authority's people at each single age: rows pieces, columns ages 0 to
    90+."""
    counts = lookups.lsoa_ages.groupby(["piece", "age_group"])["people"].sum().unstack()
    if unknown := set(counts.columns) ^ set(CENSUS_GROUPS):
        raise InputError(Problem(f"census age groups {sorted(unknown)} are not the six expected", CENSUS_KEY))
    lad = lookups.pieces.set_index("piece")["lad_code"].reindex(counts.index)
    shares = counts / counts.groupby(lad).transform("sum")
    group_of = {age: name for name, (first, last) in CENSUS_GROUPS.items() for age in range(first, last + 1)}
    return pd.DataFrame({age: shares[group_of[age]] for age in AGES})


def _read_estimates(folder: Path) -> pd.DataFrame:
    """Give mid-2023 people by authority (rows) and single age (columns 0 to 90)."""
    frame = read_published(
        folder,
        "lad_mye2023_persons_single_year",
        {"lad_code": ["code", "LAD code", "lad24cd"], "all": ["all", "All ages"]},
        numeric=["all"],
        series=r"\d+|90\+",
        where={"lad_code": AUTHORITY},
        key=["lad_code"],
    ).set_index("lad_code")
    ages = _single_ages(frame, "lad_mye2023_persons_single_year")
    gap = (ages.sum(axis=1) - frame["all"]).abs()
    raise_if_any(
        Problem(f"the ages of {lad} do not add up to all ages ({off:.0f} people out)", "mid-2023 estimates")
        for lad, off in gap[gap > 1].items()
    )
    return ages


def _single_ages(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    wanted = [str(age) for age in range(OLDEST)] + ["90+"]
    if absent := [age for age in wanted if age not in frame.columns]:
        raise InputError(Problem(f"ages {', '.join(absent)} are missing", file, "single years 0 to 89 and 90+"))
    if frame[wanted].isna().any(axis=None):
        raise InputError(Problem("a count of people is hidden or blank", file, "every age of every authority"))
    return frame[wanted].set_axis(list(AGES), axis=1)


def _read_sex_2020(folder: Path, lookups: Lookups, lads: list[str]) -> np.ndarray:
    """Give mid-2020 people by sex (women first) x authority of 2024 x single age."""
    frame = read_published(
        folder,
        "lad21_mye2020_sex_single_year",
        {"lad_2021": ["Code"], "sex": ["sex"]},
        series=r"\d+|90\+",
        where={"lad_2021": AUTHORITY},
        key=["lad_2021", "sex"],
        grid=["lad_2021", "sex"],
    )
    ages = _single_ages(frame, "lad21_mye2020_sex_single_year")
    moved = lookups.authority_2021_pieces.pivot_table(
        values="share_of_lad_2021", index="lad_2021", columns="lad_code", aggfunc="sum", fill_value=0.0
    ).reindex(columns=lads, fill_value=0.0)
    _refuse_missing(set(moved.index) - set(frame["lad_2021"]), "lad21_mye2020_sex_single_year")
    by_sex = [ages[frame["sex"] == sex].set_axis(frame.loc[frame["sex"] == sex, "lad_2021"]) for sex in "FM"]
    return np.stack([moved.T.to_numpy() @ each.loc[moved.index].to_numpy() for each in by_sex])


def _refuse_missing(authorities: set[str], file: str) -> None:
    if authorities:
        raise InputError(Problem(f"authorities {', '.join(sorted(authorities))} are missing", file))


def _read_npp(folder: Path) -> np.ndarray:
    """Give England's projected people by sex (women first) x single age (0 to 90+) x year (2022 on)."""
    frame = read_published(
        folder,
        "ons_npp2022_england_sex_single_year_2022_2072",
        {"sex": ["Sex"], "age": ["Age"]},
        series=r"20\d\d",
        where={"sex": "Females|Males"},
        key=["sex", "age"],
        grid=["sex", "age"],
    )
    frame["age"] = frame["age"].str.extract(r"^(\d+)")[0].astype("int64").clip(upper=OLDEST)
    summed = frame.groupby(["sex", "age"])[[str(year) for year in range(2022, LAST_YEAR + 1)]].sum()
    return np.stack([summed.loc[sex].loc[list(AGES)].to_numpy() for sex in ("Females", "Males")])


def _read_snpp(folder: Path, names: list[str]) -> BySex:
    """Give women and men by authority x year x single age from the ONS sub-national projections as
    published."""
    years = [str(year) for year in YEARS]
    parts = [_read_snpp_file(folder, name, years) for name in names]
    frame = pd.concat(parts, ignore_index=True).drop_duplicates(["lad_code", "sex", "age"])
    lads = sorted(frame["lad_code"].unique())
    index = pd.MultiIndex.from_product([["f", "m"], lads, list(AGES)])
    values = frame.set_index(["sex", "lad_code", "age"])[years].reindex(index)
    if values.isna().any(axis=None):
        first = values.index[values.isna().any(axis=1)][0]
        what = f"no complete row for sex '{first[0]}', authority {first[1]}, age {first[2]}"
        raise InputError(Problem(what, ", ".join(names), "females and males, ages 0 to 89 and 90 and over"))
    cube = values.to_numpy().reshape(2, len(lads), len(AGES), len(years)).transpose(0, 1, 3, 2)
    return BySex(lads, cube[0], cube[1])


def _read_snpp_file(folder: Path, name: str, years: list[str]) -> pd.DataFrame:
    frame = read_published(
        folder,
        name,
        {
            "lad_code": ["AREA_CODE", "Area code"],
            "component": ["COMPONENT"],
            "sex": ["SEX"],
            "age": ["AGE_GROUP", "Age"],
        },
        series=r"20\d\d",
        where={"lad_code": AUTHORITY, "component": "(?i:population)", "sex": "(?i:females?|males?)"},
        drop_totals={"age": ["All ages"]},
    )
    if absent := [year for year in years if year not in frame.columns]:
        raise InputError(Problem(f"years {absent[0]} to {absent[-1]} are missing", name, f"{years[0]} to {years[-1]}"))
    numbers = frame["age"].str.extract(r"^(\d+)(?: and over|\+)?$")[0]
    if numbers.isna().any():
        bad = frame.loc[numbers.isna(), "age"].iloc[0]
        raise InputError(Problem(f"age '{bad}' is not a single year", name, "0 to 89 and '90 and over'"))
    return frame.assign(age=numbers.astype("int64"), sex=frame["sex"].str[0].str.lower())
