"""Segmentation (分词) that can be repeated: a private dictionary, offsets, tags and a fingerprint."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from govreport.errors import GovReportError, MissingExtraError
from govreport.normalize import simplified
from govreport.resources.messages import require_columns
from govreport.text.prose import joined
from govreport.text.words.lexicon import Lexicon, Word, load
from govreport.text.words.wholes import HAN, RULES, Span, literals, wholes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "ENGINES", "Engine", "Segmenter", "Token", "segment"]

Engine = Literal["jieba", "rjieba"]
ENGINES: tuple[Engine, ...] = ("jieba", "rjieba")
COLUMNS = {
    "report_id": "string",
    "section": "string",
    "paragraph": "Int64",
    "i": "Int64",
    "token": "string",
    "tag": "string",
    "start": "Int64",
    "end": "Int64",
    "fingerprint": "string",
}
"""Columns of a frame of tokens, in order, with their dtypes."""

_TEXT_COLUMNS = ("report_id", "section", "paragraph", "text", "start")
_LOOSE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<blank>\s+)|(?P<mark>([…—─])\4*|.)", re.DOTALL)
_UNKNOWN = "x"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: ``source[start:end]``, simplified, with the ideographs for radicals like them.

    `tag` is the part of speech in jieba's notation, of the word by itself: ``m`` numbers, ``t`` dates and
    times, ``nz`` also document numbers and titles, ``w`` marks, ``eng`` Latin words, ``x`` not known.
    """

    text: str
    tag: str
    start: int
    end: int


