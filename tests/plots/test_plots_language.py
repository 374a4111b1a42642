"""Every chart in three languages: no word of another, no label over another; few cases, files, colours."""

from __future__ import annotations

import hashlib
import io
import re
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pypdfium2
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

import govreport as gr
from govreport import plots
from govreport.errors import GovReportError
from govreport.plots.canvas import BLUE, GREY, OCHRE, PALETTE, VERMILION
from govreport.plots.language import Speaker
from govreport.report import Figure, Status

LANGUAGES = ("zh", "en", "both")
CHINESE, LETTERS = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[a-z]{3,}")
THINGS = [(f"甲{i}局", f"Office {i}") for i in range(6)]
LINES = pd.DataFrame(THINGS, columns=["label_zh", "label_en"])
RATES = LINES.assign(
    value=[0.5, None, 0.25, 1.0, 0.0, 0.9],
    low=[0.4, None, None, 0.9, None, 0.8],
    high=[0.6, None, None, 1.0, None, 0.99],
    n=[90, 0, 8, 123456, 30, 4],
)
WAYS = LINES.assign(strict=[0.2, 0.5, None, 0, 1, 0.3], wide=[0.6, None, None, 0, 1, 0.4])
SERIES = pd.DataFrame(
    {
        "year": [2012, 2013, 2018, 2019, 2020, 2021],
        "form": ["2008", "2008", "2014", "2019", "2019", "2021"],
        "value": [1, None, 4, 23, 21, 70],
    }
).assign(organ="甲局", body_id="a", variable="requests_new")
FINDINGS = pd.DataFrame(
    [("甲局", "III-1", False, None)] * 2 + [("甲局", "N-2", True, None)] * 3 + [("甲局", "P-2", False, "x")],
    columns=["label", "rule", "passed", "explained"],
).astype({"passed": "boolean", "explained": "string"})
RANKS = pd.DataFrame(
    {"report_id": list("abcdef"), "rank": [1, 2, 3, 4, 5, None], "rank_low": [1, 1, 2, 3, 5, None]}
).assign(rank_high=[2, 3, 4, 5, 5, None], p_first=[0.8, 0.2, 0, 0, 0, None], n=[90, 80, 70, 60, 50, 3])
WORDS = pd.DataFrame(
    [("土地", 10, 0, 200.0, 0.0, 2.0, 0.25, 4.0), ("平台", 0, 20, 0.0, 100.0, -3.0, 1.0, -3.0)],
    columns="token count reference_count per_thousand reference_per_thousand delta variance z".split(),
)
RUNNING = pd.DataFrame({"token": list("土地公开土地公开"), "tag": "n", "section": list("aaaabbbb")})
TITLE, AXIS = ("标题", "a title"), ("占比", "share of cases")
LEGEND = [("strict", ("严", "strict")), ("wide", ("宽", "wide"))]


@pytest.fixture
def report(make_report):
    totals = {"new": 6000, "carried_in": 4, "granted": 5995, "partial": 1, "outcome_total": 6001, "other": 1}
    totals |= {"denied.internal": 1, "unable.not_held": 1, "unprocessed.repeat": 1, "carried_out": 2}
    keys = [("requests", row, "total") for row in totals]
    figures = {key: Figure(*key, Status.REPORTED, Decimal(totals[key[1]]), "件") for key in keys}
    return make_report("甲局", "2019", figures)


CHARTS = {
    "outcomes": plots.outcomes,
    "identities": plots.identities,
    "flow": plots.flow,
    "dots": lambda _, **o: plots.dots(RATES, TITLE, AXIS, percent=True, rows=("机关", "office"), **o),
    "spread": lambda _, **o: plots.spread(WAYS, TITLE, AXIS, LEGEND, percent=True, n=6, **o),
    "tiles": lambda _, **o: plots.tiles(WAYS[["strict", "wide"]], TITLE, AXIS, labels=THINGS, n=6, **o),
    "matrix": lambda _, **o: plots.matrix(
        pd.DataFrame(np.arange(36).reshape(6, 6)), TITLE, AXIS, labels=THINGS, n=6, **o
    ),
    "grid": lambda _, **o: plots.grid(FINDINGS, TITLE, **o),
    "ranks": lambda _, **o: plots.ranks(RANKS, TITLE, **o),
    "years": lambda _, **o: plots.years(SERIES, "requests_new", **o),
    "keyness": lambda _, **o: plots.keyness(WORDS, TITLE, AXIS, (("甲", "first"), ("乙", "second")), **o),
    "dispersion": lambda _, **o: plots.dispersion(RUNNING, ["土", "房"], TITLE, **o),
}
# Names and words of the data are Chinese in every language, as is the unit; ids are Latin.
OF_DATA = re.compile(r"甲局|[土地平台公开房]|件|sha256|strict|wide")
every_chart = pytest.mark.parametrize("name", CHARTS)


