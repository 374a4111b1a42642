"""Files that are whole or not there, whoever else writes in the same folder."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident

from govreport.errors import GovReportError

__all__ = ["in_utf_8", "whole"]


def in_utf_8(path: Path) -> str:
    """The name of a file for libraries in C++, which take names in UTF-8 whatever the locale is.

    Raises
    ------
    GovReportError
        If its bytes are no UTF-8.
    """
    try:
        return os.fsencode(path).decode("utf-8")
    except UnicodeDecodeError as error:
        named = os.fsencode(path).decode("utf-8", "backslashreplace")
        raise GovReportError(f"{named}: a folder with a name in UTF-8 was expected") from error


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """The name to write a file under; at the end it takes the place of `path`, and it never stays.

    It is this thread's own: on a cluster two workers may do the same work at the same time. An error of the
    disk names the file.
    """
    part = path.with_name(f"{path.name}.{socket.gethostname()}-{os.getpid()}-{get_ident()}.part")
    part.unlink(missing_ok=True)
    try:
        yield part
        part.replace(path)
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise
    finally:
        part.unlink(missing_ok=True)
