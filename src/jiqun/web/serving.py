"""Run the server: loopback only, unless a key is set."""

from __future__ import annotations

import ipaddress
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from jiqun.core import InputError, Language, problem
from jiqun.web.access import KEY
from jiqun.web.app import create_app
from jiqun.web.computing import Apart, Lane
from jiqun.web.editing import Editing
from jiqun.web.guard import LOOPBACK
from jiqun.web.keys import check_key

#: Seconds that answers on their way have when the server is stopped.
LAST_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the server answers.

    Attributes
    ----------
    host, port
        As bound.
    url
        To open in a browser; with ``editing`` it has the key to the session.
    moved
        True where the port asked for was taken.
    editing
        Whether files can be loaded and the workspace run.
    """

    host: str
    port: int
    url: str
    moved: bool
    editing: bool = False


def serve_workspace(
    path: str | Path,
    *,
    port: int = 8000,
    host: str = "127.0.0.1",
    api_key: str | None = None,
    lang: Language = "en",
    opened: bool = False,
    edit: bool = False,
    tell: Callable[[Address], None] = lambda _: None,
) -> None:
    """Serve a workspace until it is stopped.

    Parameters
    ----------
    path
        The workspace.
    port
        A port; the next free one where it is taken.
    host
        An address of this machine; one beyond loopback needs ``api_key``.
    api_key
        A key that every request must carry: 16 characters or more that cannot be guessed.
    lang
        Language of the page that is opened.
    opened
        Open it in a browser.
    edit
        Let whoever opens the address load files and run the workspace; on loopback only.
    tell
        Told the address before the first request is answered.

    Raises
    ------
    InputError
        ``serve-key``: a bind beyond loopback without a key, or a key that is short or plain.
        ``serve-edit``: editing beyond loopback.
    UnknownError
        ``workspace-unknown``.
    """
    import uvicorn

    from jiqun.studies.browsing import warm
    from jiqun.web.connections import KEEP_SECONDS, Connection, most_connections

    check_bind(host, api_key)
    if edit:
        check_edit(host)
    warm(path, everything=False)
    free = _free_port(host, port)
    with ExitStack() as until_the_end:
        editing = until_the_end.enter_context(Editing()) if edit else None
        lane = until_the_end.enter_context(Lane(Apart))
        address = _address(host, free, lang, editing, moved=free != port)
        tell(address)
        if opened:
            threading.Timer(0.8, webbrowser.open, [address.url]).start()
        names = _names_of(host)
        app = create_app(path, api_key=api_key, hosts=names, lane=lane, editing=editing)
        threading.Thread(target=_get_ready, args=(path, lane), daemon=True).start()
        Connection.most = most_connections()
        uvicorn.run(
            app,
            host=host,
            port=free,
            http=Connection,
            ws="none",
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_SECONDS,
            timeout_graceful_shutdown=LAST_SECONDS,
        )


def _address(
    host: str, port: int, lang: Language, editing: Editing | None, *, moved: bool
) -> Address:
    """Give what a reader opens: the map, or the page of data with the key to the session."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only compared
    shown = f"[{local}]" if ":" in local else local
    page = "map" if editing is None else f"data?{KEY}={editing.printed.key}"
    url = f"http://{shown}:{port}/{lang}/{page}"
    return Address(host=host, port=port, url=url, moved=moved, editing=editing is not None)


def _get_ready(path: str | Path, lane: Lane) -> None:
    """Prepare what the first readers would wait for."""
    from jiqun.studies.browsing import warm

    warm(path)
    lane.get_ready()


def check_bind(host: str, api_key: str | None) -> None:
    """Refuse to answer other machines without a key, and a weak key anywhere (``serve-key``)."""
    if api_key is not None:
        check_key(api_key)
    elif not _is_loopback(host):
        raise InputError(problem("serve-key", subject="serve", host=host))


def check_edit(host: str) -> None:
    """Refuse to let other machines change anything (``serve-edit``)."""
    if not _is_loopback(host):
        raise InputError(problem("serve-edit", subject="serve", host=host))


def _names_of(host: str) -> frozenset[str]:
    """Names that a reader may call this server by."""
    named = LOOPBACK | {host.lower()}
    return named if _is_loopback(host) else named | {socket.gethostname().lower()}


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _free_port(host: str, wanted: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in (*range(wanted, wanted + 20), 0):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise InputError(problem("serve-port", subject="port", port=wanted))
