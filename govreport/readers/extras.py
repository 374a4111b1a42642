"""The packages that reading pictures needs, named as one installs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from govreport.errors import MissingExtraError

__all__ = ["extra_for_pictures"]

# Packages that are imported under another name.
_INSTALLED_AS = {"PIL": "pillow", "cv2": "opencv-python-headless"}


@contextmanager
def extra_for_pictures() -> Iterator[None]:
    """Around an import: a package that is missing is one of the extra ``ocr``.

    Raises
    ------
    MissingExtraError
        If a package is missing.
    """
    try:
        yield
    except ImportError as error:
        name = (error.name or "a package").partition(".")[0]
        package = _INSTALLED_AS.get(name, name)
        raise MissingExtraError(f"reading pictures needs {package}: pip install 'govreport[ocr]'") from error
