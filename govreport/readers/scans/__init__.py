"""Pages that are pictures to documents: made upright, ruled lines found, cells recognised."""

__all__: list[str] = []
