"""Words of the search: Chinese in pairs of characters, Latin in stems; a query is cut as the pages are."""

from __future__ import annotations

import re

from sphinx.search.en import SearchEnglish

__all__ = ["BookSearch"]

_RUN = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")


class BookSearch(SearchEnglish):
    """Sphinx's own Chinese search cuts pages with jieba and a query not at all: 土地出让 finds nothing.

    Pairs of neighbouring characters need no dictionary on either side.
    """

    lang = "zh"
    language_name = "English"  # names the stemmer in the browser
    # The same in the reader's browser. One character alone finds the pages that hold it.
    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.match(/[\u3400-\u9fff]+|(?:(?![\u3400-\u9fff])[\p{L}\p{N}_])+/gu) || []).flatMap((run) =>
    run.length > 1 && /^[\u3400-\u9fff]/.test(run)
      ? Array.from(run.slice(1), (character, i) => run[i] + character)
      : [run]);
"""

    def split(self, input: str) -> list[str]:
        """Pairs and single characters of Chinese, words of anything else."""
        return [word for run in _RUN.findall(input) for word in _words(run)]


def _words(run: str) -> list[str]:
    if not "\u3400" <= run[0] <= "\u9fff":
        return [run]
    return [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
