"""The only loader of data files: strict getters whose errors name the file and the key path."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from govreport.errors import ResourceError

__all__ = ["Table", "fingerprint", "load_text", "load_toml", "names"]

T = TypeVar("T")


@cache
def _annotations(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)  # each class is asked for again and again


class Table:
    """A table of a data file. Each getter takes its key away; `done` refuses what is left over.

    Raises
    ------
    ResourceError
        Names the file, the key path, what was expected and what was found.
    """

    def __init__(self, file: str, path: str, values: dict[str, Any]) -> None:
        self.file, self.path, self._left = file, path, dict(values)

    def wrong(self, key: str, expected: str, found: object) -> ResourceError:
        path = f"{self.path}.{key}" if self.path else key
        return ResourceError(f"{self.file}: {path}: expected {expected}, found {found!r}")

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def _take(self, key: str, kind: type[T], expected: str, default: T | None, required: bool) -> T | None:
        if key not in self._left:
            if required:
                raise self.wrong(key, expected, None)
            return default
        value = self._left.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(key, expected, value)
        return value

    def value(self, key: str) -> object:
        """Whatever stands there, of any type."""
        return self._take(key, object, "a value", None, required=True)

    def text(self, key: str, one_of: tuple[str, ...] = ()) -> str:
        expected = " | ".join(one_of) or "text"
        value = self._take(key, str, expected, None, required=True)
        assert value is not None
        if not value or (one_of and value not in one_of):
            raise self.wrong(key, expected, value)
        return value

    def text_or_none(self, key: str) -> str | None:
        return self._take(key, str, "text", None, required=False)

    def integer_or_none(self, key: str) -> int | None:
        return self._take(key, int, "a whole number", None, required=False)

    def texts(self, key: str, required: bool = True) -> tuple[str, ...]:
        value = self._take(key, list, "a list of texts", [], required)
        assert value is not None
        for i, item in enumerate(value):
            if not isinstance(item, str) or not item:
                raise self.wrong(f"{key}[{i}]", "text", item)
        return tuple(value)

    def table(self, key: str) -> Table:
        value = self._take(key, dict, "a table", None, required=True)
        return Table(self.file, f"{self.path}.{key}".strip("."), value or {})

    def tables(self, key: str, required: bool = True) -> tuple[Table, ...]:
        value = self._take(key, list, "a list of tables", [], required)
        assert value is not None
        for i, item in enumerate(value):
            if not isinstance(item, dict):
                raise self.wrong(f"{key}[{i}]", "a table", item)
        return tuple(Table(self.file, f"{self.path}.{key}[{i}]".strip("."), v) for i, v in enumerate(value))

    def named_tables(self) -> Iterator[tuple[str, Table]]:
        """Every key that is left, each of which has to hold a table."""
        for key in list(self._left):
            yield key, self.table(key)

    def named_texts(self) -> Iterator[tuple[str, str]]:
        """Every key that is left, each of which has to hold a text."""
        for key in list(self._left):
            yield key, self.text(key)

    def of(self, kind: type[T], /, **given: object) -> T:
        """A dataclass whose fields are the keys of this table, read as their annotations say.

        A Literal is one of its texts; ``X | None`` and what has a default may be absent; `given` are fields
        that stand in no key. No key may be left over.
        """
        types = _annotations(kind)  # type: ignore[arg-type]
        for one in fields(kind):  # type: ignore[arg-type]
            if one.name not in given and (one.name in self or one.default is MISSING):
                given[one.name] = self._typed(one.name, types[one.name])
        self.done()
        return kind(**given)

    def _typed(self, key: str, kind: Any) -> object:
        if get_origin(kind) is Literal:
            return self.text(key, get_args(kind))
        if get_origin(kind) is tuple:
            (item, _) = get_args(kind)
            texts = self.texts(key)
            if get_origin(item) is Literal and (odd := [one for one in texts if one not in get_args(item)]):
                raise self.wrong(key, " | ".join(get_args(item)), odd[0])
            return texts
        readers: dict[object, Callable[[str], object]] = {
            str: self.text,
            int: self.whole,
            str | None: self.text_or_none,
            int | None: self.integer_or_none,
        }
        return readers[kind](key)

    def whole(self, key: str) -> int:
        """A whole number, 0 or more."""
        value = self.integer_or_none(key)
        if value is None or value < 0:
            raise self.wrong(key, "a whole number, 0 or more", value)
        return value

    def done(self) -> None:
        for key, value in self._left.items():
            raise self.wrong(key, "no such key", value)


def load_text(source: str | Path) -> str:
    """The text of a data file of the package, by its path under ``govreport/data``, or of a user's Path."""
    file = source if isinstance(source, Path) else files("govreport").joinpath("data", *source.split("/"))
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{source}: a readable UTF-8 file was expected: {error}") from error


def load_toml(source: str | Path, build: Callable[[Table], T]) -> T:
    """`build` applied to a data file; whatever key it does not take is refused."""
    try:
        values = tomllib.loads(load_text(source))
    except tomllib.TOMLDecodeError as error:
        raise ResourceError(f"{source}: not TOML: {error}") from error
    table = Table(str(source), "", values)
    result = build(table)
    table.done()
    return result


def fingerprint(path: Path) -> dict[str, str]:
    """What a result says of a user's file that decided it: its name and the beginning of its SHA-256."""
    return {"file": path.name, "sha256": sha256(path.read_bytes()).hexdigest()[:12]}


def names(folder: str, suffix: str) -> tuple[str, ...]:
    """Names without suffix of the data files in a folder under ``govreport/data``, sorted."""
    found = files("govreport").joinpath("data", folder).iterdir()
    return tuple(sorted(f.name.removesuffix(suffix) for f in found if f.name.endswith(suffix)))
