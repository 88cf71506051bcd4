"""What this machine can do at most, measured: the limits that benchmarks are held against."""

from __future__ import annotations

import os
import platform
import resource
import time
from dataclasses import dataclass
from typing import Self

import numpy as np


@dataclass(frozen=True)
class Timed:
    """Seconds of one piece of work."""

    label: str
    seconds: float


class Clock:
    """Time a block: ``with Clock("work") as clock: ...``; then ``clock.seconds``.

    ``clock.processor`` is what all threads of this process used: on a machine that others
    use too, the time would be about that over the cores.
    """

    def __init__(self, label: str) -> None:
        self.label, self.seconds, self.processor = label, float("nan"), float("nan")

    def __enter__(self) -> Self:
        self._began, self._worked = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._began
        self.processor = time.process_time() - self._worked


def describe() -> str:
    """One line on the machine."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def peak_gigabytes() -> float:
    """Largest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def pairs_per_second() -> float:
    """How many point pairs NumPy measures and bins in a second: the straightforward form."""
    chance = np.random.Generator(np.random.Philox(1))
    x, y = chance.random((2, 2000)) * 100
    began = time.perf_counter()
    for _ in range(3):
        far = np.sqrt((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2)
        np.bincount(far.ravel().astype(np.int64), minlength=200)
    return 3 * 2000 * 2000 / (time.perf_counter() - began)


def distances_per_second() -> float:
    """How many distances one core computes in a second, kept in cache, without binning."""
    from jiqun.kernels._compile import kernel

    @kernel
    def distances(x, y, z, out, times):  # type: ignore[no-untyped-def]
        for _ in range(times):
            for j in range(len(x)):
                dx, dy, dz = x[j] - x[0], y[j] - y[0], z[j] - z[0]
                out[j] = np.sqrt(dx * dx + dy * dy + dz * dz) + out[0]

    arrays = [np.linspace(0, 1, 4096, dtype=np.float32) for _ in range(4)]
    distances(*arrays, 1)
    began = time.perf_counter()
    distances(*arrays, 40_000)
    return 40_000 * 4096 / (time.perf_counter() - began)


def report(title: str, rows: list[tuple[str, str]]) -> None:
    """Print one benchmark's lines."""
    print(f"\n{title}")
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"  {name:<{width}}  {value}")
