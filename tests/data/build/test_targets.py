"""National targets and benchmarks: known measures, one number or none, never a guess."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planbook.data.build import targets
from planbook.errors import InputError

HEADER = "area,measure,target_2026_27_text,target_2026_27_value,target_2028_29_text,target_2028_29_value,unit,note\n"
FIGURES = "figure,value,unit,source\nThing 2024/25,5.5,%,A book\nThings 2022 / 2023,1;2,%,A paper\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = "UEC,A&E 4-hour,82% by March,82.0,85% on average,85.0,%,\nUEC,A&E 12-hour,Better than before,,,,,\n"
    (tmp_path / f"{targets.TARGETS_FILE}.csv").write_text(HEADER + rows)
    (tmp_path / "national_benchmark_figures.csv").write_text(FIGURES)
    return tmp_path


def made(folder: Path) -> dict[str, pd.DataFrame]:
    return targets.tables(folder, None)  # type: ignore[arg-type]


def test_a_target_has_a_row_for_each_year_it_names(folder: Path) -> None:
    table = made(folder)["targets"].set_index(["measure", "year"])
    assert table.loc[("ae_within_4_hours_pct", 2028), "target_value"] == 85
    assert pd.isna(table.loc[("ae_within_12_hours_pct", 2026), "target_value"])
    assert ("ae_within_12_hours_pct", 2028) not in table.index


def test_an_unknown_measure_is_refused_with_the_nearest(folder: Path) -> None:
    file = folder / f"{targets.TARGETS_FILE}.csv"
    file.write_text(file.read_text().replace("A&E 4-hour", "A&E 4 hours"))
    with pytest.raises(InputError, match="did you mean 'A&E 4-hour'"):
        made(folder)


def test_a_figure_of_several_numbers_has_no_single_value(folder: Path) -> None:
    table = made(folder)["benchmarks"].set_index("figure")
    assert table.loc["thing_2024_25", "value"] == 5.5
    assert pd.isna(table.loc["things_2022_2023", "value"])
    assert table.loc["things_2022_2023", "value_text"] == "1;2"
    assert table.loc["things_2022_2023", "year_text"] == "2022; 2023"


def test_lower_is_better_only_where_it_is(published_folder: Path) -> None:
    table = made(published_folder)["targets"]
    lower = set(table.loc[table["better"] == "lower", "measure"])
    assert lower == {"diagnostic_over_6_weeks_pct", "cat2_mean_minutes"}
    rtt = table[table["measure"] == "rtt_within_18_weeks_pct"].set_index("year")["target_value"]
    assert rtt.to_dict() == {2026: 70.0, 2028: 92.0}
