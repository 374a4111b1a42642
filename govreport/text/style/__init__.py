"""Style of prose: set phrases, specifics, problems and measures, similarity."""

__all__: list[str] = []