class Segmenter:
    """Cuts Chinese text into words by jieba's dictionary and a lexicon of the field, kept private.

    Numbers, dates, document numbers and 《titles》 are found first and kept whole; each run of Han
    characters between them is cut by the engine. The same text, lexicon and options give the same
    tokens, whatever else in the process uses jieba.

    Parameters
    ----------
    lexicon : {"core", "coarse"} or Lexicon or None
        Units of the field; units and long labels; a lexicon of one's own; jieba's dictionary as it is.
    words : iterable of str or Word
        Words to keep whole besides, see `Lexicon.with_words`. They may hold any characters.
    themes : bool
        Whether the terms of the codebook (``gr.codebook()``) are kept whole too, such as 土地使用权出让.
        Use it to count themes, not to find words that no one thought of.
    hmm : bool
        Whether jieba may guess words that are in no dictionary. Its guesses depend on what stands
        around a word, so that counts of words are not made with it.
    engine : {"jieba", "rjieba"} or None
        None takes rjieba (the extra `fast`) where it is installed: the tokens are the same.

    Attributes
    ----------
    fingerprint : str
        16 hexadecimal digits over jieba's version and dictionary, the lexicon, the rules for wholes and
        `hmm`. Two frames of tokens with the same fingerprint can be compared.

    Raises
    ------
    GovReportError
        If a lexicon, an engine or a word is not what was expected.
    MissingExtraError
        If engine ``"rjieba"`` is asked for and not installed.

    Examples
    --------
    >>> [token.text for token in gr.Segmenter().tokens("依申请公开1.2万件（国办函〔2021〕30号）")]
    ['依申请公开', '1.2万', '件', '（', '国办函〔2021〕30号', '）']
    """

    def __init__(
        self,
        lexicon: str | Lexicon | None = "core",
        *,
        words: Iterable[str | Word] = (),
        themes: bool = False,
        hmm: bool = False,
        engine: Engine | None = None,
    ) -> None:
        known = (
            Lexicon("none", ()) if lexicon is None else load(lexicon) if isinstance(lexicon, str) else lexicon
        )
        self.lexicon = (known.with_words(_terms(known)) if themes else known).with_words(words)
        self.hmm = hmm
        self.engine = _available(engine)

    def __reduce__(self) -> tuple[Callable[..., Segmenter], tuple[Lexicon, bool, Engine]]:
        # An engine does not pickle: each process builds its own when it first cuts.
        return _segmenter, (self.lexicon, self.hmm, self.engine)

    def __repr__(self) -> str:
        return f"<Segmenter {self.lexicon.name} hmm={self.hmm} {self.engine} {self.fingerprint}>"

    @cached_property
    def fingerprint(self) -> str:
        parts = ["jieba", version("jieba"), _dictionary_hash(), f"hmm={self.hmm}"]
        parts += [f"{tag} {rule}" for tag, rule in RULES] + [repr(self.lexicon.omissions)]
        parts += [f"{tag} {word}" for word, tag in self.lexicon.tags]
        parts += self.lexicon.lines()
        return sha256("\n".join(parts).encode()).hexdigest()[:16]

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words of a text in order, with offsets into it; blanks belong to none."""
        text = simplified(text)
        return tuple([Token(text[start:end], tag, start, end) for start, end, tag in self._spans(text)])

    def frame(self, texts: pd.DataFrame | Sequence[str]) -> pd.DataFrame:
        """The words of many texts, one row per word.

        Parameters
        ----------
        texts : DataFrame or sequence of str
            With columns report_id, section, paragraph, text and start, as ``frames.narrative`` has
            them: `start` is where a paragraph begins in its report. A sequence of texts stands for
            reports "1", "2", … of one paragraph each. Paragraphs of one section that are lines of one
            sentence, as PDF files and typed text have them, are joined before they are cut.

        Returns
        -------
        DataFrame
            Columns and dtypes as `COLUMNS`, in the order of `texts`. `i` counts the words of a paragraph
            from 1; `start` and `end` are offsets into the report's text. A word that goes on in the next
            line belongs to the paragraph in which it begins.

        Raises
        ------
        GovReportError
            If a column is missing or a text is NA.
        """
        import pandas as pd

        columns: dict[str, list[object]] = {name: [] for name in COLUMNS}
        for lines in _runs(texts):
            passage = joined((line.text, line.start) for line in lines)
            text, at, i = simplified(passage.text), 0, 0
            for first, last, tag in self._spans(text):
                while at + 1 < len(lines) and passage.starts[at + 1] <= first:
                    at, i = at + 1, 0
                i += 1
                line = lines[at]
                place = (line.report_id, line.section, line.paragraph, i)
                row = (*place, text[first:last], tag, *passage.where(first, last), self.fingerprint)
                for name, value in zip(COLUMNS, row, strict=True):
                    columns[name].append(value)
        return pd.DataFrame({name: pd.Series(columns[name], dtype=COLUMNS[name]) for name in COLUMNS})

    def _spans(self, text: str) -> list[Span]:
        spans: list[Span] = []
        done = 0
        for start, end, tag in wholes(text, self._literals):
            self._between(text, done, start, spans)
            if tag == "literal":
                tag = self._tags.get(text[start:end], _UNKNOWN)
            spans.append((start, end, tag))
            done = end
        self._between(text, done, len(text), spans)
        return spans

    def _between(self, text: str, first: int, last: int, spans: list[Span]) -> None:
        """Add what the dictionary says of the Han runs of a stretch of text, and the marks between them."""
        tags, cut = self._tags, self._cut
        for match in _LOOSE.finditer(text, first, last):
            start, end = match.span()
            if match.lastgroup == "han":
                for word in cut(match[0]):
                    end = start + len(word)
                    spans.append((start, end, tags.get(word, _UNKNOWN)))
                    start = end
            elif match.lastgroup == "mark":
                tag = "w" if unicodedata.category(match[0][0])[0] in "PS" else _UNKNOWN
                spans.append((start, end, tag))

    @cached_property
    def _literals(self) -> tuple[str, ...]:
        return literals(word.text for word in self.lexicon.words)

    @cached_property
    def _tags(self) -> dict[str, str]:
        return {
            **_dictionary_tags(),
            **dict(self.lexicon.tags),
            **{word.text: word.tag for word in self.lexicon.words},
        }

    @cached_property
    def _cut(self) -> Callable[[str], list[str]]:
        """The engine, filled with jieba's dictionary less the omissions and with the words of the lexicon."""
        frequencies = {word: frequency for word, frequency, _ in _entries()}
        if self.lexicon.omissions:
            for word in list(self.lexicon.omissions.left_out(frequencies.items())):
                del frequencies[word]
        literal = set(self._literals)
        frequencies |= {w.text: w.frequency for w in self.lexicon.words if w.text not in literal}
        return (_jieba if self.engine == "jieba" else _rjieba)(frequencies, self.hmm)


def segment(
    texts: str | pd.DataFrame | Sequence[str],
    lexicon: str | Lexicon | None = "core",
    *,
    words: Iterable[str | Word] = (),
    themes: bool = False,
    hmm: bool = False,
    engine: Engine | None = None,
) -> pd.DataFrame:
    """The words of one text or of many, one row per word: ``Segmenter(lexicon).frame(texts)``.

    Parameters
    ----------
    texts : str, sequence of str or DataFrame
        Texts, or a frame such as ``frames.narrative``.
    lexicon, words, themes, hmm, engine
        As for `Segmenter`.

    Returns
    -------
    DataFrame
        report_id, section, paragraph, i, token, tag, start, end, fingerprint.

    Examples
    --------
    >>> gr.text.segment("依申请公开1.2万件")["token"].tolist()
    ['依申请公开', '1.2万', '件']
    """
    asked = Segmenter(lexicon, words=words, themes=themes, hmm=hmm, engine=engine)
    cutter = _kept(asked.lexicon, asked.hmm, asked.engine)
    return cutter.frame([texts] if isinstance(texts, str) else texts)


