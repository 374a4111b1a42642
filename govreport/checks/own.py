"""Rules of one's own: arithmetic over cells, written in a YAML file as R's package validate has them.

References
----------
van der Loo, de Jonge (2021), "Data Validation Infrastructure for R", Journal of Statistical Software 97(10):
rules with ``expr``, ``name``, ``label``, ``description`` and ``meta``.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias, cast, get_args

import yaml

from govreport import forms
from govreport.errors import ResourceError
from govreport.report import Figure, Finding, Report, Severity
from govreport.resources import Table

__all__ = ["OwnRule", "OwnRules", "read_own"]

Key: TypeAlias = tuple[str, str, str]
_Value: TypeAlias = Fraction | bool | None  # None: not known

_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
_RELATIONS: Mapping[type[ast.cmpop], tuple[str, Callable[[Any, Any], bool]]] = {
    ast.Eq: ("=", operator.eq), ast.NotEq: ("≠", operator.ne), ast.Lt: ("<", operator.lt),
    ast.LtE: ("≤", operator.le), ast.Gt: (">", operator.gt), ast.GtE: ("≥", operator.ge),
}  # fmt: skip
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {"abs": abs, "min": min, "max": max}
_GRAMMAR = (
    "cells as requests.new.total, numbers, + - * /, abs min max, == != < <= > >=, and or not, implies(A, B)"
)


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of a user: `expression` is its `expr`, parsed and checked; `cells` are those that it names."""

    name: str
    text: str
    severity: Severity
    zh: str
    en: str
    description: str
    expression: ast.expr
    cells: tuple[Key, ...]

    def finding(self, report: Report) -> Finding | None:
        """What the rule says of a report; None where the report has none of its cells."""
        own = {figure.key: figure for figure in report.figures}
        figures = tuple(own[key] for key in self.cells if key in own)
        if not figures:
            return None
        passed = _value(self.expression, own)
        assert passed is None or isinstance(passed, bool)
        actual, expected = _sides(self.expression, own)
        unknown = [key for key in self.cells if key not in own or own[key].value is None]
        named = ", ".join(map(".".join, unknown))
        zh, en = f"{self.zh}（{self.text}）", f"{self.en} ({self.text})"
        if passed is None:
            zh = f"{self.zh}：无法判断，{named} 没有确定数值"
            en = f"{self.en}: not judged, no certain number in {named}"
        return Finding(
            self.name,
            self.severity,
            passed,
            expected,
            actual,
            figures,
            zh,
            en,
            suggestion_zh=self.description if passed is False else "",
            suggestion_en=self.description if passed is False else "",
        )


@dataclass(frozen=True, slots=True)
class OwnRules:
    """The rules of a file; `fingerprint` is the beginning of the SHA-256 of its bytes."""

    source: str
    fingerprint: str
    rules: tuple[OwnRule, ...]

    def findings(self, report: Report) -> Iterator[Finding]:
        """What each rule says of a report, in their order."""
        for rule in self.rules:
            if (found := rule.finding(report)) is not None:
                yield found


