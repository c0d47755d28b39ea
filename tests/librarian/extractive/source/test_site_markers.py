"""Markers of site builders are no sentences; what they hold is content."""

import time

import pytest

from pipeline.librarian.extractive.source.site_markers import without_markers
from tests.librarian.extractive.test_extract import extract, texts

LID = "The lid of the kettle is made of steel."


@pytest.mark.parametrize(
    "text",
    [
        f'!!! note "On lids"\n\n    {LID}\n',
        f"!!! warning inline end\n    {LID}\n",
        f'??? example "Lids"\n    ```\n    the pump is made in code\n    ```\n\n    {LID}\n',
        f"???+ tip\n    {LID}\n",
        f':::tip\n{LID}\n:::\n\n--8<-- "shared/lids and all of the others are.md"\n',
        f":::note[On lids]\n\n{LID}\n\n:::\n",
        f'=== "Steel"\n\n    {LID}\n\n=== "The wood is burnt by the fire."\n\n    Wood\n',
        f"/// note | Lids\n{LID}\n///\n",
        f'- Lids\n\n    !!! note "On lids"\n        {LID}\n',
        f'!!! note\n    !!! tip "Inner"\n        {LID}\n',
        f'{{% hint style="info" %}}\n{LID}\n{{% endhint %}}\n',
        f'{{% hint style="info" %}} {LID} {{% endhint %}}\n',
        f"{{{{< hint >}}}}{LID}{{{{< /hint >}}}}\n",
        f"- {{{{< x >}}}} {LID}\n",
        f"> {{% hint %}}\n> {LID}\n> {{% endhint %}}\n",
        f'{{{{< figure src="a.png" caption="The wood is burnt." >}}}}\n\n{LID}\n{{: .note }}\n',
    ],
)
def test_what_a_marker_holds_is_content_and_the_marker_is_none(text):
    assert texts(text) == [LID]


def test_a_tag_of_a_template_parts_what_stands_around_it():
    text = f"The pump is red.\n{{{{% notice tip %}}}}\n{LID}\n{{{{% /notice  %}}}}\nThe drain is green.\n"
    assert texts(text) == ["The pump is red.", LID, "The drain is green."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'The lid is told in [flows]({{< relref "a/b.md#c" >}}) and [other]({{% ref "a" %}}#d).',
            "The lid is told in flows and other.",
        ),
        (
            'The lid {{< version "5.2" >}} of the kettle is made of tin.',
            "The lid of the kettle is made of tin.",
        ),
        (
            'The {{< term text="steel lid" id="lid" >}} of the kettle is made of tin.',
            "The steel lid of the kettle is made of tin.",
        ),
        (
            'The new\n{{< term text="lid" id="lid" >}} is made of tin and iron.',
            "The new lid is made of tin and iron.",
        ),
        (
            'The old\n{{<hover line="3">}}lid{{</hover>}} is made of tin and iron.',
            "The old lid is made of tin and iron.",
        ),
        (
            "The lid of the kettle uses `{{% a %}}` as its mark.",
            "The lid of the kettle uses `{{% a %}}` as its mark.",
        ),
    ],
)
def test_a_tag_inside_a_sentence_is_not_said_unless_it_is_code(text, said):
    assert texts(f"{text}\n") == [said]


def test_a_title_that_states_something_is_a_claim_of_its_own():
    found = extract(f'!!! danger "The pump must stand upright."\n    {LID}\n').claims
    assert [c.text for c in found] == ["The pump must stand upright.", LID]
    assert [c.quotes[0].start for c in found] == [1, 2]


def test_what_follows_at_the_margin_is_held_no_longer():
    text = f"!!! note\n    {LID}\n\nThe pump is green.\n\n    the drain is made in code\n"
    assert texts(text) == [LID, "The pump is green."]


def test_markers_in_code_are_code():
    text = f"```\n!!! note\n    The pump is shown here in code.\n```\n\n{LID}\n"
    assert texts(text) == [LID]


def test_a_heading_that_is_underlined_stays_one():
    (claim,) = extract(f"Lids\n===\n\n{LID}\n").claims
    assert claim.heading == "Lids"


@pytest.mark.parametrize(
    "piece", ["!!! note\n", "::: a", "    !!! a\n", '=== "', "!!! a a", "```\n"]
)
def test_many_markers_take_no_longer_than_their_length(piece):
    start = time.perf_counter()
    for end in ("}", "{", '"', "]"):
        without_markers(f"::: {piece.strip()} a{' ' * 20_000}{end}\n!!! a{' a' * 9_000}{end}\n")
    without_markers(piece * 20_000)
    without_markers("".join(" " * i + "!!! note\n" for i in range(1500)))
    assert time.perf_counter() - start < 3
