"""The controls of a trial in JupyterLab: native number inputs and buttons, each with a name, and what they move.

A slider of ipywidgets has no accessible name, so every assumption is a number input (arrow keys step it) with buttons
for its low end, its saved value and its high end beside it.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import ipywidgets as widgets

from planbook.errors import InputError, Problem
from planbook.live.opening import elsewhere
from planbook.live.trial import Movable, Trial
from planbook.params.joining import JOIN, is_base, parts_of
from planbook.present import page, what_if, what_if_chart, words
from planbook.present.html import CLOSING, OPENING, Html, element, join, stylesheet
from planbook.present.tables import rating_mark
from planbook.produce.run import Run

WIDE = {"width": "100%", "max_width": "46rem", "margin": "0.6rem 0 0"}
ROW = {"flex_flow": "row wrap"}
STEPS = 40  # from one end of a range to the other, by arrow keys
POSITION = "0 is the low end of each of its {count} values, 50 as saved, 100 the high end"


class Panel:
    """A trial with its controls; `widget` is what a cell shows.

    What stands first in it stays the same widget while another area or scenario is opened, so that the keyboard's
    focus stays where it is.
    """

    def __init__(self, trial: Trial) -> None:
        self.heading = widgets.HTML()
        self.shown = widgets.HTML()
        self.said = widgets.HTML()
        self.widget = widgets.VBox(layout=widgets.Layout(padding="0.5rem 0"))
        self.widget.add_class("pb-explore")
        self.choosing = widgets.Checkbox(description="Choose levers again for what is moved", indent=False)
        self.choosing.observe(lambda change: self._chosen(change["new"]), names="value")
        self.laid: dict[str, widgets.Checkbox] = {}
        self.pickers = self._pickers(trial.run)
        self._open(trial)

    def _open(self, trial: Trial) -> None:
        """Show a trial from its beginning."""
        self.trial = trial
        self.heading.value = _html(join([stylesheet(), self._heading()]))
        self.inputs = {key: self._input(key, each) for key, each in trial.movable.items()}
        rows = [self._row(key, each) for key, each in trial.movable.items()]
        choosing = [self.choosing] if trial.has_levers else []
        self.choosing.value = trial.choose_levers
        reset = widgets.Button(description="Put everything back", layout={"width": "auto", "align_self": "flex-start"})
        reset.on_click(lambda _: self._reset())
        self.lines = what_if_chart.lines_for(trial.numbers(), trial.swings)
        self.widget.children = [
            self.heading, self.pickers, *rows, *choosing, reset, self.said, self.shown, self._saving(),
        ]  # fmt: skip
        self.show()

    def show(self) -> None:
        """Show the numbers as things stand; what is not possible is said in place of them."""
        try:
            numbers = self.trial.numbers()
        except InputError as error:
            self._tell(error)
            return
        self.said.value = ""
        names = ("As saved", "As moved")
        table = what_if.compared(numbers, "Key numbers, as saved and as moved", names)
        self.shown.value = _html(join([what_if_chart.chart(numbers, self.lines), table]))

    def _heading(self) -> Html:
        here = self.trial.run.here
        of = here.short_of(self.trial.area)
        story = f"Move an assumption and see what follows for {of}. Nothing is kept until you save it."
        return join([element("h2", what_if.HEADING), element("p", story)])

    def _pickers(self, run: Run) -> widgets.Widget:
        """Give the pickers of an area and a scenario, and a box to tick for each scenario to be laid on top of it."""
        beliefs, (base, *laid) = run.project.beliefs, parts_of(run.scenario.name)
        possible = {
            name: each for name, each in beliefs.scenarios.items() if not beliefs.plan_problems(run.system.code, name)
        }
        places = [(run.system.system.name, ""), *((area.name, area.slug) for area in run.system.places)]
        titles = [(each.title, name) for name, each in possible.items()]
        place = _named(widgets.Dropdown(options=places, value=run.area.slug, description="Area"))
        scenario = _named(widgets.Dropdown(options=titles, value=base, description="Scenario"))
        self.laid = {
            name: widgets.Checkbox(value=name in laid, description=each.title, tooltip=each.story, indent=False)
            for name, each in possible.items()
            if not is_base(name, beliefs.scenarios)
        }
        for each in (place, scenario, *self.laid.values()):
            each.observe(lambda _: self._go(place.value, scenario.value), names="value")
            each.layout.width = "auto"
        heading = widgets.HTML(_html(element("p", "On top of that scenario:")))
        return widgets.VBox(
            [widgets.HBox([place, scenario], layout=ROW), heading, widgets.HBox([*self.laid.values()], layout=ROW)]
        )

    def _go(self, place: str, scenario: str) -> None:
        """Open another area or scenario, with what is moved moved there too."""
        laid = [name for name, box in self.laid.items() if box.value and name != scenario]
        self.said.value = _html(page.note("Working it out."))
        try:
            run = elsewhere(self.trial.run, place, JOIN.join([scenario, *laid]))
            self._open(self.trial.at(run))
        except InputError as error:
            self._tell(error)

    def _input(self, key: str, each: Movable) -> Any:
        low, saved, high = each.ends
        least, most = each.possible
        step = _tidy((high - low) / STEPS)
        limits = {name: end for name, end in (("min", least), ("max", most)) if end is not None}
        bounds = {"min": -1e12, "max": 1e12, **limits}
        control = _named(
            widgets.BoundedFloatText(
                value=self.trial.moved.get(key, saved), step=step, description=each.assumption.meaning, **bounds
            )
        )
        control.observe(lambda change: self._moved(key, change["new"]), names="value")
        return control

    def _row(self, key: str, each: Movable) -> widgets.Widget:
        control = self.inputs[key]
        buttons = []
        for name, end in zip(("Low", "As saved", "High"), each.ends, strict=True):
            said = f"{name}: {_short(end, each)}"
            button = widgets.Button(description=said, tooltip=f"{each.assumption.meaning}: {said}")
            button.layout.width = "auto"
            button.on_click(partial(_put, control, end))
            buttons.append(button)
        about = widgets.HTML(_html(_about(each)))
        return widgets.VBox([control, widgets.HBox(buttons, layout=ROW), about], layout=WIDE)

    def _moved(self, key: str, to: float) -> None:
        self.trial.move(key, to)
        self.show()

    def _chosen(self, again: bool) -> None:
        if again != self.trial.choose_levers:
            self.trial.choose_levers = again
            self.show()

    def _reset(self) -> None:
        self.trial.reset()
        self.choosing.value = False
        for key, control in self.inputs.items():
            control.value = self.trial.movable[key].ends[1]
        self.show()

    def _saving(self) -> widgets.Widget:
        """Give the part that keeps what was tried."""
        name = _named(widgets.Text(description="Name: small letters, digits and _", placeholder="slower_growth"))
        story = _named(widgets.Textarea(description="Story: what happens, in a sentence or two", rows=2))
        reason = _named(widgets.Textarea(description="Reason: why you think these values possible", rows=2))
        replace = widgets.Checkbox(description="Replace the scenario of that name", indent=False)
        button = widgets.Button(description="Save as scenario", button_style="primary")
        told = widgets.HTML()
        button.on_click(lambda _: self._save(told, name.value, story.value, reason.value, replace.value))
        heading = widgets.HTML(_html(element("h3", "Keep it")))
        return widgets.VBox([heading, name, story, reason, replace, button, told], layout=WIDE)

    def _save(self, told: widgets.HTML, name: str, story: str, reason: str, replace: bool) -> None:
        try:
            path = self.trial.save(name.strip(), story, reason, replace=replace)
        except InputError as error:
            told.value = _html(what_if.problems(error.problems, "Not saved yet"))
            return
        run = self.trial.run
        where = path.relative_to(run.project.root).as_posix()
        command = f"planbook reports {run.system.code} --scenario {name.strip()}"
        told.value = _html(
            element("div", join([
                element("p", join([element("strong", "Saved: "), where])),
                element("p", join(["Its reports: ", element("code", command)])),
            ]), class_="note", role="status")
        )  # fmt: skip

    def _tell(self, error: InputError) -> None:
        found: tuple[Problem, ...] = error.problems
        self.said.value = _html(what_if.problems(found))


def _put(control: widgets.BoundedFloatText, value: float, _: object) -> None:
    control.value = value


def _named(control: Any) -> Any:
    """Let a control's name stand above it, whole, however long it is."""
    control.style.description_width = "auto"
    control.layout = widgets.Layout(width="auto", min_width="14rem", flex_flow="column", display="flex", height="auto")
    return control


