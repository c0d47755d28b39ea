"""Cut blocks into sentences, and tell which of them state something on their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.language.updates import split_off_update
from pipeline.core.language.words import find_words, is_without_blanks
from pipeline.core.markup.foreign_text import make_harmless
from pipeline.librarian.extractive.source.inline_html import without_tags
from pipeline.librarian.extractive.source.places import leans_on_place
from pipeline.librarian.extractive.source.site_markers import TEMPLATE_TAG, text_of_tag
from pipeline.librarian.extractive.words.sentence_openings import (
    ANAPHORS,
    BACKWARD_NOUNS,
    CONNECTIVE,
    SELF_REFERENCE,
)
from pipeline.librarian.extractive.words.word_lists import is_finite, is_verb, word_set

_SPANS = re.compile(
    rf"`+[^`\n]+`+|{TEMPLATE_TAG.pattern}|"
    r"\]\((?:[^()\s]|\([^()\s]*+\))*+\)|\]\[[^\[\]]*\]|https?://\S*[\w/]|<[^<>\n]*>"
)
_SHORTCUT = re.compile(r"(?<![\]!\[\\])\[([^\[\]\n]+)\](?![\[(:])")
_NOTE = re.compile(r"\s?\[\^?\d+(?:[,–-]\s?\d+)*\](?![(\[:])")
_ADDRESS = re.compile(
    r"(?:\s*\b(?:here|at|see))?\s*[:(]?\s*(?<![(\[<])https?://[^\s<>()\[\]]*[\w/]\)?", re.IGNORECASE
)
# An address glued to what follows: without it, another thing would be said.
_GLUED_ADDRESS = re.compile(
    r"(?<![\[(<])(?<!\]\()https?://[^\s<>()\[\]]*?(?:[,;][^\W\d_]|[.][A-Z])"
)
_CODE = re.compile(r"(?<!`)(`+)(?!`)[^`\n]+\1(?!`)|<code\b[^<>]{0,200}>[^<>]{1,500}</code>")
_TAG_IN_PROSE = re.compile(rf"(?:(?<=\s)|^){TEMPLATE_TAG.pattern}\s?|{TEMPLATE_TAG.pattern}")
_TAGGED_LINK = re.compile(
    rf"\[([^\[\]]{{1,300}})\]\(\s*{TEMPLATE_TAG.pattern}[^()\s]{{0,200}}\s*\)"
)
_ACTIVE = re.compile(r"[\[\]<>|\"\\]")
_PREAMBLE = re.compile(
    r"^(?:Note(?: \d+)?: |Note(?:,| also)? that |(?:Also|Additionally),? note that )?"
    r"(?:It (?:can|should|must|may) (?:also )?be (?:seen|noted|observed) that )?"
)
_CONDITION = re.compile(r"(?:If|When|Once|While|After) (?:it|this|that|these|they|so|not)\b")
_UNFINISHED = re.compile(
    r"\b(?:include|includes|including|to|of|the|an?|and|or|where|with|as|that|are|is|by|for|from|in|on|if|than)\W*$"
)
_FIRST_WORD = re.compile(r"[A-Za-zÀ-ɏ'’]+")
_POINTER = re.compile(
    r"^(?:see|refer to|click|read more|here (?:is|are)|listed below|as follows|for (?:more|"
    r"further) (?:information|details))\b"
    r"|\b(?:the following|above|below|this)"
    r" (?:figure|graph|chart|charts|image|diagram|script|snippet|code|plot|"
    r"screenshot)s?\b"
    r"|\bbar charts?\b|\b(?:shown|listed|described|given|see|as) (?:below|above|here)\b|\bas"
    r" follows\b|"
    r"\bsee (?:the |also |our"
    r" )?(?:appendix|section|figure|table|chapter|annex|below|above)\b|^Below is\b|"
    r"^(?:that is|i\.e\.),? "
    r"|^(?:let|where) `|^\(?\d+\)|\b(?:point|item|step|option)"
    r" \(?\d+\)?\b|\bTBA\b|\bTODO\b|\bTBD\b|"
    r"^(?:all rights reserved|copyright)\b",
    re.IGNORECASE,
)
_FIGURE_POINTER = re.compile(
    r"\b(?:the following|above|below|this) (?:figure|graph|charts?|image|diagram|snippet|plot)s?\b",
    re.IGNORECASE,
)
_LONG_SENTENCE = 14  # words; so long a sentence says something beside the pointer in it
_FOUND_AT_ADDRESS = re.compile(
    r"\b(?:found|available|seen|read|see)\b[^.;]{0,30}\bhttps?://", re.IGNORECASE
)
# the text of a footnote, or a line with an author
_NOTE_OR_AUTHOR = re.compile(r"\d{1,3} [A-Z][a-z]+ [a-z]|[Bb]y [A-Z]\S+ [A-Z]\S+(?:,.*)?$")
_DETERMINERS = word_set(
    "a an the its their his her our your all every each no this these those any"
)
_END = re.compile(r"[.!?…。！？][\"'”’)*_」』）]*$")


def split_sentences(text: str, language: str) -> list[str]:
    """Cut a block into sentences, each a slice of it; code, addresses and links stay whole."""
    masked = _SPANS.sub(lambda m: "X" + "x" * (len(m.group()) - 1), text)
    out: list[str] = []
    at = 0
    for piece in cut_into_sentences(language, masked):
        out.append(text[at : at + len(piece)].strip())
        at += len(piece)
    return [part for s in out if s for part in split_off_update(s)]


_NAME_IN_CODE = re.compile(r"[a-z]+(?:[A-Z]|\w*_)")  # `xds_matcher`, dCache
_OPEN_BRACKET = re.compile(r"[*_]{0,2}\((?=[^\W\d_])")
_ESCAPED = re.compile(r"(?<=\w)\\(_)(?=\w)|\\(['\"$&%.,;:!?@=+/{}-])")
_FOOTER = re.compile(
    r"^[\s*_]*(?:(?:this (?:page|article|document|site)|page|it) (?:was |is )?"
    r"last (?:edited|updated|modified|changed|reviewed)\b"
    r"|last (?:edited|updated|modified|changed|reviewed)\b|share (?:this|on|it on)\b"
    r"|posted (?:by|on|in)\b|filed under\b|subscribe to\b|sign up (?:for|to)\b|follow us\b"
    r"|page \d+ of \d+|edit this page\b|was this page helpful|skip to (?:main )?content"
    r"|we use cookies|this (?:site|website) uses cookies|[©ⓒ]|\(c\) (?:19|20)\d\d|back to top)",
    re.IGNORECASE,
)
# In prose that is harmless a backslash of the source is doubled.
_BROKEN = re.compile(r"\\\\\\\\|\\\\\\?[_*\[\]()#`~|<>]|\\\[[^\[\]\n]{0,200}\\\||\]\(")


def is_footer(sentence: str) -> bool:
    """Tell whether a line belongs to the page that a text stood on, and not to what it says."""
    return bool(_FOOTER.match(sentence))


def is_broken(prose: str) -> bool:
    """Tell whether a claim's prose holds doubled escapes, or half a link."""
    return bool(_BROKEN.search(prose))


