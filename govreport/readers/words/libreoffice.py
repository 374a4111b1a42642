"""Files that only LibreOffice opens, saved by it in a format that a reader of ours takes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from govreport.errors import ReadError

__all__ = ["found", "resaved"]

_SECONDS = 120
_MACROS = "org.openoffice.Office.Common/Security/Scripting"
# Settings of the profile: no macros, nothing fetched or updated from other files, no first steps.
_SETTINGS = (
    (_MACROS, "DisableMacrosExecution", "true"),
    (_MACROS, "MacroSecurityLevel", "3"),
    (_MACROS, "BlockUntrustedRefererLinks", "true"),
    (_MACROS, "DisableActiveContent", "true"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("org.openoffice.Office.Common/Misc", "CollectUsageInformation", "false"),
    ("org.openoffice.Office.Common/Misc", "CrashReport", "false"),
    ("org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_NOWHERE = "http://127.0.0.1:9"  # a proxy that nobody is: what is fetched all the same comes to nothing


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
        profile = Path(folder, "profile")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", wanted, "--outdir", str(Path(folder, "saved")), str(given)]
        code = _run(command, folder)
        if code is None:
            message = f"LibreOffice (soffice) was expected to open {kind} within {_SECONDS} seconds"
            raise ReadError(source, message)
        saved = Path(folder, "saved", f"given.{wanted}")
        if code != 0 or not saved.is_file():
            raise ReadError(source, f"LibreOffice (soffice) could not open {kind}")
        return saved.read_bytes()


def _run(command: list[str], folder: str) -> int | None:
    """What a program ended with; None where its time is over. All that it started ends with it.

    Its temporary files (``lu*.tmp``) lie in `folder`, and go with that.
    """
    proxies = {f"{kind}_proxy": _NOWHERE for kind in ("http", "https", "ftp")}
    around = {**os.environ, **proxies, "TMPDIR": folder, "TMP": folder, "TEMP": folder}
    silent = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=silent, stdout=silent, stderr=silent, env=around, start_new_session=True
    ) as running:
        try:
            return running.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end_group(running)


def _end_group(running: subprocess.Popen[bytes]) -> None:
    """End a program with what it started: soffice is a script around the program that works."""
    if not hasattr(os, "killpg"):  # Windows
        running.kill()
        return
    try:
        os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it has ended, and left nothing


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    schema = 'xmlns:oor="http://openoffice.org/2001/registry"'
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items {schema}>{items}</oor:items>'
