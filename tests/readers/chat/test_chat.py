import json
import time

import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match


def read(value, name="raw/talk.json"):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_source(name, data)


def node(parent, children, role="", text="", **more):
    message = {"author": {"role": role}, "content": {"content_type": "text", "parts": [text]}}
    return {"message": message | more if role else None, "parent": parent, "children": children}


def test_an_export_of_slack_has_names_times_and_links():
    source = read((FILES / "slack.json").read_bytes(), "raw/slack.json")
    assert source.text.split("\n\n") == [
        "**Ida Kaland** (2024-05-03 10:15): The northern gate closes at 3.2 metres, &"
        " the [plan](https://harbour.example/plan) says so.",
        "**Bo Lind** (2024-05-03 10:16): @Ida Kaland Since when?",
    ]
    assert (source.author, source.published) == ("Ida Kaland, Bo Lind", "2024-05-03")
    assert source.notes == ("1 file of messages not read",)
    assert_lines_and_locators_match(source)


def test_each_conversation_of_a_file_with_one_a_line_is_a_section():
    source = read((FILES / "exchange.jsonl").read_bytes(), "raw/exchange.jsonl")
    assert source.text.startswith("## Conversation 1\n\n**user**: How high is the gate?\n\n")
    assert "**assistant**:\n\n# Height\n\nIt is 9 metres high.\n\n## Conversation 2" in source.text
    assert source.notes == (
        "1 line left out that is no JSON",
        "1 thought of messages not read",
    )


def test_an_export_of_chatgpt_is_the_branch_that_was_read_last():
    tree = {
        "root": node(None, ["a"]),
        "a": node("root", ["b", "c"], "user", "How high?", create_time=1714731300.5),
        "b": node("a", [], "assistant", "An answer that was asked for anew."),
        "c": node("a", [], "assistant", "9 metres."),
    }
    talk = {"title": "The gate", "mapping": tree, "current_node": "c"}
    source = read([talk])
    assert source.title == "The gate"
    assert source.text == "**user** (2024-05-03 10:15): How high?\n\n**assistant**: 9 metres."
    assert "## Second" in read([talk, talk | {"title": "Second"}]).text


SAID = "**Ann**: It is open.\n\n**Bo**: Since May."


@pytest.mark.parametrize(
    "value",
    [
        [{"role": "Ann", "content": "It is open."}, {"role": "Bo", "content": "Since May."}],
        [{"author": "Ann", "text": "It is open."}, {"author": "Bo", "text": "Since May."}],
        {"messages": [{"from": "Ann", "text": ["It is ", {"type": "bold", "text": "open"}, "."]},
                      {"from": "Bo", "text": "Since May."}]},
        {"conversations": [{"from": "Ann", "value": "It is open."}, {"from": "Bo", "value": "Since May."}]},
        [{"conversations": [{"from": "Ann", "value": "It is open."}, {"from": "Bo", "value": "Since May."}]}],
        {"name": "Lock", "chat_messages": [{"sender": "Ann", "text": "It is open."},
                                           {"sender": "Bo", "content": [{"type": "text", "text": "Since May."}]}]},
        {"channel": {"name": "locks"}, "messages": [
            {"author": {"name": "ann1", "nickname": "Ann"}, "content": "It is open."},
            {"author": {"name": "Bo"}, "content": "Since May."}]},
        b'{"role": "Ann", "content": "It is open."}\n{"role": "Bo", "content": "Since May."}\n',
    ],
    ids=range(8),
)  # fmt: skip
def test_conversations_of_every_known_shape_read_alike(value):
    assert read(value).text == SAID


def test_a_message_that_begins_with_code_has_its_speaker_above_and_its_fence_closed():
    value = [{"role": "a", "content": "```py\nx = 1"}, {"role": "b", "content": "Thanks."}]
    assert read(value).text == "**a**:\n\n```py\nx = 1\n```\n\n**b**: Thanks."


def test_flat_records_are_a_table():
    rows = [{"moon": "Titan", "km": 5150}, {"moon": "Rhea | 2", "km": 1527.6, "ice": True}]
    table = "| moon | km | ice |\n| --- | --- | --- |\n| Titan | 5150 |  |\n| Rhea \\| 2 | 1527.6 | true |"
    assert read(rows).text == table
    assert read({"title": "Moons", "rows": rows}).text == table
    assert read({"title": "Moons", "rows": rows}).title == "Moons"
    assert read("\n".join(map(json.dumps, rows)).encode(), "raw/moons.jsonl").text == table


