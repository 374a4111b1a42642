"""What must work without any extra: ``python -m tests.without_extras`` installs the package so, and tries it.

The packages are those of requirements.lock that the core needs, with their hashes, in a venv of their own.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import requires
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


def needed(package, known, seen):
    """The locked packages that a package needs without extras, itself left out."""
    from packaging.requirements import Requirement

    for line in requires(package) or ():
        requirement = Requirement(line)
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if name not in seen and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            seen.add(name)
            yield known[name]
            yield from needed(name, known, seen)


def locked():
    """The entries of requirements.lock with their hashes, by the name of their package."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    found = {}
    for entry in re.findall(r"^[a-z0-9](?:[^\n]*\\\n)*[^\n]*\n", text, re.MULTILINE):
        name = re.split(r"[=\s\[;]", entry)[0]
        found[name] = found.get(name, "") + entry  # several where the version hangs on that of Python
    return found


def main():
    with TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        pins.write_text("".join(needed("govreport", locked(), set())), encoding="utf-8")
        run([sys.executable, "-m", "venv", f"{folder}/venv"], check=True)
        python = Path(folder, "venv", "bin", "python")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*install, "--require-hashes", "-r", pins], check=True)
        run([*install, "--no-deps", ROOT], check=True)
        tried = run([python, "-c", TRIED], cwd=folder, check=False)
    if tried.returncode:
        sys.exit("without extras something fails that must work")
    print("without extras: read, check, facts, themes, measure, build and review work")


if __name__ == "__main__":
    main()
