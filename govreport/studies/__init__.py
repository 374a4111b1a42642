"""Small frames that the notebooks share: what a corpus holds, themes, rates of cases, one body over years.

material = gather(gr.Corpus("corpus"))
known = inventory(material.reports)
theme_shares(mentions(gr.themes(material.with_prose), known))
"""

from govreport.studies import variants, wording
from govreport.studies.cases import (
    contradicted,
    draw_rates,
    largest,
    pooled,
    rates,
)
from govreport.studies.closing import broken_sums, prose_and_table, stated_growth
from govreport.studies.designed import (
    counts,
    designed,
    draw_shares,
    fingerprint,
    printed,
    requests_of,
    retrieved,
    shares,
)
from govreport.studies.history import (
    history,
    judged_places,
    leaps,
    longest,
    oddities,
    stock,
    year_rules,
)
from govreport.studies.material import LEVELS, STATES, Material, cells, gather, inventory, tally
from govreport.studies.outcomes import OUTCOMES, contested, outcome_model, outcomes
from govreport.studies.themes import (
    combinations,
    cooccurrence,
    keyed_mentions,
    mentions,
    numbered,
    stating,
    theme_shares,
)

__all__ = [
    "LEVELS",
    "OUTCOMES",
    "STATES",
    "Material",
    "broken_sums",
    "cells",
    "combinations",
    "contested",
    "contradicted",
    "cooccurrence",
    "counts",
    "designed",
    "draw_rates",
    "draw_shares",
    "fingerprint",
    "gather",
    "history",
    "inventory",
    "judged_places",
    "keyed_mentions",
    "largest",
    "leaps",
    "longest",
    "mentions",
    "numbered",
    "oddities",
    "outcome_model",
    "outcomes",
    "pooled",
    "printed",
    "prose_and_table",
    "rates",
    "requests_of",
    "retrieved",
    "shares",
    "stated_growth",
    "stating",
    "stock",
    "tally",
    "theme_shares",
    "variants",
    "wording",
    "year_rules",
]
