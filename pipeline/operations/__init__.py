"""The verbs: what the program does for people and for GitHub. Only here is the world handed to what
is pure."""
