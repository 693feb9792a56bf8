"""ICB months: repeated months are marked and mended, RTT is scaled to England, hidden is not zero."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.data.build import activity, ae_systems, discharge, measures, talking_therapies, waits
from planbook.data.build.geography import Lookups, make_lookups
from planbook.data.build.repeats import repeated_months
from planbook.errors import InputError

Writer = Callable[[str, str], Path]
FOUR = list(ae_systems.MEASURES)


@pytest.fixture(scope="module")
def england(published_folder: Path) -> dict[str, pd.DataFrame]:
    return activity.tables(published_folder, make_lookups(published_folder))


@pytest.fixture
def coded(lookups: Lookups) -> Lookups:
    """Give the invented country with the two ONS codes that changed in 2024."""
    codes = lookups.systems["ons_code"].replace({"E54000901": "E54000063", "E54000902": "E54000064"})
    return Lookups(**{**vars(lookups), "systems": lookups.systems.assign(ons_code=codes)})


def counted(values: dict[str, dict[str, float]], measure: str = "rtt_list") -> pd.DataFrame:
    rows = [(icb, month, measure, value) for month, icbs in values.items() for icb, value in icbs.items()]
    return pd.DataFrame(rows, columns=["icb_2022", "month", "measure", "value"])


def england_totals(values: dict[str, float], measure: str = "rtt_list") -> pd.DataFrame:
    rows = [(month, measure, value) for month, value in values.items()]
    return pd.DataFrame(rows, columns=["month", "measure", "value"])


def test_a_double_counted_list_is_scaled_to_england_and_keeps_its_shares() -> None:
    both = counted({"2024-05": {"QAA": 60, "QBB": 40}})
    scaled = waits.scale_to_england(both, england_totals({"2024-05": 80})).set_index("icb_2022")["value"]
    assert scaled.to_dict() == {"QAA": 48, "QBB": 32}


def test_after_englands_last_month_its_ratio_is_held() -> None:
    both = counted({"2024-05": {"QAA": 100}, "2024-06": {"QAA": 200}})
    scaled = waits.scale_to_england(both, england_totals({"2024-05": 80})).set_index("month")["value"]
    assert scaled["2024-06"] == 160


def test_each_measure_is_scaled_to_its_own_total() -> None:
    both = pd.concat([counted({"2024-05": {"QAA": 100}}), counted({"2024-05": {"QAA": 10}}, "rtt_over_52_weeks")])
    totals = pd.concat([england_totals({"2024-05": 90}), england_totals({"2024-05": 6}, "rtt_over_52_weeks")])
    scaled = waits.scale_to_england(both, totals).set_index("measure")["value"]
    assert scaled.to_dict() == {"rtt_list": 90, "rtt_over_52_weeks": 6}


def test_a_month_missing_from_the_middle_of_englands_series_is_refused() -> None:
    both = counted({"2024-03": {"QAA": 100}, "2024-04": {"QAA": 100}, "2024-05": {"QAA": 100}})
    with pytest.raises(InputError, match="2024-04"):
        waits.scale_to_england(both, england_totals({"2024-03": 80, "2024-05": 80}))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=8), st.floats(1, 1e7))
def test_scaled_icbs_always_add_up_to_england(values: list[float], total: float) -> None:
    both = counted({"2024-05": {f"Q{place:02}": value for place, value in enumerate(values)}})
    assert waits.scale_to_england(both, england_totals({"2024-05": total}))["value"].sum() == pytest.approx(total)


def test_treatment_functions_must_add_up_to_their_total(write: Writer) -> None:
    header = "stp20_nhs_code,date,treatment,waits_over_18_weeks,waits_over_52_weeks\n"
    rows = "QAA,2024-05-01,Dermatology Service,5,1\nQAA,2024-05-01,Urology Service,4,1\nQAA,2024-05-01,Total,9,2\n"
    folder = write(waits.LONG_FILE, header + rows)
    assert waits.read_long_waits(folder).set_index("measure")["value"].to_dict() == {
        "rtt_over_18_weeks": 9,
        "rtt_over_52_weeks": 2,
    }
    write(waits.LONG_FILE, header + rows.replace("Total,9", "Total,8"))
    with pytest.raises(InputError, match="do not add up"):
        waits.read_long_waits(folder)


COMMUNITY = """Organisation Type,Organisation Code,Organisation Name,service,waiting,band,period
National,,England,(A) Podiatry,70,total,2025-03-01
Region,Y63,NORTH,(A) Podiatry,60,total,2025-03-01
ICB,QAA,ALDER,(A) Podiatry,40,total,2025-03-01
ICB,QAA,ALDER,(A) Audiology,10,total,2025-03-01
ICB,QAA,ALDER,(CYP) Audiology,7,total,2025-03-01
ICB,QAA,ALDER,(A) Podiatry,30,0-1 weeks,2025-03-01
ICB,QAA,ALDER,(A) Podiatry,6,>18-52 weeks,2025-03-01
ICB,QAA,ALDER,(CYP) Audiology,4,over 104 weeks,2025-03-01
Provider,RAA,ALDER TRUST,(A) Podiatry,40,total,2025-03-01
"""


def test_community_waits_add_services_of_icbs_alone(write: Writer) -> None:
    icbs, england_rows = waits.community_waits(write(waits.COMMUNITY_FILE, COMMUNITY))
    assert icbs.set_index("measure")["value"].to_dict() == {
        "community_waiting_adults": 50,
        "community_waiting_children": 7,
        "community_waiting_banded": 40,
        "community_waiting_over_18_weeks": 10,
        "community_waiting_over_52_weeks": 4,
    }
    assert england_rows.set_index("measure")["value"].to_dict() == {"community_waiting_adults": 70}


def test_hidden_virtual_ward_patients_are_missing_and_england_is_no_icb(write: Writer) -> None:
    header = "period,ICB code,Name,Virtual Ward Capacity,Patients in a Virtual Ward\n"
    rows = "2025-02-01,-,England,300,250\n2025-02-01,QAA,Alder,100,**\n2025-02-01,QBB,Birch,200,190\n"
    wards = discharge.read_wards(write(discharge.WARDS_FILE, header + rows)).set_index(["icb_2022", "measure"])["value"]
    assert ("QAA", "virtual_ward_patients") not in wards.index
    assert wards[("QAA", "virtual_ward_capacity")] == 100
    assert wards[("England", "virtual_ward_patients")] == 250


def test_a_month_in_which_an_icb_reported_no_one_is_left_out(write: Writer, coded: Lookups) -> None:
    header = "icb22_code,month,mean_daily_nctr,days,mean_daily_discharges\n"
    rows = "E54000052,2022-05-01,0,31,0\nE54000052,2022-06-01,300.5,30,120\n"
    frame = discharge.read_discharge(write(discharge.DISCHARGE_FILE, header + rows), coded)
    assert set(frame["month"]) == {"2022-06"}
    assert set(frame["icb_2022"]) == {"QAA"}


def months_of(values: dict[str, list[float]]) -> pd.DataFrame:
    rows = [(f"Q{place:02}", month, value) for month, numbers in values.items() for place, value in enumerate(numbers)]
    return pd.DataFrame(rows, columns=["icb_2022", "month", "value"])


def test_a_month_that_repeats_an_earlier_one_is_found() -> None:
    numbers = [float(place) for place in range(12)]
    frame = months_of({"2024-02": numbers, "2024-03": numbers[::-1], "2025-02": numbers})
    assert repeated_months(frame, ["icb_2022"], ["value"]) == {"2025-02": "2024-02"}


def test_one_number_changed_is_no_repeat() -> None:
    numbers = [float(place) for place in range(12)]
    frame = months_of({"2024-02": numbers, "2025-02": [*numbers[:-1], 99.0]})
    assert repeated_months(frame, ["icb_2022"], ["value"]) == {}


def returns_of(counts: dict[str, float], months: list[str]) -> pd.DataFrame:
    """Give each provider's four counts, different in every month and measure, in proportion to its size."""
    rows = [
        (
            provider,
            "Y63",
            month,
            *[round(size * (10 + place * 3 + ((place + int(size)) % 4) * item)) for item in range(4)],
        )
        for provider, size in counts.items()
        for place, month in enumerate(months)
    ]
    return pd.DataFrame(rows, columns=["provider", "region", "month", *FOUR])


