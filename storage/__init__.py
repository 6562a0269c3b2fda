"""Keeping and sealing: the database, the keys, and nothing that knows a conversation or a platform."""
