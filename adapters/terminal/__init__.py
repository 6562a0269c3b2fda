"""The tokenless door: a conversation on a terminal, on a pipe, or over JSON lines.

It asks for no name.
"""
