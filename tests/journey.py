"""A folder as users have it, and the way from addresses to a page of a paper, with commands and seconds.

    python -m tests.journey OUT                # 60 bodies, as the full measure
    python -m tests.journey OUT --bodies 6     # a small one

Everything is invented: the reports are synthetic, the host is a server on this machine.
"""

from __future__ import annotations

import argparse
import base64
import csv
import os
import subprocess
import sys
import time
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from govreport.synth import make_series, render

__all__ = ["Played", "journey", "play"]

ROOT = Path(__file__).parents[1]
# The formats in which offices publish, by turns; two styles of web page and of text.
LAYOUTS = ("html_plain", "html_cms", "pdf", "docx", "xlsx", "bar_rows", "html_word", "html_spans")
ENDINGS = {"html": "html", "pdf": "pdf", "docx": "docx", "xlsx": "xlsx", "bar": "txt"}
RENAMED = 3  # bodies whose second report bears another name, to be put right in the manifest
PIXEL = base64.b64decode("R0lGODlhAQABAAAAACwAAAAAAQABAAA=")


@dataclass
class Played:
    """What was played: a site to collect from, files a person saved, and what is true of them."""

    site: Path
    saved: Path
    addresses: list[tuple[str, str]] = field(default_factory=list)  # path on the host, pilot
    renamed: dict[str, str] = field(default_factory=dict)  # file on the site: the organ as it is
    bodies: set[str] = field(default_factory=set)
    duplicates: int = 0
    furniture: int = 0
    no_reports: int = 0


def play(out, bodies, *, scan=True):
    """Write the folder: bodies in all formats, a third of them with two years, and what lies among them."""
    played = Played(out / "site", out / "saved")
    played.site.mkdir(parents=True)
    played.saved.mkdir(parents=True)
    for number in range(bodies):
        layout = LAYOUTS[number % len(LAYOUTS)]
        years = (2023, 2024) if number % 3 == 0 else (2024,)
        for truth in make_series("2021", number, years):
            organ = truth.organ
            played.bodies.add(organ)
            name = f"{number:03}-{truth.year}.{ENDINGS[layout.split('_')[0]]}"
            if truth.year == 2024 and len(years) == 2 and len(played.renamed) < RENAMED:
                truth = renamed(truth)
                played.renamed[name] = organ
            (played.site / name).write_bytes(render(truth, layout, truth.seed))
            played.addresses.append((name, "yes" if number % 2 else "no"))
    doubles(played)
    save_by_hand(played, scan=scan)
    return played


def renamed(truth):
    """The report of an office under a name that no rule links to the one of the year before."""
    other = truth.organ.replace("(synthetic)", "新区(synthetic)")

    def named(texts):
        return tuple(text.replace(truth.organ, other) for text in texts)

    narrative = {kind: named(texts) for kind, texts in truth.narrative.items()}
    return replace(truth, organ=other, preamble=named(truth.preamble), narrative=narrative)


def doubles(played):
    """Two reports stand on the host under a second address, as on the site of the office above."""
    for name, pilot in played.addresses[:2]:
        again = f"copy-{name}"
        (played.site / again).write_bytes((played.site / name).read_bytes())
        played.addresses.append((again, pilot))
        played.duplicates += 1


def save_by_hand(played, *, scan):
    """What a person saved with a browser, and what systems and programs leave beside it."""
    first = 1000
    truths = [make_series("2021", first + i, (2024,))[0] for i in range(3)]
    page = render(truths[0], "html_plain", first)
    played.bodies.update(truth.organ for truth in truths[: 3 if scan else 2])
    (played.saved / "另存.html").write_bytes(page)
    parts = played.saved / "另存_files"
    parts.mkdir()
    furniture = {
        "另存_files/frame.html": b"<html><body>menu</body></html>",
        "另存_files/site.css": b"td{}",
        "另存_files/site.js": b"var a=1",
        "另存_files/logo.gif": PIXEL,
        "style.css": b"p{}",
        "jquery.js": b"1",
        "line.gif": PIXEL,
        "Thumbs.db": b"\xd0\xcf\x11\xe0",
        "desktop.ini": b"[.ShellClassInfo]",
        "~$年报.docx": b"\0" * 162,
    }
    for name, content in furniture.items():
        (played.saved / name).write_bytes(content)
    played.furniture = len(furniture)
    whole = MIMEMultipart("related")
    whole.attach(MIMEText(render(truths[1], "html_plain", first + 1).decode("utf-8"), "html", "utf-8"))
    (played.saved / "网页.mht").write_bytes(whole.as_bytes())
    if scan:
        (played.saved / "扫描件.pdf").write_bytes(render(truths[2], "scan", first + 2))
    with zipfile.ZipFile(played.saved / "打包.zip", "w") as packed:
        packed.writestr("a.html", page)
    (played.saved / "链接.url").write_text("[InternetShortcut]\nURL=http://127.0.0.1/\n", encoding="utf-8")
    (played.saved / "信.txt").write_text("一封来信。", encoding="utf-8")
    played.no_reports = 3


