"""Parts of a whole in prose: shares and lists are read with their places, and traps are left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport import resources
from govreport.errors import ResourceError
from govreport.resources import load_toml
from govreport.text import counted as module
from govreport.text.parts import part_lists
from govreport.text.shares import share_lists


def told(text):
    """Each list of shares: parts, percentages, wholes."""
    return [
        (
            [int(s.part.value) for s in one.shares],
            [str(s.percent.value) for s in one.shares],
            [int(whole.value) for whole in one.wholes],
        )
        for one in share_lists(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到60件，其中网络45件，占75%；信函15件，占25%。", [([45, 15], ["75", "25"], [60])]),
        ("公开信息1913条，机构类133条(占6.95%)。", [([133], ["6.95"], [1913])]),
        ("公开信息1913条，机构类133条，占信息总数的６．９５％。", [([133], ["6.95"], [1913])]),
        ("公开信息1,913条，机构类133条，占比为百分之七。", [([133], ["7"], [1913])]),
        ("办结200件，四十二件不予公开，占21%。", [([42], ["21"], [200])]),
        # the nearest first; a count of another unit or a smaller one is no whole
        ("收到90件，办结80件。召开会议99次。其中网络20件，占25%。", [([20], ["25"], [80, 90])]),
        ("收到90件，补正5件，其中网络20件，占22%。", [([20], ["22"], [90])]),
        # another whole begins another list
        ("甲类3条，共90条，其中图解9条，占10%。共200条，其中图文50条，占25%。",
         [([9], ["10"], [90]), ([50], ["25"], [200, 90])]),
        # a whole on another line, or too far off, is none
        ("公开信息1913条。\n机构类133条，占6.95%。", [([133], ["6.95"], [])]),
        ("公开1913条。甲。乙。丙。机构类133条，占6.95%。", [([133], ["6.95"], [])]),
    ],
)  # fmt: skip
def test_shares(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "整改违法占地3宗，占用率20%。",
        "租用房屋3间，占地率5%。",
        "收到60件，增长20%。",
        "办结8件，办结率100%。",
        "现场办理5件，占上年申请的50%。",
        "甲类30件、乙类20件，分别占60%、40%。",
        "其中网络申请占61.7%。",
        "侵占耕地3宗，同比下降20%。",
        "占比较高。",
        "",
    ],
)
def test_what_is_no_share_of_something_told(text):
    assert told(text) == []


def test_flags_of_a_list():
    (first,) = share_lists("收到60件，其中网络45件，占75%；信函15件，占25%。")
    assert (first.introduced, first.complete) == (True, True)
    (second,) = share_lists("收到60件。网络45件，占75%；当面1件；信函14件，约占23%。")
    assert (second.introduced, second.complete) == (False, False)
    assert [s.percent.qualifier for s in second.shares] == ["exact", "about"]
    (third,) = share_lists("全县收到92宗，其中县本级17件；公开5宗，占29.4%，不公开8宗，占47.1%。")
    assert not third.introduced


@given(st.text("占其中共收到件条,。、;()%0123456789类网络信函", max_size=60))
def test_places_are_those_of_the_numerals(text):
    for one in share_lists(text):
        for count in (*one.wholes, *(c for s in one.shares for c in (s.part, s.percent))):
            assert re.search(r"\d|[一二三四五六七八九十百千]", text[count.start : count.end])
    for parts in part_lists(text):
        assert len(parts.items) > 1
        assert all(item.unit == parts.whole.unit for item in parts.items)


def lists(text):
    return [(int(p.whole.value), [int(item.value) for item in p.items]) for p in part_lists(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公布9条（其中规划类2条，政策、文件类6条，其他1条）。", [(9, [2, 6, 1])]),
        ("收办申请60件（市政府34件、甲县20件、乙区6件）。", [(60, [34, 20, 6])]),
        ("制作119期简明问答，其中，市级47期、甲区70期、乙县2期。", [(119, [47, 70, 2])]),
        ("发布信息249条，其中：公文9条；重点工作39条；其他1条。同期受理咨询8条。", [(249, [9, 39, 1])]),
        ("公布信息60条，其中甲类45条，占75%；乙类15条，占25%。", [(60, [45, 15])]),
        ("作处理341件，其中其他处理（含撤回）300件、补正41件。", [(341, [300, 41])]),
        # what is no part ends the list, and so does the item that makes it whole
        ("收到60件，其中网络5件、信函3件，已办结8件。", [(60, [5, 3])]),
        ("办结81件，其中公开42件；不公开39件；引起的行政复议2件。", [(81, [42, 39])]),
        ("公布90条，其中甲类5条、乙类3条，丙类8条。", [(90, [5, 3])]),
        ("收到60件，其中市本级13件；内容涉及规划74件；征地31件。", []),
        ("收到60件，其中网络5件，较上年增加3件。", []),
        ("收到60件，其中网络5件。", []),
        ("公布9条（含上年2条）。", []),
        ("公布9条，其中图解3期、图文5期。", []),
        ("公布9条，图解3条，图文5条。", []),
    ],
)
def test_lists(text, expected):
    assert lists(text) == expected


@pytest.mark.parametrize(
    ("text", "closed", "loose", "ways"),
    [
        ("公布9条，其中甲类5条、乙类3条。", False, False, False),
        ("公布9条，其中甲类5条，乙类3条。", False, True, False),
        ("公布9条，其中甲类5条，其他3条。", True, True, False),
        ("公布9条，其中甲类5条，其他3条，另公布图解1条。", False, True, False),
        ("公布9条（其中甲类5条，乙类3条）。", False, False, False),
        ("审理9件，其中维持5件、其他情形3件、1例正在审理。", False, False, False),
        ("公布9条，其中网站5条、微信3条。", False, False, True),
        ("办结32件，其中26件涉及征地，其中，公开23件、不公开4件。", False, True, False),
        ("办结32件，其中涉及征地(含拆迁)的26件，其中公开23件、不公开4件。", False, True, False),
        ("办结19条，分甲类10条、乙类9条。其中，公开7条、不公开6条。", False, True, False),
        ("办结19条，分甲类10条、乙类9条，其中公开7条、不公开6条。", False, False, False),
    ],
)
def test_kinds_of_lists(text, closed, loose, ways):
    (parts,) = part_lists(text)
    assert (parts.closed, parts.loose or parts.nested, parts.ways) == (closed, loose, ways)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在公开的74条信息中，图解40条，占54%；动态20条；其他10条。", (74, [40, 20, 10], True, True, False)),
        ("其中公布9条，甲类5条，乙类3条，其他2条。", (9, [5, 3, 2], True, True, False)),
        ("公布9条，其中甲类5条，乙类4条，丙类3条。", (9, [5, 4, 3], False, True, True)),
        ("公布9条，其中甲类5条；乙类4条；丙类3条。", (9, [5, 4], False, True, False)),
        ("公布9条，其中甲类5条，乙类共6条；丙类3条等。", (9, [5, 6, 3], False, True, False)),
        ("公布9条，其中甲类5条，推送短信6条。", (9, [5, 6], False, False, False)),
        ("制作51条，其中主动公开20条，依申请公开21条，不予公开1条。", (51, [20, 21, 1], True, True, False)),
    ],
)
def test_all_parts_are_used(text, expected):
    (p,) = part_lists(text)
    found = (int(p.whole.value), [int(item.value) for item in p.items], p.closed, p.alike, p.overfull)
    assert found == expected


# ---- the data


def data(key):
    found = {}

    def build(table):
        for name, part in table.named_tables():
            found[name] = part._left.copy()
            part._left.clear()

    load_toml("shares.toml", build)
    return found[key]


def test_share_examples():
    grammar = module.grammar()
    share = data("share")

    def reads(text):
        percents = [m for m in re.finditer(r"\d+(?:\.\d+)?%|百分之.+$", text)]
        counts = [m.end() for m in re.finditer(r"[\d一二三四五六七八九十]+[件条宗亩间]", text)]
        return any(
            grammar.share.fullmatch(text, end, p.start())
            for p in percents
            for end in counts
            if end < p.start()
        )

    assert [text for text in share["examples"] if not reads(text)] == []
    assert [text for text in share["counterexamples"] if reads(text)] == []
    bases = [re.compile(rf"占{base}的?(?:比|\d|百)") for base in share["bases"]]
    assert all(any(base.search(text) for text in share["examples"]) for base in bases)


@pytest.mark.parametrize(
    ("patterns", "examples"),
    [
        ("not_parts", "not_part_examples"),
        ("rest", "rest_examples"),
        ("kinds", "kinds_examples"),
        ("ways", "ways_examples"),
    ],
)
def test_words_of_lists_have_examples_and_examples_words(patterns, examples):
    listed = data("list")
    names = [re.sub(r"\d+[^\d]$", "", text) for text in listed[examples]]
    for pattern in listed[patterns]:
        assert any(re.search(pattern, name) for name in names), pattern
    for name in names:
        assert any(re.search(pattern, name) for pattern in listed[patterns]), name


def test_damaged_data_is_refused(monkeypatch):
    whole = resources.load_text("shares.toml").replace("[list]", "[list]\nextra = 1")
    monkeypatch.setattr(resources, "load_text", lambda name: whole)
    with pytest.raises(ResourceError, match=r"shares.toml: list.extra: expected no such key"):
        module.grammar.__wrapped__()