def icbs_of(providers: pd.DataFrame, truth: dict[str, str]) -> pd.DataFrame:
    placed = providers.assign(icb_2022=providers["provider"].map(truth))
    return placed.groupby(["icb_2022", "month"], as_index=False)[FOUR].sum()


TRUTH = {"RAA": "QAA", "RBB": "QBB", "UTC1": "QBB", "UTC2": "QAA", "RCC": "QBB"}
MONTHS = [f"2024-{month:02}" for month in range(4, 10)]


def test_the_map_of_providers_to_icbs_is_read_off_the_two_tables() -> None:
    providers = returns_of({"RAA": 101, "RBB": 83, "UTC1": 17, "UTC2": 29, "RCC": 46}, MONTHS)
    start = {"RAA": "QAA", "RBB": "QBB", "RCC": "QAA"}
    regions = {"QAA": "Y63", "QBB": "Y63"}
    assert ae_systems.recover_map(providers, icbs_of(providers, TRUTH), start, regions) == TRUTH


def test_no_provider_is_placed_outside_its_region() -> None:
    providers = returns_of({"RAA": 101, "UTC1": 17}, MONTHS)
    icbs = icbs_of(providers, {"RAA": "QAA", "UTC1": "QBB"})
    placed = ae_systems.recover_map(providers, icbs, {"RAA": "QAA"}, {"QAA": "Y63", "QBB": "Y56"})
    assert placed == {"RAA": "QAA", "UTC1": "QAA"}


