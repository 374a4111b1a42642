"""The house in numbers: ``python -m tests.house`` prints rooms, double names, the longest module, lines."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

__all__ = ["double_classes"]

PACKAGE = Path(__file__).parents[1] / "govreport"


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


if __name__ == "__main__":
    main()
