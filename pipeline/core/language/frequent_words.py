"""The most frequent words of languages in Latin letters, and letters that few of them have."""

from __future__ import annotations

FREQUENT_WORDS = {
    "en": (
        "the of and to in a is that for it as was with be by on not he his but at are this have"
        " from or had an which they one were all their has been more will would there if can"
        " no what so up its into than them other some could these may when only then do any my"
        " now such like our over also after should must about between where how most each it's"
        " you your we does don't isn't while because through before both under"
    ),
    "de": (
        "der die und das in den von zu mit sich des auf für ist im dem nicht ein eine als auch es"
        " an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen"
        " so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei kann gegen vom"
        " können schon wenn habe seine ihre dann unter wir soll ich eines zwei diese dieser"
        " dieses wieder keine seit waren wurden sowie ihr mir alle andere anderen beim ab"
        " jedoch zwischen ohne"
    ),
    "fr": (
        "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se sont ou"
        " avec il aux ce cette ces mais son sa ses on été comme être leur elle si tout nous deux"
        " même fait ont peut ainsi sans lorsque lors y dont où leurs entre vous afin chaque était"
        " ils elles aussi après avant très sous depuis jusqu'à c'est n'est qu'il d'un d'une l'on"
        " donc car cela ici votre notre doit avoir"
    ),
    "es": (
        "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus"
        " le ha este esta si sin sobre entre ser cuando muy años hasta desde está son también fue"
        " había era dos estos estas puede todos así donde porque cada otros otro otra uno ya"
        " durante según después antes mismo hay sólo solo siempre tiene tienen fueron han qué e"
        " usted debe cual nos mediante"
    ),
    "it": (
        "di e il la che in un è per una del non della le i si con da sono dei alla gli al come nel"
        " ha anche dal lo ma più o delle se dalla questo questa essere nella su degli ai alle suo"
        " stato hanno l'altro cui tra dopo quando era due fu loro dell'anno ogni può tutti sua"
        " solo dai dalle nei nelle quello quella viene così perché senza fra sul sulla stata"
        " stati questi queste ed ad già molto prima dove poi mentre c'è"
    ),
    "nl": (
        "de het een van en in is dat op te zijn voor met die niet aan er om ook als dan maar bij"
        " of uit nog worden door naar wordt heeft tot ze wel over kan hij meer was zich dit deze"
        " werd geen al onder werden hebben zo wat had kunnen waar wie hun alleen zal moet veel"
        " omdat na wanneer andere zonder zoals tussen tegen zou dus alle eerste"
        " daar hier men u uw"
    ),
    "pt": (
        "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das"
        " à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre depois sem"
        " mesmo aos seus quem nas me esse eles você essa num nem suas meu às minha são está foi"
        " ser há ainda então pode anos sobre foram este esta onde deve cada após durante"
        " tem têm duas dois pelos pelas porque nesta neste"
    ),
    "sv": (
        "och i att det som en på är av för med den till inte har de ett om man var jag så men sig"
        " från vid kan eller också när vad efter ska skulle där bara under mycket mot få utan än"
        " över blev hade detta dessa då vi ut alla år varje två mellan"
    ),
    "da": (
        "og i at det som en på er af for med den til ikke har de et om man var jeg så men sig fra"
        " ved kan eller også når hvad efter skal skulle hvor kun under meget mod uden end over"
        " blev havde dette disse da vi ud alle år hver mellem bliver af være mere"
    ),
    "no": (
        "og i at det som en på er av for med den til ikke har de et om man var jeg så men seg fra"
        " ved kan eller også når hva etter skal skulle hvor bare under mye mot uten enn over ble"
        " hadde dette disse da vi ut alle år hver mellom blir av være mer"
    ),
    "pl": (
        "i w na z do się nie że jest to o jak po co za od dla przez ale czy są przy oraz jego może"
        " który która które tym tego ten ta tylko był była było być także jako lub jeśli można"
        " nie został została pod przed bez roku między bardzo"
    ),
    "cs": (
        "a se na je že do za ve by ale jako po si pro od byl to jsem které který která"
        " nebo jen jsou tak jeho podle aby bylo než při už další také až ze být má roce mezi před"
        " byla byly"
    ),
    "fi": (
        "ja on ei että se hän oli ovat mutta myös kun niin tai joka jotka kuin sen ole olla sekä"
        " vain ovat mukaan vuonna jos sitä tämä jonka mitä kanssa hänen noin voi jälkeen ennen"
        " useita"
    ),
    "hu": (
        "a az és hogy nem is egy van azt volt meg csak de már ez még mint vagy meg el ki ha kell"
        " lehet minden között után szerint által amely amelyek mert majd pedig ezt illetve első"
    ),
    "tr": (
        "ve bir bu için ile de da olarak daha çok gibi olan en kadar sonra ne var ama veya ise her"
        " değil o olduğu tarafından göre ancak arasında yıl ilk iki hem ya şu"
    ),
    "ro": (
        "de și în a la cu pe care din un o nu este să mai ca pentru se sau după fost prin că sunt"
        " între ale lui cel al acest această acestea foarte când fi avea era unei"
    ),
    "ca": (
        "de la i el que a en les l'any els un una per amb és del al no com va es són dels més o"
        " aquest aquesta seva seu però també ser entre fins on quan molt aquests segons cada"
        " durant sense"
    ),
}
# Words that open no sentence, and tell which language writes the numbers beside them.
TELLING_WORDS = {
    "en": "january february march june july october december per percent million billion metres",
    "de": (
        "januar februar märz mai juni juli oktober dezember prozent mio mrd millionen milliarden"
        " tausend jahr jahre jahren meter kilometer uhr"
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        " millions milliards mètres kilomètres"
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
        " millones metros kilómetros"
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre dicembre"
        " milioni miliardi metri chilometri"
    ),
    "nl": "januari februari maart mei juni juli augustus oktober procent miljoen miljard meter",
    "pt": (
        "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro milhões"
        " bilhões metros quilômetros"
    ),
    "sv": "januari februari mars maj juni juli augusti oktober procent miljoner meter",
    "da": "januar februar marts maj juni juli oktober procent millioner meter",
    "no": "januar februar mars mai juni juli oktober desember prosent millioner meter",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października",
}
# Letters with marks: each counts as a word does.
TELLING_LETTERS = {
    "de": "ß ä ö ü",
    "fr": "ç œ ù ê î û è ë ï à é â",
    "es": "ñ ¿ ¡ á í ó ú é",
    "it": "ì ò à è ù",
    "nl": "ë ï",
    "pt": "ã õ ç á í ó ú ê â à é",
    "sv": "å ä ö",
    "da": "å æ ø",
    "no": "å æ ø",
    "pl": "ą ć ę ł ń ś ź ż ó",
    "cs": "ě š č ř ž ý ů ď ť ň á í",
    "fi": "ä ö",
    "hu": "ő ű ö ü á é í ó ú",
    "tr": "ş ğ ı ç ö ü",
    "ro": "ă ș ț ţ ş â î",
    "ca": "ç à è ò é í ó ú ï",
}
