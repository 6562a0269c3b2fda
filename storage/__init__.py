"""Keeping and sealing: the database and the keys. It knows no conversation and no platform."""
