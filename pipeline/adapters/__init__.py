"""The only modules that touch the world: git, disk, the model API."""
