"""JupyterLab as an analyst has it: every notebook runs, a control is moved, what was tried is saved and found."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from planbook import workflow
from planbook.params import load_beliefs

pytestmark = [pytest.mark.browser, pytest.mark.notebook]
ROOT = Path(__file__).parents[2]
JOURNEY = "04_demand"
NOTEBOOKS = ("00_tutorial", *(step.stem for step in workflow.STEPS))
CONTROL = "How much faster than projected the number of people may grow each year"
LAID = "Strikes"
OTHERWISE = "said => document.querySelector('.pb-explore .what-if').innerText != said"
IDLE = "Python 3 (ipykernel) | Idle"
PATIENCE_MS = 120_000
STARTS_S = 60
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none", "autoStartDefaultKernel": True},
    "docmanager-extension/plugin": {"autosave": False},
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
WRONG = """panel => panel.content.model.toJSON().cells.filter(cell => cell.cell_type == 'code').flatMap(cell =>
  cell.execution_count ? cell.outputs.filter(each => each.output_type == 'error').map(each => each.evalue)
                       : ['did not run: ' + cell.source])"""
# Controls are closed with the notebook they are of: each notebook is sent all that its kernel has.
RUN_NEXT_ON_THE_SAME_KERNEL = f"""async path => {{
  const app = window.jupyterapp, before = app.shell.currentWidget, kernel = before.sessionContext.session.kernel;
  await kernel.requestExecute({{code: 'from ipywidgets import Widget; Widget.close_all()'}}).done;
  before.dispose();
  const opened = await app.commands.execute('docmanager:open', {{path, kernel: {{id: kernel.id}}}});
  await opened.context.ready; await opened.sessionContext.ready;
  await app.commands.execute('notebook:run-all-cells');
  return ({WRONG})(opened);
}}"""
WRONG_HERE = f"() => ({WRONG})(window.jupyterapp.shell.currentWidget)"


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs: its address, its token and the project it is open on."""

    address: str
    token: str
    root: Path

    def at(self, notebook: str) -> str:
        """Give the address of a notebook."""
        return f"{self.address}/lab/tree/{notebook}.ipynb?token={self.token}"


@pytest.fixture(scope="module")
def lab(browser: Any, site: Path, cache: Path, light: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Give a JupyterLab on loopback, with folders of its own, open on a copy of the project for the Example ICB."""
    home = tmp_path_factory.mktemp("lab")
    root = home / "project"
    for folder in ("params", "notebooks"):
        shutil.copytree(light / folder, root / folder)
    for path in (root / "notebooks").glob("*.ipynb"):
        path.write_text(re.sub(r'system = \\"\w+\\"', r'system = \\"EXAMPLE\\"', path.read_text()))
    for name, said in SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(said))
    port, token = free_port(), secrets.token_hex(16)
    folders = {
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    folders |= {f"JUPYTER_{kind}_DIR": kind.lower() for kind in ("CONFIG", "RUNTIME", "DATA")}
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PLANBOOK_READS"},
        **{name: str(home / folder) for name, folder in folders.items()},
        "PLANBOOK_ROOT": str(root),
        "PLANBOOK_CACHE": str(cache),
        "HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "lib"), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    options = [
        "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True",
        f"--ServerApp.root_dir={root / 'notebooks'}",
    ]  # fmt: skip
    with (home / "log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/api?token={token}", running, home / "log")
        yield Lab(address, token, root)
    finally:
        running.terminate()
        running.wait(timeout=30)


def test_an_analyst_runs_every_notebook_moves_a_control_and_saves_a_scenario(browser: Any, lab: Lab) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(lab.at(JOURNEY))
    page.get_by_text(IDLE).wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    control = page.get_by_label(CONTROL)
    control.wait_for()
    shown = page.locator(".pb-explore .what-if")
    assert "Nothing is moved" in shown.inner_text()
    before = shown.inner_text()
    control.fill("0.5")
    control.press("Enter")
    page.get_by_text("Moved most:").wait_for()
    moved = shown.inner_text()
    assert moved != before
    control.press("ArrowUp")  # by keyboard alone
    page.wait_for_function(OTHERWISE, arg=moved)
    moved, box = shown.inner_text(), page.get_by_role("checkbox", name=LAID, exact=True)
    box.press("Space")
    page.wait_for_function(OTHERWISE, arg=moved)
    assert box.is_checked()
    assert box.evaluate("box => box == document.activeElement"), "who ticks a box stays there"
    assert control.input_value() == "0.51", "what was moved stays moved"
    found = Axe().run(page, context=".pb-explore", options=RULES)
    assert found.violations_count == 0, found.generate_report()

    page.get_by_role("button", name="Save as scenario").click()
    page.get_by_text("the story is missing").wait_for()
    page.get_by_label("Name:").fill("more_people")
    page.get_by_label("Story:").fill("More people come than projected.")
    page.get_by_label("Reason:").fill("The last three projections were low.")
    page.get_by_role("button", name="Save as scenario").click()
    page.get_by_text("params/scenarios/more_people.yaml").wait_for()
    saved = load_beliefs(lab.root / "params").scenarios["more_people"]
    assert saved.story == "More people come than projected."
    assert saved.on == "baseline+strikes"

    wrong = {JOURNEY: page.evaluate(WRONG_HERE)}
    for notebook in NOTEBOOKS:
        if notebook != JOURNEY:
            wrong[notebook] = page.evaluate(RUN_NEXT_ON_THE_SAME_KERNEL, f"{notebook}.ipynb")
    assert {name: said for name, said in wrong.items() if said} == {}
    page.close()


def free_port() -> int:
    """Give a port nobody listens at."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def wait_for(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; fail with its log where it does not."""
    for _ in range(STARTS_S * 10):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            assert running.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not answer: {log.read_text()}")
