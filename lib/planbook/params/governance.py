"""How a system governs its plan: what holds nationally, and the registers it keeps itself.

Nothing here is invented for a real system: one without files has no decisions, risks, roles or engagement, and a page
says what each register needs and where its template comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from planbook.fields.field import AUDIENCES
from planbook.params.governance_engagement import EngagementFile
from planbook.params.governance_planning import (
    ContentFile,
    NationalContent,
    NationalFile,
    NationalReadiness,
    NationalRoles,
    NationalTimetable,
    ReadinessFile,
    TimetableFile,
)
from planbook.params.governance_registers import (
    AgreedFile,
    DecisionsFile,
    GridFile,
    Register,
    RolesFile,
    Row,
    SignOffFile,
)
from planbook.params.governance_risks import DependenciesFile, RisksFile

Kind = TypeVar("Kind")

OWN: dict[str, type[Register]] = {
    "grid": GridFile,
    "roles": RolesFile,
    "decisions": DecisionsFile,
    "assumptions": AgreedFile,
    "risks": RisksFile,
    "dependencies": DependenciesFile,
    "engagement": EngagementFile,
    "timetable": TimetableFile,
    "readiness": ReadinessFile,
    "content": ContentFile,
    "sign_off": SignOffFile,
}
NATIONAL_REGISTERS: dict[str, type[NationalFile]] = {
    "timetable": NationalTimetable,
    "readiness": NationalReadiness,
    "content": NationalContent,
    "roles": NationalRoles,
}
SAYS = {
    "grid": "Who leads planning of services and of workforce at each level, timeframe and lens",
    "roles": "Roles and decision rights at each level",
    "decisions": "What was asked and decided, by whom, on which numbers",
    "assumptions": "Who answers for each assumption, who agreed it, when it is reviewed",
    "risks": "Risks with owner, scores before and after, appetite and mitigations",
    "dependencies": "What the plan needs from others, by when",
    "engagement": "Who was heard, on what, what changed; consultations, champions and leads",
    "timetable": "The steps of making the plan, and whether it was co-produced or shortened",
    "readiness": "How ready the system is, scored with evidence and next steps",
    "content": "Where the plan meets each statutory duty",
    "sign_off": "Versions of the plan, who signed them, and the hash of what was signed",
}


@dataclass(frozen=True)
class Governance:
    """What holds nationally, and what one system says of its own by name of the register (nothing where it does not).

    `files` is for looking over all of them; the registers themselves are properties that give None where there is none.
    """

    national: Mapping[str, NationalFile] = field(default_factory=dict)
    files: Mapping[str, Register] = field(default_factory=dict)

    @property
    def grid(self) -> GridFile | None:
        """Who leads where."""
        return _as(self.files.get("grid"), GridFile)

    @property
    def roles(self) -> RolesFile | None:
        """Roles and decision rights."""
        return _as(self.files.get("roles"), RolesFile)

    @property
    def decisions(self) -> DecisionsFile | None:
        """The decisions log."""
        return _as(self.files.get("decisions"), DecisionsFile)

    @property
    def agreed(self) -> AgreedFile | None:
        """Who answers for assumptions."""
        return _as(self.files.get("assumptions"), AgreedFile)

    @property
    def risks(self) -> RisksFile | None:
        """The register of risks."""
        return _as(self.files.get("risks"), RisksFile)

    @property
    def dependencies(self) -> DependenciesFile | None:
        """What the plan needs from others."""
        return _as(self.files.get("dependencies"), DependenciesFile)

    @property
    def engagement(self) -> EngagementFile | None:
        """Who was heard."""
        return _as(self.files.get("engagement"), EngagementFile)

    @property
    def timetable(self) -> TimetableFile | None:
        """The steps of making the plan."""
        return _as(self.files.get("timetable"), TimetableFile)

    @property
    def readiness(self) -> ReadinessFile | None:
        """How ready the system is."""
        return _as(self.files.get("readiness"), ReadinessFile)

    @property
    def content(self) -> ContentFile | None:
        """Where the plan meets its duties."""
        return _as(self.files.get("content"), ContentFile)

    @property
    def sign_off(self) -> SignOffFile | None:
        """Versions and who signed them."""
        return _as(self.files.get("sign_off"), SignOffFile)

    @property
    def dates(self) -> NationalTimetable:
        """The national dates."""
        found = _as(self.national.get("timetable"), NationalTimetable)
        return found or NationalTimetable(system="national", dates={})

    @property
    def factors(self) -> NationalReadiness:
        """What a system is ready by."""
        found = _as(self.national.get("readiness"), NationalReadiness)
        return found or NationalReadiness(system="national", factors={})

    @property
    def duties(self) -> NationalContent:
        """What statutory plans must contain."""
        found = _as(self.national.get("content"), NationalContent)
        return found or NationalContent(system="national", duties={})

    @property
    def expected(self) -> NationalRoles:
        """What national guidance asks of each level."""
        found = _as(self.national.get("roles"), NationalRoles)
        return found or NationalRoles(system="national", expected={})


def seen_by(register: Register, row: Row, *least: str) -> str:
    """Give who may see a row: its own audience, else its register's; `least` are others it is never wider than."""
    said = row.audience or register.audience
    return max((said, *least), key=AUDIENCES.index)


def _as(found: object, kind: type[Kind]) -> Kind | None:
    return found if isinstance(found, kind) else None
