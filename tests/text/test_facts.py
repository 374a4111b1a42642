"""Facts stated in prose: every wording read, no trap taken for one, each word of the table needed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from govreport import synth
from govreport.text.facts import Fact, facts
from govreport.text.facts.words import vocabulary

NONSENSE = "㐂㐃"  # characters of no word


def told(text, year=None):
    """Concept to "value[ qualifier][ scope] in these characters", as a reader would key it."""
    found = {}
    for fact in facts(text, year=year):
        qualifier = "" if fact.qualifier == "exact" else f" {fact.qualifier}"
        scope = f" {fact.scope}" if fact.scope else ""
        said = text[fact.start : fact.end]
        value = f"{fact.value:f}"
        found[fact.concept] = value + qualifier + scope + ("" if said == value.lstrip("-") else f" {said}")
    return found


def states(text):
    found = {f"{fact.concept}={fact.value:f}" for fact in facts(text)}
    return found | {f"{fact.concept}={fact.value:f}/{fact.scope}" for fact in facts(text)}


# ---- the table of words, both ways


@pytest.mark.parametrize("cue", vocabulary().cues, ids=lambda cue: cue.id)
def test_each_word_does_what_its_frame_says(cue):
    if cue.gives == "nothing":
        assert states(cue.frame.format("")), "without one of the words the frame states something"
        for word in cue.words:
            assert not states(cue.frame.format(word)), word
        return
    assert cue.gives not in states(cue.frame.format(NONSENSE)), "the frame needs one of the words"
    for word in cue.words:
        assert cue.gives in states(cue.frame.format(word)), word


def test_every_concept_is_stated_by_some_sentence():
    stated = {cue.gives.split("=")[0] for cue in vocabulary().cues}
    others = {
        "requests_answered": "答复政府信息公开申请9件",
        "granted_or_partial": "答复政府信息公开申请9件，予以公开及部分公开8件",
        "change_percent": "收到政府信息公开申请9件，同比上升12.5%",
        "reconsideration_total": "行政复议3件",
        "litigation_upheld": "行政诉讼3件，维持3件",
        "litigation_corrected": "行政诉讼3件，败诉1件",
        "litigation_other": "行政诉讼3件，撤诉1件",
        "litigation_pending": "行政诉讼3件，尚未审结1件",
    }
    for concept in vocabulary().concepts:
        if concept in others:
            assert concept in told(others[concept]), concept
        else:
            assert concept in stated, concept


def test_no_word_has_two_cues_of_one_kind_of_noun():
    nouns = [cue for cue in vocabulary().cues if cue.kind == "noun"]
    words = [word for cue in nouns for word in cue.words]
    assert len({*words}) > 500
    for cue in nouns:
        assert not {*cue.words} & {word for other in nouns if other is not cue for word in other.words}


# ---- wordings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # received, in the ways that reports word it
        ("全年收到政府信息公开申请9件", {"requests_received": "9"}),
        ("全年受理9件政府信息公开申请", {"requests_received": "9"}),
        ("本年新收政府信息公开申请9件", {"requests_new": "9"}),
        ("依申请信息公开办理有69件", {"requests_received": "69"}),
        ("依申请公开受理和办结6件", {"requests_received": "6", "requests_answered": "6"}),
        ("受理、办结政府信息公开申请各6件", {"requests_received": "6", "requests_answered": "6"}),
        ("依申请公开事项1件", {"requests_received": "1"}),
        ("共办理政府信息公开申请12件", {"requests_answered": "12"}),
        ("收到申 请公开政府信息 8 件", {"requests_received": "8"}),
        ("收到政府信息公开申请近300件", {"requests_received": "300 about"}),
        ("收到政府信息公开申请1.2万余件", {"requests_received": "12000 over 1.2万"}),
        ("受理公开申请五件", {"requests_received": "5 五"}),
        ("收到申请12件，予以公开8件", {"requests_received": "12", "granted": "8"}),
        ("主動公開信息222條。收到依申請公開申請4件", {"disclosed": "222", "requests_received": "4"}),
        ("收到3名申请人提出的政府信息公开申请11件", {"requests_received": "11"}),
        ("12件政府信息公开申请由政务公开科受理", {"requests_received": "12"}),
        # carried in and out
        ("收到57件政府信息公开申请（含上年结转1件）", {"requests_total": "57", "carried_in": "1"}),
        (
            "新收政府信息公开申请252件，加上上年结转10件，共计262件",
            {"requests_new": "252", "carried_in": "10", "requests_total": "262"},
        ),
        (
            "收到依申请公开33件，其中本年新收30件，上年结转3件",
            {"requests_total": "33", "requests_new": "30", "carried_in": "3"},
        ),
        ("新收到申请78件，结转上年度办理3件，结转下年度1件",
         {"requests_new": "78", "carried_in": "3", "carried_out": "1"}),
        ("收到政府信息公开申请19件，其中18件已答复，1件结转下年",
         {"requests_received": "19", "requests_answered": "18", "carried_out": "1"}),
        ("收到申请21件，除4件结转下一年度，其他17件均按期答复",
         {"requests_received": "21", "carried_out": "4", "requests_answered": "17"}),
        ("全年收到政府信息公开申请8份，无下年度结转", {"requests_received": "8", "carried_out": "0 无"}),
        ("收到政府信息公开申请5件，办结5件，无结转",
         {"requests_received": "5", "requests_answered": "5", "carried_out": "0 无"}),
        ("期末未办结申请2件，转下年继续办理", {"carried_out": "2"}),
        ("收到申请公开5件，含上年度结转（1件）", {"requests_total": "5", "carried_in": "1"}),
        ("答复政府信息公开申请64件（含上年结转4件）", {"requests_answered": "64", "carried_in": "4"}),
        # said of all
        ("收到政府信息公开申请3件，均已答复", {"requests_received": "3", "requests_answered": "3"}),
        ("收到政府信息公开申请3项全部予以公开",
         {"requests_received": "3", "granted": "3", "requests_answered": "3"}),
        ("收到依申请公开1件，属于内部事务信息，已直接提供给申请人",
         {"requests_received": "1", "requests_answered": "1"}),
        ("行政复议7件，均维持结果", {"reconsideration_total": "7", "reconsideration_upheld": "7"}),
        ("行政诉讼2件，均被驳回", {"litigation_total": "2", "litigation_upheld": "2"}),
        # changes
        ("政府信息公开申请31件，比2022年（45件）下降31.1%",
         {"requests_received": "31", "requests_last_year": "45", "change_percent": "-31.1"}),
        ("收到政府信息公开申请9件，与上年相比减少3件", {"requests_received": "9", "change_count": "-3"}),
        ("收到政府信息公开申请9件，与上年持平", {"requests_received": "9", "change_count": "0 持平"}),
        ("政府信息公开申请由上年的8件增至9件", {"requests_last_year": "8", "requests_received": "9"}),
        ("去年收到政府信息公开申请10件，今年收到12件",
         {"requests_last_year": "10", "requests_received": "12"}),
        ("申请量较上年增加12件，增长20%", {"change_count": "12", "change_percent": "20"}),
        ("收到政府信息公开申请71件。比上年多7件，增长11%",
         {"requests_received": "71", "change_count": "7", "change_percent": "11"}),
        ("收到政府信息公开申请55件。较上年减少5件、下降8.3%",
         {"requests_received": "55", "change_count": "-5", "change_percent": "-8.3"}),
        ("收到政府信息公开申请72件，同比增加12件，增幅为百分之二十",
         {"requests_received": "72", "change_count": "12", "change_percent": "20 二十"}),
        ("收到政府信息公开申请72件，同比增长两成多",
         {"requests_received": "72", "change_percent": "20 over 两成"}),
        # outcomes
        ("答复申请9件：公开5件，部分公开1件，不予公开2件（其中1件涉第三方权益），其他1件",
         {"requests_answered": "9", "granted": "5", "partial": "1", "denied": "2", "other": "1"}),
        ("同意公开和部分公开788件，占83.3%", {"granted_or_partial": "788", "share_percent": "83.3"}),
        ("予以公开、部分公开、不予公开的分别为3件、2件和1件",
         {"granted": "3", "partial": "2", "denied": "1"}),
        ("不予公开、不予处理各2件", {"denied": "2", "unprocessed": "2"}),
        ("因不掌握等原因无法提供22件", {"unable": "22"}),
        ("本机关不掌握29件，予以公开3件", {"not_held": "29", "granted": "3"}),
        # review and litigation
        ("因政府信息公开被申请行政复议3件，1件被复议机关撤销，2件尚未审结",
         {"reconsideration_total": "3", "reconsideration_corrected": "1", "reconsideration_pending": "2"}),
        ("行政复议10件，行政诉讼0件，维持2件，纠错2件，尚未审结6件",
         {"reconsideration_total": "10", "litigation_total": "0", "reconsideration_upheld": "2",
          "reconsideration_corrected": "2", "reconsideration_pending": "6"}),
        ("行政复议3件；行政诉讼2件，维持2件",
         {"reconsideration_total": "3", "litigation_total": "2", "litigation_upheld": "2"}),
        ("行政复议、行政诉讼各1件", {"reconsideration_total": "1", "litigation_total": "1"}),
        ("行政诉讼3件，败诉0件", {"litigation_total": "3", "litigation_corrected": "0"}),
        ("复议案件3件，维持1件，撤销复议申请1件",
         {"reconsideration_total": "3", "reconsideration_upheld": "1", "reconsideration_other": "1"}),
        # zeros in words
        ("未收到政府信息公开申请", {"requests_received": "0 未收到"}),
        ("没有公民、法人或者其他组织向我局提出政府信息公开申请", {"requests_received": "0 没有"}),
        ("未接到书面方式和网络方式申请", {"requests_received": "0 未接到"}),
        ("未收到当面申请、信函申请及网络申请", {"requests_received": "0 未收到"}),
        ("依申请公开：无", {"requests_received": "0 无"}),
        ("行政复议、诉讼方面：无", {"reconsideration_total": "0 无", "litigation_total": "0 无"}),
        ("收到申请0件", {"requests_received": "0"}),
        ("未发生因政府信息公开引起的行政复议和行政诉讼",
         {"reconsideration_total": "0 未发生", "litigation_total": "0 未发生"}),
        ("没有发生举报、投诉、行政复议或行政诉讼等事件",
         {"reconsideration_total": "0 没有发生", "litigation_total": "0 没有发生"}),
        ("行政复议、诉讼均未发生", {"reconsideration_total": "0 未发生", "litigation_total": "0 未发生"}),
        ("依申请提供政府信息未收取任何费用", {"fee_yuan": "0 未收取"}),
        ("全年无不予公开的申请", {"denied": "0 无"}),
        # the rest
        ("收取信息处理费0.12万元", {"fee_yuan": "1200 0.12万"}),
        ("制发行政规范性文件6个，废止2个，现行有效15个",
         {"documents_normative": "6", "documents_repealed": "2", "documents_in_force": "15"}),
        ("全市现行有效规范性文件共计388件，其中市政府42件，部门346件",
         {"documents_in_force": "388 territory"}),
        ("共制发文件100件，其中规范性文件5件", {"documents_normative": "5"}),
        ("制定两部政府规章，1件规范性文件", {"documents_normative": "1"}),
        ("制发规范性文件5件，其中新制定3件", {"documents_normative": "5"}),
        ("没有现行有效的规范性文件", {"documents_in_force": "0 没有"}),
        # 废止 and 失效 with a number each: the form may hold their sum, so neither is the fact
        ("制发规范性文件5件，废止3件、宣布失效2件", {"documents_normative": "5"}),
        ("制发规范性文件5件；3件废止、2件宣布失效；现行有效20件",
         {"documents_normative": "5", "documents_in_force": "20"}),
        ("废止及失效规范性文件5件，其中废止3件、宣布失效2件", {"documents_repealed": "5"}),
        ("废止、失效规范性文件5件", {"documents_repealed": "5"}),
        ("废止规范性文件3件，失效文件及时移出", {"documents_repealed": "3"}),
        ("制发规范性文件5件，宣布失效2件", {"documents_normative": "5", "documents_repealed": "2"}),
        # the making of others, and what is no count but a change
        ("指导各镇制定规范性文件7件，本级制定规范性文件3件", {"documents_normative": "3"}),
        ("全县各单位制定规范性文件7件", {"documents_normative": "7 territory"}),
        ("全县各乡镇制定规范性文件7件", {"documents_normative": "7 territory"}),
        ("制发规范性文件5件，同比多制发2件，废止1件",
         {"documents_normative": "5", "documents_repealed": "1"}),
        ("制发规范性文件5件比上年增加2件", {"documents_normative": "5"}),
        ("组织政务公开培训6次，培训逾280人次", {"trainings": "6", "trained_persons": "280 over"}),
        ("发布政策解读38条，在线访谈2期", {"interpretations": "38", "interviews": "2"}),
    ],
)  # fmt: skip
def test_wordings(text, expected):
    got = {concept: said.removesuffix(" office") for concept, said in told(text).items()}
    assert got == expected


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("收到政府信息公开申请9件，2023年结转2件", 2024, {"requests_received": "9", "carried_in": "2"}),
        ("收到政府信息公开申请9件，结转2025年2件", 2024, {"requests_received": "9", "carried_out": "2"}),
        ("收到政府信息公开申请9件，结转2023年2件", 2024, {"requests_received": "9", "carried_in": "2"}),
        # a slip of the office: what is carried out of 2025 goes to 2026
        ("收到政府信息公开申请9件，结转2025年2件", 2025, {"requests_received": "9", "carried_out": "2"}),
        ("办理上年（2023年）结转申请6件，新收申请40件", 2024, {"carried_in": "6", "requests_new": "40"}),
        ("2023年收到政府信息公开申请10件，2024年收到12件", 2024,
         {"requests_last_year": "10", "requests_received": "12"}),
        ("对2022年收到的12件申请回访", 2024, {}),
        ("2025年，答复政府信息公开申请2029件，结转2026年41件", None,
         {"requests_answered": "2029", "carried_out": "41"}),
    ],
)  # fmt: skip
def test_the_year_tells_the_way(text, year, expected):
    assert told(text, year) == expected


def test_scopes():
    text = "全年全区共受理申请公开800件，结转下年度39件，区政府本级共受理206件，结转下年度6件。"
    found = [(f.concept, int(f.value), f.scope) for f in facts(text)]
    assert found == [
        ("requests_received", 800, "territory"),
        ("carried_out", 39, "territory"),
        ("requests_received", 206, "office"),
        ("carried_out", 6, "office"),
    ]
    assert [(int(f.value), f.scope) for f in facts("全县收到政府信息公开申请90件，其中县本级12件")] == [
        (90, "territory"),
        (12, "office"),
    ]
    assert facts("收到政府信息公开申请9件")[0].scope is None


@pytest.mark.parametrize(
    "text",
    [
        "受理12345热线咨询2226次，办结2226次",
        "收到网络问政留言164条，答复164条",
        "受理信访事项31件，办结29件，结转下年2件",
        "受理环评42件，受理道路挖掘申请77件并全部办结",
        "受理各类许可申请15600件，其中依申请公开栏目信息12条",
        "受理不动产登记申请3200件，办结3180件",
        "全年办理各类申请事项15600件，全部办结",
        "收到人大建议12件、政协提案8件，全部办复",
        "公众号关注人数31万，较2022年增长2.5万",
        "网站访问量同比增长29.3%",
        "答复率100%，较上年提升5个百分点",
        "依申请公开信息459条",
        "公文中主动公开120件、依申请公开15件、不予公开6件",
        "暂不接受依申请公开",
        "未收到政府信息公开工作方面的投诉、举报",
        "没有超期答复的政府信息公开申请",
        "未收到不予公开答复方面的投诉",
        "因政府信息公开引发行政复议、行政诉讼2宗",
        "全年收到行政复议申请412件，受理398件，审结370件，维持246件",
        "办理行政复议案件52件",
        "市公安局收到申请30件，市教育局收到申请12件",
        "市公安局收到政府信息公开申请30件，市教育局收到政府信息公开申请12件",
        "受理申请15600件，其中政府信息公开申请12件",
        "行政机关不再处理其政府信息公开申请。2.申请人逾期未按收费通知要求缴纳政府信息公开费用",
        "未收到政府信息公开申请投诉",
        "未收到网络申请",
        "清理政府信息公开申请9件",
        "部分单位未及时废止规范性文件",
        "未及时废止规范性文件",
        "规范性文件库收录现行文件300件",
        "解读现行有效规范性文件12件",
        "制定3件规范性文件解读材料",
        "印发规范性文件等112件",
        "主动公开政策公文299件，其中规范性文件9件",
        "印发文件100件，对规范性文件3件进行备案",
        "计划制定规范性文件5件",
        "开展涉企规范性文件专项清理，废止2件，保留30件",
        "废止规范性文件3件、失效2件",
        "废止规范性文件3件，宣布失效2件",
        "废止规范性文件3件，宣布失效规范性文件2件",
        "宣布失效规范性文件2件，废止3件",
        "废止规范性文件2件，宣布失效2件",
        "规范性文件2件废止，2件宣布失效",
        "废止规范性文件3件和宣布失效2件",
        "规范性文件3件废止，2件宣布失效",
        "指导各镇制定规范性文件7件",
        "指导各镇制定规范性文件7件、废止2件",
        "指导各镇制定规章2件、规范性文件7件",
        "各乡镇制定规范性文件7件",
        "比上年少制发规范性文件3件",
        "规范性文件3件较上年少制发",
        "比上年少制发规章2件、规范性文件3件",
        "同比多制发规范性文件2件、废止1件",
        "公文中属性为不予公开的23件、部分公开的2件",
        "（二）依申请公开。受理道路挖掘申请77件。",
        "自条例施行以来累计受理政府信息公开申请381件",
        "四季度收到政府信息公开申请2件",
        "拟办培训3场，将答复政府信息公开申请20件",
        "指导街道办理政府信息公开申请8件",
        "收到涉及征地的申请5件",
        "行政事业性收费0元",
        "收到申请数 件 12",
        "1.同意公开答复数　　件　　8",
        "受理申请320件，审核通过300件，公租房分配200套",
        "受理公民查询档案申请120件",
        "因土地征收被提起行政复议15件",
        "全年发生行政诉讼案件12件，其中涉及政府信息公开2件",
        "全市办理行政复议、诉讼案件120件，其中信息公开类5件",
        "开展普法培训12场，参训1200人次",
        "协助市政府办公室答复政府信息公开申请2件",
        "近三年共收到政府信息公开申请45件",
        "2.申请人逾期未按收费通知要求缴纳费用",
        "开展安全生产培训14场",
        "一、本年新收政府信息公开申请数量 60 0 0 0 0 0 60",
        "| 一、本年新收政府信息公开申请数量 | 60 | 0 | 60 |",
        "《条例》第二十条，国办公开办函〔2021〕30号，电话：023-61471099",
    ],
)
def test_traps(text):
    assert facts(text) == ()


@pytest.mark.parametrize("title", ["三、依申请公开情况", "三、收到和处理政府信息公开申请情况"])
def test_marks_of_documents_under_a_heading_of_requests_are_no_requests(title):
    marked = f"{title}\n2015年度我局依申请公开政府信息79条，不予以公开信息93条。全年受理申请0条。"
    assert [(f.concept, f.value) for f in facts(marked)] == [("requests_received", 0)]
    told_of = facts(f"{title}\n收到申请9件，其中不予公开信息2件。")
    assert ("denied", 2) in [(f.concept, f.value) for f in told_of]


def test_quarters_and_years():
    assert told("四季度收到政府信息公开申请2件，全年累计收到8件") == {"requests_received": "8"}


def test_what_is_not_certain_is_left_out():
    # an applicant's withdrawal, a number carried in beside it, what remains: 均已答复 is not of all
    assert "requests_answered" not in told("受理申请公开15件，申请人撤销5件，其余均依法答复")
    assert "requests_answered" not in told("本年新收申请公开4件，上年结转1件，全部按时办结")
    assert "requests_answered" not in told("收到申请公开57件，经沟通撤件39件，均已答复")
    assert "requests_answered" not in told("收到申请公开45件，其中重复申请3件，实际受理42件，全部办结")
    assert "requests_answered" not in told("收到申请公开33件，区政府交办9件，全部按时答复")
    assert "reconsideration_upheld" not in told("行政复议7件，结果维持")
    # what grew, the requests or those of one kind
    assert "change_percent" not in told("收到政府信息公开申请9件，其中自然人申请8件，增长5%")
    assert "change_count" not in told("收到政府信息公开申请9件，受理行政复议5件，比上年多2件")
    # what is done, all of them or the last ones
    assert "requests_answered" not in told("收到政府信息公开申请5件，其中网络申请2件，已答复")
    assert "requests_answered" not in told("收到政府信息公开申请3件，走访企业14家，均已办理完毕")
    assert "requests_answered" not in told("收到政府信息公开申请3件，向申请人提供政府信息2件")
    # the number of an item
    assert not told("（六）其他  息公开申请\n处理        2、申请人逾期未按收费通知要\n求缴纳费用")
    # two totals side by side: of which the endings are is not said
    assert told("行政复议3件，行政诉讼2件，维持2件") == {
        "reconsideration_total": "3",
        "litigation_total": "2",
    }


# ---- context


def test_context_goes_from_line_to_line():
    text = "在已经答复的12件申请公开事项中：\n“不予公开”的1件，占总数8.3%。"
    assert told(text) == {"requests_answered": "12", "denied": "1", "share_percent": "8.3"}
    share = facts(text)[-1]
    assert share.base == "总数"
    text = "办理结果如下：\n（一）予以公开28件；\n（二）不予公开2件；\n（三）其他处理3件。"
    assert told(text) == {"granted": "28", "denied": "2", "other": "3"}


def test_headings_tell_what_is_counted():
    assert told("（二）依申请公开。共收到5件，答复4件。") == {
        "requests_received": "5",
        "requests_answered": "4",
    }
    assert told("共收到5件，答复4件。") == {}
    assert told("四、收费及减免情况\n未收取任何费用。") == {"fee_yuan": "0 未收取"}
    assert told("五、行政复议和行政诉讼情况\n无。") == {
        "reconsideration_total": "0 无",
        "litigation_total": "0 无",
    }
    assert told("六、其他需要报告的事项\n无。") == {}


def test_a_heading_never_goes_on_in_the_line_below():
    text = "四、政府信息公开行政复议、行政诉讼工作情况\n全年被申请行政复议四起其中两起维持两起正在审\n理。"
    assert told(text)["reconsideration_total"] == "4 四"
    assert not {concept for concept in told(text) if concept.startswith("litigation")}


def test_a_line_that_a_page_broke_is_read_on():
    lines = (
        "全年共收到政府信息公开申请案件一百零七件其中当年办结的有一百零三\n"
        "件均在规定期限内答复申请人本年度共制发行政规范性文件数量为十二\n"
        "件。"
    )
    assert told(lines)["requests_received"] == "107 一百零七"
    assert told(lines)["documents_normative"] == "12 十二"
    cut = "本机关全年受理的各项事务中有一部分按照规定要转下一\n年度办理答复的有1件。"
    assert facts(cut) == ()


def test_places_are_of_the_original():
    text = "  收 到 政府信息公开（kāi）申请　１２ 件，(其中 上年结转 ２件)。"
    found = {f.concept: text[f.start : f.end] for f in facts(text)}
    assert found == {"requests_total": "１２", "carried_in": "２"}
    (first, _) = facts(text)
    assert text[slice(*first.sentence)].startswith("收 到")
    assert text[slice(*first.sentence)].endswith("。")


def test_order_and_uniqueness():
    found = facts("收到政府信息公开申请9件，办结9件。未发生行政复议、行政诉讼。")
    places = [(f.start, f.end, f.concept) for f in found]
    assert places == sorted(places)
    assert len({*places}) == len(places) == 4


def test_bases():
    found = {f.concept: f.base for f in facts("答复政府信息公开申请9件，予以公开3件，占33%，同比增长5%")}
    assert found["share_percent"] == "requests_answered"
    (change,) = [
        f
        for f in facts("收到政府信息公开申请9件，较2022年上升29.3%", year=2023)
        if f.concept == "change_percent"
    ]
    assert change.base == "2022年"


# ---- properties

SENTENCES = [
    "收到政府信息公开申请9件，办结8件，结转下年度1件。",
    "未发生行政复议、行政诉讼。",
    "受理12345热线咨询2226次。",
    "其中自然人8件、法人或其他组织1件；",
    "较上年增长12.5%，",
    "（含上年结转2件）",
    "四、收费情况\n",
    "予以公开3件、部分公开2件，其他4件。",
]


@given(st.lists(st.sampled_from([*SENTENCES, "0", "(", "）", "、", "2023年", "件", "\n", "|", "其中", "均"])))
@settings(max_examples=100)
def test_shuffled_sentences_are_read_with_true_places(parts):
    text = "".join(parts)
    found = facts(text)
    assert found == facts(text)
    for fact in found:
        assert isinstance(fact, Fact)
        assert 0 <= fact.sentence[0] <= fact.start < fact.end <= fact.sentence[1] <= len(text)
        assert fact.concept in vocabulary().concepts
        assert fact.value == 0 or text[fact.start : fact.end].strip()
        if fact.unit:
            assert fact.unit in vocabulary().concepts[fact.concept].counters


@given(st.text(max_size=120))
def test_no_text_is_too_strange(text):
    assert isinstance(facts(text), tuple)


@given(st.sampled_from(SENTENCES), st.text(max_size=60))
def test_what_follows_changes_nothing_before(sentence, after):
    assume("年" not in after)  # an unknown year is inferred from the whole text
    first = sentence.rstrip("\n，；") + "。\n"
    alone = facts(first)
    behind = f"二、其他事项。\n{after}"
    assert [f for f in facts(first + behind) if f.end <= len(first)] == list(alone)


@given(st.integers(1, 9999), st.integers(0, 99))
def test_numbers_come_back(received, carried):
    text = f"全年共收到政府信息公开申请{received:,}件，上年结转{carried}件。"
    assert told(text) == {"requests_received": f"{received}" + (f" {received:,}" if received > 999 else ""),
                          "carried_in": f"{carried}"}  # fmt: skip


@pytest.mark.parametrize("form", ["2021", "2019", "2014", "2008"])
def test_synthetic_prose_is_read_without_a_wrong_count_of_requests(form):
    judged = {"requests_new", "requests_total", "requests_answered", "carried_in", "carried_out"}
    right = missed = 0
    for seed in range(40):
        truth = synth.make(form, seed)
        for kind, paragraphs in truth.narrative.items():
            for number, text in enumerate(paragraphs):
                known = {
                    (f.concept, f.value, f.start)
                    for f in truth.facts
                    if (f.section, f.paragraph) == (kind, number) and f.concept in judged
                }
                read = {
                    (f.concept, f.value, f.start) for f in facts(text, year=truth.year) if f.concept in judged
                }
                assert read <= known, (seed, text, read - known)
                right, missed = right + len(known & read), missed + len(known - read)
    assert right > 20
    assert missed <= right * Decimal("0.1")
