"""Write the page on the indicators and the index: ``python -m govreport.quality > docs/indicators.md``."""

import sys

from govreport.quality.page import page

__all__ = ["page"]

if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode("utf-8"))