def as_prose(sentence: str, references: Mapping[str, str]) -> str:
    """Return a raw sentence as harmless prose: links as their words, and no note numbers."""
    text = _without_addresses(_NOTE.sub("", sentence))
    text = _without_template_tags(text) if "}" in text else text
    text = _SHORTCUT.sub(lambda m: m[1] if m[1].upper() in references else m.group(), text)
    # Code with signs that Markdown would act on cannot stay code.
    text = re.sub(r"`([^`\n]+)`", lambda m: m[1] if _ACTIVE.search(m[1]) else m.group(), text)
    text = _ESCAPED.sub(lambda m: m[1] or m[2], _PREAMBLE.sub("", text))
    text = text.replace("**", "") if text.count("**") % 2 else text
    words = make_harmless(_without_open_bracket(text))
    named = _NAME_IN_CODE.match(words)
    return (
        words[:1].upper() + words[1:]
        if words[:1].islower() and not sentence[:1].islower() and not named
        else words
    )


def _without_open_bracket(text: str) -> str:
    """Return a sentence without the bracket of an aside that ends in another sentence."""
    found = _OPEN_BRACKET.match(text)
    if found and text.count("(") == text.count(")") + 1:
        return text[found.end() :]
    return text


def _without_template_tags(text: str) -> str:
    """Return a text without a template's tags outside code; a link that leads to one stays words.

    So `see [flows]({{< relref "flows" >}})` is "see flows".
    """
    out: list[str] = []
    at = 0
    for code in (*_CODE.finditer(text), None):
        prose = text[at : code.start() if code else len(text)]
        prose = _TAGGED_LINK.sub(r"\1", prose)
        out += [_TAG_IN_PROSE.sub(_words_of_tag, prose), code.group() if code else ""]
        at = code.end() if code else at
    return "".join(out)


