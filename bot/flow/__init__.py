"""The conversation as a pure machine: no clock, no dice, no I/O, no log."""
