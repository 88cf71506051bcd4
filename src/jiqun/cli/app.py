"""The command line's groups of commands, and nothing else."""

from __future__ import annotations

from importlib import import_module

import typer

from jiqun.cli.shared import Root, options_before

app = typer.Typer(
    cls=Root,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Observe industrial clusters: load data, find and rate clusters, see the atlas. "
    "产业集群的观测与政策模拟。",
)
app.callback()(options_before)

#: One file a verb group; each defines its commands on ``app``.
GROUPS = (
    "workspace", "editing", "looking", "keeping", "sources", "plant", "run", "rate", "clusters",
    "measures", "brief", "protecting", "serve", "users", "demo", "questions",
)  # fmt: skip

for group in GROUPS:
    import_module(f"jiqun.cli.{group}").register(app)
