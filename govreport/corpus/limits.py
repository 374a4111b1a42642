"""How long a file may be read, and with how much memory."""

from __future__ import annotations

from dataclasses import dataclass

from govreport.errors import GovReportError

__all__ = ["MEGABYTES", "SECONDS", "Limits"]

SECONDS = 300
MEGABYTES = 2048


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one file may take; a file that takes more gives no report.

    Attributes
    ----------
    seconds : float
        On the clock.
    megabytes : int
        Of memory, of the process that reads it.

    Raises
    ------
    GovReportError
        If either is not more than 0.

    Examples
    --------
    >>> from govreport.corpus.limits import Limits
    >>> Limits(seconds=60)
    Limits(seconds=60, megabytes=2048)
    """

    seconds: float = SECONDS
    megabytes: int = MEGABYTES

    def __post_init__(self) -> None:
        for name in ("seconds", "megabytes"):
            if not getattr(self, name) > 0:
                raise GovReportError(f"{name}: more than 0 was expected, found {getattr(self, name)}")

    def within(self, others: tuple[float, int]) -> bool:
        """Whether a file that failed under other limits need not be tried under these."""
        return self.seconds <= others[0] and self.megabytes <= others[1]
