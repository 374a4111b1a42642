"""From a source to a report: every way in gives the same one; what is no report says why in one line."""

from __future__ import annotations

import io
import os
import pickle
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import govreport as gr
from govreport.document import Paragraph
from govreport.errors import NotAReportError, ReadError, ReportProblems
from govreport.normalize import compact
from govreport.parsing.recipe import parse
from govreport.readers import read_bytes
from govreport.readers.draft import Draft
from govreport.resources import load_text

Page = Callable[..., str]
ORGAN = "青山县民政局"
OFFICIAL = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
# Signature and length of a picture header; the rest is nothing.
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200)
NEWS = """<!DOCTYPE html><html><head><title>新闻</title></head><body><h1>我县召开政务公开工作会议</h1>
<p>会议听取了政府信息公开工作情况的汇报，研究了存在的问题。</p>
<table><tr><td>首页</td><td>要闻</td></tr><tr><td>2024</td><td>12</td></tr></table>
<p>2024年政府信息公开工作年度报告将于一月公布。</p></body></html>"""


@pytest.fixture
def file(tmp_path, page):
    path = tmp_path / "report.html"
    path.write_text(page(ORGAN, new=7), encoding="utf-8")
    return path


def one_line(caught, source):
    """The message, which begins with the source and has one line."""
    said = str(caught.value)
    assert said.startswith(f"{source}: ")
    assert "\n" not in said
    return said.removeprefix(f"{source}: ")


# What a report is.


def test_a_page_becomes_a_report(file):
    report = gr.read(file)
    assert (report.organ, report.year, report.form) == (ORGAN, 2024, "2021")
    assert report.title == f"{ORGAN}2024年政府信息公开工作年度报告"
    assert report.requests.loc["new", "natural_person"] == 7
    assert report.requests.loc["outcome_total", "total"] == 7
    assert (report.requests.shape, report.remedies.shape) == ((25, 7), (3, 5))
    assert len(report.figures) == 200
    assert [s.kind for s in report.sections] == "overview disclosure requests remedies problems other".split()
    assert report.source == str(file)


def test_every_way_in_gives_the_same_report(file):
    data = file.read_bytes()
    by_path = gr.read(file)
    assert gr.read(str(file)) == by_path
    with file.open("rb") as opened:
        assert gr.read(opened) == by_path
    by_bytes = gr.read(data)
    assert by_bytes == gr.read(data)
    assert by_bytes.source == "<bytes>"
    assert gr.read(io.BytesIO(data)).source == "<file>"
    for other in (by_bytes, gr.read(io.BytesIO(data))):
        assert without_source(other) == without_source(by_path)


def without_source(report):
    return [getattr(report, name) for name in report.__dataclass_fields__ if name != "source"]


def test_the_same_bytes_twice_give_equal_reports_and_other_bytes_do_not(file, page):
    assert gr.read(file) == gr.read(file)
    assert gr.read(page(ORGAN, new=7).encode()) != gr.read(page(ORGAN, new=8).encode())


def test_a_report_goes_to_another_process_and_back(file):
    report = gr.read(file)
    again = pickle.loads(pickle.dumps(report))
    assert again == report
    assert again.requests.equals(report.requests)


def test_the_name_of_a_file_decides_nothing(tmp_path, page):
    path = tmp_path / "report.png"
    path.write_text(page(ORGAN), encoding="utf-8")
    assert gr.read(path).media_type == "text/html"


def test_a_report_in_gb18030_says_the_same(page):
    utf8, gb = gr.read(page(ORGAN).encode()), gr.read(page(ORGAN).encode("gb18030"))
    assert gb.figures == utf8.figures
    assert gb.masthead == utf8.masthead


def test_headings_without_tables_are_a_report_without_numbers():
    headings = "一、总体情况\n甲。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
    report = gr.read(f"{ORGAN}2024年政府信息公开工作年度报告\n{headings}".encode())
    assert report.figures == ()
    assert [n.code for n in report.notes].count("table_not_found") == 3
    assert report.form is None


# strict


def test_strict_raises_every_note_at_once(page):
    untitled = page(ORGAN).replace(f"{ORGAN}2024年政府信息公开工作年度报告", "前言").encode()
    report = gr.read(untitled)
    codes = [note.code for note in report.notes]
    assert {"no_title", "no_organ", "year_from_period"} <= set(codes)
    with pytest.raises(ReportProblems) as caught:
        gr.read(untitled, strict=True)
    said = [str(problem) for problem in caught.value.exceptions]
    assert said == [f"{note.code}: {note.message}" for note in report.notes if note.doubt]
    assert all(isinstance(problem, gr.GovReportError) for problem in caught.value.exceptions)


