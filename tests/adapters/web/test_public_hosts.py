"""Which numbers of hosts belong to the public web."""

import pytest

from pipeline.adapters.web.public_hosts import is_public


@pytest.mark.parametrize(
    ("number", "public"),
    [("8.8.8.8", True), ("2606:4700::1111", True), ("10.0.0.1", False), ("127.0.0.1", False), ("169.254.169.254", False),
     ("100.64.0.1", False), ("168.63.129.16", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fd00::1", False),
     ("fe80::1%eth0", False), ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:a00:1::", False), ("64:ff9b::808:808", True)],
)  # fmt: skip
def test_what_a_public_host_is(number, public):
    assert is_public(number) is public
