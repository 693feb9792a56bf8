"""From a document to a frozen model, or to every problem in it, in our words and with its line."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planbook.errors import Problem, nearest
from planbook.params.kinds import ALLOWED_BY_PATTERN, Strict, Wrong
from planbook.params.reading import Document, KeyPath, given_words

Model = TypeVar("Model", bound=Strict)

KIND_WORDS = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "finite_number": "a number we can count with",
    "string_type": "text",
    "bool_type": "true or false",
    "date_type": "a day such as 2027-01-31",
    "dict_type": "name: value pairs",
    "model_type": "name: value pairs",
    "tuple_type": "a list",
}
LIMIT_WORDS = {
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
    "greater_than": ("gt", "more than"),
    "less_than": ("lt", "less than"),
}


def check(
    model: type[Model], document: Document, path: KeyPath = (), *, leave: str = ""
) -> tuple[Model | None, tuple[Problem, ...]]:
    """Read what stands at `path` as that model; gives the model and every problem found.

    Where there are problems the model is None, or has stand-ins for what was wrong: good for further checks only.
    `leave` names a key that is not looked at here, because its parts are checked one by one.
    """
    given = document.at(path)
    if isinstance(given, dict):
        given = {key: value for key, value in given.items() if key != leave}
    problems: list[Problem] = []
    try:
        found = model.model_validate(given)
    except ValidationError as error:
        details = [detail for detail in error.errors() if not leave or detail["loc"] != (leave,)]
        problems = [_problem(detail, model, document, path) for detail in details]
        stood_in = _with_stand_ins(model, given, details)
        if stood_in is None:
            return None, _new(document, problems)
        found = stood_in
    return found, _new(document, [*problems, *wrong_problems(found, document, path)])


def _with_stand_ins(model: type[Model], given: Any, details: list[ErrorDetails]) -> Model | None:
    """Read it once more without its unknown keys and with stand-ins, or give None where that is not enough."""
    if not isinstance(given, dict):
        return None
    unknown_keys = {
        detail["loc"][0] for detail in details if detail["type"] == "extra_forbidden" and len(detail["loc"]) == 1
    }
    wrong_keys = {str(detail["loc"][0]) for detail in details if detail["loc"]} - unknown_keys
    kept = {key: value for key, value in given.items() if key not in unknown_keys}
    stand_ins = {key: value for key, value in model.stand_ins.items() if key in wrong_keys}
    try:
        return model.model_validate({**kept, **stand_ins})
    except ValidationError:
        return None


def wrong_problems(model: Strict, document: Document, path: KeyPath = ()) -> Iterator[Problem]:
    """Yield the problems of a model and of every model inside it, with their lines."""
    for wrong in _wrongs(model):
        yield located(wrong, document, path)


def located(wrong: Wrong, document: Document, path: KeyPath = ()) -> Problem:
    """Give the problem of a wrong thing: with its file, line and key."""
    return Problem(wrong.what, document.where((*path, *wrong.path)), wrong.allowed)


def _wrongs(model: Strict) -> Iterator[Wrong]:
    yield from model.wrong()
    for name, info in type(model).model_fields.items():
        for path, inner in _inner_models(getattr(model, name), (info.alias or name,)):
            for wrong in _wrongs(inner):
                yield Wrong((*path, *wrong.path), wrong.what, wrong.allowed)


def _inner_models(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Strict]]:
    if isinstance(value, Strict):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inner_models(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _inner_models(item, (*path, index))


def _new(document: Document, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Leave out what only repeats, at the same key, that the value could not be read."""
    known = {problem.where for problem in document.problems}
    return tuple(problem for problem in problems if problem.where not in known)


def _problem(detail: ErrorDetails, model: type[Strict], document: Document, base: KeyPath) -> Problem:
    loc = tuple(part for part in detail["loc"] if part != "[key]")
    what, allowed = _said(detail, model, loc)
    parent = detail["type"] == "missing"
    return Problem(what, document.where((*base, *(loc[:-1] if parent else loc))), allowed)


def _said(detail: ErrorDetails, model: type[Strict], loc: KeyPath) -> tuple[str, str]:
    """Say one of pydantic's errors in our words: what is wrong, and what is allowed."""
    kind, given, context = detail["type"], given_words(detail["input"]), detail.get("ctx", {})
    last = str(loc[-1]) if loc else ""
    if kind == "missing":
        return f"'{last}' is missing", f"add {last}:"
    if kind == "extra_forbidden":
        return f"unknown key '{last}'", nearest(last, _known_keys(model, loc[:-1]), most=20)
    if kind == "literal_error":
        names = [name.strip("'") for name in str(context["expected"]).replace(" or ", ", ").split(", ")]
        return f"{given} is not allowed", nearest(str(detail["input"]), names)
    if kind == "string_pattern_mismatch":
        return f"{given} is not in the right form", ALLOWED_BY_PATTERN[str(context["pattern"])]
    if kind in ("string_too_short", "too_short"):
        return "is empty", "say something here"
    if kind in KIND_WORDS:
        hint = "put it in quotes if it looks like a number or a date" if kind == "string_type" else ""
        return f"{given} is not {KIND_WORDS[kind]}", hint
    if kind in LIMIT_WORDS:
        limit, words = LIMIT_WORDS[kind]
        return f"{given} is outside what is possible", f"{words} {context[limit]:g}"
    return detail["msg"], str(context.get("allowed", ""))


def _known_keys(model: type[Strict], loc: KeyPath) -> list[str]:
    found = _model_at(model, loc)
    return [info.alias or name for name, info in found.model_fields.items()] if found else []


def _model_at(model: type[BaseModel], loc: KeyPath) -> type[BaseModel] | None:
    """Give the model whose keys stand at that place inside another model."""
    kind: Any = model
    for part in loc:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names = {info.alias or name: info.annotation for name, info in kind.model_fields.items()}
            kind = _bare(names.get(str(part)))
        else:
            kind = _bare(get_args(kind)[-1 if isinstance(part, str) else 0]) if get_args(kind) else None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _bare(kind: Any) -> Any:
    """Take `Annotated` and `| None` off a type."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return _bare(next(inner for inner in get_args(kind) if inner is not type(None)))
    return kind
