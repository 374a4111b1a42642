"""One request after the other: robots.txt, delays and Retry-After obeyed, each hop looked at, limits kept."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from threading import Event, Lock
from urllib.parse import urlsplit

import requests
from protego import Protego
from urllib3.exceptions import HTTPError, ReadTimeoutError

from govreport.corpus.collecting.addresses import Asked
from govreport.corpus.collecting.pages import absolute, is_challenge, kind_of, page_of
from govreport.corpus.collecting.wire import (
    LEGACY,
    LegacyAdapter,
    RefusedError,
    host_of,
    is_private,
    pieces,
    retry_after,
    short,
    unpacking,
)

__all__ = ["FetchLimits", "Fetched", "Visitor"]

_HOPS = 10
_ROBOTS_BYTES = 512 * 1024  # RFC 9309: at least 500 KiB are read
_CHALLENGE_BYTES = 256 * 1024  # a challenge is a short page


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Seconds between two requests to a host, bytes of a file and of all, seconds for a file and to wait."""

    delay: float
    per_file: int
    total: int
    timeout: float
    per_file_seconds: float
    patience: float
    tries: int = 3


@dataclass(slots=True)
class Fetched:
    """What came of a request: its outcome, and the body where there is one."""

    outcome: str
    detail: str = ""
    status: int | None = None
    final: str = ""
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    tls: str = ""
    tries: int = 1

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(slots=True)
class _Host:
    """What is known of a host: one request at a time, when it was asked last, why it is left alone."""

    lock: Lock = field(
        default_factory=Lock
    )  # held for one request, and for nothing that waits for another host
    robots_lock: Lock = field(default_factory=Lock)
    last: float = float("-inf")
    not_before: float = float("-inf")  # what a Retry-After asks for
    unanswered: int = 0  # addresses in a row
    legacy: bool = False
    stopped: str = ""
    robots: dict[str, Protego] = field(default_factory=dict)