def test_each_kind_of_chart_is_here():
    assert set(CHARTS) == set(plots.__all__) - {"style", "titled", "use_font"}


def texts(axes):
    """The texts that are drawn: ticks outside the view are none."""
    found, draw = [], Text.draw
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", lambda text, renderer: (found.append(text), draw(text, renderer))[1])
        axes.figure.canvas.draw()
    return [text for text in dict.fromkeys(found) if text.get_text().strip() and text.get_visible()]


@pytest.mark.parametrize("language", LANGUAGES)
@every_chart
def test_a_chart_speaks_the_language_that_is_asked_for_and_no_label_is_over_another(name, language, report):
    axes = CHARTS[name](report, language=language)
    figure, drawn = axes.figure, texts(axes)
    said = " ".join(OF_DATA.sub("", text.get_text()) for text in drawn)
    assert bool(CHINESE.search(said)) is (language != "en"), said
    assert bool(LETTERS.search(said)) is (language != "zh"), said
    assert axes.get_ylabel() or name == "flow", "the y-axis is named"
    boxes = [(text.get_text(), text.get_window_extent()) for text in drawn]
    for (one, box), (other, other_box) in combinations(boxes, 2):
        wide = min(box.x1, other_box.x1) - max(box.x0, other_box.x0)
        high = min(box.y1, other_box.y1) - max(box.y0, other_box.y0)
        assert wide < 1 or high < 1, (one, other)  # pixels
    for words, box in boxes:
        assert figure.bbox.x0 - 1 <= box.x0, words
        assert box.x1 <= figure.bbox.x1 + 1, words


@every_chart
def test_n_is_written(name, report):
    axes = CHARTS[name](report)
    assert any(re.search(r"\bn ?= ?\d", text.get_text()) for text in texts(axes))


def test_the_style_gives_the_language_of_a_block(report):
    with plots.style(language="en"):
        assert plots.years(SERIES, "requests_new").get_xlabel() == "year"
        with plots.style("print"):
            assert plots.years(SERIES, "requests_new").get_xlabel() == "year"
        assert plots.years(SERIES, "requests_new", language="zh").get_xlabel() == "年度"
    assert plots.years(SERIES, "requests_new").get_xlabel() == "年度 year"
    with pytest.raises(ValueError, match="language: expected one of zh, en, both, found 'fr'"):
        plots.years(SERIES, "requests_new", language="fr")


def test_lines_are_joined_language_by_language_and_what_is_the_same_once():
    assert Speaker("both")("率\n甲", "rate\n甲") == "率 rate\n甲"
    assert Speaker("en").of("率 rate") == "率 rate"  # one text stands as it is
    assert plots.titled(("率", "rate"), ["拟(synthetic)"]) == ("率\n合成数据", "rate\nsynthetic data")


def test_english_names_that_do_not_tell_lines_apart_do_not_take_their_place():
    frame = RATES.assign(label_en="county")
    axes = plots.dots(frame, TITLE, AXIS, language="en")
    assert [label.get_text() for label in axes.get_yticklabels()] == list(RATES["label_zh"])


# ---- few cases


def drawn_points(axes):
    return [line for line in axes.lines if line.get_marker() in ("o", "s", "D", "^")]


FEW = {
    "years": lambda: plots.years(SERIES.head(5), "requests_new"),
    "spread": lambda: plots.spread(WAYS, TITLE, AXIS, LEGEND, n=4),
    "matrix": lambda: plots.matrix(pd.DataFrame([[4]]), TITLE, AXIS, labels=THINGS[:1], n=4),
    "tiles": lambda: plots.tiles(WAYS[["strict"]], TITLE, AXIS, n=4),
    "grid": lambda: plots.grid(FINDINGS.head(4), TITLE),
    "ranks": lambda: plots.ranks(RANKS.head(4), TITLE),
    "dispersion": lambda: plots.dispersion(RUNNING.head(4), ["土"], TITLE),
}


