"""A port of this computer alone."""

import socket

import pytest

from pipeline.adapters.web.loopback import ADDRESS, listen_on_loopback
from pipeline.core.errors import UserError


def test_a_free_port_is_listened_to_on_the_loopback_alone():
    with listen_on_loopback(0) as listening:
        address, port = listening.getsockname()
        assert address == ADDRESS
        with socket.create_connection((ADDRESS, port), 5):
            pass


def test_a_port_that_is_taken_is_told():
    with (
        listen_on_loopback(0) as taken,
        pytest.raises(UserError, match=r"cannot be used: Address already in use") as error,
    ):
        listen_on_loopback(taken.getsockname()[1])
    assert "`--port 0`" in error.value.hint
