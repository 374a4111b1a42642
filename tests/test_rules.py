"""The rules' texts: they fit the forms and the functions both ways, and are loaded strictly."""

import re
from string import Formatter

import pytest

from govreport import resources, templates
from govreport.checks import RULES, rules
from govreport.errors import ResourceError

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDERS = {"place", "formula", "left", "right", "unknown"}


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_ids_in_data_functions_and_forms_are_the_same():
    in_data = [rule.id for rule in rules.load()]
    in_forms = {i.rule for form in templates.available() for i in templates.load(form).identities}
    official = ["II-2", "II9-1", "III-1", "III-2", "III-3", "IV-1"]
    assert in_data == [*official, *"A-3 A-4 A-5 A-6 A-7 A-9 A-10 B-1 B-2 B-3".split()]
    assert set(RULES) == set(in_data) == in_forms


@pytest.mark.parametrize("rule", rules.load(), ids=lambda rule: rule.id)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_texts(rule, language):
    texts = getattr(rule, language)
    assert placeholders(texts.place) == {"label"}
    assert set(texts.messages) == {"holds", "broken", "unknown", "recovered"}
    for message in texts.messages.values():
        assert "place" in placeholders(message) <= PLACEHOLDERS
    assert placeholders(texts.messages["broken"]) == {"place", "left", "right"}
    for text in (texts.formula, texts.exceptions, texts.place, *texts.messages.values()):
        assert bool(CHINESE.search(text)) == (language == "zh")


def test_every_sum_of_a_form_is_an_error_unless_its_parts_may_be_incomplete():
    assert {rule.id for rule in rules.load() if rule.severity != "error"} == {"A-7", "A-9"}


def test_message():
    texts = rules.Texts(
        "a = b", "None.", "column {label}", {"broken": "{place}: {formula}: {left}, {right}, {unknown}"}
    )
    assert texts.message("broken", "Total", "11", "0", 2) == "column Total: a = b: 11, 0, 2"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'severity      = "error"',
            'severity      = "fatal"',
            r"rules\[0\].severity: expected error \| warning",
        ),
        ("formula_en ", "formula_english ", r"rules\[0\].formula_en: expected text, found None"),
        (
            'id            = "II-2"',
            'id = "II-2"\nweight = 3',
            r"rules\[0\].weight: expected no such key, found 3",
        ),
        ("holds_zh ", "hold_zh ", r"messages.holds_zh: expected text, found None"),
        ("[messages]", "[messages]\nextra = 1", r"messages.extra: expected no such key, found 1"),
    ],
)
def test_damaged_data_is_refused(monkeypatch, old, new, message):
    whole = resources.load_text("rules.toml")
    assert old in whole
    monkeypatch.setattr(resources, "load_text", lambda name: whole.replace(old, new, 1))
    with pytest.raises(ResourceError, match=message):
        rules.load.__wrapped__()
