"""Files that are whole or not there, whoever else writes in the same folder."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident

__all__ = ["whole"]


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
