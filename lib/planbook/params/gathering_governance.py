"""Reading the registers of governance, national and a system's own, and what must agree between them and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar, get_args

from pydantic import ValidationError

from planbook.errors import Problem, unknown
from planbook.params.checking import check, wrong_problems
from planbook.params.gathering import Gathered
from planbook.params.goals import NATIONAL
from planbook.params.governance import NATIONAL_REGISTERS, OWN, Governance
from planbook.params.governance_planning import NationalFile
from planbook.params.governance_registers import Register
from planbook.params.kinds import Strict
from planbook.params.model import SystemFile
from planbook.params.reading import Document, KeyPath

Named = Iterator[tuple[str, KeyPath, str]]
File = TypeVar("File", NationalFile, Register)


def governance(gathered: Gathered) -> dict[str, Governance]:
    """Read every register by the name of its folder: `national`, or a system's code, which has those too."""
    folder = gathered.folder / "governance"
    national: dict[str, NationalFile] = {}
    for name, model in NATIONAL_REGISTERS.items():
        if (folder / NATIONAL / f"{name}.yaml").exists() and (found := _read(gathered, NATIONAL, name, model)):
            national[name] = found
    whole = {NATIONAL: Governance(national)}
    for path in sorted(each for each in folder.glob("*") if each.is_dir() and each.name != NATIONAL):
        there = [name for name in OWN if (path / f"{name}.yaml").exists()]
        files = {name: _read(gathered, path.name, name, OWN[name]) for name in there}
        whole[path.name] = Governance(national, {name: file for name, file in files.items() if file})
    return whole


def _read(gathered: Gathered, code: str, name: str, model: type[File]) -> File | None:
    document = gathered.document(gathered.folder / "governance" / code / f"{name}.yaml")
    if document.data is None:
        return None
    before = len(gathered.problems)
    file = gathered.checked(model, document)
    if len(gathered.problems) > before:
        file = _with_right_rows(gathered, model, document, before) or file
    if file is not None and file.system != code:
        gathered.misnamed(document, "system", file.system, code)
    return file


def _with_right_rows(gathered: Gathered, model: type[File], document: Document, before: int) -> File | None:
    """Read a register again with those rows only that can be read, so that one wrong row hides nothing of the others.

    What is wrong with each row by itself, and with those left together, is added where it is not said yet.
    """
    data, found = dict(document.data or {}), list[Problem]()
    for name, info in model.model_fields.items():
        row, given = get_args(info.annotation)[-1:], data.get(name)
        if not (row and isinstance(row[0], type) and issubclass(row[0], Strict) and isinstance(given, dict)):
            continue
        checked = {key: check(row[0], document, (name, key)) for key in given}
        found += [problem for _, problems in checked.values() for problem in problems]
        data[name] = {key: given[key] for key, (entry, _) in checked.items() if entry is not None}
    try:
        file = model.model_validate({key: value for key, value in data.items() if key in model.model_fields})
        found += wrong_problems(file, document)
    except ValidationError:
        file = None
    known = {(problem.where, problem.what) for problem in gathered.problems[before:]}
    gathered.problems += [each for each in found if (each.where, each.what) not in known]
    return file


def governance_disagreements(
    gathered: Gathered, whole: Mapping[str, Governance], systems: Mapping[str, SystemFile]
) -> Iterator[Problem]:
    """Yield every assumption, programme, scenario, place, factor, duty or version that a register names in vain."""
    yield from _strays(gathered)
    for code, each in whole.items():
        if code == NATIONAL:
            continue
        known = known_names(gathered, each, systems.get(code))
        for register, named in _named(each).items():
            document = gathered.documents[f"governance/{code}/{register}.yaml"]
            yield from _unknown(document, named, known)


def known_names(gathered: Gathered, governance: Governance, system: SystemFile | None) -> dict[str, Iterable[str]]:
    """Give the names there are, by kind."""
    return {
        "assumption": {*gathered.declared, *_of_unread(gathered, governance)},
        "programme": gathered.named.get("programme", set()),
        "scenario": gathered.named.get("scenario", set()),
        "place": tuple(system.places) if system else (),
        "factor": tuple(governance.factors.factors),
        "duty": tuple(governance.duties.duties),
        "version": tuple(governance.sign_off.versions) if governance.sign_off else (),
    }


