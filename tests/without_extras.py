"""What must work without any extra: ``python -m tests.without_extras`` tries it, and needs no network.

A fresh Python sees only the packages that the core needs, as links to those installed here. With
``--install`` the package and those packages of requirements.lock, with their hashes, go into a venv.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib.metadata import distribution, requires
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
FIRST = ROOT / "corpus" / "reports" / "2024-rongchang-office.txt"
EXTRAS = ("pyarrow", "openpyxl", "pypdfium2", "docx", "onnxruntime", "jupyterlab", "duckdb", "datasketch")
TRIED = f"""
import importlib.util, sys, pathlib, tempfile
assert not [name for name in {EXTRAS!r} if importlib.util.find_spec(name)]
import govreport as gr
from govreport.cli import main
report = gr.read({str(FIRST)!r})
assert report.requests.loc["new", "total"] == 60
assert {{"P-4"}} <= set(gr.check(report).query("passed == False").rule)
assert len(gr.facts(report)) and len(gr.themes(report)) and len(gr.measure(gr.frames([report]).figures))
for case, word in ((b"%PDF-1.7", "govreport[docs]"), (b"PK\\x03\\x04", "")):
    try:
        gr.read(case)
    except gr.GovReportError as error:
        assert word in str(error), error
with tempfile.TemporaryDirectory() as out:
    gr.Corpus({str(ROOT / "corpus")!r}).build(out, workers=1)
    assert {{"figures.csv", "facts.csv", "findings.csv"}} <= {{p.name for p in pathlib.Path(out).iterdir()}}
    page = pathlib.Path(out) / "page.html"
    assert main(["review", {str(FIRST)!r}, "-o", str(page)]) == 0 and page.stat().st_size > 10_000
assert main(["check", {str(FIRST)!r}]) == 0
"""


def needed(package, seen):
    """The names of the packages that a package needs without extras, itself left out."""
    from packaging.requirements import Requirement

    for line in requires(package) or ():
        requirement = Requirement(line)
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if name not in seen and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            seen.add(name)
            needed(name, seen)
    return seen


def locked():
    """The entries of requirements.lock with their hashes, by the name of their package."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    found = {}
    for entry in re.findall(r"^[a-z0-9](?:[^\n]*\\\n)*[^\n]*\n", text, re.MULTILINE):
        name = re.split(r"[=\s\[;]", entry)[0]
        found[name] = found.get(name, "") + entry  # several where the version hangs on that of Python
    return found


def linked(folder):
    """The command of a Python whose only packages are those of the core, linked into the folder."""
    for name in needed("govreport", set()):
        installed = distribution(name)
        for top in {file.parts[0] for file in installed.files} - {"..", "__pycache__"}:
            link = folder / top
            if not link.exists():
                link.symlink_to(installed.locate_file(top))
    path = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(ROOT)!r}]\n"
    return [sys.executable, "-I", "-S", "-c", path + TRIED]


def installed_anew(folder):
    """The same from a venv in the folder, into which the package and what it needs are installed."""
    known, pins, python = locked(), folder / "pins.txt", folder / "venv" / "bin" / "python"
    pins.write_text("".join(known[name] for name in sorted(needed("govreport", set()))), encoding="utf-8")
    run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*install, "--require-hashes", "-r", pins], check=True)
    run([*install, "--no-deps", ROOT], check=True)
    return [python, "-c", TRIED]


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="tests.without_extras")
    parser.add_argument("--install", action="store_true", help="into a venv of its own; needs the network")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as name:
        folder = Path(name)
        command = installed_anew(folder) if options.install else linked(folder)
        tried = run(command, cwd=folder, check=False, capture_output=True, encoding="utf-8")
    if tried.returncode:
        print(tried.stderr, file=sys.stderr)
        sys.exit("without extras something fails that must work")
    print("without extras: read, check, facts, themes, measure, build and review work")


if __name__ == "__main__":
    main()
