"""What the need pages say follows the figures: change them and the words change."""

from __future__ import annotations

import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import need


def growth(older: float, everyone: float) -> pd.DataFrame:
    rows = [
        (
            "QAA",
            ages,
            year,
            1000.0 * (1 + change / 100 * (year - 2024) / 12),
            change * (year - 2024) / 12,
            "modelled",
            "p",
        )
        for ages, change in (("0-19", -5.0), ("20-64", 3.0), ("65-74", 8.0), ("75+", older), ("All ages", everyone))
        for year in range(2024, 2037)
    ]
    return pd.DataFrame(rows, columns=["area", "age_group", "year", "people", "change_pct", "basis", "source"])


@pytest.mark.parametrize(
    ("older", "said"),
    [
        (30.0, "Somewhere will have 30% more people aged 75 and over in 2036 than in 2024"),
        (25.0, "Somewhere will have about a quarter more people aged 75 and over in 2036 than in 2024"),
        (-14.0, "Somewhere will have 14% fewer people aged 75 and over in 2036 than in 2024"),
        (0.0, "Somewhere will have about as many people aged 75 and over in 2036 as in 2024"),
    ],
)
def test_the_growth_message_follows_the_figures(here: Here, older: float, said: str) -> None:
    frame = growth(older, 5.0)
    assert need.older(frame, here) == said
    chart = need.growth_chart(frame, here)
    assert chart.message == said
    assert "75 and over" in chart.svg


def deprivation(most: float) -> pd.DataFrame:
    shares = [most, *[(100 - most) / 4] * 4]
    rows = [("QAA", i, 10 * share, share, 20.0, "observed", "p") for i, share in enumerate(shares, start=1)]
    columns = ["area", "imd_quintile", "people", "share_pct", "england_share_pct", "basis", "source"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(
    ("most", "said"), [(35.0, "35 in every 100"), (6.0, "6 in every 100"), (0.0, "none of the people")]
)
def test_the_deprivation_message_follows_the_figures(here: Here, most: float, said: str) -> None:
    assert said in need.deprived(deprivation(most), here).lower()


def segments(grow: str) -> pd.DataFrame:
    rows = [
        ("QAA", year, key, label, people + (50 if key == grow else 1) * (year - 2024), "modelled", "p")
        for key, label, people in (
            ("frailty", "Frailty", 200.0), ("one", "One condition", 900.0), ("healthy", "Generally well", 5000.0),
        )
        for year in range(2024, 2037)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["area", "year", "segment", "label", "mean", "basis", "source"])
    return frame.assign(p10=frame["mean"] * 0.9, p50=frame["mean"], p90=frame["mean"] * 1.1, share_pct=10.0)


@pytest.mark.parametrize(
    ("grow", "said"), [("frailty", "is frailty: about 450"), ("one", "is one condition: about 450")]
)
def test_the_segment_that_grows_most_is_named(here: Here, grow: str, said: str) -> None:
    assert said in need.segments_message(segments(grow), here)


def test_no_growing_segment_is_said_so(here: Here) -> None:
    frame = segments("frailty")
    frame["mean"] = 100.0
    assert "No segment of need grows" in need.segments_message(frame, here)


def index(**values: float) -> pd.DataFrame:
    rows = [("QAA", key, key.title(), 100.0, 100 * value, value, "observed", "p") for key, value in values.items()]
    columns = ["area", "component", "label", "registered_people", "weighted_people", "index", "basis", "source"]
    return pd.DataFrame(rows, columns=columns)


def test_the_component_of_need_furthest_above_england_is_named(here: Here) -> None:
    assert need.index_message(index(maternity=1.1, prescribing=1.27), here).endswith("prescribing: 27% more a person")
    assert need.index_message(index(maternity=1.3, prescribing=1.27), here).endswith("maternity: 30% more a person")
    assert "No component" in need.index_message(index(maternity=0.9, prescribing=0.8), here)


@pytest.mark.parametrize(
    ("low", "ratio", "high", "said"),
    [(91, 93, 95, "7% below"), (104, 107, 110, "7% above"), (97, 101, 104, "not clearly different")],
)
def test_hospital_use_is_called_different_only_when_its_interval_is(
    here: Here, low: float, ratio: float, high: float, said: str
) -> None:
    row = {"area": "QAA", "label": "A&E attendances", "ratio": ratio, "low": low, "high": high}
    assert said in need.standardised_message(pd.DataFrame([row]), here)


def test_tiers_are_called_alike_when_they_read_alike(here: Here) -> None:
    def tiers(mine: float) -> pd.DataFrame:
        rows = [("ENG", 2027, "high", 5.0), ("QAA", 2027, "high", mine)]
        return pd.DataFrame(rows, columns=["area", "year", "tier", "share_pct"])

    assert need.tiers_message(tiers(5.02), here).endswith("as in England")
    assert need.tiers_message(tiers(6.1), here).endswith("against 5.0% in England")


def test_a_name_from_a_file_is_escaped(here: Here) -> None:
    frame = deprivation(35.0).assign(source="<script>alert(1)</script>")
    shown = need.page.figure(need.deprivation_chart(frame, here))
    assert "<script" not in shown
    assert "&lt;script" in shown


def registers(**gaps: float) -> pd.DataFrame:
    rows = [
        ("QAA", key, key.title(), 10.0 + gap, None, None, 10.0, "observed", "p", "2024-03") for key, gap in gaps.items()
    ]
    columns = [
        "area", "condition", "label", "prevalence_pct", "low", "high", "england_prevalence_pct", "basis", "source",
        "period_to",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def test_the_register_that_differs_most_is_named_and_is_in_the_chart(here: Here) -> None:
    frame = registers(obesity=0.5, asthma=-3.0)
    chart = need.prevalence_chart(frame, here)
    assert chart.message == "Asthma differs most: 7% of those counted in Somewhere, 10% in England"
    assert "Asthma" in chart.svg
    assert "about the same share" in need.prevalence_message(registers(obesity=0.0), here)
