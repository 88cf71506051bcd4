"""Who asks, what they may do on this server, and why a request is refused."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from jiqun.accounts import RIGHTS, Right
from jiqun.web.access.cookies import cookie_header, cookie_of, from_here, port_of
from jiqun.web.access.local import LocalSessions, digest
from jiqun.web.access.printed import HEADER, Printed
from jiqun.web.access.rights import Needed, User, changes

#: Seconds after its last use, and after its beginning, in which a session ends.
IDLE, LONGEST = 8 * 3600.0, 7 * 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request is not answered: ``refused-<why>`` of the texts, with its values."""

    status: int
    why: str


class Access:
    """What stands between people and one server.

    Parameters
    ----------
    printed
        The key of the printed address; None for a server that only shows.
    everybody
        What may be done without signing in: to read, on loopback or with the key of the server.
    origin
        Under which address browsers reach it through a proxy.
    """

    def __init__(
        self,
        *,
        printed: Printed | None = None,
        everybody: frozenset[Right] = frozenset({"read"}),
        origin: str | None = None,
    ) -> None:
        self.printed, self.everybody, self.origin = printed, everybody, origin
        self._local = LocalSessions(idle=IDLE, longest=LONGEST)

    @property
    def editing(self) -> bool:
        """Whether the server takes changes."""
        return self.printed is not None

    @property
    def secure(self) -> bool:
        """Whether browsers reach the server by https."""
        return self.origin is not None and self.origin.startswith("https:")

    def user(self, scope: Scope) -> User | None:
        """Find who asks: by the cookie of a session, or the key of the printed address."""
        token = cookie_of(scope, secure=self.secure)
        if token and self._local.holds(token, port_of(scope)):
            return self._holder(digest(token))
        key = Headers(scope=scope).get(HEADER, "")
        if self.printed is not None and self.printed.opened_by(key):
            return self._holder("key")
        return None

    def opened(self, scope: Scope, key: str) -> str | None:
        """Begin a session for a browser that opened the printed address; give its cookie."""
        if self.printed is None or not self.printed.opened_by(key):
            return None
        token = self._local.begin(port_of(scope))
        return cookie_header(scope, token, secure=self.secure)

    def _holder(self, session: str) -> User:
        return User(
            name=self._local.name,
            role="administrator",
            rights=RIGHTS["administrator"],
            session=session,
            local=True,
        )

    def rights(self, user: User | None) -> frozenset[Right]:
        """Give what may be done here, by whoever is signed in or nobody."""
        found = self.everybody if user is None else user.rights
        return found if self.editing else found - {"edit"}

    def refusal(self, scope: Scope, right: Needed) -> Refusal | None:
        """Say why a request is refused; None where it is not."""
        user: User | None = scope.get("state", {}).get("user")
        change = changes(scope["method"], right)
        if not self.editing and (right == "edit" or (change and right != "anyone")):
            return Refusal(status=403, why="view")
        guarded = change or right not in {"read", "anyone"}
        if guarded and not from_here(scope, self.origin):
            return Refusal(status=403, why="origin")
        if right != "anyone" and right not in self.rights(user):
            return self._lacking(user)
        if change and HEADER not in Headers(scope=scope):
            return Refusal(status=403, why="origin")
        return None

    def check(self, scope: Scope, right: Needed) -> None:
        """Refuse what the guard should have refused: a second wall."""
        if (found := self.refusal(scope, right)) is not None:
            raise HTTPException(found.status)

    def _lacking(self, user: User | None) -> Refusal:
        if user is not None:
            return Refusal(status=403, why="right")
        return Refusal(status=403, why="session" if self.editing else "accounts")
