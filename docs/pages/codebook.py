"""The codebook as a page: `python docs/pages/codebook.py` prints docs/codebook.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from govreport.text.themes.codebook import Ambiguous, Code, Codebook, Example, codebook
from govreport.text.themes.gate import Frame, Gate, gate

__all__ = ["page"]

_HEAD = """# Codebook of request themes · 申请内容编码本

Version {version} of {date}. Made from `govreport/data/themes.toml` and `theme_gate.toml` by
`python docs/pages/codebook.py`; do not edit.

What a report says that requests were about (`frames.themes`), item by item; an item may have several codes.
Names of agencies are taken out first, then the longest terms that do not overlap give their codes; common
words (依法, 提供) hold their characters, so that no term crosses a border of words (依法|规范). A word of
several readings takes the one whose word stands nearest in the same item; without such a word its default
holds, with low confidence, and only where nothing else in the item is coded. A group's letter alone is a
theme of that group which is not stated closer. X9 is not "no such requests": report the share of reports with
a theme before any share of a theme.

一条内容可有多个代码。先去掉机关名称，再取最长且互不重叠的词；常用词占住自己的字，不跨词界
取词（依法|规范）；多义词按同一内容中最近的词判定，没有这样的词时取默认代码，并标明把握较低。
只有类别字母的，是该类而未细分的内容。X9 不等于没有此类申请。

Sources · 依据

{sources}
"""
_COMPOSITES = (
    "\n## Words with several codes · 复合词\n\n| 词 term | 代码 codes | 例 examples |\n|---|---|---|\n"
)
_AMBIGUOUS = """
## Words read by their neighbours · 多义词

| 词 term | 代码 codes | 邻近词 near | 例 examples |
|---|---|---|---|
"""
_GATE = """
## Gate · 哪些句子说的是申请内容

The sentence has to say what *requests* asked for. What is published, phoned about, licensed or decided is no
theme, nor are outcomes, grounds, channels, applicants, remedies and bodies. `rule` is the way in, then how
the item was coded.

句子说的必须是申请公开的内容。主动公开、咨询、许可、办理结果，以及渠道、申请人、救济和机关，都不是申请内容。
"""


def page(book: Codebook, passes: Gate) -> str:
    """The codebook and its gate as a page of Markdown, in both languages."""
    sources = "\n".join(f"- {source}" for source in book.sources)
    parts = [_HEAD.format(version=book.version, date=book.date, sources=sources), _GATE]
    parts += [_way(frame) for frame in passes.frames]
    for group in book.groups:
        parts.append(f"\n## {group.id} {group.zh} · {group.en}\n")
        parts += [_entry(code) for code in book.codes if code.id.startswith(group.id)]
    parts.append(_COMPOSITES)
    for word in book.composites:
        examples = "、".join(example.phrase for example in word.examples)
        parts.append(f"| {word.term} | {_plus(word.codes, word.low)} | {examples} |\n")
    parts.append(_AMBIGUOUS)
    parts += [line for entry in book.ambiguous for line in _lines(entry)]
    return "".join(parts)


def _way(frame: Frame) -> str:
    yes = "".join(f"- + {passed.sentence} → {' · '.join(passed.phrases)}\n" for passed in frame.passes)
    no = "".join(f"- − {sentence}\n" for sentence in frame.fails)
    return f"\n### `{frame.id}` {frame.zh} · {frame.en}\n\n{yes}{no}"


def _plus(codes: tuple[str, ...], low: bool = False) -> str:
    return ("+".join(codes) or "–") + (" (low confidence · 把握较低)" if low else "")


def _told(examples: tuple[Example, ...]) -> str:
    return "、".join(f"{e.phrase} → {_plus(e.codes)}" for e in examples)


def _entry(code: Code) -> str:
    alone = "、".join(e.phrase for e in code.examples if e.codes == (code.id,))
    beside = tuple(e for e in code.examples if e.codes != (code.id,))
    lines = [
        f"\n### {code.id} {code.zh} · {code.en}\n",
        f"{code.definition_zh} {code.definition_en}\n",
        *([f"- 词 terms: {'、'.join(code.terms)}"] if code.terms else []),
        *([f"- 例 examples: {alone}"] if alone else []),
        *([f"- 兼有 with others: {_told(beside)}"] if beside else []),
        *([f"- 不是 not: {_told(code.exclusions)}"] if code.exclusions else []),
    ]
    return "\n".join(lines) + "\n"


def _lines(entry: Ambiguous) -> Iterator[str]:
    cases = [(reading.codes, "、".join(reading.near), False) for reading in entry.readings]
    cases.append((entry.otherwise, "", bool(entry.otherwise)))
    for codes, near, low in cases:
        shown = "、".join(e.phrase for e in entry.examples if e.codes == codes and e.low == low)
        yield f"| {entry.term} | {_plus(codes, low)} | {near or '否则 otherwise'} | {shown} |\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page(codebook(), gate()).encode())