def _words_of_tag(tag: re.Match[str]) -> str:
    """Return the words that a template's tag stands for, with the blank behind it, or nothing."""
    words = text_of_tag(tag.group())
    return words + " " * (tag.group()[-1:].isspace()) if words else ""


def _without_addresses(text: str) -> str:
    """Return a text without bare addresses; one in code is what is spoken of, and stays."""
    out: list[str] = []
    at = 0
    for code in _CODE.finditer(text):
        out += [_ADDRESS.sub("", text[at : code.start()]), code.group()]
        at = code.end()
    return "".join((*out, _ADDRESS.sub("", text[at:])))


def end_sentence(text: str) -> str:
    """Return a statement that ends in punctuation."""
    bare = text.strip()
    bare = bare[:-1].rstrip() if bare.endswith((",", ";", ":")) else bare
    bare = re.sub(r",? (?:and|or)$", "", bare)
    if _END.search(bare):
        return bare
    return bare + ("。" if bare and is_without_blanks(bare[-1]) else ".")


def begin_small(words: str, english: bool) -> str:
    """Return English words that go on after a colon with a small letter; those of others as is.

    A German noun has its capital everywhere, and so has a name of several capitalised words.
    """
    plain = english and re.match(r"[A-Z][a-z]+(?![\w-]| [A-Z])", words)
    return words[:1].lower() + words[1:] if plain else words


def leans_on_previous(sentence: str, before: str) -> bool:
    """Tell whether a sentence points at the one before it, as "This …" and "However, it …" do."""
    opening = sentence.lstrip("*_\"'“‘(")
    if SELF_REFERENCE.match(opening):
        return False
    if CONNECTIVE.match(opening) or _CONDITION.match(opening):
        return True
    first = _FIRST_WORD.match(opening)
    if first is None:
        return False
    if first.group().lower() in ANAPHORS:
        return not re.match(
            r"(?:That|This) [a-z]+ is why\b|One of the [a-z]+ [A-Z]|(?:Both|Either) [`A-Z]", opening
        )
    noun = re.match(r"The ([a-z][\w-]+)", opening)
    return noun is not None and (
        noun[1] in BACKWARD_NOUNS or (len(noun[1]) > 3 and noun[1].rstrip("s") in before)
    )


_NEEDS_CONTEXT = re.compile(
    r"^Only"
    r" [A-Z]|^(?:All|Each|Most|Many|Some|Several|None|Both|Neither|One|Two|Three|Four|Five|Six|Seven|Eight|"  # noqa: E501
    r"Nine|Ten|[A-Z][a-z]+teen|Twenty|\d+)"
    r"(?: (?:\d+|of (?:the|these|those)))? (?:new|of"
    r" the|are\b|is\b|were\b|other|additional|further|\d+)|"
    r"^The (?:\d+|new|other|earlier|later|old|same|first|second)\b|"
    r"^In (?:this|that|the (?:latter|former|first|second)) case\b|^(?:We|I|Our|My)\b(?! use)|^(?:In"
    r" addition|"
    r"As (?:described|mentioned|noted))\b"
    r"|^Go to |^Previous to |^Unlike the (?:prior|previous)|^(?:\*\*)?Case [IVX\d]+",
)


