"""The same study under other choices: themes by parts of the codebook, words by other dictionaries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from govreport.studies.themes import theme_shares
from govreport.text.prose import fold
from govreport.text.themes.codebook import Ambiguous, Codebook, Composite, codebook
from govreport.text.words.frequency import frequency
from govreport.text.words.segment import Segmenter

__all__ = [
    "CODEBOOKS",
    "changed",
    "counts",
    "dictionaries",
    "group_shares",
    "kept_whole",
    "recoded",
    "together",
    "top_in_common",
]

CODEBOOKS = {
    "full": "全部规则 whole codebook",
    "firm": "去低置信 no low confidence",
    "no_composites": "去复合词 no composites",
    "no_ambiguous": "去歧义词 no ambiguous words",
    "terms": "仅词条 plain terms only",
}
"""Parts of the codebook that can be left out, with what a legend calls the rest."""
_NO_CODE = "X1"


def recoded(told: pd.DataFrame, variant: str) -> pd.DataFrame:
    """The phrases of `told`, coded anew by a part of the codebook.

    Parameters
    ----------
    told : DataFrame
        `studies.mentions` or `studies.keyed_mentions`: one row per code of a phrase.
    variant : str
        A key of `CODEBOOKS`. Where composites (征地拆迁) or ambiguous words (征收) are left out, the words
        inside them are looked up by themselves.

    Returns
    -------
    DataFrame
        Of the same columns. A phrase without a code is X1; reports that state nothing keep their row.
    """
    book = _books()[variant]
    phrases = told[told["phrase"].notna()].drop_duplicates(["report", "phrase"])
    codes = []
    for phrase in phrases["phrase"]:
        found = book.code(fold(phrase).text)
        kept = [one.code for one in found if variant != "firm" or not one.low]
        codes.append(kept or [_NO_CODE])
    anew = phrases.assign(code=pd.Series(codes, phrases.index, dtype="object")).explode("code")
    both = pd.concat([anew, told[told["phrase"].isna()]]).astype({"code": "string"})
    return both.sort_values(["report", "phrase", "code"], ignore_index=True, kind="stable")


def _books() -> Mapping[str, Codebook]:
    """The codebooks of the variants; `firm` is the whole one, of which only sure codes are kept."""
    whole = codebook()
    return {
        "full": whole,
        "firm": whole,
        "no_composites": _without(whole, Composite),
        "no_ambiguous": _without(whole, Ambiguous),
        "terms": _without(_without(whole, Composite), Ambiguous),
    }


def _without(book: Codebook, kind: type) -> Codebook:
    return replace(book, terms={t: entry for t, entry in book.terms.items() if not isinstance(entry, kind)})


def group_shares(codings: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Of the reports that state themes, the share that names each group, by several codings of the same.

    Returns
    -------
    DataFrame
        For `plots.spread`: index the letter of the group, columns label_zh, label_en and one for each coding;
        in the order of the first coding. A group that a coding never gives is 0 there.
    """
    values = {}
    for name, told in codings.items():
        values[name] = theme_shares(told, "group").set_index("theme")["value"]
    table = pd.DataFrame(values).astype("Float64").fillna(0.0)
    first = next(iter(codings))
    table = table.sort_index().sort_values(first, ascending=False, kind="stable").rename_axis("theme")
    labels = [codebook().label(str(group)) for group in table.index]
    table.insert(0, "label_zh", [zh for zh, _ in labels])
    table.insert(1, "label_en", [en for _, en in labels])
    return table


def together(told: pd.DataFrame, first: str, second: str) -> tuple[int, int]:
    """How many of the reports that name the code `first` name `second` too, and how many name `first`."""
    sets = [set(codes) for _, codes in told.groupby("report")["code"]]
    taken = [codes for codes in sets if first in codes]
    return sum(second in codes for codes in taken), len(taken)


def changed(told: pd.DataFrame, other: pd.DataFrame) -> tuple[int, int]:
    """How many phrases have another set of codes in `other`, and how many there are."""
    one, two = (frame[frame["phrase"].notna()] for frame in (told, other))
    sets = [frame.groupby(["report", "phrase"])["code"].agg(frozenset) for frame in (one, two)]
    return int((sets[0] != sets[1].reindex(sets[0].index)).sum()), len(sets[0])


def kept_whole(tokens: pd.DataFrame, reference: pd.DataFrame, terms: Collection[str]) -> pd.DataFrame:
    """Where the words `terms` stand in `tokens`, and whether `reference` has that word in that place too.

    Parameters
    ----------
    tokens, reference : DataFrame
        The same texts, cut by two segmenters (`Segmenter.frame`).
    terms : collection of str

    Returns
    -------
    DataFrame
        report_id, section, token, tag, start, end, whole.
    """
    place = ["report_id", "start", "end"]
    ours = tokens[tokens["token"].isin(list(terms))].reset_index(drop=True)
    theirs = set(reference[place].itertuples(index=False, name=None))
    whole = [spot in theirs for spot in ours[place].itertuples(index=False, name=None)]
    return ours[["report_id", "section", "token", "tag", "start", "end"]].assign(
        whole=pd.Series(whole, ours.index, dtype="boolean")
    )


def counts(frames: Mapping[str, pd.DataFrame], stop_words: Collection[str] = ()) -> pd.DataFrame:
    """How often each word stands in each of several frames of tokens; 0 where it does not, by name."""
    found = {
        name: frequency(tokens, stop_words=stop_words).set_index("token")["count"]
        for name, tokens in frames.items()
    }
    return pd.DataFrame(found).fillna(0).astype("int64").sort_index().rename_axis("token")


def top_in_common(table: pd.DataFrame, base: str, top: int = 20) -> pd.Series:
    """How many of the `top` most frequent words by `base` are also among those of each column of `counts`.

    Of words that stand equally often the first by name are taken; a word that does not stand there is none.
    """
    firsts = {}
    for name in table.columns:
        there = table.loc[table[name] > 0, name].sort_index()
        firsts[name] = set(there.sort_values(ascending=False, kind="stable").index[:top])
    return pd.Series({name: len(words & firsts[base]) for name, words in firsts.items()}, dtype="int64")


def dictionaries(narrative: pd.DataFrame, stop_words: Collection[str] = (), top: int = 20) -> pd.DataFrame:
    """What other dictionaries, and guessing, change in the counts of words of two characters and more.

    Returns
    -------
    DataFrame
        A row for each of core, coarse, core+HMM, none (jieba's dictionary as it is) and none+HMM: words,
        different (words), same (of the `top` most frequent, those that are so by core), tau (Kendall's, of
        the counts with those by core, over words that core has three times or more; NA for fewer than two).
    """
    cuts = {
        f"{lexicon or 'none'}{'+HMM' * hmm}": Segmenter(lexicon, hmm=hmm).frame(narrative)
        for lexicon, hmm in (("core", False), ("coarse", False), ("core", True), (None, False), (None, True))
    }
    table = counts(cuts, stop_words)
    table = table[table.index.str.len() > 1]
    often = table[table["core"] >= 3]
    return pd.DataFrame(
        {
            "words": table.sum(),
            "different": (table > 0).sum(),
            "same": top_in_common(table, "core", top),
            "tau": often.corr(method="kendall")["core"].astype("Float64"),
        }
    )
