"""Files that only LibreOffice opens, saved by it in a format that a reader of ours takes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from govreport.errors import ReadError

__all__ = ["found", "resaved"]

_SECONDS = 120


def found() -> bool:
    """Whether LibreOffice (``soffice``) is installed."""
    return shutil.which("soffice") is not None


def resaved(data: bytes, source: str, kind: str, ending: str, wanted: str = "docx") -> bytes:
    """`data` as LibreOffice saves it in another format.

    Parameters
    ----------
    data : bytes
    source, kind : str
        The name and the format of the file, for messages.
    ending, wanted : str
        The formats from and to, as file endings without a point.

    Raises
    ------
    ReadError
        If there is no LibreOffice, or it wrote nothing within two minutes.
    """
    program = shutil.which("soffice")
    if program is None:
        raise ReadError(source, f"{kind} needs LibreOffice (soffice), which was not found")
    with TemporaryDirectory(prefix="govreport-") as folder:
        given = Path(folder, f"given.{ending}")
        given.write_bytes(data)
        # A profile of its own: LibreOffice refuses to start twice with the same one.
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", wanted]
        command += ["--outdir", str(Path(folder, "saved")), str(given)]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            message = f"LibreOffice (soffice) was expected to open {kind} within {_SECONDS} seconds"
            raise ReadError(source, message) from error
        except subprocess.CalledProcessError as error:
            raise ReadError(source, f"LibreOffice (soffice) could not open {kind}") from error
        saved = Path(folder, "saved", f"given.{wanted}")
        if not saved.is_file():
            raise ReadError(source, f"LibreOffice (soffice) could not open {kind}")
        return saved.read_bytes()
