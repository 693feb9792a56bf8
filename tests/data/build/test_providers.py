"""Provider returns: totals rows are not counted, hidden is not zero, catchments land on pieces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.data.build import provider_list, providers
from planbook.data.build import provider_returns as returns
from planbook.data.build.geography import Lookups, make_lookups
from planbook.errors import InputError

Writer = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def england(published_folder: Path) -> dict[str, pd.DataFrame]:
    return providers.tables(published_folder, make_lookups(published_folder))


TESTS = (
    "period,Regional Team Code,Provider Code,Provider Name,Diagnostic Test Name,Total Waiting List,"
    "Number waiting 6+ Weeks,Number waiting 13+ Weeks,Planned tests / procedures,Unscheduled tests / procedures,"
    "Waiting list tests / procedures (excluding planned)\n"
)


def dm01_file(total: int) -> str:
    return TESTS + (
        "2025-07-01,Y63,RAA,Alder,Magnetic Resonance Imaging,10,2,0,1,2,3\n"
        "2025-07-01,Y63,RAA,Alder,Colonoscopy,5,1,1,1,1,1\n"
        f"2025-07-01,Y63,RAA,Alder,Total,{total},3,1,2,3,4\n"
    )


def test_total_rows_are_dropped_once_they_agree(write: Writer) -> None:
    frame = returns.read_tests(write(returns.TESTS_FILE, dm01_file(15)))
    waiting = frame[frame["measure"] == "diagnostic_waiting"].set_index("item")["value"]
    assert waiting.to_dict() == {"mri": 10, "colonoscopy": 5}
    assert frame.loc[frame["measure"] == "diagnostic_tests", "value"].sum() == 9


def test_a_total_that_is_not_the_sum_is_refused(write: Writer) -> None:
    with pytest.raises(InputError, match="not the sum"):
        returns.read_tests(write(returns.TESTS_FILE, dm01_file(16)))


def test_an_unknown_test_is_refused(write: Writer) -> None:
    with pytest.raises(InputError, match="Thermography"):
        returns.read_tests(write(returns.TESTS_FILE, dm01_file(15).replace("Colonoscopy", "Thermography")))


def test_a_series_of_zeros_is_left_out_but_a_zero_month_stays(write: Writer) -> None:
    rows = "".join(
        f"2025-0{month}-01,Y63,RAA,Alder,Colonoscopy,{waiting},0,0,0,0,1\n" for month, waiting in ((6, 0), (7, 4))
    )
    frame = returns.read_tests(write(returns.TESTS_FILE, TESTS + rows))
    assert frame.loc[frame["measure"] == "diagnostic_waiting", "value"].tolist() == [0, 4]
    assert "diagnostic_over_6_weeks" not in set(frame["measure"])


def test_cancer_routes_are_added_and_halves_kept(write: Writer) -> None:
    header = "PERIOD,STANDARD,ORG CODE,STAGE/ROUTE,TOTAL TREATED,WITHIN STANDARD,BREACHES\n"
    rows = (
        "2025-07-01,62-day Combined,RAA,Screening,2.5,1,1.5\n2025-07-01,62-day Combined,RAA,Consultant Upgrade,4,3,1\n"
    )
    frame = returns.read_cancer(write(returns.CANCER_FILE, header + rows)).set_index("measure")["value"]
    assert frame.to_dict() == {"cancer_62_day_total": 6.5, "cancer_62_day_within": 4}


def test_the_bed_report_leaves_out_a_month_that_repeats_another(write: Writer) -> None:
    header = "nhs_trust22_code,date,general_acute_beds_available,general_acute_beds_occupied,"
    header += "adult_critical_care_beds_available,adult_critical_care_beds_occupied\n"
    rows = [
        f"R{place:02},2022-0{month}-01,{100 + place + (month == 9)},{90 + place},10,{place % 9}"
        for month in (7, 8, 9)
        for place in range(10, 22)
    ]
    frame = returns.read_uec_beds(write(returns.UEC_FILE, header + "\n".join(rows) + "\n"))
    assert set(frame["month"]) == {"2022-07", "2022-09"}


BEDS = (
    "quarter,Org Code,Org Name,Available General & Acute,Available Learning Disabilities,Available Maternity,"
    "Available Mental Illness,Occupied General & Acute,Occupied Learning Disabilities,Occupied Maternity,"
    "Occupied Mental Illness\n"
    'Q4-2024-25,,England,"1,100",0,20,50,990,0,10,45\n'
    "Q4-2024-25,RAA,ALDER NHS TRUST,1100,0,20,-,990,0,10,-\n"
    "Q4-2024-25,RBB,BIRCH NHS TRUST,0,0,0,50,0,0,0,45\n"
)


def test_englands_row_of_beds_is_no_trust(write: Writer) -> None:
    frame = providers.read_quarterly(write(returns.BEDS_FILE, BEDS))
    assert set(frame["provider"]) == {"RAA", "RBB"}
    assert set(frame["quarter"]) == {"2024-Q4"}
    available = frame[frame["measure"] == "beds_available"].groupby("sector")["value"].sum()
    assert available.to_dict() == {"general_acute": 1100, "maternity": 20, "mental_illness": 50}


def test_a_financial_quarter_ends_in_its_last_month() -> None:
    ends = returns.quarter_end_month(pd.Series(["2024-Q1", "2024-Q3", "2024-Q4"]))
    assert ends.tolist() == ["2024-06", "2024-12", "2025-03"]


CATCHMENT = "nhs_trust22_code,ltla21_code,proportion_trust_came_from_ltla\n"


def test_a_catchment_lands_on_the_pieces_of_an_authority(write: Writer, lookups: Lookups) -> None:
    folder = write(provider_list.CATCHMENT_FILE, CATCHMENT + "RAA,E06000901,0.6\nRAA,E07000901,0.4\n")
    shares = providers.read_catchments(folder, lookups.authority_2021_pieces).set_index("piece")["share"]
    assert shares["E06000901.QAA.QAA"] == pytest.approx(0.6)
    assert shares.drop("E06000901.QAA.QAA").tolist() == pytest.approx([0.2, 0.2])


def test_a_tiny_share_is_left_out_and_the_rest_still_sums_to_one(write: Writer, lookups: Lookups) -> None:
    folder = write(provider_list.CATCHMENT_FILE, CATCHMENT + "RAA,E06000901,0.9998\nRAA,E07000901,0.0002\n")
    shares = providers.read_catchments(folder, lookups.authority_2021_pieces)
    assert shares["piece"].tolist() == ["E06000901.QAA.QAA"]
    assert shares["share"].tolist() == pytest.approx([1])


def test_shares_that_do_not_sum_to_one_are_refused(write: Writer, lookups: Lookups) -> None:
    folder = write(provider_list.CATCHMENT_FILE, CATCHMENT + "RAA,E06000901,0.6\n")
    with pytest.raises(InputError, match="RAA do not sum to 1"):
        providers.read_catchments(folder, lookups.authority_2021_pieces)


@pytest.mark.parametrize(
    ("name", "marks", "expected"),
    [
        ("Alder Ambulance Service NHS Trust", {"trust"}, "ambulance"),
        ("NHS Alder ICB", set(), "commissioner"),
        ("Alder Hospitals NHS Foundation Trust", {"trust", "acute", "elective"}, "acute"),
        ("Alder NHS Foundation Trust", {"trust", "mental"}, "mental health"),
        ("Alder Partnership NHS Trust", {"trust"}, "mental health"),
        ("Alder Community Health Services NHS Trust", {"trust", "mental"}, "community"),
        ("Alder Eye Clinic", {"elective"}, "independent"),
        ("Alder Walk In Centre", set(), "other"),
    ],
)
def test_the_kind_of_a_provider(name: str, marks: set[str], expected: str) -> None:
    flags = {flag: flag in marks for flag in ("trust", "acute", "mental", "elective")}
    assert provider_list.kind(name, **flags) == expected


def test_names_in_capitals_become_names() -> None:
    assert (
        provider_list.title("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST") == "Guy's and St Thomas' NHS Foundation Trust"
    )
    assert provider_list.title("McAlder NHS Trust") == "McAlder NHS Trust"


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet="ABC '-&()", max_size=30))
def test_a_name_keeps_its_letters(name: str) -> None:
    made = provider_list.title(name)
    assert made.replace(" ", "").casefold() == name.replace(" ", "").casefold()


def test_the_year_of_englands_returns(england: dict[str, pd.DataFrame]) -> None:
    monthly = england["provider_monthly"]
    totals = monthly.groupby("measure")["value"].sum()
    types = ["ae_attendances_type_1", "ae_attendances_type_2", "ae_attendances_other", "ae_booked"]
    assert totals[types].sum() == 27_541_809
    assert totals["emergency_admissions_via_ae"] == 4_862_021
    assert totals["emergency_admissions_other"] == 1_634_041
    july = monthly[(monthly["month"] == "2025-07") & (monthly["measure"] == "diagnostic_waiting")]
    assert july["value"].sum() == 1_730_933


def test_trusts_add_up_to_englands_beds(england: dict[str, pd.DataFrame]) -> None:
    beds = england["provider_quarterly"]
    last = beds[(beds["quarter"] == "2025-Q1") & (beds["measure"] == "beds_available")]
    assert last["value"].sum() == pytest.approx(130_059.857, abs=0.01)


def test_everyone_who_reports_is_listed(england: dict[str, pd.DataFrame]) -> None:
    listed = england["providers"]
    assert listed["provider"].is_unique
    for table in ("provider_monthly", "provider_quarterly", "catchments"):
        assert set(england[table]["provider"]) <= set(listed["provider"])
    assert (listed["kind"] == "ambulance").sum() == 10


def test_every_trusts_catchment_sums_to_one(england: dict[str, pd.DataFrame]) -> None:
    sums = england["catchments"].groupby("provider")["share"].sum()
    assert sums.to_numpy() == pytest.approx(1)
