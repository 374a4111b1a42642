"""Reports from the web, politely: addresses become files, a manifest, and a log of what could not be had."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tqdm import tqdm

from govreport import __version__
from govreport.corpus.building.files import whole
from govreport.corpus.collecting.addresses import Asked, asked
from govreport.corpus.collecting.by_hand import HandSaved, saved_at
from govreport.corpus.collecting.knowledge import load
from govreport.corpus.collecting.log import Log, Record, age, file_name, now
from govreport.corpus.collecting.pages import attached, kind_of, page_of, says_nothing_is_there
from govreport.corpus.manifest import merge
from govreport.errors import GovReportError, MissingExtraError

if TYPE_CHECKING:
    import pandas as pd

    from govreport.corpus.collecting.fetching import Fetched, Visitor

__all__ = ["Collection", "collect"]

_HOSTS_AT_ONCE = 8
_ROBOTS_DAYS = 1.0  # RFC 9309: a robots.txt is not used for longer
_RETRIEVAL = (
    *("address", "data", "page", "role", "outcome", "zh", "en", "detail", "status", "tries", "retrieved"),
    *("checked", "by", "final", "file", "sha256", "bytes", "kind", "media_type", "tls"),
)


@dataclass(frozen=True, slots=True)
class Collection:
    """What a collection holds.

    Attributes
    ----------
    out : Path
        The folder: files, manifest.csv (a row per file), retrieval.csv (a row per address: what became of
        it and why), collect.jsonl (the log, from which an interrupted collection goes on).
    counts : dict of str to int
        Addresses by outcome, as in retrieval.csv.
    asked : int
        Addresses for which this run sent requests.
    left_alone : dict of str to str
        Hosts that were asked no further, and why.
    unmatched : tuple of Path
        Files saved by hand whose address is none of those asked for.
    """

    out: Path
    counts: dict[str, int]
    asked: int
    left_alone: dict[str, str]
    unmatched: tuple[Path, ...] = ()


def collect(
    addresses: str | Path | Iterable[str] | pd.DataFrame,
    out: str | Path,
    *,
    follow: str | None = None,
    attachments: bool = True,
    contact: str | None = None,
    delay: float = 5.0,
    again: float | None = None,
    by_hand: str | Path | None = None,
    per_file: int = 64 * 2**20,
    total: int = 4 * 2**30,
    timeout: float = 60.0,
    per_file_seconds: float = 600.0,
    patience: float = 600.0,
) -> Collection:
    """Fetch addresses to files, with a manifest, and a log of what could not be had and why.

    Hosts are asked one request at a time, `delay` seconds apart or what their robots.txt demands if that is
    more; robots.txt, Retry-After and refusals are obeyed. A host that wants a challenge solved is left alone
    and named. Each redirect is looked at like an address of its own. Nothing is disguised and no
    certificate is ignored. The same call again goes on where the last one stopped: what is settled is not
    asked for again, what failed for the moment is.

    Parameters
    ----------
    addresses : str, Path, iterable of str or DataFrame
        A CSV file or a frame (column `address`; `data` is sent with POST; other columns go into the
        manifest), a text file with an address a line, one address, or several.
    out : str or Path
        The folder to collect in.
    follow : str, optional
        A regular expression: the addresses are lists, and links are fetched whose address or words it
        matches.
    attachments : bool
        Whether files that hang on a page (PDF, Word, sheets, archives) are fetched too.
    contact : str, optional
        A mail or web address that the User-Agent names, so that the host can write.
    delay : float
        Seconds between two requests to a host.
    again : float, optional
        Look again, with conditional requests, at what was fetched more than so many days ago.
    by_hand : str or Path, optional
        A folder of files that a person saved, matched by address.
    per_file, total : int
        Most bytes of a file, and of all that a run receives.
    timeout, per_file_seconds, patience : float
        Seconds to wait for an answer, for a whole file, and at most for a Retry-After.

    Raises
    ------
    ReadError
        If the list, the folder of files saved by hand or an earlier log is wrong.
    GovReportError
        If `addresses` are none, `follow` is no regular expression, or `contact` cannot stand in a header.
    MissingExtraError
        If requests or protego is not installed.

    Examples
    --------
    A page that a browser saved is matched by the address in it; nothing is asked of the host.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     saved = Path(folder, "saved")
    ...     saved.mkdir()
    ...     page = "<!-- saved from url=(0029)https://example.org/2024.html --><html><p>年度报告</p></html>"
    ...     _ = (saved / "page.html").write_text(page, encoding="utf-8")
    ...     done = gr.collect("https://example.org/2024.html", Path(folder, "out"), by_hand=saved)
    ...     print(done.counts, done.asked)
    {'by_hand': 1} 0
    """
    pattern = _pattern(follow)
    first = asked(addresses, "page" if pattern is None else "list")
    saved = HandSaved(Path(by_hand)) if by_hand is not None else None
    agent = _agent(contact)
    try:
        from govreport.corpus.collecting.fetching import FetchLimits, Visitor
    except ImportError as error:
        needs = f"collecting needs {error.name}: pip install 'govreport[collect]'"
        raise MissingExtraError(needs) from error
    log = Log(Path(out))
    limits = FetchLimits(delay, per_file, total, timeout, per_file_seconds, patience)
    hosts = {urlsplit(one.address).hostname or "" for one in first}

    def remember(origin: str, text: str) -> None:
        log.add({"robots": origin, "text": text, "retrieved": now()})

    visitor = Visitor(agent, limits, hosts, remember, lambda address: bool(log.had(address)))
    for origin, record in log.robots.items():
        if age(record) < _ROBOTS_DAYS:
            visitor.know_robots(origin, record["text"])
    run = _Run(log, visitor, pattern, attachments, again, saved)
    try:
        done = run.all(first)
    finally:
        log.close()
    return _written(log, done, run, saved)


def _pattern(follow: str | None) -> re.Pattern[str] | None:
    try:
        return None if follow is None else re.compile(follow)
    except re.error as error:
        raise GovReportError(
            f"follow: a regular expression was expected, found {follow!r}: {error}"
        ) from error


def _agent(contact: str | None) -> str:
    if contact is not None and not (contact.isascii() and contact.isprintable() and contact.strip()):
        raise GovReportError(f"contact: a mail or web address in ASCII was expected, found {contact!r}")
    about = "collects annual open-government reports for research"
    return f"govreport/{__version__} ({about}{f'; +{contact}' if contact else ''})"


class _Run:
    """One run over the addresses: lists first, then pages, then what hangs on them."""

    def __init__(
        self,
        log: Log,
        visitor: Visitor,
        pattern: re.Pattern[str] | None,
        attachments: bool,
        again: float | None,
        saved: HandSaved | None,
    ) -> None:
        self.log, self.visitor, self.saved = log, visitor, saved
        self.asked = 0
        self._pattern, self._attachments, self._again = pattern, attachments, again

    def all(self, first: list[Asked]) -> list[Asked]:
        """Settle every address, and those that the settled ones lead to; all of them, in order."""
        done: list[Asked] = []
        known: set[str] = set()
        turn = first
        while turn:
            new = list({one.key: one for one in reversed(turn) if one.key not in known}.values())[::-1]
            known |= {one.key for one in new}
            self._take_saved(new)
            self._settle([one for one in new if self._open(one)])
            done += turn
            turn = [link for one in new for link in self._links(one) if link.key not in known]
            turn = list({link.key: link for link in reversed(turn)}.values())[::-1]
        return done

    def _open(self, one: Asked) -> bool:
        """Whether an address is still to be asked for, or again."""
        record = self.log.settled(one.key)
        if record is None:
            return True
        return self._again is not None and record.get("by") == "request" and age(record) > self._again

    def _take_saved(self, new: list[Asked]) -> None:
        if self.saved is None:
            return
        missing = {
            one.address: one
            for one in new
            if not (self.log.settled(one.key) or {}).get("file") and not one.data
        }
        for address, path in self.saved.matched(missing).items():
            body = path.read_bytes()
            record = self._kept(
                missing[address], body, "by_hand", {"retrieved": saved_at(path), "by": "hand"}
            )
            self.log.add(record, body)

    def _settle(self, open_: list[Asked]) -> None:
        """Ask for addresses: the hosts side by side, each host one after the other."""
        hosts: dict[str, list[Asked]] = defaultdict(list)
        for one in open_:
            hosts[urlsplit(one.address).hostname or ""].append(one)
        if not hosts:
            return
        with (
            tqdm(total=len(open_), desc="取 collect", unit=" addresses", disable=None) as bar,
            ThreadPoolExecutor(min(_HOSTS_AT_ONCE, len(hosts))) as pool,
        ):

            def visit(several: list[Asked]) -> None:
                for one in several:
                    self._visit(one)
                    bar.update()

            try:
                list(pool.map(visit, hosts.values()))
            except BaseException:
                self.visitor.stop.set()  # threads that wait end at once
                raise
        self.asked += len(open_)

    def _visit(self, one: Asked) -> None:
        if self.visitor.stop.is_set():
            return
        old = self.log.settled(one.key)
        if old is None and not one.data and (had := self.log.had(one.address)):
            self._same(one, had)
            return
        conditions = {"If-None-Match": "etag", "If-Modified-Since": "last_modified"}
        asks = {header: old[name] for header, name in conditions.items() if old.get(name)} if old else {}
        answer = self.visitor.fetch(one, asks)
        fetched: Record = {
            **{
                "detail": answer.detail,
                "status": answer.status,
                "final": answer.final,
                "tries": answer.tries,
            },
            **{"tls": answer.tls, "retrieved": now(), "by": "request"},
        }
        if answer.outcome == "same" and (had := self.log.had(answer.final)):
            self._same(one, had)
        elif answer.status == 304 and old:
            self.log.add({**old, "outcome": "unchanged", "checked": now()})
        elif answer.outcome != "saved":
            if not old:  # what was had once stays, though it is not to be had today
                self.log.add({"key": one.key, "address": one.address, **fetched, "outcome": answer.outcome})
        else:
            self._keep(one, answer, fetched)

    def _same(self, one: Asked, had: Record) -> None:
        self.log.add({**had, "key": one.key, "address": one.address, "outcome": "same"})

    def _keep(self, one: Asked, answer: Fetched, fetched: Record) -> None:
        fetched |= {
            "media_type": answer.header("Content-Type"),
            "etag": answer.header("ETag"),
            "last_modified": answer.header("Last-Modified"),
            "headers": answer.headers,
        }
        record = self._kept(one, answer.body, "list" if one.role == "list" else "saved", fetched)
        keeps = record["outcome"] in ("saved", "list")
        self.log.add(record, answer.body if keeps else None)

    def _kept(self, one: Asked, body: bytes, outcome: str, fetched: Record) -> Record:
        """The record of a body: what it is, where it is kept, and where it leads."""
        kind = kind_of(body)
        page = page_of(body, fetched.get("final") or one.address)
        named: Record = {"key": one.key, "address": one.address, "page": one.page, **fetched}
        named |= {"kind": kind, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        if not body.strip():
            return named | {"outcome": "empty"}
        if one.role != "list" and outcome == "saved" and says_nothing_is_there(page):
            return named | {"outcome": "says_not_found", "detail": page.title.strip() or page.shown[:80]}
        links = [
            (link.address, link.text) for link in page.links if self._follows(one, link.address, link.text)
        ]
        links += [(link.address, link.text) for link in page.links if attached(link) and one.role == "page"]
        return named | {"outcome": outcome, "file": file_name(one.address, body, kind), "links": links}

    def _follows(self, one: Asked, address: str, text: str) -> bool:
        pattern = self._pattern if one.role == "list" else None
        return pattern is not None and bool(pattern.search(address) or pattern.search(text))

    def _links(self, one: Asked) -> Iterator[Asked]:
        record = self.log.settled(one.key)
        if record is None or one.role == "attachment" or (one.role == "page" and not self._attachments):
            return
        for address, text in record.get("links", ()):
            role = "page" if one.role == "list" and not _ends_as_file(address, text) else "attachment"
            yield replace(one, address=address, data="", page=one.address, role=role)


def _ends_as_file(address: str, text: str) -> bool:
    from govreport.corpus.collecting.pages import Link

    return attached(Link(address, text))


def _written(log: Log, done: list[Asked], run: _Run, saved: HandSaved | None) -> Collection:
    """Write manifest.csv and retrieval.csv, and say what there is."""
    outcomes = load().outcomes
    rows: list[dict[str, object]] = []
    kept: dict[str, dict[str, str]] = {}
    for one in done:
        record = log.records.get(one.key, {"outcome": "host_stopped", "detail": "interrupted"})
        outcome = outcomes[record["outcome"]]
        known = {**one.row, **record, "zh": outcome.zh, "en": outcome.en}
        rows.append({**known, **{name: value for name, value in asdict(one).items() if name != "row"}})
        if record.get("file") and one.role != "list":
            kept.setdefault(record["file"], _manifest_row(one, record))
    merge(log.out / "manifest.csv", list(kept.values()))
    own = dict.fromkeys(name for one in done for name in one.row if name not in _RETRIEVAL)
    with (
        whole(log.out / "retrieval.csv") as part,
        part.open("w", encoding="utf-8", newline="", errors="backslashreplace") as file,
    ):
        writer = csv.DictWriter(file, [*_RETRIEVAL, *own], extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    counts = dict(Counter(str(row["outcome"]) for row in rows))
    return Collection(log.out, counts, run.asked, run.visitor.left_alone, tuple(saved.left) if saved else ())


def _manifest_row(one: Asked, record: Mapping[str, str]) -> dict[str, str]:
    return {
        **one.row,
        **{name: record.get(name) or "" for name in ("file", "sha256", "retrieved", "page", "tls", "by")},
        "address": one.address,
    }
