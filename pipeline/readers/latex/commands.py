"""The commands of LaTeX that this reader knows: what each does with the words behind it."""

from __future__ import annotations

SECTIONS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4,
            "paragraph": 5, "subparagraph": 6}  # fmt: skip
EMPHASIS = {"emph": "*", "textit": "*", "textsl": "*", "textbf": "**", "strong": "**",
            "texttt": "`", "code": "`", "lstinline": "`"}  # fmt: skip
# Their words stay, without a sign.
TRANSPARENT = frozenset(
    [
        "text",
        "textrm",
        "textsf",
        "textsc",
        "textmd",
        "textup",
        "textnormal",
        "mbox",
        "hbox",
        "vbox",
        "fbox",
        "makebox",
        "framebox",
        "underline",
        "uline",
        "MakeUppercase",
        "uppercase",
        "lowercase",
        "centerline",
        "parbox",
        "ensuremath",
        "protect",
        "num",
        "url",
        "path",
        "nolinkurl",
        "enquote",
        "so",
        "textquote",
        "name",
        "tablenotes",
        "Large",
        "footnotemark",
        "affil",
        "affiliation",
        "institute",
        "address",
        "email",
        "inst",
        "relax",
        "bfseries",
    ]
)
CITATIONS = frozenset(
    [
        "cite",
        "citep",
        "citet",
        "citealp",
        "citealt",
        "citeauthor",
        "citeyear",
        "citeyearpar",
        "parencite",
        "textcite",
        "autocite",
        "footcite",
        "smartcite",
        "fullcite",
        "citetext",
        "Citet",
        "Citep",
    ]
)
REFERENCES = frozenset(["ref", "eqref", "autoref", "cref", "Cref", "pageref", "nameref", "vref"])
# How many arguments are left out with a command; what is not an argument behind it stays.
_DROPPED = {
    0: "maketitle tableofcontents listoffigures listoftables noindent indent centering raggedright"
    " raggedleft small footnotesize scriptsize tiny normalsize large Large LARGE huge Huge bf it"
    " rm sf tt sc sl em bfseries itshape mdseries upshape scshape ttfamily sffamily rmfamily"
    " normalfont"
    " boldmath unboldmath clearpage newpage cleardoublepage pagebreak nopagebreak linebreak"
    " nolinebreak smallskip medskip bigskip hfill vfill hrulefill dotfill appendix frontmatter"
    " mainmatter backmatter hline toprule midrule bottomrule endhead endfirsthead endfoot"
    " endlastfoot sloppy fussy flushbottom raggedbottom twocolumn onecolumn selectfont ignorespaces"
    " unskip strut null protect relax leavevmode allowbreak xspace singlespacing doublespacing"
    " onehalfspacing printbibliography makeindex printindex makeatletter makeatother qed qedhere"
    " hss vss quad@ break goodbreak today balance nonumber notag displaystyle titlepage and@",
    1: "label vspace hspace vskip hskip usepackage RequirePackage documentclass documentstyle"
    " bibliographystyle pagestyle thispagestyle hypersetup index glossary graphicspath color"
    " linespread theoremstyle hyphenation addbibresource tikzset lstset newlength pagenumbering"
    " phantom hphantom vphantom cline cmidrule setstretch thanks nocite captionsetup geometry"
    " pdfinfo newcounter stepcounter refstepcounter setmainfont setsansfont setmonofont"
    " usetikzlibrary pgfplotsset date@ input@path includeonly bibliography tabcolsep newtoks"
    " subjclass vspace* hspace* cortext fntext orcid urlstyle AtBeginDocument",
    2: "setlength addtolength setcounter addtocounter fontsize newtheorem rule DeclareMathOperator"
    " addcontentsline markboth numberwithin",
    3: "newenvironment renewenvironment definecolor titleformat",
}  # fmt: skip
DROPPED = {
    name.removesuffix("@"): count for count, names in _DROPPED.items() for name in names.split()
}
# As many arguments are left out, and the next one stays: \textcolor{red}{words}.
DROPPED_BEFORE = {"textcolor": 1, "colorbox": 1, "raisebox": 1, "scalebox": 1, "rotatebox": 1,
                  "resizebox": 2, "multirow": 2, "parbox": 1, "foreignlanguage": 1,
                  "adjustbox": 1, "fcolorbox": 2, "hyperref": 0}  # fmt: skip
