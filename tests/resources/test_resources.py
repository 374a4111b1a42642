"""The loader of package data: each wrong file is refused with file, key path, expected and found."""

from __future__ import annotations

import pytest

from govreport.errors import ResourceError
from govreport.resources import Table, load_text, load_toml, names


def table(**values):
    return Table("a.toml", "rows[3]", values)


def test_getters_give_what_stands_there():
    data = table(
        zh="规章", note="", year=2021, also=["一", "二"], sub={"x": "y"}, rows=[{"id": "a"}, {"id": "b"}]
    )
    assert data.text("zh") == "规章"
    assert data.text_or_none("note") == ""
    assert data.text_or_none("nothing") is None
    assert data.integer_or_none("year") == 2021
    assert data.integer_or_none("nothing") is None
    assert data.texts("also") == ("一", "二")
    assert data.texts("nothing", required=False) == ()
    assert data.table("sub").text("x") == "y"
    assert [row.text("id") for row in data.tables("rows")] == ["a", "b"]
    assert data.tables("nothing", required=False) == ()
    data.done()


WRONG = [
    (lambda: table().text("zh"), "a.toml: rows[3].zh: expected text, found None"),
    (lambda: table(zh=3).text("zh"), "a.toml: rows[3].zh: expected text, found 3"),
    (lambda: table(zh="").text("zh"), "a.toml: rows[3].zh: expected text, found ''"),
    (
        lambda: table(each="cell").text("each", ("row", "column")),
        "a.toml: rows[3].each: expected row | column, found 'cell'",
    ),
    (lambda: table(unit=1).text_or_none("unit"), "a.toml: rows[3].unit: expected text, found 1"),
    (
        lambda: table(year="2021").integer_or_none("year"),
        "a.toml: rows[3].year: expected a whole number, found '2021'",
    ),
    (
        lambda: table(year=True).integer_or_none("year"),
        "a.toml: rows[3].year: expected a whole number, found True",
    ),
    (lambda: table(also="一").texts("also"), "a.toml: rows[3].also: expected a list of texts, found '一'"),
    (lambda: table().texts("also"), "a.toml: rows[3].also: expected a list of texts, found None"),
    (lambda: table(also=["一", 2]).texts("also"), "a.toml: rows[3].also[1]: expected text, found 2"),
    (lambda: table(also=["一", ""]).texts("also"), "a.toml: rows[3].also[1]: expected text, found ''"),
    (lambda: table(sub=[]).table("sub"), "a.toml: rows[3].sub: expected a table, found []"),
    (lambda: table(sub={"x": 1}).table("sub").text("x"), "a.toml: rows[3].sub.x: expected text, found 1"),
    (lambda: table(rows={}).tables("rows"), "a.toml: rows[3].rows: expected a list of tables, found {}"),
    (lambda: table(rows=[{}, 1]).tables("rows"), "a.toml: rows[3].rows[1]: expected a table, found 1"),
    (
        lambda: table(rows=[{}, {"x": 1}]).tables("rows")[1].done(),
        "a.toml: rows[3].rows[1].x: expected no such key, found 1",
    ),
    (lambda: table(titel="x").done(), "a.toml: rows[3].titel: expected no such key, found 'x'"),
    (lambda: list(table(a={}, b=1).named_tables()), "a.toml: rows[3].b: expected a table, found 1"),
    (lambda: Table("a.toml", "", {"x": 1}).done(), "a.toml: x: expected no such key, found 1"),
]


@pytest.mark.parametrize(("act", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_is_wrong_is_refused_with_its_place(act, message):
    with pytest.raises(ResourceError) as caught:
        act()
    assert str(caught.value) == message


def test_an_empty_list_that_is_required_is_there():
    assert table(marks=[]).texts("marks") == ()


def test_a_key_that_the_builder_leaves_is_refused():
    with pytest.raises(ResourceError, match=r"^sections\.toml: sections: expected no such key"):
        load_toml("sections.toml", lambda data: None)


def test_a_data_file_that_is_absent_is_named():
    with pytest.raises(ResourceError, match=r"^nothing\.toml: a readable UTF-8 file was expected"):
        load_text("nothing.toml")


def test_a_data_file_that_is_no_toml_is_named(monkeypatch):
    monkeypatch.setattr("govreport.resources.load_text", lambda name: "[[sections]\n")
    with pytest.raises(ResourceError, match=r"^broken\.toml: not TOML: .*line 1"):
        load_toml("broken.toml", lambda data: data)


def test_names_lists_the_files_of_a_folder_in_order():
    found = names("templates", ".toml")
    assert list(found) == sorted(found)
    assert {"2019", "2021"} <= set(found)
    assert names("templates", ".no_such_suffix") == ()
