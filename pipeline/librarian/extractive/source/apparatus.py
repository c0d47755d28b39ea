"""Recognise headings that name no thing: those of references, and those of the parts of a paper."""

from __future__ import annotations

import re

_SKIPPED_HEADING = re.compile(
    r"^(?:references?|bibliography|further reading|external links|see"
    r" also|links|copyright|licen[cs]e|"
    r"acknowledge?ments?|"
    r"table of contents|contents|footnotes|citations|sources|credits|about the author|meta"
    r" reference|hard fork|"
    r"changelog|"
    r"literatur|quellen|einzelnachweise|weblinks|références|liens externes|referencias|enlaces"
    r" externos|test cases?|"
    r"authors?|discussions?[- ]to|navigation|share this|comments|related"
    r" (?:articles|posts|pages))\b[\s:.]*$",
    re.IGNORECASE,
)
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


def is_part_of_paper(name: str) -> bool:
    """Tell whether a name is that of a part of a paper, as "Methods" is, and not of a thing."""
    return bool(_PART.match(name.strip(" *_#:.")))
