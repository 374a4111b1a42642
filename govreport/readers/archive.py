"""ZIP files to documents: office files are such; an archive of other files is refused by name."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

from govreport.document import Document
from govreport.errors import ReadError
from govreport.normalize import squeezed
from govreport.readers.limits import DAMAGE, MOST_UNPACKED, require_packed

__all__ = ["MOST_UNPACKED", "read"]

_ODT = "application/vnd.oasis.opendocument.text"
_REPORTS = tuple(
    ".doc .docx .wps .pdf .xls .xlsx .et .ods .odt .rtf .htm .html .mht .txt .png .jpg .tif".split()
)
_NAMED = 3  # members that a message names
_ENCRYPTED = 0x1  # the flag of a member with a password
_UTF8_NAMES = 0x800  # the flag of a member whose name is UTF-8


def read(data: bytes, source: str, sha256: str) -> Document:
    """The document in a ZIP file: DOCX, XLSX, ODS; known by its members, whatever its name.

    Raises
    ------
    ReadError
        If the file is damaged, unpacks to more than 512 MB, or is no office file.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            members = packed.infolist()
            declared = [member for member in members[:1] if member.filename == "mimetype"]
            media_type = packed.open(declared[0]).read(100).decode("ascii", "replace") if declared else ""
    except DAMAGE as error:  # a name of a member may be damaged, too: zipfile decodes it
        raise ReadError(source, f"the ZIP file is damaged: {squeezed(str(error))}") from error
    size = sum(member.file_size for member in members)
    if size > MOST_UNPACKED:
        message = f"at most {MOST_UNPACKED >> 20} MB unpacked were expected, it claims {size >> 20} MB"
        raise ReadError(source, message)
    if all(member.flag_bits & _ENCRYPTED for member in members if not member.is_dir()) and members:
        raise ReadError(source, "the ZIP file has a password")
    names = [_name(member) for member in members if not member.is_dir()]
    if any(name.startswith("word/") for name in names):  # its reader looks at its size, too
        from govreport.readers.words import word

        return word.read(data, source, sha256)
    from govreport.readers.sheets import sheet

    try:
        require_packed(data)
    except ValueError as error:
        raise ReadError(source, str(error)) from error
    if any(name.startswith("xl/") for name in names):
        return sheet.read(data, source, sha256, sheet.XLSX)
    if media_type.startswith(sheet.ODS):
        return sheet.read(data, source, sha256, sheet.ODS)
    if media_type.startswith(_ODT):
        from govreport.readers.words import legacy

        return legacy.read_resaved(data, source, sha256, "odt", _ODT)
    raise ReadError(source, _refusal(names))


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a member; that of a Chinese Windows is GB 18030, which zipfile takes for code page 437."""
    if member.flag_bits & _UTF8_NAMES:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _refusal(names: Sequence[str]) -> str:
    if any(name.startswith("ppt/") for name in names):
        return "a presentation (PPTX); save it as PDF"
    if "OFD.xml" in names:
        return "an OFD file; save it as PDF"
    reports = [squeezed(name) for name in names if name.lower().endswith(_REPORTS)]
    listed = ", ".join([*reports[:_NAMED], *(["…"] if len(reports) > _NAMED else [])])
    count = f"a zip archive of {len(names)} file{'' if len(names) == 1 else 's'}"
    return f"{count} ({listed}); unpack it and read a file of it" if reports else f"{count}, none a report"
