"""The product's heart: what is said, what is kept, what a case needs.

It knows no SDK, no SQL, no cipher, no clock.
"""
