"""How often one address may try to sign in."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

#: Tries of one address in so many seconds; addresses that are remembered.
MOST_TRIES, WINDOW, MOST_ADDRESSES = 30, 300.0, 10_000


class Tries:
    """The latest tries of each address."""

    def __init__(
        self, *, most: int = MOST_TRIES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._clock = most, clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str) -> int:
        """Count a try; give the seconds to wait where there were too many, else 0."""
        now, key = self._clock(), network(address)
        with self._lock:
            tries = self._seen.setdefault(key, deque())
            self._seen.move_to_end(key)
            if len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
            while tries and now - tries[0] >= WINDOW:
                tries.popleft()
            if len(tries) >= self._most:
                return max(1, round(WINDOW - (now - tries[0])))
            tries.append(now)
            return 0


def network(address: str) -> str:
    """Give what one client can change at will: of IPv6 the last half.

    Examples
    --------
    >>> network("192.168.1.5"), network("2001:db8::1:2:3:4"), network("unix")
    ('192.168.1.5', '2001:db8::/64', 'unix')
    """
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(ipaddress.ip_network((read, 64), strict=False)) if read.version == 6 else address  # noqa: PLR2004
