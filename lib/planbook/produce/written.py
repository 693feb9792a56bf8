"""What is said beside figures, and goes into a system's tables as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from planbook.data import local as supplied
from planbook.data.plans import OnRecord
from planbook.params import Assumption
from planbook.params.goals import Goals
from planbook.params.governance import Governance
from planbook.params.holding import LeversFrom
from planbook.params.lever import LeverFile
from planbook.params.model import ScenarioFile
from planbook.params.monitoring import MonitoringFile
from planbook.params.programme import ProgrammeFile
from planbook.params.shock import Shocks
from planbook.produce.reads import digest


@dataclass(frozen=True)
class Written:
    """What is said beside figures: programmes, goals, files supplied, levers, shocks, registers, words of beliefs.

    `scenario` is the name under which it is said, `levers_from` the scenario whose levers are held, if any.
    """

    scenario: str = ""
    programmes: Mapping[str, ProgrammeFile] = field(default_factory=dict)
    goals: Goals | None = None
    local: Mapping[str, supplied.Supplied] = field(default_factory=dict)
    levers: Mapping[str, LeverFile] = field(default_factory=dict)
    levers_from: LeversFrom | None = None
    monitored: MonitoringFile | None = None
    governance: Governance = field(default_factory=Governance)
    assumptions: Mapping[str, Assumption] = field(default_factory=dict)
    shocks: Shocks = field(default_factory=dict)
    scenarios: Mapping[str, ScenarioFile] = field(default_factory=dict)
    plans: OnRecord = field(default_factory=OnRecord)
    _digests: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def otherwise(self, **changes: Any) -> Written:
        """Give the same with some subjects otherwise; hashes of the others are kept."""
        kept = {subject: said for subject, said in self._digests.items() if subject.partition(":")[0] not in changes}
        return replace(self, **changes, _digests=kept)

    def digest(self, subject: str) -> str:
        """Give a hash of all that is said of that subject, worked out once; of shocks, of what moves a figure.

        Raises `AttributeError` for a subject of which nothing can be said.
        """
        if subject not in self._digests:
            name, _, moves = subject.partition(":")
            said = getattr(self, name)
            felt = [(key, shock.felt) for key, shock in said.items() if shock.moves == moves] if moves else said
            self._digests[subject] = digest(repr(felt))
        return self._digests[subject]


def of_shocks(moves: str) -> str:
    """Give the subject under which it is noted which shocks move something."""
    return f"shocks:{moves}"
