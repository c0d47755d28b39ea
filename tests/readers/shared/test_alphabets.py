"""One-byte encodings are told by the alphabets of languages: each of a table reads as what was written."""

import pytest

from pipeline.readers.shared.alphabets import find_codec
from pipeline.readers.shared.decode import decode

TEXTS = {
    "lt": "Vilnius yra Lietuvos sostinė ir didžiausias šalies miestas. Miestas įsikūręs pietryčių Lietuvoje, Neries ir Vilnios santakoje, čia gyvena daugiau kaip šeši šimtai tūkstančių žmonių. Įmonės ir mokyklos veikia kiekviename rajone.",
    "lv": "Rīga ir Latvijas galvaspilsēta un lielākā pilsēta. Tā atrodas Daugavas krastos, netālu no Rīgas līča, un šeit dzīvo vairāk nekā seši simti tūkstoši iedzīvotāju. Pilsētā ir ļoti daudz jūgendstila ēku un muzeju.",
    "et": "Tallinn on Eesti pealinn ja suurim linn. See asub Soome lahe kaldal, ja siin elab üle neljasaja tuhande inimese. Vanalinn on hästi säilinud, ning igal aastal käib siin väga palju külalisi, šokolaad ja žanr.",
    "pl": "Warszawa jest stolicą i największym miastem Polski. Leży nad Wisłą, a mieszka w niej prawie dwa miliony ludzi. Źródła mówią, że miasto założono w trzynastym wieku, choć część badaczy się z tym nie zgadza.",
    "cs": "Praha je hlavní a největší město České republiky. Leží na řece Vltavě a žije v ní přes milion obyvatel. Nejstarší části města jsou chráněny, protože patří mezi světové dědictví; každý rok přijíždí příliš mnoho turistů.",
    "hu": "Budapest Magyarország fővárosa és legnagyobb városa. A Duna két partján fekszik, és több mint másfélmillió ember él benne. A híres fürdők őrzik a régi időket, és sok külföldi vendéget vonzanak minden évben.",
    "ro": "Bucureşti este capitala şi cel mai mare oraş al României. Oraşul se află în sud-est, pe malurile râului Dâmboviţa, şi are aproape două milioane de locuitori.",
    "hr": "Zagreb je glavni i najveći grad Hrvatske. Smješten je na obalama rijeke Save, a u njemu živi gotovo osamsto tisuća ljudi. Današnji grad čuva mnoge građevine iz prošlih stoljeća.",
    "ru": "Москва является столицей и крупнейшим городом России. Она расположена на реке Москве, и в ней живёт более двенадцати миллионов человек. Город основан в двенадцатом веке.",
    "uk": "Київ є столицею та найбільшим містом України. Він розташований на берегах Дніпра, і в ньому живе майже три мільйони людей. Місто засноване дуже давно, її історія довга.",
    "bg": "София е столицата и най-големият град на България. Разположена е в западната част на страната и в нея живеят над един милион души. Градът има хилядолетна история.",
    "he": "ירושלים היא העיר הגדולה ביותר בישראל. היא שוכנת בהרי יהודה וגרים בה כמעט מיליון תושבים. העיר עתיקה מאוד ובאים אליה מבקרים רבים בכל שנה.",
    "de": "Zürich ist die größte Stadt der Schweiz. Sie liegt am Zürichsee, und hier wohnen über vierhunderttausend Menschen. Die Universität wurde im Jahre 1833 gegründet; sie gehört zu den ältesten.",
    "fr": "Paris est la capitale de la France. La ville est située sur la Seine, où habitent plus de deux millions de personnes. L'été, les musées reçoivent des visiteurs venus de très loin.",
    "is": "Reykjavík er höfuðborg Íslands og stærsta sveitarfélag landsins. Þar býr meira en þriðjungur þjóðarinnar, og veðrið er oft kalt á veturna en milt á sumrin.",
    "tr": "İstanbul Türkiye'nin en kalabalık şehridir. Şehir iki kıtaya yayılır ve içinde on beş milyondan fazla insan yaşar. Boğaz kıyısındaki eski yapılar her yıl çok sayıda ziyaretçi çeker, çünkü güzeldir.",
    "el": "Η Αθήνα είναι η πρωτεύουσα και η μεγαλύτερη πόλη της Ελλάδας. Βρίσκεται στην Αττική και κατοικούν σε αυτή περισσότεροι από τρία εκατομμύρια άνθρωποι. Η ιστορία της είναι πολύ μεγάλη.",
    "ja": "東京は日本の首都であり、最大の都市です。多くの人々がここに住んでおり、毎年たくさんの観光客が訪れます。",
}
TABLE = {
    "windows-1257": "lt lv et",
    "iso8859-13": "lt lv et",
    "iso8859-4": "lt lv et",
    "windows-1250": "pl cs hu ro hr",
    "iso8859-2": "pl cs hu ro hr",
    "iso8859-16": "pl",
    "windows-1251": "ru uk bg",
    "koi8-r": "ru",
    "koi8-u": "uk",
    "iso8859-5": "ru bg",
    "cp866": "ru",
    "mac-cyrillic": "ru",
    "windows-1252": "de fr is",
    "iso8859-15": "de fr",
    "mac-roman": "de fr",
    "windows-1253": "el",
    "windows-1254": "tr",
    "windows-1255": "he",
    "iso2022_jp": "ja",
    "shift_jis": "ja",
}


@pytest.mark.parametrize(
    ("codec", "language"), [(c, each) for c, names in TABLE.items() for each in names.split()]
)
def test_a_text_in_an_encoding_of_its_language_reads_as_it_was_written(codec, language):
    text = TEXTS[language]
    read, notes = decode("raw/a.txt", text.encode(codec))
    assert read == text
    assert len(notes) == 1
    assert notes[0].endswith(", not UTF-8")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain",
        b"\xff\xfe\x80\x81" * 50,
        bytes(range(128, 256)) * 9,
        b"caf\xe9",
        "Il va de 5 à 6, à Lyon, à Metz, à Nice et à Brest.".encode("cp1252"),
    ],
)
def test_what_is_in_no_language_has_no_certain_encoding(data):
    assert find_codec(data) in ("", "cp1252")
