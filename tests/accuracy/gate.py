"""The accuracy gate: how much must be read right, for each form and layout and each real document.

``make accuracy`` scores everything and compares it with tests/accuracy/floors.toml: nothing may be WRONG,
and no share may fall below its floor; then what is read from prose (tests/accuracy/prose.py). A floor holds
for inputs with one fingerprint only; where inputs or results changed for good,
``python -m tests.accuracy.gate --write`` raises the floors and writes docs/accuracy.md anew. A floor is
lowered by hand, with a reason in CHANGELOG.md.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from govreport import forms, synth
from govreport.parsing.recipe import read
from govreport.report import Status
from govreport.synth.page import lay_out

from . import prose
from .roundtrip import made, score

__all__ = ["Score", "floors", "layouts", "main", "measured", "measured_real", "seeds"]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FLOORS = HERE / "floors.toml"
PAGE = ROOT / "docs" / "accuracy.md"
REAL = ROOT.parent / "shared" / "real"
# LibreOffice starts anew for each file, and a scan takes seconds a page.
_SEEDS = {"scan": 1, **dict.fromkeys(("doc", "wps", "xls", "ods"), 1)}
_BY_LIBREOFFICE = ("doc", "wps", "xls", "ods")


@dataclass(frozen=True, slots=True)
class Score:
    """Numbers right and withheld of the inputs with that fingerprint. `wrong` is never anything but 0."""

    name: str
    right: int
    withheld: int
    wrong: int
    fingerprint: str

    @property
    def share(self):
        return self.right / (self.right + self.withheld + self.wrong)


def seeds(layout):
    """The seeds of the reports that a floor is measured on: even ones whole, odd pairs with blanks."""
    return range(_SEEDS.get(layout, 8))


def layouts():
    """The layouts that can be drawn here: those that LibreOffice writes only where it is installed."""
    office = shutil.which("soffice") is not None
    return [layout for layout in synth.FORMATS if office or layout not in _BY_LIBREOFFICE]


def _fingerprint(form, layout):
    """Of the texts; for other files, whose bytes depend on the libraries that pack them, of what is drawn."""
    digest = sha256()
    for seed in seeds(layout):
        truth = made(form, seed)
        drawn = layout in synth.LAYOUTS
        digest.update(synth.render(truth, layout, seed) if drawn else repr(lay_out(truth, seed)).encode())
    return digest.hexdigest()[:16]


def measured(form, layout):
    """The score of the synthetic reports of a form in a layout."""
    return Score(f"{form} {layout}", *score(form, layout, seeds(layout)), _fingerprint(form, layout))


def measured_real(path, keyed):
    """The score of a real document against the figures keyed from it by hand."""
    with keyed.open(encoding="utf-8", newline="") as file:
        gold = {(r["table"], r["row"], r["column"]): r for r in csv.DictReader(file)}
    figures = read(path).figures
    said = {f.key: f.value for f in figures if f.status in (Status.REPORTED, Status.RECOVERED)}
    right = withheld = wrong = 0
    for key, row in gold.items():
        printed = Decimal(row["value"]) if row["status"] == "reported" else None
        if key in said:
            right, wrong = right + (said[key] == printed), wrong + (said[key] != printed)
        else:
            right, withheld = right + (printed is None), withheld + (printed is not None)
    return Score(path.name, right, withheld, wrong, sha256(path.read_bytes()).hexdigest()[:16])


def real_documents():
    """The real documents that lie beside this project, each with its keyed figures."""
    for keyed in sorted(REAL.glob("*.csv")):
        yield from ((path, keyed) for path in sorted(REAL.glob(f"{keyed.stem}.*")) if path != keyed)


def floors():
    """The floors by name, from floors.toml."""
    entries = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["floors"] if FLOORS.exists() else []
    return {e["name"]: Score(e["name"], e["right"], e["withheld"], 0, e["fingerprint"]) for e in entries}


def faults(found, floor):
    """What is wrong with a score: a figure that is, or one less than the floor demands."""
    if found.wrong:
        yield f"{found.name}: {found.wrong} figures WRONG"
    if floor is None:
        yield f"{found.name}: no floor; python -m tests.accuracy.gate --write"
    elif floor.fingerprint != found.fingerprint:
        yield f"{found.name}: the inputs changed ({floor.fingerprint}, now {found.fingerprint}); --write"
    elif found.right < floor.right:
        yield f"{found.name}: {found.right} right, the floor is {floor.right}"


def _write(scores, tallies):
    """New floors: those measured, and those of inputs that are not at hand here; none is lowered."""
    known = floors()
    for found in scores:
        floor = known.get(found.name)
        if floor is None or floor.fingerprint != found.fingerprint or found.right > floor.right:
            known[found.name] = found
    lines = [
        "# Written by python -m tests.accuracy.gate --write: numbers right and withheld, none wrong.",
        "",
    ]
    for floor in known.values():
        lines += ["[[floors]]", f'name        = "{floor.name}"', f"right       = {floor.right}"]
        lines += [f"withheld    = {floor.withheld}", f'fingerprint = "{floor.fingerprint}"', ""]
    FLOORS.write_text("\n".join(lines), encoding="utf-8")
    prose.write(tallies)
    PAGE.write_text(page(known), encoding="utf-8")


def page(known):
    """docs/accuracy.md, from the floors."""
    known_forms = forms.available()
    lines = [
        "# Accuracy · 准确度",
        "",
        "Written by `python -m tests.accuracy.gate --write`; `make accuracy` measures it again. A cell says",
        "how many printed numbers are read and right; the rest is withheld, and **none is wrong**.",
        "由程序生成。每格为正确读出的数字占全部印出数字的比例，其余标为不确定；**没有一个读错**。",
        "",
        "## Synthetic reports · 合成年报",
        "",
        "| layout | " + " | ".join(f"form {form}" for form in known_forms) + " |",
        "|---|" + "---|" * len(known_forms),
    ]
    for layout in synth.FORMATS:
        cells = (known.get(f"{form} {layout}") for form in known_forms)
        lines.append(f"| `{layout}` | " + " | ".join(map(_told, cells)) + " |")
    lines += ["", "## Real documents · 真实年报", "", "| document | right | withheld |", "|---|---|---|"]
    for floor in known.values():
        if " " not in floor.name:
            lines.append(f"| {floor.name} | {floor.right} | {floor.withheld} |")
    validated = (HERE / "validated.md").read_text(encoding="utf-8")  # measured by commands of their own
    return "\n".join([*lines, *prose.lines(prose.floors())]) + "\n\n" + validated


def _told(floor):
    return "–" if floor is None else f"{floor.share:.1%} of {floor.right + floor.withheld}"


def main(arguments):
    parser = argparse.ArgumentParser(prog="tests.accuracy.gate", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help="layouts, or prose; all, and the real documents, if none is named"
    )
    parser.add_argument("--write", action="store_true", help="raise the floors and write docs/accuracy.md")
    options = parser.parse_args(arguments)
    known, scores, found_faults = floors(), [], []
    wanted = [layout for layout in layouts() if not options.names or layout in options.names]
    jobs = [(measured, (form, layout)) for layout in wanted for form in forms.available()]
    jobs += [(measured_real, pair) for pair in real_documents() if not options.names]
    for measure, inputs in jobs:
        found = measure(*inputs)  # type: ignore[operator]
        scores.append(found)
        found_faults += faults(found, known.get(found.name))
        print(f"{found.name:<32}{found.right:>6} right {found.withheld:>5} withheld {found.wrong:>3} WRONG")
    tallies = list(prose.measured()) if not options.names or "prose" in options.names else []
    for tally in tallies:
        found_faults += prose.faults(tally, prose.floors().get(tally.name))
        print(f"{tally.name:<56}{tally.right:>6} right {tally.missed:>4} missed {tally.extra:>4} extra")
    if options.write:
        wrong = [found for found in scores if found.wrong]
        if not wrong:
            _write(scores, tallies)
            return 0
        found_faults = [f"{found.name}: {found.wrong} figures WRONG; nothing written" for found in wrong]
    print("\n".join(found_faults) or "every floor holds", file=sys.stderr)
    return 1 if found_faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