def test_what_a_reader_could_not_read_is_a_note_of_the_report(page):
    document = read_bytes(page(ORGAN).encode(), "x.html")
    draft = Draft()
    for block in document.blocks[:3]:
        assert isinstance(block, Paragraph)
        draft.paragraph(block.text)
    draft.unread("a text box", page=2)
    draft.unread("a picture of a seal", doubt=False)
    (box, seal) = draft.document("x", "", "a/b").notes
    assert (box.code, box.message, box.doubt) == ("content_unread", "not read: a text box", True)
    assert box.where is not None
    assert (box.where.start, box.where.page) == (len("\n".join(b.text for b in document.blocks[:3])), 2)
    assert not seal.doubt
    assert parse(replace(document, notes=(box, seal))).notes == (box, seal, *parse(document).notes)


@pytest.mark.parametrize(
    "said", ["6 万件", "6 千", "6 有误", "约 6", "6（存疑", "6 余", "6 件 含撤回", "6⑩", "6/7", "6?"]
)
@pytest.mark.parametrize(("place", "column"), [(1, "natural_person"), (-1, "total")])
def test_words_beside_a_number_are_never_dropped(page, said, place, column):
    before, label, after = page(ORGAN).partition("予以公开</td>")
    cells = after[: after.index("</tr>")].split("<td>")
    cells[place] = f"{said}</td>"
    changed = before + label + "<td>".join(cells) + after[after.index("</tr>") :]
    figures = {figure.key: figure for figure in gr.read(changed.encode()).figures}
    struck = figures.pop(("requests", "granted", column))
    assert (struck.status, struck.raw) == ("unreadable", said)
    assert {key for key, figure in figures.items() if figure.value is None} == set()


def test_a_picture_that_is_not_read_is_noted(page):
    picture = "<p><img src=a.png width=600 height=300></p>"
    whole = page(ORGAN)
    before = parse(read_bytes(whole.encode(), "x")).notes
    heading = whole.index("三、")
    beside = parse(read_bytes((whole[:heading] + picture + whole[heading:]).encode(), "x")).notes
    (note,) = set(beside) - set(before)
    assert (note.code, note.doubt) == ("picture_unread", False)
    assert note.message.endswith("is not read: a.png")


def test_strict_lets_a_sound_report_pass(file):
    assert all(figure.status == "reported" for figure in gr.read(file).figures)
    assert gr.read(file, strict=True) == gr.read(file)


# What is no report.


@pytest.mark.parametrize("data", [b"", b" ", b"\r\n\t \n"])
def test_an_empty_file(tmp_path, data):
    path = tmp_path / "empty.html"
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        gr.read(path)
    assert not isinstance(caught.value, NotAReportError)
    assert one_line(caught, path) == "the file is empty"


def test_nothing_but_chinese_blanks_is_no_report():
    with pytest.raises(NotAReportError) as caught:
        gr.read("\u3000\n\u3000\n".encode())
    assert "found 0 blocks, 0 tables, 0 section headings, beginning with 'nothing'" in one_line(
        caught, "<bytes>"
    )


def test_a_picture_named_html(tmp_path):
    path = tmp_path / "scan.html"
    path.write_bytes(PNG)
    with pytest.raises(ReadError) as caught:
        gr.read(path)
    assert one_line(caught, path) == "an image was expected, it cannot be opened"


def test_a_folder(tmp_path):
    with pytest.raises(ReadError) as caught:
        gr.read(tmp_path)
    assert one_line(caught, tmp_path) == "a file was expected, this is a folder"


def test_a_file_that_is_not_there(tmp_path):
    path = tmp_path / "无此文件.html"
    with pytest.raises(ReadError) as caught:
        gr.read(path)
    assert one_line(caught, path) == "cannot be opened: No such file or directory"
    assert isinstance(caught.value.__cause__, FileNotFoundError)


def test_a_file_far_too_large_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "huge.html"
    with path.open("wb") as sparse:
        sparse.truncate(2 << 30)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    with pytest.raises(ReadError) as caught:
        gr.read(path)
    assert one_line(caught, path) == "at most 64 MB were expected, it has 2048 MB"


def test_an_open_file_far_too_large_is_not_read_to_its_end():
    class Endless(io.RawIOBase):
        asked = 0

        def readable(self):
            return True

        def read(self, size=-1):
            Endless.asked = size
            return b"a" * size

    with pytest.raises(ReadError, match=r"^<file>: at most 64 MB were expected"):
        gr.read(Endless())  # type: ignore[arg-type]
    assert Endless.asked == (64 << 20) + 1


