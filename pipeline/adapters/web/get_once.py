"""Ask a server for one address, over a connection to the very number that was looked at.

A name may answer otherwise the second time it is asked. So it is looked up once, all of its numbers
must be public, and the connection is made to one of these; the name goes into the `Host` header and
the certificate's check. Proxies of the environment are not used: a proxy looks the name up itself,
and nobody could say where it went. No cookies, no credentials, no second try.

Python's own client is used, because it takes a connection as it is. Every byte that comes in counts
against one deadline, that of the headers too, which no library's timeouts do.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.adapters.web.public_hosts import is_public, look_up
from pipeline.core.errors import UserError
from pipeline.core.sources.web_address import WebAddress, show_address
from pipeline.core.sources.web_answer import WebAnswer

MOST_SENT_BYTES = 25_000_000  # of a body as it comes over the wire
MOST_BYTES = 20_000_000  # of a body as it is kept, which is what a reader takes
CONNECT_SECONDS = 10.0  # that one number of a host has
_BLOCK = 64 * 1024
_SAVE_IT = "Save the page with your browser, and add the file."


def _connect(number: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((number, port), seconds)


def _usual_certificates() -> ssl.SSLContext:
    import httpx2  # its certificates are those that the model's API is asked with

    context = httpx2.create_ssl_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


@dataclass(frozen=True)
class WebAccess:
    """How the web is reached. Only tests, whose servers stand on loopback, hand in another one."""

    agent: str
    look_up: Callable[[str, int, float], Sequence[str]] = look_up
    is_public: Callable[[str], bool] = is_public
    connect: Callable[[str, int, float], socket.socket] = _connect
    certificates: Callable[[], ssl.SSLContext] = _usual_certificates
    seconds: float = 60.0  # that all of one fetch may take, with its redirects
    most_bytes: int = MOST_BYTES
    most_sent_bytes: int = MOST_SENT_BYTES
    proxied: bool = False  # whether the environment names a proxy, which is not used


@dataclass
class FetchDeadline:
    """The moment at which one fetch ends, whatever it has by then."""

    seconds: float
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = time.monotonic() + self.seconds

    def left(self) -> float:
        """Return the seconds that are left; `TimeoutError` where none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time is up")
        return left


def get_once(
    address: WebAddress,
    access: WebAccess,
    deadline: FetchDeadline,
    shown: str = "",
    cut: bool = False,
) -> WebAnswer:
    """Return what a server answers to one request; redirects are not followed.

    Raises `UserError` where the host is no public one or cannot be reached, and where the answer is
    too slow or none. One that is too large is an error too, or with `cut` is cut. `shown` is the
    address that errors speak of, if not this one.
    """
    shown = shown or show_address(address.text)
    try:
        with _open_connection(address, access, deadline, shown) as link:
            connection = http.client.HTTPConnection(address.host, address.port)
            connection.sock = link
            connection.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
            for name, value in _headers(address, access).items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            body, whole = _read_body(answer, headers, access, shown, cut or answer.status != 200)
            return WebAnswer(address, answer.status, headers, body, whole)
    except TimeoutError:
        raise UserError(
            f"{shown} took longer than {access.seconds:g} seconds.",
            f"Try it again later. {_SAVE_IT}",
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise UserError(
            f"{shown}: its certificate is not valid:"
            f" {error.verify_message or 'it cannot be checked'}.",
            f"Nothing was fetched. {_SAVE_IT}",
        ) from error
    except (OSError, http.client.HTTPException, zlib.error) as error:
        raise _unreachable(address, error, access, shown) from error


def _headers(address: WebAddress, access: WebAccess) -> Mapping[str, str]:
    return {
        "Host": address.origin.partition("://")[2],
        "User-Agent": access.agent,
        "Accept": "text/html,application/pdf,text/markdown,text/plain,*/*;q=0.5",
        "Accept-Language": "*",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def _unreachable(address: WebAddress, error: Exception, access: WebAccess, shown: str) -> UserError:
    if isinstance(error, socket.gaierror):
        why = f"no name server knows the host {address.host}"
    elif isinstance(error, OSError):
        why = (error.strerror or "the connection broke off").lower()
    else:
        why = "what the server sent is no answer that can be read"
    hint = "Look at the address, and try it again later."
    if access.proxied:
        hint += (
            " The proxy that the environment names is not used, since a proxy looks hosts up itself"
            f" and could be led into a private network. {_SAVE_IT}"
        )
    return UserError(f"{shown} cannot be reached: {why}.", hint)


# --- the connection ---


class _TimedLink:
    """A connected socket every use of which has as long as the deadline leaves."""

    def __init__(self, link: socket.socket, deadline: FetchDeadline) -> None:
        self._link = link
        self._deadline = deadline

    def __enter__(self) -> _TimedLink:
        return self

    def __exit__(self, *_: object) -> None:
        self._link.close()

    def sendall(self, data: Any) -> None:
        self._link.settimeout(self._deadline.left())
        self._link.sendall(data)

    def makefile(self, mode: str, *_: object) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._link, self._deadline))

    def close(self) -> None:
        """Leave the connection to whoever opened it; the client closes what it has read."""


