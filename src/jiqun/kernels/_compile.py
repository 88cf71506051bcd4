"""The one place that knows how kernels are compiled."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
COMPILED = os.environ.get("JIQUN_COMPILE", "1") != "0"


def kernel(function: F) -> F:
    """Compile a loop over arrays; with JIQUN_COMPILE=0 the same source runs as Python."""
    if not COMPILED:
        return function
    from numba import njit

    return cast("F", njit(cache=True, nogil=True, fastmath=False)(function))
