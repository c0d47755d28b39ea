"""What is wrong with a wiki: rules over its pages, claims against each other, addresses, and fixes
that are safe."""
