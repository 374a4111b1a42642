"""The house in numbers: ``python -m tests.house`` prints rooms, double names, the longest module, lines."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

__all__ = ["double_classes", "mannered_names"]

PACKAGE = Path(__file__).parents[1] / "govreport"
MANNERED = {"told", "said", "strange", "stranger", "blurred"}  # words that do not say what a thing is


def modules():
    """Source text of each module, by its path in the package."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(PACKAGE).with_suffix("").as_posix(): path.read_text("utf-8") for path in paths}


def double_classes(sources):
    """The names of classes that are defined in more than one module, with those modules."""
    where = defaultdict(set)
    for module, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef):
                where[node.name].add(module)
    return {name: sorted(found) for name, found in sorted(where.items()) if len(found) > 1}


def mannered_names(source):
    """The identifiers of a module that have a word of MANNERED in them."""
    nodes = (node for node in ast.walk(ast.parse(source)) if not isinstance(node, ast.Constant))
    names = {name for node in nodes for name in vars(node).values() if isinstance(name, str)}
    return {name for name in names if MANNERED & set(map(str.lower, re.findall("[A-Z]?[a-z]+|[A-Z]+", name)))}


def kinds_of_lines(source):
    """How many lines of a module are docstrings, imports, empty or comments, and code."""
    lines = source.splitlines()
    kinds = [
        "empty, comments" if not line.strip() or line.lstrip().startswith("#") else "code" for line in lines
    ]
    for node in ast.walk(ast.parse(source)):
        held = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
        kind, spoken = ("docstrings", node.body[0]) if held else ("imports", node)
        if held or isinstance(node, ast.Import | ast.ImportFrom):
            kinds[spoken.lineno - 1 : spoken.end_lineno] = [kind] * (spoken.end_lineno - spoken.lineno + 1)
    return Counter(kinds)


def main():
    sources = modules()
    files = sorted(path.name for path in PACKAGE.glob("*.py"))
    folders = sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__")
    lines = {module: len(source.splitlines()) for module, source in sources.items()}
    longest = max(lines, key=lambda module: lines[module])
    double = double_classes(sources)
    print(
        f"rooms seen from above: {len(files) + len(folders)} ({len(files)} modules, {len(folders)} folders)"
    )
    print(f"class names defined in more than one module: {len(double)}")
    for name, found in double.items():
        print(f"    {name}: {', '.join(found)}")
    print(f"longest module: {longest}, {lines[longest]} lines")
    print(f"lines of the package: {sum(lines.values())} in {len(lines)} modules")
    for kind, count in sum(map(kinds_of_lines, sources.values()), Counter()).most_common():
        print(f"    {kind}: {count}")


if __name__ == "__main__":
    main()
