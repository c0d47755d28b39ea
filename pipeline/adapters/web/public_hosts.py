"""Where hosts are: which numbers belong to the public web, and the numbers of a name.

What is public is listed here and not asked of `ipaddress`, whose lists differ between versions of
Python. Of IPv6 only what is given out to the public counts (2000::/3), without what carries or
translates other addresses, unless the one inside is public.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Sequence

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
# https://www.iana.org/assignments/iana-ipv4-special-registry
_NOT_PUBLIC_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
            *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            # Azure answers its own machines there, GitHub's runners among them.
            "168.63.129.16/32",
        ),
    )
)
# https://www.iana.org/assignments/iana-ipv6-special-registry
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(number: str) -> bool:
    """Tell whether an IP address is a public one, also where it carries another address inside."""
    try:
        ip = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
    if ip in _NAT64:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return ip in _PUBLIC_6 and not any(ip in network for network in _NOT_PUBLIC_6)


def look_up(host: str, port: int, seconds: float) -> Sequence[str]:
    """Return the numbers of a host, in the order in which to try them.

    `OSError` where there is none, `TimeoutError` (which is one) where none came in time: the
    system's own search knows no deadline, so it runs in a thread that nobody waits for.
    """
    found: list[Sequence[str] | OSError] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.append(tuple(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, UnicodeError) as error:
            found.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise TimeoutError("no name server answered in time")
    answer = found[0]
    if isinstance(answer, OSError):
        raise answer
    return answer
