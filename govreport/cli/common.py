"""What the verbs of the command line share: parsers with an example, errors in one line, JSON."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from govreport.normalize import one_line
from govreport.numbers import json_number
from govreport.resources.messages import near, translated

if TYPE_CHECKING:
    from govreport.corpus.limits import Limits
    from govreport.frames import Failure
    from govreport.report import Report

__all__ = [
    *("TABLES", "Parser", "Verbs", "add_limits", "limits", "number", "outcomes"),
    *("print_json", "say_corrected", "say_error", "say_none", "utter", "verb", "whole"),
]

TABLES = Path("build/tables")
"""Where a build writes unless told otherwise."""

_CHOICE = re.compile(r"invalid choice: '?(?P<found>[^']*?)'? \(choose from (?P<known>.*)\)", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """Prints an error in one line, like every other error of the program."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"govreport: {translated(_with_near(message))}; 见 see {self.prog} --help\n")


def _with_near(message: str) -> str:
    """argparse's sentence on a choice that there is not, with the one that was perhaps meant."""
    if not (found := _CHOICE.search(message)):
        return message
    known = [name.strip(" '\"") for name in found["known"].split(",")]
    return message[: found.start("known")].replace("choose", f"{near(found['found'], known)}choose") + (
        ", ".join(known) + ")"
    )


Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"


def verb(
    verbs: Verbs, name: str, run: Callable[[argparse.Namespace], int], what: str, example: str
) -> Parser:
    """A parser for one verb; `what` says in both languages what it does."""
    parser = verbs.add_parser(
        name,
        help=what,
        description=what,
        epilog=f"例 example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def whole(text: str) -> int:
    """A whole number from 1, as an argument."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found {text!r}")
    return int(text)


def say_error(message: str) -> int:
    """Tell an error in one line; the exit code that goes with it."""
    print(f"govreport: {one_line(translated(message))}", file=sys.stderr)
    return 2


def say_corrected(count: int) -> None:
    """Say how many values a person corrected, if any."""
    if count:
        print(f"更正 corrected: {count}")


def say_none(path: Path, *, files: bool) -> None:
    """Tell that a folder gave no report; whether there are `files` in it."""
    why = "no file gave a report" if files else "no files; expected a folder of reports"
    say_error(f"{path}: {why}")


def utter() -> None:
    """Let stdout and stderr take every character.

    A file or a pipe gets UTF-8, a terminal or who set PYTHONIOENCODING the encoding that it has; what that
    cannot write is an escape.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            kept = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=None if kept else "utf-8", errors="backslashreplace")


def print_json(data: object) -> None:
    """Print data as JSON, Chinese as it is where the encoding of stdout has it."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(data, indent=1)
    print(text)


def add_limits(parser: argparse.ArgumentParser) -> None:
    """The options that bound the reading of one file."""
    from govreport.corpus.limits import MEGABYTES, SECONDS

    longest = f"每个文件的时限 longest time of a file; default: {SECONDS}"
    parser.add_argument("--seconds", type=whole, default=SECONDS, help=longest)
    parser.add_argument(
        "--memory",
        metavar="MB",
        type=whole,
        default=MEGABYTES,
        help=f"每个文件的内存上限 most memory of a file, in MB; default: {MEGABYTES}",
    )


def limits(options: argparse.Namespace) -> Limits:
    """The limits that were asked for."""
    from govreport.corpus.limits import Limits

    return Limits(options.seconds, options.memory)


def number(value: Decimal | None) -> int | float | None:
    """A number as JSON has it; null where there is none."""
    return None if value is None else json_number(value)


def outcomes(path: Path, limits: Limits) -> Iterable[Report | Failure]:
    """The report in a file, or what each file of a folder gave within the limits."""
    if path.is_dir():
        from govreport.corpus.folder import Corpus

        return Corpus(path).outcomes(limits)
    from govreport.parsing.recipe import read

    return [read(path)]
