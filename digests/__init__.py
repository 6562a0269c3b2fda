"""The weekly issue: composed from lessons and numbers, claimed, posted once.

No report is read for it.
"""
