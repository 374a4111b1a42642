"""The classroom: workbooks that students fill in are marked against a key, by a fresh run.

marked = classroom.mark("05.5-spot-the-261.ipynb")
marked.points, marked.of
[(mark.question.name, mark.state, mark.message_en) for mark in marked.marks]

The pages for teachers are notebooks/classroom/README.md and README.zh.md.
"""

from govreport.classroom.collecting import CellFailure, Workbook, open_workbook
from govreport.classroom.key import Key, Mistake, Question, load_key
from govreport.classroom.marking import Mark, State, judge
from govreport.classroom.recipe import Marking, Unmarked, mark, mark_all
from govreport.classroom.rules import faults, minutes

__all__ = [
    "CellFailure",
    "Key",
    "Mark",
    "Marking",
    "Mistake",
    "Question",
    "State",
    "Unmarked",
    "Workbook",
    "faults",
    "judge",
    "load_key",
    "mark",
    "mark_all",
    "minutes",
    "open_workbook",
]
