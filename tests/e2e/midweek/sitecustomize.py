"""Loaded by every process of a `World`, because its folder is on PYTHONPATH."""

from importlib import import_module

import_module("ahead")
