"""Fingerprints of all results: ``python -m tests.fingerprint [--paper]``, a line for each part.

A change of the code that is to alter no result prints the same lines before and after it.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

import govreport as gr
from govreport import synth

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FORMS = ("2021", "2019", "2014", "2008")
LIBREOFFICE = {"doc", "wps", "xls", "ods"}  # what LibreOffice writes differs from run to run
LAYOUTS = [layout for layout in synth.FORMATS if layout not in LIBREOFFICE | {"scan"}]
SEEDS = range(900, 905)
FRAMES = ("reports", "figures", "narrative", "facts", "themes", "findings", "failures")
WORKERS = 2


def synthetic():
    return ((form, layout, seed) for form in FORMS for layout in LAYOUTS for seed in SEEDS)


def rendered(case):
    form, layout, seed = case
    return gr.read(synth.render(synth.make(form, seed), layout, seed))


def from_file(path):
    try:
        return gr.read(path)
    except gr.GovReportError as error:
        return f"{type(error).__name__} {str(error).replace(str(path), path.name)}"


def real_files():
    folders = (SHARED / "real", SHARED / "real" / "census")
    endings = {".txt", ".html", ".pdf", ".docx"}
    return sorted(path for folder in folders for path in folder.glob("*") if path.suffix in endings)


def digest(parts):
    joined = sha256()
    for part in parts:
        joined.update(part.encode())
    return joined.hexdigest()[:16]


def plain(frame):
    """A frame as text, without the path that its files happened to stand under."""
    return frame.drop(columns="source", errors="ignore").to_csv(index=False)


def of_reports(name, reports):
    frames = gr.frames(reports)
    for table in FRAMES:
        yield f"{name}.{table}", digest([plain(getattr(frames, table))])
    notes = (f"{note.code} {note.message} {note.where}\n" for report in reports for note in report.notes)
    yield f"{name}.notes", digest(notes)
    tokens = gr.Segmenter(engine="rjieba").frame(frames.narrative)
    yield f"{name}.tokens", digest([plain(tokens)])


def of_build():
    """The tables that a build of the corpus writes."""
    with TemporaryDirectory() as out:
        gr.Corpus(ROOT / "corpus").build(out, workers=WORKERS)
        for path in sorted(Path(out).glob("*.csv")):
            yield f"build.{path.stem}", digest([path.read_text(encoding="utf-8").replace(str(ROOT), "")])


def of_paper():
    """Whether the values and figures of the paper are those of its record."""
    done = run([sys.executable, "-m", "govreport.cli", "replicate"], cwd=ROOT, capture_output=True, text=True)
    yield "paper", done.stdout.strip().splitlines()[-1] if done.stdout else done.stderr.strip()


def main():
    with ProcessPoolExecutor(WORKERS) as pool:
        invented = list(pool.map(rendered, synthetic(), chunksize=8))
        read = list(pool.map(from_file, real_files(), chunksize=4))
    parts = [*of_build(), *of_reports("synthetic", invented)]
    parts += of_reports("real", [report for report in read if isinstance(report, gr.Report)])
    parts.append(("real.refused", digest(one for one in read if isinstance(one, str))))
    parts += of_paper() if "--paper" in sys.argv else ()
    for name, value in parts:
        print(f"{name:24} {value}")


if __name__ == "__main__":
    main()
