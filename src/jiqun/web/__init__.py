"""Floor 10: the REST API and the atlas's pages, on this machine unless a key is set.

Knows HTTP: routes, answers, headers, limits. Must not know any number or query: every route
parses, calls one study, and encodes.
"""

from jiqun.web.app import create_app
from jiqun.web.keys import key_in
from jiqun.web.serving import Address, serve_workspace

__all__ = ["Address", "create_app", "key_in", "serve_workspace"]
