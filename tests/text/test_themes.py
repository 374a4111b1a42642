"""Themes: what requests were about, with codes, numbers and places; and all that looks like it and is not."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import govreport as gr
from govreport import synth
from govreport.errors import ResourceError
from govreport.resources import Table
from govreport.text.prose import fold, sentences
from govreport.text.themes import NOT_STATED, Theme, themes
from govreport.text.themes.codebook import codebook
from govreport.text.themes.gate import Talk, gate

gate_module = import_module("govreport.text.themes.gate")  # the package names its function so too

FIRST = Path(__file__).parents[2] / "corpus" / "reports" / "2024-rongchang-office.txt"
GOLD = Path(__file__).parents[1] / "gold" / "prose" / "themes.txt"
MARK = re.compile(r"«([^|»]*)\|([^» ]*)((?: \w+=[\d.]+)*)»")
GATE = gate()


def told(text):
    """Code, phrase and the numbers of each theme, as short as can be."""
    found = []
    for theme in themes(text):
        count = () if theme.count is None else (str(theme.count),)
        share = () if theme.share is None else (f"{theme.share}%",)
        found.append((theme.code, theme.phrase, *count, *share))
    return found


def test_the_first_report():
    text = FIRST.read_text(encoding="utf-8")
    found = themes(text)
    assert [(t.code, t.phrase) for t in found] == [
        ("L1", "土地出让"),
        ("L2", "用地规划"),
        ("H2", "房屋征收拆迁"),
    ]
    sentence = "申请公开信息内容主要涉及土地出让、用地规划、房屋征收拆迁等。"
    assert {text[slice(*t.sentence)] for t in found} == {sentence}
    assert {(t.count, t.share, t.rule, t.low_confidence) for t in found} == {
        (None, None, "contents/term", False)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a subject that is what was asked for
        ("申请内容主要涉及征地、物业等方面。", [("H1", "征地"), ("C3", "物业")]),
        ("申请公开的政府信息大多集中于供热、学区划分。", [("C6", "供热"), ("W3", "学区划分")]),
        ("申请量居前的事项为征地补偿、环评。", [("H1", "征地补偿"), ("H3", "征地补偿"), ("E1", "环评")]),
        ("占比较高的申请内容包括低保、殡葬等。", [("W2", "低保"), ("W6", "殡葬")]),
        ("申请热点主要集中在城市更新。", [("H6", "城市更新")]),
        ("市民申请的信息以房产档案为主。", [("C5", "房产档案")]),
        # a count first
        ("收到申请57件(含上年结转1件),涉垃圾分类、违建等,已办结。", [("E2", "垃圾分类"), ("H5", "违建")]),
        ("共受理申请40件。其中,涉及招生的9件。", [("W3", "招生", "9")]),
        ("新收申请5件,其中征地3件、其他2件。", [("H1", "征地", "3"), ("X1", "其他", "2")]),
        (
            "受理申请9件,具体为土地征收类6件,矿业权规划1件。",
            [("H1", "土地征收", "6"), ("L7", "矿业权规划", "1")],
        ),
        ("受理事项25件申请,其中20件为申请公开招生录取相关信息。", [("W3", "招生录取", "20")]),
        ("收到申请十二件,其中三件涉及环评、两件涉及招标。", [("E1", "环评", "3"), ("F2", "招标", "2")]),
        # shares
        (
            "从申请的信息内容来看,大约60%属文物保护方面,20%属行政审批类信息,其余是文化建设等信息。",
            [("A1", "文物保护", "60%"), ("X1", "行政审批", "20%"), ("X1", "文化建设")],
        ),
        (
            "从申请内容看,征地类98件,占41.2%;教育类12件,占5%;其他8件。",
            [("H1", "征地", "98", "41.2%"), ("W3", "教育", "12", "5%"), ("X1", "其他", "8")],
        ),
        (
            "申请内容涉及土地征收、供水,分别为10件、7件。",
            [("H1", "土地征收", "10"), ("C6", "供水", "7")],
        ),
        # the theme before the noun or the verb
        ("共收到涉及物业、低保等领域的政府信息公开申请15件次。", [("C3", "物业"), ("W2", "低保")]),
        ("土地征收、拆迁为依申请公开高频事项。", [("H1", "土地征收"), ("H2", "拆迁")]),
        # one request, word for word
        (
            "收到申请1件,要求公开:1、土地流转合同;2.会议纪要、任务书。",
            [("R2", "土地流转合同"), ("G7", "会议纪要、任务书")],
        ),
        # how items are cut
        (
            "申请内容涉及国有土地上房屋征收与补偿、物业。",
            [("H2", "国有土地上房屋征收与补偿"), ("H3", "国有土地上房屋征收与补偿"), ("C3", "物业")],
        ),
        ("申请内容涉及房屋征收（拆迁）和物业。", [("H2", "房屋征收（拆迁）"), ("C3", "物业")]),
        ("收到申请3件,其中1件涉及教育、文化、体育信息。", [("W3", "教育、文化、体育", "1")]),
        (
            "收到申请9件,其中征地和拆迁类6件,物业类3件。",
            [("H1", "征地和拆迁", "6"), ("H2", "征地和拆迁", "6"), ("C3", "物业", "3")],
        ),
        ("申请内容涉及征地、拆迁等12件。", [("H1", "征地"), ("H2", "拆迁")]),
        # traditional characters and odd spelling
        ("申請內容主要涉及土地徵收、房屋拆遷等方面。", [("H1", "土地徵收"), ("H2", "房屋拆遷")]),
        ("申请内容 主要涉及：征 地、物业。", [("H1", "征 地"), ("C3", "物业")]),
        # a stated theme that fits no code
        ("申请内容主要涉及公共服务。", [("X1", "公共服务")]),
        # parts of the requests by outcome: only what has a code
        ("收到申请9件。予以公开3件,主要涉及征地。", [("H1", "征地")]),
        ("收到申请9件。予以公开3件,主要涉及群众生活。", []),
        # where a list ends
        ("申请内容涉及征地类4件、供水类6件,答复5件;面谈9件。", [("H1", "征地", "4"), ("C6", "供水", "6")]),
        ("申请内容涉及征地等,物业纠纷增多。", [("H1", "征地")]),
        ("申请内容涉及征地,较为敏感。", [("H1", "征地")]),
        ("申请内容涉及征地、拆迁和文旅。", [("H1", "征地"), ("H2", "拆迁"), ("X1", "文旅")]),
        ("申请内容涉及城市规划和建设。", [("L2", "城市规划和建设")]),
        (
            "按申请内容分,3件涉及征地、2件涉及供水、其他7件。",
            [("H1", "征地", "3"), ("C6", "供水", "2"), ("X1", "其他", "7")],
        ),
        # what was asked for is not what the text speaks of next
        (
            "收到的申请主要包括征地、投诉举报类。其中征地类申请21件,占比88%。",
            [("H1", "征地"), ("G3", "投诉举报"), ("H1", "征地", "21", "88%")],
        ),
        # a body beside what it was asked for
        ("申请内容涉及自然资源局、征地批文。", []),
        ("申请内容涉及征地批文、自然资源局。", [("H1", "征地批文"), ("L4", "征地批文")]),
    ],
)
def test_themes_keyed_by_hand(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # published unasked
        "公开内容主要涉及土地征收、教育招生等。",
        "公开范围涉及规划计划、征地补偿等12大类。",
        "主动公开信息60条,其中征地补偿31条、规划许可2条。",
        "发布征地补偿安置政策、征收土地预公告等信息29条。",
        "收到政府信息公开申请3件,均已答复。主动公开信息25条,涉及房屋征收、土地出让等。",
        "依申请公开信息目录共30条,涉及财政预算、征地等。",
        # consultations, petitions, hotlines
        "接听咨询电话2800人次,咨询较多的问题主要是户口迁移、身份证办理等。没有收到政府信息公开申请。",
        "全年办理信访事项47件,主要涉及征地补偿、拆迁安置等。",
        "热线受理群众诉求2300件,主要集中在物业管理、停车等方面。",
        # business and permits
        "办理挖掘城市道路申请件77件,涉及供水、燃气等。",
        "受理行政许可申请1320件,主要为施工许可、排污许可。",
        "需征收房屋5052栋,涉及3个村。",
        "收到政府信息公开申请3件。全年安排工程30处,主要涉及交通、水利等。",
        # outcomes, grounds, channels, applicants, remedies, bodies, time
        "答复申请57件,分别为予以公开45件、部分公开12件。",
        "不予公开2件,其中1件涉第三方权益,1件属内部事务。",
        "收到申请19件,其中网上17件,信函2件。",
        "收到申请19件,其中自然人17件,企业2件。",
        "申请主要通过网络、信函提出。",
        "政府信息公开行政复议案件12件,主要涉及征地拆迁。",
        "收到申请60件,其中城关镇30件、东乡20件、住房和城乡建设局10件。",
        "申请量居前的单位为区住建局、信访办、征收办。",
        "收到申请12件,其中第一季度3件,第二季度9件。",
        "收到申请12件,较上年增加3件,其中结转2件。",
        # what has to be done about requests
        "进一步规范依申请公开工作,涉及土地征收的,由法制机构审核。",
        "收到申请5件。举办培训2次,内容涉及保密审查、征地政策等。",
        "公民申请公开征地信息的,应当提供身份证明。",
        "",
        "申请",
    ],
)
def test_what_is_no_theme(text):
    assert told(text) == []


def test_headings_and_what_was_said_before_tell_requests_from_publishing():
    text = (
        "一、总体情况\n(一)主动公开\n全年公布信息300条。主要涉及土地征收、城乡规划等。\n"
        "(二)依申请公开\n共收到申请9件,均按时办结。主要涉及物业、拆迁等。\n(三)平台建设\n主要涉及教育、医疗等。\n"
    )
    assert told(text) == [("C3", "物业"), ("H2", "拆迁")]


def test_low_confidence_says_why_not_to_lean_on_a_theme():
    certain, default, rough = themes("收到申请9件,其中征地3件、征收2件、物业约4件。")
    assert [certain.low_confidence, default.low_confidence, rough.low_confidence] == [False, True, True]
    assert (certain.rule, default.rule, rough.rule) == ("parts/term", "parts/default", "parts/term")
    weak = themes("针对群众关注的土地征收、拆迁等领域的信息公开诉求,实行会商。")
    assert [theme.low_confidence for theme in weak] == [True, True]


def test_the_text_without_a_theme_has_none():
    assert themes("本年度未收到政府信息公开申请。") == ()
    assert NOT_STATED == "X9"
    assert NOT_STATED in {code.id for code in codebook().codes}


# ---- the gate is proven both ways


def dropped(item, *, topics=False):
    """Whether an item with a number is none of a theme."""
    return GATE.dropped(item, codebook().without_terms(item), counted=True, topics=topics)


def parted(passage):
    """The folded sentences of a passage."""
    text = fold(passage).text
    return [text[s.start : s.end] for s in sentences(text, ())]


@pytest.mark.parametrize("frame", GATE.frames, ids=lambda frame: frame.id)
def test_each_frame_lets_its_sentences_through_and_no_other(frame):
    for passed in frame.passes:
        assert tuple(dict.fromkeys(t.phrase for t in themes(passed.sentence))) == passed.phrases, passed
    for sentence in frame.fails:
        assert themes(sentence) == (), sentence
    for pattern in frame.patterns:
        assert any(map(pattern.search, (s for p in frame.passes for s in parted(p.sentence)))), (
            pattern.pattern
        )
    for passed in frame.passes:
        said = parted(passed.sentence)
        assert any(pattern.search(s) for pattern in frame.patterns for s in said), passed.sentence


@pytest.mark.parametrize("subject", GATE.subjects, ids=lambda subject: subject.kind)
def test_each_subject_is_named_by_its_examples(subject):
    for pattern in subject.patterns:
        assert any(pattern.search(example) for example in subject.examples), pattern.pattern
    for example in subject.examples:
        assert subject.kind in {kind for _, _, kind in GATE.cues(example)}, example


@pytest.mark.parametrize("drop", GATE.drops, ids=lambda drop: drop.what)
def test_each_drop_has_its_examples(drop):
    for pattern in drop.patterns:
        assert any(re.search(pattern, example) for example in drop.examples), pattern
    for example in drop.examples:
        assert dropped(example), example


def test_terms_of_the_codebook_are_not_dropped():
    coded = [term for term in codebook().terms if codebook().code(term)]
    assert len(coded) > 700
    for term in coded:
        assert not dropped(term, topics=True), term


def test_the_nearest_subject_is_meant():
    assert GATE.spoken("收到政府信息公开申请5件,行政复议2件,", Talk()).kind == "remedies"
    assert GATE.spoken("行政复议2件。收到政府信息公开申请5件,", Talk()) == Talk("requests", True)
    assert GATE.spoken("其中", Talk("requests", True)) == Talk("requests", True)
    assert not GATE.spoken("未收到申请,", Talk()).counted
    assert GATE.spoken("受理道路挖掘申请5件,", Talk()).kind == "other"


@pytest.mark.parametrize(
    ("frame", "complaint"),
    [
        (
            {"traits": ["loud"]},
            "traits: expected before | coded | context | counted | quoted | summed | topics | weak, "
            "found 'loud'",
        ),
        ({"patterns": ["<nothing>x"]}, "expected one of the parts noun, found 'nothing'"),
        ({"fails": "x"}, "expected a list of texts"),
        ({"colour": "red"}, "expected no such key"),
    ],
)
def test_a_broken_frame_is_refused(frame, complaint):
    given = {
        "id": "a",
        "zh": "甲",
        "en": "a",
        "traits": [],
        "patterns": ["x"],
        "passes": [],
        "fails": [],
        **frame,
    }
    with pytest.raises(ResourceError, match=re.escape(complaint)):
        gate_module._frame(Table("theme_gate.toml", "frames[0]", given), {"noun": "x"})


# ---- whatever the text

_PIECES = st.sampled_from(
    [
        *"、，。；：（）“”《》\n 等和及与其中件%0129一二两约占类",
        *(
            "申请内容",
            "主要涉及",
            "政府信息公开申请",
            "收到",
            "征地",
            "拆迁",
            "规划",
            "信访办",
            "其中",
            "分别为",
            "要求公开：",
        ),
        *(
            "从申请的内容看，",
            "以",
            "为主",
            "申请公开的高频事项",
            "补偿",
            "12件",
            "1.5%",
            "申請內容",
            "场(chǎng)",
            "１２件",
            "④",
        ),
    ]
)


@given(st.one_of(st.lists(_PIECES, max_size=30).map("".join), st.text(max_size=40)))
def test_any_text_is_read_and_each_place_is_right(text):
    found = themes(text)
    assert found == themes(text)
    known = {code.id for code in codebook().codes} | {group.id for group in codebook().groups}
    for theme in found:
        assert theme.phrase == text[theme.start : theme.end] != ""
        assert theme.sentence[0] <= theme.start < theme.end <= theme.sentence[1] <= len(text)
        assert theme.code in known - {NOT_STATED}
    spans = sorted({(theme.start, theme.end) for theme in found})
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert len({(theme.start, theme.code) for theme in found}) == len(found)


# ---- against those who know


def compared(expected, found):
    """How many agree, how many were not found, how many are too many."""
    return (expected & found).total(), (expected - found).total(), (found - expected).total()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["2019", "2021", "2014", "2008"])
def test_the_themes_of_synthetic_reports(form):
    agreed = missed = extra = 0
    for seed in range(2000, 2060):
        truth = synth.make(form, seed)
        expected = Counter((t.code, t.phrase, t.count, t.share) for t in truth.themes)
        found = Counter()
        for paragraphs in truth.narrative.values():
            text = "\n".join(paragraphs)
            found.update((t.code, t.phrase, t.count, t.share) for t in themes(text))
        a, m, e = compared(Counter(expected), found)
        agreed, missed, extra = agreed + a, missed + m, extra + e
    assert agreed > 10
    assert (missed, extra) == (0, 0)


def gold():
    """The cases of the gold: their tag, the passage, and its themes with their places."""
    cases = []
    for block in re.split(r"\n\s*\n", GOLD.read_text(encoding="utf-8"))[1:]:
        tag, _, body = block.strip("\n").partition("\n")
        text, expected, at = "", set(), 0
        for mark in MARK.finditer(body):
            text += body[at : mark.start()]
            numbers = dict(pair.split("=") for pair in mark[3].split())
            count, share = (Decimal(numbers[key]) if key in numbers else None for key in ("count", "share"))
            for code in mark[2].split(","):
                expected.add((code, len(text), len(text) + len(mark[1]), count, share))
            text, at = text + mark[1], mark.end()
        cases.append((tag, text + body[at:], expected))
    return cases


def test_the_gold_of_the_prose():
    """Keyed by another reader before the program read it; the floors only rise."""
    cases = gold()
    assert len(cases) >= 130
    found = [{(t.code, t.start, t.end, t.count, t.share) for t in themes(text)} for _, text, _ in cases]
    expected = [themes_ for _, _, themes_ in cases]
    assert [tag for (tag, _, e), f in zip(cases, found, strict=True) if f and not e] == []
    assert [tag for (tag, _, e), f in zip(cases, found, strict=True) if e and not f] == []
    agreed = sum(len(e & f) for e, f in zip(expected, found, strict=True))
    assert agreed / sum(map(len, found)) >= 0.96
    assert agreed / sum(map(len, expected)) >= 0.96


@pytest.mark.real
def test_phrases_that_another_coder_coded(real):
    """One coder's codes of phrases from 49 reports; each disagreement was judged (docs/decisions)."""
    lines = (real.parent / "facts" / "themes.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [
        pair for line in map(json.loads, lines) for pair in zip(line["phrases"], line["codes"], strict=True)
    ]
    assert len(pairs) == 124
    same = [{c.code for c in codebook().code(fold(p).text)} or {"X1"} for p, _ in pairs]
    exact = sum(ours == set(theirs) for ours, (_, theirs) in zip(same, pairs, strict=True))
    jaccard = sum(len(o & set(t)) / len(o | set(t)) for o, (_, t) in zip(same, pairs, strict=True)) / 124
    assert exact >= 109
    assert jaccard >= 0.89