@lru_cache(maxsize=4)
def _kept(lexicon: Lexicon, hmm: bool, engine: Engine) -> Segmenter:
    """A segmenter for the next call as well: to fill an engine takes seconds."""
    return _segmenter(lexicon, hmm, engine)


def _segmenter(lexicon: Lexicon, hmm: bool, engine: Engine) -> Segmenter:
    return Segmenter(lexicon, hmm=hmm, engine=engine)


def _available(engine: Engine | None) -> Engine:
    if engine is None:
        return "rjieba" if find_spec("rjieba") else "jieba"
    if engine not in ENGINES:
        raise GovReportError(f"engine: expected one of {', '.join(ENGINES)}, found {engine!r}")
    if engine == "rjieba" and not find_spec("rjieba"):
        raise MissingExtraError("engine 'rjieba' needs rjieba: pip install 'govreport[fast]'")
    return engine


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the frame that is cut."""

    report_id: object
    section: object
    paragraph: object
    text: str
    start: int


def _terms(lexicon: Lexicon) -> Iterator[str]:
    """The terms of the codebook that the lexicon has not."""
    from govreport.text.themes.codebook import codebook

    there = {word.text for word in lexicon.words}
    return (term for term in codebook().terms if term not in there)


def _runs(texts: pd.DataFrame | Sequence[str]) -> Iterator[list[_Line]]:
    """The lines of a section that follow each other in the report."""
    run: list[_Line] = []
    for row in _paragraphs(texts):
        line = _Line(*row)
        if run:
            last = run[-1]
            same = (last.report_id, last.section) == (line.report_id, line.section)
            if not same or line.start < last.start + len(last.text):
                yield run
                run = []
        run.append(line)
    if run:
        yield run


def _paragraphs(texts: pd.DataFrame | Sequence[str]) -> Iterator[tuple[object, object, object, str, int]]:
    if isinstance(texts, str):
        raise GovReportError(
            "texts: expected a DataFrame or several texts, found one str; use tokens() for it"
        )
    import pandas as pd

    if isinstance(texts, Mapping):
        require_columns(texts, _TEXT_COLUMNS, "narrative")
    if not isinstance(texts, pd.DataFrame):
        for number, text in enumerate(texts, start=1):
            yield str(number), "text", 1, text, 0
        return
    require_columns(texts, _TEXT_COLUMNS, "texts")
    if texts["text"].isna().any() or texts["start"].isna().any():
        raise GovReportError("texts: expected a text and a start in each row, found NA")
    yield from zip(*(texts[name].tolist() for name in _TEXT_COLUMNS), strict=True)


# ---- jieba's dictionary, and the two engines that are given it


def _dictionary() -> Path:
    """jieba's own dictionary, found without importing jieba."""
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("dict.txt")


@cache
def _dictionary_hash() -> str:
    return sha256(_dictionary().read_bytes()).hexdigest()


def _entries() -> Iterator[tuple[str, int, str]]:
    """Word, frequency and tag of each line of jieba's dictionary."""
    with _dictionary().open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, tag = line.rstrip("\n").split(" ")
            yield word, int(frequency), tag


@cache
def _dictionary_tags() -> dict[str, str]:
    return {word: tag for word, _, tag in _entries()}


def _jieba(frequencies: Mapping[str, int], hmm: bool) -> Callable[[str], list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba warns of itself when it is imported
        import jieba
    tokenizer = jieba.Tokenizer()
    # Not initialize(): it logs, and trusts a cache file in the temporary folder without asking its age.
    # Not add_word(): it adds to the total without taking away what the word had before.
    lines = "".join(f"{word} {frequency}\n" for word, frequency in frequencies.items())
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(BytesIO(lines.encode()))
    tokenizer.initialized = True
    return lambda text: tokenizer.lcut(text, HMM=hmm)


def _rjieba(frequencies: Mapping[str, int], hmm: bool) -> Callable[[str], list[str]]:
    import rjieba

    # Filled by us, so that a release with another dictionary inside gives the same tokens.
    engine: rjieba.Jieba = rjieba.Jieba.empty()  # type: ignore[no-untyped-call]
    for word, frequency in frequencies.items():
        engine.add_word(word, frequency, None)
    return lambda text: engine.cut(text, hmm)
