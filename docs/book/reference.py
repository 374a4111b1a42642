"""Pages that are made of the program itself: its public names, its commands, the sources of its figures."""

from __future__ import annotations

import argparse
import ast
import csv
import inspect
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from textwrap import indent
from types import ModuleType

from docstrings import plain
from sources import ROOT

__all__ = ["ROOMS", "Room", "write_reference"]


@dataclass(frozen=True, slots=True)
class Room:
    """One page of the reference."""

    page: str
    zh: str
    en: str
    modules: tuple[str, ...]


ROOMS = (
    Room("govreport", "import govreport as gr", "names of the package itself", ("govreport",)),
    Room(
        "reports",
        "年报与数据表",
        "reports, frames and corpora",
        (
            "report",
            "document",
            "prose",
            "forms",
            "frames",
            "frames.one_per_year",
            "corpus.folder",
            "corpus.building",
            "corpus.building.loading",
            "panel.hand_keyed",
            "errors",
            "normalize",
        ),
    ),
    Room(
        "panel",
        "跨年与跨格式",
        "years, bodies and forms",
        ("panel.years", "panel.wide", "panel.bodies", "panel.crosswalk"),
    ),
    Room(
        "judging",
        "规则与核对页",
        "rules and the review page",
        (
            "checks",
            "checks.rules",
            "checks.case",
            "checks.identities",
            "checks.grim",
            "checks.breaks",
            "review",
        ),
    ),
    Room(
        "measuring", "指标与质量指数", "indicators and quality", ("measures.indicators", "measures.quality")
    ),
    Room(
        "text",
        "文本研究",
        "text study",
        (
            "text",
            "text.prose",
            "text.words.segment",
            "text.words.lexicon",
            "text.facts",
            "text.themes",
            "text.themes.codebook",
            "text.words.frequency",
            "text.words.selection",
            "text.words.keyness",
            "text.words.collocation",
            "text.words.concordance",
            "text.style.profile",
            "text.style.boilerplate",
            "text.style.similarity",
        ),
    ),
    Room("plots", "图形", "charts", ("plots",)),
    Room(
        "studies",
        "笔记本所用数据框",
        "frames of the notebooks",
        ("studies", "studies.variants", "studies.wording", "studies.study"),
    ),
    Room("coding", "人工编码", "hand coding", ("coding", "coding.agreement")),
    Room("synth", "合成年报", "synthetic reports", ("synth", "synth.folder", "synth.province")),
    Room("classroom", "课堂", "the classroom", ("classroom",)),
    Room("paper", "论文", "papers", ("paper", "studies.template", "corpus.export")),
)


def write_reference(out: Path) -> None:
    """Write the pages to the folder `out`, where the sources of the book are."""
    (out / "api").mkdir(exist_ok=True)
    seen: dict[int, str] = {}
    for room in ROOMS:
        title = _title(f"{room.zh} · {room.en}", "=")
        page = "\n".join([*title, *(_section(_module(name), seen) for name in room.modules)])
        (out / "api" / f"{room.page}.rst").write_text(page, encoding="utf-8")
    (out / "commands.md").write_text(_commands(), encoding="utf-8")
    (out / "sources.md").write_text(_addresses(ROOT / "corpus"), encoding="utf-8")


def _module(name: str) -> ModuleType:
    return import_module(name if name == "govreport" else f"govreport.{name}")


def _section(module: ModuleType, seen: dict[int, str]) -> str:
    """A module: its purpose, a table of its names, and each name that stands on no earlier page."""
    values = {name: getattr(module, name) for name in module.__all__ if not name.startswith("__")}
    values = {name: value for name, value in values.items() if not isinstance(value, ModuleType)}
    here = [name for name, value in values.items() if id(value) not in seen]
    other = [seen[id(value)] for name, value in values.items() if name not in here]
    for name in here:
        if callable(values[name]):  # numbers and texts may be the same object by chance
            seen[id(values[name])] = f"{module.__name__}.{name}"
    told = [_paragraph(text) for text in (inspect.getdoc(module) or "").split("\n\n")]
    if other:
        told.append("又见 also: " + ", ".join(f":py:obj:`{name}`" for name in other))
    around, _, own = module.__name__.rpartition(".")
    public = getattr(import_module(around), own, None) if around else None
    beside = public is not None and not isinstance(public, ModuleType)  # a function of that name is public
    entry = [f".. py:module:: {module.__name__}", *(["   :no-index:"] if beside else [])]
    lines = [*_title(module.__name__, "-"), *entry, "", *told, ""]
    lines += [f".. currentmodule:: {module.__name__}", ""]
    if here:
        lines += [".. autosummary::", "   :nosignatures:", "", *(f"   {name}" for name in here), ""]
    for name in here:
        lines += [*_directive(values[name], name), ""]
    return "\n".join(lines)


def _title(text: str, line: str) -> tuple[str, ...]:
    return text, line * 2 * len(text), ""  # a Chinese character is two columns wide


def _paragraph(text: str) -> str:
    """Examples in the docstring of a module are code without a mark."""
    try:
        ast.parse(inspect.cleandoc(text))
    except SyntaxError:
        return f"{plain(text)}\n"
    return f".. code-block:: python\n\n{indent(inspect.cleandoc(text), '   ')}\n"


def _directive(value: object, name: str) -> Sequence[str]:
    if inspect.isclass(value) and issubclass(value, Exception):
        return (f".. autoexception:: {name}",)
    if inspect.isclass(value):
        return (f".. autoclass:: {name}", "   :members:")
    if inspect.isroutine(value):
        return (f".. autofunction:: {name}",)
    return (f".. autodata:: {name}", "   :no-value:")


def _commands() -> str:
    """The help of each command, as its parser gives it."""
    os.environ |= {"COLUMNS": "88", "NO_COLOR": "1"}
    from govreport.cli import command_line  # the parser itself, so that no verb can be missing

    parser = command_line()
    verbs = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction)).choices
    parts = [
        "# 命令行 · Command line\n\n每条命令的 `--help` 原文。What each command says of itself.\n",
        f"```text\n{parser.format_help()}```\n",
    ]
    parts += [f"## govreport {name}\n\n```text\n{one.format_help()}```\n" for name, one in verbs.items()]
    return "\n".join(parts)


def _addresses(corpus: Path) -> str:
    """Each published report that figures or statements were keyed from, with its address."""
    parts = [
        "# 数字的出处 · Where the figures come from\n",
        "人工录入的数字与陈述，逐份列出所据年报及其地址。书中的外部链接只有这些地址；网页可能已迁移或删除。\n\n"
        "Each published report from which figures or statements were keyed by hand, with its address. A page "
        "may have moved since.\n",
    ]
    for title, file in (
        ("表格数字 · Figures of tables", "figures/figures.csv"),
        ("正文陈述 · Statements of prose", "facts/facts.csv"),
        ("申请主题 · Themes of requests", "facts/themes.csv"),
    ):
        parts += [f"## {title}\n", f"`corpus/{file}`\n", *_table(corpus / file), ""]
    return "\n".join(parts)


def _table(path: Path) -> Iterator[str]:
    yield "| 机关 organ | 年度 year | 条数 rows | 出处 source |"
    yield "|---|---|---|---|"
    counts: dict[tuple[str, str, str], int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["organ"], row["year"], row["address"])
            counts[key] = counts.get(key, 0) + 1
    for (organ, year, address), count in sorted(counts.items()):
        shown = f"<{address}>" if address.startswith("http") else address
        yield f"| {organ} | {year} | {count} | {shown} |"
