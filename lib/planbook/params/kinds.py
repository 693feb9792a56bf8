"""The kinds of value a parameter file may hold, each with the words that say what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from planbook.errors import nearest
from planbook.params.reading import KeyPath

SLUG = r"^[a-z][a-z0-9_]*$"
PLACE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SCENARIO = r"^[a-z][a-z0-9_-]*$"
SYSTEM = r"^[A-Z][A-Z0-9_-]*(@\d{4})?$"
AREA = r"^E\d{8}$"
DATED = r"^\d{4}(/\d{2}|-\d{2}(-\d{2})?)?$"
ROUND = r"^\d{4}/\d{2}$"
TARGET = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,2}(\[[^\[\]]+\])?$"
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
AIM = r"^A[1-9]$"
SHA = r"^[0-9a-f]{64}$"
MONTH_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
DATA_KEY = r"^[a-z][a-z0-9_]*(\.[A-Za-z0-9_+-]+)+$"

ALLOWED_BY_PATTERN: dict[str, str] = {
    SLUG: "small letters, digits and _, beginning with a letter",
    PLACE: "small letters and digits joined by hyphens, such as 'bradford-district-and-craven'",
    SCENARIO: "small letters, digits, _ and -, beginning with a letter",
    SYSTEM: "a code such as QWO, or QRL@2022 for an area of an earlier footprint",
    AREA: "a local authority code such as E08000032",
    DATED: "a year, a financial year, a month or a day: 2016, 2016/17, 2016-03 or 2016-03-31",
    ROUND: "a financial year such as '2027/28'",
    TARGET: "step.name or step.name[leaf], such as need.frailty_pct[65-69], or programmes.frailty.reach_pct",
    MONTH: "a month such as 2027-04",
    AIM: "the code of an aim, A1 to A4",
    SHA: "the 64 figures and letters that planbook verify gives",
    MONTH_DAY: "month and day in quotes, such as '03-31'",
    DATA_KEY: "table.column, such as population.people",
}


@dataclass(frozen=True)
class Wrong:
    """One thing wrong inside a model: the path of its key, what is wrong and what is allowed."""

    path: KeyPath
    what: str
    allowed: str = ""


class Strict(BaseModel):
    """A frozen model that refuses unknown keys and silent conversions; `wrong` says what types cannot."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, str_strip_whitespace=True)

    stand_ins: ClassVar[dict[str, Any]] = {}
    """Values that stand in for wrong ones while the rest is checked, so that one mistake hides no other."""

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong although every single value is of the right kind."""
        yield from ()


def _as_text(given: Any) -> Any:
    """Let YAML's own reading of 2016 or 2016-03-31 stand for the text that was meant."""
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    return given.isoformat() if isinstance(given, date) else given


def _as_leaves(given: Any) -> Any:
    """Read a single number as a mapping with one nameless leaf."""
    return {"": given} if isinstance(given, (int, float)) and not isinstance(given, bool) else given


def _all_or_names(given: Any) -> Any:
    listed = isinstance(given, (tuple, list)) and all(isinstance(name, str) for name in given)
    if given == "all" or listed:
        return given if given == "all" else tuple(given)
    raise PydanticCustomError("all_or_names", "needs 'all' or a list of names", {"allowed": "all, or [one, two]"})


def _turned_on(kind: str) -> BeforeValidator:
    def read(given: Any) -> Any:
        listed = isinstance(given, (tuple, list)) and all(isinstance(name, str) for name in given)
        if given in ("all", "adopted") or listed:
            return given if isinstance(given, str) else tuple(given)
        context = {"allowed": "all, adopted (what each system's own plan has), or [one, two]", "kind": kind}
        raise PydanticCustomError("turned_on", "needs 'all', 'adopted' or a list of {kind}", context)

    return BeforeValidator(read)


def one_of(kind: str, known: Iterable[str]) -> AfterValidator:
    """Give the check of a name among those known; another is refused with the nearest."""
    names = sorted(known)

    def found(name: str) -> str:
        if name not in names:
            context = {"kind": kind, "name": name, "allowed": nearest(name, names, most=len(names))}
            raise PydanticCustomError("unknown_name", "unknown {kind} '{name}'", context)
        return name

    return AfterValidator(found)


def offered(known: Iterable[str]) -> Any:
    """Give what an editor offers for a name among those known."""
    names: list[Any] = sorted(known)
    return Field(json_schema_extra={"enum": names})


Sentence = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=SLUG)]
Month = Annotated[str, Field(pattern=MONTH)]
Aim = Annotated[str, Field(pattern=AIM)]
Code = Annotated[str, BeforeValidator(_as_text), WithJsonSchema({"type": ["string", "integer"]})]
Dated = Annotated[str, BeforeValidator(_as_text), Field(pattern=DATED), WithJsonSchema({"type": ["string", "integer"]})]
Leaves = Annotated[
    dict[str, float],
    BeforeValidator(_as_leaves),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "object", "additionalProperties": {"type": "number"}}]}),
]
AllOrNames = Annotated[
    tuple[str, ...] | str,
    BeforeValidator(_all_or_names),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string"}}]}),
]
_ON = WithJsonSchema({"anyOf": [{"enum": ["all", "adopted"]}, {"type": "array", "items": {"type": "string"}}]})
ProgrammesOn = Annotated[tuple[str, ...] | str, _turned_on("programmes"), _ON]
LeversOn = Annotated[tuple[str, ...] | str, _turned_on("levers"), _ON]
