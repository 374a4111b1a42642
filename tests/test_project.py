"""The repository agrees with itself: package lists, manifest, documents, font, and what no file may name."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path

import pytest
import yaml
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font

from govreport import __version__, forms
from govreport.cli import main
from govreport.report import Status

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")
# In pieces, so that this file does not name what it forbids.
FORBIDDEN = [
    *(rb"py" + rb"pi\.(?:org|python|tuna)", rb"python" + rb"hosted\.", rb"/py" + rb"pi/"),
    *(rb"ana" + rb"conda\.(?:org|com)", rb"npm" + rb"js\.", rb"npm" + rb"mirror\.", rb"crates" + rb"\.io"),
    *(rb"deb" + rb"ian\.org", rb"mirrors" + rb"\.\w", rb"proxy\." + rb"golang"),
    rb"(?<![\w.~*\])}/-])/(?:wo" + rb"rk|ro" + rb"ot|ho" + rb"me|Us" + rb"ers|o" + rb"pt|t" + rb"mp)/[\w.-]",
    rb"[A-Z]:\\+Us" + rb"ers",
]


def project():
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


# The extras that a checkout installs and locks.
INSTALLED = ("collect", "export", "fast", "docs", "ocr", "synth", "stats", "scale", "notebook", "book", "dev")


def wanted(*extras):
    """Requirements of the core and of some extras, as pyproject.toml writes them."""
    table = project()
    found = set(table["dependencies"])
    for extra in extras:
        found |= set(table["optional-dependencies"][extra])
    return found


def name_of(requirement):
    match = re.match(r"[A-Za-z0-9_.-]+", requirement)
    assert match, requirement
    return match[0].lower().replace("_", "-")


def committed():
    """Files that git tracks or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def forbidden(data):
    return [match[0] for pattern in FORBIDDEN for match in re.finditer(pattern, data)]


def blocks(readme, language):
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_conda_installs_the_same_packages_as_pip():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    entries = re.findall(r"^ +- ([^\s:]+)(?:  #.*)?$", text, re.MULTILINE)
    assert set(entries) - {"conda-forge", "pip", "-e"} == {
        *wanted(*INSTALLED),
        f"python{project()['requires-python']}",
    }
    listed = yaml.safe_load(text)["dependencies"]
    assert listed[-1]["pip"][-1] == "-e ."
    assert all(isinstance(entry, str) for entry in [*listed[:-1], *listed[-1]["pip"]])


def test_the_lock_holds_every_package_with_its_hashes():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(
        r"^([a-z0-9.-]+)==\S+(?: ;[^\n\\]+)? \\\n((?: {4}--hash=sha256:[0-9a-f]{64}.*\n)*)", lock, re.M
    )
    assert len(entries) == len(re.findall(r"^[^\s#]", lock, re.MULTILINE))
    assert [name for name, hashes in entries if not hashes] == []
    assert {name_of(r) for r in wanted(*INSTALLED)} <= {name for name, _ in entries}


def test_locked_versions_satisfy_the_exact_requirements():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    exact = [requirement for requirement in wanted(*INSTALLED) if "==" in requirement]
    assert exact
    assert [requirement for requirement in exact if f"\n{requirement} " not in lock] == []


def test_no_file_names_a_package_index_or_a_path_of_one_machine():
    files = committed()
    assert ROOT / "pyproject.toml" in files
    found = {str(p.relative_to(ROOT)): hits for p in files if (hits := forbidden(p.read_bytes()))}
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "--index-url https://" + "py" + "pi.org/simple",
        "https://files.python" + "hosted.org/packages/a.whl",
        "cd /wo" + "rk/main",
        '"/ro' + 'ot/.cache"',
        "C:\\Us" + "ers\\somebody",
    ],
)
def test_a_forbidden_name_is_seen(text):
    assert forbidden(text.encode())


@pytest.mark.parametrize(
    "text", ["https://www.example.gov.cn/home/zwgk", "../shared/" + "work/a", "docs/" + "work/a.md"]
)
def test_an_address_or_a_relative_path_is_allowed(text):
    assert forbidden(text.encode()) == []


