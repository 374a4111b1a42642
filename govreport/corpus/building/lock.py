"""One build at a time in a folder: a lock that the system frees however its holder ends, with his name."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from errno import EACCES, EAGAIN, EDEADLK
from pathlib import Path
from typing import BinaryIO

from govreport.errors import GovReportError

__all__ = ["LOCK", "locked"]

LOCK = "build.lock"
_HELD = (EACCES, EAGAIN, EDEADLK)
_FAR = 2**20  # byte that is locked on Windows, where nobody can read what is locked


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder.

    Raises
    ------
    GovReportError
        If another build holds it; says which.
    """
    path = folder / LOCK
    with path.open("a+b") as file:
        try:
            _lock(file)
        except OSError as error:
            if error.errno not in _HELD:
                raise GovReportError(
                    f"{path}: a file system on which files can be locked was expected: {error.strerror}"
                ) from error
            file.seek(0)
            holder = file.read(300).decode("utf-8", "replace").strip() or "another process"
            raise GovReportError(
                f"{folder.parent}: another build is writing there ({holder}); wait until it has ended, or "
                "choose another folder"
            ) from error
        try:
            file.truncate(0)
            begun = datetime.now().isoformat(" ", "seconds")
            file.write(f"process {os.getpid()} on {socket.gethostname()}, begun {begun}".encode())
            file.flush()
            yield
        finally:
            with suppress(OSError):  # the lock goes with the file, whatever the disk says
                file.truncate(0)


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
