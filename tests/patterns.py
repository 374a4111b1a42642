"""Every pattern of the package on hostile text: ``python -m tests.patterns`` prints the slowest of them.

The patterns are those that the package compiles while all its modules are loaded and a report is read, judged
and measured: those in the code and those made of the data. Each runs over 6,000 characters of what such text
is made of, and of what the pattern itself asks for, again and again; none may take more than four times what
a plainly quadratic pattern takes over 2,000, in the same run (over 6,000 that one takes nine times as long).
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from time import process_time

LENGTH, MOST = 6_000, 4
_QUADRATIC, _SHORT = re.compile(r"\d*件"), "1" * 2_000
_GIVEN_UP = 0.4  # seconds
PIECES = (
    " ", "0", "十", "a", "中", "key: value\n", "1,", "年1月", "(", "第1", "\n", "1.", "、", "1 ", "- ",
    "为了", "\t|", "<",
)  # fmt: skip
_BROKEN_BY = "\x00"


def compiled():
    """The patterns that the package compiles, each with the module that does."""
    found = {}
    ordinary = re._compile

    def recording(pattern, flags):
        made = ordinary(pattern, flags)
        depth = 1
        while (name := sys._getframe(depth).f_globals.get("__name__", "")) in ("re", __name__):
            depth += 1
        if name.startswith("govreport"):
            found.setdefault(made, name)
        return made

    re._compile = recording
    try:
        import govreport

        for module in pkgutil.walk_packages(govreport.__path__, "govreport."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        _use(govreport)
    finally:
        re._compile = ordinary
    return found


def only_matched(found):
    """The patterns of which the code shows that they are only matched from a text's start, never searched."""
    kept = set()
    for name in set(found.values()):
        module = sys.modules[name]
        source = Path(module.__file__).read_text("utf-8")
        for variable, value in vars(module).items():
            if isinstance(value, re.Pattern) and found.get(value) == name:
                every = len(re.findall(rf"\b{variable}\b", source))
                matched = len(re.findall(rf"\b{variable}\.(?:full)?match\b", source))
                kept |= {value} if matched and every == matched + 1 else set()
    return kept


def _use(gr):
    """Reads, judges and measures a report of each form: what is made of data is made when it is used."""
    reports = [
        gr.read(gr.synth.render(gr.synth.make(form, 1), "html_plain", 1)) for form in gr.forms.available()
    ]
    gr.frames(reports)
    gr.check(reports)
    gr.measure(reports)
    for report in reports:
        gr.facts(report)
        gr.themes(report)
    narrative = gr.frames(reports).narrative
    gr.text.style_frame(narrative)
    gr.text.statement_frame(narrative)
    gr.text.similarity(narrative)


def hostile(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts of 6,000 characters: pieces again and again, then pieces of the pattern's own."""
    return map(repeated, (*PIECES, *own_pieces(pattern)))


def repeated(piece: str) -> str:
    return (piece * (LENGTH // len(piece) + 1))[:LENGTH] + _BROKEN_BY


def own_pieces(pattern):
    """What a pattern matches when each choice is its first or its last, and the letters that it repeats."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    pieces = [_sample(tree, first) for first in (True, False)]
    pieces += [_sample(part, True) for part in _repeated(tree)][:4]
    return dict.fromkeys(piece for piece in pieces if piece)


def _repeated(tree):
    """The parts of a pattern that may be repeated without end."""
    for op, argument in tree:
        if op in (codes.MAX_REPEAT, codes.MIN_REPEAT) and argument[1] == codes.MAXREPEAT:
            yield argument[2]
        for part in _parts(op, argument):
            yield from _repeated(part)


def _parts(op, argument):
    if op is codes.BRANCH:
        return argument[1]
    if op in (codes.SUBPATTERN, codes.MAX_REPEAT, codes.MIN_REPEAT):
        return [argument[-1]]
    return []


def _sample(tree, first):
    text = ""
    for op, argument in tree:
        if op is codes.LITERAL:
            text += chr(argument)
        elif op in (codes.ANY, codes.NOT_LITERAL):
            text += "中"
        elif op is codes.IN:
            text += _member(argument, first)
        elif op is codes.BRANCH:
            text += _sample(argument[1][0 if first else -1], first)
        elif op is codes.SUBPATTERN:
            text += _sample(argument[-1], first)
        elif op in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            least, most, part = argument
            text += _sample(part, first) * max(least, min(most, 1 if first else 2))
    return text


_CATEGORIES = {codes.CATEGORY_DIGIT: "7", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "字"}


def _member(choices, first):
    if choices[0][0] is codes.NEGATE:
        return "中"
    op, argument = choices[0 if first else -1]
    if op is codes.LITERAL:
        return chr(argument)
    if op is codes.RANGE:
        return chr(argument[0])
    return _CATEGORIES.get(argument, "中")


def cost(pattern, text, *, searched):
    """How long a search of the whole text, or a match of its start or all of it, takes: the longest.

    The unit is the time of the quadratic pattern.
    """
    worst = 0.0
    runs = [lambda: pattern.match(text), lambda: pattern.fullmatch(text)]
    for run in [*runs, lambda: sum(1 for _ in pattern.finditer(text))] if searched else runs:
        if _timed(run) > MOST * _yardstick():
            # The machine may have had other work just then: both again, side by side.
            worst = max(worst, min(map(_timed, [run] * 5)) / _yardstick.__wrapped__())
    return worst


@functools.cache
def _yardstick():
    return min(_timed(lambda: sum(1 for _ in _QUADRATIC.finditer(_SHORT))) for _ in range(5))


def _timed(run):
    signal.signal(signal.SIGPROF, _give_up)
    start = process_time()
    signal.setitimer(signal.ITIMER_PROF, _GIVEN_UP)
    try:
        run()
    except TimeoutError:
        return _GIVEN_UP
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return process_time() - start


def _give_up(number, frame):
    raise TimeoutError


def main():
    slow = []
    found = {pattern: name for pattern, name in compiled().items() if isinstance(pattern.pattern, str)}
    matched = only_matched(found)
    for pattern, name in found.items():
        for text in hostile(pattern):
            taken = cost(pattern, text, searched=pattern not in matched)
            if taken > MOST:
                slow.append((taken, name, text[:12], pattern.pattern[:90]))
                break
    for taken, name, text, printed in sorted(slow, reverse=True):
        print(f"{taken:8.1f} times  {name}  on {text!r}  {printed!r}")
    print(
        f"{len(found)} patterns, {len(slow)} of them over {MOST} times a quadratic one on 2,000 characters,",
        f"on {LENGTH:,} characters",
    )
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
