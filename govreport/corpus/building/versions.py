"""What decides a result besides the files: this package, Python, and the packages that it reads with."""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from govreport import __version__

__all__ = ["DECIDING", "PACKAGE", "fingerprint"]

PACKAGE = Path(__file__).parents[2]
"""The folder of the whole package: readers, forms and words decide a result, not only what builds."""

DECIDING = (
    *("cn2an", "jieba", "lxml", "pandas", "scipy"),
    *("datasketch", "pyarrow", "rjieba"),
    *("msdoc2docx", "openpyxl", "pillow", "pypdfium2", "python-calamine", "python-docx", "xlrd"),
    *("onnxruntime", "opencv-python-headless", "rapidocr"),
)
"""Distributions whose version, or absence, may change what is read: a file may fail for want of one."""


def fingerprint() -> str:
    """A hash of the package's own files, and of the versions of Python and of all that it reads with."""
    versions = [f"{name} {_version(name)}" for name in DECIDING]
    digest = hashlib.sha256(repr((__version__, sys.version_info[:2], versions)).encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
