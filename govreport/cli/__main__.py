"""``python -m govreport.cli``: the same as the program ``govreport``."""

import sys

from govreport.cli import main

__all__ = []

if __name__ == "__main__":
    sys.exit(main())
