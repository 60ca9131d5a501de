"""Apple's note inside EXIF, read with Pillow because exiv2 leaves it closed."""

import io
import struct

from PIL.TiffImagePlugin import ImageFileDirectory_v2

from albumen.imaging.metadata.text import MAKER_LENGTH, clean_line

_BEGINNING = b"Apple iOS\0\0\x01MM"
_DIRECTORY_AT = len(_BEGINNING)
_CONTENT_IDENTIFIER = 17


def content_identifier(note: bytes | None) -> str | None:
    """The name that the still and the video of a live photo share; None when the note is not Apple's or has none."""
    if not note or not note.startswith(_BEGINNING):
        return None
    directory = ImageFileDirectory_v2(b"MM\0*" + struct.pack(">L", _DIRECTORY_AT))
    stream = io.BytesIO(note)
    stream.seek(_DIRECTORY_AT)
    try:
        directory.load(stream)
        found = directory.get(_CONTENT_IDENTIFIER)
    except (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, struct.error):
        # Damaged, which must not cost the rest of what the file says.
        return None
    return clean_line(found, MAKER_LENGTH) if isinstance(found, str) else None
