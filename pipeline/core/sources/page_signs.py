"""What shows that a page that a server sent is not the page that was meant.

A visitor without scripts, cookies and an account is often shown something else than a reader with
a browser: an empty frame, a login, a question about cookies, a riddle. None of it is a source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.errors import UserError
from pipeline.core.sources.web_address import WebAddress, show_address
from pipeline.core.sources.web_answer import WebAnswer

SAVE_IT = "Open it in your browser, save the page, and add that file."


@dataclass(frozen=True)
class PageMeta:
    """A `meta` element of a page; its name is in lower case."""

    name: str
    content: str


@dataclass(frozen=True)
class PageSigns:
    """What can be seen of a web page.

    `text` is the beginning of what a reader takes for its content, `letters` says how many letters
    and digits all of that has, and `all_text` is the beginning of all that is visible. `refresh` is
    the address to which it sends its visitor at once, `fields` the number of fields to type into.
    """

    title: str = ""
    heading: str = ""
    text: str = ""
    letters: int = 0
    all_text: str = ""
    noscript: str = ""
    refresh: str = ""
    password: bool = False
    fields: int = 0
    scripts: int = 0
    riddle: bool = False
    consent: bool = False
    paid: bool = False  # whether it says that not all of it is for everybody
    metas: tuple[PageMeta, ...] = ()

    def values_of(self, name: str) -> tuple[str, ...]:
        """Return what the `meta` elements of a name hold, in order."""
        return tuple(meta.content for meta in self.metas if meta.name == name)


_LITTLE = 250  # letters and digits: a paragraph has more
_SHORT = 1_500  # a page that says one thing to its visitor has fewer
_FEW = 40  # a title has as many
_BRIEF = 700  # a notice has fewer, and an article more
_SENTENCE_END = re.compile(r"[.!?。](?:\s|$)")
_LOGIN_STEP = re.compile(
    r"(?:log|sign)[_-]?(?:in|on)|login\.\w+|auth|oauth2?|authorize|sso|saml2?|cas|openid|session|"
    r"accountchooser|anmelden|anmeldung|connexion|acceder|wp-login\.php",
    re.IGNORECASE,
)
_LOGIN_HOST = re.compile(
    r"(?:accounts?|login|signin|sso|auth|idp|id|identity)\.|login\.microsoftonline\.com$",
    re.IGNORECASE,
)
_LOGIN_WORDS = re.compile(
    r"\b(?:log ?in|sign ?in|sign ?on|members only|subscribers only|anmelden|einloggen|anmeldung|"
    r"se connecter|connectez-vous|connexion|iniciar sesi[oó]n|inicia sesi[oó]n|accedi|entrar|"
    r"inloggen|logga in|zaloguj)\b|登录|登入|ログイン|로그인|войти|вход",
    re.IGNORECASE,
)
_CONSENT_PLACE = re.compile(r"(?:^|[./_-])(?:consent|guce|cookiewall|cookie-wall|privacy-gate)\b")
_CONSENT_WORDS = re.compile(
    r"\b(?:cookies?|consent|gdpr|tracking|accept all|reject all|"
    r"privacy (?:settings|policy|choices)|einwilligung|zustimm\w*|"
    r"alle akzeptieren|datenschutz\w*|werbung|consentement|"
    r"tout (?:accepter|refuser)|traceurs|consentimiento|aceptar (?:todo|todas)|privacidad|consenso|"
    r"accetta tutti|toestemming|alles accepteren|samtycke|samtykke|zgod[aęy]\w*)\b|同意",
    re.IGNORECASE,
)
_RIDDLE_TITLE = re.compile(
    r"just a moment|attention required|checking (?:your browser|if the site)|ddos protection|"
    r"ddos-guard|are you (?:a )?(?:robot|human)|not a (?:bot|robot)|verif(?:y|ying) (?:that )?you "
    r"are|verify (?:your|yourself)|security (?:check|verification)|robot check|captcha|"
    r"pardon our interruption|access (?:to this page )?(?:has been )?denied|client challenge|"
    r"one more step|human verification|bitte best[aä]tigen|ein moment|un instant|"
    r"un momento",
    re.IGNORECASE,
)
_SCRIPT_WORDS = re.compile(
    r"java ?script|\bjs\b(?= (?:is )?(?:disabled|required|enabled))|ecmascript|"
    r"(?:unsupported|outdated|not supported|modern) browser|browser (?:is )?(?:not supported|"
    r"unsupported|outdated)",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(r"enable|require|turn on|disabled|activ|aktivier|habilit", re.IGNORECASE)
_GONE_WORDS = re.compile(
    r"\b(?:404|410)\b|(?:page|site|article|content|file|document|resource|url|item)\b.{0,20}"
    r"\b(?:not (?:be )?found|(?:does(?:n['’]t| not)|no longer) exists?|(?:has been|was) removed|"
    r"(?:is )?(?:gone|missing|no longer available|unavailable))|^not found|nothing (?:was )?found|"
    r"can(?:no|['’])t find (?:that|the|this)|nicht gefunden|existiert nicht|"
    r"(?:page|article).{0,15}introuvable|n['’]existe (?:pas|plus)|no encontrad[ao]|no existe|"
    r"non trovat[ao]|niet gevonden|hittades inte|nie znaleziono|não encontrad[ao]|找不到|"
    r"見つかりません|не найден",
    re.IGNORECASE,
)


# What people attach to an issue; in a private repository a session of theirs opens it, no token.
_ATTACHED = re.compile(
    r"https://(?:www\.)?github\.com/(?:user-attachments/|[\w.-]+/[\w.-]+/(?:files|assets)/\d)"
    r"|https://(?:private-)?user-images\.githubusercontent\.com/",
    re.IGNORECASE,
)


def refuse_status(answer: WebAnswer, asked: WebAddress) -> None:
    """Raise `UserError` where a server says by its status that there is no page."""
    status, shown = answer.status, show_address(asked.text)
    if 200 <= status < 300 and status != 206 and answer.whole:
        if status in (204, 205) or not answer.body.strip():
            raise UserError(f"{shown}: the server sent nothing.", "Look at the address.")
        return
    if _is_riddle(answer):
        raise _riddle(shown)
    if status in (401, 403, 404) and _ATTACHED.match(asked.text):
        raise UserError(
            f"{shown}: GitHub shows this file to nobody who is not signed in, as it does with files"
            " attached in a private repository.",
            "Put the file itself under raw/: *Add file → Upload files* on GitHub, or `wiki add`.",
        )
    if status in (401, 407):
        raise _login(shown, f"the server wants a login (status {status})")
    if status == 403:
        raise _login(shown, "the server refuses it to visitors (status 403)")
    if status in (404, 410):
        raise UserError(
            f"{shown}: there is no such page (status {status}).",
            "Look at the address in your browser.",
        )
    if status in (402, 451):
        raise UserError(f"{shown}: the server withholds it (status {status}).", SAVE_IT)
    if status == 429:
        raise UserError(f"{shown}: the server asks to come later (status 429).", "Try it later.")
    if status >= 500:
        raise UserError(
            f"{shown}: the server has a fault of its own (status {status}).", "Try it again later."
        )
    raise UserError(f"{shown}: the server sent no page (status {status}).", SAVE_IT)


def refuse_page(signs: PageSigns, answer: WebAnswer, asked: WebAddress) -> None:
    """Raise `UserError` where a page is not what was meant, with what to do instead.

    What makes a page one of these is always more than a word: it is said in the title, or where
    there is hardly any other text. An article about logins, cookies or scripts is none.
    """
    shown, at, letters = show_address(asked.text), answer.address, signs.letters
    heads = f"{signs.title}\n{signs.heading}"
    if _is_riddle(answer) or (
        letters < _BRIEF and (_RIDDLE_TITLE.search(heads) or (signs.riddle and letters < _LITTLE))
    ):
        raise _riddle(shown)
    if at != asked and _leads_to_login(at, asked):
        raise _login(shown, "it leads to a login")
    if letters < _SHORT and (
        (signs.password and (letters < _LITTLE or _LOGIN_WORDS.search(heads)))
        or (signs.fields and letters < _LITTLE and _LOGIN_WORDS.search(heads))
    ):
        raise _login(shown, "what came is a login")
    if _is_consent(signs, at, asked):
        raise UserError(f"{shown}: what came asks about cookies, and is not the page.", SAVE_IT)
    if letters < _BRIEF and _GONE_WORDS.search(heads):
        raise UserError(
            f"{shown}: the page that came says that there is no such page.",
            "Look at the address in your browser.",
        )
    if _needs_scripts(signs):
        raise UserError(
            f"{shown}: the page is built by scripts, which are not run here.",
            "Open it in your browser, save what it shows (as Markdown with the Obsidian Web"
            " Clipper, or as a PDF), and add that file.",
        )
    if _is_front_page(at, asked):
        raise UserError(
            f"{shown}: it leads to the front page of the site, so the page seems to be gone.",
            "Look at the address in your browser.",
        )
    if not letters:
        raise UserError(f"{shown}: there is no text in the page that came.", SAVE_IT)


def _login(shown: str, why: str) -> UserError:
    return UserError(f"{shown}: {why}, and no credentials are ever sent.", SAVE_IT)


def _riddle(shown: str) -> UserError:
    return UserError(
        f"{shown}: the server asks its visitors to prove that they are people.", SAVE_IT
    )


def _is_riddle(answer: WebAnswer) -> bool:
    headers = answer.headers
    return (
        headers.get("cf-mitigated", "").lower() == "challenge"
        or headers.get("x-amzn-waf-action", "").lower() in ("challenge", "captcha")
        or ("x-datadome" in headers and answer.status == 403)
    )


def _leads_to_login(at: WebAddress, asked: WebAddress) -> bool:
    steps = [step for step in at.path.split("/") if step]
    before = [step for step in asked.path.split("/") if step]
    new = any(_LOGIN_STEP.fullmatch(step) for step in steps) and not any(
        _LOGIN_STEP.fullmatch(step) for step in before
    )
    return new or (at.host != asked.host and bool(_LOGIN_HOST.match(at.host)))


def _is_consent(signs: PageSigns, at: WebAddress, asked: WebAddress) -> bool:
    place, before = f"{at.host}{at.path}".lower(), f"{asked.host}{asked.path}".lower()
    if at != asked and _CONSENT_PLACE.search(place) and not _CONSENT_PLACE.search(before):
        return True
    if signs.letters >= _SHORT:
        return False
    text = signs.text or signs.all_text
    words = [word.lower().rstrip("s") for word in _CONSENT_WORDS.findall(text)]
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    in_heads = bool(_CONSENT_WORDS.search(f"{signs.title}\n{signs.heading}"))
    # A page about biscuits has one of these words, and a question has several, in nearly each of
    # its sentences.
    several = len(set(words)) >= 2
    if several and len(words) >= max(3, sentences):
        return True
    told = signs.consent or (several and in_heads)
    return told and len(words) >= 2 and len(words) * 2 >= sentences


def _needs_scripts(signs: PageSigns) -> bool:
    if signs.letters >= _LITTLE or not (signs.scripts or signs.noscript):
        return False
    seen = _SCRIPT_WORDS.search(signs.all_text) and _ASKS_FOR.search(signs.all_text)
    return bool(_SCRIPT_WORDS.search(signs.noscript) or seen) or signs.letters < _FEW


def _is_front_page(at: WebAddress, asked: WebAddress) -> bool:
    same = at.host.removeprefix("www.") == asked.host.removeprefix("www.")
    front = re.fullmatch(r"/(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:index\.\w+)?", at.target, re.I)
    was_front = re.fullmatch(r"/(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:index\.\w+)?", asked.path, re.I)
    return same and bool(front) and not was_front
