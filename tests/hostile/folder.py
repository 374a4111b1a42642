"""Hostile files among good reports, built as one corpus: ``python -m tests.hostile.folder FOLDER [REPORTS]``.

The files of FOLDER (and those of `files.FILES`) and REPORTS synthetic reports, 300 if not said, are built by
``govreport build`` as a user does. It has to end, with one row for each file, good ones as reports, and to
leave no process and no temporary file.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from govreport import synth
from govreport.corpus.building.pool import running_below
from govreport.forms import available
from tests.hostile.files import FILES

LAYOUTS = ("html_plain", "bar_rows", "markdown", "docx", "xlsx", "pdf")
LIMITS = ("--seconds", "60", "--memory", "2048")


def gathered(given, reports, corpus):
    """A folder of good reports and hostile files under names of their own; the names of the good ones."""
    good = []
    for seed in range(reports):
        truth = synth.make(available()[seed % len(available())], seed)
        layout = LAYOUTS[seed % len(LAYOUTS)]
        name = synth.file_name(truth, layout)
        (corpus / name).write_bytes(synth.render(truth, layout, seed))
        good.append(name)
    for name, make in FILES.items():
        (corpus / f"made__{name}").write_bytes(make())
    for path in sorted(path for path in given.rglob("*") if path.is_file() and path.suffix != ".py"):
        shutil.copyfile(path, corpus / "__".join(path.relative_to(given).parts))
    return good


def left(folder, pid):
    """Temporary files, and processes below one, that are still there after five seconds."""
    begun = time.monotonic()
    while time.monotonic() - begun < 5:
        found = [*map(str, folder.iterdir()), *map(str, running_below(pid))]
        if not found:
            break
        time.sleep(0.2)
    return found


def built(corpus, out, temporary):
    """Answer, output and seconds of a build, what it left, and rows of ``reports`` and of ``failures``."""
    begun = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "govreport.cli", "build", corpus, "-o", out, *LIMITS],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    ) as build:
        said, _ = build.communicate()
    seconds = time.monotonic() - begun
    rows = {name: _rows(out / f"{name}.csv") for name in ("reports", "failures")}
    return build.returncode, said, seconds, left(temporary, build.pid), rows


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main(given, reports=300):
    with tempfile.TemporaryDirectory() as made:
        corpus, out, temporary = (Path(made) / name for name in ("corpus", "out", "temporary"))
        for folder in (corpus, temporary):
            folder.mkdir()
        good = gathered(Path(given), int(reports), corpus)
        answer, said, seconds, remains, rows = built(corpus, out, temporary)
        files = [path.name for path in corpus.iterdir()]
        named = Counter(row["source"] for name in rows for row in rows[name])
        faults = {
            "not in a row": [name for name in files if named[name] == 0],
            "in several rows": [name for name in files if named[name] > 1],
            "good, and no report": sorted(set(good) - {row["source"] for row in rows["reports"]}),
            "left": remains,
        }
    print(said[-2000:])
    print(f"answer {answer}, {len(files)} files, {seconds:.0f} s")
    print(f"reports {len(rows['reports'])}, failures {Counter(row['error'] for row in rows['failures'])}")
    for what, names in faults.items():
        print(f"{what}: {len(names)} {names[:20]}")
    return 1 if any(faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
