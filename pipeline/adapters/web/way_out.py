"""The way to the web that the program takes: by the system's name servers, to public hosts alone.

It is the one place that a test of whole workflows replaces in its repository, to lead to a server
of its own; no setting does.
"""

from __future__ import annotations

import os

from pipeline import __version__
from pipeline.adapters.web.get_once import WebAccess
from pipeline.adapters.web.visit import AGENT

_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def web_access(contact: str = "") -> WebAccess:
    """Return how the web is reached; `contact` is an address at which the asker can be found."""
    agent = f"{AGENT}/{__version__}" + (f" (+{contact})" if contact else "")
    names = {name.lower() for name, value in os.environ.items() if value}
    return WebAccess(agent, proxied=any(name in names for name in _PROXIES))
