"""Staff: levels and groups nest and are not counted twice; ambulance trusts sit whole in one ICB."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from planbook.data.build import workforce, workforce_local
from planbook.data.build.geography import make_lookups
from planbook.data.build.staff_groups import PUBLISHED_NAMES, STAFF_GROUPS, parts_of
from planbook.errors import InputError

Writer = Callable[[str, str], Path]
LABELS = [names[0] for names in PUBLISHED_NAMES.values()]


@pytest.fixture(scope="module")
def england(published_folder: Path) -> dict[str, pd.DataFrame]:
    return workforce.tables(published_folder, make_lookups(published_folder))


def staff(nurses: int, consultants: int) -> dict[str, int]:
    """Give a full set of groups for so many nurses and consultants."""
    found = dict.fromkeys(PUBLISHED_NAMES, 0)
    found |= {"nurses_and_health_visitors": nurses, "consultants": consultants, "doctors": consultants}
    return found | {"clinical": nurses + consultants, "total": nurses + consultants}


def levels_file(trusts: dict[str, dict[str, int]], england_nurses: int | None = None) -> str:
    added = {group: sum(trust[group] for trust in trusts.values()) for group in PUBLISHED_NAMES}
    total = added if england_nurses is None else staff(england_nurses, added["consultants"])
    rows = [
        ("england", "", "", "", "", total),
        ("region", "Y63", "", "", "", added),
        ("ics", "Y63", "QAA", "", "", added),
        *(("organisation", "Y63", "QAA", f"Trust {code}", code, counts) for code, counts in trusts.items()),
    ]
    header = ["level", "region_code", "ics_code", "Organisation name", "Organisation code", *LABELS]
    lines = [",".join(f'"{name}"' for name in header)]
    lines += [",".join([*map(str, row[:5]), *(str(row[5][group]) for group in PUBLISHED_NAMES)]) for row in rows]
    return "\n".join(lines) + "\n"


TRUSTS = {"RAA": staff(100, 10), "RX8": staff(20, 0)}


def test_levels_stand_apart_and_main_groups_add_up_once(write: Writer) -> None:
    folder = write(workforce.FTE_FILE, levels_file(TRUSTS))
    write(workforce.HEADCOUNT_FILE, levels_file(TRUSTS))
    frame = workforce.read_by_organisation(folder)
    for _, rows in frame.groupby("level"):
        assert rows.loc[rows["group_level"] == "main", "fte"].sum() == 130
        assert rows.loc[rows["group_level"] == "total", "fte"].sum() == 130
    ambulance = frame[(frame["code"] == "RX8") & (frame["staff_group"] == "total")]
    assert ambulance["icb_2022"].tolist() == ["QAA"]


def test_levels_that_do_not_add_up_are_refused(write: Writer) -> None:
    folder = write(workforce.FTE_FILE, levels_file(TRUSTS, england_nurses=999))
    with pytest.raises(InputError, match="regions do not add up to England"):
        workforce.read_by_organisation(folder)


def test_groups_that_do_not_add_up_are_refused(write: Writer) -> None:
    broken = {"RAA": staff(100, 10) | {"total": 150}}
    folder = write(workforce.FTE_FILE, levels_file(broken))
    with pytest.raises(InputError, match="parts of 'total'"):
        workforce.read_by_organisation(folder)


def test_staff_groups_nest_in_one_tree() -> None:
    keys = {group.key for group in STAFF_GROUPS}
    assert {group.parent for group in STAFF_GROUPS if group.parent} <= keys
    assert sum(group.level == "main" for group in STAFF_GROUPS) == 13
    assert parts_of("total") == ["clinical", "clinical_support", "infrastructure", "unknown"]


def test_the_trend_leaves_out_closed_organisations_alone(write: Writer) -> None:
    text = (
        "level,region_code,ics_code,Organisation code,2025-04-30,2025-05-31\n"
        "england,,,,110,100\nregion,Y63,,,110,100\nics,Y63,QAA,,110,100\n"
        "organisation,Y63,QAA,RAA,60,100\norganisation,Y63,QAA,ROLD,50,0\n"
    )
    frame = workforce.read_trend(write(workforce.TREND_FILE, text))
    assert set(frame["code"]) == {"E92000001", "Y63", "QAA", "RAA"}
    assert frame.loc[(frame["code"] == "QAA") & (frame["month"] == "2025-04"), "fte"].tolist() == [110]


def social_care(rows: str) -> str:
    return "Financial year,Local authority code,Code,Value\n" + rows


class Areas:
    """Stand in for the lookups: upper tiers alone."""

    pieces = pd.DataFrame({"upper_tier_code": ["E06000063", "E06000064", "E06000065", "E10000014"]})


def test_a_former_county_stands_under_the_authorities_of_today(write: Writer) -> None:
    rows = (
        "2021-22,E10000014,ASC7,30\n2022-23,E10000014,ASC7,28\n2022-23,E10000006,ASC7,25\n2019-20,E10000014,ASC7,31\n"
    )
    folder = write(workforce_local.SOCIAL_CARE_FILE, social_care(rows))
    frame = workforce_local.read_social_care(folder, Areas()).set_index(["upper_tier_code", "year"])["value"]  # type: ignore[arg-type]
    assert frame[("E06000063", 2022)] == frame[("E06000064", 2022)] == 25
    assert ("E10000014", 2019) not in frame.index


def test_a_hidden_value_is_left_out_and_an_unknown_authority_refused(write: Writer) -> None:
    folder = write(
        workforce_local.SOCIAL_CARE_FILE, social_care("2022-23,E10000014,ASC7,28\n2022-23,E06000065,ASC7,*\n")
    )
    assert set(workforce_local.read_social_care(folder, Areas())["upper_tier_code"]) == {"E10000014"}  # type: ignore[arg-type]
    write(workforce_local.SOCIAL_CARE_FILE, social_care("2022-23,E10000099,ASC7,28\n"))
    with pytest.raises(InputError, match="E10000099"):
        workforce_local.read_social_care(folder, Areas())  # type: ignore[arg-type]


def test_published_staff_totals(england: dict[str, pd.DataFrame]) -> None:
    frame = england["workforce_nhs"]
    main = frame[frame["group_level"] == "main"]
    trusts = main[main["level"] == "organisation"]
    assert trusts["fte"].sum() == pytest.approx(1_373_862.75, abs=0.01)
    west_yorkshire = trusts[trusts["icb_2022"] == "QWO"]
    assert west_yorkshire["fte"].sum() == pytest.approx(64_012.72, abs=0.01)
    assert west_yorkshire.loc[west_yorkshire["code"] == "RX8", "fte"].sum() == pytest.approx(6_397.37, abs=0.01)
    assert frame.loc[frame["level"] == "icb_2022", "code"].nunique() == 42


def test_the_trend_ends_at_the_snapshot(england: dict[str, pd.DataFrame]) -> None:
    trend = england["workforce_trend"].set_index(["level", "code", "month"])["fte"]
    assert trend[("england", "E92000001", "2025-05")] == pytest.approx(1_373_862.75, abs=0.01)
    assert trend[("icb_2022", "QWO", "2025-05")] == pytest.approx(64_012.72, abs=0.01)


def test_every_authority_has_gps(england: dict[str, pd.DataFrame]) -> None:
    gps = england["workforce_gp"]
    assert len(gps) == 296
    assert gps["gp_fte"].sum() == pytest.approx(36_064, abs=1)
    assert (gps["patients"] / gps["gp_fte"]).between(400, 4_000).all()
