"""Types told from the first bytes: what is on the list, and nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from albumen.imaging.formats import BY_MEDIA_TYPE, HEAD_BYTES, sniff


def box(*brands: bytes) -> bytes:
    body = brands[0] + b"\0\0\0\0" + b"".join(brands[1:])
    return (8 + len(body)).to_bytes(4, "big") + b"ftyp" + body + bytes(64)


@pytest.mark.parametrize(
    ("head", "extension"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF89a", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"RIFF\0\0\0\0AVI LIST", "avi"),
        (b"II*\0\x08\0\0\0", "tif"),
        (b"MM\0*\0\0\0\x08", "tif"),
        (b"II*\0\x10\0\0\0CR\x02\0", "cr2"),
        (b"BM" + bytes(12) + b"\x28\0\0\0", "bmp"),
        (b"\xff\x0a\xfa", "jxl"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
        (box(b"heic", b"mif1", b"heic"), "heic"),
        (box(b"mif1", b"mif1", b"heic"), "heic"),
        # What some phone calls its own, readable as a standard one.
        (box(b"MiHE", b"mif1", b"heic"), "heic"),
        (box(b"Xxxx", b"mif1"), "heif"),
        (box(b"avci", b"mif1", b"miaf"), "heif"),
        (box(b"caqv", b"qt  "), "mp4"),
        (box(b"Yyyy", b"qt  "), "mov"),
        (box(b"Zzzz", b"mp42", b"isom"), "mp4"),
        (box(b"NDSC", b"mp42"), "mp4"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x0f\x42\x82\x01\0\0\0\0\0\0\x04webm", "webm"),
        (b"\x1a\x45\xdf\xa3\x8b\x42\x82\x40\x08matroska", "mkv"),
        (box(b"mif1", b"mif1", b"miaf"), "heif"),
        (box(b"avif", b"mif1", b"avif"), "avif"),
        (box(b"mif1", b"avif", b"miaf"), "avif"),
        (box(b"crx ", b"crx ", b"isom"), "cr3"),
        (box(b"qt  ", b"qt  "), "mov"),
        (box(b"M4V ", b"isom"), "m4v"),
        (box(b"3gp5", b"isom"), "3gp"),
        (box(b"isom", b"isom", b"mp41"), "mp4"),
        (box(b"abcd", b"mp42"), "mp4"),
        (b"\0\0\x10\0moov\0\0\0\x6cmvhd", "mov"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "mov"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "webm"),
        (b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska", "mkv"),
        ((b"\x47" + bytes(187)) * 4, "mts"),
        (bytes(4) + (b"\x47" + bytes(191)) * 4, "mts"),
        (b"\0\0\x01\xba\x44", "mpg"),
        (b"FUJIFILMCCD-RAW 0201", "raf"),
        (b"IIU\0\x18\0\0\0", "rw2"),
        (b"IIRO\x08\0\0\0", "orf"),
        (b"FOVb\0\0\2\0", "x3f"),
    ],
)
def test_types_that_are_kept(head: bytes, extension: str) -> None:
    format = sniff(head)
    assert format
    assert format.extension == extension


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff\xd8",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg/>",
        b"<!--\xff\xd8\xff\xe0-->",
        b"<!DOCTYPE html><html>",
        b"%PDF-1.7\xff\xd8\xff",
        b"%!PS-Adobe-3.0",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"7z\xbc\xaf\x27\x1c",
        b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0",
        b"ffconcat version 1.0\nfile '/etc/passwd'",
        b"push graphic-context\nviewbox 0 0 640 480",
        b"<?php system($_GET['c']); ?>",
        b"\x7fELF\x02\x01\x01",
        b"MZ\x90\0",
        b"BM/*\0\0\0\0\0\0\0\0\0\0*/=1;alert(1)",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"OggS\0\x02",
        b"ID3\x04",
        b"fLaC",
        b"8BPS\0\x01",
        b"\0\0\x01\0\x01\0",
        b"\x1a\x45\xdf\xa3\x42\x82\x85other",
        box(b"M4A ", b"isom", b"mp42"),
        box(b"jp2 ", b"jp2 "),
    ],
)
def test_what_is_not_on_the_list_is_nothing(head: bytes) -> None:
    assert sniff(head) is None


@given(st.binary(max_size=HEAD_BYTES))
@example(b"\x1a\x45\xdf\xa3" + bytes(58) + b"\x42\x82")
@example(b"\0\0\0\x08ftyp")
def test_no_bytes_are_too_strange_to_look_at(head: bytes) -> None:
    format = sniff(head)
    assert format is None or BY_MEDIA_TYPE[format.media_type] is format


def test_every_type_has_one_name() -> None:
    assert len({format.media_type for format in BY_MEDIA_TYPE.values()}) == len(BY_MEDIA_TYPE)
    for format in BY_MEDIA_TYPE.values():
        assert (format.demuxer is not None) == (format.reader == "video")
