"""What a server's `robots.txt` allows, by RFC 9309.

Python's `urllib.robotparser` knows no `*` and `$` in paths, and takes the first rule that fits
instead of the longest. What the large sites forbid is said with these signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

MOST_BYTES = 500 * 1024  # of the file, as the RFC has it; what follows is not looked at
_MOST_RULES = 20_000
# An escaped slash, question mark or asterisk is not the sign itself, so it stays as it is.
_KEPT_SIGNS = re.compile(r"([/?]+|%2f|%3f|%2a|%23|%24|%25|%26|%3d)", re.IGNORECASE)
_FORBIDDEN_TO_ALL = "user-agent: *\ndisallow: /"


@dataclass(frozen=True)
class RobotRules:
    """The rules of one server for one agent: whether a path that fits is allowed, and the path."""

    rules: tuple[tuple[bool, str], ...] = ()

    def allow(self, target: str) -> bool:
        """Tell whether a path with its query may be asked for.

        The longest rule that fits decides; of two of the same length the one that allows.
        """
        path = _canonical(target)
        if path == "/robots.txt":
            return True
        fitting = ((len(rule), allowed) for allowed, rule in self.rules if _fits(rule, path))
        return max(fitting, default=(0, True))[1]


def read_robots(text: str, agent: str) -> RobotRules:
    """Return the rules that a `robots.txt` has for an agent, or else for all of them (`*`).

    `agent` is the name alone, without a version. Lines that say nothing of this are skipped.
    """
    groups: dict[str, list[tuple[bool, str]]] = {}
    names: list[str] = []
    in_rules = False
    count = 0
    for line in text.removeprefix("\ufeff").splitlines():
        key, sign, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not sign:
            continue
        if key in ("user-agent", "useragent"):
            names = [] if in_rules else names
            in_rules = False
            name = (re.match(r"[a-z_-]+|\*", value.lower()) or [""])[0]
            names.append(name)
            groups.setdefault(name, [])
        elif key in ("allow", "disallow"):
            in_rules = True
            count += 1
            if value and count <= _MOST_RULES:
                for name in names:
                    groups[name].append((key == "allow", _canonical(value)))
    mine = groups.get(agent.lower())
    return RobotRules(tuple(groups.get("*", ()) if mine is None else mine))


def forbid_all() -> RobotRules:
    """Return the rules of a server that does not say what it allows."""
    return read_robots(_FORBIDDEN_TO_ALL, "*")


def _canonical(path: str) -> str:
    """Return a path in one spelling: what need not be escaped is not, and the rest is."""
    pieces = _KEPT_SIGNS.split(path)
    pieces[::2] = (quote(unquote(piece), safe="!$&'()*+,;=:@~-._") for piece in pieces[::2])
    pieces[1::2] = (piece.upper() for piece in pieces[1::2])
    return "".join(pieces)


def _fits(rule: str, path: str) -> bool:
    """Tell whether a path begins as a rule says; `*` stands for anything, `$` for the end.

    The pieces between asterisks are looked for one after the other, which takes linear time.
    """
    closed = rule.endswith("$")
    first, *rest = (rule[:-1] if closed else rule).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1] if closed else rest:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if not closed:
        return True
    last = rest[-1] if rest else ""
    return path.endswith(last) and len(path) - len(last) >= at if rest else len(path) == at
