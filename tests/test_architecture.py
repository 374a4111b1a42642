"""The house stands: imports run downward only, modules are short and say their purpose; so does its page."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests import house

PACKAGE = Path(__file__).parents[1] / "govreport"

# Each module or folder of modules has a floor; it may import from its own floor and from those below.
FLOORS = {
    9: {"__init__"},  # the public face
    8: {"cli"},
    7: {"classroom", "coding", "corpus", "paper", "plots", "review", "studies"},  # what people work with
    6: {"frames", "measures"},  # reports to tables
    5: {"checks", "panel", "parsing", "prose", "synth"},  # a report is made, read and judged
    4: {"report"},
    3: {"forms", "regions", "text"},
    2: {"normalize", "numbers", "readers", "resources"},
    1: {"document", "errors"},
}
FLOOR = {name: floor for floor, names in FLOORS.items() for name in names}
FRAMES_FROM = 5  # below it, pandas is imported inside functions only
HOMES = {
    "jieba": "text.words.segment",
    "rjieba": "text.words.segment",
    "lxml": "readers",
    "tomllib": "resources",
}
MOST_LINES = 400
# The version is a constant of the public face that any floor may read.
EVERYWHERE = "govreport.__version__"


def sources():
    """Source text of each module of the package, by its name inside the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)
        found[name] = path.read_text(encoding="utf-8")
    return found


def imported(node):
    """Dotted names that a statement imports: for ``from a import b`` it is ``a.b``."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]


def inside(name, known):
    """The module of the package that an imported name is or lives in; None for another package's."""
    package, *parts = name.split(".")
    if package != "govreport" or name == EVERYWHERE:
        return None
    ends = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((module for module in ends if module in known or module in FLOOR), "__init__")


