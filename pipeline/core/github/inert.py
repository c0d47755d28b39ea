"""Foreign text as GitHub shows it: unchanged to the eye, and without effect.

There is one function for Markdown, one for HTML, and one for plain lines such as titles. GitHub
acts on more than Markdown: on mentions, references to issues and commits, closing keywords,
addresses, emoji codes and math. It looks for these in what Markdown made, when the backslashes are
gone, so escapes do not help there. So what would act is broken in two by a zero-width space,
written as an entity, and a dollar sign is put in a `<span>`, as GitHub's documentation advises.
"""

from __future__ import annotations

import html
import re

from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import foreign_text
from pipeline.core.text import normalise, shorten

# a zero-width space as an entity, which is seen in the text's source and not on the page
BREAK_ENTITY = "&#8203;"
_ACTS = (
    r"@(?=[\w.-])",  # a mention, an address of mail
    r"#(?=\d)",  # an issue, also after `owner/repo`
    r"\bGH-(?=\d)",
    r"\bgithub(?=\.[a-z.]+/)",
    r":(?=//)",  # an address; GitHub links bare ones, and closes the issue that one leads to
    r"www(?=\.)",  # GitHub links it after an underscore too, which is a letter to `\b`
    # an emoji, also one that our own colon would end
    r":(?=(?:\\?[a-z_](?:[\w+-]|\\_)*|[+-]1|100|1234)(?::|$))",
)
_REFERENCE = re.compile("|".join(_ACTS), re.IGNORECASE)
# the hash of a commit; digits alone are a number, and stay whole
_COMMIT = re.compile(r"(?<!\w)(?=\d*[a-f])[0-9a-f]{7,40}(?!\w)", re.IGNORECASE)
# In the message of a commit, or in a title that becomes one, this makes GitHub run no checks.
_SKIPS = re.compile(
    r"\[(\s*(?:(?:skip|no)[\s_-]*(?:ci|actions?)|(?:ci|actions?)[\s_-]*skip)\s*)\]", re.IGNORECASE
)
_TRAILER = re.compile(r"\b((?:skip|request)-checks\s*):", re.IGNORECASE)
# a task or an alert: GitHub may look for them when the escapes are gone
_BOX = re.compile(r"^\\?\[(?=[ xX!^])")
# code, in which GitHub acts on nothing and an entity would be seen
_CODE = re.compile(r"((?<![\\`])`[^`\\|\n]+`(?!`))")
# GitHub finds math after the escapes are gone, so that `\$` does not hold; this is the way its
# documentation names.
_DOLLAR = "<span>$</span>"


def make_inert(text: str) -> str:
    """Return foreign text for a pull request, on one line: shown as it is, without effect."""
    pieces = _CODE.split(foreign_text.escape_line_start(foreign_text.escape_quote(normalise(text))))
    pieces[::2] = (_broken(piece.replace(r"\$", _DOLLAR)) for piece in pieces[::2])
    return "".join(pieces)


def make_inert_html(text: str) -> str:
    """Do what `make_inert` does, for text in HTML, where Markdown's escapes mean nothing."""
    return _broken(html.escape(normalise(text)).replace("&#x27;", "’")).replace("$", _DOLLAR)


def _broken(text: str) -> str:
    text = _REFERENCE.sub(rf"\g<0>{BREAK_ENTITY}", text)
    text = _COMMIT.sub(lambda m: re.sub(r".{6}(?=.)", rf"\g<0>{BREAK_ENTITY}", m.group()), text)
    return _BOX.sub(rf"\g<0>{BREAK_ENTITY}", text)


def make_plain_line(text: str, limit: int = 200) -> str:
    """Return foreign text for a title or a commit message, cut at `limit` characters.

    Those know no escapes, so a sign that would act becomes its full-width form.
    """
    line = _TRAILER.sub(
        r"\1：", _SKIPS.sub(r"［\1］", break_addresses(normalise(strip_hidden(text))))
    )
    line = re.sub(r"(?i)\b(github\.[a-z.]+)/", r"\1／", line)
    return shorten(re.sub(r"#(?=\d)", "＃", re.sub(r"(?i)\bGH-(?=\d)", "GH‐", line)), limit)


def break_addresses(text: str) -> str:
    """Return foreign text in which no bare address of a site or of mail becomes a link.

    The signs that make it one become full width.
    """
    text = text.replace("@", "＠").replace("://", "：//")
    return re.sub(r"(?i)(www)\.", r"\1．", text) if "www." in text.lower() else text


def make_code(text: str) -> str:
    """Return a path or a name as code, or as prose where it could end the code or a table cell."""
    line = normalise(text)
    return make_inert(line) if not line or set("`|") & set(line) else f"`{line}`"


def make_link(shown: str, address: str) -> str:
    """Return a text that is Markdown already as a link; unchanged where there is no address."""
    return f"[{shown}]({address})" if address else shown
