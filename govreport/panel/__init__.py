"""Reports of many years and bodies side by side: which body, which variables, what may be compared."""

__all__: list[str] = []
