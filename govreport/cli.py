"""The command line: each verb one public call. Data on stdout, errors on stderr in one line, exit 2."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from govreport import __version__
from govreport.card import one_line
from govreport.errors import GovReportError

if TYPE_CHECKING:
    from govreport.report import Finding, Report
    from govreport.tabulate import Failure

__all__ = ["main"]

_MESSAGES = {"zh": ("message_zh",), "en": ("message_en",), "zh+en": ("message_zh", "message_en")}


class _Parser(argparse.ArgumentParser):
    """Tells an error in one line, as every other error of the program is told."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"govreport: {message}; see {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code: 0, 1 (rules broken, notebooks failed) or 2 (error)."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except GovReportError as error:
        return _say_error(str(error))
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        return _say_error(f"{error.filename or 'system'}: {error.strerror or error}")
    except KeyboardInterrupt:
        print("govreport: interrupted 已中断", file=sys.stderr)
        return 130


def _say_error(message: str) -> int:
    print(f"govreport: {one_line(message)}", file=sys.stderr)
    return 2


def _parser() -> _Parser:
    parser = _Parser(
        prog="govreport",
        description="政府信息公开工作年度报告 → 可信的数据表\n"
        "Chinese annual reports on open government information become tables that can be trusted.",
        epilog="例 example:\n  govreport read report.html\n  govreport check reports/ --lang zh",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"govreport {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    read = _verb(verbs, "read", _read, "显示一份报告 show one report", "govreport read report.html --json")
    read.add_argument("file", metavar="FILE", help="报告文件 a report")
    read.add_argument("--json", action="store_true", help="以 JSON 输出 print JSON")
    read.add_argument(
        "--ocr",
        choices=("never", "scans", "images"),
        default="scans",
        help="识别扫描页或图片 recognise scanned pages, or pictures too; default: scans",
    )

    check = _verb(
        verbs, "check", _check, "核对报告 apply the rules", "govreport check reports/ --lang zh --all"
    )
    check.add_argument("path", metavar="FILE|FOLDER", type=Path, help="报告或文件夹 a report or a folder")
    check.add_argument("--lang", choices=tuple(_MESSAGES), default="zh+en", help="default: zh+en")
    check.add_argument("--all", action="store_true", help="也列出成立与无法判断的 also held and not judged")
    check.add_argument("--json", action="store_true", help="以 JSON 输出 print JSON")

    build = _verb(verbs, "build", _build, "语料 → 数据表 corpus to tables", "govreport build corpus -o build")
    build.add_argument("corpus", metavar="CORPUS", type=Path, help="语料文件夹 a folder of reports")
    build.add_argument(
        "-o", "--out", metavar="OUT", type=Path, required=True, help="输出文件夹 where to write"
    )
    build.add_argument("--workers", type=_count, help="进程数 processes; default: one for each processor")

    synth = _verb(
        verbs,
        "synth",
        _synth,
        "生成合成年报 write synthetic reports",
        "govreport synth synthetic --reports 8 --layout docx,pdf --errors",
    )
    synth.add_argument("out", metavar="OUT", type=Path, help="输出文件夹 where to write")
    synth.add_argument("--reports", type=_count, default=4, help="份数 how many; default: 4")
    synth.add_argument("--layout", default="html_plain", help="版式，逗号分隔 layouts; default: html_plain")
    synth.add_argument("--first", type=_count, default=1, help="首个种子 the first seed; default: 1")
    synth.add_argument("--errors", action="store_true", help="每份植入一处错误 plant an error in each")

    study = _verb(
        verbs, "study", _study, "建库并运行笔记本 build, run notebooks", "govreport study -o build/study"
    )
    study.add_argument("--corpus", type=Path, default=Path("corpus"), help="default: corpus")
    study.add_argument("--notebooks", type=Path, default=Path("notebooks"), help="default: notebooks")
    study.add_argument("-o", "--out", type=Path, default=Path("build/study"), help="default: build/study")
    study.add_argument("--workers", type=_count, help="进程数 processes; default: one for each processor")
    return parser


def _verb(
    verbs: argparse._SubParsersAction[_Parser], name: str, run: object, what: str, example: str
) -> _Parser:
    parser = verbs.add_parser(
        name,
        help=what,
        description=what,
        epilog=f"例 example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found {text!r}")
    return int(text)


def _read(options: argparse.Namespace) -> int:
    from govreport.parse import read

    report = read(options.file, ocr=options.ocr)
    if options.json:
        _print_json(_as_data(report))
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
                "value": _number(f.value),
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


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


def _check(options: argparse.Namespace) -> int:
    from govreport.checks import check
    from govreport.report import Report

    findings: list[tuple[str, Finding]] = []
    reports = failures = 0
    for one in _outcomes(options.path):
        if isinstance(one, Report):
            reports += 1
            findings += [(one.source, finding) for finding in check(one)]
        else:
            failures += 1
            _say_error(f"{one.source}: {one.message}")
    shown = [(source, f) for source, f in findings if options.all or f.passed is False]
    if options.json:
        _print_json([_finding_data(source, f) for source, f in shown])
    else:
        for source, f in shown:
            print(_finding_line(source, f, options.lang))
        print(_summary(reports, [f for _, f in findings]))
    broken = any(f.passed is False and f.severity == "error" for _, f in findings)
    return 2 if failures else int(broken)


def _outcomes(path: Path) -> Iterable[Report | Failure]:
    if path.is_dir():
        from govreport.corpus import Corpus

        return Corpus(path).outcomes()
    from govreport.parse import read

    return [read(path)]


def _place(finding: Finding) -> str:
    return next((str(figure.where) for figure in finding.figures if figure.where), "-")


def _finding_line(source: str, finding: Finding, lang: str) -> str:
    state = {True: "成立 held", False: "", None: "无法判断 not judged"}[finding.passed]
    message = " ".join(getattr(finding, name) for name in _MESSAGES[lang])
    rule = " ".join(part for part in (finding.rule, finding.severity, state) if part)
    return one_line(f"{source}: {_place(finding)}: {rule}: {message}")


def _finding_data(source: str, finding: Finding) -> dict[str, object]:
    names = ("rule", "severity", "passed", "expected", "actual", "message_zh", "message_en")
    places = [str(figure.where) for figure in finding.figures if figure.where]
    return {"source": source, **{name: getattr(finding, name) for name in names}, "where": places}


def _summary(reports: int, findings: list[Finding]) -> str:
    broken = [f for f in findings if f.passed is False]
    errors = sum(f.severity == "error" for f in broken)
    held = sum(f.passed is True for f in findings)
    return (
        f"{reports} 份报告 reports: {held} 项成立 held, {len(broken)} 项不成立 broken "
        f"({errors} errors), {len(findings) - held - len(broken)} 项无法判断 not judged"
    )


def _build(options: argparse.Namespace) -> int:
    from govreport.corpus import Corpus

    built = Corpus(options.corpus).build(options.out, options.workers)
    print(", ".join(f"{name} {count}" for name, count in built.counts.items()) + f" → {built.out}")
    if not any(path.suffix == ".parquet" for path in built.paths):
        print("只有 csv csv only: parquet needs pyarrow")
    return 0


def _synth(options: argparse.Namespace) -> int:
    from govreport.synth.folder import write_folder

    layouts = options.layout.split(",")
    try:
        written = write_folder(
            options.out, options.reports, layouts, first=options.first, errors=options.errors
        )
    except ValueError as error:
        return _say_error(str(error))
    for path in written.files:
        print(path)
    print(f"真值 truth: {options.out / 'truth'}")
    return 0


def _study(options: argparse.Namespace) -> int:
    from govreport.study import study

    done = study(options.corpus, options.notebooks, options.out, options.workers)
    for page in done.pages:
        if page.error is None:
            print(page.html)
        else:
            print(f"govreport: {page.notebook}: {one_line(page.error)}", file=sys.stderr)
    print(f"数据表 tables: {done.built.out}; 网页 pages: {options.out}")
    return int(any(page.error is not None for page in done.pages))


if __name__ == "__main__":
    sys.exit(main())
