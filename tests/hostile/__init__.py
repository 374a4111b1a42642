"""Hostile files: whatever bytes are given, a report or a GovReportError comes back, within bounds."""
