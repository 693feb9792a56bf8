"""Reading what systems saw and decided, and holding the names in it against the other files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planbook.errors import Problem, unknown
from planbook.params.gathering import Gathered
from planbook.params.monitoring import MonitoringFile
from planbook.params.programme import ProgrammeFile
from planbook.params.reading import KeyPath


def monitored(gathered: Gathered) -> dict[str, MonitoringFile]:
    """Read every `governance/<code>/monitoring.yaml` by the code of its folder."""
    found = {}
    for path in sorted(gathered.folder.glob("governance/*/monitoring.yaml")):
        document = gathered.document(path)
        file = gathered.checked(MonitoringFile, document) if document.data is not None else None
        if file is None:
            continue
        if file.monitoring != path.parent.name:
            gathered.misnamed(document, "monitoring", file.monitoring, path.parent.name)
        found[path.parent.name] = file
    return found


def monitoring_disagreements(
    gathered: Gathered, files: Mapping[str, MonitoringFile], programmes: Mapping[str, ProgrammeFile]
) -> Iterator[Problem]:
    """Yield every programme, milestone or assumption that a record names and nobody has."""
    unread = gathered.named.get("programme", set()) - set(programmes)
    for code, file in files.items():
        document = gathered.documents[f"governance/{code}/monitoring.yaml"]
        for index, seen in enumerate(file.milestones):
            path: KeyPath = ("milestones", index)
            programme = programmes.get(seen.programme)
            if programme is None:
                named = gathered.named.get("programme", set())
                if seen.programme not in named:
                    yield unknown("programme", seen.programme, named, document.where((*path, "programme")))
                continue
            known = [each.milestone for each in programme.milestones]
            if seen.milestone not in known:
                yield unknown("milestone", seen.milestone, known, document.where((*path, "milestone")))
        for part in ("measured", "feedback"):
            for index, each in enumerate(getattr(file, part)):
                key, _, leaf = each.key.partition("[")
                if key.startswith("programmes.") and key.split(".")[1] in unread:
                    continue
                where = document.where((part, index, "key"))
                if key not in gathered.declared and key not in gathered.national:
                    yield unknown("assumption", key, gathered.declared | set(gathered.national), where)
                elif key in gathered.national and leaf.removesuffix("]") not in gathered.national[key].leaves:
                    yield unknown(f"leaf of {key}", leaf.removesuffix("]"), gathered.national[key].leaves, where)
