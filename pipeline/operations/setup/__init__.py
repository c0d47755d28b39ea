"""How a wiki is begun, tried out, examined and brought up to date."""
