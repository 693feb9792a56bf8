"""A published file is read as it comes, or refused with one clear message."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.data.build.reading import find_published, month_text, read_published
from planbook.errors import InputError

COLUMNS = {"code": ["code", "Org Code"], "people": ["people", "Number of people"]}
Write = Callable[[str, str], Path]


def read(folder: Path, **options: object) -> pd.DataFrame:
    return read_published(folder, "sample", COLUMNS, numeric=["people"], **options)  # type: ignore[arg-type]


def test_columns_are_found_under_their_other_names(write: Write) -> None:
    frame = read(write("sample", "ORG_CODE,Number Of People,else\nR0A,5,x\n"))
    assert frame.to_dict("records") == [{"code": "R0A", "people": 5.0}]


def test_a_percentage_is_not_taken_for_the_count_of_the_same_name(write: Write) -> None:
    folder = write("sample", "code,% people,people\nR0A,0.5,12\n")
    assert read(folder)["people"].tolist() == [12.0]


def test_titles_footnotes_and_blank_rows_are_passed_over(write: Write) -> None:
    text = "Table 1: invented,\n\ncode,people\nR0A,5\n,\nR0B,7\nNote: figures are invented,\nSource: nobody\n"
    assert read(write("sample", text))["code"].tolist() == ["R0A", "R0B"]


@pytest.mark.parametrize("mark", ["*", "-", "c", "[c]", ":", "[x]", "[z]", "", " "])
def test_hidden_numbers_are_missing_not_nought(write: Write, mark: str) -> None:
    frame = read(write("sample", f"code,people\nR0A,{mark}\nR0B,3\n"))
    assert pd.isna(frame["people"][0])
    assert frame["people"][1] == 3


@pytest.mark.parametrize(("text", "number"), [('"1,234,567"', 1234567), ("-2.5", -2.5), ("12 [r]", 12), ("1e3", 1000)])
def test_numbers_as_publishers_write_them(write: Write, text: str, number: float) -> None:
    assert read(write("sample", f"code,people\nR0A,{text}\n"))["people"].tolist() == [number]


@pytest.mark.parametrize("text", ["twelve", '"1,5"', "12%", "nan", "inf", "1 234"])
def test_what_is_not_a_number_is_refused_with_its_place(write: Write, text: str) -> None:
    with pytest.raises(InputError, match=r"sample.csv, line 3, column 'people'"):
        read(write("sample", f"code,people\nR0A,1\nR0B,{text}\n"))


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_thousands_commas_never_change_a_number(tmp_path_factory: pytest.TempPathFactory, number: int) -> None:
    folder = tmp_path_factory.mktemp("one")
    (folder / "sample.csv").write_text(f'code,people\nR0A,"{number:,}"\n')
    assert read(folder)["people"].tolist() == [number]


def test_a_missing_file_names_the_nearest(write: Write) -> None:
    with pytest.raises(InputError, match=r"did you mean 'samples\.csv'"):
        read(write("samples", "code,people\nR0A,1\n"))


def test_two_files_of_one_name_are_refused(write: Write, tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "sample.csv").write_text("code,people\nR0A,1\n")
    with pytest.raises(InputError, match="more than one file"):
        find_published(tmp_path, "sample")


def test_a_missing_column_lists_the_accepted_and_the_present(write: Write) -> None:
    with pytest.raises(InputError, match=r"column 'people' is missing.*Number of people.*present: code, persons"):
        read(write("sample", "code,persons\nR0A,1\n"))


def test_a_column_given_twice_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="2 times"):
        read(write("sample", "code,people,People\nR0A,1,2\n"))


def test_a_file_cut_in_a_row_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="cut short: the last row has 2 cells where the header has 3"):
        read(write("sample", "code,people,else\nR0A,1,x\nR0B,2"))


def test_a_file_cut_in_a_quotation_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="cut short"):
        read(write("sample", 'code,people\nR0A,1\n"R0'))


def test_a_file_cut_between_rows_is_refused_by_its_size(write: Write) -> None:
    with pytest.raises(InputError, match="1 rows where at least 2"):
        read(write("sample", "code,people\nR0A,1\n"), at_least=2)


def test_a_file_cut_between_rows_is_refused_by_what_it_lacks(write: Write) -> None:
    folder = write("sample", "code,people\nA,1\nA,2\nB,1\n")
    with pytest.raises(InputError, match="1 of 4 combinations of code, people are absent"):
        read(folder, grid=["code", "people"])


def test_a_cut_compressed_file_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(b"code,people\n" + b"R0A,1\n" * 500)
    (tmp_path / "sample.csv.gz").write_bytes(whole[:-20])
    with pytest.raises(InputError, match="compressed file is cut short"):
        read(tmp_path)


def test_a_compressed_file_reads_as_the_plain_one(tmp_path: Path) -> None:
    (tmp_path / "sample.csv.gz").write_bytes(gzip.compress(b"code,people\nR0A,1\n"))
    assert read(tmp_path)["people"].tolist() == [1.0]


def test_an_empty_file_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="empty"):
        read(write("sample", "\n"))


def test_the_same_key_twice_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match=r"'code': 'R0A'.*more than once"):
        read(write("sample", "code,people\nR0A,1\nR0A,2\n"), key=["code"])


def test_totals_rows_are_dropped_when_named_and_refused_when_not(write: Write) -> None:
    folder = write("sample", "code,people\nR0A,1\nTotal,1\n")
    assert len(read(folder, drop_totals={"code": ["TOTAL"]})) == 1
    with pytest.raises(InputError, match=r"'Total' is not such a code \(a totals row\?\)"):
        read(folder, patterns={"code": r"R\w\w"})


def test_a_number_that_must_be_there_may_not_be_hidden(write: Write) -> None:
    with pytest.raises(InputError, match="is hidden or blank"):
        read(write("sample", "code,people\nR0A,*\n"), required=["people"])


def test_everything_wrong_is_told_at_once(write: Write) -> None:
    with pytest.raises(InputError) as caught:
        read(write("sample", "code,people\nR0A,x\nR0A,y\n"), key=["code"])
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("text", ["2025-04-01", "01/04/2025", "April 2025", "Apr-25", "2025-04"])
def test_dates_as_publishers_write_them(write: Write, text: str) -> None:
    folder = write("sample", f"code,people,month\nR0A,1,{text}\n")
    frame = read_published(folder, "sample", COLUMNS | {"month": ["month"]}, numeric=["people"], dates=["month"])
    assert month_text(frame["month"]).tolist() == ["2025-04"]


def test_what_is_not_a_date_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="'soon' is not a date"):
        read_published(write("sample", "month\nsoon\nlater\n"), "sample", {"month": ["month"]}, dates=["month"])


def test_a_series_of_columns_is_kept_and_read_as_numbers(write: Write) -> None:
    folder = write("sample", "code,people,0,1,90+\nR0A,6,1,2,3\n")
    assert read(folder, series=r"\d+|90\+")["90+"].tolist() == [3.0]
    with pytest.raises(InputError, match="columns of the series are missing"):
        read(folder, series="Q.*")
