"""The command line's root: the groups, the exit codes, and nothing else."""

from __future__ import annotations

from importlib import import_module

import typer

from jiqun.cli.output import tell_error
from jiqun.core import InputError, JiqunError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Observe industrial clusters: load data, find and rate clusters, see the atlas. "
    "产业集群的观测与政策模拟。",
)

#: One file a verb group; each defines its commands on ``app``.
GROUPS = (
    "workspace", "keeping", "sources", "plant", "run", "rate", "clusters", "measures", "brief",
    "serve", "demo", "questions",
)  # fmt: skip

for group in GROUPS:
    import_module(f"jiqun.cli.{group}").register(app)


def main() -> None:
    """Entry point: the only place where a library error becomes an exit code."""
    try:
        app()
    except JiqunError as err:
        tell_error(err)
        raise SystemExit(2 if isinstance(err, InputError) else 1) from None
