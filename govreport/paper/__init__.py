"""A paper whose author types no number: values with their macros, figures with their data, replication.

values = Values(data=f"sha256 {material.sha256}")
values.share("sumsHold", 267, 271, zh="...", en="...", source="corpus/figures/figures.csv")
values.write("results", "paper-values")
"""

from govreport.paper.figures import column, save
from govreport.paper.manuscript import Complaint, proofread
from govreport.paper.record import Difference, Entry
from govreport.paper.replication import Replication, replicate
from govreport.paper.tex import escape
from govreport.paper.value import Value
from govreport.paper.values import Values

__all__ = [
    "Complaint",
    "Difference",
    "Entry",
    "Replication",
    "Value",
    "Values",
    "column",
    "escape",
    "proofread",
    "replicate",
    "save",
]
