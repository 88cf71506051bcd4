"""Run the server: loopback only, unless there is a key, or accounts behind a proxy."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jiqun.accounts import Right, Store, has_accounts
from jiqun.core import InputError, Language, problem
from jiqun.web.access import KEY, Access
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
        Whether files can be loaded, tables edited and the workspace run.
    accounts
        Whether people sign in by name and password; else the address has a key, where ``editing``.
    """

    host: str
    port: int
    url: str
    moved: bool
    editing: bool = False
    accounts: bool = False


def serve_workspace(
    path: str | Path,
    *,
    port: int = 8000,
    host: str = "127.0.0.1",
    api_key: str | None = None,
    lang: Language = "en",
    edit: bool = False,
    origin: str | None = None,
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
        An address of this machine; one beyond loopback needs ``api_key``, or accounts and an
        ``origin``.
    api_key
        A key that every request must carry: 16 characters or more that cannot be guessed.
    lang
        Language of the page that is opened.
    edit
        Take changes from people who may edit; as long as nobody has an account, from whoever opens
        the printed address, on loopback only.
    origin
        Under which address browsers reach the server through a proxy: "https://atlas.example.org".
    tell
        Told the address before the first request is answered.

    Raises
    ------
    InputError
        ``serve-key``: a bind beyond loopback without a key, or a key that is short or plain.
        ``serve-edit``: editing beyond loopback without accounts. ``serve-origin``.
    UnknownError
        ``workspace-unknown``.
    """
    import uvicorn

    from jiqun.studies.browsing import warm
    from jiqun.web.connections import KEEP_SECONDS, Connection, most_connections

    store = Store(Path(path))
    held = has_accounts(store)
    origin = check_origin(origin)
    check_bind(host, api_key, origin=origin, accounts=held)
    if edit:
        check_edit(host, origin=origin, accounts=held)
    warm(path, everything=False)
    free = _free_port(host, port)
    with ExitStack() as until_the_end:
        editing = until_the_end.enter_context(Editing()) if edit else None
        lane = until_the_end.enter_context(Lane(Apart))
        access = Access(
            store,
            printed=None if editing is None else editing.printed,
            everybody=_everybody(host, api_key, origin=origin, accounts=held),
            origin=origin,
        )
        page = "map" if editing is None else "data" if held else f"data?{KEY}={editing.printed.key}"
        url = f"{origin or _local(host, free)}/{lang}/{page}"
        address = Address(
            host=host, port=free, url=url, moved=free != port, editing=edit, accounts=held
        )
        tell(address)
        app = create_app(
            path,
            api_key=api_key,
            hosts=_names_of(host, origin),
            lane=lane,
            editing=editing,
            access=access,
        )
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


def _local(host: str, port: int) -> str:
    """Give the address under which this machine reaches the server."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only compared
    return f"http://[{local}]:{port}" if ":" in local else f"http://{local}:{port}"


def _get_ready(path: str | Path, lane: Lane) -> None:
    """Prepare what the first readers would wait for."""
    from jiqun.studies.browsing import warm

    warm(path)
    lane.get_ready()


def check_bind(
    host: str, api_key: str | None, *, origin: str | None = None, accounts: bool = False
) -> None:
    """Refuse to answer strangers, and a weak key anywhere (``serve-key``).

    Beyond loopback, and through a proxy, everybody needs the key, or to sign in over https.
    """
    if api_key is not None:
        check_key(api_key)
    elif not _is_loopback(host) and not (accounts and origin):
        raise InputError(problem("serve-key", subject="serve", host=host))
    elif origin is not None and not accounts:
        raise InputError(problem("serve-key", subject="serve", case="origin", origin=origin))


def check_edit(host: str, *, origin: str | None = None, accounts: bool = False) -> None:
    """Refuse to let other machines change anything without signing in (``serve-edit``)."""
    here = _is_loopback(host) and origin is None
    if not here and not (accounts and origin):
        raise InputError(problem("serve-edit", subject="serve", host=host))


def check_origin(origin: str | None) -> str | None:
    """Give the address of a proxy as browsers write it (``serve-origin``).

    Passwords go that way: it is https, or on this machine.
    """
    if origin is None:
        return None
    try:
        read = urlsplit(origin.strip().lower())
        port, name = read.port, read.hostname or ""
    except ValueError:
        read, port, name = urlsplit(""), None, ""
    bare = not (read.path.strip("/") or read.query or read.fragment or read.username)
    safe = read.scheme == "https" or (read.scheme == "http" and _is_loopback(name))
    if not name or not bare or not safe:
        raise InputError(problem("serve-origin", subject="origin", origin=origin[:200]))
    shown = f"[{name}]" if ":" in name else name
    usual = port is None or (read.scheme, port) in {("https", 443), ("http", 80)}
    return f"{read.scheme}://{shown}" + ("" if usual else f":{port}")


def _everybody(
    host: str, api_key: str | None, *, origin: str | None, accounts: bool
) -> frozenset[Right]:
    """Say what may be done without signing in: to read, on this machine or with the key."""
    here = _is_loopback(host) and origin is None
    by_key = api_key is not None and not accounts
    return frozenset({"read"}) if here or by_key else frozenset()


def _names_of(host: str, origin: str | None = None) -> frozenset[str]:
    """Names that a reader may call this server by."""
    named = LOOPBACK | {host.lower()}
    if origin is not None:
        named |= {urlsplit(origin).hostname or ""}
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
