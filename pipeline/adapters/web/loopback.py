"""Listen on this computer alone: other computers cannot reach what is served there."""

from __future__ import annotations

import socket
from contextlib import suppress

from pipeline.core.errors import UserError

ADDRESS = "127.0.0.1"


def listen_on_loopback(port: int) -> socket.socket:
    """Return a socket that listens on a port, or on any that is free for 0."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with suppress(OSError):  # a port of an earlier run is free at once
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((ADDRESS, port))
        made.listen()
    except OSError as error:
        made.close()
        raise UserError(
            f"The port {port} of {ADDRESS} cannot be used: {error.strerror}.",
            "Name another with `--port`, or `--port 0` for any that is free.",
        ) from error
    return made
