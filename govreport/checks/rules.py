"""The rules as data: severity, source and bilingual texts of each, read from data/rules.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from govreport.report import Severity
from govreport.resources import Table, load_toml

__all__ = ["Outcome", "Rule", "Texts", "load"]

Outcome = Literal["holds", "broken", "unknown", "recovered"]


@dataclass(frozen=True, slots=True)
class Texts:
    """What a rule says in one language.

    Parameters
    ----------
    place : str
        How a row or column is named; ``{label}`` is its printed label.
    messages : mapping of Outcome to str
        With the placeholders ``{place} {formula} {left} {right} {unknown}``; the last one is the
        number of cells without a certain number.
    """

    formula: str
    exceptions: str
    place: str
    messages: Mapping[Outcome, str]

    def message(self, outcome: Outcome, label: str, left: str, right: str, unknown: int) -> str:
        """The message of that outcome for the row or column of that label."""
        place = self.place.format(label=label)
        return self.messages[outcome].format(
            place=place, formula=self.formula, left=left, right=right, unknown=unknown
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `source` says where it is laid down or what it follows from."""

    id: str
    severity: Severity
    source: str
    zh: Texts
    en: Texts


def _texts(data: Table, shared: Mapping[Outcome, str], language: str) -> Texts:
    return Texts(
        data.text(f"formula_{language}"),
        data.text(f"exceptions_{language}"),
        data.text(f"place_{language}"),
        {**shared, "broken": data.text(f"broken_{language}")},
    )


def _rule(data: Table, shared_zh: Mapping[Outcome, str], shared_en: Mapping[Outcome, str]) -> Rule:
    severity = data.text("severity", ("error", "warning", "information"))
    rule = Rule(
        data.text("id"),
        severity,  # type: ignore[arg-type]
        data.text("source"),
        _texts(data, shared_zh, "zh"),
        _texts(data, shared_en, "en"),
    )
    data.done()
    return rule


def _shared(data: Table, language: str) -> Mapping[Outcome, str]:
    return {
        "holds": data.text(f"holds_{language}"),
        "unknown": data.text(f"unknown_{language}"),
        "recovered": data.text(f"recovered_{language}"),
    }


def _rules(data: Table) -> tuple[Rule, ...]:
    messages = data.table("messages")
    shared_zh, shared_en = _shared(messages, "zh"), _shared(messages, "en")
    messages.done()
    return tuple(_rule(rule, shared_zh, shared_en) for rule in data.tables("rules"))


@cache
def load() -> tuple[Rule, ...]:
    """Every rule, in the order in which findings are given.

    Raises
    ------
    ResourceError
        If data/rules.toml is wrong; names the key path.
    """
    return load_toml("rules.toml", _rules)