class Visitor:
    """Asks hosts for addresses, politely; used by several threads, each host by one of them at a time.

    Parameters
    ----------
    agent : str
        The User-Agent, sent as it is; its first word is what robots.txt is asked for.
    asked_for : set of str
        Hosts that the caller named; only these may be in a private network.
    remember : callable
        Is given the origin and text of each robots.txt that was fetched.
    had : callable
        Whether an address that a redirect leads to is had already.
    """

    def __init__(
        self,
        agent: str,
        limits: FetchLimits,
        asked_for: set[str],
        remember: Callable[[str, str], object],
        had: Callable[[str], bool],
    ) -> None:
        self.limits, self.stop = limits, Event()
        self._agent, self._asked_for, self._remember = agent, asked_for, remember
        self._had = had
        self._token = agent.partition("/")[0]
        self._hosts: dict[str, _Host] = {}
        self._lock = Lock()
        self.bytes = 0
        self._usual, self._legacy = self._session(), self._session()
        self._legacy.mount("https://", LegacyAdapter())

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.headers.clear()
        session.headers.update({"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "identity"})
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.auth = lambda request: request  # no password from a .netrc
        return session

    def know_robots(self, origin: str, text: str) -> None:
        """A robots.txt that an earlier run fetched not long ago."""
        self._host(urlsplit(origin).hostname or "").robots[origin] = Protego.parse(text)

    @property
    def left_alone(self) -> dict[str, str]:
        """Hosts that are asked no further, and why."""
        return {name: host.stopped for name, host in self._hosts.items() if host.stopped}

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host())

    def fetch(self, request: Asked, known: dict[str, str] | None = None) -> Fetched:
        """The answer to a request, after as many hops and tries as are allowed; never an error.

        Parameters
        ----------
        known : dict of str to str, optional
            Headers of a conditional request.
        """
        answer = Fetched("connection")
        for attempt in range(1, self.limits.tries + 1):
            try:
                answer = self._follow(request, known or {})
                answer.tries = attempt
                return answer
            except RefusedError as refused:
                answer = Fetched(refused.outcome, refused.detail, final=request.address, tries=attempt)
                wait = refused.wait
            if wait is None or attempt == self.limits.tries or self.stop.is_set():
                break
            self.stop.wait(wait)
        self._give_up(self._host(host_of(request.address)), answer)
        return answer

    def _give_up(self, host: _Host, answer: Fetched) -> None:
        """Leave a host alone that asks to come back later once too often, or does not answer."""
        host.unanswered = host.unanswered + 1 if answer.outcome in ("connection", "timeout") else 0
        if answer.outcome == "busy" or host.unanswered >= self.limits.tries:
            host.stopped = host.stopped or f"{answer.outcome}: {answer.detail}"

    def _follow(self, request: Asked, known: dict[str, str]) -> Fetched:
        """The answer behind all redirects; each hop is a request of its own, with all that it must keep."""
        seen: list[str] = []
        address, data = request.address, request.data
        while True:
            if address in seen or len(seen) > _HOPS:
                raise RefusedError("redirect_loop", " -> ".join([*seen[-3:], address]))
            seen.append(address)
            self._may(address)
            answer = self._once(address, data, known)
            where = answer.header("Location")
            if answer.status not in (301, 302, 303, 307, 308) or not where:
                return answer
            target = absolute(address, where.encode("latin-1", "replace").decode("utf-8", "replace"))
            if target.partition(":")[0] not in ("http", "https") or (
                address.startswith("https:") and target.startswith("http:")
            ):
                raise RefusedError("redirect_refused", f"{address} -> {target}")
            if answer.status not in (307, 308):
                data = ""
            if self._had(target):
                return Fetched("same", final=target)
            address = target

    def _may(self, address: str) -> None:
        """Refuse what is no web address, private and not asked for, disallowed, or on a host left alone."""
        parts = urlsplit(address)
        name = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not name:
            raise RefusedError("no_address", address)
        if self.stop.is_set():
            raise RefusedError("host_stopped", "interrupted")
        host = self._host(name)
        if host.stopped:
            raise RefusedError("host_stopped", host.stopped)
        if self.bytes >= self.limits.total:
            raise RefusedError("total_reached")
        if name not in self._asked_for and is_private(name):
            raise RefusedError("private_address", address)
        if not self._robots(address, host).can_fetch(address, self._token):
            raise RefusedError("disallowed", address)

    def _robots(self, address: str, host: _Host) -> Protego:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        with host.robots_lock:
            if origin not in host.robots:
                text = self._robots_text(origin)
                self._remember(origin, text)
                host.robots[origin] = Protego.parse(text)
            return host.robots[origin]

    def _robots_text(self, origin: str) -> str:
        """robots.txt of an origin; RFC 9309: without one all is allowed, without an answer nothing is."""
        address = f"{origin}/robots.txt"
        for _ in range(5):
            try:
                answer = self._once(address, "", {}, most=_ROBOTS_BYTES)
            except RefusedError as refused:
                if refused.outcome in ("challenge", "host_stopped"):
                    raise
                self._host(
                    host_of(origin)
                ).stopped = f"robots.txt: {refused.outcome} {refused.detail}".strip()
                raise RefusedError("robots_unreachable", f"{refused.outcome} {refused.detail}") from refused
            where = answer.header("Location")
            if answer.status in (301, 302, 303, 307, 308) and where:
                address = absolute(address, where)
                if host_of(address) not in self._asked_for and is_private(host_of(address)):
                    return ""
                continue
            text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
            return "" if kind_of(answer.body) == "html" else text
        return ""

    def _once(self, address: str, data: str, known: dict[str, str], most: int | None = None) -> Fetched:
        """One request to a host that nobody else asks meanwhile, its time kept."""
        name = host_of(address)
        host = self._host(name)
        with host.lock:
            if host.stopped:
                raise RefusedError("host_stopped", host.stopped)
            self._wait(address, host)
            try:
                answer = self._ask(address, data, known, host, most or self.limits.per_file)
            finally:
                host.last = time.monotonic()
            self._refuse_by_status(answer, host, address)
        return answer

    def _wait(self, address: str, host: _Host) -> None:
        delay = self.limits.delay
        parts = urlsplit(address)
        if robots := host.robots.get(f"{parts.scheme}://{parts.netloc}"):
            delay = max(delay, robots.crawl_delay(self._token) or 0.0)
            if rate := robots.request_rate(self._token):
                delay = max(delay, rate.seconds / max(rate.requests, 1))
        self.stop.wait(max(0.0, max(host.last + delay, host.not_before) - time.monotonic()))

    def _ask(self, address: str, data: str, known: dict[str, str], host: _Host, most: int) -> Fetched:
        headers = dict(known)
        if data:
            json = data.lstrip().startswith(("{", "["))
            headers["Content-Type"] = "application/json" if json else "application/x-www-form-urlencoded"
        session = self._legacy if host.legacy else self._usual
        try:
            with session.request(
                "POST" if data else "GET",
                address,
                data=data.encode() if data else None,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=self.limits.timeout,
            ) as response:
                sent = [(str(key), str(value)) for key, value in response.raw.headers.items()]
                tls = "legacy TLS" if host.legacy else ""
                answer = Fetched("saved", "", response.status_code, address, b"", sent, tls)
                answer.body = self._body(response, most)
                return answer
        except requests.exceptions.SSLError as error:
            if host.legacy or not LEGACY.search(str(error)):
                certificate = "CERTIFICATE" in str(error).upper() or "hostname" in str(error)
                raise RefusedError("certificate" if certificate else "connection", short(error)) from error
        except requests.exceptions.Timeout as error:
            raise RefusedError("timeout", short(error), self._back_off) from error
        except requests.exceptions.ConnectionError as error:
            raise RefusedError("connection", short(error), self._back_off) from error
        except (requests.exceptions.RequestException, UnicodeError) as error:
            raise RefusedError("no_address", short(error)) from error
        host.legacy = True
        self.stop.wait(self.limits.delay)
        return self._ask(address, data, known, host, most)

    @property
    def _back_off(self) -> float:
        return 2 * self.limits.delay

    def _body(self, response: requests.Response, most: int) -> bytes:
        """The body, unpacked if it was sent packed; no more of it than a file may have, nor for longer."""
        end = time.monotonic() + self.limits.per_file_seconds
        promised = response.headers.get("Content-Length", "")
        if promised.isdigit() and int(promised) > most:
            raise RefusedError("too_large", f"{promised} bytes")
        body, received = bytearray(), 0
        unpacker = unpacking(response.headers.get("Content-Encoding", ""))
        try:
            for piece in pieces(response):
                received += len(piece)
                self._count(len(piece))
                body += unpacker.decompress(piece, most + 1 - len(body)) if unpacker else piece
                if len(body) > most:
                    raise RefusedError(
                        "unpacks_too_large" if received <= most else "too_large", f"> {most} bytes"
                    )
                if time.monotonic() > end:
                    raise RefusedError("too_slow", f"{received} bytes in {self.limits.per_file_seconds:g} s")
        except ReadTimeoutError as error:
            raise RefusedError("timeout", short(error), self._back_off) from error
        except zlib.error as error:
            raise RefusedError("encoding", short(error)) from error
        except (HTTPError, OSError) as error:
            raise RefusedError("truncated", short(error), self._back_off) from error
        if promised.isdigit() and received < int(promised):
            raise RefusedError("truncated", f"{received} of {promised} bytes", self._back_off)
        if unpacker and received and not unpacker.eof:
            raise RefusedError("truncated", "a packed body without its end", self._back_off)
        return bytes(body)

    def _count(self, count: int) -> None:
        with self._lock:
            self.bytes += count
            if self.bytes > self.limits.total:
                raise RefusedError("total_reached", f"{self.limits.total} bytes")

    def _refuse_by_status(self, answer: Fetched, host: _Host, address: str) -> None:
        status = answer.status or 0
        page = page_of(answer.body if len(answer.body) < _CHALLENGE_BYTES else b"", address)
        if status != 304 and is_challenge(status, page, bool(answer.header("Set-Cookie"))):
            host.stopped = f"challenge (status {status}) at {address}"
            raise RefusedError("challenge", f"status {status}")
        robots = urlsplit(address).path == "/robots.txt"
        if status in (429, 503):
            header = answer.header("Retry-After")
            wait = retry_after(header)
            host.not_before = time.monotonic() + (self._back_off if wait is None else wait)
            patient = wait is None or wait <= self.limits.patience
            detail = f"status {status}, Retry-After {header or 'none'}"
            raise RefusedError("busy", detail, 0.0 if patient else None)
        if status >= 500:
            raise RefusedError("server_error", f"status {status}", self._back_off)
        if status in (404, 410) and not robots:
            raise RefusedError("not_found", f"status {status}")
        moved = 300 <= status < 400 and answer.header("Location")
        if status not in (200, 203, 304) and not moved and not robots:
            raise RefusedError("refused", f"status {status}")
