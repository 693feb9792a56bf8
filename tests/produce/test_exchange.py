"""A pack says what a system believes and learned, and nothing it must not; another may hold it beside its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from planbook.errors import InputError
from planbook.params import load_beliefs
from planbook.produce.cli import app
from planbook.produce.exchange import Pack, adopt, beside, pack_of, read_packs, written
from planbook.produce.run import Run, open_run

ROOT = Path(__file__).parents[2]
GROWTH = "demand.other_growth_pct_per_year"


@pytest.fixture(scope="module")
def here(light: Path, cache: Path) -> Iterator[Path]:
    """Give the root of a copy of the project that draws few times, as the one the command line finds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_CACHE", str(cache))
        patch.setenv("PLANBOOK_ROOT", str(light))
        yield light


@pytest.fixture(scope="module")
def example(here: Path) -> Run:
    return open_run("board", system="EXAMPLE", scenario="plan", root=here)


@pytest.fixture(scope="module")
def pack(example: Run) -> Pack:
    return pack_of(example)


@pytest.fixture
def sent(pack: Pack, tmp_path: Path) -> Callable[..., Path]:
    """Write the pack as another system would send it, with changes, signed anew unless told otherwise."""

    def send(name: str = "QXX", *, signed: bool = True, times: float = 1.0, **changed: Any) -> Path:
        content = json.loads(written(pack)) | {"system": name, "name": f"System {name}"} | changed
        for each in content["assumptions"]:
            if each["key"] == GROWTH:
                each |= {part: each[part] * times for part in ("value", "low", "high")}
        unsigned = Pack.model_validate(content)
        if signed:
            import hashlib

            content["sha256"] = hashlib.sha256(unsigned.content.encode()).hexdigest()
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return send


def test_a_pack_is_read_back_as_it_was_written(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "pack.json"
    path.write_text(written(pack), encoding="utf-8")
    assert read_packs([path]) == [pack]
    assert pack_of(open_run("board", system="EXAMPLE", scenario="plan")) == pack  # of the same inputs, the same pack


def test_it_holds_every_assumption_decisions_and_what_was_measured(example: Run, pack: Pack) -> None:
    assert {each.key for each in pack.assumptions} == set(example.parameters)
    assert {each.kind for each in pack.evidence} == {"programme", "lever"}
    assert pack.decisions
    assert pack.impact
    assert all(each.decided for each in pack.decisions)


def test_nothing_confidential_local_or_small_is_in_it(example: Run, pack: Pack) -> None:
    text = written(pack)
    decisions = example.table("governance_decisions")
    kept_back = decisions[decisions["audience"] != "public"]
    assert not any(question in text for question in kept_back["question"])
    local = example.table("monitoring_feedback").query("basis == 'local'")
    assert not set(local["key"]) & {each.key for each in pack.impact}
    assert str(ROOT) not in text


def test_a_changed_byte_a_missing_field_and_no_pack_are_all_said_at_once(
    sent: Callable[..., Path], tmp_path: Path
) -> None:
    changed = sent("QAA", signed=False)
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    half = tmp_path / "half.json"
    half.write_text(changed.read_text(encoding="utf-8")[:500], encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_packs([changed, other, half, tmp_path / "none.json"])
    text = str(refused.value)
    assert "QAA.json: its content is not what its checksum is of" in text
    assert "other.json: assumptions" in text
    assert "half.json" in text
    assert "none.json: there is no such file" in text


def test_the_spread_is_over_all_packs_and_ours(example: Run, sent: Callable[..., Path]) -> None:
    packs = read_packs([sent("QAA", times=2.0), sent("QBB", times=0.5)])
    frame = beside(example, packs)
    grown = frame[frame["key"] == GROWTH]
    assert len(grown)
    for row in grown.itertuples():
        values = sorted([row.ours, row.QAA, row.QBB])
        assert [row.lowest, row.middle, row.highest] == pytest.approx(values)
        assert row.held_by == 2
    others = frame[frame["key"] != GROWTH]
    assert not others["differs"].any()


def test_two_packs_of_one_system_are_refused(sent: Callable[..., Path]) -> None:
    path = sent("QAA")
    with pytest.raises(InputError, match="two packs of QAA"):
        read_packs([path, path])


def test_adopting_records_where_a_number_came_from(sent: Callable[..., Path], tmp_path: Path) -> None:
    params = tmp_path / "params"
    shutil.copytree(ROOT / "params", params)
    theirs = read_packs([sent("QAA", times=2.0)])[0]
    adopt(params, "QWO", theirs, GROWTH, "Our growth has been like theirs.", "ICB board")
    beliefs = load_beliefs(params)
    taken = beliefs.resolve("QWO", None, "baseline")[GROWTH]
    before = load_beliefs(ROOT / "params").resolve("QWO", None, "baseline")[GROWTH]
    assert taken.value == pytest.approx([2 * each for each in before.value])
    assert "System QAA" in taken.set_by[-1].because
    assert theirs.sha256[:12] in taken.set_by[-1].because
    assert "# NHS West Yorkshire" in (params / "systems" / "QWO.yaml").read_text(encoding="utf-8")
    with pytest.raises(InputError, match="overridden already"):
        adopt(params, "QWO", theirs, GROWTH, "Again.", "ICB board")


def test_adopting_needs_a_reason_and_a_number_that_is_there(sent: Callable[..., Path], tmp_path: Path) -> None:
    params = tmp_path / "params"
    shutil.copytree(ROOT / "params", params)
    before = (params / "systems" / "QWO.yaml").read_bytes()
    with pytest.raises(InputError, match=r"unknown assumption 'demand\.grwth'") as refused:
        adopt(params, "QWO", read_packs([sent("QAA")])[0], "demand.grwth", " ")
    assert "'because' is empty" in str(refused.value)
    assert (params / "systems" / "QWO.yaml").read_bytes() == before


def test_the_command_line_exports_and_shows(tmp_path: Path, sent: Callable[..., Path]) -> None:
    runner = CliRunner()
    made = runner.invoke(app, ["exchange", "export", "EXAMPLE", "--scenario", "plan", "--to", str(tmp_path / "x.json")])
    assert made.exit_code == 0, made.output
    assert Pack.model_validate_json((tmp_path / "x.json").read_bytes()).system == "EXAMPLE"
    words = ["exchange", "import", str(sent("QAA", times=2.0)), "--system", "EXAMPLE", "--scenario", "plan"]
    shown = runner.invoke(app, [*words, "--to", str(tmp_path / "all.csv")])
    assert shown.exit_code == 0, shown.output
    assert "System QAA" in shown.output
    assert (tmp_path / "all.csv").read_text(encoding="utf-8").startswith("key,leaf")