def manifest():
    with (ROOT / "corpus/manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_manifest_is_the_corpus():
    rows = manifest()
    assert list(rows[0]) == [
        "id",
        "file",
        "organ",
        "region",
        "level",
        "year",
        "address",
        "retrieved",
        "sha256",
    ]
    assert len({row["id"] for row in rows}) == len(rows)
    files = {f"reports/{path.name}" for path in (ROOT / "corpus/reports").iterdir()}
    assert {row["file"] for row in rows} == files


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["id"])
def test_a_report_of_the_corpus_is_unchanged(row):
    data = (ROOT / "corpus" / row["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == row["sha256"]
    assert row["organ"] in data.decode("utf-8")


def test_keyed_figures_are_cells_of_their_form():
    with (ROOT / "corpus/figures/figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cells = {
        (form, table.id, row.id, column.id)
        for form in forms.available()
        for table in forms.load(form).tables
        for row, column in table.cells()
    }
    keys = [(row["report"], row["form"], row["table"], row["row"], row["column"]) for row in rows]
    assert len(rows) == 2966 + 272
    assert len(set(keys)) == len(keys)
    assert {key[1:] for key in keys} - cells == set()
    assert {row["status"] for row in rows} <= set(Status)
    assert [row for row in rows if (row["status"] in ("reported", "recovered")) != bool(row["value"])] == []


def test_conventions_name_every_row_and_column_of_the_forms():
    text = (ROOT / "docs/conventions.md").read_text(encoding="utf-8")
    for form in map(forms.load, forms.available()):
        for table in form.tables:
            assert f"`{table.id}`" in text
            for part in (*table.rows, *table.columns):
                line = rf"^\| `{re.escape(part.id)}` \| {re.escape(part.zh)} \|.*\b{form.id}\b"
                assert re.search(line, text, re.MULTILINE), (form.id, table.id, part.id)
    assert [status for status in Status if f"| `{status}` |" not in text] == []


def test_decisions_are_numbered_and_short():
    paths = sorted((ROOT / "docs/decisions").iterdir())
    assert [int(path.name[:4]) for path in paths] == list(range(1, len(paths) + 1))
    assert [path.name for path in paths if len(path.read_text(encoding="utf-8").splitlines()) > 35] == []


def test_the_changelog_says_what_changes_results():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## .*\n(?:(?!## ).*\n)*", text, re.MULTILINE)
    assert versions
    assert [version for version in versions if "### Changes results" not in version] == []


def test_the_citation_names_this_version():
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_both_readmes_give_the_same_commands():
    english, chinese = (
        [
            re.sub(r"\s*#.*", "", code)
            for language in ("sh", "bat", "python")
            for code in blocks(readme, language)
        ]
        for readme in READMES
    )
    assert english == [code.replace('"message_zh"', '"message_en"') for code in chinese]
    assert len(english) == 5


@pytest.mark.parametrize("readme", READMES)
def test_what_a_readme_links_to_is_there(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert "docs/pictures/review.png" in links
    headings = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    assert [
        link for link in links if not (link[1:] in headings if link[0] == "#" else (ROOT / link).exists())
    ] == []


def test_commands_of_the_readme_exist():
    lines = [line for code in blocks("README.md", "sh") for line in code.splitlines()]
    targets = {line.split()[1] for line in lines if line.startswith("make ")}
    verbs = {line.split()[1] for line in lines if line.startswith("govreport ")}
    assert {"study", "test"} <= targets
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [target for target in targets if f"\n{target}: " not in makefile] == []
    assert {
        "read",
        "check",
        "review",
        "audit",
        "build",
        "export",
        "synth",
        "study",
        "new-study",
        "mark",
    } == verbs
    for verb in verbs:
        with pytest.raises(SystemExit) as ended:
            main([verb, "--help"])
        assert ended.value.code == 0, verb


@pytest.mark.slow
@pytest.mark.parametrize("readme", READMES)
def test_the_first_result_of_a_readme_is_what_it_says(readme, tmp_path):
    (code,), (said,) = blocks(readme, "python"), blocks(readme, "text")
    assert len(code.splitlines()) <= 10
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    command = [sys.executable, "-X", "utf8", "-c", code]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, said), result.stderr
    assert "261%" in (tmp_path / "page.html").read_text(encoding="utf-8")


FONT = ROOT / "govreport/data/fonts/NotoSansSC-GB2312.otf"


def drawn(text):
    """What matplotlib warns of when it draws `text` with the font of the package."""
    figure = Figure()
    figure.text(0, 0, text, fontproperties=FontProperties(fname=FONT))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        FigureCanvasAgg(figure).draw()
    return [str(warning.message) for warning in caught]


def test_charts_show_chinese_with_the_font_of_the_package():
    assert drawn("重庆市荣昌区 硚口区 2024年〔30〕号《条例》“三安全一稳定”—…· −261%") == []
    assert "missing from font" in drawn("重庆市\N{CJK UNIFIED IDEOGRAPH-20BB7}")[0]


def test_the_font_has_every_character_of_gb2312():
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    characters = "".join(pair.decode("gb2312", "ignore") for pair in pairs)
    assert len(characters) == 7445
    assert set(map(ord, characters)) - set(FT2Font(FONT).get_charmap()) == set()
