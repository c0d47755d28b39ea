"""The only modules that touch the outside world: git, the disk, processes, the model and GitHub."""
