"""Files become tables: a folder of reports, its build, and what describes the tables to others."""

__all__: list[str] = []
