"""What a source states: blocks, rows, sentences, candidates for claims."""
