"""The weekly issue: composed from lessons and numbers, claimed, posted once."""
