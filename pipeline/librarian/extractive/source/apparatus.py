"""Recognise headings that name no thing: those of references, and those of the parts of a paper."""

from __future__ import annotations

import re

_SKIPPED_HEADING = re.compile(
    r"^(?:references?|bibliography|further reading|external links|see"
    r" also|"
    r"table of contents|contents|footnotes|citations|meta"
    r" reference|hard fork|"
    r"changelog|"
    r"literatur|quellen|einzelnachweise|weblinks|références|liens externes|referencias|enlaces"
    r" externos|test cases?|"
    r"discussions?[- ]to|navigation|share this|related"
    r" (?:articles|posts|pages))\b[\s:.]*$",
    re.IGNORECASE,
)
# Headings under which stands no content as a rule. A source may be about just that, so each block
# is judged by itself.
_DOUBTFUL_HEADING = re.compile(
    r"^(?:links|copyright|licen[cs](?:e|es|ing)|acknowledge?ments?|sources|credits|authors?|"
    r"about the authors?|comments|contributors?|lizenz|autor(?:en)?|kommentare|danksagung)"
    r"\b[\s:.]*$",
    re.IGNORECASE,
)
# What such headings hold: notices, thanks, names with addresses, and people who speak.
_NO_CONTENT = re.compile(
    r"copyright|©|\(c\)|all rights reserved|licen[cs]ed under|under (?:the )?(?:terms|licen[cs]e)|"
    r"public domain|creative commons|\bCC0\b|\bCC[- ]BY|waived via|warranty|lizenziert|"
    r"\bthanks?\b|grateful|gratitude|acknowledge|\bdanke|\bdank an\b|"
    r"\b(?:written|maintained|edited|reviewed|contributed|posted) by\b|\be-?mail\b|@\w|"
    r"^(?:I|We|My|You|Great|Nice|Good|Hi|Hello)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|may|must|should|shall|will|holds?|needs?|means|contains?|"
    r"uses?|says?|requires?|ist|sind|war|waren|wird|werden|kann|muss|enthält|hat|haben)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 5
# The parts of a structured abstract: content stands under them, but nobody looks up "Methods".
_PART = re.compile(
    r"^(?:(?:study |main |primary |secondary"
    r" )?(?:backgrounds?|introductions?|objectives?|aims?|(?:trial |research )?designs?|settings?|"
    r"participants?|patients|interventions?|methods?|methodology|methodologies|outcomes?|outcome"
    r" measures?|results?|findings?|"
    r"discussions?|limitations?|conclusions?|abstracts?|summary|summaries)"
    r"|(?:materials?|patients|subjects|participants|design|background|results?|summary|aims?|introduction)"
    r" (?:and|&) "
    r"(?:methods?|setting|objectives?|aims?|purposes?|discussions?|conclusions?|background|participants|hypothes[ie]s)"
    r"|trial registration|data (?:sources?|extraction|synthesis)"
    r"|hintergrund|einleitung|einführung|zielsetzung|fragestellung|methoden?|methodik|ergebnis(?:se)?|diskussion|"
    r"schlussfolgerung(?:en)?|fazit|zusammenfassung"
    r"|contexte|objectifs?|méthodes?|résultats?|discussion|conclusions?|résumé"
    r"|antecedentes|introducción|objetivos?|métodos?|resultados?|discusión|conclusi(?:ón|ones)|resumen)$",
    re.IGNORECASE,
)


def is_apparatus_heading(heading: str) -> bool:
    """Tell whether what stands under a heading is no content, as references and navigation are."""
    return bool(_SKIPPED_HEADING.match(re.sub(r"^[\d.\s]+", "", heading.strip(" *_#:"))))


def is_doubtful_heading(heading: str) -> bool:
    """Tell whether a heading such as "License" or "Authors" mostly stands over no content."""
    return bool(_DOUBTFUL_HEADING.match(re.sub(r"^[\d.\s]+", "", heading.strip(" *_#:"))))


def holds_content(text: str) -> bool:
    """Tell whether a block under a doubtful heading states something about the source's subject.

    It does if it has a sentence with a verb and is no notice, thanks, address or comment.
    """
    return (
        len(text.split()) >= _FEWEST_WORDS
        and bool(_FINITE.search(text))
        and not _NO_CONTENT.search(text)
    )


def is_part_of_paper(name: str) -> bool:
    """Tell whether a name is that of a part of a paper, as "Methods" is, and not of a thing."""
    return bool(_PART.match(name.strip(" *_#:.")))
