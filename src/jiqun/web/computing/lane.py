"""The line before heavy jobs: few are done at once, equal ones once, and none for nobody."""

from __future__ import annotations

import os
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from threading import Condition, Thread
from typing import Self

from jiqun.web.computing.hands import Hand, Here, LostError
from jiqun.web.computing.jobs import Job, Made

#: Jobs done at once, and how many more may wait.
HANDS, MOST_WAITING = max(1, min(2, os.cpu_count() or 1)), 16
#: Seconds without a job after which a hand gives its memory back.
REST = 300.0
#: Bytes of answers that are kept for the next who asks the same, and of one of them.
MOST_KEPT, MOST_OF_ONE = 64 * 1024 * 1024, 8 * 1024 * 1024

__all__ = ["CrowdedError", "Flight", "Lane", "LostError"]


class CrowdedError(Exception):
    """Too many wait already."""


class Flight:
    """A job on its way, and how many wait for it."""

    def __init__(self, job: Job) -> None:
        self.job, self.readers = job, 0
        self.future: Future[Made] = Future()
        self.hand: Hand | None = None


class Lane:
    """A few hands and a line of jobs before them."""

    def __init__(
        self,
        hand: Callable[[], Hand] = Here,
        *,
        hands: int = HANDS,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._make, self._hands, self._most = hand, hands, most_waiting
        self._flights: dict[Job, Flight] = {}
        self._line: deque[Flight] = deque()
        self._kept: OrderedDict[Job, Made] = OrderedDict()
        self._change = Condition()
        self._all: list[Hand] = []

    def join(self, job: Job) -> Flight:
        """Wait for a job, together with all who asked the same (``CrowdedError``)."""
        with self._change:
            flight = self._flights.get(job) or self._kept_flight(job) or self._added(job)
            flight.readers += 1
            return flight

    def leave(self, flight: Flight) -> None:
        """Wait no longer; a job that nobody waits for is taken out of the line or broken off."""
        with self._change:
            flight.readers -= 1
            if flight.readers or flight.future.done():
                return
            self._flights.pop(flight.job, None)
            if flight.hand is not None:
                flight.hand.stop()
            else:
                self._line.remove(flight)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Break off what is in hand, and let the processes go."""
        for hand in self._all:
            hand.stop()

    def get_ready(self) -> None:
        """Start the hands before the first job comes."""
        with self._change:
            self._start()

    @property
    def waiting(self) -> int:
        """How many jobs nobody has begun."""
        return len(self._line)

    def _kept_flight(self, job: Job) -> Flight | None:
        if job not in self._kept:
            return None
        self._kept.move_to_end(job)
        flight = Flight(job)
        flight.future.set_result(self._kept[job])
        return flight

    def _added(self, job: Job) -> Flight:
        if len(self._line) >= self._most:
            raise CrowdedError
        flight = self._flights[job] = Flight(job)
        self._line.append(flight)
        self._start()
        self._change.notify()
        return flight

    def _start(self) -> None:
        while len(self._all) < self._hands:
            self._all.append(self._make())
            Thread(target=self._work, args=(self._all[-1],), daemon=True).start()

    def _work(self, hand: Hand) -> None:
        hand.get_ready()
        while True:
            flight = self._next(hand)
            try:
                made: Made | None = hand.do(flight.job)
                error: BaseException | None = None
            except BaseException as raised:  # noqa: BLE001 - whoever waits is told
                made, error = None, raised
            self._over(flight, made, error)

    def _next(self, hand: Hand) -> Flight:
        with self._change:
            while not self._line:
                if not self._change.wait(REST):
                    hand.rest()
            flight = self._line.popleft()
            flight.hand = hand
            return flight

    def _over(self, flight: Flight, made: Made | None, error: BaseException | None) -> None:
        with self._change:
            flight.hand = None
            if self._flights.get(flight.job) is flight:
                del self._flights[flight.job]
            if made is not None:
                self._keep(flight.job, made)
                flight.future.set_result(made)
            else:
                flight.future.set_exception(error or LostError())

    def _keep(self, job: Job, made: Made) -> None:
        if job.form != "json" or not job.kept or len(made.body) > MOST_OF_ONE:
            return
        self._kept[job] = made
        while sum(len(one.body) for one in self._kept.values()) > MOST_KEPT:
            self._kept.popitem(last=False)
