"""How much more memory a piece of work took than the process held before it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def most_memory(more: int) -> Iterator[None]:
    """Hold the work inside to ``more`` bytes above what this process held when it began.

    The tests before it in the same process may have left any amount behind. Where the system
    does not say what a process held at most (not Linux), nothing is held.
    """
    with suppress(OSError):  # the peak is counted anew
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    held, highest = _memory("VmRSS"), _memory("VmHWM")
    try:
        yield
    finally:  # what is refused may not take more either
        peak = _memory("VmHWM")
        assert peak == highest or peak - held < more, f"{peak - held:,} bytes more than before"


def _memory(of: str) -> int:
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(rf"{of}:\s+(\d+) kB", status)
    return int(found[1]) << 10 if found else 0
