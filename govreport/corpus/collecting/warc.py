"""A collection as a WARC file (ISO 28500), for archives and their tools."""

from __future__ import annotations

import io
from pathlib import Path

from govreport.corpus.building.files import whole
from govreport.corpus.collecting.log import Log
from govreport.errors import MissingExtraError

__all__ = ["write_warc"]

# The body is kept unpacked and whole: these would say something else.
_OF_THE_WIRE = ("content-encoding", "transfer-encoding", "content-length", "connection")


def write_warc(out: Path, path: Path) -> int:
    """Write what a collection in `out` fetched as response records; the number of records.

    Raises
    ------
    MissingExtraError
        If warcio is not installed.
    """
    try:
        from warcio.statusandheaders import StatusAndHeaders
        from warcio.warcwriter import WARCWriter
    except ImportError as error:
        raise MissingExtraError("a WARC file needs warcio: pip install 'govreport[collect]'") from error
    log = Log(out)
    log.close()
    count = 0
    with whole(path) as part, part.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for record in log.records.values():
            if not record.get("headers") or not (out / record["file"]).is_file():
                continue  # saved by hand, or nothing was sent
            body = (out / record["file"]).read_bytes()
            sent = [(name, value) for name, value in record["headers"] if name.lower() not in _OF_THE_WIRE]
            head = StatusAndHeaders(
                f"{record['status']} OK", [*sent, ("Content-Length", str(len(body)))], "HTTP/1.1"
            )
            dated = {"WARC-Date": record["retrieved"].replace("+00:00", "Z")}
            writer.write_record(
                writer.create_warc_record(
                    record["final"], "response", io.BytesIO(body), http_headers=head, warc_headers_dict=dated
                )
            )
            count += 1
    return count
