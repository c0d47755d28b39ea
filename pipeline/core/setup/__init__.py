"""How a wiki is begun: what a team is asked, and the issue and pull request in which it is."""
