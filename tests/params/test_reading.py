"""YAML as plain values with their lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from planbook.params import reading
from planbook.params.reading import parse_yaml

PARAMS = Path(__file__).parents[2] / "params"

TEXT = """\
a: 1
on:
  - {k: yes, 65-69: 7.5}
  - {k: 2016-01-31, 1: null}
"""


def test_values_by_the_rules_of_yaml_1_2():
    assert parse_yaml(TEXT, "f.yaml").data == {
        "a": 1,
        "on": ({"k": "yes", "65-69": 7.5}, {"k": date(2016, 1, 31), "1": None}),
    }


def test_every_key_knows_its_line_and_what_is_not_there_the_line_above():
    document = parse_yaml(TEXT, "f.yaml")
    assert document.where(("on", 1, "k")) == "f.yaml:4, on[1].k"
    assert document.where(("on", 0, "nothing", 3)) == "f.yaml:3, on[0]"
    assert document.where(()) == "f.yaml:1"
    assert document.at(("on", 0, "65-69")) == 7.5
    assert document.at(("on", 7)) is None


def test_every_duplicate_is_found():
    found = parse_yaml("a: 1\na: 2\nb: {c: 1, c: 2}\n", "f.yaml").problems
    assert [problem.where for problem in found] == ["f.yaml:2, a", "f.yaml:3, b.c"]


def test_what_cannot_be_read_is_said_with_its_line():
    said = {
        "a: [1, 2\n": "f.yaml:2: cannot be read as YAML: expected ',' or ']', but got '<stream end>' (the file seems",
        "a:\n\tb: 1\n": "f.yaml:2: cannot be read as YAML: found character '\\t'",
        "a: 1\n b: 2\n": "f.yaml:2: cannot be read as YAML: mapping values are not allowed here (check indentation",
        "- 1\n": "f.yaml:1: the file holds a list (it needs name: value pairs)",
        "a: !python/name:os.system x\n": "f.yaml:1, a: 'x' cannot be read",
        "a: 2016-13-45\n": "f.yaml:1, a: '2016-13-45' cannot be read: month must be in 1..12",
        "": "f.yaml: the file is empty",
    }
    for text, start in said.items():
        (problem,) = parse_yaml(text, "f.yaml").problems
        assert str(problem).startswith(start)


def test_every_file_that_ships_reads_the_same_without_the_fast_parser(monkeypatch: pytest.MonkeyPatch):
    texts = {str(path): path.read_text(encoding="utf-8") for path in sorted((PARAMS / "systems").glob("*.yaml"))}
    fast = {name: parse_yaml(text, name) for name, text in texts.items()}
    monkeypatch.setattr(reading, "Parser", yaml.SafeLoader)
    assert {name: parse_yaml(text, f"{name} again").data for name, text in texts.items()} == {
        name: document.data for name, document in fast.items()
    }


def test_quoted_words_stay_words_and_what_follows_an_anchor_or_a_key_given_twice_is_passed_over():
    text = "a: 'on'\nb: \"1\"\nc: &here {d: [1, 2]}\ne: 1\ne: {f: [2]}\ng: 3\n"
    document = parse_yaml(text, "f.yaml")
    assert document.data == {"a": "on", "b": "1", "c": None, "e": 1, "g": 3}
    assert [problem.where for problem in document.problems] == ["f.yaml:3, c", "f.yaml:5, e"]


def test_a_second_document_in_a_file_is_refused():
    (problem,) = parse_yaml("a: 1\n---\nb: 2\n", "f.yaml").problems
    assert "found another document" in problem.what