@contextmanager
def served(folder):
    """The folder as a host on this machine; gives its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


STUDY = '''
import sys
import govreport as gr
import statsmodels.formula.api as smf

tables, out = sys.argv[1:]
wide = gr.panel_wide(gr.panel(tables))
wide.to_csv(f"{out}/panel_wide.csv", index=False, encoding="utf-8-sig")
data = wide[["body_id", "year", "requests_new", "pilot"]].dropna()
data = data.assign(pilot=(data["pilot"] == "yes").astype(int)).rename(columns={"requests_new": "requests"})
data = data.astype({"year": int, "requests": float})  # the formulas of patsy know no nullable types
fit = smf.ols("requests ~ pilot + C(year)", data).fit(
    cov_type="cluster", cov_kwds={"groups": data["body_id"].astype("category").cat.codes}
)
values = gr.paper.Values(data=f"{tables}")
source = "panel_wide.csv"
values.add("bodiesLinked", int(data["body_id"].nunique()), zh="机关数", en="Bodies.", source=source)
values.add("reportsUsed", len(data), zh="年报数", en="Reports.", source=source)
low, high = fit.conf_int().loc["pilot"]
values.add("pilotEffect", float(fit.params["pilot"]), digits=1, interval=(float(low), float(high)),
           zh="试点与非试点新收申请之差", en="Requests received, pilot less others.", source=source,
           n=len(data))
values.write(out, "values")
said = {value.name: str(value.value) for value in values}
page = f"""<!doctype html><meta charset="utf-8"><title>合成 synthetic</title>
<h1>合成数据，不能作为结论 synthetic data, no finding about the world</h1>
<p>{said['reportsUsed']} reports of {said['bodiesLinked']} bodies; standard errors clustered by body.</p>
{fit.summary().tables[1].as_html()}"""
open(f"{out}/paper.html", "w", encoding="utf-8").write(page)
print(f"{len(data)} reports of {data['body_id'].nunique()} bodies; pilot {fit.params['pilot']:.1f} "
      f"[{low:.1f}, {high:.1f}]")
'''


def corrected(corpus, played):
    """A person writes into the manifest which body each renamed office is; gives the rows changed."""
    path = corpus / "manifest.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    by_end = {f"/{name}": organ for name, organ in played.renamed.items()}
    changed = 0
    for row in rows:
        end = "/" + (row.get("address") or "").rsplit("/", 1)[-1]
        if end in by_end:
            row["organ"] = by_end[end]
            changed += 1
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return changed


@dataclass
class Step:
    """A command, how long it took, and what it said."""

    command: str
    seconds: float
    said: str
    code: int


def run(shown, *command, cwd):
    begun = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GOVREPORT_LANG": "both"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Step(shown, time.perf_counter() - begun, (done.stdout + done.stderr).strip(), done.returncode)


def cli(*arguments, cwd):
    return run(f"govreport {' '.join(arguments)}", "-m", "govreport.cli", *arguments, cwd=cwd)


def journey(out, bodies, *, scan=True):
    """The way as one goes it; yields each step when it is done, and the folder as it was played first."""
    played = play(out, bodies, scan=scan)
    yield played
    corpus = out / "corpus"
    with served(played.site) as host:
        with (out / "addresses.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("address", "pilot"))
            writer.writerows((f"{host}/{name}", pilot) for name, pilot in played.addresses)
        yield cli("collect", "addresses.csv", "-o", "corpus", "--delay", "0.02", cwd=out)
    for path in sorted(played.saved.rglob("*")):  # the person puts what was saved by hand beside it
        if path.is_file():
            target = corpus / path.relative_to(played.saved)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    yield cli("manifest", "corpus", "-o", "tables", cwd=out)
    changed = corrected(corpus, played)
    yield Step(f"# manifest.csv: organ of {changed} reports corrected by hand", 0.0, "", 0)
    yield cli("build", "corpus", "-o", "tables", cwd=out)
    (out / "paper").mkdir()
    (out / "study.py").write_text(STUDY, encoding="utf-8")
    yield run("python study.py tables paper", "study.py", "tables", "paper", cwd=out)
    yield cli("build", "corpus", "-o", "tables", cwd=out)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--bodies", type=int, default=60)
    parser.add_argument("--no-scan", action="store_true")
    options = parser.parse_args()
    steps = journey(options.out.resolve(), options.bodies, scan=not options.no_scan)
    played = next(steps)
    print(f"{len(played.addresses)} addresses, {len(played.bodies)} bodies, {len(played.renamed)} renamed")
    for step in steps:
        print(f"\n$ {step.command}    [{step.seconds:.1f} s, exit {step.code}]\n{step.said}", flush=True)
    with (options.out / "tables" / "reports.csv").open(encoding="utf-8", newline="") as file:
        organs = {row["report_id"]: row["organ"] for row in csv.DictReader(file)}
    with (options.out / "paper" / "panel_wide.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    print(f"\n{len(organs)} reports; corrected organs and the years linked:")
    for organ in played.renamed.values():
        print(f"  {organ}: {sorted(row['year'] for row in rows if row['organ'] == organ)}")


if __name__ == "__main__":
    main()
