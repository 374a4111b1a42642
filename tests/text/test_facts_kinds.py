"""Kinds of wording that are easily misread or missed: sentences to be read, and not to be."""

from __future__ import annotations

import pytest

from govreport.text.facts import facts
from govreport.text.facts.when import reported_year
from govreport.text.prose import fold

# What a sentence states, in the order of the text: "concept=value", with "/territory" or "/office".
CASES = {
    "a bracket between an outcome and its number": [
        ("收到申请70件，无法提供（本机关不掌握）15件", "requests_received=70 unable=15"),
        ("收到申请70件，无法提供（含不掌握）15件", "requests_received=70 unable=15"),
        ("收到申请70件，予以公开（包括部分公开）51件", "requests_received=70 granted_or_partial=51"),
        ("收到申请70件，其他处理（含撤回、补正）4件", "requests_received=70 other=4"),
        ("收到申请70件，不予处理（信访、举报）6件", "requests_received=70 unprocessed=6"),
        ("收到申请70件，按期办结（其中延期9件）68件", "requests_received=70 requests_answered=68"),
        ("收到申请70件，答复（含上年结转3件）72件",
         "requests_received=70 requests_answered=72 carried_in=3"),
        ("收到申请70件，不予公开（国家秘密1件、商业秘密2件）3件", "requests_received=70 denied=3"),
        ("不予公开（含部分公开）19件", ""),
        ("收到政府信息公开申请70件（新收68件、上年结转2件），予以公开40件",
         "requests_total=70 requests_new=68 carried_in=2 granted=40"),
    ],
    "carried over, of cases": [
        ("收到申请70件，行政复议11件（含上年结转4件）", "requests_received=70 reconsideration_total=11"),
        ("收到申请70件，行政诉讼3件，其中2023年结转1件", "requests_received=70 litigation_total=3"),
        ("行政复议案件5件，上年结转2件", "reconsideration_total=5"),
        ("收到申请70件，办理行政复议11件（含上年结转4件）", "requests_received=70"),
        ("收到申请70件，未新增行政诉讼案件，上年结转的1件已审结", "requests_received=70"),
        ("行政复议0件，收到申请70件（含上年结转4件）",
         "reconsideration_total=0 requests_total=70 carried_in=4"),
    ],
    "parts of a year and several years": [
        ("1月至10月，收到政府信息公开申请21件", ""),
        ("2024年1-9月收到政府信息公开申请21件", ""),
        ("截至9月底收到政府信息公开申请21件，全年收到32件", "requests_received=32"),
        ("近4年共收到政府信息公开申请21件", ""),
        ("过去五年收到政府信息公开申请21件", ""),
        ("2020年以来共收到政府信息公开申请21件", ""),
        ("2019年至2023年收到政府信息公开申请21件", ""),
        ("截至2023年底，累计收到政府信息公开申请321件", ""),
        ("“十三五”期间收到政府信息公开申请321件", ""),
        ("11月至12月收到政府信息公开申请2件", ""),
        ("12月收到政府信息公开申请2件", ""),
        ("截至2024年12月31日，共收到政府信息公开申请21件", "requests_received=21"),
        ("1月至12月，收到政府信息公开申请21件", "requests_received=21"),
        ("2024年1月1日至12月31日，收到政府信息公开申请21件", "requests_received=21"),
        ("截至12月底，全年累计收到政府信息公开申请21件", "requests_received=21"),
        ("2024年累计收到政府信息公开申请21件", "requests_received=21"),
        ("2020年以来，未收到政府信息公开申请", "requests_received=0"),
    ],
    "last year, told by whom": [
        ("去年，我镇收到政府信息公开申请6件", ""),
        ("去年共收到政府信息公开申请6件，办结6件", ""),
        ("去年收到政府信息公开申请6件，今年收到7件", "requests_last_year=6 requests_received=7"),
        ("2024年收到政府信息公开申请7件，比去年多1件", "requests_received=7 change_count=1"),
        ("过去一年我局未有依申请公开", "requests_received/office=0"),
    ],
    "bodies that review, and that are sued with others": [
        ("区政府作为复议机关办理政府信息公开行政复议案件31件", ""),
        ("市政府作为行政复议机关，受理政府信息公开行政复议31件", ""),
        ("县司法局受理政府信息公开行政复议案件31件", ""),
        ("以复议机关身份办理信息公开行政复议13件", ""),
        ("因信息公开作为共同被告的行政诉讼6件", ""),
        ("行政诉讼9件，其中作为复议机关的共同被告4件", "litigation_total=9"),
        ("县司法局因政府信息公开被申请行政复议2件", "reconsideration_total=2"),
        ("行政复议案件8件，均已审结", "reconsideration_total=8"),
        ("因信息公开申请产生的3件行政诉讼案件已全部审结", "litigation_total=3"),
        ("有2起因政府信息公开申请行政复议", "reconsideration_total=2"),
    ],
    "no new cases": [
        ("本年度未新发生行政诉讼", ""),
        ("无新增行政复议案件", ""),
        ("全年未收到新的行政复议申请", ""),
        ("未新增行政复议、行政诉讼", ""),
        ("未发生行政复议、行政诉讼", "reconsideration_total=0 litigation_total=0"),
        ("上述2项均未引发行政复议、提起行政诉讼", "reconsideration_total=0 litigation_total=0"),
    ],
    "bodies of an area": [
        ("全县收到政府信息公开申请600件，其中县公安局收到130件", "requests_received/territory=600"),
        ("全县新收政府信息公开申请600件。县教育局新收30件，办结28件", "requests_new/territory=600"),
        ("全县收到政府信息公开申请600件，县政府办公室予以公开42件", "requests_received/territory=600"),
        ("全县收到政府信息公开申请600件，其中青山镇收到31件，答复29件", "requests_received/territory=600"),
        ("全县行政复议30件，其中县公安局行政复议6件", "reconsideration_total/territory=30"),
        ("全县收到政府信息公开申请600件，其中县本级收到31件，予以公开6件",
         "requests_received/territory=600 requests_received/office=31 granted/office=6"),
        ("各乡镇收到政府信息公开申请31件，办结31件", ""),
        ("全县各乡镇、各部门收到政府信息公开申请31件", "requests_received/territory=31"),
        ("市财政局收到政府信息公开申请6件，办结6件", "requests_received=6 requests_answered=6"),
    ],
    "what is still being handled": [
        ("收到申请12件，答复8件，其余4件均在受理期限内", "requests_received=12 requests_answered=8"),
        ("收到申请12件，8件已答复，4件尚在法定办理期限内", "requests_received=12 requests_answered=8"),
        ("收到申请12件，除1件仍在办理中，其余11件已办结", "requests_received=12 requests_answered=11"),
        ("收到申请12件，不属于本机关4件，其余8件按期答复", "requests_received=12"),
        ("收到申请12件，均在受理时限内答复", "requests_answered=12 requests_received=12"),
        ("收到政府信息公开申请12件，2件因邮路不畅未收到申请人的材料", "requests_received=12"),
        ("收到申请12件，其中3件没有予以公开", "requests_received=12"),
    ],
    "a part of those answered": [
        ("收到申请60件，答复58件，其中按时办结35件", "requests_received=60 requests_answered=58"),
        ("全年收到政府信息公开申请44件，办结43件（其中按期答复40件，延期答复3件）",
         "requests_received=44 requests_answered=43"),
        ("收到申请9件，已答复9件，其中当场答复2件", "requests_received=9 requests_answered=9"),
        ("收到申请60件，按时办结58件", "requests_received=60 requests_answered=58"),
    ],
    "handled, and carried out": [
        ("收到和办理政府信息公开申请31件，其中办结27件，结转4件",
         "requests_received=31 requests_answered=27 carried_out=4"),
        ("收到并处理申请57件，除2件转入下年度办理外，其余按时办结", "requests_received=57 carried_out=2"),
        ("受理和答复依申请公开31件，其中1件结转下年", "requests_received=31 carried_out=1"),
        ("办理政府信息公开申请103件（含上年结转4件），按时办结98件，结转下年度5件",
         "requests_total=103 carried_in=4 requests_answered=98 carried_out=5"),
        ("收到政府信息公开申请168件，均已答复，其中本年办结150件，转下年办理18件",
         "requests_received=168 requests_answered=150 carried_out=18"),
        ("收到并办理政府信息公开申请31件。其中予以公开8件，结转下年度7件",
         "requests_received=31 granted=8 carried_out=7"),
        ("新收申请75件，上年结转14件，办理83件，结转下年6件",
         "requests_new=75 carried_in=14 requests_answered=83 carried_out=6"),
        ("共办理政府信息公开申请12件", "requests_answered=12"),
    ],
    "how they are answered": [
        ("收到政府信息公开申请101件。办理中严格把关，及时作出答复", "requests_received=101"),
        ("收到政府信息公开申请101件，规范流程，按时答复申请人", "requests_received=101"),
        ("收到政府信息公开申请101件。及时答复", "requests_received=101"),
        ("收到政府信息公开申请101件。今后将依法作出答复", "requests_received=101"),
        ("收到政府信息公开申请101件，做到件件有答复", "requests_received=101"),
        ("收到政府信息公开申请101件，按期答复", "requests_answered=101 requests_received=101"),
        ("收到政府信息公开申请101件。均已答复", "requests_answered=101 requests_received=101"),
    ],
    "who asks": [
        ("收到民众申请政府信息公开24件", "requests_received=24"),
        ("受理公民提出的政府信息公开申请24件", "requests_received=24"),
        ("共收到任何单位和个人提交的依申请公开事项0件", "requests_received=0"),
        ("接到辖区群众申请公开政府信息3项", "requests_received=3"),
        ("收到自然人申请3件，均已办结",
         "natural_person=3 requests_answered=3 requests_received=3"),
        ("收到自然人申请5件，法人申请3件", "natural_person=5 organisation=3"),
        ("2024年没有受理依申请公开。收到信件31封，均已回复", "requests_received=0"),
        ("收到群众来信31件", ""),
    ],
    "said of all": [
        ("收到申请8件，皆为自然人申请", "natural_person=8 requests_received=8"),
        ("收到申请8件，均通过信函提交", "channel_letter=8 requests_received=8"),
        ("收到申请8件，均为网络申请。申请主体为自然人",
         "channel_online=8 natural_person=8 requests_received=8"),
        ("收到申请1件（自然人申请）", "natural_person=1 requests_received=1"),
        ("收到申请8件（自然人申请）", "requests_received=8"),
        ("收到申请8件，均以邮寄方式答复", "requests_answered=8 requests_received=8"),
        ("收到申请8件，其中网络申请5件，均为自然人", "requests_received=8 channel_online=5"),
    ],
    "nothing came": [
        ("某镇未收到和处理政府信息公开申请", "requests_received=0"),
        ("全年无依申请公开办理情况", "requests_received=0"),
        ("未收到任何单位和个人提出的政府信息公开申请", "requests_received=0"),
        ("2024我局未接到政府信息公开申请", "requests_received/office=0"),
        ("未收到公民、法人或者其他组织获取相关政府信息的申请", "requests_received=0"),
        ("未收到政府信息公开申请及相关投诉举报", "requests_received=0"),
        ("未发生依申请公开和不予公开政府信息的情况", "requests_received=0 denied=0"),
        ("收到申请5件，没有不予公开的情况", "requests_received=5 denied=0"),
        ("未收到依申请公开及主动公开方面的投诉", ""),
        ("未答复政府信息公开申请", ""),
        ("没有予以公开", ""),
        ("主动公开31条，无不予公开信息", ""),
    ],
    "a reason, then the outcome": [
        ("收到申请8件，其中3件属于个人隐私，不予公开", "requests_received=8 denied=3"),
        ("收到申请8件，其中2件申请内容不明确，不予处理", "requests_received=8 unprocessed=2"),
        ("收到申请8件，其中2件属于内部事务信息，不予公开；3件涉及商业秘密，不予公开",
         "requests_received=8"),
        ("收到申请8件，其中网上申请2件，予以公开", "requests_received=8 channel_online=2"),
        ("收到申请8件。对自然人申请不予公开2件", "requests_received=8"),
    ],
    "fees": [
        ("未因信息公开收取任何费用", "fee_yuan=0"),
        ("未对依申请公开收取任何费用", "fee_yuan=0"),
        ("我局未对任何公民、法人收取费用", "fee_yuan/office=0"),
        ("收到申请5件。没有收费", "requests_received=5 fee_yuan=0"),
        ("1件未按规定缴费", ""),
        ("为群众代办事项，未收取任何费用", ""),
        ("收取停车费300元", ""),
    ],
    "papers": [
        ("全年发布行政规范性文件4件", "documents_normative=4"),
        ("新发布的行政规范性文件2件", "documents_normative=2"),
        ("共发布行政规范性文件0条", "documents_normative=0"),
        ("未制发规章及行政规范性文件", "documents_normative=0"),
        ("没有发布和废止行政规范性文件", "documents_normative=0 documents_repealed=0"),
        ("梳理出继续有效规范性文件67件，废止7件", "documents_in_force=67 documents_repealed=7"),
        ("集中发布现行有效行政规范性文件31件", "documents_in_force=31"),
        ("通过网站发布规范性文件6件", ""),
        ("发布规范性文件14条", ""),
        ("发布规范性文件目录1份", ""),
    ],
    "disclosed": [
        ("在政府信息公开平台新增主动公开政府信息140条", "disclosed=140"),
        ("主动公开政府信息条数922条", "disclosed=922"),
        ("通过网站、公众号等载体主动公开政府信息数量47条", "disclosed=47"),
        ("全年主动发布各类政府信息877条", "disclosed=877"),
        ("通过县政府网站主动公开政府信息140条", "disclosed_website=140"),
        ("通过县政府网站公开各类信息52条，其中通知类40条，其他12条", "disclosed=52"),
        ("主动公开信息90条，通过县政府网站公开信息52条，其中通知类40条", "disclosed=90 disclosed_website=52"),
        ("累计主动公开政府信息3800条，本年度新增296条", "disclosed=296"),
        ("截至2024年12月31日，累计主动公开政府信息3800条", ""),
        ("通过微信公众号发布信息640条", ""),
        ("做好重点领域信息公开，公开信息640条", ""),
        ("通过网站发布信息640条", ""),
        ("公开政府信息目录12条", ""),
        ("制作依申请公开文件57件", ""),
        ("部门文件中主动公开53件，依申请公开57件", ""),
    ],
    "growth of a part": [
        ("收到申请61件，网上申请量同比增长34%", "requests_received=61"),
        ("收到申请61件，申请人数同比增长34%", "requests_received=61"),
        ("收到申请61件，其中自然人申请55件，同比增长34%", "requests_received=61 natural_person=55"),
        ("收到申请61件，信函申请数量较上年下降5%", "requests_received=61"),
        ("收到申请61件，申请量同比增长34%", "requests_received=61 change_percent=34"),
    ],
    "numbers": [
        ("共收到政府信息公开申请61²件", "requests_received=61"),
        ("共收到政府信息公开申请61₂件", "requests_received=61"),
        ("共收到政府信息公开申请3万5000件", "requests_received=35000"),
        ("共收到政府信息公开申请１千２百件", "requests_received=1200"),
        ("共收到政府信息公开申请两千余件", "requests_received=2000"),
        ("收取信息处理费1'300元", "fee_yuan=1300"),
        ("收取信息处理费1.300,00元", ""),
        ("共收到政府信息公开申请3万5件", ""),
        ("共收到政府信息公开申请一万2千件", ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "stated"),
    [pytest.param(*case, id=f"{kind}-{i}") for kind, cases in CASES.items() for i, case in enumerate(cases)],
)
def test_kinds(text, stated):
    found = {f"{f.concept}{f'/{f.scope}' if f.scope else ''}={f.value:f}" for f in facts(text + "。")}
    assert found == set(stated.split())


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("（国办函〔2021〕30号）要求，现公布《甲县水务局2024年政府信息公开工作年度报告》", 2024),
        ("国办发〔2019〕26号\n乙县教育局2023年度政府信息公开工作年度报告", 2023),
        ("发布日期:2024-01-15\n乙县教育局政府信息公开工作2023年度报告", 2023),
        ("发布时间:2024年1月15日\n丙镇政府信息公开工作年度报告（2023年）", 2023),
        ("2024年1月15日公布。2023年收到政府信息公开申请6件。", 2023),
        ("2023年收到申请6件。2024年，我局将继续推进公开。2024年工作计划：加强培训。", 2023),
        ("按照《2024年政务公开工作要点》，2023年收到申请6件。", 2023),
        ("统计期限自2022年1月1日起至2022年12月31日止。2023年将加强。", 2022),
        ("2024年收到申请9件，比2023年多2件", 2024),
        ("收到申请9件，比2023年多2件", 2024),
        ("2020年以来收到申请421件", None),
    ],
)
def test_the_year_of_a_text(text, year):
    assert reported_year(fold(text).text) == year


@pytest.mark.parametrize("heads", [
    "\n（勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况\n自然人\n"
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请0",
    "（等于第三项加第四项之和）申请人情况自然人",
])  # fmt: skip
def test_heads_of_a_table_below_a_sentence_do_not_say_who_asked(heads):
    told = "2021年，新收依申请公开事项4件。"
    assert [f.concept for f in facts(told + heads, year=2021)] == ["requests_new"]
    said = {(f.concept, int(f.value)) for f in facts(f"{told}申请主体均为自然人。", year=2021)}
    assert said == {("requests_new", 4), ("natural_person", 4)}
