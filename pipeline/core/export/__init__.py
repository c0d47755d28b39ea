"""All that a wiki holds, as plain values for the formats that other programs read."""