@pytest.mark.real
def test_real_documents_give_only_the_themes_that_they_state(real):
    for name in ("pingtan_2012.txt", "pingtan_2020.txt", "pingtan_2023.txt", "suqian_2023.txt"):
        assert themes((real / name).read_text(encoding="utf-8")) == (), name
    narrative = gr.read(real / "rongchang_2024.txt").narrative
    found = themes("\n".join(narrative["text"]))
    assert [theme.code for theme in found] == ["L1", "L2", "H2"]


@pytest.mark.parametrize(
    "chain",
    [["涉及", "土地征收", "和", "房屋拆迁", "。"], ["涉及", "土地征收等", "以及", "房屋拆迁等", "。"]],
)
def test_a_chain_has_no_end_that_breaks_it(chain):
    """However long the chain of 和 or of 等以及 is, each item is stated once."""
    lead, first, link, second, stop = chain
    text = f"收到申请12件，{lead}{link.join([first, second] * 1500)}{stop}"
    codes = list(gr.themes(text)["code"])
    assert codes == ["H1", "H2"] * 1500


def test_a_statement_reads_no_further_than_the_next_ones():
    """Of many statements in one sentence each states its own items, the first as the last."""
    text = "收到申请12件，申请内容主要涉及土地征收，" * 50 + "。"
    assert list(gr.themes(text)["code"]) == ["H1"] * 50


def test_a_theme_is_a_value():
    (theme,) = themes("申请内容为环评。")
    assert theme == Theme("E1", "环评", None, None, (0, 8), 5, 7, "contents/term")
