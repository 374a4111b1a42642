"""Spreadsheets (XLSX, XLS, ODS) to documents."""

__all__: list[str] = []
