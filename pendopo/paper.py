"""What is printed: texts made fit for a file, and papers typeset by Typst with the fonts that it carries itself, so that
they are the same on every machine. Everything that people wrote comes as data and is never read as markup."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import regex

from pendopo.later import later

if TYPE_CHECKING:
    import typst
else:
    typst = later("typst")

# What XML can't hold, and DEL; people paste such characters.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Every font has these: the letters, figures and signs of nearly all texts here.
_COMMON = re.compile(r"[\t\n\r\x20-\x7e\xa0-\xff–—‘’“”…•−]*")
_ONE = b'#set text(font: "Libertinus Serif")\n#sys.inputs.text'
BOX = "□"


def clean(text: str) -> str:
    """The text without what no file holds."""
    return FORBIDDEN.sub("", text)


def typeset(template: Path, data: Any) -> bytes:
    """The PDF: PDF/A-2b, fit for the archive. A letter or picture that the fonts lack is printed as a box.

    Should a font lack something all the same (in bold, say), the paper is made as a plain PDF.
    """
    given = json.dumps(printable(data))
    try:
        return _compiled(template.read_bytes(), "a-2b", document=given)
    except typst.TypstError:
        return _compiled(template.read_bytes(), "1.7", document=given)


def printable(data: Any) -> Any:
    """The same data with every text cleaned and a box for each sign that no font has (an emoji, a Chinese letter)."""
    if isinstance(data, dict):
        return {key: printable(one) for key, one in data.items()}
    if isinstance(data, list | tuple):
        return [printable(one) for one in data]
    return _boxed(clean(data)) if isinstance(data, str) else data


def _boxed(text: str) -> str:
    if _COMMON.fullmatch(text):
        return text
    # What is read as one sign, of however many characters it is made.
    return "".join(_shown(sign) for sign in regex.findall(r"\X", text))


def _shown(sign: str) -> str:
    if _in_fonts(sign):
        return sign
    return sign[0] if _in_fonts(sign[0]) else BOX


@lru_cache(maxsize=20_000)
def _in_fonts(sign: str) -> bool:
    """Asked of Typst itself, once for each sign: its archive form refuses what no font has."""
    if _COMMON.fullmatch(sign):
        return True
    try:
        _compiled(_ONE, "a-2b", text=sign)
    except typst.TypstError:
        return False
    return True


def _compiled(source: bytes, standard: Literal["a-2b", "1.7"], **inputs: str) -> bytes:
    return bytes(
        typst.compile(source, sys_inputs=inputs, ignore_system_fonts=True, format="pdf", pdf_standards=[standard])
    )
