"""The verbs of a paper: replicate, new-study."""

from __future__ import annotations

import argparse
from pathlib import Path

from govreport.cli.common import Parser, Verbs, print_json, verb

__all__ = ["register"]

_RECORD = Path("docs/paper/record.csv")


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    again = verb(
        verbs,
        "replicate",
        _replicate,
        "从原始文件重算论文 compute the paper from its raw files; exit 1 if anything differs from its record",
        "govreport replicate --corpus corpus --record docs/paper/record.csv",
    )
    _path(again, "--corpus", "语料 raw files; default: corpus", Path("corpus"))
    books = "笔记本或其文件夹 a folder with *-paper-*.ipynb, or one notebook; default: notebooks"
    _path(again, "--notebooks", books, Path("notebooks"))
    _path(again, "-o", "结果 results; default: results", Path("results"), "out")
    _path(again, "--record", f"记录 record; default: {_RECORD}", _RECORD)
    _path(again, "--paper", "校对的论文 manuscript to proofread; default: paper.tex beside the record")
    accept = "把本次结果写入记录 write what was computed to the record"
    again.add_argument("--accept", action="store_true", help=accept)
    again.add_argument("--json", action="store_true", help="JSON")

    study = verb(
        verbs,
        "new-study",
        _new_study,
        "新建研究文件夹 make a folder for a study of your own",
        "govreport new-study pingtan --in studies --corpus corpus",
    )
    study.add_argument("name", metavar="NAME", help="文件夹与笔记本名 of the folder and its notebook")
    _path(study, "--in", "放在何处 where; default: here", Path(), "folder")
    _path(study, "--corpus", "语料 raw files; default: corpus, if it is here, else the study's own reports")


def _path(parser: Parser, name: str, what: str, default: Path | None = None, dest: str | None = None) -> None:
    dest = dest or name.removeprefix("--")
    parser.add_argument(name, dest=dest, metavar="PATH", type=Path, default=default, help=what)


def _replicate(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from govreport.paper import replicate

    beside = options.record.with_name("paper.tex")
    paper = options.paper or (beside if beside.is_file() else None)
    paths = (options.corpus, options.notebooks, options.out, options.record)
    done = replicate(*paths, paper=paper, accept=options.accept)
    if options.json:
        differences = [asdict(one) | {"apart": one.apart} for one in done.differences]
        complaints = [asdict(one) for one in done.complaints]
        data = {"identical": done.identical, "differences": differences, "complaints": complaints}
        print_json(data | {"refused": list(done.refused), "replaced": list(done.replaced)})
    else:
        print(*done.lines, sep="\n")
        print(f"已写入记录 written: {options.record}" if options.accept else done.summary)
    return 0 if done.identical or (options.accept and done.proofread) else 1


def _new_study(options: argparse.Namespace) -> int:
    from govreport.studies.template import corpus_from, new_study

    made = new_study(options.name, options.folder, options.corpus)
    print(f"新研究 new study: {made}\n  cd {made}\n  papermill {made.name}.ipynb out.ipynb")
    print(f"默认语料 it reads by default: {corpus_from(made, options.corpus)}")
    print("自己的文件 for your own files in corpus/: papermill ... -p corpus corpus")
    return 0
