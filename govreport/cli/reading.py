"""The verbs that read and write: read, review, build, synth, study."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from govreport.cli.common import (
    TABLES,
    Verbs,
    add_limits,
    limits,
    number,
    outcomes,
    print_json,
    say_corrected,
    say_error,
    say_none,
    verb,
    whole,
)
from govreport.cli.failures import say_failures, say_furniture
from govreport.errors import GovReportError
from govreport.normalize import one_line

if TYPE_CHECKING:
    from govreport.corpus.building import Built
    from govreport.report import Report

__all__ = ["register"]


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    read = verb(verbs, "read", _read, "显示一份报告 show one report", "govreport read report.html --json")
    read.add_argument("file", metavar="FILE", help="报告文件 a report")
    read.add_argument("--json", action="store_true", help="以 JSON 输出 print JSON")
    read.add_argument(
        "--ocr",
        choices=("never", "scans", "images"),
        default="scans",
        help="识别扫描页或图片 recognise scanned pages, or pictures too; default: scans",
    )

    page = verb(
        verbs,
        "review",
        _review,
        "核对页：数字对原文 each number beside its source",
        "govreport review report.pdf -o page.html",
    )
    page.add_argument("file", metavar="REPORT|FOLDER", help="报告或文件夹 a report, or a folder")
    page.add_argument(
        "-o", "--out", metavar="PAGE|FOLDER", type=Path, required=True, help="网页或文件夹 where to write"
    )
    add_limits(page)

    build = verb(verbs, "build", _build, "语料 → 数据表 corpus to tables", "govreport build corpus -o build")
    build.add_argument("corpus", metavar="CORPUS", type=Path, help="语料文件夹 a folder of reports")
    build.add_argument(
        *("-o", "--out"),
        metavar="OUT",
        type=Path,
        default=TABLES,
        help=f"输出文件夹 where to write; default: {TABLES}",
    )
    build.add_argument("--workers", type=whole, help="进程数 processes; default: one for each processor")
    build.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="Dask 集群 a Dask cluster: its scheduler's address (tcp://host:8786), or local; "
        "CORPUS and OUT have to be on storage that every worker shares, under the same paths",
    )
    build.add_argument(
        "--quote-formulas",
        action="store_true",
        help="CSV 中形似公式的文字前加撇号 an apostrophe before texts in .csv that look like formulas",
    )
    build.add_argument(
        "--json", action="store_true", help="以 JSON 输出行数和文件 print rows and files as JSON"
    )
    add_limits(build)

    export = verb(
        verbs,
        "export",
        _export,
        "数据表 → 其他软件的格式 tables for other programs",
        "govreport export build/tables -o shared --as xlsx,dta",
    )
    export.add_argument("tables", metavar="TABLES", type=Path, help="build 的输出 of a build, or reports")
    export.add_argument("-o", "--out", metavar="OUT", type=Path, required=True, help="文件夹 where to write")
    export.add_argument(
        "--as",
        dest="kinds",
        default="xlsx",
        help="逗号分隔 csv (for Excel), xlsx, dta (Stata), croissant, deposit; default: xlsx",
    )
    export.add_argument("--study", metavar="FOLDER", type=Path, help="study 的输出 of a study, for deposit")
    export.add_argument("--manifest", metavar="FILE", type=Path, help="manifest.csv, for deposit")
    export.add_argument(
        "--replace", action="store_true", help="覆盖同名文件 write over files of the same names"
    )
    export.add_argument("--date", default="", help="发布日期 day of publication, as 2026-11-30")

    synth = verb(
        verbs,
        "synth",
        _synth,
        "生成合成年报 write synthetic reports",
        "govreport synth synthetic --reports 8 --layout docx,pdf --errors",
    )
    synth.add_argument("out", metavar="OUT", type=Path, help="输出文件夹 where to write")
    synth.add_argument("--reports", type=whole, default=4, help="份数 how many; default: 4")
    synth.add_argument("--layout", default="html_plain", help="版式，逗号分隔 layouts; default: html_plain")
    synth.add_argument("--first", type=whole, default=1, help="首个种子 the first seed; default: 1")
    synth.add_argument("--errors", action="store_true", help="每份植入一处错误 plant an error in each")

    study = verb(
        verbs, "study", _study, "建库并运行笔记本 build, run notebooks", "govreport study -o build/study"
    )
    study.add_argument("--corpus", type=Path, default=Path("corpus"), help="default: corpus")
    study.add_argument("--notebooks", type=Path, default=Path("notebooks"), help="default: notebooks")
    study.add_argument("-o", "--out", type=Path, default=Path("build/study"), help="default: build/study")
    study.add_argument("--workers", type=whole, help="进程数 processes; default: one for each processor")
    study.add_argument(
        "--province",
        type=whole,
        metavar="N",
        help="合成年报的份数 synthetic reports, for their notebook; default: none",
    )
    add_limits(study)


def _read(options: argparse.Namespace) -> int:
    from govreport.parsing.recipe import read

    report = read(options.file, ocr=options.ocr)
    if options.json:
        print_json(_as_data(report))
    else:
        print(report)
    return 0


def _as_data(report: Report) -> dict[str, object]:
    start, end = report.period or (None, None)
    return {
        "report_id": report.report_id,
        "organ": report.organ,
        "region": report.region,
        "level": report.level,
        "body": report.body,
        "scope": report.scope,
        "scope_evidence": report.scope_evidence and report.scope_evidence.text,
        "year": report.year,
        "title": report.title,
        "period_start": start and start.isoformat(),
        "period_end": end and end.isoformat(),
        "forms": report.forms,
        "declared_form": report.declared_form,
        "source": report.source,
        "sha256": report.sha256,
        "figures": [
            {
                "table": f.table,
                "row": f.row,
                "column": f.column,
                "value": number(f.value),
                "unit": f.unit,
                "status": f.status.value,
                "raw": f.raw,
                "place": f.where and str(f.where),
            }
            for f in report.figures
        ],
        "notes": [
            {"code": n.code, "message": n.message, "place": n.where and str(n.where)} for n in report.notes
        ],
    }


def _review(options: argparse.Namespace) -> int:
    from govreport.review import write, write_all

    if Path(options.file).is_dir():
        if options.out.suffix.lower() in (".html", ".htm"):
            raise GovReportError(f"{options.out}: a folder was expected, of several reports there are pages")
        print(write_all(outcomes(Path(options.file), limits(options)), options.out, Path(options.file)))
    else:
        print(write(options.file, options.out))
    return 0


def _build(options: argparse.Namespace) -> int:
    from govreport.corpus.folder import Corpus

    corpus = Corpus(options.corpus)
    built = corpus.build(
        options.out,
        options.workers,
        options.cluster,
        limits=limits(options),
        quote_formulas=options.quote_formulas,
    )
    for note in built.notes:
        print(f"govreport: {one_line(note)}", file=sys.stderr)
    if options.json:
        files = [path.name for path in built.paths]
        print_json({"out": str(built.out), "rows": built.counts, "files": files, "reused": built.reused})
        return int(built.counts["reports"] == 0)
    print(", ".join(f"{name} {count}" for name, count in built.counts.items()) + f" → {built.out}")
    _say_corrections(built)
    if not corpus.has_manifest:
        say_furniture(corpus)
    say_failures(built.out / "failures.csv")
    if not built.counts["reports"] and not built.counts["failures"]:
        say_none(corpus.path, files=False)
    written = {path.suffix for path in built.paths}
    for suffix, extra in ((".parquet", "fast"), (".duckdb", "scale")):
        if suffix not in written:
            print(f"没有 no {suffix}: pip install 'govreport[{extra}]'")
    return int(built.counts["reports"] == 0)


def _say_corrections(built: Built) -> None:
    """How many values a person corrected, if any."""
    with (built.out / "reports.csv").open(encoding="utf-8", newline="") as file:
        say_corrected(sum(int(row["n_corrected"]) for row in csv.DictReader(file)))


def _export(options: argparse.Namespace) -> int:
    from govreport.corpus.export.sharing import export

    written = export(
        options.tables,
        options.out,
        [kind for name in options.kinds.split(",") if (kind := name.strip().lower())],
        study=options.study,
        manifest=options.manifest,
        date=options.date,
        replace=options.replace,
    )
    print(f"{len(written)} 个文件 files → {options.out}")
    return 0


def _synth(options: argparse.Namespace) -> int:
    from govreport.synth.folder import write_folder

    layouts = options.layout.split(",")
    try:
        written = write_folder(
            options.out, options.reports, layouts, first=options.first, errors=options.errors
        )
    except ValueError as error:
        return say_error(str(error))
    for path in written.files:
        print(path)
    print(f"真值 truth: {options.out / 'truth'}")
    return 0


def _study(options: argparse.Namespace) -> int:
    from govreport.studies.study import study

    done = study(
        *(options.corpus, options.notebooks, options.out, options.workers),
        limits=limits(options),
        province=options.province,
    )
    for page in done.pages:
        if page.error is None:
            print(page.html)
        else:
            print(f"govreport: {page.notebook}: {one_line(page.error)}", file=sys.stderr)
    print(f"数据表 tables: {done.built.out}; 网页 pages: {options.out}")
    return int(any(page.error is not None for page in done.pages))