def test_a_repeated_month_is_mended_from_the_providers() -> None:
    truth = {f"R{place:02}": f"Q{place:02}" for place in range(12)}
    providers = returns_of({code: 10 + 3 * place for place, code in enumerate(truth)}, ["2024-02", "2025-02"])
    icbs = icbs_of(providers, truth)
    before = icbs[icbs["month"] == "2024-02"]
    published = pd.concat([before, before.assign(month="2025-02")], ignore_index=True)
    mended = ae_systems.corrected_months(published, providers, truth)
    assert set(mended["month"]) == {"2025-02"}
    true = icbs[icbs["month"] == "2025-02"].melt(["icb_2022", "month"], FOUR, "measure", "true")
    assert (mended.merge(true)["value"] == mended.merge(true)["true"]).all()
    assert (mended["value"] != mended["value_as_published"]).any()


def test_a_map_that_does_not_reproduce_an_icb_mends_nothing_there() -> None:
    providers = returns_of({"RAA": 101, "RBB": 83, "RCC": 46}, MONTHS)
    icbs = icbs_of(providers, {"RAA": "QAA", "RBB": "QBB", "RCC": "QBB"})
    wrong = {"RAA": "QAA", "RBB": "QBB", "RCC": "QCC"}
    assert ae_systems.exact_icbs(providers, icbs, wrong) == {"QAA"}


def test_talking_therapies_weigh_percentages_by_courses_finished(write: Writer, lookups: Lookups) -> None:
    code = lookups.lsoa.loc[lookups.lsoa["icb_2022"] == "QAA", "sicbl_code"].iloc[0]
    rows = [
        f"{code},July 2022,Count_FinishedCourseTreatment,30",
        f"{code},August 2022,Count_FinishedCourseTreatment,10",
        f"{code},July 2022,Percentage_Recovery,50",
        f"{code},August 2022,Percentage_Recovery,70",
        f"{code},September 2022,Percentage_Recovery,*",
        f"{code},September 2022,Count_FinishedCourseTreatment,*",
    ]
    folder = write(talking_therapies.FILE, "sicbl22_code,date,name,value\n" + "\n".join(rows) + "\n")
    frame = talking_therapies.read_therapies(folder, lookups.lsoa).set_index("measure")
    assert frame.loc["courses_finished", "value"] == 40
    assert frame.loc["recovery_pct", "value"] == pytest.approx(55)


