"""The gold of the prose is well made: its marks, its numerals, its words, and what it covers."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import prose_gold
import pytest
from prose_gold import fact_cases, segmented, theme_cases

CORE = re.compile(r"requests_|carried_|reconsideration_|litigation_")
FIVE = ("total", "upheld", "corrected", "other", "pending")
CONCEPTS = {
    *("requests_new", "requests_received", "requests_total", "requests_answered", "requests_last_year"),
    *("carried_in", "carried_out", "change_percent", "change_count", "share_percent", "fee_yuan"),
    *("granted", "partial", "granted_or_partial", "denied", "unable", "unprocessed", "other", "not_held"),
    *("natural_person", "organisation"),
    *("channel_online", "channel_letter", "channel_in_person", "channel_fax", "channel_email"),
    *(f"{remedy}_{end}" for remedy in ("reconsideration", "litigation") for end in FIVE),
    *("documents_normative", "documents_repealed", "documents_in_force", "interpretations"),
    *("trainings", "trained_persons", "disclosed", "disclosed_website"),
    *("responses", "press_conferences", "interviews"),
}
# A tag and the concepts of which a case with the tag states at least one.
TAGS = {
    "received": {"requests_received", "requests_total"},
    "new": {"requests_new"},
    "answered": {"requests_answered"},
    "total-with-carry": {"requests_total"},
    "carry-in": {"carried_in"},
    "carry-out": {"carried_out"},
    "share": {"share_percent"},
    "outcomes": {"granted", "partial", "granted_or_partial", "denied", "unable", "unprocessed", "other"}
    | {"reconsideration_corrected", "requests_received"},
    "applicants": {"natural_person", "organisation", "requests_received"},
    "channels": {"channel_online", "channel_letter", "requests_received"},
    "review": {f"reconsideration_{end}" for end in FIVE},
    "litigation": {f"litigation_{end}" for end in FIVE},
    "documents": {"documents_normative", "documents_in_force"},
    "interpretations": {"interpretations"},
    "trainings": {"trainings"},
    "trap-year-count": {"requests_received", "requests_answered"},
}
# Of these every case that states one has the tag.
COMPLETE = {"new", "answered", "total-with-carry", "carry-in", "carry-out", "review", "litigation"}
TRAPS = ("hotline", "letters", "permit", "followers", "published", "attribute", "lastyear")
OTHER_TAGS = {
    "zero",
    "change",
    "fee",
    "numbers",
    "two-scopes",
    "negation",
    "list-closed",
    "list-open",
    "none",
}
ZERO_WORDS = set(
    "无 没有 未收到 未接到 未接收到 没有接到 没有收到 未新收到 暂未收到 未受理 不存在 未发生 未發生".split()
)
ZERO_WORDS |= set("没有发生 未引发 未被 未收取 没有收取 未制发 未废止".split())
DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
GREAT = {"": 1, "万": 10_000, "亿": 100_000_000, "成": 10}
CODES = [
    f"{letter}{n}"
    for letter, most in zip("LHRCEFWGBAX", (7, 6, 5, 6, 5, 6, 7, 8, 2, 3, 1), strict=True)
    for n in range(1, most + 1)
]


@pytest.fixture(scope="module")
def facts():
    return fact_cases()


@pytest.fixture(scope="module")
def themes():
    return theme_cases()


def amount(numeral):
    """A numeral in Arabic or Chinese digits, with 万, 亿 or 成 (tens of percent) behind it."""
    great = numeral[-1] if numeral[-1] in "万亿成" else ""
    plain = numeral.removesuffix(great)
    if re.fullmatch(r"\d+(,\d{3})*(\.\d+)?", plain):
        return Decimal(plain.replace(",", "")) * GREAT[great]
    whole, digit = 0, None
    for sign in plain:
        if sign in UNITS:
            whole += UNITS[sign] * (1 if digit is None else digit)
            digit = 0
        else:
            digit = DIGITS[sign]
    return Decimal((whole + (digit or 0)) * GREAT[great])


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        *(("60", 60), ("1,024", 1024), ("1.2万", 12000), ("四十", 40), ("十二", 12), ("两", 2)),
        *(("八万", 80000), ("一百零五", 105), ("百", 100), ("零", 0), ("１２", 12), ("18.6", "18.6")),
        *(("3亿", 300_000_000), ("二十八", 28), ("两成", 20)),
    ],
)
def test_the_small_reader(numeral, value):
    assert amount(numeral) == Decimal(value)


def test_numerals_say_their_values(facts):
    for case in facts:
        for fact in case.facts:
            numeral = case.text[fact.start : fact.end]
            if numeral in ZERO_WORDS:
                assert fact.value == 0, (case.line, fact)
            elif numeral == "持平":
                assert fact.concept == "change_count", case.line
                assert fact.value == 0, case.line
            else:
                said = abs(fact.value) if fact.concept.startswith("change_") else fact.value
                assert amount(numeral) == said, (case.line, fact)


def test_a_mark_holds_the_whole_numeral(facts):
    for case in facts:
        for fact in case.facts:
            before, after = case.text[: fact.start], case.text[fact.end :]
            assert not re.search(r"\d[.,]?$", before), (case.line, fact)
            assert not re.match(r"\d|[.,]\d|[万亿]|[十百千]", after), (case.line, fact)


def test_qualifiers_are_printed(facts):
    over, about = re.compile("余|多|以上|逾|超"), re.compile("近|约|大约|左右")
    for case in facts:
        for fact in case.facts:
            near = case.text[max(0, fact.start - 2) : fact.start] + case.text[fact.end : fact.end + 4]
            printed = {"over": over, "about": about}.get(fact.qualifier)
            assert printed is None or printed.search(near), (case.line, fact)
            if fact.qualifier == "exact":
                assert not re.match("[余多]|[件条]?(左右|以上)", case.text[fact.end :]), (case.line, fact)
                assert not re.search("[近约逾超]$", case.text[: fact.start]), (case.line, fact)


def test_scopes_are_named(facts):
    for case in facts:
        scopes = {fact.scope for fact in case.facts}
        assert ("territory" in scopes) <= bool(re.search("全[省市区县]", case.text)), case.line
        assert ("office" in scopes) <= ("territory" in scopes), case.line


def test_concepts_of_facts(facts):
    used = Counter(fact.concept for case in facts for fact in case.facts)
    assert set(used) == CONCEPTS
    for case in facts:
        stated = Counter((fact.concept, fact.start, fact.scope) for fact in case.facts)
        assert max(stated.values(), default=1) == 1, case.line


def test_tags_of_facts(facts):
    used = {tag for case in facts for tag in case.tags}
    assert used >= set(TAGS) | OTHER_TAGS | {f"trap-{trap}" for trap in TRAPS}
    for case in facts:
        concepts = {fact.concept for fact in case.facts}
        for tag, stated in TAGS.items():
            assert tag not in case.tags or concepts & stated, (case.line, tag)
            assert tag in case.tags or tag not in COMPLETE or not concepts & stated, (case.line, tag)
        core = any(map(CORE.match, concepts))
        assert not ("none" in case.tags and core), case.line
        assert concepts or "none" in case.tags, case.line
        assert ("two-scopes" in case.tags) <= (sum(fact.scope is not None for fact in case.facts) >= 2), (
            case.line
        )


def test_how_many_facts(facts):
    assert len(facts) >= 260
    assert len({case.text for case in facts}) == len(facts)
    silent = [case for case in facts if not any(CORE.match(fact.concept) for fact in case.facts)]
    assert len(silent) >= 60
    assert sum(bool(re.search(r"\d", case.text)) for case in silent) >= 60
    assert sum(not case.facts for case in facts) >= 60


def test_themes(themes):
    assert len(themes) >= 130
    assert len({case.text for case in themes}) == len(themes)
    assert sum(not case.themes for case in themes) >= 60
    for case in themes:
        assert bool(case.themes) != ("none" in case.tags), case.line


def test_each_code_at_least_twice(themes):
    used = Counter(theme.code for case in themes for theme in case.themes)
    assert len(CODES) == 56
    assert set(used) == set(CODES)
    assert {code for code in used if used[code] < 2} == set()


def test_counts_and_shares_are_printed(themes):
    for case in themes:
        for theme in case.themes:
            numbers = {amount(n) for n in re.findall(r"\d+(?:\.\d+)?|[一二三四五六七八九十两]+", case.text)}
            assert theme.count is None or Decimal(theme.count) in numbers, (case.line, theme)
            assert theme.share is None or theme.share in numbers, (case.line, theme)
            assert not re.search(r"[、，。；：]$|^[、，。；：]", theme.phrase), (case.line, theme)


def test_segmented():
    sentences = segmented()
    assert len(sentences) >= 130
    whole = ["".join(words) for words in sentences]
    assert len(set(whole)) == len(whole)
    for words in sentences:
        assert all(words), words  # no double spaces
        for word in words:
            assert not re.search(r"\s", word), words
            # Punctuation stands alone, but for what holds a title, a number or a document number together.
            bare = re.sub(r"《.*》|〔\d+〕|\d[.,]\d|\[\d+\]", "", word)
            assert len(bare) <= 1 or not re.search("[，。、；：（）“”！？]", bare), words


def test_segmented_words_are_cut_alike():
    """A term of the lexicon is one word wherever it stands, unless a longer term holds it."""
    whole = "依申请公开 主动公开 政府信息公开 政务公开 予以公开 不予公开 部分公开 行政复议".split()
    whole += "行政诉讼 无法提供 规范性文件 政策解读 信息处理费 政务新媒体 上年结转 按时办结".split()
    whole += "房屋征收 土地征收 土地出让 自然人 领导小组 进一步 下一步 公众号 门户网站".split()
    apart = set("本年度 本机关 本单位 我局 我镇 政府网站 工作人员 行政机关 行政规范性文件".split())
    for words in segmented():
        borders = {sum(map(len, words[:i])) for i in range(len(words) + 1)}
        text = "".join(words)
        assert not apart & set(words), words
        for term in whole:
            for found in re.finditer(term, text):
                assert not borders & set(range(found.start() + 1, found.end())), (term, words)


def test_lines_are_the_heads_of_cases(facts, themes):
    for name, cases in (("facts.txt", facts), ("themes.txt", themes)):
        lines = (prose_gold.GOLD / name).read_text(encoding="utf-8").splitlines()
        for case in cases:
            assert lines[case.line - 1].endswith(f": {case.note}"), (name, case.line)


@pytest.mark.parametrize(
    ("passage", "message"),
    [
        ("收到«60|requests_new=60件。", "not closed"),
        ("收到60|件。", "not closed"),
    ],
)
def test_a_broken_mark_is_refused(passage, message):
    with pytest.raises(ValueError, match=message):
        prose_gold._unmarked(passage, "facts.txt, line 1")
