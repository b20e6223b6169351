"""What can go wrong at a platform, named by what the caller must do next.

Every connector turns the platform's own codes into one of these four; nothing else may leave a connector.
"""

from __future__ import annotations

from datetime import timedelta


class ConnectorError(Exception):
    """Base of the four; `sentence` is Indonesian, fit to be shown to an officer, and free of secrets."""

    def __init__(self, sentence: str, *, code: str = "", detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.detail = detail


class Retry(ConnectorError):
    """Certainly not done; the same call may be made later, after `wait`."""

    def __init__(self, sentence: str, *, wait: timedelta | None = None, code: str = "", detail: str = "") -> None:
        super().__init__(sentence, code=code, detail=detail)
        self.wait = wait


class Refused(ConnectorError):
    """Certainly not done, and the same call will be refused again: a person must change something."""


class Disconnected(ConnectorError):
    """The account is cut off (password changed, permission withdrawn): stop, and ask a person to connect it again."""


class Unknown(ConnectorError):
    """Nobody knows whether it was done (time-out, half an answer): read the platform back before anything else."""