def test_every_measure_has_a_unit_and_a_known_kind() -> None:
    frame = measures.measures_table()
    assert frame["measure"].is_unique
    assert set(frame["kind"]) == {"flow", "stock", "daily_mean"}
    assert set(frame["better"]) == {"higher", "lower", "none"}
    assert (frame["unit"] != "").all()


def of(frame: pd.DataFrame, measure: str, first: str, last: str) -> pd.DataFrame:
    return frame[(frame["measure"] == measure) & frame["month"].between(first, last)]


def test_published_totals_are_kept(england: dict[str, pd.DataFrame]) -> None:
    icbs = england["icb_monthly"]
    year = of(icbs, "ae_attendances", "2024-08", "2025-07")
    assert year["value"].sum() == 27_584_601
    assert year.loc[year["icb_2022"] == "QWO", "value"].sum() == 1_090_229
    assert of(icbs, "rtt_list", "2025-02", "2025-02")["value"].sum() == pytest.approx(7_400_000, rel=0.005)
    assert of(icbs, "rtt_list", "2024-05", "2024-05")["value"].sum() == pytest.approx(7_603_812)
    assert set(icbs.loc[icbs["measure"].isin(waits.SCALED), "basis"]) == {"apportioned"}


def test_long_waits_are_scaled_to_their_own_total_not_the_lists(england: dict[str, pd.DataFrame]) -> None:
    may = england["icb_monthly"][lambda frame: frame["month"] == "2024-05"].groupby("measure")["value"].sum()
    assert may["rtt_over_18_weeks"] / may["rtt_list"] == pytest.approx(0.409, abs=0.0005)
    assert may["rtt_over_52_weeks"] / may["rtt_list"] == pytest.approx(0.0404, abs=0.0001)


def test_mended_months_agree_with_the_provider_returns(england: dict[str, pd.DataFrame]) -> None:
    mended = england["icb_monthly_corrected"]
    assert set(mended["month"]) == {"2025-02", "2025-03"}
    assert mended["icb_2022"].nunique() == 42
    totals = of(mended, "ae_attendances", "2025-02", "2025-03").groupby("month")["value"].sum()
    assert totals.to_dict() == {"2025-02": 2_088_071, "2025-03": 2_389_064}
    marked = england["icb_monthly"][lambda frame: frame["source"].str.endswith("_repeated")]
    assert set(marked["month"]) == {"2025-02", "2025-03"}


def test_what_is_not_held_is_absent_not_zero(england: dict[str, pd.DataFrame]) -> None:
    icbs = england["icb_monthly"]
    cambridgeshire = icbs[(icbs["icb_2022"] == "QUE") & (icbs["measure"] == "criteria_to_reside_not_met")]
    assert cambridgeshire["month"].max() == "2023-08"
    assert not icbs.loc[icbs["icb_2022"] == "QHG", "measure"].str.startswith("community").any()
    assert icbs["icb_2022"].nunique() == 42


def test_all_42_icbs_are_known_whatever_their_ons_codes_year(england: dict[str, pd.DataFrame]) -> None:
    year = of(england["icb_monthly"], "ae_attendances", "2025-07", "2025-07")
    assert {"QXU", "QNX"} <= set(year["icb_2022"])


def test_every_shipped_measure_is_described(england: dict[str, pd.DataFrame]) -> None:
    described = set(england["measures"]["measure"])
    assert set(england["icb_monthly"]["measure"]) <= described
    assert set(england["england_monthly"]["measure"]) <= described