def needs_context(text: str) -> bool:
    """Tell whether a statement makes sense only beside others: "All 20 are irregular moons"."""
    noun = re.match(r"The ([a-z]+)", text)
    if re.match(r"(?:This|These|Those|It|They|Such)\b", text) and not SELF_REFERENCE.match(text):
        return True
    return bool(
        _NEEDS_CONTEXT.match(text)
        or (noun and noun[1] in BACKWARD_NOUNS)
        or "this change" in text[:60]
        or leans_on_place(text)
    )


def drop_connective(sentence: str) -> str:
    """Return a sentence without the connective it begins with, if it can then stand alone.

    If it cannot, the result is an empty string.
    """
    found = CONNECTIVE.match(sentence)
    rest = sentence[found.end() :] if found else ""
    if (
        not found
        or not (found["comma"] or found.group().strip().lower() in ("and", "but", "so"))
        or leans_on_previous(rest, "")
    ):
        return ""
    return rest[:1].upper() + rest[1:]


def states_something(sentence: str, english: bool, scrap: bool = False) -> bool:
    """Tell whether a sentence says something by itself, unlike a question, pointer or heading.

    In a paragraph, what ends in a full stop is taken for a sentence; a list item (`scrap`) must
    show a verb.
    """
    sentence = without_tags(sentence)
    if is_footer(sentence):
        return False
    words = find_words(sentence)
    bare = _CODE.sub("", sentence)
    if _ADDRESS.search(bare) and (len(words) < 12 or _FOUND_AT_ADDRESS.search(bare)):
        return False
    if _GLUED_ADDRESS.search(bare) or is_layout(bare):
        return False
    if (
        _UNFINISHED.search(sentence) and (scrap or not _END.search(sentence))
    ) or _NOTE_OR_AUTHOR.match(sentence):
        return False
    if (
        len(words) < 3
        or sentence.rstrip('*_ "”').endswith(("?", ":", "？", "："))
        or _only_points(sentence, len(words))
    ):
        return False
    if not english:
        return len(words) >= 4
    whole = not scrap and len(words) >= 5 and bool(_END.search(sentence))
    return len(words) >= 4 and (whole or has_verb(words))


def is_layout(text: str) -> bool:
    """Tell whether a line is drawn rather than written: at least half of its pieces are signs."""
    pieces = text.split()
    signs = sum(not any(ch.isalnum() for ch in piece) for piece in pieces)
    return signs > 1 and 2 * signs >= len(pieces)


def _only_points(sentence: str, words: int) -> bool:
    """Tell whether a sentence only shows the way to something.

    What stands in brackets, or in passing in a long sentence, does not count.
    """
    if words < _LONG_SENTENCE:
        return bool(_POINTER.search(sentence))
    bare = re.sub(r"\([^()]*\)", "", sentence)
    return bool(_POINTER.match(bare) or _FIGURE_POINTER.search(bare[: len(bare) // 2]))


def has_verb(words: list[str]) -> bool:
    """Tell whether one of the words is a verb, by the word lists or by its ending."""
    lower = [w.lower() for w in words]
    if is_verb(lower[0]) or any(is_finite(w) for w in lower):
        return True
    inner = lower[1:]
    if any(
        is_verb(w) or (len(w) > 4 and w.endswith(("ed", "izes", "ises", "ifies"))) for w in inner
    ):
        return True
    return any(_is_third_person(w, after) for w, after in pairwise(inner))


def _is_third_person(word: str, after: str) -> bool:
    """Tell by its place whether an unknown word is a verb, as in "… soaks the pad"."""
    return (
        len(word) > 3 and word.endswith("s") and not word.endswith("ss") and after in _DETERMINERS
    )
