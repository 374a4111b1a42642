"""PDF to documents: characters and ruled lines as printed, pieces of tables put together."""

__all__: list[str] = []
