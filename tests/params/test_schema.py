"""The schemas editors use say what the models say, and no older thing."""

from __future__ import annotations

from pathlib import Path

from planbook.params import schema
from planbook.units import UNITS

FOLDER = Path(__file__).parents[2] / "params" / "schema"


def test_the_schemas_in_the_project_are_those_of_the_models():
    stored = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert stored == {name: schema.text(made) for name, made in schema.build().items()}


def test_written_twice_they_are_the_same(tmp_path):
    first = [path.read_bytes() for path in schema.write(tmp_path)]
    assert first == [path.read_bytes() for path in schema.write(tmp_path)]


def test_unknown_keys_are_refused_at_every_level():
    for made in schema.build().values():
        for model in (made, *made.get("$defs", {}).values()):
            if "properties" in model:
                assert model["additionalProperties"] is False


def test_an_editor_can_offer_units_and_the_word_from():
    entry = schema.build()["assumptions.schema.json"]["$defs"]["AssumptionEntry"]["properties"]
    assert entry["unit"]["enum"] == sorted(UNITS)
    assert "from" in entry
    assert {"type": "number"} in entry["value"]["anyOf"]
