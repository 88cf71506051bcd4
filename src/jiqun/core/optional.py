"""One door to optional dependencies."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from jiqun.core.errors import MissingExtraError, problem


def need(module: str, *, extra: str, why: str) -> ModuleType:
    """Import ``module`` or say which extra brings it and what it was for."""
    try:
        return import_module(module)
    except ImportError as err:
        raise MissingExtraError(
            problem("extra-missing", subject=module, why=why, module=module, extra=extra)
        ) from err
