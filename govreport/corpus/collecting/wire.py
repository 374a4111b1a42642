"""What lies below a request: TLS out of date, bodies by pieces, Retry-After, private addresses."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

__all__ = [
    "LEGACY",
    "LegacyAdapter",
    "RefusedError",
    "host_of",
    "is_private",
    "pieces",
    "retry_after",
    "short",
    "unpacking",
]

_PIECE = 64 * 1024
LEGACY = re.compile(
    r"UNSAFE_LEGACY_RENEGOTIATION|UNSUPPORTED_PROTOCOL|DH_KEY_TOO_SMALL|WRONG_SIGNATURE_TYPE|"
    r"NO_PROTOCOLS_AVAILABLE|TLSV1_ALERT_PROTOCOL_VERSION|HANDSHAKE_FAILURE|INTERNAL_ERROR"
)
_LEGACY_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT, which ssl names from Python 3.12


class RefusedError(Exception):
    """A request that ends here; with its outcome and what to print of it."""

    def __init__(self, outcome: str, detail: str = "", wait: float | None = None) -> None:
        super().__init__(outcome)
        self.outcome, self.detail, self.wait = outcome, detail, wait


class LegacyAdapter(HTTPAdapter):
    """For servers with TLS out of date: old ways of agreeing on keys; certificates are checked as ever."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        context = ssl.create_default_context()
        context.options |= _LEGACY_CONNECT
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        super().init_poolmanager(*args, ssl_context=context, **kwargs)


def pieces(response: requests.Response) -> Iterator[bytes]:
    """The body as it comes in: a slow one is seen to be slow, since no piece waits to be full."""
    while piece := response.raw.read1(_PIECE, decode_content=False):
        yield piece


def unpacking(encoding: str) -> zlib._Decompress | None:
    """What unpacks a body piece by piece, never more than is asked for; None for one sent as it is."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name not in ("gzip", "x-gzip", "deflate"):
        raise RefusedError("encoding", encoding)
    return zlib.decompressobj(zlib.MAX_WBITS | 32)


def retry_after(header: str) -> float | None:
    """Seconds of a Retry-After, which is a number or a date; None if it says neither."""
    if header.strip().isdigit():
        return float(header)
    try:
        when = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


def is_private(name: str) -> bool:
    """Whether a host is in no public network; one that has no address is left to the request."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(name, None)}
    except (OSError, UnicodeError):
        return False
    return any(not ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in found)


def short(error: BaseException) -> str:
    return re.sub(r"\s+", " ", str(error))[:200]