def read_own(path: Path) -> OwnRules:
    """The rules of a YAML file.

    Parameters
    ----------
    path : Path
        ``rules:``, a list with `expr` and `name`, and at choice `label` (a text, or `zh` and `en`),
        `description` (what to look at where it is broken) and `meta` with `severity`: error, warning (the
        default) or information.

    Returns
    -------
    OwnRules

    Raises
    ------
    ResourceError
        If it is no such file, a cell is in no official form, or an expression is more than arithmetic; names
        the rule.

    Notes
    -----
    An expression is true, false, or not known where a cell that decides it has no certain number: a blank is
    no zero. ``A and B`` is false as soon as one of them is, ``A or B`` true as soon as one is (Kleene 1952).
    Numbers are exact: ``0.1 * 3 == 0.3``. Division by zero is not known.
    """
    try:
        data = path.read_bytes()
        values = yaml.safe_load(data)
    except OSError as error:
        raise ResourceError(f"{path}: a readable file was expected: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(values, dict):
        raise ResourceError(f"{path}: rules: expected a list of rules, found {values!r:.60}")
    table = Table(str(path), "", values)
    rules = tuple(map(_rule, table.tables("rules")))
    table.done()
    for i, rule in enumerate(rules):
        if rule.name in {other.name for other in rules[:i]}:
            raise table.wrong(f"rules[{i}].name", "each name once", rule.name)
    return OwnRules(path.name, sha256(data).hexdigest()[:12], rules)


def _rule(data: Table) -> OwnRule:
    name, text = data.text("name"), data.text("expr")
    zh, en = name, name
    if "label" in data:
        label = data.value("label")
        zh, en = _label(data, label)
    description = data.text_or_none("description") or ""
    severity: Severity = "warning"
    if "meta" in data:
        meta = data.table("meta")
        severity = cast(Severity, meta.text("severity", get_args(Severity)))
    data.done()
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise data.wrong("expr", _GRAMMAR, text) from error
    cells: list[Key] = []
    if not _is_truth(data, tree, cells):
        raise data.wrong("expr", "a comparison, true or false", text)
    return OwnRule(name, text, severity, zh, en, description, tree, tuple(dict.fromkeys(cells)))


def _label(data: Table, label: object) -> tuple[str, str]:
    if isinstance(label, str):
        return label, label
    if isinstance(label, dict) and isinstance(label.get("zh"), str) and isinstance(label.get("en"), str):
        return label["zh"], label["en"]
    raise data.wrong("label", "a text, or zh and en", label)


# ------------------------------------------------------------------ the grammar


def _is_truth(data: Table, node: ast.expr, cells: list[Key]) -> bool:
    """Whether an expression is true or false, and no number; its cells are added to `cells`."""

    def all_are(parts: list[ast.expr], truth: bool) -> None:
        for part in parts:
            if _is_truth(data, part, cells) != truth:
                expected = "true or false" if truth else "a number"
                raise data.wrong("expr", f"{expected} at {ast.unparse(part)!r}", ast.unparse(node))

    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return False
        case ast.Attribute():
            cells.append(_cell(data, node))
            return False
        case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
            all_are([node.left, node.right], truth=False)
            return False
        case ast.UnaryOp(op=ast.USub()):
            all_are([node.operand], truth=False)
            return False
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in _FUNCTIONS and node.args:
            all_are(node.args, truth=False)
            return False
        case ast.Compare(ops=ops) if all(type(op) in _RELATIONS for op in ops):
            all_are([node.left, *node.comparators], truth=False)
            return True
        case ast.BoolOp():
            all_are(node.values, truth=True)
            return True
        case ast.UnaryOp(op=ast.Not()):
            all_are([node.operand], truth=True)
            return True
        case ast.Call(func=ast.Name(id="implies"), args=[_, _], keywords=[]):
            all_are(node.args, truth=True)
            return True
    raise data.wrong("expr", _GRAMMAR, ast.unparse(node))


def _cell(data: Table, node: ast.Attribute) -> Key:
    name = ast.unparse(node)
    key = forms.cell_key(name)
    if key not in _official():
        known = [".".join(k) for k in sorted(_official())]
        alike = get_close_matches(name, known, n=3, cutoff=0) or known
        expected = f"a cell table.row.column of an official form, such as {', '.join(alike[:3])}"
        raise data.wrong("expr", expected, name)
    return key


@cache
def _official() -> frozenset[Key]:
    tables = (table for form in forms.available() for table in forms.load(form).tables)
    return frozenset((table.id, row.id, column.id) for table in tables for row, column in table.cells())


def _value(node: ast.expr, own: Mapping[Key, Figure]) -> _Value:
    """A checked expression in a report, with three answers: true, false and not known."""
    match node:
        case ast.Constant(value=value):
            return Fraction(str(value))
        case ast.Attribute():
            figure = own.get(forms.cell_key(ast.unparse(node)))
            return None if figure is None or figure.value is None else Fraction(figure.value)
        case ast.UnaryOp(operand=operand):
            inner = _value(operand, own)
            if inner is None:
                return None
            return not inner if isinstance(node.op, ast.Not) else -Fraction(inner)
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _value(left, own), _value(right, own)
            if one is None or other is None or (isinstance(op, ast.Div) and other == 0):
                return None
            return Fraction(_ARITHMETIC[type(op)](one, other))
        case ast.BoolOp(op=op, values=values):
            return _joined([_value(part, own) for part in values], isinstance(op, ast.Or))
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            parts = [_value(part, own) for part in (left, *comparators)]
            pairs = zip(ops, parts, parts[1:], strict=False)
            return _joined([_related(type(op), one, other) for op, one, other in pairs], decisive=False)
        case ast.Call(func=ast.Name(id=name), args=args):
            given = [_value(part, own) for part in args]
            if name == "implies":
                return _joined([None if given[0] is None else not given[0], given[1]], decisive=True)
            if None in given:
                return None
            return given[0] if len(given) == 1 and name != "abs" else Fraction(_FUNCTIONS[name](*given))
    raise AssertionError(ast.dump(node))  # _is_truth refuses everything else


def _related(op: type[ast.cmpop], one: _Value, other: _Value) -> bool | None:
    return None if one is None or other is None else _RELATIONS[op][1](one, other)


def _joined(parts: list[Any], decisive: bool) -> bool | None:
    """Several answers in one: `decisive` as soon as one of them is, not known while one may be."""
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def _sides(node: ast.expr, own: Mapping[Key, Figure]) -> tuple[str, str]:
    """What is there and what was expected, where the rule is one comparison."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return "", ""
    sign, _ = _RELATIONS[type(node.ops[0])]
    return _shown(_value(node.left, own)), f"{sign} {_shown(_value(node.comparators[0], own))}"


def _shown(value: _Value) -> str:
    if value is None or isinstance(value, bool):
        return "?"
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.6g}"