def test_records_with_a_user_and_a_text_and_more_are_no_conversation():
    assert read([{"user": "Ann", "text": "Fine.", "stars": 5}]).text.startswith("| user | text |")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a": {"b": {"c": None}}}, "holds nothing that could be read"),
        ([], "holds nothing"),
        (7, "holds nothing"),
        ({"conversations": {"conversations": []}}, "holds nothing"),
        ([{"type": "book", "title": "Locks", "author": [{"family": "Reed"}]}], "a bibliography"),
        (b"[" * 200_000, "nested too deep"),
        (b"{]", "no JSON"),
    ],
)
def test_other_values_are_refused_with_what_is_known(value, said):
    with pytest.raises(UserError, match=said):
        read(value)


def test_any_other_object_is_read_as_an_outline():
    source = read(
        {
            "title": "Locks of the canal",
            "tags": ["water", "toll"],
            "open": True,
            "owner": {"name": "Ida", "address": {"city": "Bergen", "lat": 60.39}},
            "locks": [
                {
                    "name": "Lock 1",
                    "gates": [{"kind": "mitre", "m": 4.2}, {"kind": "other", "m": 5}],
                },
                {"name": "Lock 2", "gates": [], "built": 1891},
            ],
            "body": "Two locks.\nA toll.",
            "none": None,
        }
    )
    assert source.title == "Locks of the canal"
    assert source.text == (
        "- title: Locks of the canal\n- tags: water, toll\n- open: true\n\n"
        "## owner\n\n- name: Ida\n\n### address\n\n- city: Bergen\n- lat: 60.39\n\n"
        "## locks\n\n### Lock 1\n\n- name: Lock 1\n\n#### gates\n\n"
        "| kind | m |\n| --- | --- |\n| mitre | 4.2 |\n| other | 5 |\n\n"
        "### Lock 2\n\n- name: Lock 2\n- built: 1891\n\n## body\n\nTwo locks.\nA toll."
    )
    assert "read as an outline: it is neither a conversation nor a table" in source.notes
    assert read(["One.", "Two."]).text == "- One.\n- Two."


def test_an_outline_ends_however_deep_an_object_is_and_names_the_path_to_what_lies_deep():
    deep = "found"
    for _ in range(500):
        deep = {"a": deep, "b": 1}
    lines = read(deep).text.split("\n")
    assert "- a.a.b: 1" in lines
    assert sum(line.startswith("#") for line in lines) == 5
    assert lines[-1].startswith("- a.a")


JUNK = [None, 7, "x", [], {}, [None], [[7]], {"a": None}, True, 1e308, "\ud800", "9" * 12, -1]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_values_of_any_type_anywhere_are_read_or_refused(junk):
    talks = [
        json.loads((FILES / "slack.json").read_text()),
        [{"title": "x", "mapping": {"a": node("a", ["a"], "user", "Words.")}, "current_node": "a"}],
        {"name": "x", "messages": [{"role": "a", "content": [{"type": "text", "text": "Words."}]}]},
    ]
    for talk in talks:
        for holder, key in places(talk):
            kept, holder[key] = holder[key], junk
            try:
                assert read(talk).text
            except UserError:
                pass
            finally:
                holder[key] = kept


def places(value):
    """Yield every place of a value, as what holds it and its key."""
    for key, part in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(part, dict | list):
            yield from places(part)


def test_large_conversations_take_no_long_time():
    begun = time.process_time()
    chain = {str(n): node(str(n - 1), [str(n + 1)], "user", "x") for n in range(20_000)}
    read([{"title": "x", "mapping": chain, "current_node": "19999"}])
    read([{"user": "U1", "ts": "1714731300.1", "text": "<@" * 200_000}])
    read([{"user": "U1", "ts": "1714731300.1", "text": "<http://" * 100_000}])
    read([{"role": "a", "content": "`" * 500_000}, {"role": "a", "content": "\n" * 500_000 + "x"}])
    assert time.process_time() - begun < 8


def lines_of(value):
    return read(value).text.split("\n\n")


MATRIX = {
    "room_name": "Locks",
    "topic": "",
    "messages": [
        {
            "type": "m.room.member",
            "sender": "@ann:a.example",
            "content": {"membership": "join"},
            "origin_server_ts": 1714731000000,
        },
        {
            "type": "m.room.message",
            "sender": "@ann:a.example",
            "content": {"msgtype": "m.text", "body": "It is open."},
            "origin_server_ts": 1714731300000,
        },
        {
            "type": "m.room.message",
            "sender": "@bo:a.example",
            "content": {"msgtype": "m.image", "body": "gate.png", "url": "mxc://a/b"},
            "origin_server_ts": 1714731360000,
        },
    ],
}


def test_a_room_of_matrix_is_what_was_said_in_it():
    source = read(MATRIX)
    assert source.text == "**@ann:a.example** (2024-05-03 10:15): It is open."
    assert source.title == "Locks"
    assert source.notes == ("1 picture of messages not read",)


