"""What bounds the run of a student's workbook on this system: time, memory, network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from govreport.studies.notebook import CELLS

__all__ = ["MEGABYTES", "Guard"]

MEGABYTES = 2048
_SCRIPT = Path(__file__).with_name("confined.py")


@dataclass(frozen=True, slots=True)
class Guard:
    """The bounds of one run. It is no prison: files that the marker may read and write stay within reach.

    Attributes
    ----------
    seconds : int
        Longest time of a cell; ten times that for the whole.
    megabytes : int
        Of memory, of each process of the run; on POSIX only.
    """

    seconds: int = 60
    megabytes: int = MEGABYTES

    @property
    def command(self) -> list[str]:
        """What is put before the command that it is to hold for."""
        if os.name != "posix":
            return []
        script = [sys.executable, "-P", str(_SCRIPT), str(self.megabytes)]
        alone = _alone()
        return [*alone, *script, "alone"] if alone else [*script, "open"]

    def described(self) -> tuple[str, str]:
        """In Chinese and English, what holds here and what does not."""
        zh = [f"每格 {self.seconds} 秒", f"每份 {CELLS * self.seconds} 秒"]
        en = [f"{self.seconds} s a cell", f"{CELLS * self.seconds} s a workbook"]
        held = os.name == "posix"
        zh.append(f"内存 {self.megabytes} MB" if held else "内存未设限")
        en.append(f"{self.megabytes} MB of memory" if held else "memory not bounded")
        zh.append("无网络" if _alone() else "网络未能切断")
        en.append("no network" if _alone() else "network not cut off on this system")
        return (
            f"每份在单独的进程中运行：{'，'.join(zh)}",
            f"each run in a process of its own: {', '.join(en)}",
        )


@cache
def _alone() -> tuple[str, ...]:
    """How to run something in a network of its own, without anybody in it; empty where it is not allowed."""
    program = shutil.which("unshare") if sys.platform == "linux" else None
    if program is None:
        return ()
    alone = (program, "--map-root-user", "--net", "--")
    script = (sys.executable, "-P", str(_SCRIPT), str(MEGABYTES), "alone", sys.executable, "-c", "")
    tried = subprocess.run([*alone, *script], capture_output=True, check=False)
    return alone if tried.returncode == 0 else ()
