"""A wiki is begun, tried, examined and brought up to date."""
