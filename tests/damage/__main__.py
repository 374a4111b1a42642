"""Every damage in every layout on seeds of choice: ``python -m tests.damage FIRST END [LAYOUT ...]``.

Prints what is read right, what is withheld and what is wrong, layout by layout; fails if any is wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import product

from govreport.forms import available
from govreport.synth import LAYOUTS

from .damages import PAGE, TEXT, case
from .test_damage import FILES, score, told


def main(arguments):
    if len(arguments) < 2 or not all(text.isdecimal() for text in arguments[:2]):
        sys.stderr.write("usage: python -m tests.damage FIRST END [LAYOUT ...]\n")
        return 2
    seeds = range(int(arguments[0]), int(arguments[1]))
    total, failures = Counter(), []
    for layout in arguments[2:] or (*LAYOUTS, *FILES):
        count = Counter()
        for form, seed, damage in product(available(), seeds, (*PAGE, *TEXT)):
            if (damaged := case(form, seed, layout, damage)) is None:
                continue
            right, withheld, wrong = score(damaged.document, damaged.truth)
            count.update({"documents": 1, "right": right, "withheld": withheld, "WRONG": len(wrong)})
            failures += told(form, seed, layout, damage, wrong)
        print(f"{layout:<18}", *(f"{count[name]:>7} {name}" for name in _COUNTED), flush=True)
        total += count
    print(f"{'in all':<18}", *(f"{total[name]:>7} {name}" for name in _COUNTED))
    print("\n".join(failures))
    return 1 if failures else 0


_COUNTED = ("documents", "right", "withheld", "WRONG")

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
