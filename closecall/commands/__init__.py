"""One file per command; a folder where one has much to say. Each adds its arguments to the frame.

A file here is imported only when its command runs: what is heavy is imported inside the functions
that need it, so that a reporter's first prompt does not wait for a reviewer's tables.
"""
