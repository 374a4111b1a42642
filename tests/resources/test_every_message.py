"""Every error and note that the code can say is said in Chinese, too; they are found in the code."""

from __future__ import annotations

import ast
import re
from itertools import product
from pathlib import Path

import pytest

from govreport.readers.pdf.pdf import _LEFT_OUT
from govreport.resources.messages import translated

PACKAGE = Path(__file__).parents[2] / "govreport"
# Raised and caught inside; no user sees their text.
WITHIN = {"RottenError", "AssertionError", "RefusedError", "AttributeError"}
WITHIN_MODULES = {
    "corpus/building/kept.py",  # a line that is damaged is read again
    "corpus/building/packing.py",
    "classroom/answers.py",  # an answer of a student, marked as wrong
    "readers/pdf/characters.py",  # names of functions of PDFium that end in Error
    "document.py",  # a fault of the program, as in the next
    "review/markup.py",
}
# Sentences of which the code makes a part elsewhere, each as it is said; one that is nothing but values.
SAID = {
    "§: §": [],
    "table §: §": [
        "table §: § cells in a row were expected, found §",
        "table §: two heads of this kind are printed, and one row, or rows that differ",
    ],
    "a column '§' was expected; found §": ["a column 'address' was expected; found §"],
    "the title names no organ; § § the report": [
        f"the title names no organ; § {does} the report" for does in ("announces", "compiles", "signs")
    ],
    "form § is § than form §, prescribed for §": [
        f"form § is {age} than form §, prescribed for §" for age in ("older", "newer")
    ],
    "§; unpack it and read a file of it": ["a RAR archive; unpack it and read a file of it"],
    "page §: §: §": [f"page §: {what}: §" for what, _ in _LEFT_OUT.values()],
    "§ needs LibreOffice (soffice), which was not found": [
        "this RTF file needs LibreOffice (soffice), which was not found"
    ],
    "LibreOffice (soffice) was expected to open § within § seconds": [
        "LibreOffice (soffice) was expected to open this RTF file within § seconds"
    ],
    "LibreOffice (soffice) could not open §": ["LibreOffice (soffice) could not open this RTF file"],
}
REASONS = {"_figure_corrected", "_identity_corrected", "_fault"}  # functions that answer with a sentence
NOTES = {"Note", "note"}
VALUE = "§"  # stands where a value would
# English words in a row that stay as they are, also in Chinese.
KEPT = re.compile(r"pip install|govreport \w+|pathlib\.Path|unknown\(.*|gr\.\w+\(\w+\)(\.\w+)?")
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")


def calls(tree):
    """Each call, with the functions around it, the module first."""

    def walk(node, around):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield child, around
            inner = [*around, child] if isinstance(child, ast.FunctionDef) else around
            yield from walk(child, inner)

    yield from walk(tree, [tree])


def texts(node, around, depth=0):
    """What an expression can say, with `VALUE` for each value that the code does not show."""
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.JoinedStr(values=values):
            parts = [texts(value, around, depth) for value in values]
            return ["".join(part) for part in product(*parts)]
        case (
            ast.FormattedValue(value=ast.Name(id="meant"))
            | ast.FormattedValue(value=ast.Call(func=ast.Name(id="near")))
        ):
            return ["", f"did you mean {VALUE}? "]
        case ast.FormattedValue(value=ast.Name() | ast.IfExp() as value):
            found = texts(value, around, depth)
            return found if any(" " in text for text in found) else [VALUE]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [a + b for a in texts(left, around, depth) for b in texts(right, around, depth)]
        case ast.IfExp(body=body, orelse=orelse):
            return [*texts(body, around, depth), *texts(orelse, around, depth)]
        case ast.Name(id=name) if depth < 3:
            for scope in reversed(around):
                values = [
                    text
                    for other in (scope.body if isinstance(scope, ast.Module) else ast.walk(scope))
                    if isinstance(other, ast.Assign)
                    and any(isinstance(target, ast.Name) and target.id == name for target in other.targets)
                    for text in texts(other.value, around, depth + 1)
                ]
                if values:
                    return values
    return [VALUE]


def named(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def reasons(tree):
    """What functions of `REASONS` answer."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(function) if function.name in REASONS else ():
            if isinstance(node, ast.Return) and node.value is not None:
                yield from texts(node.value, [tree, function])


def messages(tree):
    """What the errors and notes of a module can say."""
    for call, around in calls(tree):
        name = named(call)
        if name in WITHIN or not call.args or not (name in NOTES or name.endswith("Error")):
            continue
        yield from texts(call.args[1] if name in NOTES else call.args[-1], around)
    yield from reasons(tree)


def all_messages():
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name not in WITHIN_MODULES:
            yield from ((name, text) for text in messages(ast.parse(path.read_text("utf-8"))) if " " in text)


@pytest.fixture(autouse=True)
def chinese_asked_for(monkeypatch):
    monkeypatch.setenv("GOVREPORT_LANG", "zh")


def left_in_english(text):
    shown = translated(text)
    return not re.search("[一-鿿]", shown) or ENGLISH.search(KEPT.sub("", shown)) is not None


def test_every_error_and_note_is_said_in_chinese():
    """A new one is added to data/messages.toml, with a name in braces for each part that varies."""
    found = list(all_messages())
    assert len(found) > 350
    asked = [(name, text) for name, told in found for text in SAID.get(told, [told])]
    assert [pair for pair in asked if left_in_english(pair[1])] == []


@pytest.mark.slow
def test_no_sentence_is_excused_that_the_code_does_not_say():
    assert set(SAID) <= {text for _, text in all_messages()}


def test_what_the_command_line_says_beside_errors_has_chinese_in_it():
    told = [
        text
        for path in sorted((PACKAGE / "cli").glob("*.py"))
        for call, around in calls(ast.parse(path.read_text("utf-8")))
        if named(call) == "say_error"
        for text in texts(call.args[0], around)
        if " " in text.replace(VALUE, "").strip(": …")
    ]
    assert len(told) > 5
    assert [text for text in told if not re.search("[一-鿿]", translated(text))] == []


@pytest.mark.parametrize(
    "code",
    [
        "raise ReadError(path, f'a wholly new {thing} was expected')",
        "message = 'a wholly new thing'\nraise GovReportError(message)",
        "def f(x):\n    why = 'nothing new' if x else 'nothing old'\n    raise OSError(f'{why} was found')",
        "note('code', 'table 3: a wholly new thing')",
        "raise GovReportError(f'rows: expected a wholly new thing, found {x}')",
    ],
)
def test_a_message_that_is_not_in_the_table_is_seen(code):
    assert any(left_in_english(text) for text in messages(ast.parse(code)))
