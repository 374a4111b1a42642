"""Sentences for invented reports, put together by a small grammar: no sentence is anyone's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from random import Random

from govreport.templates import Template

__all__ = ["write"]

# `<name>` is replaced by one of the alternatives of that name, `[3-90]` by a number of that range,
# `{year}` by what the report says. Numbers and label words stand here on purpose: a reader that takes
# 行政许可 in a sentence for a row of table 二 is to be found out.
_GRAMMAR: dict[str, tuple[str, ...]] = {
    "basis": (
        "根据《中华人民共和国政府信息公开条例》和{declared}的要求，",
        "按照政府信息公开条例第五十条及{declared}，",
        "依据{declared}所附格式，",
    ),
    "written": (
        "{organ}编制本年度报告。",
        "现将{organ}{year}年政府信息公开工作情况报告如下。",
        "{organ}特此公布本报告。",
    ),
    "period": (
        "本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        "统计时间为{year}年1月1日至12月31日。",
        "报告期：{year}年1月1日—{year}年12月31日。",
    ),
    "parts": (
        "",
        "",
        "全文由总体情况，主动公开政府信息情况，收到和处理政府信息公开申请情况，政府信息公开行政复议、"
        "行政诉讼情况，存在的主要问题及改进情况，其他需要报告的事项六部分组成。",
    ),
    "contact": (
        "如有疑问，请与{organ}联系（地址：<street>[1-300]号，电话：0[300-999]-[2000000-8999999]）。",
        "联系电话：0[300-999]—[2000000-8999999]，地址：<street>[1-300]号，邮编：[100000-899999]。",
    ),
    "street": ("㵲水路", "䶮山街", "合成大道", "样本路", "㭎木巷", "例句东街"),
    "when": ("{year}年，", "一年来，", "本年度，", "报告期内，"),
    "kept": (
        "本机关坚持先想读者再发信息，",
        "我们把群众看得懂作为标准，",
        "各科室按分工推进公开，",
        "本单位围绕中心任务做好公开，",
    ),
    "did": (
        "通过网站发布信息[20-3000]条，",
        "政务新媒体推送[5-900]篇，",
        "公示行政许可[1-900]件、行政处罚[1-90]件，",
        "转载规章[1-9]件，解读行政规范性文件[1-30]件，",
        "答复热线咨询[3-2000]次，",
        "举办政府开放日[1-6]场，",
    ),
    "grew": (
        "比上年增加[1-40]%。",
        "与{before}年基本持平。",
        "较{before}年减少[1-60]条。",
        "群众满意度为9[0-8].[1-9]%。",
    ),
    "requests": (
        "全年新收政府信息公开申请{new}件，上年结转{carried_in}件，办结{outcome_total}件。",
        "共收到公开申请{new}件（不含上年结转{carried_in}件），结转下年度{carried_out}件。",
        "依申请公开方面，本年新收{new}件，其中予以公开{granted}件，部分公开{partial}件。",
    ),
    "manage": (
        "修订公开指南[1-3]次，清理失效文件[1-80]份。",
        "行政强制、行政事业性收费目录按季更新，共[4-40]条。",
        "对[2-20]个栏目逐项复核，补发信息[1-60]条。",
    ),
    "train": (
        "组织培训[1-8]次，[20-400]人次参加。",
        "开展自查[1-4]次，整改问题[1-12]个。",
        "听取意见[1-50]条并全部回应。",
    ),
    "above_disclosure": ("", "", "", "本年主动公开各类信息[10-900]条，其中规章、行政规范性文件[1-9]件。"),
    "above_requests": ("", "", "", "以下数字只计本机关直接收到的申请，不含咨询[1-90]次。"),
    "above_remedies": ("", "", "", "下表按收案时间统计，不含{before}年已审结的[1-5]件。"),
    "problem": (
        "一是<lack>，约有[2-30]个栏目更新偏慢；二是<lack>。",
        "<lack>，<lack>，仍需改进。",
        "与群众期待相比，<lack>。",
    ),
    "lack": (
        "解读形式不多",
        "答复用语不够易懂",
        "个别信息发布不及时",
        "人员岗位变动较多",
        "表格口径说明不足",
    ),
    "remedy": (
        "下一步，将<step>，<step>，力争在{after}年6月底前见效。",
        "{after}年拟办培训[2-9]场，并<step>。",
        "改进措施：1.<step>；2.<step>；3.其他事项按计划推进。",
    ),
    "step": ("每月核对一次栏目", "编写答复范例", "请读者代表试读文件", "建立发布台账", "公开表格的填写说明"),
    "fee": (
        "本年度未收取信息处理费。",
        "{year}年收取政府信息公开信息处理费0元。",
        "信息处理费：收取[1-6]件，共[1-9]00元。",
        "无其他需要报告的事项。",
    ),
}
_SYMBOL = re.compile(r"<(\w+)>")
_RANGE = re.compile(r"\[(\d+)-(\d+)\]")
_ROWS = ("new", "carried_in", "granted", "partial", "outcome_total", "carried_out")
_PARAGRAPHS = {
    "overview": (
        "<when><kept><did><did><grew>",
        "（一）主动公开。<did><did><grew>",
        "（二）依申请公开。<requests>",
        "（三）管理与平台。<manage><when><did><manage>",
        "（四）监督保障。<train><train>",
    ),
    "disclosure": ("<above_disclosure>",),
    "requests": ("<above_requests>",),
    "remedies": ("<above_remedies>",),
    "problems": ("<problem>", "<remedy>"),
    "other": ("<fee>",),
}


def write(
    organ: str,
    year: int,
    template: Template,
    cells: Mapping[tuple[str, str, str], int | Decimal],
    rng: Random,
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The paragraphs before the first section, and those of each section.

    Counts of requests in the prose agree with `cells`; other numbers are in the prose alone.
    """
    says = {row: str(cells["requests", row, "total"]) for row in _ROWS}
    says |= {"organ": organ, "declared": template.notice}
    says |= {"year": str(year), "before": str(year - 1), "after": str(year + 1)}
    preamble = _paragraphs(("<basis><written><period>", "<parts>", "<contact>"), says, rng)
    return preamble, {kind: _paragraphs(parts, says, rng) for kind, parts in _PARAGRAPHS.items()}


def _paragraphs(parts: tuple[str, ...], says: Mapping[str, str], rng: Random) -> tuple[str, ...]:
    written = (_expand(part, says, rng) for part in parts)
    return tuple(text for text in written if text)


def _expand(part: str, says: Mapping[str, str], rng: Random) -> str:
    while _SYMBOL.search(part):
        part = _SYMBOL.sub(lambda found: rng.choice(_GRAMMAR[found[1]]), part)
    numbered = _RANGE.sub(lambda found: str(rng.randint(int(found[1]), int(found[2]))), part)
    return numbered.format_map(says)
