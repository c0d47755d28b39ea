"""Retractions whose remnants are worded anew by kept replies: the request, the pages, the text for the reviewer.

The wiki and the three sources are those of `test_retractions.py`. The replies are a language model's, each list given from
the one request alone; all 22 could be used at once. Of what changes, only what differs from the retraction without a model is kept.
"""

import json

import pytest

from pipeline.core.model_call import messages_body
from pipeline.core.upkeep.pull_request import write_upkeep_body
from pipeline.core.upkeep.retract import retract_source
from pipeline.librarian.model.steps import reword
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.operations.compile.prompt_files import prompt_texts
from tests.helpers.making import SCHEMA
from tests.operations.upkeep.test_retractions import HERE, WIKI, after, retracted

PROMPT = Prompt.parse(reword.STEP, prompt_texts()[reword.STEP])
REPLIES = {
    "eip-1884": [
        "Contracts that rely on it may potentially break, as EIP-2929 says of its own gas cost increases.[^eip-2929-47]",
        "The increase laid down by EIP-150 applies on Main net (chain ID 1) to blocks with a number of at least 2,463,000, its `FORK_BLKNUM`.[^eip-150-2]",
        "[[gas-cost-changes-for-io-heavy-operations|EIP-150]] had raised the cost from 20 to 400.[^eip-150-6]",
        "The changes of EIP-2929 apply from block 12,244,000 on.[^eip-2929-4]",
        "[[gas-cost-changes-for-io-heavy-operations|EIP-150]] increased the cost from 50 to 200 gas.[^eip-150-7]",
    ],
    "eip-2929": [
        "According to EIP-1884, 2300 gas is the minimum that is always available in calls.[^eip-1884-31]",
        "According to EIP-1884, contracts that assume a certain fixed gas cost for calls (or internal sections) may cease to function.[^eip-1884-32]",
        "EIP-1884 raised the cost of certain opcodes because the growth of the Ethereum state had made them more resource-intensive,[^eip-1884-2] and [[gas-cost-changes-for-io-heavy-operations|EIP-150]] increased the cost of opcodes that read storage, to address the concern that state-reading opcodes were under-priced relative to other opcodes.[^eip-150-1]",
        "One increase is that of [[repricing-for-trie-size-dependent-opcodes|EIP-1884]], which raised the gas cost of certain opcodes.[^eip-1884-2]",
        "[[gas-cost-changes-for-io-heavy-operations|EIP-150]] and then [[repricing-for-trie-size-dependent-opcodes|EIP-1884]] raised the cost.[^eip-150-6][^eip-1884-21][^eip-1884-7]",
        "`EXTCODEHASH` costs 700 gas, as laid down by EIP-1884.[^eip-1884-8]",
        "[[repricing-for-trie-size-dependent-opcodes|EIP-1884]] raised the cost of `EXTCODEHASH` from 400 to 700 gas.[^eip-1884-8]",
        "`SLOAD` costs 800 gas, as laid down by EIP-1884.[^eip-1884-6]",
        "[[repricing-for-trie-size-dependent-opcodes|EIP-1884]] raised the cost of `SLOAD` from 200 to 800 gas.[^eip-1884-6]",
    ],
    "eip-6780": [
        "According to EIP-4758, the [[selfdestruct|`SELFDESTRUCT`]] opcode requires large changes to the state of an account, in particular the removal of all its code and storage.[^eip-4758-6]",
        "The stagnant EIP-4758 says that this will not be possible with Verkle trees in the future: the many keys in which an account is stored will not be obviously connected to the root account.[^eip-4758-7]",
        "The `SELFDESTRUCT` opcode requires, according to EIP-4758, the removal of all code and storage of an account.[^eip-4758-6]",
        "The proposal in [[deactivate-selfdestruct|EIP-4758]], which is stagnant, says that applications of `SELFDESTRUCT` in which `CREATE2` is used to redeploy a contract in the same place would be broken and no longer safe under it.[^eip-4758-17]",
        "According to EIP-4758, `SELFDESTRUCT` requires large changes to the state of an account, in particular the removal of all its code and storage.[^eip-4758-6]",
        "EIP-4758 says that this will not be possible in the future with [[verkle-tree|Verkle trees]], in which each account will be stored in many different account keys that will not be obviously connected to the root account.[^eip-4758-7]",
        "EIP-4758 reports that getting rid of the opcode has been considered in the past[^eip-4758-9] and argues that there are currently no strong reasons to use it.[^eip-4758-10]",
        "EIP-4758 proposes that `SENDALL` would no longer destroy code or storage[^eip-4758-3] and would only move ETH.[^eip-4758-2]",
    ],
}  # fmt: skip


def asked(name):
    """The remnants of a retraction, and the request that asks for new words."""
    remnants = retracted(f"raw/{name}.md")[0].remnants
    return remnants, reword.request(remnants, PROMPT, SCHEMA)


@pytest.mark.parametrize("name", REPLIES)
def test_what_is_worded_anew_stands_in_its_place_and_is_told(golden, name):
    remnants, request = asked(name)
    rows = [{"statement": n, "text": text} for n, text in enumerate(REPLIES[name], 1)]
    answers = reword.read(json.dumps({"statements": rows}), remnants)
    assert answers.errors == ()
    wording = {each.key: text for each, text in zip(remnants, answers.found, strict=True)}
    made = retract_source(f"raw/{name}.md", True, WIKI, SCHEMA, wording=wording)
    plain = {path: page.body for path, page in retracted(f"raw/{name}.md")[1].items()}
    files = {
        f"{name}-worded/{path.removeprefix('wiki/')}": page.render()
        for path, page in after(made).items()
        if page.body != plain[path]
    }
    user = messages_body(request)["messages"][0]["content"][0]["text"]
    files[f"{name}-worded/request.md"] = user + "\n"
    files[f"{name}-worded/proposal.md"] = write_upkeep_body(made, (), (), None)
    golden(HERE, files)
    left = {each.key for each in made.remnants}
    assert left <= {key for key, text in wording.items() if not text}, "only what nobody worded"


def test_one_request_asks_about_all_of_a_retraction_with_little_more_than_it_needs():
    for name in REPLIES:
        remnants, request = asked(name)
        assert len(list(reword.cut_batches(remnants))) == 1
        size = sum(len(block.text) for block in (*request.system, *request.user))
        assert size < 3_500 + 700 * len(remnants), (name, size)
