"""Finding items by their words, newest first. It only proposes rows: what a person sees is decided by `visible_to`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import combining, normalize

from django.db import connection
from django.db.backends.utils import CursorWrapper

MOST_WORDS = 8
AT_ONCE = 160
# PostgreSQL looks through this many of the newest items first: common words are found there without sorting all matches.
RECENT = 20_000
NO_END = 2**62
# A beginning stands for so many words that begin so.
MOST_ENDINGS = 100
_WORD = re.compile(r"[^\W_]+")


def words_of(asked: str) -> list[str]:
    """The words to look for; everything else (quotes, %, *, brackets) is no part of a word."""
    return [word.lower()[:60] for word in _WORD.findall(asked[:400])][:MOST_WORDS]


def item_ids(asked: str, *, scope: Sequence[str], before: int = NO_END) -> list[int]:
    """Items that contain all the words, newest first, below the id `before`. When there is none at all, the last word
    may be a beginning.

    `scope` are the agency and government words of the migration; at least one must stand in an item.
    """
    words = words_of(asked)
    if not words or not scope:
        return []
    look = _postgresql if connection.vendor == "postgresql" else _sqlite
    found = look(words, scope, before, False)
    if not found and before == NO_END and len(words[-1]) > 2:
        found = look(words, scope, before, True)
    return found


def _sqlite(words: Sequence[str], scope: Sequence[str], before: int, beginning: bool) -> list[int]:
    # Only letters and digits can be in a word, so that quoting is all that FTS5 needs.
    wanted = [f'"{word}"' for word in words]
    with connection.cursor() as cursor:
        if beginning:
            whole = _beginning_so(cursor, words[-1])
            if not whole:
                return []
            wanted[-1] = f"({' OR '.join(whole)})"
        cursor.execute(
            "SELECT rowid FROM inbox_search WHERE inbox_search MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
            [f"({' OR '.join(scope)}) AND {' AND '.join(wanted)}", before, AT_ONCE],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _beginning_so(cursor: CursorWrapper, beginning: str) -> list[str]:
    """The words that begin so, the most used ones. FTS5's own `word*` gathers and sorts every item of them all (half a
    second for a common beginning in a million); whole words it reads from the newest on and stops."""
    folded = "".join(letter for letter in normalize("NFKD", beginning) if not combining(letter))
    cursor.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.inbox_words USING fts5vocab('main', 'inbox_search', 'row')")
    cursor.execute(
        "SELECT term FROM temp.inbox_words WHERE term >= %s AND term < %s ORDER BY doc DESC LIMIT %s",
        [folded, f"{folded}\U0010ffff", MOST_ENDINGS],
    )
    return [f'"{row[0]}"' for row in cursor.fetchall()]


def _postgresql(words: Sequence[str], scope: Sequence[str], before: int, beginning: bool) -> list[int]:
    wanted = " & ".join(f"'{word}'" for word in words) + (":*" if beginning else "")
    query = f"({' | '.join(scope)}) & {wanted}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item_id FROM (SELECT item_id, words FROM inbox_search WHERE item_id < %s ORDER BY item_id DESC LIMIT %s) r "
            "WHERE words @@ to_tsquery('simple', %s) LIMIT %s",
            [before, RECENT, query, AT_ONCE],
        )
        recent = [int(row[0]) for row in cursor.fetchall()]
        if len(recent) >= AT_ONCE // 2:
            return recent
        # Rare among the newest, so rare altogether: the index gives all matches, and there are few to sort.
        cursor.execute(
            "WITH found AS MATERIALIZED (SELECT item_id FROM inbox_search "
            "WHERE words @@ to_tsquery('simple', %s) AND item_id < %s) "
            "SELECT item_id FROM found ORDER BY item_id DESC LIMIT %s",
            [query, before, AT_ONCE],
        )
        return [int(row[0]) for row in cursor.fetchall()]
