"""What is wrong with a wiki: rules over pages, claims against each other, addresses, safe fixes."""