@pytest.mark.parametrize(
    "data",
    [
        NEWS.encode(),
        "关于放假的通知\n明日放假。\n".encode(),
        b"plain words\n",
        "甲 | 1 |\n乙 | 2 |\n".encode(),
        "一、总体情况\n只有一个标题的新闻。\n六、其他\n".encode(),
        b"<html><body></body></html>",
    ],
    ids=["news page", "notice", "latin words", "some table", "two headings", "empty page"],
)
def test_a_document_without_a_report_says_what_it_saw(data):
    with pytest.raises(NotAReportError) as caught:
        gr.read(data)
    said = one_line(caught, "<bytes>")
    assert said.startswith("an annual report (年度报告) with its sections 一 to 六 was expected; found ")
    assert "section headings, beginning with " in said


SIX = "".join(f"{n}、{title}\n" for n, title in zip("一二三四五六", OFFICIAL, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "青山大学2030-2031学年信息公开工作年度报告\n一、概述\n我校公开9条。\n二、主动公开情况\n略。\n三、依申请公开情况\n略。\n",
        "青山职业学院2031年信息公开工作年度报告\n一、概述\n我院公开9条。\n二、主动公开情况\n略。\n三、依申请公开情况\n略。\n",
        "政府网站工作年度报表（2031年度）\n网站名称\n青山县人民政府\n信息发布\n总数\n9\n",
        f"青山县2031年法治政府建设情况报告\n{SIX}我县推进依法行政。\n",
        f"青山县2030年与2031年政府信息公开工作年度报告对比\n{SIX}",
        f"青山县人民政府办公室关于做好年度报告编制工作的通知\n各单位：\n请按格式编制。\n{SIX}",
        f"关于印发《政府信息公开工作年度报告格式》的通知\n{SIX}",
        f"政府信息公开工作年度报告（样式）\n{SIX}",
        "青山县2031年政务公开工作要点\n一、加强公开\n做好公开。\n二、加强解读\n做好解读。\n",
        "青山县民政局2031年政府信息公开工作年度报告\n附件下载\n",
        "县民政局公布2031年政府信息公开工作年度报告\n近日，年度报告公布。报告显示，公开9条。\n",
    ],
)
def test_what_stands_beside_reports_is_none(text):
    with pytest.raises(NotAReportError):
        gr.read(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        # A title with an organ or a period makes a report, whatever its headings are.
        f"{ORGAN}2031年政府信息公开年度工作报告\n一、抓组织\n成立小组。\n二、抓落实\n主动公开政府信息9条。\n",
        f"{ORGAN}2031年度政府信息公开工作总结\n一、主要做法\n我局主动公开政府信息9条。\n二、几点体会\n略。\n",
        f"{ORGAN}2031年政府信息公开年度报告\n2031年，我局主动公开政府信息9条。没有收到申请。\n",
        f"{ORGAN}2031年政府信息公开年度报告 2031年，我局主动公开政府信息9条。没有收到申请。",
        "2031年政府信息公开年度报告\n统计期限自2031年1月1日起至2031年12月31日止。\n主动公开政府信息9条。\n",
        f"{ORGAN}2031年度政府信息公开年度报告\n一、概述\n主动公开政府信息9条。\n二、 附件下载\n",
        "青山縣民政局2031年政府信息公開年度報告\n一、總體情況\n我局主動公開政府信息9條。\n",
    ],
)
def test_a_titled_report_is_one_whatever_its_headings(text):
    report = gr.read(text.encode())
    assert report.year == 2031
    assert ("disclosed", 9.0) in set(
        gr.facts(report)[["concept", "value"]].itertuples(index=False, name=None)
    )
    assert report.unread == ()


def test_a_school_that_fills_in_the_official_tables_is_read(page):
    assert gr.read(page("青山职业学院").encode()).organ == "青山职业学院"


@pytest.mark.parametrize("group", ["title", "own", "organ"])
def test_other_documents_and_their_examples_prove_each_other(group):
    for kind in tomllib.loads(load_text("other_documents.toml"))[group]:
        for pattern in kind["patterns"]:
            assert any(re.search(pattern, compact(example)) for example in kind["examples"]), pattern
        for example in kind["examples"]:
            assert any(re.search(pattern, compact(example)) for pattern in kind["patterns"]), example


def test_themes_are_unknown_where_section_one_was_not_found(page):
    said = page(ORGAN)
    without = re.sub(r"<h2>一、总体情况.*?(?=<h2>二、)", "", said, flags=re.DOTALL)
    assert without != said
    report = gr.read(without.encode())
    assert "section_not_found" in [note.code for note in report.notes]


@pytest.mark.parametrize("other", ["五、短板弱项", "五、不够的地方"])
def test_no_rule_accuses_where_a_heading_was_not_understood(page, other):
    said = page(ORGAN).replace("五、存在的主要问题及改进情况", other)
    assert other in said
    findings = gr.check(gr.read(said.encode()), rules={"F-02", "F-10"})
    assert findings.passed.eq(False).sum() == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_file_that_may_not_be_opened(file):
    file.chmod(0)
    with pytest.raises(ReadError, match=r"cannot be opened: Permission denied$"):
        gr.read(file)
