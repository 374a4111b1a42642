"""The workbooks: their solutions get full marks, blank ones none, and they keep the rules of workbooks."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from fractions import Fraction
from functools import cache
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from matplotlib import pyplot

from govreport.classroom import Marking, State, faults, judge, load_key, mark_all, minutes, recipe
from govreport.classroom import open_workbook as opened
from govreport.classroom.answers import GivenAnswer, answer_of
from govreport.classroom.collecting import Collected

ROOT = Path(__file__).parents[2]
CLASSROOM = ROOT / "notebooks" / "classroom"
ANSWERS = CLASSROOM / "answers"
WORKBOOKS = sorted(path.stem for path in CLASSROOM.glob("*.ipynb"))
CHINESE, ENGLISH = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2,}")
each = pytest.mark.parametrize("stem", WORKBOOKS)


@cache
def key_of(stem):
    return load_key(ANSWERS / f"{stem}.toml")


def workbook(stem):
    return opened(CLASSROOM / f"{stem}.ipynb")


def test_there_are_workbooks_and_each_has_its_solution_and_its_key():
    assert {"01.5-blank-is-not-zero", "05.5-spot-the-261"} <= set(WORKBOOKS)
    files = {path.name for path in ANSWERS.iterdir() if path.is_file()}
    assert files == {f"{stem}.{ending}" for stem in WORKBOOKS for ending in ("ipynb", "toml")}


@each
def test_a_workbook_keeps_the_rules_and_fits_its_key(stem):
    assert faults(workbook(stem), key_of(stem)) == []


@each
def test_the_time_is_less_than_a_lesson(stem):
    assert minutes(workbook(stem), key_of(stem)) <= key_of(stem).minutes < 45


@each
def test_a_key_belongs_to_a_study_and_speaks_both_languages(stem):
    key = key_of(stem)
    assert (ROOT / "notebooks" / f"{key.study}.ipynb").is_file()
    assert stem.split(".")[0] == key.study.split("-")[0]
    chinese, english = [key.title_zh], [key.title_en]
    for question in key.questions:
        chinese += [question.about_zh, question.why_zh, *(mistake.zh for mistake in question.mistakes)]
        english += [question.about_en, question.why_en, *(mistake.en for mistake in question.mistakes)]
        assert question.mistakes, f"{question.name}: what do people get wrong here?"
    assert [text for text in chinese if not CHINESE.search(text)] == []
    assert [text for text in english if not ENGLISH.search(text)] == []


@each
def test_every_question_is_asked_in_both_languages(stem):
    asked = [text for text in workbook(stem).text if re.search(r"Question \d", text)]
    bodies = [text.partition("\n")[2] for text in asked]
    assert len(bodies) == len(key_of(stem).questions)
    assert [body for body in bodies if not (CHINESE.search(body) and ENGLISH.search(body))] == []


def asked_of(stem):
    """The paragraphs of each question, its heading left out."""
    found = [(re.search(r"Question (\d+)\b", text), text) for text in workbook(stem).text]
    return {f"answer_{match[1]}": text.split("\n\n")[1:] for match, text in found if match}


@each
def test_chinese_comes_first_and_english_is_a_paragraph_of_its_own(stem):
    for name, (chinese, english, *_) in asked_of(stem).items():
        assert chinese[-1] in "？。）", (name, chinese)
        assert english[-1] in "?.):", (name, english)
        assert ENGLISH.search(english), (name, english)
    headings = [text.splitlines()[0] for text in workbook(stem).text if text.startswith("#")]
    assert [
        one for one in headings if not re.fullmatch(r"#+ .*[\u4e00-\u9fff].* / [^\u4e00-\u9fff]+", one)
    ] == [one for one in headings if "甲 and 乙" in one]
    (head, *_) = workbook(stem).text
    assert all(
        word in head for word in ("怎么答", "怎么给分", "How to answer", "Points", "指纹", "fingerprint")
    )


@each
def test_the_title_is_that_of_the_workbook(stem):
    title = workbook(stem).text[0].splitlines()[0]
    assert title == f"# {key_of(stem).title_zh} / {key_of(stem).title_en}"


@each
def test_a_number_is_asked_with_its_decimals_and_forgiven_half_the_last_one(stem):
    policy = {"整数": Fraction(0), "一位小数": Fraction(5, 100), "两位小数": Fraction(5, 1000)}
    for question in key_of(stem).questions:
        if question.kind == "number":
            chinese, english, *_ = asked_of(stem)[question.name]
            told = re.findall(r"（[^）]*?(整数|一位小数|两位小数)[^）]*）$", chinese)
            assert told, (question.name, chinese)
            assert re.search(r"[Aa]\s+whole number|(One|Two|one|two) decimals?", english), (
                question.name,
                english,
            )
            if question.expected.kind == "number":
                assert question.tolerance == policy[told[-1]], question.name


@each
def test_students_are_spoken_to_in_one_way(stem):
    texts = [
        *workbook(stem).text,
        *workbook(stem).code,
        (ANSWERS / f"{stem}.toml").read_text(encoding="utf-8"),
    ]
    assert [text for text in texts if "您" in text] == []


@each
def test_a_known_mistake_is_not_right_and_is_told(stem):
    for question in key_of(stem).questions:
        assert judge(question, question.expected).state is State.RIGHT
        for mistake in question.mistakes:
            found = judge(question, mistake.given)
            assert found.state in (State.WRONG, State.PARTLY), (question.name, mistake.given.shown)
            assert mistake.zh in found.message_zh, (question.name, mistake.given.shown)
            assert mistake.en in found.message_en, (question.name, mistake.given.shown)


@each
def test_the_solution_is_the_workbook_with_answers_and_explanations(stem):
    blank = {cell.id: cell for cell in cells(CLASSROOM / f"{stem}.ipynb")}
    solved = {cell.id: cell for cell in cells(ANSWERS / f"{stem}.ipynb")}
    assert [id_ for id_ in solved if id_ in blank] == list(blank)
    assert {cell.cell_type for id_, cell in solved.items() if id_ not in blank} == {"markdown"}
    changed = [id_ for id_ in blank if blank[id_].source != solved[id_].source]
    names = [question.name for question in key_of(stem).questions]
    found = [name for id_ in changed for name in names if assigns(name, blank[id_])]
    assert found == names
    assert len(changed) == len(names)


def cells(path):
    read = nbformat.read(path, as_version=4).cells
    return read


def assigns(name, cell):
    return cell.cell_type == "code" and re.search(rf"^{name} = ", cell.source, re.MULTILINE) is not None


def run_here(workbook, names, corpus, seconds):
    """What a fresh kernel gives of a workbook in which no cell fails: its cells run here, one by one."""
    namespace = {"display": lambda *shown: None}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        for source in workbook.code:
            exec(source, namespace)
    pyplot.close("all")
    pd.reset_option("display")
    lost = GivenAnswer("undefined")
    return Collected({name: answer_of(namespace[name]) if name in namespace else lost for name in names}, ())


# One pair is marked as a teacher would, in kernels of their own; `govreport mark` does so with the others.
@pytest.mark.slow
@pytest.mark.parametrize(("stem", "kernels"), [(stem, stem == WORKBOOKS[0]) for stem in WORKBOOKS])
def test_the_solution_gets_full_marks_and_the_blank_workbook_runs_and_gets_nothing(
    stem, kernels, monkeypatch, tmp_path
):
    if not kernels:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GOVREPORT_CORPUS", str(ROOT / "corpus"))
        monkeypatch.setattr(recipe, "collect", run_here)
        monkeypatch.setattr(recipe, "_AT_ONCE", 1)
    paths = [CLASSROOM / f"{stem}.ipynb", ANSWERS / f"{stem}.ipynb"]
    blank, solved = mark_all(paths, ANSWERS, ROOT / "corpus", seconds=120)
    assert isinstance(blank, Marking), blank
    assert isinstance(solved, Marking), solved
    assert (blank.failures, solved.failures) == ((), ())
    assert {one.state for one in blank.marks} == {State.OPEN}
    assert (blank.points, blank.gone) == (0, ())
    assert [(one.question.name, one.given) for one in solved.marks if one.state is not State.RIGHT] == []
    assert solved.points == solved.of


def pages():
    """The page for teachers: its Chinese part and its English one."""
    return (CLASSROOM / "README.md").read_text(encoding="utf-8").removeprefix("# ").split("\n# Workbooks")


@each
def test_the_page_for_teachers_tells_each_workbook_and_its_minutes(stem):
    needed = minutes(workbook(stem), key_of(stem))
    for page in pages():
        assert re.search(rf"^\| `{re.escape(stem)}` \|[^|]+\|[^|]+\| {needed} \|", page, re.MULTILINE), page[
            :9
        ]


def test_the_key_that_teachers_are_shown_is_one(tmp_path):
    (shown,) = re.findall(r"^```toml\n(.*?)^```", pages()[0], re.DOTALL | re.MULTILINE)
    path = tmp_path / "01.5-mine.toml"
    path.write_text(shown, encoding="utf-8")
    key = load_key(path)
    assert judge(key.questions[0], answer_of(12.51)).state is State.RIGHT
    assert judge(key.questions[0], answer_of(25)).message_zh == "这是两倍"


def test_the_mask_that_teachers_are_shown_hides_the_number():
    text = (ROOT / "corpus/reports/2024-rongchang-office.txt").read_text(encoding="utf-8")
    for page in pages():
        (pattern,) = re.findall(r're\.sub\(r"(.*?)", "□", report\.text\)', page)
        masked = re.sub(pattern, "□", text)
        assert "联系电话:□" in masked
        assert len(text) - len(masked) == 12 - len("□")  # three digits, a line, eight digits