def _of_unread(gathered: Gathered, governance: Governance) -> Iterator[str]:
    """Yield the numbers of programmes and levers whose files are wrong: that is said there, and once."""
    wrong = {problem.where.partition(":")[0] for problem in gathered.problems}
    for _, _, name in (each for named in _named(governance).values() for each in named):
        layer, _, rest = name.partition("[")[0].partition(".")
        if f"{gathered.folder.name}/{layer}/{rest.partition('.')[0]}.yaml" in wrong:
            yield name.partition("[")[0]


def _unknown(document: Document, named: Named, known: Mapping[str, Iterable[str]]) -> Iterator[Problem]:
    for kind, path, name in named:
        plain = name.partition("[")[0]
        base = set(plain.split("+")) if kind == "scenario" else {plain}
        names = set(known[kind])
        if not base <= names:
            yield unknown(kind, plain, names, document.where(path))


def _strays(gathered: Gathered) -> Iterator[Problem]:
    """Yield a register where nobody reads it: a system's in the national folder, or the other way round."""
    for path in sorted((gathered.folder / "governance").glob("*/*.yaml")):
        known: Mapping[str, object] = NATIONAL_REGISTERS if path.parent.name == NATIONAL else OWN
        if path.stem in {*OWN, *NATIONAL_REGISTERS} and path.stem not in known:
            where = f"{gathered.folder.name}/{path.relative_to(gathered.folder).as_posix()}"
            yield Problem(f"'{path.stem}' is not read here", where, f"one of {', '.join(known)}")


def _named(each: Governance) -> dict[str, Named]:
    """Give the names each register uses: of what kind, where, and which."""
    return {name: NAMED[name](each) for name in each.files if name in NAMED}


def _of_roles(each: Governance) -> Named:
    assert each.roles is not None
    yield from (("place", ("roles", key, "place"), role.place) for key, role in each.roles.roles.items() if role.place)


def _of_decisions(each: Governance) -> Named:
    assert each.decisions is not None
    for key, decision in each.decisions.decisions.items():
        if decision.numbers is None:
            continue
        yield "scenario", ("decisions", key, "numbers", "scenario"), decision.numbers.scenario
        if decision.numbers.version:
            yield "version", ("decisions", key, "numbers", "version"), decision.numbers.version


def _of_agreed(each: Governance) -> Named:
    assert each.agreed is not None
    yield from (("assumption", ("agreed", key), key) for key in each.agreed.agreed)


def _of_risks(each: Governance) -> Named:
    assert each.risks is not None
    for key, risk in each.risks.risks.items():
        path: KeyPath = ("risks", key)
        yield from (("assumption", (*path, "assumptions", i), name) for i, name in enumerate(risk.assumptions))
        if risk.place:
            yield "place", (*path, "place"), risk.place
        for index, mitigation in enumerate(risk.mitigations):
            if mitigation.scenario:
                yield "scenario", (*path, "mitigations", index, "scenario"), mitigation.scenario


def _of_dependencies(each: Governance) -> Named:
    assert each.dependencies is not None
    for key, dependency in each.dependencies.dependencies.items():
        if dependency.programme:
            yield "programme", ("dependencies", key, "programme"), dependency.programme


def _of_engagement(each: Governance) -> Named:
    found = each.engagement
    assert found is not None
    rows = (*(("heard", index, row) for index, row in enumerate(found.heard)),)
    for part, index, row in rows:
        if row.programme:
            yield "programme", (part, index, "programme"), row.programme
        if row.place:
            yield "place", (part, index, "place"), row.place
    for index, champion in enumerate(found.champions):
        if champion.programme:
            yield "programme", ("champions", index, "programme"), champion.programme
    yield from (("programme", ("leads", name), name) for name in found.leads)


def _of_readiness(each: Governance) -> Named:
    assert each.readiness is not None
    yield from (("factor", ("factors", name), name) for name in each.readiness.factors)


def _of_content(each: Governance) -> Named:
    assert each.content is not None
    yield from (("duty", ("met", index, "duty"), met.duty) for index, met in enumerate(each.content.met))


def _of_sign_off(each: Governance) -> Named:
    assert each.sign_off is not None
    for key, version in each.sign_off.versions.items():
        yield "scenario", ("versions", key, "scenario"), version.scenario


NAMED = {
    "roles": _of_roles,
    "decisions": _of_decisions,
    "assumptions": _of_agreed,
    "risks": _of_risks,
    "dependencies": _of_dependencies,
    "engagement": _of_engagement,
    "readiness": _of_readiness,
    "content": _of_content,
    "sign_off": _of_sign_off,
}
