"""Strict JSON, one record at a time: no NaN, no doubled names, no endless numbers (RFC 8259, RFC 8142).

What is wrong inside one record spoils that record only; what breaks the text itself refuses the file.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.sources.json_text import MAX_DEPTH, decoded
from geo.sources.reasons import refuse

MAX_MEMBERS = 10_000
MAX_DIGITS = 400  # longer than any float64 written out in full

_SPACE = re.compile(r"[ \t\n\r\x1e]*")
_STRANGE = re.compile(r"\\u0000|\\u[dD][89a-fA-F]")


@dataclass(frozen=True)
class Fault:
    """Something wrong inside a record: reason code, column and value."""

    reason: str
    column: str = ""
    value: str = ""


@dataclass
class Item:
    """One record of a JSON text.

    Parameters
    ----------
    value
        The decoded value.
    path
        Names of the list that holds it, such as `("data", "results")`; empty for a top-level list or value.
    whole
        True for a top-level value that is not a list of records.
    faults
        What is wrong inside it.
    """

    value: Any
    path: tuple[str, ...] = ()
    whole: bool = False
    faults: tuple[Fault, ...] = ()


@dataclass
class JsonText:
    """The text of a JSON file, and what stood beside its records.

    Parameters
    ----------
    text, encoding
        Decoded content, and how it was decoded.
    members
        Top-level members that are not the list of records (`type`, `crs`, …), filled while `items` runs.
    """

    text: str
    encoding: str
    file: str
    members: dict[str, Any] = field(default_factory=dict)

    def items(self, list_names: frozenset[str]) -> Iterator[Item]:
        """Give the records one by one: elements of a top-level list, of the lists under `list_names`, or whole values.

        Raises
        ------
        FileRefusedError
            `bad_json` with the line, when the text is broken, cut off, or has a doubled name at its top.
        """
        decoder = _Strict(self)
        at = decoder.skip(0)
        if at == len(self.text):
            raise refuse("empty_file", self.file)
        while at < len(self.text):
            opening = self.text[at]
            if opening == "[":
                at = yield from decoder.elements(at, ())
            elif opening == "{":
                at = yield from decoder.members(at, (), list_names)
            else:
                value, at = decoder.value(at)
                yield Item(value, whole=True, faults=decoder.take())
            at = decoder.skip(at)


class _Strict:
    """A decoder that notes what is wrong instead of letting it in."""

    def __init__(self, source: JsonText) -> None:
        self.source = source
        self.text = source.text
        self.faults: list[Fault] = []
        self._strange = bool(_STRANGE.search(source.text))
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_float=self._float, parse_int=self._int, parse_constant=self._constant
        )

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def take(self) -> tuple[Fault, ...]:
        taken, self.faults = tuple(self.faults), []
        return taken

    def value(self, at: int) -> tuple[Any, int]:
        try:
            value, end = self._decoder.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise self.broken(error.pos, error.msg) from error
        except RecursionError as error:
            raise refuse("too_deep", self.source.file, limit=MAX_DEPTH) from error
        if self._strange:
            self._check_strings(value)
        return value, end

    def elements(self, at: int, path: tuple[str, ...]) -> Generator[Item, None, int]:
        """Give the elements of a list that begins at `at`; return where it ends."""
        at = self.skip(at + 1)
        if self.text[at : at + 1] == "]":
            return at + 1
        while True:
            value, at = self.value(at)
            yield Item(value, path, faults=self.take())
            at = self.skip(at)
            sign = self.text[at : at + 1]
            if sign == "]":
                return at + 1
            if sign != ",":
                raise self.broken(at, "expected , or ]")
            at = self.skip(at + 1)

    def members(self, at: int, path: tuple[str, ...], list_names: frozenset[str]) -> Generator[Item, None, int]:
        """Give the records of an object's lists, or the object itself when it has none; return where it ends."""
        at = self.skip(at + 1)
        members: dict[str, Any] = {}
        listed = False
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise self.broken(at, "expected a name")
            name, at = self.value(at)
            at = self.skip(at)
            if self.text[at : at + 1] != ":":
                raise self.broken(at, "expected :")
            at = self.skip(at + 1)
            if len(members) > MAX_MEMBERS:
                raise refuse("too_many_columns", self.source.file, n=len(members), limit=MAX_MEMBERS, also="")
            if name in members:
                self.faults.append(Fault("duplicate_keys", name))
            sign = self.text[at : at + 1]
            if name in list_names and sign == "[":
                self._refuse_doubled(listed)
                listed, members[name] = True, None
                at = yield from self.elements(at, (*path, name))
            elif name in list_names and sign == "{" and not path:
                inside = yield from self._inner(at, (name,), list_names)
                at, found, members[name] = inside
                self._refuse_doubled(listed and found)
                listed = listed or found
            else:
                members[name], at = self.value(at)
            at = self.skip(at)
            if self.text[at : at + 1] == ",":
                at = self.skip(at + 1)
                if self.text[at : at + 1] == "}":
                    raise self.broken(at, "expected a name")
            elif self.text[at : at + 1] != "}":
                raise self.broken(at, "expected , or }")
        if listed:
            self._refuse_doubled(any(fault.reason == "duplicate_keys" for fault in self.take()))
            self.source.members.update(members)
        else:
            yield Item(members, path, whole=True, faults=self.take())
        return at + 1

    def _inner(
        self, at: int, path: tuple[str, ...], list_names: frozenset[str]
    ) -> Generator[Item, None, tuple[int, bool, Any]]:
        """Look for a list one level deeper (`{"data": {"results": […]}}`); return end, whether there is one, value."""
        held: Any = None
        found = False
        walk = self.members(at, path, list_names)
        while True:
            try:
                item = next(walk)
            except StopIteration as stop:
                return stop.value, found, held
            if item.whole:
                held = item.value
                self.faults.extend(item.faults)
            else:
                found = True
                yield item

    def _refuse_doubled(self, doubled: bool) -> None:
        if doubled:
            raise refuse("bad_json", self.source.file, line=1, problem="duplicate names")

    def broken(self, at: int, problem: str) -> Exception:
        line = self.text.count("\n", 0, at) + 1
        return refuse("bad_json", self.source.file, line=line, problem=problem)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            names = [name for name, _ in pairs]
            doubled = next(name for name in names if names.count(name) > 1)
            self.faults.append(Fault("duplicate_keys", doubled[:200]))
        return value

    def _float(self, text: str) -> float | None:
        if len(text) <= MAX_DIGITS:
            number = float(text)
            if math.isfinite(number):
                return number
        self.faults.append(Fault("bad_number", value=text[:200]))
        return None

    def _int(self, text: str) -> int | None:
        if len(text) <= 300:
            return int(text)
        self.faults.append(Fault("bad_number", value=text[:200]))
        return None

    def _constant(self, text: str) -> None:
        self.faults.append(Fault("bad_number", value=text))

    def _check_strings(self, value: Any) -> None:
        """Note NUL characters and halves of surrogate pairs: neither can be kept as text."""
        waiting = [value]
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                waiting.extend(one)
                waiting.extend(one.values())
            elif isinstance(one, list):
                waiting.extend(one)
            elif isinstance(one, str) and any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in one):
                self.faults.append(Fault("control_characters"))


def read_json(path: Path) -> JsonText:
    """Read a JSON file, ready to give its records.

    Raises
    ------
    FileRefusedError
        `too_large`, `empty_file`, `encoding`, or `too_deep`.
    """
    text, encoding = decoded(path)
    return JsonText(text, encoding, path.name)
