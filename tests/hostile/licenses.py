"""The licences of what is installed for the package and its extras: ``python -m tests.hostile.licenses``.

What the metadata of each package says; a strong copyleft (GPL, AGPL) among what users install is an error.
What only the makers use (the extras dev and book) is not asked.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
MAKERS = {"dev", "book"}
STRONG = re.compile(
    r"(?<![A-Za-z])A?GPL|(?<!Lesser )(?<!Library or Lesser )General Public Licen[sc]e|Affero", re.I
)
CHOICE = re.compile(r"\bor\b", re.I)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_PYTHON = re.compile(r";.*\bextra\b")


def wanted(project):
    """The names of the packages that users may install: of the package itself and of its extras."""
    lists = [project["dependencies"]]
    lists += [names for extra, names in project["optional-dependencies"].items() if extra not in MAKERS]
    return {_NAME.match(one)[0] for names in lists for one in names}


def installed(names):
    """The packages of some names, and all that they need, as far as they are installed."""
    found, left = {}, sorted(names)
    while left:
        name = left.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            found[key] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        left += [_NAME.match(one)[0] for one in found[key].requires or () if not _PYTHON.search(one)]
    return found


def licence(distribution):
    """What a package says of its licence: an expression, else classifiers, else the field's first line."""
    about = distribution.metadata
    if expression := about.get("License-Expression"):
        return expression
    classified = [
        c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or () if c.startswith("License ::")
    ]
    classified = [one for one in classified if one != "OSI Approved"]
    return "; ".join(classified) or (about.get("License") or "not said").strip().splitlines()[0][:60]


def is_strong(text):
    """Whether a licence is GPL or AGPL alone; LGPL, and a choice between licences, are not."""
    parts = [part for part in re.split(r"\bOR\b|\bor\b(?! later)", text) if part.strip()]
    return all(STRONG.search(part) and not re.search(r"LGPL|Lesser", part) for part in parts)


def main():
    found = installed(wanted(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]))
    said = {name: licence(distribution) for name, distribution in sorted(found.items())}
    for name, text in said.items():
        print(f"{name:32} {found[name].version:16} {text}")
    strong = [name for name, text in said.items() if is_strong(text)]
    print(f"{len(said)} packages; GPL or AGPL: {', '.join(strong) or 'none'}")
    return 1 if strong else 0


if __name__ == "__main__":
    sys.exit(main())
