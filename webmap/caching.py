"""A cache of finished answers, bounded in entries and in bytes, safe among threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable


class BoundedCache:
    """Keeps the most recently used answers.

    Parameters
    ----------
    most_entries, most_bytes
        Bounds; the least recently used answers leave first.
    """

    def __init__(self, most_entries: int, most_bytes: int) -> None:
        self.most_entries = most_entries
        self.most_bytes = most_bytes
        self.bytes = 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the answer kept under `key`, or make and keep it (two threads may make it at once, harmlessly)."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            if key not in self._kept and len(made) <= self.most_bytes:
                self._kept[key] = made
                self.bytes += len(made)
            while len(self._kept) > self.most_entries or self.bytes > self.most_bytes:
                _, dropped = self._kept.popitem(last=False)
                self.bytes -= len(dropped)
        return made
