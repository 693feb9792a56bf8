"""Who works in the NHS, general practice and social care: where, in which staff group, and since when."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build import workforce_local
from planbook.data.build.dictionary import ICB_2022, MONTH, SOURCE, Column, Table
from planbook.data.build.geography import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.data.build.staff_groups import LEVEL, PUBLISHED_NAMES, STAFF_GROUPS, parts_of
from planbook.errors import Problem, raise_if_any

FTE_FILE = "hchs_fte_by_staff_group_org_ics_2025-05"
HEADCOUNT_FILE = "hchs_headcount_by_staff_group_org_ics_2025-05"
TREND_FILE = "hchs_total_fte_timeseries_org_ics_2018_2025"
ENGLAND_FILE = "hchs_england_staff_group_timeseries_2009_2025"
SNAPSHOT = "2025-05"
ENGLAND = "E92000001"
LEVELS = {"england": "england", "region": "region", "ics": "icb_2022", "organisation": "organisation"}
LATEST_MONTHS = 24

NESTING = (
    "England, region, ICB and organisation rows stand together, and staff groups nest: filter `level` and "
    "`group_level` before adding."
)
AMBULANCE = (
    "Each organisation sits whole in one ICB: ambulance trusts and hospitals that treat people from elsewhere too, "
    "so staff per resident misleads (Yorkshire Ambulance is inside West Yorkshire)."
)
HCHS = Source(
    key="nhs_workforce_statistics",
    publication="NHS Workforce Statistics, May 2025: staff by organisation, staff group and ICS",
    publisher="NHS England",
    period="31 May 2025; totals January 2018 to May 2025",
    known_problems=f"{NESTING} {AMBULANCE} Headcount does not add: people work for two organisations.",
    how_shipped="FTE and headcount as published; zero cells left out; total FTE a month since 2018.",
)
HCHS_ENGLAND = Source(
    key="nhs_workforce_statistics_england",
    publication="NHS Workforce Statistics, May 2025: England by staff group",
    publisher="NHS England",
    period="September 2009 to May 2025",
    known_problems="Staff groups nest: filter `group_level` before adding.",
    how_shipped=f"Each September and the latest {LATEST_MONTHS} months.",
)
SOURCES = (HCHS, HCHS_ENGLAND, *workforce_local.SOURCES)

_FTE = Column("fte", "full-time equivalent staff", "FTE", 2)
_HEADCOUNT = Column("headcount", "people; does not add across organisations or groups", "people", 0)
_LEVEL = Column("level", "england, region, icb_2022 or organisation: filter before adding")
_CODE = Column("code", "ODS code of the ICB or organisation, NHS region code, or E92000001 for England")
_GROUP = Column("staff_group", "staff group key; total is all staff")
_GROUP_LEVEL = Column("group_level", "total; broad; main (adds up to total); detail (adds up to doctors)")

TABLES = (
    Table(
        "workforce_nhs",
        "One row per level, area or organisation, and staff group with anyone in it, 31 May 2025.",
        ("level", "code", "staff_group"),
        (
            _LEVEL,
            _CODE,
            Column("icb_2022", f"ODS code of the ICB an organisation sits whole in, or the ICB; {ICB_2022.name}"),
            _GROUP,
            _GROUP_LEVEL,
            _FTE,
            _HEADCOUNT,
            MONTH,
            SOURCE,
        ),
        f"{NESTING} {AMBULANCE}",
    ),
    Table(
        "workforce_trend",
        "One row per level, area or organisation, and month: all staff.",
        ("level", "code", "month"),
        (_LEVEL, _CODE, MONTH, _FTE, SOURCE),
        "Organisations since closed are in their ICB's and England's rows and left out as organisations.",
    ),
    Table(
        "workforce_england",
        "One row per staff group and month, England.",
        ("staff_group", "month"),
        (_GROUP, _GROUP_LEVEL, MONTH, _FTE, _HEADCOUNT, SOURCE),
    ),
    Table(
        "staff_groups",
        "One row per NHS staff group.",
        ("staff_group",),
        (
            _GROUP,
            Column("label", "published name"),
            _GROUP_LEVEL,
            Column("parent", "group it is part of; blank for the total"),
            SOURCE,
        ),
    ),
    *workforce_local.TABLES,
)


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give workforce_nhs, workforce_trend, workforce_england, staff_groups, workforce_gp and social_care."""
    return {
        "workforce_nhs": read_by_organisation(folder),
        "workforce_trend": read_trend(folder),
        "workforce_england": read_england(folder),
        "staff_groups": _groups_table(),
        **workforce_local.tables(folder, lookups),
    }


