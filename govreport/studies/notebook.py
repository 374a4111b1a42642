"""Notebooks are executed, each in a process of its own: a whole copy comes back, or what went wrong."""

from __future__ import annotations

import glob
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from govreport.corpus.building.pool import running_below
from govreport.errors import MissingExtraError

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["CELLS", "executed", "kernel", "read_notebook"]

_KERNEL = 'c.InlineBackend.figure_formats = {"retina", "pdf"}\n'
CELLS = 10  # a notebook with a limit of time may take as long as this many cells at their limit
# nbconvert, which ends when its parent does however that ends (prctl(2): PR_SET_PDEATHSIG, SIGKILL); its
# kernel looks for it once a second.
_TIED = (
    "import ctypes, os, runpy, sys; ctypes.CDLL(None).prctl(1, 9); "
    "os.getppid() == int(sys.argv.pop(1)) or os._exit(1); "
    "runpy.run_module('nbconvert', run_name='__main__', alter_sys=True)"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # tracebacks of IPython are coloured, whoever reads them


@contextmanager
def kernel(corpus: Path) -> Iterator[Mapping[str, str]]:
    """The environment of kernels: the corpus, and IPython's settings that are ours, not the user's own.

    Raises
    ------
    MissingExtraError
        If nbconvert is not installed.
    """
    if find_spec("nbconvert") is None:
        raise MissingExtraError("executing notebooks needs nbconvert: pip install 'govreport[notebook]'")
    with TemporaryDirectory() as folder:
        profile = Path(folder) / "profile_default"
        profile.mkdir()
        (profile / "ipython_kernel_config.py").write_text(_KERNEL, encoding="utf-8")
        # SOURCE_DATE_EPOCH: a PDF tells when it was made; the same figure is to give the same bytes.
        ours = {"GOVREPORT_CORPUS": str(corpus.resolve()), "IPYTHONDIR": folder, "SOURCE_DATE_EPOCH": "0"}
        yield os.environ | ours


def executed(
    notebook: Path,
    out: Path,
    environment: Mapping[str, str],
    *,
    go_on: bool = False,
    seconds: int | None = None,
    guard: Sequence[str] = (),
) -> str | None:
    """Execute a notebook in its own folder, to a copy of the same name in `out`.

    Parameters
    ----------
    environment : mapping of str to str
        Of the kernel, see `kernel`.
    go_on : bool
        Cells after one that fails are executed too, and the copy is kept.
    seconds : int or None
        A cell that takes longer is interrupted, which is an error like another; a notebook that takes ten
        times as long is stopped, and there is no copy. None: no limit.
    guard : sequence of str
        What is put before the command, to bound what it may take.

    Returns
    -------
    str or None
        The last line of what went wrong; None: the copy stands in `out`.
    """
    options = ["--to", "notebook", "--execute", "--output-dir", str(out), "--log-level", "ERROR"]
    options += ["--ExecutePreprocessor.record_timing=False"]  # two runs give the same bytes
    options += ["--allow-errors"] if go_on else []
    if seconds is not None:
        options += [f"--ExecutePreprocessor.timeout={seconds}"]
        options += ["--ExecutePreprocessor.interrupt_on_timeout=True"]
    # -P: a random.py in the current folder is not imported; nbconvert takes its argument for a pattern.
    begin = ["-c", _TIED, str(os.getpid())] if sys.platform == "linux" else ["-m", "nbconvert"]
    command = [*guard, sys.executable, "-P", *begin, *options, glob.escape(str(notebook))]
    whole = None if seconds is None else CELLS * seconds
    try:
        done = _run(command, environment, whole)
    except subprocess.TimeoutExpired:  # a cell that does not let itself be interrupted
        return f"TimeoutExpired: it took more than {whole} seconds"
    if done.returncode == 0 and (out / notebook.name).exists():
        return None
    lines = _COLOUR.sub("", done.stderr).strip().splitlines()
    return lines[-1] if lines else f"nbconvert ended with {done.returncode} and wrote nothing"


def _run(
    command: Sequence[str], environment: Mapping[str, str], seconds: float | None
) -> subprocess.CompletedProcess[str]:
    """Run to the end, or to the limit of time: then kernels that it has started end with it."""
    out = subprocess.PIPE
    with subprocess.Popen(
        command, stdout=out, stderr=out, encoding="utf-8", errors="replace", env=environment
    ) as process:  # errors: a cell can write any bytes there
        try:
            output, failed = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            below = running_below(process.pid)
            process.kill()
            for pid in below:
                with suppress(OSError):
                    os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(command, process.returncode, output, failed)


def read_notebook(path: Path) -> NotebookNode:
    """The notebook in a file, in the form of nbformat 4."""
    import nbformat

    book: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return book