@pytest.mark.parametrize("name", FEW)
def test_of_fewer_than_five_there_is_a_panel_that_says_so(name):
    axes = FEW[name]()
    assert [text.get_text() for text in axes.texts] == ["n = 4，少于 5：不作图 n = 4, fewer than 5: no chart"]
    assert not axes.lines
    assert not axes.images


def test_a_line_of_fewer_than_five_cases_has_no_dot_and_says_so():
    axes = plots.dots(RATES, TITLE, AXIS, percent=True)
    assert [int(line.get_ydata()[0]) for line in drawn_points(axes)] == [0, 2, 3, 4]
    assert axes.texts[5].get_text() == "n=4: 少于 5 fewer than 5"


def test_a_report_with_fewer_than_five_requests_has_no_chart(make_report):
    axes = plots.outcomes(make_report("甲局", "2021"))
    assert axes.texts[0].get_text().startswith("n = 0，少于 5")


# ---- ranks


def test_ranks_draw_what_the_ranking_says():
    axes = plots.ranks(RANKS, TITLE)
    assert [float(line.get_xdata()[0]) for line in drawn_points(axes)] == [1, 2, 3, 4, 5]
    lines = [line for line in axes.lines if line.get_marker() == "None"]
    assert [tuple(map(float, line.get_xdata())) for line in lines] == [(1, 2), (1, 3), (2, 4), (3, 5), (5, 5)]
    assert [text.get_text() for text in axes.texts][:2] == ["80%  n=90", "20%  n=80"]
    assert axes.get_title() == "标题 a title (n = 5)"


@pytest.mark.parametrize(
    ("frame", "labels", "said"),
    [
        (RANKS.drop(columns="p_first"), None, "columns p_first were expected to draw ranks"),
        (RANKS, THINGS[:2], "6 labels were expected to draw ranks; found 2 labels"),
        (RANKS.assign(rank_low=None), None, "a rank with an interval was expected"),
    ],
)
def test_ranks_need_ranks_with_intervals(frame, labels, said):
    with pytest.raises(GovReportError, match=said):
        plots.ranks(frame, TITLE, labels=labels)


# ---- files


def saved(axes, format_):
    file = io.BytesIO()
    axes.figure.savefig(file, format=format_)
    return file.getvalue()


def test_a_file_names_version_and_data_and_is_the_same_another_day(report, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    known = f"sha256:{report.sha256}"
    axes = plots.flow(report)
    files = {format_: saved(axes, format_) for format_ in ("png", "pdf", "svg")}
    with Image.open(io.BytesIO(files["png"])) as picture:
        info = getattr(picture, "text", {})
    assert (info["Software"], info["Description"]) == (f"govreport {gr.__version__}", known)
    with pypdfium2.PdfDocument(files["pdf"]) as document:
        told = document.get_metadata_dict()
    assert (told["Creator"], told["Keywords"]) == (f"govreport {gr.__version__}", known)
    assert not told["CreationDate"]
    assert known.encode() in files["svg"]
    again = plots.flow(report)
    assert {format_: saved(again, format_) for format_ in files} == files


def test_the_fingerprint_is_of_the_rows_drawn(tmp_path):
    axes = plots.dots(RATES, TITLE, AXIS)
    path = tmp_path / "dots.png"
    axes.figure.savefig(path)
    rows = RATES.to_csv(index=False, float_format="%.10g", lineterminator="\n")
    with Image.open(path) as picture:
        assert getattr(picture, "text", {})["Description"] == (
            f"sha256:{hashlib.sha256(rows.encode()).hexdigest()}"
        )
    other = plots.dots(RATES.assign(n=99), TITLE, AXIS)
    assert other.figure.drawn != axes.figure.drawn
    axes.figure.savefig(Path(tmp_path / "dots.jpg"))  # a format that names nothing


# ---- colours

# Machado, Oliveira and Fernandes (2009), severity 1: protanopia and deuteranopia, on linear RGB.
SIGHTS = [
    np.eye(3),
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
]
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(color):
    rgb = np.array(to_rgb(color))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("color", [*PALETTE, BLUE, VERMILION, OCHRE, GREY])
def test_a_colour_stands_out_from_white(color):
    assert 1.05 / (0.05 + (TO_XYZ @ linear(color))[1]) >= 3  # WCAG 2.2, 1.4.11


def test_colours_are_told_apart_by_colour_blind_readers():
    for one, other in combinations(PALETTE, 2):
        for sight in SIGHTS:
            apart = np.linalg.norm(lab(sight @ linear(one)) - lab(sight @ linear(other)))
            assert apart > 15, (one, other)