def read_by_organisation(folder: Path) -> pd.DataFrame:
    """Read FTE and headcount: one row per level, code, staff_group; all-zero cells left out.

    Raises `InputError` when organisations do not add up to their ICB, ICBs to their region, regions to England
    or parts to their staff group (by more than 0.5 FTE).
    """
    groups = list(PUBLISHED_NAMES)
    fte = _read_levels(folder, FTE_FILE, groups)
    raise_if_any([*level_problems(fte, groups, FTE_FILE), *group_problems(fte, FTE_FILE)])
    headcount = _read_levels(folder, HEADCOUNT_FILE, groups)
    keys = ["level", "code", "icb_2022"]
    long = fte.melt(keys, groups, "staff_group", "fte")
    people = headcount.melt(keys[:2], groups, "staff_group", "headcount")
    both = long.merge(people, on=["level", "code", "staff_group"], how="outer", validate="one_to_one")
    both = both[(both["fte"].fillna(0) > 0) | (both["headcount"].fillna(0) > 0)]
    both["group_level"] = both["staff_group"].map(LEVEL)
    return both.assign(month=SNAPSHOT, source=HCHS.key)[_columns("workforce_nhs")]


def organisations(folder: Path) -> pd.DataFrame:
    """Give the organisations of the workforce statistics: provider, name, icb_2022, region_code."""
    frame = _read_levels(folder, FTE_FILE, ["total"])
    organised = frame[frame["level"] == "organisation"].rename(columns={"code": "provider"})
    return organised[["provider", "name", "icb_2022", "region_code"]].reset_index(drop=True)


def _read_levels(folder: Path, name: str, groups: list[str], series: str | None = None) -> pd.DataFrame:
    columns = {
        "level": ["level"],
        "region_code": ["region_code", "NHSE region code"],
        "ics": ["ics_code", "ICS code"],
        "name": ["Organisation name"],
        "organisation": ["Organisation code"],
        **{group: PUBLISHED_NAMES[group] for group in groups},
    }
    frame = read_published(
        folder,
        name,
        columns,
        numeric=groups,
        series=series,
        patterns={"level": "|".join(LEVELS)},
        required=groups[:1],
        key=["level", "region_code", "ics", "organisation"],
        at_least=4,
    )
    frame["code"] = _codes(frame)
    frame["level"] = frame["level"].map(LEVELS)
    return frame.rename(columns={"ics": "icb_2022"})


def level_problems(frame: pd.DataFrame, values: list[str], file: str, within: float = 0.5) -> list[Problem]:
    """Say where the rows of one level do not add up to those of the level above (by more than `within`)."""
    nested = (("organisation", "icb_2022", "icb_2022"), ("icb_2022", "region", "region_code"))
    problems = []
    for lower, upper, parent in nested:
        parts = frame[frame["level"] == lower].groupby(parent)[values].sum()
        whole = frame[frame["level"] == upper].set_index("code")[values]
        gap = (parts.reindex(whole.index).fillna(0) - whole).abs()
        problems += [
            Problem(f"{lower} rows do not add up to {upper} {code}", file, "the whole file")
            for code in gap.index[(gap > within).any(axis=1)]
        ]
    england = frame[frame["level"] == "england"][values].sum()
    if ((frame[frame["level"] == "region"][values].sum() - england).abs() > within).any():
        problems.append(Problem("regions do not add up to England", file, "the whole file"))
    return problems


def group_problems(frame: pd.DataFrame, file: str, within: float = 0.5) -> list[Problem]:
    """Say where the parts of a staff group do not add up to it."""
    wholes = [group.key for group in STAFF_GROUPS if parts_of(group.key)]
    return [
        Problem(f"the parts of '{whole}' do not add up to it", file, "groups that nest as published")
        for whole in wholes
        if ((frame[parts_of(whole)].sum(axis=1) - frame[whole]).abs() > within).any()
    ]


