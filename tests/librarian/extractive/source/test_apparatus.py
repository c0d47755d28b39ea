import pytest

from tests.helpers.growing import Growth, article

SAYS = "The kiln has 3 doors and burns wood. The kiln was built in 1931."


def body(section):
    growth = Growth()
    growth.add("kiln.md", article("The kiln", "2024-01-01", SAYS, *section))
    return " ".join(growth.body(slug) for slug in growth.wiki.facts)


@pytest.mark.parametrize(
    "section",
    [
        ("## License", "The License field must hold one of 9 short names."),
        ("## Authors", "The Authors table has one row for each of the 40 potters."),
        ("## Links", "A chain of 12 links holds the door of the kiln."),
        ("## Comments", "A comment is a line that begins with a hash sign."),
    ],
)
def test_a_section_is_judged_by_what_it_holds(section):
    assert " ".join(section[1].split()[-4:]) in body(section)


@pytest.mark.parametrize(
    "section",
    [
        ("## License", "This text is licensed under the terms of the Lowdale licence."),
        ("## Copyright", "Copyright and related rights are waived via CC0."),
        ("## Acknowledgements", "The potters are grateful to Lowdale for its wood in winter."),
        ("## References", "The kiln has a history, which is told in Norbach's book of 1967."),
    ],
)
def test_a_notice_states_nothing(section):
    assert section[1] not in body(section)
