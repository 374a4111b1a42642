"""Texts that a spreadsheet program would take for a formula, made harmless where one asks for it."""

from __future__ import annotations

import pandas as pd

__all__ = ["quoted"]

_BEGINS = r"^([=+\-@\t\r\n|%＝＋－＠])"  # with the wide forms, which some programs take for the others


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
    changed = {name: column.str.replace(_BEGINS, r"'\1", regex=True) for name, column in texts.items()}
    return table.assign(**changed)  # type: ignore[arg-type]
