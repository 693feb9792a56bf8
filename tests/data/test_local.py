"""Local files are read whole or not at all, and all that is wrong with them is said at once with line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from planbook.data.local import SETTING, TEMPLATES, empty, folder, read_all, write_template
from planbook.errors import InputError

NAME = "workforce_required"
HEAD = "area,year,staff_group,wte"


def supplied(tmp_path: Path, *lines: str, head: str = HEAD) -> Path:
    (tmp_path / f"{NAME}.csv").write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return tmp_path


def wrong(where: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_all(where)
    return str(caught.value)


def test_rows_come_with_their_types_and_lines(tmp_path: Path) -> None:
    where = supplied(tmp_path, "QWO,2031,doctors,6200.5", "", 'QWO/leeds,2027,gps,"1,250"')
    frame = read_all(where)[NAME].frame
    assert list(frame.columns) == ["line", "area", "year", "staff_group", "wte"]
    assert frame["wte"].tolist() == [6200.5, 1250.0]
    assert frame["year"].tolist() == [2031, 2027]
    assert frame["line"].tolist() == [2, 4]


def test_columns_may_stand_in_any_order_and_as_a_spreadsheet_writes_them(tmp_path: Path) -> None:
    text = "\ufeffwte, staff_group ,year,area\r\n5,doctors,2031,QWO\r\n"
    (tmp_path / f"{NAME}.csv").write_bytes(text.encode())
    assert read_all(tmp_path)[NAME].frame.iloc[0].to_dict() == {
        "line": 2, "wte": 5.0, "staff_group": "doctors", "year": 2031, "area": "QWO",
    }  # fmt: skip


def test_nothing_is_read_where_nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert read_all(folder()) == {}
    assert read_all(tmp_path) == {}
    assert list(empty(NAME).columns) == ["line", "area", "year", "staff_group", "wte"]
    monkeypatch.setenv(SETTING, str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="there is no folder"):
        read_all(folder())


def test_files_without_a_template_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("anything\n")
    assert read_all(tmp_path) == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("QWO,2031,doctor,5", ":2, staff_group: unknown staff group 'doctor' (did you mean 'doctors'?"),
        ("QWO,2031,doctors,*", "workforce_required.csv:2, wte: '*' is not a number"),
        ("QWO,2031,doctors,-5", "wte: -5 is less than possible (at least 0)"),
        ("QWO,2031.5,doctors,5", "year: 2031.5 is not a whole number"),
        ("QWO,1066,doctors,5", "year: 1066 is less than possible (at least 2000)"),
        ("west yorkshire,2031,doctors,5", "area: 'west yorkshire' does not fit"),
        (",2031,doctors,5", "area: '' does not fit"),
        ("QWO,2031,doctors", "workforce_required.csv:2: has 3 cells (4, as the first line)"),
        ("QWO,2031,doctors,\"1,2\"", "wte: '1,2' is not a number"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_by_line_and_column(tmp_path: Path, row: str, said: str) -> None:
    assert said in wrong(supplied(tmp_path, row))


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    said = wrong(supplied(tmp_path, "QWO,2031,doctor,x", "QWO,then,gps,5"))
    assert said.startswith("3 problems")
    assert ":2, staff_group" in said
    assert ":2, wte" in said
    assert ":3, year" in said


def test_a_row_said_twice_is_refused(tmp_path: Path) -> None:
    said = wrong(supplied(tmp_path, "QWO,2031,gps,5", "QWO,2031,doctors,5", "QWO,2031,gps,6"))
    assert "workforce_required.csv:4: QWO, 2031, gps is there already, on line 2" in said


def test_a_column_nobody_asked_for_is_refused_and_a_missing_one_named(tmp_path: Path) -> None:
    said = wrong(supplied(tmp_path, "QWO,2031,doctors,5,Smith", head="area,year,staf_group,wte,surname"))
    assert "unknown column 'surname'" in said
    assert "unknown column 'staf_group' (did you mean 'staff_group'?" in said
    assert "column 'staff_group' is missing" in said
    assert "column 'wte' is there twice" in wrong(supplied(tmp_path, "1,2,3,4,5", head=f"{HEAD},wte"))


def test_a_file_that_is_no_text_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.csv").write_bytes(b"area\xff\xfe")
    assert "cannot be read as text" in wrong(tmp_path)


def test_its_hash_follows_its_bytes(tmp_path: Path) -> None:
    first = read_all(supplied(tmp_path, "QWO,2031,doctors,5"))[NAME]
    again = read_all(supplied(tmp_path, "QWO,2031,doctors,5"))[NAME]
    other = read_all(supplied(tmp_path, "QWO,2031,doctors,6"))[NAME]
    assert repr(first) == repr(again)
    assert repr(first) != repr(other)


def test_every_template_says_what_its_columns_hold() -> None:
    for template in TEMPLATES.values():
        assert set(template.key) <= {column.name for column in template.columns}
        assert all(column.says for column in template.columns)


@pytest.mark.parametrize("name", [name for name, template in TEMPLATES.items() if not template.of_plans])
def test_a_template_is_written_with_its_header_and_reads_back_as_nothing(tmp_path: Path, name: str) -> None:
    path = write_template(name, tmp_path / "mine")
    assert path.read_bytes().decode().strip() == ",".join(column.name for column in TEMPLATES[name].columns)
    assert read_all(tmp_path / "mine")[name].frame.empty


def test_a_file_of_mine_is_never_written_over_and_an_unknown_template_names_the_known(tmp_path: Path) -> None:
    write_template("value_proxies", tmp_path)
    with pytest.raises(InputError, match="there already"):
        write_template("value_proxies", tmp_path)
    with pytest.raises(InputError, match="did you mean 'value_proxies'"):
        write_template("value_proxy", tmp_path)
