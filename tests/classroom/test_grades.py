"""A class at a glance: rows of students, difficulty of questions; and the bounds that a run is kept in."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import sys
from decimal import Decimal
from pathlib import Path

import nbformat
import numpy as np
import pytest

from govreport.classroom import guard as guarding
from govreport.classroom.answers import answer_of
from govreport.classroom.collecting import collect, open_workbook
from govreport.classroom.grades import difficulty, student, write_grades
from govreport.classroom.guard import Guard
from govreport.classroom.key import Key, Question
from govreport.classroom.marking import judge
from govreport.classroom.recipe import Marking, Unmarked


def question(number, points):
    name, words = f"answer_{number}", ("问", "asked", "因", "for")
    return Question(name, "number", points, answer_of(1), 0, (), *words, ())


def marking(name, *rights, stem="01.5-example"):
    """A workbook of three questions of 5, 3 and 2 points; `rights` says which are answered rightly."""
    questions = tuple(question(i, points) for i, points in enumerate((5, 3, 2), start=1))
    key = Key(stem, "例", "example", "01-coverage", 20, questions)
    marks = tuple(judge(one, answer_of(int(right))) for one, right in zip(questions, rights, strict=True))
    return Marking(Path(f"class/{name}.ipynb"), key, marks, (), ())


CLASS = [
    marking("01.5-example-1001", 1, 1, 1),
    marking("01.5-example-1002", 1, 1, 0),
    marking("01.5-example-1003", 1, 0, 0),
    marking("01.5-example-1004", 0, 0, 1),
    marking("01.5-example-1005", 0, 0, 0),
]


def rows(path):
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by its mark"
    return list(csv.reader(data.decode("utf-8-sig").splitlines()))


def test_there_is_a_row_for_each_student_with_totals(tmp_path):
    lost = Unmarked(Path("class/=cmd.ipynb"), "no key belongs to it")
    other = marking("02.5-themes-1001", 0, 1, 0, stem="02.5-themes")
    students, _ = write_grades([*CLASS, other, lost], tmp_path / "marks.csv")
    head, *told = rows(students)
    questions = [f"{key} answer_{i}" for key in ("01.5", "02.5") for i in (1, 2, 3)]
    assert head == ["student", "points", "of", "share", *questions, "note"]
    assert told[0] == ["1001", "13", "20", "0.6500", "5", "3", "2", "0", "3", "0", ""]
    assert told[4] == ["1005", "0", "10", "0.0000", "0", "0", "0", "", "", "", ""]
    assert told[5][:4] == ["'=cmd", "", "", ""], "not marked is blank, not 0; and no formula"
    assert "no key belongs to it" in told[5][-1]
    assert len(told) == 6


def test_a_workbook_that_was_handed_in_twice_is_not_counted_twice(tmp_path):
    students, _ = write_grades([CLASS[0], marking("01.5-example-1001", 0, 0, 0)], tmp_path / "m.csv")
    assert [row[:2] for row in rows(students)[1:]] == [["1001", "10"], ["1001 (2)", "0"]]


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("01.5-example-王小明", "王小明"),
        ("01.5-example_1042", "1042"),
        ("01.5-example", "class"),
        ("mine", "mine"),
    ],
)
def test_a_student_is_who_the_file_says(name, who):
    assert student(marking(name, 1, 1, 1)) == who


def test_difficulty_is_share_right_and_correlation_with_the_rest(tmp_path):
    found = difficulty(CLASS)
    assert [(one.question, one.n, one.right) for one in found] == [
        ("answer_1", 5, 0.6),
        ("answer_2", 5, 0.4),
        ("answer_3", 5, 0.4),
    ]
    got = np.array([[5, 3, 2], [5, 3, 0], [5, 0, 0], [0, 0, 2], [0, 0, 0]])
    for i, one in enumerate(found):
        rest = got.sum(axis=1) - got[:, i]
        assert one.discrimination == pytest.approx(np.corrcoef(got[:, i], rest)[0, 1])
    _, questions = write_grades(CLASS, tmp_path / "marks.csv")
    assert rows(questions)[1][:5] == ["01.5-example", "answer_1", "5", "0.6000", "0.6000"]


def test_no_correlation_of_four_or_of_what_is_all_alike():
    assert {one.discrimination for one in difficulty(CLASS[:4])} == {None}
    assert {one.discrimination for one in difficulty([CLASS[0]] * 6)} == {None}


def test_points_are_those_of_the_marking():
    assert [one.points for one in CLASS] == [Decimal(n) for n in (10, 8, 5, 2, 0)]


# ---- bounds


def test_what_holds_is_said_and_what_does_not(monkeypatch):
    monkeypatch.setattr(guarding, "_alone", lambda: ())
    if os.name == "posix":
        said = "5 s a cell, 50 s a workbook, 300 MB of memory, network not cut off on this system"
        assert Guard(5, 300).described()[1] == f"each run in a process of its own: {said}"
    monkeypatch.setattr(guarding, "_alone", lambda: ("unshare",))
    assert Guard().described()[0].endswith("无网络")
    monkeypatch.setattr(os, "name", "nt")
    assert "memory not bounded" in Guard().described()[1]
    assert Guard().command == []


@pytest.mark.skipif(sys.platform != "linux", reason="bounds of Linux")
@pytest.mark.slow
def test_a_run_has_neither_network_nor_more_memory_and_goes_on(tmp_path):
    if shutil.which("unshare") is None or not Guard().command[0].endswith("unshare"):
        pytest.skip("a network of its own is not allowed here")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        cells = [
            f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)\nanswer_1 = 'connected'",
            "answer_2 = len(bytearray(6 * 2**30))",
            "answer_3 = 3",
        ]
        path = tmp_path / "a.ipynb"
        cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        found = collect(open_workbook(path), ["answer_1", "answer_2", "answer_3"], tmp_path, Guard(30, 512))
    assert [found.answers[f"answer_{i}"].kind for i in (1, 2, 3)] == ["undefined", "undefined", "number"]
    assert found.failures[0].error.startswith("ConnectionRefusedError")
    assert found.failures[1].error.startswith("MemoryError")
