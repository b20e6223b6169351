"""Pictures for the demo's messages, drawn here so that nobody's photograph is needed; the film was made the same way."""

from __future__ import annotations

import hashlib
import io
import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIDE = 1080
# Three boards with words, eight seconds.
FILM = Path(__file__).with_name("film.mp4")
CAPTIONS = """WEBVTT

00:00.000 --> 00:02.900
Syarat KTP-el

00:03.000 --> 00:05.800
Pertama: bawa kartu keluarga

00:06.000 --> 00:08.200
Kedua: datang ke loket tiga
"""
GROUNDS = ((11, 93, 122), (122, 62, 11), (38, 97, 54), (92, 45, 122), (130, 33, 50))


def poster(title: str, agency: str) -> bytes:
    """A square poster with a title and the agency's name, as PNG; the same words give the same picture."""
    seed = hashlib.sha256(title.encode()).digest()
    red, green, blue = GROUNDS[seed[0] % len(GROUNDS)]
    image = Image.new("RGB", (SIDE, SIDE), (red, green, blue))
    draw = ImageDraw.Draw(image)
    for ring in range(6):
        reach = 180 + ring * 150
        tone = (red + 14 * (6 - ring), green + 14 * (6 - ring), blue + 14 * (6 - ring))
        at = SIDE * seed[1] // 255, SIDE * 3 // 4
        draw.ellipse((at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach), outline=tone, width=26)
    lines = textwrap.wrap(title, 16)
    draw.multiline_text((80, 110), "\n".join(lines), fill="white", font=ImageFont.load_default(size=104), spacing=24)
    draw.rectangle((80, SIDE - 190, 200, SIDE - 182), fill="white")
    draw.text((80, SIDE - 160), agency, fill="white", font=ImageFont.load_default(size=52))
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()
