"""What collecting goes by: data/collecting.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from govreport.resources import Table, load_toml

__all__ = ["Knowledge", "Outcome", "load"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an address, in both languages; `later`: another run asks for it again."""

    id: str
    zh: str
    en: str
    later: bool


@dataclass(frozen=True, slots=True)
class Knowledge:
    attachments: tuple[str, ...]
    challenge_statuses: tuple[int, ...]
    challenge_services: tuple[str, ...]
    challenge_scripts: tuple[str, ...]
    challenge_shown: int
    nothing_titles: tuple[str, ...]
    nothing_words: tuple[str, ...]
    nothing_shown: int
    outcomes: dict[str, Outcome]


@cache
def load() -> Knowledge:
    """The file as data.

    Raises
    ------
    ResourceError
        If it is wrong.
    """
    return load_toml("collecting.toml", _knowledge)


def _knowledge(data: Table) -> Knowledge:
    challenge, nothing = data.table("challenge"), data.table("nothing_there")
    found = Knowledge(
        data.texts("attachments"),
        tuple(int(str(status)) for status in _list(challenge, "statuses")),
        challenge.texts("services"),
        challenge.texts("scripts"),
        challenge.whole("shown"),
        nothing.texts("titles"),
        nothing.texts("words"),
        nothing.whole("shown"),
        {name: _outcome(name, entry) for name, entry in data.table("outcomes").named_tables()},
    )
    for table in (challenge, nothing, data):
        table.done()
    return found


def _list(data: Table, key: str) -> list[object]:
    found = data.value(key)
    if not isinstance(found, list):
        raise data.wrong(key, "a list", found)
    return found


def _outcome(name: str, entry: Table) -> Outcome:
    later = entry.value("later") is True if "later" in entry else False
    outcome = Outcome(name, entry.text("zh"), entry.text("en"), later)
    entry.done()
    return outcome