def _about(each: Movable) -> Html:
    """Say an assumption's range, what is possible, its evidence, and how much hangs on it."""
    said = each.assumption
    ends = words.to(min(said.low), max(said.high), said.unit)
    limits = [
        f"at least {said.least:g}" if said.least is not None else "",
        f"at most {said.most:g}" if said.most is not None else "",
    ]
    possible = " and ".join(part for part in limits if part) or "any value"
    moves = POSITION.format(count=len(said.leaves)) + ". " if each.varies else ""
    first = [f"{moves}Range {ends}. Evidence: ", rating_mark(said.quality)]
    more = f"Possible: {possible}. {each.evidence}. {said.because}"
    share = words.number(each.impact_pct, "percent")
    more += f" Makes {share} of the spread of these numbers." if each.impact_pct else ""
    unfolded = element("details", join([element("summary", "How we know"), element("p", more)]))
    return join([element("p", join(first), class_="source"), unfolded])


def _short(value: float, each: Movable) -> str:
    return f"{value:g}" if each.varies else words.number(value, each.assumption.unit)


def _tidy(step: float) -> float:
    """Give a step people count in, near this one: 1, 2 or 5 and noughts."""
    if step <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(step))
    return size * min((1.0, 2.0, 5.0, 10.0), key=lambda part: abs(part * size - step))


def _html(content: Html) -> str:
    return f"{OPENING}{content}{CLOSING}"