FILES = frozenset(
    ["input", "include", "subfile", "import", "subimport", "verbatiminput", "lstinputlisting"]
)
PICTURES = frozenset({"includegraphics", "includesvg", "epsfig", "psfig", "includepdf"})
# How many arguments stand before the words of a caption.
CAPTIONS = {"caption": 0, "subcaption": 0, "captionof": 1, "subcaptionbox": 0}
PARTS_OF_FIGURES = frozenset({"subfloat", "subfigure", "subtable"})  # [caption]{picture}
PLACED_PICTURES = frozenset({"includegraphics", "includesvg"})  # those that name a picture plainly
DEFINING = frozenset({"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "def",
                      "gdef", "edef"})  # fmt: skip
SYMBOLS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å",
    "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "th": "þ", "S": "§", "P": "¶",
    "dag": "†", "ddag": "‡", "copyright": "©", "textregistered": "®", "texttrademark": "™",
    "pounds": "£", "euro": "€", "EUR": "€", "texteuro": "€", "textcent": "¢", "textyen": "¥",
    "ldots": "…", "dots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—",
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "guillemotleft": "«", "guillemotright": "»",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_",
    "textbar": "|", "textless": "<", "textgreater": ">", "textdegree": "°", "degree": "°",
    "textmu": "µ", "textpm": "±", "texttimes": "×", "textbullet": "•", "textperiodcentered": "·",
    "LaTeX": "LaTeX", "TeX": "TeX", "LaTeXe": "LaTeX2e", "BibTeX": "BibTeX", "slash": "/",
    "quad": " ", "qquad": " ", "space": " ", "enspace": " ", "thinspace": " ", "and": ", ",
    "newline": " ", "tabularnewline": "\\\\", "par": "\n\n", "eg": "e.g.", "ie": "i.e.",
    "textquotedbl": '"', "lq": "‘", "rq": "’", "checkmark": "✓", "nobreakspace": " ",
}  # fmt: skip
ACCENTS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308",
           "=": "\u0304", ".": "\u0307", "c": "\u0327", "v": "\u030c", "H": "\u030b",
           "u": "\u0306", "r": "\u030a", "k": "\u0328", "d": "\u0323", "b": "\u0331"}  # fmt: skip
MATH = frozenset(
    f"{name}{star}"
    for name in (
        "equation",
        "align",
        "gather",
        "multline",
        "eqnarray",
        "displaymath",
        "math",
        "flalign",
        "alignat",
        "dmath",
    )
    for star in ("", "*")
)
TABLES = {"tabular": 1, "tabular*": 2, "tabularx": 2, "tabulary": 2, "longtable": 1, "array": 1,
          "supertabular": 1, "xltabular": 2, "tblr": 1}  # fmt: skip
LISTS = frozenset({"itemize", "enumerate", "description", "compactitem", "compactenum",
                   "inparaenum", "itemize*", "enumerate*", "list"})  # fmt: skip
QUOTES = frozenset({"quote", "quotation", "verse", "displayquote"})
DRAWINGS = frozenset({"tikzpicture", "picture", "pgfpicture", "pspicture", "axis", "circuitikz",
                      "forest", "tikzcd"})  # fmt: skip
STATEMENTS = frozenset({"theorem", "lemma", "proposition", "corollary", "definition", "remark",
                        "example", "proof", "conjecture", "claim", "assumption"})  # fmt: skip
# How many arguments of an environment are left out; all others have none that we know.
ENVIRONMENT_ARGUMENTS = {"minipage": 1, "multicols": 1, "wrapfigure": 2, "wraptable": 2,
                         "subfigure": 1, "subtable": 1, "thebibliography": 1, "adjustbox": 1,
                         "list": 2, "tabbing": 0, "spacing": 1, "column": 1}  # fmt: skip
