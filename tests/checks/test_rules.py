"""The rules' data: it fits the functions and the page both ways, and is loaded strictly."""

import inspect
import re
from pathlib import Path
from string import Formatter

import pytest

from docs.pages import rules as page
from govreport import checks, forms, resources
from govreport.checks import breaks, case, rules, slips
from govreport.checks.narrative_readings import concepts
from govreport.errors import GovReportError, ResourceError

CHINESE = re.compile(r"[\u4e00-\u9fff]")
RULES = {rule.id: rule for rule in rules.load()}
# The answers that a message of a rule may be for, beside those that it names itself.
ANSWERS = {"report", "holds", "broken", "unknown", "explained", "recovered"}
MODULES = Path(checks.__file__).parent


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def source_of(rule):
    """The source of the module that has the rule's function; the identities are all in one."""
    function = checks.functions()[rule.id]
    return inspect.getsource(inspect.getmodule(getattr(function, "func", function)))


def test_data_and_functions_have_the_same_ids():
    assert set(RULES) == set(checks.functions())
    assert len(RULES) == len(rules.load())


def test_the_rules_of_the_field_are_there():
    families = {family.id: [rule.id for rule in family.rules] for family in rules.families()}
    assert families["structure"] == [
        f"F-{n:02}" for n in (*range(1, 3), 10, 11, *range(3, 10), *range(12, 18))
    ]
    assert families["disclosure"] == [f"II-{n}" for n in range(1, 8)] + [f"II9-{n}" for n in range(1, 7)]
    assert families["requests"] == [f"III-{n}" for n in (1, 2, 3, 4, 5, 6, 7, 9, 10)]
    assert families["remedies"] == ["IV-1", "IV-2", "IV-4", "IV-5"]
    assert families["survey"] == [f"A-{n}" for n in range(1, 14)] + [f"B-{n}" for n in range(1, 6)]
    assert families["narrative"] == [f"N-{n}" for n in range(1, 23)]
    assert families["percent"] == [f"P-{n}" for n in (1, 2, 3, 4, 5, 6, 7, 9, 10)]
    assert families["text"] == [f"T-{n}" for n in range(1, 7)]
    assert families["locating"] == ["L-1"]
    left_out = [one.id for family in rules.families() for one in family.not_judged]
    assert left_out == ["III-8", "IV-3", "IV-6", "P-8"]


def test_every_identity_of_a_form_is_a_rule():
    in_forms = {i.rule for form in forms.available() for i in forms.load(form).identities}
    assert in_forms <= set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_texts(rule):
    shared = {"place", "formula", "expected", "actual", "exception"}
    for language, texts in (("zh", rule.zh), ("en", rule.en)):
        told = (texts.formula, texts.place, *texts.messages.values(), *filter(None, [texts.suggestion]))
        for text in told:
            if re.sub(r"\{\w+\}", "", text):
                assert bool(CHINESE.search(re.sub(r"万元|无\b|无 |\(规章\)|规章", "", text))) == (
                    language == "zh"
                ), text
        for name, message in texts.messages.items():
            assert name == "report" or "place" in placeholders(message), name
    assert set(rule.zh.messages) == set(rule.en.messages)
    for name in rule.zh.messages:
        zh, en = placeholders(rule.zh.messages[name]), placeholders(rule.en.messages[name])
        assert zh - shared <= en | shared, name
    for one in rule.exceptions:
        assert CHINESE.search(one.zh)
        assert one.en


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_what_a_rule_names_itself_is_said_by_its_function(rule):
    named = set(rule.zh.messages) - ANSWERS
    assert all(f'"{name}"' in source_of(rule) for name in named)


def test_exceptions_with_an_id_are_those_that_functions_and_breaks_know():
    known_breaks = {one.id for one in breaks.load()}
    known_breaks.add("reorganised")  # of any rule that lists it: checks/case.py
    known_breaks |= {r.exception for c in concepts().values() for r in c.readings if r.exception}
    for rule in RULES.values():
        for one in rule.exceptions:
            seen = one.id is None or one.id in known_breaks or f'"{one.id}"' in source_of(rule)
            assert seen, f"{rule.id}: nothing answers {one.id}"
    assert [one.id for one in rules.shared().exceptions] == ["scope_change"]
    assert '"scope_change"' in inspect.getsource(case)


