"""Error classes: one root, the built-in kinds that callers expect, messages that name the source."""

from __future__ import annotations

import pickle
import traceback

import pytest

from govreport import errors
from govreport.errors import (
    ArgumentError,
    GovReportError,
    MissingExtraError,
    NotAReportError,
    ReadError,
    ReportProblems,
    ResourceError,
    TemplateError,
)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ArgumentError, ValueError),
        (ReadError, Exception),
        (NotAReportError, ReadError),
        (TemplateError, LookupError),
        (ResourceError, ValueError),
        (MissingExtraError, ImportError),
        (ReportProblems, ExceptionGroup),
    ],
)
def test_every_error_has_the_root_and_the_kind_that_callers_expect(error, kind):
    assert issubclass(error, GovReportError)
    assert issubclass(error, kind)


def test_every_public_name_is_one_of_these_errors():
    assert all(
        issubclass(getattr(errors, name), GovReportError) for name in errors.__all__ if name != "tell_below"
    )


@pytest.mark.parametrize("error", [ReadError, NotAReportError])
def test_a_read_error_names_its_source_and_survives_another_process(error):
    raised = error("reports/a.html", "the file is empty")
    again = pickle.loads(pickle.dumps(raised))
    for one in (raised, again):
        assert type(one) is error
        assert str(one) == "reports/a.html: the file is empty"
        assert (one.source, one.message) == ("reports/a.html", "the file is empty")


def test_problems_hold_every_note_and_can_be_caught_apart():
    problems = ReportProblems("a.html", [GovReportError("one"), ReadError("a.html", "two")])
    with pytest.raises(GovReportError):
        raise problems
    caught = []
    try:
        raise problems
    except* ReadError as group:
        caught += group.exceptions
    except* GovReportError as group:
        caught += group.exceptions
    assert sorted(map(str, caught)) == ["a.html: two", "one"]


def shown(error):
    return "".join(traceback.format_exception_only(error))


def test_an_error_of_python_says_in_chinese_below_what_it_says_in_english(monkeypatch):
    error = ReadError("a.html", "the file is empty")
    monkeypatch.setenv("GOVREPORT_LANG", "zh")
    assert shown(error).splitlines()[1:] == ["a.html: 文件为空"]
    assert str(error) == "a.html: the file is empty"
    error.add_note("and this")  # as hypothesis and pandas do
    assert shown(error).splitlines()[1:] == ["a.html: 文件为空", "and this"]


@pytest.mark.parametrize("language", ["en", "no language"])
def test_no_chinese_stands_below_where_it_is_not_asked_for(language, monkeypatch):
    monkeypatch.setenv("GOVREPORT_LANG", language)
    assert len(shown(ReadError("a.html", "the file is empty")).splitlines()) == 1
