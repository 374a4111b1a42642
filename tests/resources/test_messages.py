"""Messages in two languages: the table says what the code says, and whatever a reader raises is in it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from govreport import forms
from govreport.checks import selected
from govreport.errors import GovReportError
from govreport.measures.indicators import measure
from govreport.readers.pdf.pdf import _LEFT_OUT
from govreport.resources.messages import chinese, languages, near, templates, translated
from tests.resources.test_every_message import all_messages

PACKAGE = Path(__file__).parents[2] / "govreport"
RAISED = {"ReadError", "NotAReportError", "MissingExtraError"}
# Sentences of the system and of Python, not of the package; one word names a kind of place.
NOT_OURS = {"No such file or directory", "Permission denied", "Is a directory", "table", "row", "column"}
# Said in pieces by readers/archive.py, the piece that ends the plural alone.
NOT_OURS |= {text for text, _ in templates() if text.startswith("a zip archive of {count} file")}
NOT_OURS |= {"a folder", "a pipe", "a socket", "a device"}
# Parts of other sentences, one or two words.
NOT_OURS |= {"a drawing", "a value", "a table", "a list", "text"}
# Made of parts by the code.
NOT_OURS |= {f"page {{page}}: {what}: {{text}}" for what, _ in _LEFT_OUT.values()}
NOT_OURS |= {"a year of four digits", "a GB/T 2260 code of six digits", "one of {known}", "a name"}
NOT_OURS |= {f"{what} at {{place}}" for what in ("true or false", "a number")}
NOT_OURS |= {
    text for text, _ in templates() if re.match(r"\{count\} (files|corrections) of \{folder\}", text)
}
# What begins with a part that varies, as it is said.
SAID = {
    "3; unpack it and read a file of it": "a RAR archive; unpack it and read a file of it",
    "3; it needs LibreOffice (soffice), which was not found": (
        "the Word file (DOC) could not be converted (3); it needs LibreOffice (soffice), which was not found"
    ),
    "3 needs LibreOffice (soffice), which was not found": (
        "this RTF file needs LibreOffice (soffice), which was not found"
    ),
    "LibreOffice (soffice) could not open 3": "LibreOffice (soffice) could not open this DOC file",
    "3; LibreOffice (soffice) might open it": (
        "a Word file (DOCX) was expected, python-docx says 3; LibreOffice (soffice) might open it"
    ),
}
HOLE = re.compile(r"\{\w+\}")


def sentence(node):
    """A pattern of what an expression can say: text as it is, and anything where a value stands."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(sentence(value) for value in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return sentence(node.left) + sentence(node.right)
    return ".*"


@cache
def trees():
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def spoken():
    """Patterns of every text of the code that holds some words."""
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
                pattern = sentence(node)
                if len(pattern.replace(".*", "")) >= 10:
                    yield pattern


def english():
    return [text for text, _ in templates()]


@pytest.fixture(autouse=True)
def english_locale(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "GOVREPORT_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.mark.slow
def test_every_sentence_of_the_table_is_one_that_the_code_says():
    argparse = {text for text in english() if text.startswith(("argument ", "unrecognized", "the following"))}
    patterns = set(spoken()) | {re.escape(text).replace("§", ".*") for _, text in all_messages()}
    code = re.compile("|".join(pattern for pattern in patterns if ".*" in pattern), re.DOTALL)
    asked = [text for text in english() if text not in NOT_OURS | argparse]
    assert len(asked) > 80
    filled = [HOLE.sub("3", text) for text in asked]
    known = [
        re.escape(text) in patterns
        or code.fullmatch(text)
        or any(code.fullmatch(before + text) for before in ("3: ", "3: 3: ", "not read: "))
        for text in filled
    ]
    assert [text for text, is_known in zip(filled, known, strict=True) if not is_known] == []


@pytest.mark.slow
def test_what_readers_and_corpora_raise_is_said_in_chinese():
    """What is left in English is named here, so that a new error is not forgotten."""
    rooms = ("readers/", "parsing/recipe.py", "corpus/folder.py", "corpus/building/sources.py")
    left = []
    for name, tree in trees().items():
        for node in ast.walk(tree) if name.startswith(rooms) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                text = re.sub(r"\\(.)", r"\1", sentence(node.args[-1])).replace(".*", "3")
                if " " in text and chinese(SAID.get(text, text)) is None:
                    left.append((name, text))
    assert left == []


def test_both_sides_have_the_same_parts():
    for text, zh in templates():
        assert set(HOLE.findall(zh)) <= set(HOLE.findall(text)), text
        assert re.search("[一-鿿]", zh), text


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("zh", "a.pdf: 文件为空"),
        ("en", "a.pdf: the file is empty"),
        ("both", "a.pdf: the file is empty · 文件为空"),
    ],
)
def test_the_language_that_is_asked_for_is_spoken(language, shown, monkeypatch):
    monkeypatch.setenv("GOVREPORT_LANG", language)
    assert translated("a.pdf: the file is empty") == shown


@pytest.mark.parametrize(
    ("variables", "order"),
    [
        ({}, ("en", "zh")),
        ({"LANG": "zh_CN.UTF-8"}, ("zh", "en")),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, ("en", "zh")),
        ({"LANG": "zh_CN.UTF-8", "GOVREPORT_LANG": "en"}, ("en",)),
        ({"LANG": "zh_TW", "GOVREPORT_LANG": "both"}, ("zh", "en")),
    ],
)
def test_a_chinese_locale_is_spoken_to_in_chinese_first(variables, order, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert languages() == order


def test_another_language_is_refused(monkeypatch):
    monkeypatch.setenv("GOVREPORT_LANG", "fr")
    with pytest.raises(GovReportError, match="zh, en or both was expected, found 'fr'"):
        languages()


def test_a_part_that_varies_is_kept_or_said_in_chinese_itself():
    assert chinese("cannot be opened: Permission denied") == "无法打开：没有权限"
    assert chinese("cannot be opened: 甲 {x} \n乙") == "无法打开：甲 {x} \n乙"
    assert chinese("nothing of the kind") is None
    assert translated("nothing of the kind") == "nothing of the kind"


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        (lambda: selected(["III-22"]), "III-2"),
        (lambda: measure([], ["denial_rat"]), "denial_rate"),
        (lambda: forms.require_cell("request", "new", "total"), "requests"),
    ],
)
def test_a_name_that_is_nearly_known_is_asked_after(wrong, meant):
    with pytest.raises(GovReportError) as caught:
        wrong()
    assert f"did you mean {meant}? known" in str(caught.value)
    assert f"是否指 {meant}？" in translated(str(caught.value))


def test_a_name_unlike_any_is_not_guessed():
    assert near("xyz", ["requests"]) == ""
