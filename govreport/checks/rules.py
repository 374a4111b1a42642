"""The rules as data: severity, source, exceptions and bilingual texts of each, from data/rules/*.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal, cast, get_args

from govreport.report import Severity
from govreport.resources import Table, load_toml

__all__ = [
    "FAMILIES",
    "Family",
    "ListedException",
    "NotJudged",
    "Rule",
    "Shared",
    "Texts",
    "families",
    "load",
    "shared",
]

# One file of data and one module of functions each; findings come in this order.
FAMILIES = (
    "structure", "disclosure", "requests", "remedies", "survey", "narrative", "percent", "text", "locating",
)  # fmt: skip
Needs = Literal["report", "years", "report_or_years"]
_Messages = tuple[dict[str, str], dict[str, str]]  # Chinese and English, by name


@dataclass(frozen=True, slots=True)
class ListedException:
    """A lawful or harmless reason for which a rule may fail.

    With an `id` the program sees it and answers "explained"; without one only a reader can know it.
    """

    id: str | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule of the field that is left out on purpose, and why."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Texts:
    """What a rule says in one language.

    Parameters
    ----------
    place : str
        How a row, column or other part is named; ``{label}`` is its printed label.
    messages : mapping of str to str
        By answer (holds, broken, unknown, explained) or by the name of another thing to say, with the
        placeholders ``{place} {formula} {expected} {actual} {exception}`` and the rule's own words.
    suggestion : str
        What to look at where the rule is broken; the same placeholders.
    """

    formula: str
    place: str
    messages: Mapping[str, str]
    suggestion: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `source` says where it is laid down or what it follows from.

    ``needs="years"``: it compares a report with those of the same body on earlier years.
    ``needs="report_or_years"``: it judges a report alone, and looks at last year's too where that is there.
    """

    id: str
    family: str
    severity: Severity
    source: str
    needs: Needs
    exceptions: tuple[ListedException, ...]
    zh: Texts
    en: Texts


@dataclass(frozen=True, slots=True)
class Family:
    """The rules on one subject: what is in one file of data/rules."""

    id: str
    zh: str
    en: str
    rules: tuple[Rule, ...]
    not_judged: tuple[NotJudged, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What the files of all families share."""

    zh: dict[str, str]
    en: dict[str, str]
    exceptions: tuple[ListedException, ...]


def _bilingual(data: Table) -> tuple[str, str]:
    texts = data.text("zh"), data.text("en")
    data.done()
    return texts


def _messages(data: Table) -> _Messages:
    """The messages in each language, by the names of the answers or a rule's own names."""
    messages = {name: _bilingual(texts) for name, texts in data.named_tables()}
    return {name: zh for name, (zh, _) in messages.items()}, {name: en for name, (_, en) in messages.items()}


def _exceptions(data: Table) -> tuple[ListedException, ...]:
    return tuple(item.of(ListedException) for item in data.tables("exceptions", required=False))


def _rule(data: Table, family: str, common: _Messages) -> Rule:
    says = data.table("says")
    own = _messages(says)
    if "broken" not in own[0]:
        raise says.wrong("broken", "a table", None)
    formulas = _bilingual(data.table("formula"))
    places = _bilingual(data.table("place")) if "place" in data else tuple(m["report"] for m in common)
    suggestions = _bilingual(data.table("suggestion")) if "suggestion" in data else ("", "")
    zh, en = (
        Texts(formula, place, {**shared_messages, **messages}, suggestion)
        for formula, place, shared_messages, messages, suggestion in zip(
            formulas, places, common, own, suggestions, strict=True
        )
    )
    needs = data.text("needs", get_args(Needs)) if "needs" in data else "report"
    rule = Rule(
        data.text("id"),
        family,
        cast(Severity, data.text("severity", ("error", "warning", "information"))),
        data.text("source"),
        cast(Needs, needs),
        _exceptions(data),
        zh,
        en,
    )
    data.done()
    return rule


def _family(id_: str, data: Table) -> Family:
    own = _messages(data.table("messages")) if "messages" in data else ({}, {})
    common = shared().zh | own[0], shared().en | own[1]
    title = _bilingual(data.table("title"))
    not_judged = tuple(item.of(NotJudged) for item in data.tables("not_judged", required=False))
    rules = tuple(_rule(rule, id_, common) for rule in data.tables("rules"))
    return Family(id_, *title, rules, not_judged)


@cache
def shared() -> Shared:
    """What every rule says unless it says otherwise, and the exceptions of all that compare years."""

    def build(data: Table) -> Shared:
        return Shared(*_messages(data.table("messages")), _exceptions(data))

    return load_toml("rules/shared.toml", build)


@cache
def families() -> tuple[Family, ...]:
    """Every family of rules.

    Raises
    ------
    ResourceError
        If a file of data/rules is wrong; names the key path.

    Examples
    --------
    >>> [family.zh for family in gr.rule_families()][:3]
    ['报告的结构', '表二：主动公开', '表三：收到和处理政府信息公开申请']
    """
    return tuple(load_toml(f"rules/{id_}.toml", partial(_family, id_)) for id_ in FAMILIES)


@cache
def load() -> tuple[Rule, ...]:
    """Every rule, in the order in which findings are given.

    Examples
    --------
    >>> [rule.id for rule in gr.rules() if rule.family == "requests"][:3]
    ['III-1', 'III-2', 'III-3']
    """
    return tuple(rule for family in families() for rule in family.rules)
