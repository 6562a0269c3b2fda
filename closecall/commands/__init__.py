"""One file per command, or per family of commands. Each adds its arguments and calls `wiring`.

A file here is imported only when its command runs: what is heavy is imported inside the functions
that need it, so that a reporter's first prompt does not wait for a reviewer's tables.
"""
