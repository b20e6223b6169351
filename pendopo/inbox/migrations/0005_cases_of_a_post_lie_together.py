"""The key of what a person says under a post begins with the post now (pendopo/inbox/threads.py, `beneath`)."""

from __future__ import annotations

import hashlib
from json.encoder import encode_basestring_ascii
from typing import Any

from django.db import migrations


def digest(*parts: str) -> str:
    return hashlib.sha256(f"[{', '.join(map(encode_basestring_ascii, parts))}]".encode()).hexdigest()


def rename(apps: Any, schema_editor: Any) -> None:
    """Only keys that were made from post and person; others (a thread of the platform, say) stay what they are."""
    case = apps.get_model("inbox", "Case")
    cases = case.objects.filter(post__isnull=False, citizen__isnull=False)
    held = cases.values_list("id", "thread_key", "post__external_id", "citizen__external_id")
    renamed = [
        (digest("post", post)[:16] + key[:32], id)
        for id, key, post, citizen in held.iterator()
        if key == digest("post", post, citizen)
    ]
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany("UPDATE inbox_case SET thread_key = %s WHERE id = %s", renamed)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0004_late_counted_in_the_index")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
