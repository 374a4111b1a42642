"""The prose itself: problems that say something, copies, repetitions, years."""

from dataclasses import replace

import pytest
from narrated import answers, judged, judged_together, narrated, pointed_at

import govreport as gr
from govreport import checks, synth

HOLDS, BROKEN, OPEN = (True, None), (False, None), (None, None)
WORK = (
    "2023年，我局把公开目录细分到科室，重写学校招生、校车安全、营养餐三类栏目，组织校长读懂政策活动。"
    "热线归口办理，家长来电当天登记、次日回告，课后服务收费标准在校门口张贴。"
    "审批窗口迁入政务大厅，办学许可材料由十一份减为六份，流程图挂网并随表发放。"
)
OTHER = (
    "2023年，我局围绕河道治理开展公开，水质断面月报改为周报，排口清单和整改台账同步上网。"
    "汛期每日两次推送水位，取水许可到期提醒以短信送达企业，水价听证全程直播。"
    "河长公示牌更新联系人，群众拍照上传的线索由乡镇三日内核查并公布结果。"
)


# ---- T-1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("无。", BROKEN),
        ("暂无问题，继续努力。", BROKEN),
        ("招生栏目更新不够及时。下一步，将加强校车安全信息的归集。", HOLDS),
        (
            "存在的主要问题：一是招生栏目更新不够及时；二是办学许可流程图的解读形式单一。"
            "下一步，将细化招生栏目的更新责任，开展面向家长的图解，组织校长培训。",
            HOLDS,
        ),
        (
            "存在的主要问题：一是工作水平有待提高；二是工作机制不够完善；三是工作力度不够大。"
            "下一步，将提高工作水平，完善工作机制，加大工作力度，加强组织领导，提升工作质量。",
            BROKEN,
        ),
        (
            "本年度的工作总体平稳，栏目按月核对，群众来电逐一登记，会议按季召开，"
            "材料按时归档，人员按岗到位，各项任务如期推进。",
            OPEN,
        ),
    ],
)  # fmt: skip
def test_problems(text, answer):
    assert answers(judged(narrated("收到申请9件。", problems=text), "T-1")) == [answer]


def test_a_report_without_that_section_is_judged_elsewhere():
    assert judged(narrated("收到申请9件。"), "T-1") == []


def test_a_short_section_is_quoted():
    (finding,) = judged(narrated("收到申请9件。", problems="无。"), "T-1")
    assert "只有 2 字：“无。”" in finding.message_zh


# ---- T-2, T-3


def test_last_years_text_again():
    before = narrated("", year=2022, overview=WORK.replace("2023", "2022"))
    again, fresh = narrated("", overview=WORK), narrated("", overview=OTHER)
    (finding,) = judged_together("T-2", before, again)
    assert answers([finding]) == [BROKEN]
    assert finding.compared == before.report_id
    assert pointed_at(again, finding) == [WORK]
    assert "河长" not in finding.message_zh
    assert answers(judged_together("T-2", before, fresh)) == [HOLDS]


def test_short_texts_are_not_compared():
    before, now = narrated("", year=2022, problems="无其他问题。"), narrated("", problems="无其他问题。")
    assert judged_together("T-2", before, now) == []


def test_another_bodys_text():
    model = narrated("", organ="甲县水务局", overview=WORK)
    copy, fresh = narrated("", overview=WORK), narrated("", overview=OTHER)
    (finding,) = judged_together("T-3", model, copy)
    assert answers([finding]) == [BROKEN]
    assert "甲县水务局" in finding.message_zh
    assert finding.compared == model.report_id
    (shared,) = pointed_at(copy, finding)
    assert len(shared) > 60
    assert shared in WORK
    assert answers(judged_together("T-3", model, fresh)) == [HOLDS]


def test_both_bodies_are_told():
    model, copy = narrated("", organ="甲县水务局", overview=WORK), narrated("", overview=WORK)
    told = [findings for _, findings in checks.check_all([model, copy], only=["T-3"])]
    assert [[f.broken for f in findings] for findings in told] == [[True], [True]]


@pytest.mark.parametrize("changes", [{"year": 2022}, {"organ": "甲县教育局"}])
def test_other_years_and_other_documents_of_one_body_are_no_peers(changes):
    model = narrated("收到申请9件。", **{"organ": "甲县水务局", "overview": WORK, **changes})
    copy = narrated("", overview=WORK)
    others = narrated("", organ="甲县林业局", overview=OTHER)
    assert answers(judged_together("T-3", model, others, copy)) == [HOLDS]


def test_a_report_alone_has_no_peers():
    assert judged(narrated("", overview=WORK), "T-3") == []
    assert judged_together("T-3", narrated("", overview=WORK)) == []


def test_a_text_that_many_share_is_named_once():
    shared = [narrated("", organ=f"{letter}县水务局", overview=WORK) for letter in "甲乙丙丁"]
    changed = narrated("", organ="戊县水务局", overview=WORK[: int(0.9 * len(WORK))])
    told = [found for _, found in checks.check_all([*shared, changed], only=["T-3"])]
    assert [len(findings) for findings in told] == [1] * 5
    assert "4 份" in told[0][0].message_zh
    assert told[0][0].compared == min(r.report_id for r in shared[1:])  # no nearer one than a copy
    assert told[-1][0].compared == min(r.report_id for r in shared)