def test_severities_are_those_of_the_field():
    """Errors are arithmetic of printed figures and duties of the notice; what is read in prose only warns."""
    errors = {rule.id for rule in RULES.values() if rule.severity == "error"}
    assert errors == set(
        "F-02 F-05 F-13 II9-1 III-1 III-2 III-3 III-7 IV-1 A-3 A-4 A-5 A-6 A-10 B-1 B-2 B-3".split()
    )
    information = {rule.id for rule in RULES.values() if rule.severity == "information"}
    assert information == set(
        "F-06 F-07 II-6 II-7 II9-4 II9-5 III-5 III-9 III-10 IV-4 IV-5 A-8 A-11 A-12 A-13 L-1"
        " F-16 F-17 N-14 N-15 N-19 N-20 N-22 P-5 P-6 T-4 T-5".split()
    )


def test_the_page_is_current():
    written = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == page.page(), "python docs/pages/rules.py > docs/rules.md"


def test_the_page_names_every_rule_in_both_languages():
    text = page.page()
    for rule in RULES.values():
        assert f"### {rule.id}" in text
        assert rule.zh.formula in text
        assert rule.en.formula in text
    assert all(f"`{one.id}`" in text for one in breaks.load())


def test_breaks_touch_what_they_name():
    (found,) = breaks.between(2020, 2021, ["requests.other.unpaid.total"])[:1]
    assert found.id == "form_2021"
    ids = [one.id for one in breaks.between(2018, 2019, ["requests.new.total"])]
    assert ids == ["form_2019", "regulation_2019"]
    assert breaks.between(2022, 2023, ["requests.new.total"]) == ()
    assert breaks.between(2019, 2020, ["requests.new.total"]) == ()
    assert [one.id for one in breaks.between(2023, 2024, ["remedies.litigation_direct.total"])] == [
        "review_first_2024"
    ]
    assert breaks.between(2023, 2024, ["remedies.litigation_directly.total"]) == ()


def test_breaks_name_tables_of_the_forms():
    cells = {
        f"{t.id}.{r.id}.{c.id}."
        for f in forms.available()
        for t in forms.load(f).tables
        for r, c in t.cells()
    }
    for one in breaks.load():
        assert all(any(cell.startswith(f"{name}.") for cell in cells) for name in one.variables)


def test_slips_have_texts_of_the_right_words():
    for slip in slips.load().values():
        assert placeholders(slip.zh) == placeholders(slip.en) <= {"printed", "right", "other"}
        assert CHINESE.search(slip.zh)
        assert not CHINESE.search(slip.en)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('severity   = "error"', 'severity   = "fatal"', r"rules\[0\].severity: expected error \| warning"),
        ("formula.en =", "formula.english =", r"rules\[0\].formula.en: expected text, found None"),
        (
            'id         = "IV-1"',
            'id = "IV-1"\nweight = 3',
            r"rules\[0\].weight: expected no such key, found 3",
        ),
        ("says.broken.zh", "says.wrong.zh", r"rules\[0\].says.\w+.\w+: expected text, found None"),
        ("[messages]", '[messages]\nextra = "1"', r"messages.extra: expected a table, found '1'"),
        (
            'needs      = "years"',
            'needs = "luck"',
            r"rules\[1\].needs: expected report \| years \| report_or_years",
        ),
    ],
)
def test_damaged_data_is_refused(monkeypatch, old, new, message):
    whole = resources.load_text("rules/remedies.toml")
    assert old in whole

    def damaged(name, real=resources.load_text):
        return whole.replace(old, new, 1) if name == "rules/remedies.toml" else real(name)

    monkeypatch.setattr(resources, "load_text", damaged)
    with pytest.raises(ResourceError, match=message):
        rules.families.__wrapped__()


def test_a_break_without_a_day_is_refused(monkeypatch):
    whole = resources.load_text("breaks.toml").replace("2019-05-15", "May 2019")
    monkeypatch.setattr(resources, "load_text", lambda name: whole)
    with pytest.raises(ResourceError, match="date: expected a day such as 2019-05-15, found 'May 2019'"):
        breaks.load.__wrapped__()


def test_only_takes_rules_that_there_are(make_report):
    report = make_report("甲局")
    assert {f.rule for f in checks.check(report, only=["III-2", "F-05"])} == {"F-05", "III-2"}
    with pytest.raises(GovReportError, match=r"no rule X-1; known rules: F-01, "):
        checks.check(report, only=["X-1"])
