"""A document becomes a report: sections, masthead, tables, rows, figures. `recipe` is read first."""

__all__: list[str] = []
