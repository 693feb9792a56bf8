"""The way in: where nothing has changed since the same reports were last asked for, say so at once.

Everything that could change a report is read and hashed, and so is every report that was made: contents decide, not
dates. That takes a tenth of a second, where importing what makes reports takes seconds; so nothing here imports it.
Where anything at all is another, the command line goes through it report by report.
"""

from __future__ import annotations

import atexit
import gc
import hashlib
import json
import os
import sys
import time
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
TEMPLATE = PACKAGE.parents[1] / "reports" / "template"
ASKED = Path(".made", "asked")

COLLECT_AFTER = 200_000

NAMED = ("places", "steps", "scenario", "out", "edition")
WITH_VALUE, ALONE = ("jobs", "engine"), ("fail-fast", "only-stale")  # these change no report


def main() -> None:
    """Say that nothing has changed, or do what the command line says."""
    words = sys.argv[1:]
    ask = ask_of(words[1:]) if words[:1] == ["reports"] else None
    if ask is not None and (said := unchanged(ask)):
        print(said)
        return
    # Modules, tables and pages are many objects with few cycles: looked for as often as usual, they cost half a second.
    gc.set_threshold(COLLECT_AFTER)
    from planbook.produce.cli import app

    try:
        app()
    except SystemExit as end:
        leave(end.code)


def leave(code: object) -> None:
    """End the process as it stands: taking down all it has imported and read would take more than a second."""
    if isinstance(code, str):
        print(code, file=sys.stderr)
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def ask_of(words: list[str]) -> dict[str, str] | None:
    """Give what is asked for, by name, `systems` among them; nothing when something else is asked as well."""
    ask: dict[str, str] = {"systems": ""}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("-"):
            ask["systems"] = " ".join(filter(None, (ask["systems"], word)))
        elif name in (*NAMED, *WITH_VALUE):
            ask[name] = value if equals else next(rest, "")
        elif name not in ALONE or equals:
            return None
    return {name: value for name, value in ask.items() if name not in WITH_VALUE}


def unchanged(ask: dict[str, str]) -> str:
    """Say how many reports are fresh, where all that were asked for are and nothing has changed; else nothing."""
    root = root_of()
    if root is None:
        return ""
    out = out_of(ask, root)
    try:
        known = json.loads(path_of(out, ask).read_text(encoding="utf-8"))
        same = (
            known["day"] == today()
            and known["inputs"] == inputs_digest(root)
            and all(
                hashlib.sha256((out / path).read_bytes()).hexdigest() == digest
                for path, digest in known["reports"].items()
            )
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""
    return f"Nothing has changed: {len(known['reports'])} reports are fresh and stay as they are." if same else ""


def remember(ask: dict[str, str], root: Path, inputs: str, reports: dict[str, str]) -> None:
    """Keep that these reports (hashes by path) are what was asked for, made of those inputs."""
    from planbook.produce.cache import write_if_new

    text = json.dumps({"day": today(), "inputs": inputs, "reports": reports}, sort_keys=True)
    out = out_of(ask, root)
    write_if_new(path_of(out, ask), text.encode())


def today() -> str:
    """Give the day: a planning lead's page counts days from it, so that each day is gone through once."""
    return time.strftime("%Y-%m-%d")


def inputs_digest(root: Path) -> str:
    """Give the hash of all that can change a report: parameters, notebooks, code, figures, template, libraries."""
    hashed = hashlib.sha256(f"{sys.version}\n{installed()}".encode())
    local = os.environ.get("PLANBOOK_DATA")
    folders = [root / "params", root / "notebooks", PACKAGE, TEMPLATE, *([Path(local)] if local else ())]
    for folder in folders:
        for path in files_below(str(folder)):
            with open(path, "rb") as file:
                content = hashlib.sha256(file.read()).digest()
            hashed.update(os.path.relpath(path, folder).encode() + b"\0" + content)
    return hashed.hexdigest()


def files_below(folder: str) -> list[str]:
    """Give every file in a folder and below that is not hidden and not compiled, in one order."""
    found = []
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        found += [os.path.join(here, name) for name in sorted(files) if not name.startswith(".")]
    return found


def installed() -> list[str]:
    """Give the name and version of every package that is installed, as its folder of metadata is called."""
    folders = [folder for folder in sys.path if folder.endswith("-packages") and os.path.isdir(folder)]
    return sorted({name for folder in folders for name in os.listdir(folder) if name.endswith(".dist-info")})


def root_of() -> Path | None:
    """Give the project's folder, as `project.find_root` does, or nothing."""
    if named := os.environ.get("PLANBOOK_ROOT"):
        return Path(named).resolve()
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "params").is_dir() and (folder / "notebooks").is_dir():
            return folder
    return None


def out_of(ask: dict[str, str], root: Path) -> Path:
    """Give the build folder that is asked for."""
    return Path(ask.get("out") or build_of(root, ask.get("edition", ""))).resolve()


def build_of(root: Path, edition: str = "") -> Path:
    """Give the folder an edition is made into: each has its own, so that none is mixed with another."""
    return root / "reports" / ("build" if edition in ("", "full") else f"build-{edition}")


def path_of(out: Path, ask: dict[str, str]) -> Path:
    """Give where it is kept what came of an ask."""
    text = json.dumps({name: value for name, value in ask.items() if name != "out"}, sort_keys=True)
    return out / ASKED / f"{hashlib.sha256(text.encode()).hexdigest()[:20]}.json"


if __name__ == "__main__":
    main()
