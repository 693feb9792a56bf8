"""Registers are read whole: everything wrong is said at once, with file, line, key and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.params import load_beliefs
from planbook.params.governance import NATIONAL_REGISTERS, OWN, SAYS, seen_by
from planbook.params.governance_registers import Register, Row
from planbook.params.governance_template import write_register
from planbook.params.governance_words import FAMILIES

PARAMS = Path(__file__).parents[2] / "params"
BROKEN = {
    "risks": """\
system: EXAMPLE
appetite:
  safety: {most: 30, because: So}
risks:
  a:
    title: A
    because: B
    category: safety
    inherent: {likelihood: 2, impact: 2}
    residual: {likelihood: 6, impact: 3}
    opened: soon
    colour: red
  b:
    {title: B, because: B, category: safty, opened: 2026-01-01, inherent: {likelihood: 1, impact: 2},
     residual: {likelihood: 2, impact: 2}}
  c:
    {title: C, because: B, category: safety, opened: 2026-01-01, inherent: {likelihood: 2, impact: 2},
     residual: {likelihood: 2, impact: 2}, assumptions: [supply.leaving_pc]}
""",
    "grid": """\
system: EXAMPLE
cells:
  - {levels: [plaice], timeframes: [annual], lenses: [place], service: X}
  - {levels: [place], timeframes: [annual], lenses: [place]}
""",
    "engagement": """\
system: QWO
heard:
  - {group: nurses, who: A, on: 2026-01-01, about: B, heard: C}
leads:
  dischage: {clinical: A}
""",
    "decisions": """\
system: EXAMPLE
decisions:
  one: {asked: A, asked_by: B, asked_on: 2026-02-01, decided_by: C, audience: secret}
  two:
    {asked: A, asked_by: B, asked_on: 2026-02-01, decided: C, decided_on: 2026-01-01,
     numbers: {scenario: plann, figures: D}}
""",
    "content": "system: EXAMPLE\nmet:\n  - {duty: qualty, where: Here}\n",
    "sign_off": """\
system: EXAMPLE
versions:
  one: {label: A, status: signed, scenario: plan, made_on: 2026-01-01, sha256: abc}
