"""Who may do what through the server: sessions, rights, and why a request is refused.

Knows accounts, cookies and where a request comes from. Must not know any route or number.
"""

from jiqun.web.access.access import Access, Refusal
from jiqun.web.access.cookies import port_of
from jiqun.web.access.printed import HEADER, KEY, Printed
from jiqun.web.access.rights import Needed, User, changes, current, may, needs, right_of, session_of

__all__ = [
    "HEADER",
    "KEY",
    "Access",
    "Needed",
    "Printed",
    "Refusal",
    "User",
    "changes",
    "current",
    "may",
    "needs",
    "port_of",
    "right_of",
    "session_of",
]
