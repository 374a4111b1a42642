"""Write the page on indicators and index: ``python -m govreport.measures.quality > docs/indicators.md``."""

import sys

from govreport.measures.quality.page import page

__all__ = ["page"]

if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode("utf-8"))
