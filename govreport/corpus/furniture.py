"""Files that come along with a download and are no report: parts of saved pages, marks of systems."""

from __future__ import annotations

from pathlib import PurePosixPath

__all__ = ["is_furniture"]

_ENDINGS = frozenset(("css", "js", "gif", "ico", "svg", "woff", "woff2", "ttf", "map"))
_NAMES = frozenset(("thumbs.db", "desktop.ini"))
_OPEN_IN_WORD = "~$"  # a file that Word or Excel writes beside one that is open
# Browsers put the parts of a page NAME.html into a folder of this name; .files is of Internet Explorer.
_PARTS_OF = ("_files", ".files")
_PAGES = (".html", ".htm", ".mht", ".mhtml", ".shtml")


def is_furniture(name: str, names: frozenset[str]) -> bool:
    """Whether a file of a folder of downloads is part of a page or of the system, not a document.

    Parameters
    ----------
    name : str
        Its path in the folder, with ``/``.
    names : frozenset of str
        The paths of all files of the folder: parts of a saved page are known by the page beside them.
    """
    path = PurePosixPath(name)
    last = path.name.lower()
    if last in _NAMES or last.startswith(_OPEN_IN_WORD) or path.suffix.lower()[1:] in _ENDINGS:
        return True
    return any(_is_of_saved_page(folder, names) for folder in path.parents)


def _is_of_saved_page(folder: PurePosixPath, names: frozenset[str]) -> bool:
    page = next((folder.name.removesuffix(end) for end in _PARTS_OF if folder.name.endswith(end)), None)
    return bool(page) and any((folder.parent / f"{page}{ending}").as_posix() in names for ending in _PAGES)
