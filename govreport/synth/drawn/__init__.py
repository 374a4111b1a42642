"""How an invented report looks: as text, as a web page, in Office files, on paper and scanned."""

__all__ = []  # its modules are asked for one by one
