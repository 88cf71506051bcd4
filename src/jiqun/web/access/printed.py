"""The key in the printed address: it lets in whoever reads the terminal.

As long as nobody has an account: from then on people sign in by name and password.
"""

from __future__ import annotations

import hmac
import secrets

#: Of every request that changes something; its value is the key, or anything beside a cookie.
HEADER = "x-jiqun-edit"
#: The parameter of the printed address that has the key.
KEY = "edit"


class Printed:
    """One key for as long as the server runs.

    Attributes
    ----------
    key
        Stands in the printed address.
    """

    def __init__(self) -> None:
        self.key = secrets.token_urlsafe(24)

    def opened_by(self, key: str) -> bool:
        """Say whether a key is this server's."""
        return hmac.compare_digest(key.encode("utf-8", "replace"), self.key.encode())
