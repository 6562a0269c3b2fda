"""`closecall`, the same as `python -m closecall`. Nothing else happens here."""

from __future__ import annotations

import sys

from closecall.cli import main

if __name__ == "__main__":
    sys.exit(main())
