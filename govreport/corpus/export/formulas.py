"""Texts that a spreadsheet program would take for a formula, made harmless where one asks for it."""

from __future__ import annotations

import pandas as pd

__all__ = ["harmless", "quoted"]

_BEGINS = tuple("=+-@\t\r\n|%＝＋－＠")  # with the wide forms, which some programs take for the others


def harmless(cell: object) -> object:
    """A cell of a table: a text that begins like a formula gets an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINS) else cell


def quoted(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts begin with an apostrophe where they began like a formula; numbers stay.

    Source: OWASP, CSV Injection.

    Examples
    --------
    >>> import pandas as pd
    >>> from govreport.corpus.export.formulas import quoted
    >>> quoted(pd.DataFrame({"raw": ["=1+1", "12", "-3"], "value": [2.0, 12.0, -3.0]})).values.tolist()
    [["'=1+1", 2.0], ['12', 12.0], ["'-3", -3.0]]
    """
    texts = table.select_dtypes(include=["object", "string"])
    changed = {str(name): column.map(harmless).astype(column.dtype) for name, column in texts.items()}
    return table.assign(**changed)