class _TimedReader(io.RawIOBase):
    def __init__(self, link: socket.socket, deadline: FetchDeadline) -> None:
        self._link = link
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._link.settimeout(self._deadline.left())
        return self._link.recv_into(buffer)


def _open_connection(
    address: WebAddress, access: WebAccess, deadline: FetchDeadline, shown: str
) -> _TimedLink:
    link = _connect_to_one(address, access, deadline, shown)
    try:
        if address.scheme == "https":
            link.settimeout(deadline.left())
            link = access.certificates().wrap_socket(link, server_hostname=address.host)
    except BaseException:
        link.close()
        raise
    return _TimedLink(link, deadline)


def _connect_to_one(
    address: WebAddress, access: WebAccess, deadline: FetchDeadline, shown: str
) -> socket.socket:
    seconds = min(CONNECT_SECONDS, deadline.left())
    try:
        numbers = access.look_up(address.host, address.port, seconds)
    except TimeoutError:
        raise OSError(0, "no name server answered") from None
    # A name with one private number among public ones is no mistake of its owner.
    if not numbers or not all(map(access.is_public, numbers)):
        raise UserError(
            f"{shown} is not fetched: its host is not on the public web.",
            "Only public pages are fetched. Save the page with your browser, and add the file.",
        )
    failed: OSError = OSError("the host has no number")
    for number in numbers[:4]:
        try:
            return access.connect(number, address.port, min(CONNECT_SECONDS, deadline.left()))
        except TimeoutError:
            failed = OSError(0, "the host does not answer")
        except OSError as error:
            failed = error
    raise failed


# --- the body ---


def _read_body(
    answer: http.client.HTTPResponse,
    headers: Mapping[str, str],
    access: WebAccess,
    shown: str,
    cut: bool,
) -> tuple[bytes, bool]:
    """Return the body as it was before it was packed, and whether that is all of it.

    Of one that is too large, `cut` asks for the beginning.
    """
    if answer.status in (301, 302, 303, 307, 308):
        return b"", True
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise UserError(f"{shown} comes packed in a way that was not asked for.", _SAVE_IT)
    said = headers.get("content-length", "")
    if not cut and said.isdecimal() and int(said) > access.most_sent_bytes:
        raise _too_large(shown, access)
    unpack = _Unpacking() if coding not in ("identity", "") else None
    parts: list[bytes] = []
    size = sent = 0
    while block := answer.read(_BLOCK):
        sent += len(block)
        # One byte more than allowed tells that it is too large; a bomb is unpacked no further.
        room = access.most_bytes - size + 1
        part = unpack.take(block, room) if unpack else block
        parts.append(part)
        size += len(part)
        if size > access.most_bytes or sent > access.most_sent_bytes:
            if not cut:
                raise _too_large(shown, access)
            return b"".join(parts)[: access.most_bytes], False
    if unpack and not unpack.at_end:
        raise http.client.IncompleteRead(b"")
    if answer.length:  # the connection ended before the length that was said
        raise http.client.IncompleteRead(b"")
    return b"".join(parts), True


class _Unpacking:
    """Unpacks what comes packed; one part may follow another, as when packed files are joined."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 32)

    @property
    def at_end(self) -> bool:
        """Tell whether the last part came to its end."""
        return self._member.eof

    def take(self, data: bytes, room: int) -> bytes:
        """Return what a piece holds, of which no more than `room` bytes are unpacked."""
        out = b""
        while data and len(out) < room:
            if self._member.eof:
                data = data.lstrip(b"\0")  # what fills up the last block
                if not data:
                    break
                self._member = zlib.decompressobj(zlib.MAX_WBITS | 32)
            out += self._member.decompress(data, room - len(out))
            data = self._member.unused_data
        return out


def _too_large(shown: str, access: WebAccess) -> UserError:
    return UserError(
        f"{shown} is larger than {access.most_bytes // 1_000_000} MB, or has no end.",
        "Add the part of it that matters as a file.",
    )
