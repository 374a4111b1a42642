"""The command line: each verb one public call. Data on stdout, errors on stderr in one line, exit 2."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import warnings
from collections.abc import Sequence
from threading import current_thread, main_thread
from typing import NoReturn

from govreport import __version__
from govreport.cli import classroom, coding, collecting, judging, paper, reading
from govreport.cli.common import Parser, say_error, utter
from govreport.errors import GovReportError
from govreport.resources.messages import languages

__all__ = ["command_line", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code: 0, 1 (rules broken, notebooks failed) or 2 (error)."""
    utter()
    try:
        languages()
    except GovReportError as error:  # it cannot be printed in the language that was asked for
        print(f"govreport: {error}", file=sys.stderr)
        return 2
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = command_line().parse_args(["--help"] if given in ([], ["help"]) else given)
    if current_thread() is main_thread():
        signal.signal(signal.SIGTERM, _stop)  # so that what is under way ends, and its processes
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _say_warning  # type: ignore[assignment]
            code: int = options.run(options)
        sys.stdout.flush()
        return code
    except GovReportError as error:
        return say_error(str(error))
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        return say_error(f"{error.filename or 'system'}: {error.strerror or error}")
    except KeyboardInterrupt:
        print("govreport: interrupted 已中断", file=sys.stderr)
        return 130


def _say_warning(message: Warning | str, *_: object) -> None:
    """A warning in a line like that of an error, without the place in the code."""
    say_error(str(message))


def _stop(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def command_line() -> Parser:
    """The parser of the whole command line, with every verb."""
    parser = Parser(
        prog="govreport",
        description="政府信息公开工作年度报告 → 可信的数据表\n"
        "Chinese annual reports on open government information become tables that can be trusted.",
        epilog="例 example:\n  govreport read report.html\n  govreport check reports/ --lang zh",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"govreport {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for module in (collecting, reading, judging, coding, paper, classroom):
        module.register(verbs)
    return parser
