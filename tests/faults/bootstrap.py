"""A real worker process that also knows the platform that keeps the truth: `python -m tests.faults.bootstrap work`."""

from __future__ import annotations

import sys

from pendopo.__main__ import main
from tests.faults.connector import offer

if __name__ == "__main__":
    offer()
    sys.exit(main())
