"""Word-processor files (DOCX; DOC, WPS, RTF, ODT through LibreOffice) to documents."""

__all__: list[str] = []
