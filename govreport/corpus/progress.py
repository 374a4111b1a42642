"""How far a long run is: a bar in a terminal, one line of text in a notebook, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Any, TypeVar

from tqdm import tqdm

__all__ = ["Progress", "counted", "in_notebook"]

T = TypeVar("T")
_EVERY = 0.5  # seconds between two changes of the line
_FEWEST = 10  # files that are worth a line


def in_notebook() -> bool:
    """Whether this process is the kernel of a notebook, which shows no bar of a terminal."""
    shell = sys.modules.get("IPython") and sys.modules["IPython"].get_ipython()
    return bool(shell) and hasattr(shell, "kernel")


class Progress:
    """A bar, or in a notebook a line ``读 read 12/65 files``; it stays with the number when all is done.

    The line is plain text: no widget, no script, and a page made of the notebook has it. It says nothing of
    time, so that the same run leaves the same notebook.
    """

    def __init__(self, what: str, total: int, unit: str, before: int = 0) -> None:
        self._what, self._total, self._unit, self._done = what, total, unit, before
        self._bar: tqdm[Any] | None = None
        self._line: Any = None
        if in_notebook():
            from IPython.display import display

            self._line = display(  # type: ignore[no-untyped-call]
                self._shown(), raw=True, display_id=True
            )
            self._last = monotonic()
        else:
            self._bar = tqdm(desc=what, total=total, initial=before, unit=f" {unit}", disable=None)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()
        else:
            self._line.update(self._shown(), raw=True)

    def update(self, done: int = 1) -> None:
        """So many more are done."""
        self._done += done
        if self._bar is not None:
            self._bar.update(done)
        elif monotonic() - self._last >= _EVERY:
            self._last = monotonic()
            self._line.update(self._shown(), raw=True)

    def _shown(self) -> dict[str, str]:
        of = f"{self._done}/{self._total}" if self._done < self._total else str(self._done)
        return {"text/plain": f"{self._what} {of} {self._unit}"}


def counted(found: Iterable[T], total: int, *, bar: bool = True) -> Iterator[T]:
    """What files gave, the same, with how far it is where they are many; without `bar` in a notebook only."""
    if total < _FEWEST or not (bar or in_notebook()):
        yield from found
        return
    with Progress("读 read", total, "files") as progress:
        for one in found:
            progress.update()
            yield one
