"""The command that opens the atlas and the REST API."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import orjson
import typer

from jiqun.cli.output import JsonFlag, LangOption, echo
from jiqun.core import InputError, encode, problem, say


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("serve")(serve_command)


def serve_command(  # noqa: PLR0913, PLR0917 - each is an option
    workspace: Annotated[Path, typer.Argument(help="The workspace's folder.")],
    port: Annotated[int, typer.Option("--port", help="Port; the next free one if taken.")] = 8000,
    host: Annotated[
        str,
        typer.Option("--host", help="Address to bind; not loopback: key or accounts."),
    ] = "127.0.0.1",
    api_key: Annotated[
        str | None,
        typer.Option("--api-key", help="Key that each request must carry.", envvar="JIQUN_API_KEY"),
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option("--api-key-file", help="File with the key; made with a key if not there."),
    ] = None,
    opened: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
    edit: Annotated[
        bool,
        typer.Option(
            "--edit",
            help="Let people who may edit sign in; without accounts, whoever opens the address.",
        ),
    ] = False,
    origin: Annotated[
        str | None,
        typer.Option("--origin", help="Address of the proxy before it: https://atlas.example.org."),
    ] = None,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Serve the atlas and the REST API on this machine, until Ctrl-C (启动集群地图)."""
    from jiqun.web import Address, key_in, serve_workspace

    if key_file is not None and api_key is not None:
        raise InputError(problem("serve-key", subject="serve", case="twice"))

    def tell(address: Address) -> None:
        if opened:
            threading.Timer(0.8, webbrowser.open, [address.url]).start()
        if as_json:
            echo(orjson.dumps(encode(address)).decode())
            return
        if address.moved:
            echo(say("web.moved", lang, asked=port, port=address.port))
        echo(say("web.serving", lang, url=address.url))
        if address.editing or address.accounts:
            echo(say("web.signing" if address.accounts else "web.editing", lang))

    serve_workspace(
        workspace,
        port=port,
        host=host,
        api_key=api_key if key_file is None else key_in(key_file),
        lang=lang,
        edit=edit,
        origin=origin,
        tell=tell,
    )
