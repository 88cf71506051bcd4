"""What is made at the first asking and then held, for many readers at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, TypeVar, overload

V = TypeVar("V")


class Holder:
    """Something whose parts are made when first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}
        self._makers: defaultdict[str, RLock] = defaultdict(RLock)

    def once(self, key: str, make: Callable[[], V]) -> V:
        """Give what ``make`` made at the first asking; readers of one key wait for one maker."""
        if key not in self._made:
            with self._makers[key]:
                if key not in self._made:
                    self._made[key] = make()
        made: V = self._made[key]
        return made


class held_once(Generic[V]):  # noqa: N801 - used like ``property``
    """A property that is made at the first asking and then held."""

    def __init__(self, make: Callable[[Any], V]) -> None:
        self.make, self.name = make, make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> held_once[V]: ...
    @overload
    def __get__(self, owner: Holder, kind: type) -> V: ...
    def __get__(self, owner: Holder | None, kind: type) -> V | held_once[V]:
        if owner is None:
            return self
        return owner.once(self.name, lambda: self.make(owner))
