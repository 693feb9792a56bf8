"""The picture of a pathway: where people go before and after, and the logic model under it, as lists that can be read.

HTML and not a drawing: text stays text, can be selected and read aloud, and stacks on a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planbook.present.html import Html, element, join

LANES = {"before": "Today", "after": "With the programme"}
COLUMNS = {
    "inputs": "What goes in",
    "activities": "Who does what",
    "outputs": "What comes of it",
    "outcomes": "What changes",
}


def ways(before: Sequence[str], after: Sequence[str], title: str) -> Html:
    """Show the steps people go through today beside those with the programme, in order."""
    lanes = [_lane("before", before), _lane("after", after)]
    return element("div", join(lanes), class_="ways", role="group", aria_label=f"Pathway before and after: {title}")


def _lane(side: str, steps: Sequence[str]) -> Html:
    listed = element("ol", join(element("li", step) for step in steps))
    return element("div", join([element("h4", LANES[side]), listed]), class_=f"way {side}")


def model(stages: Mapping[str, Sequence[str]], title: str) -> Html:
    """Show a logic model: what goes in, who does what, what comes of it and what changes, side by side."""
    columns = [
        element("div", join([element("h4", heading), element("ul", join(element("li", item) for item in stages[key]))]))
        for key, heading in COLUMNS.items()
        if stages.get(key)
    ]
    return element("div", join(columns), class_="model", role="group", aria_label=f"Logic model: {title}")
