"""An address on the web as a person wrote it: what may be fetched, and how it is shown.

Nothing is asked of the network here. Whether a host is a public one is decided where its number is
known, by `adapters/web/public_hosts.py`.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, urljoin, urlsplit, urlunsplit

from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import hidden_characters
from pipeline.core.text import shorten

MOST_CHARACTERS = 2_000
_PORTS = {"http": 80, "https": 443}
_LOWEST_OTHER_PORT = 1_024
# Names that no public resolver answers for; what a network at home or at work answers is its own.
_LOCAL_ENDINGS = (
    *(".localhost", ".local", ".internal", ".intranet", ".lan", ".corp", ".home", ".arpa"),
    *(".onion", ".invalid"),
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER_AT_THE_END = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.IGNORECASE)
# What a key of a query is called whose value opens something to whoever has it.
_SECRET_KEY = re.compile(
    r"(?i)(?:.*[_.-])?(?:access|id|refresh|session|auth|api|csrf)?[_-]?(?:token|key|sig|signature|"
    r"secret|passw(?:or)?d|pwd|pass|auth|authorization|credentials?|session|sessionid|sid|jwt|"
    r"ticket|otp|hmac)|x-(?:amz|goog)-.*"
)
_SECRET_VALUE = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*|gh[a-z]_\w{20,}|sk-[\w-]{16,}")
MASK = "***"


@dataclass(frozen=True)
class WebAddress:
    """An address that may be asked for, if its host is a public one.

    `host` is in ASCII; `target` is the path with its query, as the request line has it.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Return scheme, host and port, as an address begins."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = _PORTS[self.scheme] == self.port
        return f"{self.scheme}://{host}" + ("" if usual else f":{self.port}")

    @property
    def text(self) -> str:
        """Return the whole address, as it is asked for."""
        return f"{self.origin}{self.target}"

    @property
    def path(self) -> str:
        """Return the path, without the query."""
        return self.target.partition("?")[0]

    def join(self, location: str) -> WebAddress:
        """Return the address to which a redirect or a link of this page leads."""
        try:
            return read_address(urljoin(self.text, location.strip()))
        except ValueError:
            raise _refused(location, "it cannot be read as an address") from None


def is_address(text: str) -> bool:
    """Tell whether a person means an address by a text, rather than a file."""
    return bool(re.match(r"[a-z][a-z0-9+.-]*://", text.strip(), re.IGNORECASE))


def read_address(text: str) -> WebAddress:
    """Return an address that may be asked for; `UserError` says why one may not."""
    wanted = text.strip()
    if len(wanted) > MOST_CHARACTERS:
        raise _refused(wanted, f"it is longer than {MOST_CHARACTERS:,} characters")
    if hidden_characters(wanted) or any(c.isspace() or c in '\\<>"`{}|^' for c in wanted):
        raise _refused(wanted, "it holds a space or a character that no address holds")
    try:
        parts = urlsplit(wanted)
        port = parts.port
    except ValueError:
        raise _refused(wanted, "it cannot be read as an address") from None
    if parts.scheme.lower() not in _PORTS:
        raise UserError(
            f"{show_address(wanted)} is no address of the web.",
            "It must begin with https:// or http://.",
        )
    if parts.username is not None or parts.password is not None:
        raise _refused(
            wanted,
            "it holds a user name or a password, which are never sent",
            "Save the page with your browser, and add the file.",
        )
    scheme = parts.scheme.lower()
    port = _PORTS[scheme] if port is None else port
    if port not in _PORTS.values() and port < _LOWEST_OTHER_PORT:
        raise _refused(wanted, f"the port {port} is none of the web's")
    return WebAddress(scheme, _read_host(parts.hostname or "", wanted), port, _target(parts))


def _read_host(said: str, wanted: str) -> str:
    """Return the host in ASCII; a number must be written as numbers usually are."""
    if "%" in said:
        raise _refused(wanted, "its host cannot be read")
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        pass
    if ":" in said:
        raise _refused(wanted, "its host cannot be read")
    try:
        host = said.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        raise _refused(wanted, "its host cannot be read") from None
    labels = host.split(".")
    # 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1 to most systems.
    if _NUMBER_AT_THE_END.fullmatch(labels[-1]):
        raise _refused(wanted, "its host is a number in an unusual spelling")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise _refused(wanted, "its host cannot be read")
    if len(labels) < 2 or f".{host}".endswith(_LOCAL_ENDINGS):
        raise _refused(wanted, "its host is a name of a private network")
    return host


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path


def _refused(address: str, why: str, hint: str = "") -> UserError:
    return UserError(
        f"{show_address(address)} is not fetched: {why}.",
        hint or "Give the address of a public page, or add a file.",
    )


# --- how it is shown ---


def show_address(address: str) -> str:
    """Return an address as people may read it: without credentials, and not too long."""
    return shorten(mask_secrets(address.strip()), 200) or "An empty text"


def mask_secrets(address: str) -> str:
    """Return an address with user, password and the values of secret keys of its query masked."""
    clean = "".join(char for char in address if char.isprintable())
    clean = re.sub(r"(?<=://)[^/?#\s]*@", f"{MASK}@", clean)
    head, mark, query = clean.partition("?")
    head = _SECRET_VALUE.sub(MASK, head)
    if not mark:
        return head
    query, hash_, fragment = query.partition("#")
    shown = "&".join(map(_mask_pair, query.split("&")))
    return f"{head}?{shown}" + (f"#{_SECRET_VALUE.sub(MASK, fragment)}" if hash_ else "")


def has_secrets(address: str) -> bool:
    """Tell whether an address holds something that opens a door to whoever has it."""
    return mask_secrets(address) != address


def _mask_pair(pair: str) -> str:
    key, sign, _ = pair.partition("=")
    named = next(iter(parse_qsl(f"{key}=x", max_num_fields=2)), (key, ""))[0]
    if sign and _SECRET_KEY.fullmatch(named):
        return f"{key}={MASK}"
    return _SECRET_VALUE.sub(MASK, pair)


def address_key(address: str) -> str:
    """Return the key by which two addresses are one: the fragment and a final slash do not count.

    Whether one begins with `http` or `https`, and with `www.` or not, does not count either.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = parts.port or 0
    except ValueError:
        return address.strip()
    place = host if port in (0, *_PORTS.values()) else f"{host}:{port}"
    return urlunsplit(("", place, parts.path.rstrip("/"), parts.query, ""))
