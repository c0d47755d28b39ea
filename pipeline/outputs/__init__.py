"""Make of a wiki and of its findings what others read, one module a format.

An output takes values and returns the texts or bytes of files; an operation writes them. What a
lint found is in `findings`, whose table is `FORMATS`. Slides, charts or a site come to stand beside
it, each a module or a folder of its own, and the first of them brings the table `OUTPUTS`.
"""
