"""Find the sentences of a paragraph in Markdown, with their marks, and where each stands.

Sentences are looked for (`core/language/sentences`) in a copy of the paragraph in which nothing but
the end of a sentence looks like one: what stands in code, in a link or an address is one word, and
the footnote marks behind a full stop stand in front of it. The copy is as long as the paragraph, so
a place found in it is a place in the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.markup import markdown

_LINE_END = re.compile(r"\n(?:[ \t]*>)*[ \t]*")
_WORD = re.compile(r"[^\W_]")
# The end of a sentence, what closes behind it, and the marks that belong to it.
_STOP_AND_MARKS = re.compile(
    r"([.!?:…。！？])([\"”’»)*_~=」』）]{0,20})((?:\s?\[\^[^\[\]\s]{1,200}\])+)"
)
_STOP_AND_EMPHASIS = re.compile(r"([.!?…。！？])([*_~=]{1,5})(?=\s)")
_ADDRESS = re.compile(r"://[^\s<>|\[\]]{1,2000}[\w/]")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>")
_SENTENCE = re.compile(r"\s\S.*[.!?…。！？][\"”’*_]{0,3}$", re.DOTALL)
# What in a link, an address or a tag could be taken for the end of a sentence or for a bracket.
_AS_LETTERS = str.maketrans(dict.fromkeys(".!?…:;。．！？()（）「」『』\"“”'‘’", "x"))
_AS_LETTERS_OF_ASCII = bytes(ord(_AS_LETTERS.get(code, chr(code))) for code in range(128)) + bytes(
    range(128, 256)
)
_MERE_NAME = re.compile(r"\[\[[\w -]+(?:\|[\w -]+)?\]\]")
# What leads an item or a paragraph in bold, as code or as a link: "**Cost.** It rises."
_RUN_IN = re.compile(
    r"(?:\*\*[^*\n]{1,100}\*\*|__[^_\n]{1,100}__|\*[^*\n]{1,100}\*|_[^_\n]{1,100}_"
    r"|\[\[[^\[\]\n]{1,200}\]\]|\[[^\[\]\n]{1,200}\]\([^()\s]{1,300}\)|X[xX]{0,200})"
    r"[.:!?]?(?=\s)"
)
_CLOSERS = ")]）」』”"
_LONGEST_RUN_IN = 8  # words
_LONGEST_GLANCED_AT = 2_000  # characters; a far longer sentence is cut somewhere


def find_run_in(shown: str) -> int:
    """Return where the words end that lead a paragraph like a heading; 0 where there are none."""
    found = _RUN_IN.match(shown)
    if found is None or len(found[0].split()) > _LONGEST_RUN_IN:
        return 0
    ends = found[0].rstrip("*_")[-1:] in (".", "!", "?", ":")
    return found.end() if ends else 0


def sentence_spans(shown: str, language: str = "") -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a paragraph begin and end; together they are all of it.

    `shown` is what `text_mask.show_words` makes of the paragraph, without the bullet of an item. A
    span holds the space behind its sentence. What has no word belongs to the sentence before.
    """
    if _is_one_sentence(shown):
        yield 0, len(shown)
        return
    start = end = 0
    is_said = False
    for sentence in cut_into_sentences(language, _as_prose(shown)):
        if sentence[0].isalpha():  # as nearly all do: what is asked below is plain
            blank, has_word = 0, True
        else:
            blank = len(sentence) - len(sentence.lstrip())
            has_word = bool(_WORD.search(sentence))
        if is_said and has_word and sentence[0] not in _CLOSERS:
            yield start, end + blank
            start = end + blank
        is_said = is_said or has_word
        end += len(sentence)
    if shown.strip():
        yield start, end


def _is_one_sentence(shown: str) -> bool:
    """Tell at a glance whether a text is surely one sentence, as most items of lists are.

    In ASCII nothing but these signs and the ends of lines parts sentences.
    """
    said = shown.strip()
    inner = said[:-1]
    return (
        0 < len(said) <= _LONGEST_GLANCED_AT
        and shown.isascii()
        and not ("." in inner or "!" in inner or "?" in inner)
        and said.isprintable()
    )


def _as_prose(shown: str) -> str:
    """Return a paragraph as one line, in which only the ends of sentences look like such."""
    text = _LINE_END.sub(lambda m: " " * len(m[0]), shown) if "\n" in shown else shown
    lead = find_run_in(text)
    if "[[" in text or "](" in text:
        text = _without_ends_in_links(text)
    if "://" in text:
        text = _ADDRESS.sub(lambda m: m[0].translate(_AS_LETTERS), text)
    if "<" in text:
        text = _TAG.sub(lambda m: m[0].translate(_AS_LETTERS), text)
    if lead:
        text = text[:lead].translate(_AS_LETTERS) + text[lead:]
    if "[^" in text:
        text = _STOP_AND_MARKS.sub(_stop_last, text)
    if "*" in text or "_" in text or "~" in text or "=" in text:
        text = _STOP_AND_EMPHASIS.sub(r"\2\1", text)
    return text


def _without_ends_in_links(text: str) -> str:
    """Return a text in whose links nothing ends a sentence, but for one that is a link as a whole.

    The sign of an image is no end of a sentence either.
    """
    if _has_mere_names_only(text):
        return text.replace("]]", "]x")
    out: list[str] = []
    at = 0
    for link in sorted(markdown.find_links(text, text), key=lambda found: found.start):
        if link.start < at:
            continue
        whole = _with_letters_for_ends(text[link.start : link.end])
        is_end = text[link.end : link.end + 1].isspace() and not link.embed
        ends = is_end and _SENTENCE.search(link.label)
        out += (text[at : link.start], whole[:-1], "." if ends else "x")
        at = link.end
    return "".join(out) + text[at:]


def _has_mere_names_only(text: str) -> bool:
    """Tell whether all links of a text are surely names in which no sign could end a sentence."""
    if "](" in text or "![" in text or "\\" in text:
        return False
    rest = _MERE_NAME.sub(" ", text)
    return "[[" not in rest and "]]" not in rest


def _with_letters_for_ends(text: str) -> str:
    """Return a text with letters for the signs of `_AS_LETTERS`; ASCII in a tenth of the time."""
    if text.isascii():
        return text.encode().translate(_AS_LETTERS_OF_ASCII).decode()
    return text.translate(_AS_LETTERS)


def _stop_last(end: re.Match[str]) -> str:
    """Return the end of a sentence with its stop behind the marks."""
    return f",{end[2]}{']' * (len(end[3]) - 1)}{'.' if end[1] == '…' else end[1]}"
