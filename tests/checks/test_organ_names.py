"""Who a preamble names, and which names are of one organ."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from narrated import narrated

import govreport as gr
from govreport import checks, synth
from govreport.checks.organ_names import Mention, mentions, named_elsewhere, named_for_its_own, relation
from govreport.document import Paragraph, Where
from govreport.normalize import compact
from govreport.resources import load_toml


def named(*lines):
    paragraphs = [Paragraph(line, Where(i, i + 1)) for i, line in enumerate(lines)]
    return [(mention.organ, mention.role) for mention in mentions(paragraphs)]


# What real preambles say, in our own words.
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本报告由甲县人民政府办公室根据各部门报告编制。", [("甲县人民政府办公室", "compiles")]),
        ("根据《乙省人民政府办公厅关于编制2021年年报的通知》要求，我区编制完成了本报告。", []),
        ("根据《条例》和乙市政府办公室的要求，丙县财政局编制本报告。", [("丙县财政局", "compiles")]),
        ("按照省政府办公厅编制年度报告的要求，本局编制了报告。", []),
        ("根据条例，甲县(synthetic)财政局编制本年度报告。", [("甲县(synthetic)财政局", "compiles")]),
        ("杭州高新区(滨江)财政局编制本年度报告。", [("杭州高新区(滨江)财政局", "compiles")]),
        ("丁市水务局（以下简称“本局”）依据条例编写本报告。", [("丁市水务局", "compiles")]),
        ("现将本市2023年政府信息公开工作情况报告如下。", []),
        ("现将戊市2023年政府信息公开工作情况报告如下。", [("戊市", "compiles")]),
        ("电子版可在己县人民政府网站下载。", []),
        ("如有疑问，请与庚区教育局办公室联系。", [("庚区教育局", "answers")]),
        ("如有疑问，请联系庚区教育局，地址：辛路1号。", [("庚区教育局", "answers")]),
        ("如有疑问，请与党政综合科联系。", []),
        ("根据《甲省公开办法，乙市财政局编制指南》的要求编制本报告。", []),
        ("本报告由我局编制。本机关编制，全市各委办局编制。", []),
    ],
)
def test_who_is_named(text, found):
    assert named(text) == found


def test_a_sentence_goes_on_from_line_to_line_and_the_place_is_where_the_name_begins():
    lines = ["壬市财政局2023年年度报告", "根据条例的要求，壬市财", "政局编制了本年度报告。"]
    paragraphs = [Paragraph(line, Where(10 * i, 10 * i + 9)) for i, line in enumerate(lines)]
    assert list(mentions(paragraphs)) == [Mention("壬市财政局", "compiles", Where(10, 19))]


def test_a_title_and_what_follows_it_are_two_sentences():
    lines = ["2023年政府信息公开工作年度报告", "本报告由甲县财政局根据条例编制。"]
    assert named(*lines) == [("甲县财政局", "compiles")]
    assert named("本报告分六部分：", "甲县财政局编制本报告。") == [("甲县财政局", "compiles")]


# Pairs of names: those of one organ as titles and pages of real offices have them, and others.
@pytest.mark.parametrize(
    ("organ", "other", "said"),
    [
        ("洪泽区人民政府", "淮安市洪泽区人民政府办公室", "same"),
        ("上海市科委", "市科委", "same"),
        ("沭阳县发展和改革局", "沭阳县发改局", "same"),
        ("武汉市住房保障和房屋管理局", "市房管局", "same"),
        ("福建省市场监督管理局", "福建省市场监管局", "same"),
        ("上海市普陀区万里街道", "上海市普陀区人民政府万里街道办事处", "same"),
        ("遂溪县建新镇人民政府", "建新镇", "same"),
        ("海关总署(本级)", "海关总署", "same"),
        ("廣州市發展和改革委員會", "广州市发展和改革委员会", "same"),
        ("荣昌区教育局", "重庆市荣昌区教育局", "same"),
        ("吉安市吉州区民政局", "吉州区民政局", "same"),
        ("荣昌县教育局", "重庆市荣昌区教育委员会", "renamed"),
        ("鹿城区住房和城乡建设局", "区建设局", "same"),
        ("泗阳县自然资源和规划局", "泗阳县国土资源局", "renamed"),
        ("泗阳县卫生健康委员会", "泗阳县卫计局", "renamed"),
        ("泗阳县人民政府", "泗阳县大数据管理局", "office_of_it"),
        ("宿迁市", "宿迁市政府办", "same"),
        ("泗阳县政府", "泗阳县人民政府办公室", "office_of_it"),
        ("泗阳县教育局", "沭阳县教育局", "elsewhere"),
        ("和县人民政府", "政和县人民政府", "elsewhere"),  # the shorter name stands in the longer
        ("宿迁市教育局", "宿迁市泗阳县教育局", "elsewhere"),
        ("吉林省教育厅", "吉林市教育局", "elsewhere"),
        ("泗阳县教育局", "泗阳县财政局", "other"),
        ("泗阳县教育局", "县财政局", "other"),
        ("泗阳县体育办", "泗阳县教育体育局办公室", "other"),
        ("泗阳县教育局", "泗阳县人民政府", "other"),
        ("普陀区万里街道办事处", "上海市普陀区人民政府", "other"),
        ("上海市普陀区万里街道办事处", "上海市普陀区曹杨街道办事处", "other"),
        ("泗阳县教育局", "党政办", "unclear"),
        ("泗阳县教育局", "政府信息公开办公室", "unclear"),
        # Places that are in no list.
        ("仿云川县(synthetic)财政局", "仿云川县财政局", "same"),
        ("仿云川县(synthetic)财政局", "县财政局", "same"),
        ("仿云川县(synthetic)财政局", "另例市(synthetic)财政局", "elsewhere"),
        ("仿云川县(synthetic)人民政府", "他拟县(synthetic)人民政府", "elsewhere"),
        ("仿云川县(synthetic)财政局", "仿云川县(synthetic)水务局", "other"),
        ("仿云川县(synthetic)人民政府", "仿云川县(synthetic)水务局", "office_of_it"),
        ("仿云川街道(synthetic)办事处", "仿阳溪街道(synthetic)办事处", "elsewhere"),
    ],
)  # fmt: skip
def test_how_two_names_stand_to_each_other(organ, other, said):
    assert relation(organ, other, 2023) == said


def test_every_example_of_a_mention_is_one_and_every_pattern_has_one():
    def read(data):  # type: ignore[no-untyped-def]
        organ = f"({data.text('organ')})"
        entries = data.tables("mentions")
        data.text("guide"), data.texts("guides"), data.text("signature"), data.texts("signatures")
        data.texts("shorts"), data.texts("own"), data.texts("owns")
        return [
            (e.text("role"), [p.replace("ORGAN", organ) for p in e.texts("patterns")], e.texts("examples"))
            for e in entries
        ]

    roles = set()
    for role, patterns, examples in load_toml("organ_mentions.toml", read):
        roles.add(role)
        assert all([said for _, said in named(text)] == [role] for text in examples)
        assert all(any(re.search(p, compact(text)) for text in examples) for p in patterns)
    assert roles == {"compiles", "answers"}


def test_every_example_of_a_guide_and_a_signature_names_its_organ():
    def read(data):  # type: ignore[no-untyped-def]
        data.text("organ"), data.tables("mentions"), data.text("guide"), data.text("signature")
        data.texts("shorts"), data.texts("own"), data.texts("owns")
        return data.texts("guides"), data.texts("signatures")

    guides, signatures = load_toml("organ_mentions.toml", read)
    assert [[m.role for m in named_elsewhere(text)] for text in guides] == [["guide"]] * len(guides)
    assert [[(m.role, m.organ) for m in named_elsewhere(text)] for text in signatures] == [
        [("signs", "甲县教育局")]
    ] * len(signatures)


@pytest.mark.parametrize(("said", "signed", "accused"), [
    ("修订了《甲县财政局政府信息公开指南》。", "甲县教育局", ["甲县财政局"]),
    ("工作平稳。", "甲县水务局", ["甲县水务局"]),
    ("修订了《甲县教育局政府信息公开指南》。", "县教育局", []),
    ("修订了《甲县政府信息公开指南》。", "甲县教育局办公室", []),
    ("参照《甲县财政局政府信息公开指南》。", "甲县教体局", []),
    ("修订了《甲县教育和体育局政府信息公开指南》。", "", []),
])  # fmt: skip
def test_another_body_named_in_the_text(said, signed, accused):
    text = (
        f"甲县教育局2023年政府信息公开工作年度报告\n一、总体情况\n{said}\n五、存在的主要问题及改进情况\n"
        f"解读偏少，将增加图解。\n六、其他需要报告的事项\n无。\n{signed}\n2024年1月12日"
    )
    findings = checks.check(gr.read(text.encode()), only=["F-04"])
    assert [f.actual for f in findings if f.broken] == accused


def organ_of_preamble(truth):
    report = gr.read(synth.render(truth, "html_plain", truth.seed))
    (finding,) = checks.check(report, only=["F-04"])
    return finding.passed, finding.explained


@pytest.mark.parametrize("form", ["2021", "2019", "2014", "2008"])
def test_another_office_planted_in_the_preamble_is_found_and_the_right_one_left_alone(form):
    for seed in range(2000, 2030):
        right = synth.make(form, seed)
        wrong, _ = synth.plant(right, "organ_preamble", seed)
        assert (organ_of_preamble(right), organ_of_preamble(wrong)) == ((True, None), (False, None))


def test_every_example_of_words_of_its_own_names_an_office_and_every_wording_has_one():
    def read(data):
        data.tables("mentions"), data.text("guide"), data.text("signature")
        data.texts("guides"), data.texts("signatures")
        organ, shorts = data.text("organ"), "|".join(data.texts("shorts"))
        wordings = [p.replace("ORGAN", organ).replace("SHORT", shorts) for p in data.texts("own")]
        return wordings, data.texts("owns")

    wordings, examples = load_toml("organ_mentions.toml", read)
    assert [[m.organ for m in named_for_its_own(e)] for e in examples] == [
        ["教育局"],
        ["水利局"],
        ["市公安局"],
    ]
    assert all(any(re.search(p, text) for text in examples) for p in wordings)


@pytest.mark.parametrize(("said", "organ", "passed"), [
    ("广电员工为人民服务的意识增强。", "甲县建设局", [False]),
    ("为公民获取质监政府信息提供便利。", "甲县建设局", [False]),
    ("没有针对市公安局申请行政复议的事项。", "甲县公安局", [False]),
    ("没有针对市公安局申请行政复议的事项。", "甲市公安局", [True]),
    ("教育干部职工的责任意识增强。", "甲县教育局", [True]),
    ("广电员工为人民服务的意识增强。", "甲县文体广电局", [True]),
    ("会同公安部门开展培训，市公安局到场指导。", "甲县教育局", []),
    ("全县农业干部职工的业务水平提高。", "甲县教育局", [False]),
    ("提高基本建设员工的业务水平。", "甲县教育局", []),
    ("公示林业行政执法人员名单，提高林业行政执法人员的业务水平。", "甲县自然资源局", []),
    ("教育员工为人民服务的意识增强。", "甲县人民政府", []),  # of its departments
])  # fmt: skip
def test_words_of_another_office(said, organ, passed):
    report = replace(narrated(said, organ=organ), body="department" if organ.endswith("局") else "government")
    findings = checks.check(report, only=["F-17"])
    assert [f.passed for f in findings] == passed
    assert {f.severity for f in findings} <= {"information"}
