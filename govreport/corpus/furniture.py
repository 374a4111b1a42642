"""Files that come along with a download and are no report: parts of saved pages, marks of systems."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from govreport.readers import LARGEST

__all__ = ["is_furniture"]

_ENDINGS = frozenset(("css", "js", "gif", "ico", "svg", "woff", "woff2", "ttf", "map"))
_NAMES = frozenset(("thumbs.db", "desktop.ini"))
_OPEN_IN_WORD = "~$"  # a file that Word or Excel writes beside one that is open
# Browsers put the parts of a page NAME.html into a folder of this name; .files is of Internet Explorer.
_PARTS_OF = ("_files", ".files")
_PAGES = (".html", ".htm", ".mht", ".mhtml", ".shtml")
# What no browser puts there: somebody did.
_DOCUMENTS = (
    ".pdf",
    ".doc",
    ".docx",
    ".wps",
    ".rtf",
    ".odt",
    ".xls",
    ".xlsx",
    ".ods",
    ".zip",
    ".mht",
    ".mhtml",
)
# A frame of a page may be the report itself.
_OF_REPORTS = tuple("信息公开".encode(encoding) for encoding in ("utf-8", "gb18030", "utf-16-le"))


def is_furniture(folder: Path, name: str, names: frozenset[str]) -> bool:
    """Whether a file of a folder of downloads is part of a page or of the system, not a document.

    A document among the parts of a page, or a frame that speaks of 信息公开, is none.

    Parameters
    ----------
    folder : Path
    name : str
        Path of the file in the folder, with ``/``.
    names : frozenset of str
        The paths of all files of the folder: parts of a saved page are known by the page beside them.
    """
    path = PurePosixPath(name)
    last = path.name.lower()
    if last in _NAMES or last.startswith(_OPEN_IN_WORD) or path.suffix.lower()[1:] in _ENDINGS:
        return True
    if path.suffix.lower() in _DOCUMENTS or not any(_is_of_saved_page(one, names) for one in path.parents):
        return False
    return path.suffix.lower() not in _PAGES or not _may_be_a_report(folder / name)


def _may_be_a_report(file: Path) -> bool:
    if not file.is_file() or file.stat().st_size > LARGEST:
        return True  # the reader says what is wrong with it
    data = file.read_bytes()
    return any(words in data for words in _OF_REPORTS)


def _is_of_saved_page(folder: PurePosixPath, names: frozenset[str]) -> bool:
    page = next((folder.name.removesuffix(end) for end in _PARTS_OF if folder.name.endswith(end)), None)
    return bool(page) and any((folder.parent / f"{page}{ending}").as_posix() in names for ending in _PAGES)
