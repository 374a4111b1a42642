"""The verb of the classroom: mark."""

from __future__ import annotations

import argparse
from pathlib import Path

from govreport.cli.common import Verbs, print_json, say_error, verb, whole
from govreport.errors import ReadError

__all__ = ["register"]

_LANGUAGES = ("zh", "en", "zh+en")


def register(verbs: Verbs) -> None:
    """Add the verb."""
    mark = verb(
        verbs,
        "mark",
        _mark,
        "评阅练习 mark workbooks; runs their code with your rights",
        "govreport mark class-1/ -o marks.csv",
    )
    mark.add_argument(
        "workbooks",
        metavar="WORKBOOK",
        nargs="+",
        type=Path,
        help="练习或其文件夹 notebooks, or folders of them",
    )
    mark.add_argument(
        "--answers",
        metavar="FOLDER",
        type=Path,
        default=Path("notebooks/classroom/answers"),
        help="答案文件夹 the keys; default: notebooks/classroom/answers",
    )
    mark.add_argument(
        "--corpus", metavar="FOLDER", type=Path, default=Path("corpus"), help="语料 default: corpus"
    )
    mark.add_argument(
        "--seconds", type=whole, default=60, help="每格时限 longest time of a cell; default: 60"
    )
    mark.add_argument(
        "--memory", metavar="MB", type=whole, default=2048, help="内存上限 most memory; default: 2048"
    )
    mark.add_argument("--show-answers", action="store_true", help="也给出答案 tell the expected answers")
    mark.add_argument("--lang", choices=_LANGUAGES, default="zh+en", help="default: zh+en")
    mark.add_argument(
        "-o",
        "--out",
        metavar="OUT",
        type=Path,
        help="成绩 marks as CSV; beside it OUT-students.csv and OUT-questions.csv",
    )
    mark.add_argument("--json", action="store_true", help="以 JSON 输出 print JSON")


def _mark(options: argparse.Namespace) -> int:
    from govreport.classroom import telling
    from govreport.classroom.grades import write_grades
    from govreport.classroom.guard import Guard
    from govreport.classroom.recipe import Marking, mark_all, workbooks

    files = workbooks(options.workbooks)
    if options.out:
        _check_out(options.out)
    marked = list(mark_all(files, options.answers, options.corpus, options.seconds, options.memory))
    unmarked = [one for one in marked if not isinstance(one, Marking)]
    for one in unmarked:
        say_error(f"{one.workbook}: {one.message}")
    if options.out:
        telling.write_csv(marked, options.out)
        write_grades(marked, options.out)
    if options.json:
        print_json([telling.as_data(one, expected=options.show_answers) for one in marked])
    else:
        zh, en = Guard(options.seconds, options.memory).described()
        print({"zh": zh, "en": en}.get(options.lang, f"{zh} {en}"))
        for line in telling.all_lines(marked, options.lang, expected=options.show_answers):
            print(line)
    right = all(isinstance(one, Marking) and one.all_right for one in marked)
    return 2 if unmarked else int(not right)


def _check_out(out: Path) -> None:
    """Find out before all the marking whether marks can be written, and over no notebook."""
    if out.suffix.lower() == ".ipynb" or (out.is_file() and _is_notebook(out)):
        raise ReadError(str(out), "marks are not written over a notebook; a name like marks.csv was expected")
    try:
        out.open("ab").close()  # what stands there stays until there are marks
    except OSError as error:
        raise ReadError(str(out), f"marks cannot be written there: {error.strerror}") from error


def _is_notebook(path: Path) -> bool:
    from govreport.classroom.collecting import open_workbook

    try:
        open_workbook(path)
    except ReadError:
        return False
    return True
