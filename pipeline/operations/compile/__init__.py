"""A source becomes a proposal: read, extracted, planned, written, judged, and offered as a pull
request."""