def read_trend(folder: Path) -> pd.DataFrame:
    """Read total FTE a month by England, region, ICB and organisation still open in the last month."""
    wide = _read_levels_trend(folder)
    months = [column for column in wide.columns if column[:2] == "20"]
    open_now = (wide["level"] != "organisation") | (wide[months[-1]] > 0)
    long = wide[open_now].melt(["level", "code"], months, "day", "fte")
    long["month"] = long["day"].str[:7]
    return long[long["fte"] > 0].assign(source=HCHS.key)[_columns("workforce_trend")]


def _read_levels_trend(folder: Path) -> pd.DataFrame:
    frame = read_published(
        folder,
        TREND_FILE,
        {
            "level": ["level"],
            "region_code": ["region_code", "NHSE region code"],
            "ics": ["ics_code", "ICS code"],
            "organisation": ["Organisation code"],
        },
        series=r"20\d\d-\d\d-\d\d",
        patterns={"level": "|".join(LEVELS)},
        key=["level", "region_code", "ics", "organisation"],
        at_least=4,
    )
    frame = frame.copy()
    frame["code"] = _codes(frame)
    frame["level"] = frame["level"].map(LEVELS)
    return frame


def _codes(frame: pd.DataFrame) -> pd.Series:
    """Give each row the code of its own level: organisation, ICB, region or England."""
    level = frame["level"]
    within = frame["ics"].where(level == "ics", frame["region_code"].where(level == "region", ENGLAND))
    return frame["organisation"].where(level == "organisation", within)


def read_england(folder: Path) -> pd.DataFrame:
    """Read England by staff group: each September and the latest 24 months."""
    wide = read_published(
        folder,
        ENGLAND_FILE,
        {"measure": ["measure"], "label": ["staff_group", "Staff group"]},
        series=r"20\d\d-\d\d-\d\d",
        patterns={"measure": "fte|headcount"},
        key=["measure", "label"],
    )
    wide = wide.copy()  # one block again: reading so many columns leaves the frame in pieces
    keys = {name.casefold(): key for key, names in PUBLISHED_NAMES.items() for name in names}
    wide["staff_group"] = wide["label"].str.casefold().map(keys)
    raise_if_any(
        Problem(f"staff group '{label}' is not known", ENGLAND_FILE, "the published groups")
        for label in wide.loc[wide["staff_group"].isna(), "label"]
    )
    days = [column for column in wide.columns if column[:2] == "20"]
    kept = sorted({*days[-LATEST_MONTHS:], *(day for day in days if day[5:7] == "09")})
    long = wide.melt(["measure", "staff_group"], kept, "day", "value")
    long["month"] = long["day"].str[:7]
    both = long.pivot(index=["staff_group", "month"], columns="measure", values="value").reset_index()
    both["group_level"] = both["staff_group"].map(LEVEL)
    return both.assign(source=HCHS_ENGLAND.key)[_columns("workforce_england")].rename_axis(columns=None)


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold staff in organisations against the published England, West Yorkshire and Yorkshire Ambulance totals."""
    staff = tables["workforce_nhs"]
    main = staff[(staff["level"] == "organisation") & (staff["group_level"] == "main")]
    west_yorkshire = main[main["icb_2022"] == "QWO"]
    ambulance = west_yorkshire[west_yorkshire["code"] == "RX8"]
    note = "organisations and main staff groups added up; zero cells left out"
    return [
        Reconciliation("NHS staff, England, May 2025", 1_373_862.75, main["fte"].sum(), "FTE", note),
        Reconciliation("NHS staff, West Yorkshire, May 2025", 64_012.72, west_yorkshire["fte"].sum(), "FTE", note),
        Reconciliation(
            "Yorkshire Ambulance inside West Yorkshire, May 2025",
            6_397.37,
            ambulance["fte"].sum(),
            "FTE",
            note,
        ),
        *workforce_local.reconcile(tables, folder),
    ]


def _groups_table() -> pd.DataFrame:
    rows = [(group.key, group.label, group.level, group.parent, HCHS.key) for group in STAFF_GROUPS]
    return pd.DataFrame(rows, columns=_columns("staff_groups"))


def _columns(table: str) -> list[str]:
    declared = next(each for each in TABLES if each.name == table)
    return [column.name for column in declared.columns]
