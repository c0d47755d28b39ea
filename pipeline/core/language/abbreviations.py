"""Abbreviations that end in a stop inside a sentence, by what must follow them.

The library that finds sentences knows those of a few languages, each only in texts of its own.
These are what it lacks, of all languages together: a text may quote another. One with a small
letter counts with a capital too.
"""

from __future__ import annotations

# A number follows, or a letter that stands for one: "Sect. 4", "Abb. 12", "App. B".
_BEFORE_NUMBER = (
    "sect approx abt fig figs eq eqs ch chap chaps vol vols pp p para pt no nos ref refs tab"
    " tbl App ver rev ed art cl reg ser ca circa c cf Sec Secs"  # English
    " nr abb abs kap ziff bd anm aufl jg lfd tel inkl exkl max Rn Rz S Str"  # German
    " env éd n al janv févr avr juil déc vers"  # French
    " aprox núm núms pág págs cap nº ene abr ago dic"  # Spanish
    " pag pagg sez tav gen mag giu ott"  # Italian
    " blz hfdst mrt okt ong bijl"  # Dutch
    " fev dez séc"  # Portuguese
    " kl str rys tys r ust poz č sv"  # Swedish, Polish, Czech
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)
# The sentence goes on, unless a word follows that opens sentences: "bzw. Wasser", "evtl. Montag".
_INSIDE = (
    "approx incl excl esp resp viz ibid al cf vs"
    " bzw ca vgl evtl inkl exkl ggf gegr geb gest sog usf ehem bes allg einschl zzgl abzgl mind"
    " mio mrd tsd hl kath ev jährl monatl durchschn insg rd urspr vermutl wiss bspw ebd etw Chr"
    " env éd cf"
    " aprox ej esp"
    " ecc cfr"
    " bijv incl excl o.a d.w.z m.b.t t.a.v i.v.m z.g t.o.v"
    " t.ex bl.a d.v.s f.eks bl.a dvs np tzn tj tzv např tj"
)
# A name follows: "Mme. Durand".
_TITLES = (
    "aka Mr Mrs Ms Messrs Dr Prof St Gov Gen Col Lt Sgt Capt Cpl"
    " Maj Adm Cmdr Hon Rev Sen Rep Pres Supt"
    " Hr Hrn Fr Dipl Ing Mag Hl Pfr"
    " M MM Mme Mmes Mlle Me Mgr"
    " Sr Sra Srta Sres Dña Ud Uds Lic EE Av"
    " Sig Sigg sig sigg dott Dott prof avv Avv Dhr dhr Mevr mevr drs"
)


def _set_of(line: str) -> frozenset[str]:
    words = line.split()
    return frozenset([*words, *(w[:1].upper() + w[1:] for w in words)])


BEFORE_NUMBER, INSIDE, TITLES = _set_of(_BEFORE_NUMBER), _set_of(_INSIDE), _set_of(_TITLES)