""",
}
SAID = [
    "risks.yaml:3, appetite.safety.most: 30 is outside what is possible (at most 25)",
    "risks.yaml:10, risks.a.residual.likelihood: 6 is outside what is possible (at most 5)",
    "risks.yaml:11, risks.a.opened: 'soon' is not a day such as 2027-01-31",
    "risks.yaml:12, risks.a.colour: unknown key 'colour'",
    "grid.yaml:3, cells[0].levels[0]: unknown level 'plaice'",
    "engagement.yaml:3, heard[0].group: unknown group 'nurses'",
    "decisions.yaml:3, decisions.one.audience: 'secret' is not allowed",
    "content.yaml:3, met[0].duty: unknown duty 'qualty' (did you mean 'quality'?",
    "sign_off.yaml:3, versions.one.sha256: 'abc' is not in the right form",
    "risks.c.assumptions[0]: unknown assumption 'supply.leaving_pc' (did you mean 'supply.leaving_pct'?",
    "risks.b.residual: the residual score of 4 is above the inherent 2",
    "decisions.two.decided_on: is before it was asked",
    "decisions.two.numbers.scenario: unknown scenario 'plann' (did you mean 'plan'?",
    "leads.dischage: unknown programme 'dischage' (did you mean 'discharge'?",
    "engagement.yaml:1, system: says it is 'QWO', but the file is named for 'EXAMPLE'",
]
THEN = [
    ("risks", "  safety: {most: 30", "  safety: {most: 20"),
    ("risks", "likelihood: 6", "likelihood: 2"),
    ("risks", "opened: soon", "opened: 2026-01-01"),
    ("risks", "    colour: red\n", ""),
    ("grid", "plaice", "place"),
    ("engagement", "nurses", "clinicians"),
    ("decisions", ", audience: secret", ""),
]
SAID_THEN = [
    "risks.yaml:10, risks.a.residual: the residual score of 6 is above the inherent 4 (at most 4)",
    "risks.b.category: no appetite for 'safty' (one of safety)",
    "grid.yaml:4, cells[1]: names nobody, or somebody and why nobody is needed",
    "decisions.one.decided_by: is said of what is not decided",
]


def folder_with(tmp_path: Path, registers: dict[str, str]) -> Path:
    params = tmp_path / "params"
    shutil.copytree(PARAMS, params)
    for name, text in registers.items():
        (params / "governance" / "EXAMPLE" / f"{name}.yaml").write_text(text)
    return params


def said(params: Path) -> str:
    with pytest.raises(InputError) as raised:
        load_beliefs(params)
    return str(raised.value)


def test_everything_wrong_is_said_at_once_with_file_line_key_and_what_is_allowed(tmp_path: Path) -> None:
    broken = dict(BROKEN)
    text = said(folder_with(tmp_path / "first", broken))
    assert [each for each in SAID if each not in text] == []
    for name, old, new in THEN:
        assert old in broken[name]
        broken[name] = broken[name].replace(old, new)
    text = said(folder_with(tmp_path / "then", broken))
    assert [each for each in SAID_THEN if each not in text] == []


def test_a_cell_has_one_leader_of_each_kind(tmp_path: Path) -> None:
    twice = "  - {levels: [place], timeframes: [annual], lenses: [place, pathway], service: X}\n"
    text = said(folder_with(tmp_path, {"grid": f"system: EXAMPLE\ncells:\n{twice}{twice}"}))
    assert "cells[1].service: service is named twice for 2 cells: place, annual, place; place, annual, pathway" in text


def test_a_register_stands_where_it_is_read(tmp_path: Path) -> None:
    params = folder_with(tmp_path, {})
    (params / "governance" / "national" / "risks.yaml").write_text("system: national\n")
    (params / "governance" / "EXAMPLE" / "risk.yaml").write_text("system: EXAMPLE\n")
    text = said(params)
    assert "national/risks.yaml: 'risks' is not read here" in text
    assert "EXAMPLE/risk.yaml: this file is not read" in text


@pytest.mark.parametrize("name", OWN)
def test_a_template_is_valid_empty_and_never_written_over(tmp_path: Path, name: str) -> None:
    params = tmp_path / "params"
    (params / "governance").mkdir(parents=True)
    shutil.copytree(PARAMS / "governance" / "EXAMPLE", params / "governance" / "EXAMPLE")
    path = write_register(name, "QWO", params)
    from planbook.params.checking import check
    from planbook.params.reading import read_yaml

    file, problems = check(OWN[name], read_yaml(path, path.name))
    assert problems == ()
    assert file is not None
    assert file.system == "QWO"
    assert not any(getattr(file, field) for field in type(file).model_fields if field not in ("system", "audience"))
    assert "fictional" in path.read_text()
    with pytest.raises(InputError, match="is there already"):
        write_register(name, "QWO", params)


def test_a_real_system_has_what_holds_nationally_and_nothing_else() -> None:
    beliefs = load_beliefs(PARAMS)
    real, fictional = beliefs.governance_of("QWO"), beliefs.governance_of("EXAMPLE")
    assert real.files == {}
    assert set(fictional.files) == set(OWN) == set(SAYS)
    assert set(real.national) == set(NATIONAL_REGISTERS)
    assert {each.family for each in real.factors.factors.values()} == set(FAMILIES)
    counts = [sum(each.family == family for each in real.factors.factors.values()) for family in FAMILIES]
    assert counts[:4] == [7, 8, 6, 5]
    sources = [
        each.source for part in (real.dates.dates, real.factors.factors, real.duties.duties) for each in part.values()
    ]
    from planbook.data import reference

    assert set(sources) <= {*beliefs.evidence, *reference.sources()["key"]}
    assert all("ictional" in file.model_dump_json() for file in fictional.files.values())


def test_a_row_is_for_whom_it_says_else_for_whom_its_register_is() -> None:
    register = Register(system="EXAMPLE", audience="partners")
    assert seen_by(register, Row()) == "partners"
    assert seen_by(register, Row(audience="public")) == "public"
    assert seen_by(register, Row(audience="public"), "partners") == "partners"
    assert seen_by(register, Row(audience="confidential"), "partners") == "confidential"
