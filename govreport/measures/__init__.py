"""What is measured of reports: named ratios of the official tables, and the quality index."""

__all__: list[str] = []
