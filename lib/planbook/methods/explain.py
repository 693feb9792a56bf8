"""A number that can be asked where it comes from: its formula, what went in, and what was assumed on the way.

A step writes, for each key number, one row an input (symbol, meaning, value, unit) and the formula over those symbols.
`evaluate` works the formula out again from the values shown, so that what a page prints can be checked by anyone.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import weakest
from planbook.data.areas import SystemAreas
from planbook.data.inputs import Inputs
from planbook.errors import InputError, Problem, unknown
from planbook.params.assumption import Assumption
from planbook.params.design import Design
from planbook.params.goals import Goals
from planbook.params.governance import Governance
from planbook.params.holding import LeversFrom
from planbook.params.lever import LeverFile
from planbook.params.model import Planning, ScenarioFile
from planbook.params.monitoring import MonitoringFile
from planbook.params.programme import ProgrammeFile
from planbook.params.shock import Shocks

OPERATORS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}


@dataclass(frozen=True)
class Input:
    """One thing a number is made of: symbol, meaning, value and unit, its basis and source, and what was assumed."""

    symbol: str
    label: str
    value: float
    unit: str
    basis: str
    source: str
    period_to: str
    assumed: tuple[str, ...] = ()


def evaluate(formula: str, values: Mapping[str, float]) -> float:
    """Work out a formula of + - * / ** and brackets over named values.

    Raises `InputError` for anything else in it, and for a name without a value.
    """
    try:
        tree = ast.parse(formula, mode="eval")
    except SyntaxError as error:
        raise InputError(Problem(f"cannot be read: {formula}", "formula")) from error
    return _worked_out(tree.body, formula, values)


def _worked_out(node: ast.AST, formula: str, values: Mapping[str, float]) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name):
        if node.id not in values:
            raise InputError(unknown("symbol", node.id, values, f"formula {formula}"))
        return float(values[node.id])
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        left, right = (_worked_out(side, formula, values) for side in (node.left, node.right))
        return OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_worked_out(node.operand, formula, values))
    raise InputError(Problem(f"holds what no formula may: {formula}", "formula", "+ - * / ** ( ) and symbols"))


Ends = tuple[float, float]


def unfolded(area: str, key: str, label: str, unit: str, formula: str, inputs: list[Input], ends: Ends) -> pd.DataFrame:
    """Give the rows of one explained number: the number first (no symbol, weakest basis), then each input in order.

    `ends` is the number's 80% interval; inputs are given as their means.
    """
    value = evaluate(formula, {each.symbol: each.value for each in inputs})
    newest = max(each.period_to for each in inputs)
    about = [(i.label, i.value, i.unit, i.basis, i.source, i.period_to) for i in inputs]
    first = (label, value, unit, weakest(*(i.basis for i in inputs)), inputs[0].source, newest)
    columns = ["label", "value", "unit", "basis", "source", "period_to"]
    blank = [np.nan] * len(inputs)
    return pd.DataFrame(
        {
            "symbol": ["", *(i.symbol for i in inputs)],
            **dict(zip(columns, zip(first, *about, strict=True), strict=True)),
            "assumed": ["", *(" ".join(i.assumed) for i in inputs)],
            "area": area,
            "key": key,
            "formula": formula,
            "order": range(1, len(inputs) + 2),
            "low": [ends[0], *blank],
            "high": [ends[1], *blank],
        }
    )


@dataclass
class Noted:
    """A run's inputs that note which assumptions are asked for, so that nobody types what lies behind a number.

    They give a single draw: it is the asking that counts, not the answer.
    """

    inputs: Inputs
    keys: list[str] = field(default_factory=list)
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def areas(self) -> SystemAreas:
        """The areas of the run."""
        return self.inputs.areas

    @property
    def planning(self) -> Planning:
        """The planning round, with one draw."""
        return self.inputs.planning.model_copy(update={"n_draws": 1})

    def reference(self, name: str) -> pd.DataFrame:
        """Give a table of published figures."""
        return self.inputs.reference(name)

    def table(self, name: str) -> pd.DataFrame:
        """Give a table of this or an earlier step."""
        if name not in self._tables:
            self._tables[name] = self.inputs.table(name)
        return self._tables[name]

    def array(self, name: str) -> xr.DataArray:
        """Give the first draw of an array of this or an earlier step."""
        return self.inputs.array(name).isel(draw=[0], missing_dims="ignore")

    def governance(self) -> Governance:
        """Give the run's registers."""
        return self.inputs.governance()

    def assumptions(self) -> Mapping[str, Assumption]:
        """Give the run's assumptions in words."""
        return self.inputs.assumptions()

    def value(self, key: str) -> xr.DataArray:
        """Give an assumption's value, and note it."""
        self._note(key)
        return self.inputs.value(key)

    def draws(self, key: str) -> xr.DataArray:
        """Give the first draw of an assumption, and note it."""
        self._note(key)
        return self.inputs.draws(key).isel(draw=[0])

    def local(self, name: str) -> pd.DataFrame:
        """Give what the system supplied by a template."""
        return self.inputs.local(name)

    def plans(self, name: str = "plans") -> pd.DataFrame:
        """Give the plans on record for the system."""
        return self.inputs.plans(name)

    def programmes(self) -> Mapping[str, ProgrammeFile]:
        """Give every programme by name."""
        return self.inputs.programmes()

    def levers(self) -> Mapping[str, LeverFile]:
        """Give every lever by name."""
        return self.inputs.levers()

    def levers_from(self) -> LeversFrom | None:
        """Give the scenario whose levers are held."""
        return self.inputs.levers_from()

    def shocks(self, *moves: str) -> Shocks:
        """Give the shocks of the scenario that move any of these."""
        return self.inputs.shocks(*moves)

    def goals(self) -> Goals:
        """Give what is sought."""
        return self.inputs.goals()

    def monitored(self) -> MonitoringFile | None:
        """Give what the system has recorded since its plan began."""
        return self.inputs.monitored()

    @property
    def scenario(self) -> str:
        """The name of the run's scenario."""
        return self.inputs.scenario

    def scenarios(self) -> Mapping[str, ScenarioFile]:
        """Give every scenario that has a file."""
        return self.inputs.scenarios()

    def under(self, scenario: str, design: Design | None = None) -> AbstractContextManager[Inputs]:
        """Give the inputs under another scenario; what is asked of them is not noted."""
        return self.inputs.under(scenario, design)

    def believed(self, key: str) -> Assumption:
        """Give an assumption as it holds for the system, and note it."""
        self._note(key)
        return self.inputs.believed(key)

    def assumed_in(self, array: str) -> tuple[str, ...]:
        """Give the keys of the assumptions an array hangs on."""
        return self.inputs.assumed_in(array)

    def behind(self, *made_by: Callable[[Inputs], object]) -> tuple[str, ...]:
        """Give the keys of the assumptions that some functions of the inputs read, in the order they read them."""
        self.keys.clear()
        for function in made_by:
            function(self)
        return tuple(self.keys)

    def _note(self, key: str) -> None:
        if key not in self.keys:
            self.keys.append(key)
