"""What we believe: the numbers of the plan, read from YAML, checked, layered, frozen and drawn from.

`load_beliefs(folder)` reads everything or says everything that is wrong; `beliefs.resolve(system, place, scenario)`
gives the assumptions that hold there, each with its range, source and who set it; `draws.sample` draws from one.
"""

from planbook.params.assumption import Assumption, SetBy
from planbook.params.beliefs import Beliefs
from planbook.params.layers import Parameters
from planbook.params.loading import load_beliefs
from planbook.params.model import (
    Evidence,
    Override,
    Place,
    PlaceFile,
    Planning,
    Reports,
    ScenarioFile,
    SystemFile,
)

__all__ = [
    "Assumption",
    "Beliefs",
    "Evidence",
    "Override",
    "Parameters",
    "Place",
    "PlaceFile",
    "Planning",
    "Reports",
    "ScenarioFile",
    "SetBy",
    "SystemFile",
    "load_beliefs",
]
