"""Web pages to documents: a page as a reader sees it, its style worked out."""

__all__: list[str] = []