@pytest.mark.parametrize(
    "value",
    [
        {
            "messages": [
                {
                    "creator": {"name": "Ann", "email": "a@a.example"},
                    "created_date": "Friday, May 3, 2024 at 10:15:00\u202fAM UTC",
                    "text": "It is open.",
                    "topic_id": "x",
                }
            ]
        },
        {
            "messages": [
                {
                    "creator": {"name": "Ann"},
                    "created_date": "Friday, 3 May 2024 at 10:15:00 UTC",
                    "text": "It is open.",
                }
            ]
        },
        [
            {
                "messageType": "message",
                "createdDateTime": "2024-05-03T10:15:00Z",
                "from": {"user": {"displayName": "Ann"}},
                "body": {"contentType": "html", "content": "<p>It is <b>open</b>.</p>"},
            }
        ],
        [
            {
                "type": "post",
                "post": {"user": "Ann", "message": "It is open.", "create_at": 1714731300000},
            }
        ],
        {
            "messages": [
                {
                    "u": {"username": "ann", "name": "Ann"},
                    "msg": "It is open.",
                    "ts": "2024-05-03T10:15:00Z",
                }
            ]
        },
        {
            "chats": {
                "list": [
                    {
                        "name": "",
                        "messages": [
                            {
                                "from": "Ann",
                                "date_unixtime": "1714731300",
                                "text": [
                                    {"type": "plain", "text": "It is "},
                                    {"type": "bold", "text": "open"},
                                    {"type": "plain", "text": "."},
                                ],
                            }
                        ],
                    }
                ]
            }
        },
    ],
    ids=["google", "google-day-first", "teams", "mattermost", "rocket-chat", "all-of-telegram"],
)
def test_what_other_programs_export_reads_alike(value):
    assert read(value).text.replace("**open**", "open") == "**Ann** (2024-05-03 10:15): It is open."


def test_letters_of_messenger_are_mended_and_its_last_message_stands_last():
    said = [("Käthe", "Schön & gut – 5 €", 1714731360000), ("Bo", "Is it good?", 1714731300000)]
    value = {
        "title": "Käthe".encode().decode("latin-1"),
        "messages": [
            {
                "sender_name": who.encode().decode("latin-1"),
                "content": what.encode().decode("latin-1"),
                "timestamp_ms": when,
            }
            for who, what, when in said
        ],
    }
    source = read(value)
    assert source.text == (
        "**Bo** (2024-05-03 10:15): Is it good?\n\n**Käthe** (2024-05-03 10:16): Schön & gut – 5 €"
    )
    assert source.title == "Käthe"


def test_what_a_message_passes_on_or_embeds_is_a_quotation():
    telegram = [
        {"from": "Ann", "text": "It leaks.", "forwarded_from": "Bo Lind", "type": "message"},
        {
            "from": "Ann",
            "text": "",
            "type": "message",
            "poll": {"question": "Close it?", "answers": [{"text": "Yes"}, {"text": "No"}]},
        },
    ]
    assert lines_of(telegram) == [
        "**Ann**: forwarded from Bo Lind:", "> It leaks.", "**Ann**:", "> Close it?\n> - Yes\n> - No"
    ]  # fmt: skip
    card = {
        "title": "Gate 5",
        "description": "Closed.",
        "fields": [{"name": "Depth", "value": "3 m"}],
    }
    discord = [
        {
            "type": "Default",
            "content": "Look",
            "author": {"nickname": "Ann"},
            "embeds": [card],
            "attachments": [{"url": "u", "fileName": "a.png"}],
        }
    ]
    source = read(discord)
    assert source.text == "**Ann**: Look\n\n> Gate 5\n> Closed.\n> Depth: 3 m"
    assert source.notes == ("1 file of messages not read",)


def test_remarks_of_programs_are_no_words_of_people():
    joined = {
        "type": "GuildMemberJoin",
        "content": "Joined the server.",
        "author": {"nickname": "Bo"},
    }
    spoken = {"type": "Default", "content": "Hello.", "author": {"nickname": "Ann"}}
    assert read([joined, spoken, spoken, spoken, spoken]).author == "Ann"


def test_answers_in_a_thread_stand_behind_what_they_answer():
    def said(ts, text, thread=""):
        return {"type": "message", "user": "U12345678", "ts": ts, "text": text} | (
            {"thread_ts": thread} if thread else {}
        )

    source = read(
        [
            said("1714731300.1", "Is it open?", "1714731300.1"),
            said("1714731360.1", "Lunch?"),
            said("1714731420.1", "Yes.", "1714731300.1"),
            said("1714731480.1", "Of course.", "1714731420.1"),
        ]
    )
    assert [part.split(": ")[1] for part in source.text.split("\n\n")] == [
        "Is it open?", "Yes.", "Lunch?", "Of course."
    ]  # fmt: skip
    assert source.notes == ("1 speaker named by an id alone; the names are in Slack's users.json",)
