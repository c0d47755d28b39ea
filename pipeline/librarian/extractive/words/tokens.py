"""Cut a statement into words, and give words and names the keys under which they meet.

A key folds case, number and possessive, and keeps acronyms apart from words.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.core.name_keys import singular_words
from pipeline.librarian.extractive.words.word_lists import word_set

_TOKEN = re.compile(
    r"`(?P<code>[^`\n]+)`|"
    # an initial ("Gregory P. Smith"), or a word
    r"(?P<word>[A-Z]\.(?= [A-Z][a-z])(?! (?:The|This|An?|It|In|We|If|For|On|At|Each|All)\b)|"
    r"[^\W_](?:[^\W_]|['’+#]|[-._/](?=[^\W_]))*)|"
    r"(?P<stop>[.!?…](?=[\"”’)*_]*(?:\s|$)))|(?P<sign>[^\w\s])"
)
_IDENTIFIER = re.compile(
    r"^(?:[A-Za-z]\w*_\w+|[A-Z][A-Z0-9]+|[a-z]+(?:[A-Z][a-z0-9]+)+|(?:[A-Z][a-z0-9]+){2,}|[A-Za-z][\w-]*\(\))$"
)
_ALL_CAPS = re.compile(
    r"^[A-Z][A-Z0-9]*[A-Z][A-Z0-9]*s?$|^[A-Z]{2,}[a-z]?-?\d+\w*$|^[A-Z][A-Za-z]*-\d[\w.]*$|^[A-Z]+_[A-Z0-9_]+$"
)


class Token(NamedTuple):
    """One word of a statement.

    `code` means that it stood in backticks, `first` that it opens a sentence, and `broken` that a
    sign stands before it.
    """

    text: str
    start: int
    end: int
    code: bool = False
    first: bool = False
    broken: bool = False
    sentence: int = 0

    @property
    def low(self) -> str:
        """The word in lower case, without a possessive."""
        return self.text.lower().replace("’", "'").removesuffix("'s")

    @property
    def key(self) -> str:
        """The key of the word."""
        return word_key(self.text)

    @property
    def capital(self) -> bool:
        """Whether the word begins with a capital."""
        return self.text[:1].isupper()

    @property
    def identifier(self) -> bool:
        """Whether the word is a name in code, or an acronym."""
        return is_identifier(self.text) if self.code or "_" in self.text else is_acronym(self.text)


@lru_cache(maxsize=200_000)
def word_key(word: str) -> str:
    """Return the key of one word.

    A possessive counts as the word itself; `CALL` in capitals is not the word "call".
    """
    bare = re.sub(r"['’]s?$", "", word)
    capitals = re.fullmatch(r"([A-Z][A-Z0-9]+)s?", bare)
    return f"^{capitals[1].lower()}" if capitals else " ".join(singular_words(bare))


def name_key(name: str) -> str:
    """Return the key under which two names meet, word by word."""
    return join_keys([word_key(w) for w in name.replace("`", "").split()])


def join_keys(keys: Sequence[str]) -> str:
    """Return the key of a run of words; "Windows" may be a plural where it is one of several."""
    kept = [k for k in keys if k]
    return kept[0] if len(kept) == 1 else " ".join(kept).replace("'", "")


def is_identifier(text: str) -> bool:
    """Tell whether code is a name (`SLOAD`, `max_size`, `gasCost`) and no expression or number."""
    return bool(_IDENTIFIER.match(text))


def is_acronym(text: str) -> bool:
    """Tell whether a word outside code is an acronym or identifier: `EVM`, `GPT-4`, `MAX_SIZE`."""
    return bool(_ALL_CAPS.match(text))


def tokenize(text: str) -> list[Token]:
    """Return the words of a statement in order; a sign only sets `broken` on the word after it."""
    return list(_tokens(text))


@lru_cache(maxsize=2_000)  # a statement is asked for once for each page that it may stand on
def _tokens(text: str) -> tuple[Token, ...]:
    out: list[Token] = []
    first, broken, sentence = True, True, 0
    for m in _TOKEN.finditer(text):
        if m["stop"]:
            first, broken, sentence = True, True, sentence + 1
        elif m["sign"]:
            broken = broken or m["sign"] not in "*_\"“”'’\\"
        else:
            word = m["code"] or m["word"]
            start, end = (m.start(), m.end())
            out.append(Token(word.strip(), start, end, bool(m["code"]), first, broken, sentence))
            first, broken = False, False
    return tuple(out)


def ngrams(
    found: list[Token], longest: int, firsts: Container[str] | None = None
) -> Iterator[tuple[int, int, str]]:
    """Yield runs of neighbouring words as (first, after last, key), at each place longest first.

    With `firsts`, only runs are yielded whose key begins with one of these words.
    """
    for i in range(len(found)):
        if firsts is not None and found[i].key.split(" ", 1)[0].rstrip("'") not in firsts:
            continue
        stop = i + 1
        while stop < len(found) and stop - i < longest and not found[stop].broken:
            stop += 1
        keys = [t.key for t in found[i:stop]]
        for j in range(stop, i, -1):
            yield i, j, join_keys(keys[: j - i])


_ACRONYM = re.compile(r"\b((?:[\w’'-]+ ){1,7}[\w’'-]+) \(([A-Z][A-Za-z]*[A-Z]\d{0,3})s?\)")


def find_acronyms(text: str) -> dict[str, str]:
    """Return acronyms with their expansions, as "Minor Planet Center (MPC)" introduces them."""
    out: dict[str, str] = {}
    for m in _ACRONYM.finditer(text):
        words = m[1].split(" ")
        expansion = _expansion(words, m[2])
        if expansion:
            out.setdefault(m[2], expansion)
    return out


def initials_of(name: str) -> str:
    """Return the initials of a name of several words in capitals; "" for a single word."""
    words = [w for w in re.split(r"[\s-]+", name) if w and w not in _SMALL_WORDS]
    return "".join(w[0] for w in words).upper() if len(words) > 1 else ""


def _expansion(words: list[str], acronym: str) -> str:
    """Return the last words whose initials spell the acronym; small words may be skipped."""
    letters = acronym.lower()
    for size in range(min(len(words), len(letters) + 3), 1, -1):
        piece = words[-size:]
        initials = [_initial(part) for w in piece for part in re.split(r"[-’']", w) if part]
        strong = [
            _initial(part) for w in piece for part in w.split("-") if part and w not in _SMALL_WORDS
        ]
        named = all(w[:1].isupper() or w in _SMALL_WORDS for w in piece)
        capitals = re.findall(r"[A-Z]", " ".join(piece)) if named else []  # of "GitHub", both
        if (
            letters in ("".join(initials), "".join(strong), "".join(capitals).lower())
            and piece[0] not in _SMALL_WORDS
        ):
            return " ".join(piece)
    return ""


def _initial(word: str) -> str:
    """Return what a word gives to an acronym: its first letter, and of a number all digits."""
    return word if word.isdigit() else word[0].lower()


_SMALL_WORDS = word_set("of for and the in on to a an de la du des von und")
