"""The few words that code writes on pages, in the wiki's language or else in English."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.bookkeeping.taken_note import TAKEN_FORMS


@dataclass(frozen=True)
class PageWords:
    """Headings and phrases of one language; those with braces are filled in."""

    history: str
    proposed: str
    caveats: str
    points: str
    further: str
    treated: str
    compared: str
    pages: str
    also: str
    side: str
    columns: tuple[str, str, str, str, str]
    values_title: str
    dates_title: str
    differing: str
    attribute: str
    all_stand: str
    in_force: str
    newest: str
    status_proposed: str
    see_all: str
    undated: str
    unknown: str
    not_dated: str
    not_stated: str
    nothing: str
    above: str
    source: str
    not_in_force: str
    taken: str


_ENGLISH = PageWords(
    history="How it changed",
    proposed="Proposed, not in force",
    caveats="Open questions and caveats",
    points="Key points",
    further="Further points",
    treated="Where it is treated",
    compared="Values compared",
    pages="{} pages",
    also="Also",
    side="Side by side",
    columns=("Value", "Source", "Published", "Status", "In the source's words"),
    values_title="{}: values compared",
    dates_title="{}: dates compared",
    differing="Sources give different values for {}",
    attribute="the {} of {}",
    all_stand="{}, and none is newer than the others, so all stand.",
    in_force="{}: in force is {}, from {}; {} is {} only.",
    newest="{}: the newest of those below, {}, says {}.",
    status_proposed="proposed",
    see_all="All values side by side",
    undated="undated",
    unknown="unknown",
    not_dated="not dated",
    not_stated="not stated",
    nothing="The sources do not say.",
    above="Stated in the opening above.",
    source="{} (source)",
    not_in_force="Status: {}; what it proposes is not in force.",
    taken=TAKEN_FORMS["en"],
)
_GERMAN = PageWords(
    history="Wie es sich geändert hat",
    proposed="Vorgeschlagen, nicht in Kraft",
    caveats="Offene Fragen",
    points="Kernpunkte",
    further="Weitere Punkte",
    treated="Wo es behandelt wird",
    compared="Werte im Vergleich",
    pages="{}",
    also="Außerdem",
    side="Gegenüberstellung",
    columns=("Wert", "Quelle", "Veröffentlicht", "Status", "Wortlaut der Quelle"),
    values_title="{}: Werte im Vergleich",
    dates_title="{}: Daten im Vergleich",
    differing="Die Quellen nennen verschiedene Werte für {}",
    attribute="{} – {}",
    all_stand="{}, und keine ist neuer als die anderen; alle bleiben stehen.",
    in_force="{}: In Kraft ist {} nach {}; für {} gilt nur: {}.",
    newest="{}: Die neueste der unten genannten, {}, sagt {}.",
    status_proposed="vorgeschlagen",
    see_all="Alle Werte nebeneinander",
    undated="ohne Datum",
    unknown="unbekannt",
    not_dated="ohne Datum",
    not_stated="nicht genannt",
    nothing="Die Quellen sagen dazu nichts.",
    above="Steht oben in der Einleitung.",
    source="{} (Quelle)",
    not_in_force="Status: {}; was die Quelle vorschlägt, ist nicht in Kraft.",
    taken=TAKEN_FORMS["de"],
)
_FRENCH = PageWords(
    history="Évolution",
    proposed="Proposé, pas en vigueur",
    caveats="Questions ouvertes",
    points="Points essentiels",
    further="Autres points",
    treated="Où il en est question",
    compared="Valeurs comparées",
    pages="{}",
    also="Voir aussi",
    side="Côte à côte",
    columns=("Valeur", "Source", "Publié", "Statut", "Selon la source"),
    values_title="{} : valeurs comparées",
    dates_title="{} : dates comparées",
    differing="Les sources donnent des valeurs différentes pour {}",
    attribute="{} – {}",
    all_stand="{}, et aucune n’est plus récente que les autres : toutes restent.",
    in_force="{} : en vigueur, {} selon {} ; {} est seulement à l’état « {} ».",
    newest="{} : la plus récente de celles ci-dessous, {}, dit {}.",
    status_proposed="proposé",
    see_all="Toutes les valeurs côte à côte",
    undated="sans date",
    unknown="inconnue",
    not_dated="sans date",
    not_stated="non indiqué",
    nothing="Les sources n’en disent rien.",
    above="Indiqué dans l’introduction ci-dessus.",
    source="{} (source)",
    not_in_force="Statut : {} ; ce que la source propose n’est pas en vigueur.",
    taken=TAKEN_FORMS["fr"],
)
_SPANISH = PageWords(
    history="Cómo ha cambiado",
    proposed="Propuesto, no vigente",
    caveats="Cuestiones abiertas",
    points="Puntos clave",
    further="Otros puntos",
    treated="Dónde se trata",
    compared="Valores comparados",
    pages="{}",
    also="Además",
    side="Lado a lado",
    columns=("Valor", "Fuente", "Publicado", "Estado", "En palabras de la fuente"),
    values_title="{}: valores comparados",
    dates_title="{}: fechas comparadas",
    differing="Las fuentes dan valores distintos para {}",
    attribute="{} – {}",
    all_stand="{}, y ninguna es más reciente que las demás: todas quedan.",
    in_force="{}: vigente es {}, según {}; {} está solo en estado «{}».",
    newest="{}: la más reciente de las siguientes, {}, dice {}.",
    status_proposed="propuesto",
    see_all="Todos los valores lado a lado",
    undated="sin fecha",
    unknown="desconocida",
    not_dated="sin fecha",
    not_stated="no indicado",
    nothing="Las fuentes no lo dicen.",
    above="Dicho en la introducción de arriba.",
    source="{} (fuente)",
    not_in_force="Estado: {}; lo que la fuente propone no está vigente.",
    taken=TAKEN_FORMS["es"],
)
_BY_LANGUAGE = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}
_LANGUAGES = tuple(_BY_LANGUAGE.values())

# What code writes into a section that has nothing.
EMPTY_SECTION_TEXTS = frozenset(text for w in _LANGUAGES for text in (w.nothing, w.above))
SEE_ALL_BULLETS = tuple(f"- {w.see_all}: " for w in _LANGUAGES)
UNDATED_WORDS = tuple(dict.fromkeys(w.undated for w in _LANGUAGES))
_ENGLISH_HEADINGS = {
    theirs.casefold(): ours
    for w in _LANGUAGES
    for theirs, ours in (
        (w.history, _ENGLISH.history),
        (w.proposed, _ENGLISH.proposed),
        (w.caveats, _ENGLISH.caveats),
    )
}


def page_words_in(language: str) -> PageWords:
    """Return the words of a language, those of English if it has none here."""
    return _BY_LANGUAGE.get(language.split("-")[0], _ENGLISH)


def english_heading(heading: str) -> str:
    """Return the English name of a heading that code writes, and any other heading as it is."""
    return _ENGLISH_HEADINGS.get(heading.strip().casefold(), heading)


def local_heading(heading: str, words: PageWords) -> str:
    """Return a heading that code writes in the words of a language, and any other as it is."""
    parts = {
        _ENGLISH.history: words.history,
        _ENGLISH.proposed: words.proposed,
        _ENGLISH.caveats: words.caveats,
    }
    return parts.get(heading, heading)


def compared_topic(title: str) -> str:
    """Return what the title of a comparison page says it compares."""
    endings = (
        form.removeprefix("{}") for w in _LANGUAGES for form in (w.values_title, w.dates_title)
    )
    return next((title.removesuffix(x) for x in endings if title.endswith(x)), title)