def test_many_reports_are_searched_with_hashes():
    truths = [synth.make_series("2021", seed, (2023,))[0] for seed in range(210)]
    reports = [
        narrated("", organ=f"甲县{t.organ}", overview=" ".join(t.narrative["overview"])) for t in truths
    ]
    copy = replace(reports[7], masthead=replace(reports[7].masthead, organ="乙县教育局"), sha256="c" * 64)
    (finding,) = [f for f in judged_together("T-3", *reports, copy) if f.broken]
    assert finding.compared == reports[7].report_id


# ---- T-4, T-5, T-6


def test_last_years_problems():
    before = narrated("", year=2022, problems="校车安全信息更新不够及时。招生栏目分类不够清楚。")
    now = narrated("收到申请9件。", overview="校车安全信息改为每周更新。")
    findings = judged_together("T-4", before, now)
    assert answers(findings) == [HOLDS, BROKEN]
    assert {f.severity for f in findings} == {"information"}
    assert "招生栏目分类" in findings[1].message_zh


def test_sentences_that_stand_twice():
    once = "群众来电当天登记、次日回告办理结果。"
    report = narrated(once, overview=f"{once}流程图随表发放。")
    (finding,) = judged(report, "T-5")
    assert (finding.broken, finding.severity, finding.actual) == (True, "information", "2")
    assert [text.strip() for text in pointed_at(report, finding)] == [once, once]
    assert answers(judged(narrated(once), "T-5")) == [HOLDS]


def test_lines_of_the_form_are_no_repetition():
    line = "商业企业 科研机构 社会公益组织 法律服务机构 其他。"
    assert answers(judged(narrated(f"{line}\n{line}"), "T-5")) == [HOLDS]


def test_years_that_do_not_fit():
    report = narrated("收到申请9件，其中3件结转2023年办理。", overview="2022年，我局认真落实各项要求。")
    first, second = judged(report, "T-6")
    assert answers([first, second]) == [BROKEN, BROKEN]
    assert pointed_at(report, first) == ["2022"]
    assert pointed_at(report, second) == ["2023"]
    assert (first.expected, first.actual) == ("2023", "2022")
    assert "总体情况" in first.message_zh
    assert "Prose, Overview" in first.message_en


@pytest.mark.parametrize("told", [
    "2023年，共收到申请9件，较2022年增加2件，其中1件结转2024年办理。",
    "2024年，我局公开工作更上一层楼。",  # a plan has no number and is not over
    "2024年计划公开信息500条。",
    "2022年收到申请6件，2023年收到9件。",  # two years side by side
    "全年平稳。2022年印发的制度继续有效，涉及3个科室。",
    "2024年2月，召开会议1次部署年报工作。",  # before the report was published
    "2024年，我局将继续公开信息3类。",
    "2023年，我局将信息公开纳入考核。",
])  # fmt: skip
def test_years_that_fit(told):
    assert answers(judged(narrated(told), "T-6")) == [HOLDS]


@pytest.mark.parametrize(("told", "year"), [
    ("2022年我局获取政府信息30条，其中主动公开20条。", "2022"),
    ("2022年，我局主动公开政府信息的主要类别有：政策类2条。", "2022"),
    ("2022年我局组织了培训。", "2022"),
    ("2022年，已办结全部申请。", "2022"),
    ("针对上述问题，2023年我局将着重做好以下工作。", "2023"),
])  # fmt: skip
def test_years_of_another_report(told, year):
    (finding,) = judged(narrated(told), "T-6")
    assert (answers([finding]), finding.actual) == ([BROKEN], year)


@pytest.mark.parametrize(("said", "answer"), [
    ("现编制完成2024年度政府信息公开工作年度报告。", BROKEN),
    ("现公布我局2022年政府信息公开年度报告。", BROKEN),
    ("现公布我局2023年政府信息公开年度报告。", HOLDS),
    ("根据关于做好2022年政府信息公开年度报告编制工作的要求编制。", HOLDS),
    ("相关链接：2022年政府信息公开年度报告", HOLDS),
])  # fmt: skip
def test_the_report_that_the_preamble_says_was_compiled(said, answer):
    sections = (
        "一、总体情况\n工作平稳。\n五、存在的主要问题及改进情况\n解读偏少，将增加图解。\n"
        "六、其他需要报告的事项\n无。"
    )
    report = gr.read(f"甲县教育局2023年政府信息公开工作年度报告\n{said}\n{sections}".encode())
    assert answers(judged(report, "T-6")) == [answer]


@pytest.mark.parametrize(("head", "found"), [("2012年度", ["2012"]), ("2013年度", []), ("2013年", [])])
def test_the_year_over_a_statistics_table(head, found):
    rows = (
        "主动公开信息数 条 12 30\n其中：1.网站公开 条 12 30\n受理依申请公开信息总数 条 0 0\n"
        "对申请的答复数 条 0 0\n"
    )
    text = (
        "甲县教育局2013年度政府信息公开工作年度报告\n一、概述\n工作平稳。\n附表\n"
        f"指标名称 计量单位 {head} 历年累计\n{rows}行政复议数 条 0 0\n行政诉讼数 条 0 0\n"
    )
    broken = [f for f in judged(gr.read(text.encode()), "T-6") if f.broken]
    assert [f.actual for f in broken] == found


# ---- published reports


@pytest.mark.real
def test_published_reports(real):
    """Read by eye: none of these texts is empty, of another year or another body's."""
    reports = [gr.read(path) for path in sorted(real.iterdir()) if path.suffix in (".txt", ".html", ".md")]
    broken = [
        (report.source, f.rule)
        for report, findings in checks.check_all(reports)
        for f in findings
        if f.rule.startswith("T-") and f.broken and f.severity != "information"
    ]
    assert len(reports) == 10
    assert broken == []