def imports(node, *, eager=False):
    """The statements that import; if `eager`, those that run when the module is imported: not those that
    functions or TYPE_CHECKING hold."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield node
    if eager and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    hidden = eager and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    for held in ("orelse",) if hidden else ("body", "handlers", "orelse", "finalbody", "cases"):
        for statement in getattr(node, held, ()):  # an expression imports nothing
            yield from imports(statement, eager=eager)


def import_faults(name, tree, known):
    floor = FLOOR[name.split(".")[0]]
    for node in imports(tree):
        for target in imported(node):
            if target.startswith("."):
                yield f"{name} imports {target} by a relative name"
            home = HOMES.get(target.split(".")[0])
            if home and name != home and not name.startswith(f"{home}."):
                yield f"{name} imports {target}, which only {home} may"
            module = inside(target, known)
            if module and FLOOR.get(module.split(".")[0], 0) > floor:
                yield f"{name} (floor {floor}) imports {module} above it"
    for node in imports(tree, eager=True) if floor < FRAMES_FROM else ():
        if any(target.split(".")[0] == "pandas" for target in imported(node)):
            yield f"{name} (floor {floor}) imports pandas when it is imported"


def shape_faults(name, source, tree):
    if len(source.splitlines()) > MOST_LINES:
        yield f"{name} has {len(source.splitlines())} lines, more than {MOST_LINES}"
    if not ast.get_docstring(tree):
        yield f"{name} does not begin with a docstring"
    targets = [t for s in tree.body if isinstance(s, ast.Assign) for t in s.targets]
    targets += [s.target for s in tree.body if isinstance(s, ast.AnnAssign)]
    names = set(map(ast.unparse, targets))
    if "__all__" not in names:
        yield f"{name} has no __all__"


def cycle_faults(trees):
    known = set(trees)
    graph = {
        name: {m for node in imports(tree) for t in imported(node) if (m := inside(t, known))} - {name}
        for name, tree in trees.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"a cycle: {' -> '.join(error.args[1])}"


def faults(modules):
    """Everything in which the modules break the rules of the house."""
    trees = {name: ast.parse(source) for name, source in modules.items()}
    found = []
    for name, tree in trees.items():
        found += shape_faults(name, modules[name], tree)
        if name.split(".")[0] in FLOOR:
            found += import_faults(name, tree, set(trees))
        else:
            found.append(f"{name} has no floor: choose one in FLOORS")
    return found + list(cycle_faults(trees))


def test_the_package_keeps_the_rules():
    modules = sources()
    assert {"__init__", "document", "report", "forms"} <= set(modules)
    found = faults(modules)
    assert not found, "\n".join(found)


HEAD = '"""Purpose."""\n__all__ = []\n'


@pytest.mark.parametrize(
    ("modules", "complaint"),
    [
        ({"cellar": HEAD}, "cellar has no floor"),
        (
            {"document": HEAD + "def f():\n    from govreport.parsing.recipe import read\n"},
            "imports parsing above it",
        ),
        ({"report": HEAD + "from govreport import corpus\n"}, "imports corpus above it"),
        ({"prose": HEAD + "import govreport\n"}, "imports __init__ above it"),
        ({"prose": HEAD + "from .align import align\n"}, "by a relative name"),
        (
            {
                "report": HEAD + "if TYPE_CHECKING:\n    from govreport.forms import a\n",
                "forms": HEAD + "import govreport.report\n",
            },
            "a cycle: ",
        ),
        (
            {"report": HEAD + "try:\n    import pandas as pd\nexcept ImportError:\n    pass\n"},
            "imports pandas",
        ),
        ({"prose": HEAD + "import jieba.posseg\n"}, "only text.words.segment may"),
        ({"prose": HEAD + "from lxml import html\n"}, "only readers may"),
        ({"errors": HEAD + "x = 1\n" * 399}, "errors has 401 lines"),
        ({"errors": "__all__ = []\n"}, "does not begin with a docstring"),
        ({"errors": '"""Purpose."""\n'}, "has no __all__"),
    ],
)
def test_a_broken_rule_is_seen(modules, complaint):
    assert [fault for fault in faults(modules) if complaint in fault]


def test_what_is_allowed_is_not_a_fault():
    modules = {
        "report": HEAD + "if TYPE_CHECKING:\n    import pandas as pd\ndef f():\n    import pandas as pd\n",
        "parsing.sections": HEAD + "class A:\n    def f(self):\n        import pandas as pd\n",
        "prose": HEAD + "from govreport import __version__, report\nfrom govreport.report import Report\n",
        "readers.html": HEAD + "from lxml import html\n",
        "text.words.segment": HEAD + "import jieba\n",
        "frames": HEAD + "import pandas as pd\n",
    }
    assert faults(modules) == []


# ---- docs/architecture.md


PAGE = (PACKAGE.parent / "docs/architecture.md").read_text(encoding="utf-8")
TESTS = PACKAGE.parent / "tests"
DATA = {"data": 0}  # a folder without code
STAGES_FROM = ("govreport.parsing.", "govreport.readers", "govreport.regions")


def rooms():
    """The modules and folders directly under the package."""
    found = {path.stem for path in PACKAGE.glob("*.py")}
    return found | {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}


def stages(source):
    """The functions that `parse` calls, as they are run, behind the reader that `read` calls first."""
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    known = {a.name for node in imports if (node.module or "").startswith(STAGES_FROM) for a in node.names}
    bodies = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    calls = [call for name in ("read", "parse") for call in called(bodies[name])]
    return [name for name in dict.fromkeys(calls) if name in known]


def called(node):
    """The names of the functions that are called, arguments before the function that takes them."""
    for child in ast.iter_child_nodes(node):
        yield from called(child)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield node.func.id


def test_the_page_lists_the_rooms_that_are_there_with_their_floors():
    listed = {room: int(floor) for floor, room in re.findall(r"^\| (\d) \| `(\w+)` \|", PAGE, re.MULTILINE)}
    assert listed == FLOOR | DATA
    assert set(listed) == rooms()
    assert len(listed) <= 27
    floors = [int(floor) for floor in re.findall(r"^\| (\d) \| `", PAGE, re.MULTILINE)]
    assert floors == sorted(floors, reverse=True)


def test_a_folder_of_tests_is_a_room_or_one_of_those_that_cross_rooms():
    crossing = {"accuracy", "browser", "damage", "gold", "hostile"}
    folders = {
        path.parts[0]
        for path in (f.relative_to(TESTS) for f in TESTS.glob("*/*.*"))
        if path.parts[0] != "__pycache__"
    }
    assert folders - crossing <= rooms()
    assert len(folders) > 15


def test_the_page_has_the_stages_in_the_order_of_the_recipe():
    listed = re.findall(r"^\d+\. `(\w+)`", PAGE, re.MULTILINE)
    assert listed == stages((PACKAGE / "parsing/recipe.py").read_text(encoding="utf-8"))
    assert len(listed) >= 8


def test_what_the_page_names_is_there():
    named = set(
        re.findall(r"`((?:data|parsing|frames|tests|checks|text|readers|regions|govreport)/[\w./]+)`", PAGE)
    )
    missing = {n for n in named if not any((root / n).exists() for root in (PACKAGE, PACKAGE.parent))}
    assert missing == set()
    assert len(named) > 20


def test_one_class_name_is_one_class():
    assert len(house.double_classes(house.modules())) <= 10
    assert house.double_classes({"a": "class A: ...", "b": "class A: ...", "c": "class B: ..."}) == {
        "A": ["a", "b"]
    }


# A field of `gr.paper.Complaint` and a column of `gr.studies.variants.multiverse`.
PUBLIC_NAMES = {"paper/manuscript": {"said"}, "studies/variants": {"said"}}


def test_names_say_what_a_thing_is():
    found = {module: house.mannered_names(source) for module, source in house.modules().items()}
    assert {module: names for module, names in found.items() if names} == PUBLIC_NAMES
    assert house.mannered_names("a.is_told = ToldOf(_SAID, tolds='said')") == {"is_told", "ToldOf", "_SAID"}


def test_the_order_of_stages_is_that_in_which_they_are_run():
    recipe = """
from govreport.parsing.a import one, two, three
from govreport.readers import begin
def read(source): return parse(begin(source))
def parse(d):
    x = two(one(d))
    return Report(three(x), other(x))
"""
    assert stages(recipe) == ["begin", "one", "two", "three"]


def test_importing_govreport_loads_nothing_heavy():
    heavy = {"pandas", "numpy", "lxml", "jieba", "rjieba", "matplotlib", "tomllib"}
    heavy |= {"govreport.resources", "govreport.forms", "govreport.report"}
    code = f"import sys, govreport; print(*sorted(set(sys.modules) & {heavy!r}))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert result.stdout.split() == []
