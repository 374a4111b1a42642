"""The font of the package has every character that its texts, corpus and notebooks may put on a chart."""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
FONT = ROOT / "govreport" / "data" / "fonts" / "NotoSansSC-GB2312.otf"
# Characters of data that no chart shows, and why.
NEVER_DRAWN = {
    "junk_words.toml": "ÂÃ",  # texts in a wrong encoding
    "facts.toml": "㐀㐁",  # ends of ranges in patterns
    "specificity.toml": "龥",
    "problems.toml": "龥",
    # names of offices printed in traditional characters, which no chart draws
    "facts.csv": "區園會東業產砲縣術鎮",
    "manifest.csv": "區園會東業產砲縣術鎮",
    "prose.toml": "㭎㵲䶮",  # rare characters in streets that do not exist: PDF files draw them as boxes
}
TABLES = ("traditional.txt",)  # traditional characters beside the simplified ones that are meant


def texts():
    """Every file of text of the package's data, the corpus and the notebooks."""
    for folder in ("govreport/data", "corpus", "notebooks"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".toml", ".txt", ".tsv", ".csv", ".md", ".ipynb", ".css", ".js"):
                yield path, path.read_text(encoding="utf-8")


def test_the_font_has_every_character_of_data_corpus_and_notebooks():
    known = {chr(code) for code in TTFont(FONT).getBestCmap()} | set("\n\r\t\ufeff")
    found, missing = 0, {}
    for path, text in texts():
        if path.name in TABLES or not text:
            continue
        found += 1
        lacking = set(text) - known - set(NEVER_DRAWN.get(path.name, ""))
        if lacking:
            missing[str(path.relative_to(ROOT))] = "".join(sorted(lacking))
    assert missing == {}
    assert found > 60


def test_it_has_the_zero_of_years_in_characters_and_the_names_of_all_divisions():
    known = {chr(code) for code in TTFont(FONT).getBestCmap()}
    assert set("二〇二三年零壹") <= known
    assert set("−–—·%†⑳") <= known


def test_its_page_tells_how_many_characters_it_has():
    page = (FONT.parent / "README.md").read_text(encoding="utf-8")
    assert f"cut down to {len(TTFont(FONT).getBestCmap()):,} characters" in page
