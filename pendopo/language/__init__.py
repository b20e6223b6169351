"""It proposes (language, kind, tone, abuse, spam, personal data, the likeliest answers); an officer decides.

Pure Python and numpy, no Django, no network; the weights ship in `models/`.
"""

from __future__ import annotations

import os

# Before numpy is loaded: its products are small here, and a second thread would mostly wait for its turn.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
