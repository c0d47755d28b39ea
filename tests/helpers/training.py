"""A wiki about dams, large enough to ask of: values, old ones, names in gaps, and things without a height."""

from pipeline.core.training.example import KINDS
from pipeline.core.training.training_set import TrainingOptions, make_training_set
from tests.helpers.claims import page, record
from tests.helpers.exporting import contents_of

NAMES = ("Birch", "Cedar", "Elm", "Fir", "Hazel", "Juniper", "Larch", "Maple", "Oak", "Pine")

# What hangs dams and lakes together, each in words of its own, for else one would tell the others.
TELLS = (
    "{dam} holds back the waters of {lake} near an old village.",
    "{dam} feeds three sawmills with water out of {lake} since the great war.",
    "{dam} made {lake} a place where herons and otters live.",
    "{dam} turned {lake} into the harbour of a shipping company.",
    "{dam} keeps {lake} from flooding the railway to the coast.",
    "{dam} was named after a painter who drowned in {lake} one winter.",
    "{dam} drives turbines that stand beneath {lake} in a cave.",
    "{dam} and {lake} belong to a monastery of Benedictine nuns.",
    "{dam} leaks, so every spring {lake} loses half of its content.",
    "{dam} hides a chapel, whose bell is heard across {lake} at night.",
)


def dam(number, name):
    """A dam with two claims of a source of its own, and a link to its lake."""
    base = f"survey-of-{name.lower()}"
    high = f"The height of the {name} Dam is {number + 11} metres."
    built = f"The {name} Dam was built in {1900 + number}."
    holds = TELLS[number].format(dam=f"The {name} Dam", lake=f"{name} Lake")
    body = f"{high}[^{base}-1] {built}[^{base}-2]\n\n{holds.replace(f'{name} Lake', f'[[{name.lower()}-lake|{name} Lake]]')}[^{base}-3]"
    lake = f"The depth of {name} Lake is {number + 31} metres."
    return (
        record(base, f"20{10 + number}-03-01", title=f"Survey of the {name} Dam"),
        page(
            f"{name} Dam",
            body,
            {f"{base}-1": high, f"{base}-2": built, f"{base}-3": holds},
            kind="entity",
            folder="entities",
        ),
        page(
            f"{name} Lake",
            f"{lake}[^{base}-4]",
            {f"{base}-4": lake},
            kind="entity",
            folder="entities",
        ),
    )


RENEWED = (
    record("renewal", "2024-01-01", title="Renewal of the Birch Dam"),
    page(
        "Birch works",
        "The height of the Birch Dam is 99 metres.[^renewal-1]",
        {"renewal-1": "The height of the Birch Dam is 99 metres."},
    ),
)
# A dam of which nobody says how high it is.
PLANNED = (
    record("plan-of-yew", "2025-05-01", title="Plan of the Yew Dam"),
    page(
        "Yew Dam",
        "Monks of the upper valley drew the Yew Dam on parchment.[^plan-of-yew-1]",
        {"plan-of-yew-1": "Monks of the upper valley drew the Yew Dam on parchment."},
        kind="entity",
        folder="entities",
    ),
)
DAMS = (
    tuple(part for number, name in enumerate(NAMES) for part in dam(number, name))
    + RENEWED
    + PLANNED
)


def made(*more, parts=DAMS, golden=(), find_near=None, **options):
    """The training set of a wiki of dams and these pages."""
    return make_training_set(
        contents_of(*parts, *more),
        TrainingOptions(**{"kinds": KINDS, **options}),
        golden,
        find_near,
    )
