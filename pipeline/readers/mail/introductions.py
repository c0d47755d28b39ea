"""Tell the lines by which mail programs introduce a mail that they repeat, in any language."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WROTE = (
    r"wrote|writes|schrieb|a écrit|escribió|ha scritto|scrisse|schreef|escreveu|skrev|kirjoitti"
    r"|napisał\(?a?\)?|napsal\(?a?\)?|пишет|написала?|написав|írta|yazdı|写道|寫道|書きました"
)
_INTRODUCTION = re.compile(
    rf".{{0,300}}(?:\b|(?<=\s))(?:{_WROTE})(?!\w).{{0,200}}[:：]\s*", re.IGNORECASE
)
_INTRODUCED = re.compile(
    r"\s*(?:On|Am|Le|El|Il|Op|Em|Den|Dne|Dnia|W dniu|In data|Il giorno|\d{1,4}[.\-/]\d{1,2}[.\-/])"
    r"(?!\w).*"
)
# What only a program writes above a mail: when it was sent, to the minute, and by which address.
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)(?:\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2,4})(?!\d)")
_ADDRESS_LAST = re.compile(
    rf".*[<(\[\"]\s?[^\s<>@]{{1,64}}@[^\s<>@]{{1,200}}"
    rf"(?:<?\s?<?mailto:[^\s<>]{{1,200}})?[>)\]\"]{{0,2}}\s*(?:(?:{_WROTE})\s?[:：]?|[:：])\s*",
    re.IGNORECASE,
)
_ADDRESS_ALONE = re.compile(r"\s*<[^\s<>@]{1,64}@[^\s<>@]{1,200}>\s*")  # the rest of a header
_MOST_LINES, _LONGEST = 3, 300  # of an introduction
# Outlook repeats mails without any sign, below such a line or such headers.
_ORIGINAL = re.compile(
    r"\s*-{2,}\s*(?:on .{5,200} wrote|original message|original appointment"
    r"|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale"
    r"|oorspronkelijk bericht|mensagem original"
    r"|oprindelig (?:besked|meddelelse)|opprinnelig melding|ursprungligt meddelande"
    r"|alkuperäinen viesti|wiadomość oryginalna|původní zpráva|исходное сообщение"
    r"|原始邮件|原始郵件)"
    r"\s*-{2,}\s*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*_{20,}\s*")
_FORWARDED = re.compile(
    r"\s*(?:-{2,}\s*(?:forwarded message|weitergeleitete nachricht|message transféré|mensaje"
    r" reenviado|messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada"
    r"|videresendt besked|vidarebefordrat meddelande|пересылаемое сообщение)\s*-{2,}"
    r"|begin forwarded message:)\s*",
    re.IGNORECASE,
)
_FIRST_NAMES = (
    "from|von|de|da|van|fra|från|od|lähettäjä|от|від|feladó|kimden|发件人|寄件者|差出人|보낸 사람"
)
_OTHER_NAMES = (
    "sent|to|cc|bcc|date|subject|gesendet|an|datum|betreff|envoyé(?: le)?|à|objet|sujet|copie à"
    "|enviado(?: el)?|enviada em|para|asunto|assunto|inviato|a|oggetto|reply-to|verzonden|aan"
    "|onderwerp|sendt|dato|til|emne|skickat|till|ämne|lähetetty|vastaanottaja|aihe|wysłano|data"
    "|do|temat|odesláno|komu|předmět|отправлено|дата|кому|тема|копия|küldve|címzett|tárgy"
    "|gönderilme(?: tarihi)?|kime|konu|tarih|发送时间|收件人|主题|抄送|日期|寄件日期|收件者|主旨"
    "|送信日時|宛先|件名|보낸 날짜|받는 사람|제목"
)
_HEADER = re.compile(
    rf"\s*[*_]{{0,2}}(?P<name>{_FIRST_NAMES}|{_OTHER_NAMES})\s?[:：](?!//)[*_]{{0,2}}.*",
    re.IGNORECASE,
)
_FIRST = frozenset(_FIRST_NAMES.split("|"))
_FEWEST_HEADERS = 3


def is_forward(line: str) -> bool:
    """Tell whether a line says that what stands below it was forwarded."""
    return bool(_FORWARDED.fullmatch(line))


def is_header(line: str) -> bool:
    """Tell whether a line names who wrote a mail, to whom, when, or about what."""
    return bool(_HEADER.fullmatch(line.rstrip()))


def is_divider(line: str) -> bool:
    """Tell whether a line parts a mail from the one that it repeats, and says nothing else."""
    return bool(_ORIGINAL.fullmatch(line) or _RULE.fullmatch(line))


def count_introduction(lines: Sequence[str], at: int) -> int:
    """Return how many lines introduce a mail that is repeated without any sign; 0 for none."""
    start = at
    divided = is_divider(lines[at])
    if divided:
        start += 1
        while start < len(lines) and not lines[start].strip():
            start += 1
    end, seen = start, 0
    while end < len(lines):
        found = _HEADER.fullmatch(lines[end].rstrip())
        if found and not seen and found["name"].lower() not in _FIRST:
            break
        if not found and not (seen and _ADDRESS_ALONE.fullmatch(lines[end])):
            break
        seen += bool(found)
        end += 1
    if seen >= _FEWEST_HEADERS:
        return end - at
    if divided and (seen or _ORIGINAL.fullmatch(lines[at])):
        return 1
    return _count_attribution(lines, at)


def _count_attribution(lines: Sequence[str], at: int) -> int:
    """Return how many lines say who wrote, when, and by which address, with no quoting below."""
    for count in range(1, _MOST_LINES + 1):
        part = [line.strip() for line in lines[at : at + count]]
        said = " ".join(part)
        if not part[-1] or len(part) < count or len(said) > _LONGEST:
            return 0
        if _CLOCK.search(said) and _DAY.search(said) and _ADDRESS_LAST.fullmatch(said):
            below = next((line for line in lines[at + count :] if line.strip()), ">")
            return 0 if below.lstrip().startswith(">") else count
    return 0


def find_introduction(written: Sequence[str]) -> int | None:
    """Return where the lines that introduce a quotation begin, at the end of what is written."""
    last = len(written) - 1
    while last >= 0 and not written[last].strip():
        last -= 1
    if last < 0 or len(written[last]) > 500:
        return None
    for first in range(last, max(last - _MOST_LINES, -1), -1):
        if not written[first].strip():
            return None
        said = " ".join(line.strip() for line in written[first : last + 1])
        if _INTRODUCTION.fullmatch(said) or _ADDRESS_LAST.fullmatch(said[-_LONGEST:]):
            return _first_of(written, first, last)
    return None


def _first_of(written: Sequence[str], first: int, last: int) -> int:
    """Return the line above, where it begins what the lines found only end."""
    if _INTRODUCED.match(written[first]):
        return first
    above = range(first - 1, max(last - _MOST_LINES, -1), -1)
    return next((at for at in above if _INTRODUCED.match(written[at])), first)
