"""A failing input made small: parts are left out for as long as it fails in the same way (Zeller and Hildebrandt's ddmin, 2002)."""

from __future__ import annotations

import re


def shrunk(text, fails, most=250):
    """Return a small text for which `fails` still holds, asking it at most so often: first paragraphs go, then lines, words, characters."""
    left = [most]

    def asked(pieces):
        left[0] -= 1
        return fails("".join(pieces))

    for pattern in (r"(?<=\n\n)", r"(?<=\n)", r"(?<= )", r"(?<=\W)|(?=\W)", r""):
        pieces = [piece for piece in re.split(pattern, text) if piece]
        text = "".join(_fewer(pieces, asked, left))
    return text


def _fewer(pieces, fails, left):
    """Leave out runs of pieces, long ones first."""
    size = max(1, len(pieces) // 2)
    while size and left[0] > 0 and pieces:
        at = 0
        while at < len(pieces) and left[0] > 0:
            rest = pieces[:at] + pieces[at + size :]
            if fails(rest):
                pieces = rest
            else:
                at += size
        size //= 2
    return pieces


def shrunk_value(value, fails, most=400):
    """Return a small JSON value for which `fails` still holds: items of lists go, then texts are shortened."""
    left = [most]

    def asked(new):
        left[0] -= 1
        return left[0] >= 0 and fails(new)

    for way in _lists(value):
        items = _at(value, way)
        size = max(1, len(items) // 2)
        while size and left[0] > 0:
            at = 0
            while at < len(items) and left[0] > 0:
                rest = items[:at] + items[at + size :]
                new = _with(value, way, rest)
                if asked(new):
                    value, items = new, rest
                else:
                    at += size
            size //= 2
    for way in _texts(value):
        if left[0] > 0 and len(_at(value, way)) > 3:
            small = shrunk(
                _at(value, way), lambda text, to=(value, way): asked(_with(*to, text)), 60
            )
            new = _with(value, way, small)
            if small != _at(value, way) and asked(new):
                value = new
    return value


def _lists(value, way=()):
    """Yield the ways to lists, outer ones first; those below one that shrinks may lead nowhere, and then are passed over."""
    found = [(way, value)]
    for at, item in found:
        if isinstance(item, list):
            yield at
        pairs = (
            enumerate(item)
            if isinstance(item, list)
            else item.items()
            if isinstance(item, dict)
            else ()
        )
        found.extend(((*at, key), below) for key, below in pairs)


def _texts(value, way=()):
    if isinstance(value, str):
        yield way
    elif isinstance(value, list | dict):
        for key, item in enumerate(value) if isinstance(value, list) else list(value.items()):
            yield from _texts(item, (*way, key))


def _at(value, way):
    for key in way:
        try:
            value = value[key]
        except (IndexError, KeyError, TypeError):
            return []
    return value


def _with(value, way, new):
    if not way:
        return new
    try:
        if isinstance(value, list):
            return [
                _with(item, way[1:], new) if i == way[0] else item for i, item in enumerate(value)
            ]
        return {
            key: _with(item, way[1:], new) if key == way[0] else item for key, item in value.items()
        }
    except (TypeError, AttributeError):
        return value
