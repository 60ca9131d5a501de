"""Hostile files of our own invention, in every format that is kept: each small on disk and large, endless or crooked inside.

They are written by hand, byte by byte, because no honest encoder makes them.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterable

from PIL import Image

Make = Callable[[], bytes]


# ---- PNG ------------------------------------------------------------------------------------------------------------------


def png_chunk(name: bytes, data: bytes = b"") -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int,
    height: int,
    *,
    depth: int = 8,
    colour: int = 2,
    interlaced: bool = False,
    extra: bytes = b"",
    rows: int | None = None,
) -> bytes:
    """A PNG of zeros, of which `rows` rows are there (all of them if not said)."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    stride = 1 + (width * depth * channels + 7) // 8
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    # The passes of an interlaced one have more rows, and each row has a byte in front.
    left, body = stride * (height if rows is None else rows) + (4 * height if interlaced else 0), b""
    while left > 0:
        body += packer.compress(block[: min(left, len(block))])
        left -= len(block)
    body += packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + extra + png_chunk(b"IDAT", body) + png_chunk(b"IEND")


# ---- TIFF -----------------------------------------------------------------------------------------------------------------


def tiff(entries: Iterable[tuple[int, int, int, int]], tail: bytes = b"", *, next_at: int = 0) -> bytes:
    """A little-endian TIFF with one directory of (tag, type, count, value or offset), and what lies behind it."""
    listed = sorted(entries)
    body = struct.pack("<H", len(listed)) + b"".join(struct.pack("<HHII", *entry) for entry in listed)
    return b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", next_at) + tail


def tiff_picture(width: int, height: int, *, bits: int = 8, samples: int = 1, **more: int) -> bytes:
    """A TIFF whose every strip is the same few bytes at its end."""
    names = {"compression": 259, "photometric": 262, "rows": 278, "sample_format": 339, "planar": 284}
    tags = {256: width, 257: height, 258: bits, 259: 1, 262: 1, 273: 400, 277: samples, 278: height, 279: 64}
    tags |= {names[name]: value for name, value in more.items()}
    return tiff([(tag, 4, 1, value) for tag, value in tags.items()], bytes(600))


def deflated_tiff(width: int, height: int, samples: int = 3) -> bytes:
    """A true TIFF of zeros, in one deflated strip."""
    packer = zlib.compressobj(9)
    row = bytes(width * samples)
    strip = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    at = 8 + 2 + 10 * 12 + 4
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 2)]
    entries += [(273, 4, 1, at), (277, 3, 1, samples), (278, 4, 1, height), (279, 4, 1, len(strip)), (284, 3, 1, 1)]
    return tiff(entries, strip)


def endless_pages(pages: int) -> bytes:
    """A TIFF of so many pages of one pixel."""
    each = 2 + 8 * 12 + 4
    entries = [(256, 4, 1, 1), (257, 4, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    entries += [(273, 4, 1, 8), (277, 3, 1, 1), (279, 4, 1, 1)]
    page = struct.pack("<H", 8) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    nexts = (8 + (number + 1) * each if number + 1 < pages else 0 for number in range(pages))
    return b"II*\0" + struct.pack("<I", 8) + b"".join(page + struct.pack("<I", at) for at in nexts)


# ---- JPEG and EXIF --------------------------------------------------------------------------------------------------------


def jpeg(size: tuple[int, int] = (320, 214), **options: object) -> bytes:
    """An honest picture."""
    file = io.BytesIO()
    gradient = Image.linear_gradient("L").resize(size)
    Image.merge("RGB", (gradient, gradient.transpose(Image.Transpose.ROTATE_180), gradient)).save(
        file,
        "JPEG",
        **options,  # type: ignore[arg-type]
    )
    return file.getvalue()


def with_segments(picture: bytes, *segments: bytes, marker: int = 0xE1) -> bytes:
    """A JPEG with these segments before all others."""
    written = b"".join(struct.pack(">BBH", 0xFF, marker, len(one) + 2) + one for one in segments)
    return picture[:2] + written + picture[2:]


def with_exif(block: bytes, picture: bytes | None = None) -> bytes:
    """A JPEG with this TIFF as its EXIF."""
    return with_segments(picture or jpeg(), b"Exif\0\0" + block)


def with_xmp(packet: bytes, picture: bytes | None = None) -> bytes:
    """A JPEG with this packet as its XMP."""
    return with_segments(picture or jpeg(), b"http://ns.adobe.com/xap/1.0/\0" + packet)


def resized_jpeg(picture: bytes, width: int, height: int) -> bytes:
    """A JPEG that claims another size than its scan has."""
    at = 2
    while picture[at + 1] not in {0xC0, 0xC1, 0xC2}:
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return picture[: at + 5] + struct.pack(">HH", height, width) + picture[at + 9 :]


def directory_chain(length: int) -> bytes:
    """EXIF whose directories follow each other, so many."""
    data = b"II*\0" + struct.pack("<I", 8)
    for number in range(length):
        at = 8 + number * 18
        following = at + 18 if number + 1 < length else 0
        data += struct.pack("<HHHII", 1, 274, 3, 1, 1) + struct.pack("<I", following)
    return data


def overlapping_values(entries: int, length: int) -> bytes:
    """EXIF with so many texts, all of which are the same bytes of the file."""
    at = 8 + 2 + 12 * entries + 4
    listed = [(0x9000 + number % 4096, 2, length, at) for number in range(entries)]
    body = struct.pack("<H", entries) + b"".join(struct.pack("<HHII", *entry) for entry in listed)
    return b"II*\0" + struct.pack("<I", 8) + body + bytes(4) + b"x" * (length - 1) + b"\0"


def nested_directories(depth: int) -> bytes:
    """EXIF in which every directory holds another one as its sub-directory."""
    data = b"II*\0" + struct.pack("<I", 8)
    for number in range(depth):
        at = 8 + number * 18
        data += struct.pack("<HHHII", 1, 330, 4, 1, at + 18) + bytes(4)
    return data + struct.pack("<H", 0) + bytes(4)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"ha" * 50 + b'">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    + b']><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&j;</dc:title></rdf:Description>'
    b"</rdf:RDF></x:xmpmeta>"
)  # fmt: skip
QUADRATIC = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"A" * 30_000 + b'">]>'
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>' + b"&a;" * 10_000 + b"</dc:title>"
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def many_keywords(number: int) -> bytes:
    """An XMP packet with so many keywords."""
    return (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag>'
        + b"".join(b"<rdf:li>%d</rdf:li>" % n for n in range(number))
        + b"</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
    )


def deep_xmp(depth: int) -> bytes:
    """An XMP packet whose elements lie in each other, so deep."""
    head = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    inside = b'<rdf:Description xmlns:a="a:a">' + b"<a:a>" * depth + b"</a:a>" * depth + b"</rdf:Description>"
    return head + inside + b"</rdf:RDF></x:xmpmeta>"


# ---- GIF, BMP, WebP, JPEG XL ----------------------------------------------------------------------------------------------


def gif(width: int, height: int, frames: int, frame: tuple[int, int] = (1, 1)) -> bytes:
    """A GIF with a canvas and so many frames of that size; their pixels break off at once."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    one = b"\x21\xf9\x04\x04\x01\0\0\0" + b"," + struct.pack("<HHHHB", 0, 0, *frame, 0) + b"\x02\x02\x44\x01\0"
    return head + one * frames + b";"


def bmp(width: int, height: int, *, bits: int = 24, compression: int = 0, data: bytes = b"") -> bytes:
    """A BMP of which only `data` is there."""
    at = 54 + (1024 if bits == 8 else 0)
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(data), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", at + len(data), 0, 0, at) + head + bytes(at - 54) + data


def webp(width: int, height: int, chunks: bytes = b"") -> bytes:
    """An extended WebP that claims a canvas, with these chunks."""
    canvas = b"\x02\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + chunks
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_lossless(width: int, height: int) -> bytes:
    """A lossless WebP that claims a size, and of which nearly nothing is there."""
    bits = 0x2F | (width - 1) << 8 | (height - 1) << 22
    data = bits.to_bytes(5, "little") + bytes(64)
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_frames(width: int, height: int, frames: int) -> bytes:
    """An animation of so many frames of that size, each the same few bytes."""
    file = io.BytesIO()
    Image.new("RGB", (16, 16)).save(file, "WEBP", lossless=True)
    inside = file.getvalue()[12:]
    where = bytes(6) + (15).to_bytes(3, "little") * 2 + (1).to_bytes(3, "little") + b"\0"
    one = b"ANMF" + struct.pack("<I", 16 + len(inside)) + where + inside
    return webp(width, height, b"ANIM" + struct.pack("<I", 6) + bytes(6) + one * frames)


def jxl(width: int, height: int) -> bytes:
    """The header of a JPEG XL codestream, and nothing behind it."""
    bits, at = 0, 0

    def put(value: int, count: int) -> None:
        nonlocal bits, at
        bits |= value << at
        at += count

    put(0, 1)
    put(3, 2)
    put(height - 1, 30)
    put(0, 3)
    put(3, 2)
    put(width - 1, 30)
    put(1, 1)
    return b"\xff\x0a" + bits.to_bytes(16, "little") + bytes(64)


# ---- boxes: HEIC, AVIF, MP4 -----------------------------------------------------------------------------------------------


def box(name: bytes, *parts: bytes) -> bytes:
    """A box of an ISO base media file."""
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + name + body


def full(name: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """A box with a version and flags."""
    return box(name, bytes((version,)) + flags.to_bytes(3, "big"), *parts)


def heif(brand: bytes, codec: bytes, width: int, height: int, *, items: int = 1, loop: bool = False) -> bytes:
    """A HEIC or AVIF that claims a size; as a grid of itself where it is to `loop`."""
    kind = b"grid" if loop else codec
    listed = b"".join(full(b"infe", struct.pack(">HH", n + 1, 0), kind, b"\0", version=2) for n in range(items))
    properties = box(
        b"iprp",
        box(b"ipco", full(b"ispe", struct.pack(">II", width, height)), box(b"hvcC", bytes(30))),
        full(b"ipma", struct.pack(">I", 1), struct.pack(">HBBB", 1, 2, 0x81, 0x82)),
    )
    references = full(b"iref", box(b"dimg", struct.pack(">HHHH", 1, 2, 1, 1))) if loop else b""
    places = full(b"iloc", struct.pack(">BBH", 0x44, 0, 1), struct.pack(">HHHII", 1, 0, 1, 40, 40))
    handler = full(b"hdlr", bytes(4), b"pict", bytes(13))
    meta = full(
        b"meta",
        handler,
        full(b"pitm", struct.pack(">H", 1)),
        places,
        full(b"iinf", struct.pack(">H", items), listed),
        properties,
        references,
    )
    grid = struct.pack(">BBBBII", 0, 1, 255, 255, width, height)
    return box(b"ftyp", brand, bytes(4), brand, b"mif1") + meta + box(b"mdat", grid * 8)


def mp4(
    codec: bytes = b"avc1",
    width: int = 320,
    height: int = 240,
    *,
    samples: int = 10,
    duration: int = 1000,
    timescale: int = 1000,
    payload: bytes = bytes(64),
    extra: bytes = b"",
    tracks: int = 1,
) -> bytes:
    """An MP4 with a track of so many samples, all at the same few bytes."""
    entry = box(codec, bytes(6), b"\0\1", bytes(16), struct.pack(">HH", width & 0xFFFF, height & 0xFFFF), bytes(50))
    head = box(b"ftyp", b"isom", bytes(4), b"isommp42")
    tables = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), entry),
        full(b"stts", struct.pack(">III", 1, samples, max(1, duration // max(1, samples)))),
        full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
        full(b"stsz", struct.pack(">II", len(payload), samples)),
        full(b"stco", struct.pack(">II", 1, len(head) + 8)),
    )
    here = box(b"dinf", full(b"dref", struct.pack(">I", 1), full(b"url ", flags=1)))
    media = box(
        b"mdia",
        full(b"mdhd", struct.pack(">IIIIHH", 0, 0, timescale, duration, 0, 0)),
        full(b"hdlr", bytes(4), b"vide", bytes(13)),
        box(b"minf", full(b"vmhd", bytes(8)), here, tables),
    )
    track = full(
        b"tkhd",
        struct.pack(">IIIII", 0, 0, 1, 0, duration),
        bytes(16),
        struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30),
        struct.pack(">II", width << 16 & 0xFFFFFFFF, height << 16 & 0xFFFFFFFF),
        flags=3,
    )
    header = full(b"mvhd", struct.pack(">IIII", 0, 0, timescale, duration), bytes(80))
    return head + box(b"mdat", payload) + box(b"moov", header, box(b"trak", track, media) * tracks, extra)


def nested_boxes(depth: int) -> bytes:
    """An MP4 whose boxes lie in each other, so deep."""
    inside = b""
    for _ in range(depth):
        inside = box(b"moov", inside) if len(inside) % 3 else box(b"udta", inside)
    return box(b"ftyp", b"isom", bytes(4), b"isommp42") + box(b"moov", inside)


def ebml(number: bytes, data: bytes) -> bytes:
    """An element of Matroska."""
    return number + (0x0100000000000000 | len(data)).to_bytes(8, "big") + data


def matroska(doctype: bytes = b"matroska", inside: bytes = b"") -> bytes:
    """A Matroska file with these elements in its segment."""
    return ebml(b"\x1a\x45\xdf\xa3", ebml(b"\x42\x82", doctype)) + ebml(b"\x18\x53\x80\x67", inside)


def riff(name: bytes, data: bytes) -> bytes:
    """A chunk of an AVI."""
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def avi(
    width: int, height: int, codec: bytes, frames: Iterable[bytes], *, streams: int = 1, subtitle: bytes = b""
) -> bytes:
    """An AVI of these frames, perhaps with a stream of subtitles that is another file."""
    main = riff(b"avih", struct.pack("<10I16x", 40_000, 0, 0, 0x10, 1000, 0, streams, 0, width, height))
    head = riff(b"strh", b"vids" + codec + struct.pack("<IHHIIIIIIII8x", 0, 0, 0, 0, 1, 25, 0, 1000, 0, 0, 0))
    form = riff(b"strf", struct.pack("<IiiHH4sIiiII", 40, width, height, 1, 24, codec, 0, 0, 0, 0, 0))
    lists = main + riff(b"LIST", b"strl" + head + form) * streams
    movie = b"movi" + b"".join(riff(b"00dc", frame) for frame in frames)
    if subtitle:
        words = riff(b"strh", b"txts" + bytes(52)) + riff(b"strf", b"")
        lists += riff(b"LIST", b"strl" + words)
        gab2 = b"GAB2\0" + struct.pack("<HI", 2, 2) + b"\0\0" + struct.pack("<HI", 4, len(subtitle)) + subtitle
        movie += riff(b"01tx", gab2)
    return b"RIFF" + struct.pack("<I", 1 << 20) + b"AVI " + riff(b"LIST", b"hdrl" + lists) + riff(b"LIST", movie)


PLAYLIST = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nhttp://127.0.0.1:9/x\n#EXT-X-ENDLIST\n"
_ELSEWHERE = full(b"rdrf", b"url ", struct.pack(">I", 22), b"http://127.0.0.1:9/x\0\0")
REFERENCE = box(b"ftyp", b"qt  ", bytes(4), b"qt  ") + box(b"moov", box(b"rmra", box(b"rmda", _ELSEWHERE)))

BOMBS: dict[str, Make] = {
    # Too many pixels, or too many bytes for each.
    "png of 225 megapixels": lambda: png(15_000, 15_000, colour=0),
    "png of 225 megapixels, interlaced": lambda: png(15_000, 15_000, colour=0, interlaced=True),
    "png of 144 megapixels of 64 bits, interlaced": lambda: png(
        12_000, 12_000, depth=16, colour=6, interlaced=True, rows=100
    ),
    "png of 400 megapixels of one bit": lambda: png(20_000, 20_000, depth=1, colour=0),
    "png of one row of 250,000,000 pixels": lambda: png(250_000_000, 1, colour=0),
    "png of one column": lambda: png(1, 4_000_000, colour=0),
    "png of which two rows are there": lambda: png(15_000, 15_000, rows=2),
    "apng that says 4,294,967,295 frames": lambda: png(
        100, 100, extra=png_chunk(b"acTL", struct.pack(">II", 0xFFFFFFFF, 0))
    ),
    "jpeg that says 65,000 x 3,800": lambda: resized_jpeg(jpeg(), 65_000, 3_800),
    "progressive jpeg that says 65,000 x 3,800": lambda: resized_jpeg(jpeg(progressive=True), 65_000, 3_800),
    "jpeg that says 1 x 65,500": lambda: resized_jpeg(jpeg(), 1, 65_500),
    "tiff of 1,000 samples": lambda: tiff_picture(10_000, 10_000, samples=1000),
    "tiff of 65,535 samples of 64 bits": lambda: tiff_picture(2000, 2000, bits=64, samples=65_535, sample_format=3),
    "tiff whose strips are all one": lambda: tiff_picture(15_000, 15_000, rows=1),
    "deflated tiff of 225 megapixels": lambda: deflated_tiff(15_000, 15_000),
    "tiff of 20,000 pages": lambda: endless_pages(20_000),
    "tiff of 2,000 texts that are one": lambda: tiff(
        [(256, 4, 1, 1), (257, 4, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1)]
        + [(279, 4, 1, 1)]
        + [(0x9000 + n, 2, 1 << 20, 0) for n in range(2000)],
        bytes(1 << 20),
    ),
    "gif of 225 megapixels": lambda: gif(15_000, 15_000, 1),
    "gif of 2,000 frames of 4,000 x 4,000": lambda: gif(4000, 4000, 2000, (4000, 4000)),
    "bmp of 225 megapixels": lambda: bmp(15_000, 15_000),
    "bmp of 225 megapixels, run lengths": lambda: bmp(15_000, 15_000, bits=8, compression=1, data=b"\xff\1" * 2000),
    "bmp of a negative height": lambda: bmp(10, -(2**31)),
    "webp that says 16,777,216 pixels a side": lambda: webp(1 << 24, 1 << 24),
    "webp of 225 megapixels": lambda: webp_lossless(15_000, 15_000),
    "webp of 5,000 frames on 4,000 x 4,000": lambda: webp_frames(4000, 4000, 5000),
    "jxl that says 2^30 a side": lambda: jxl(1 << 30, 1 << 30),
    "jxl that says 225 megapixels": lambda: jxl(15_000, 15_000),
    "heic that says 15,000 x 15,000": lambda: heif(b"heic", b"hvc1", 15_000, 15_000),
    "heic that says 2^32 a side": lambda: heif(b"heic", b"hvc1", 0xFFFFFFFF, 0xFFFFFFFF),
    "heic that is a grid of itself": lambda: heif(b"heic", b"hvc1", 4000, 4000, loop=True),
    "heic of 60,000 items": lambda: heif(b"heic", b"hvc1", 100, 100, items=60_000),
    "avif that says 15,000 x 15,000": lambda: heif(b"avif", b"av01", 15_000, 15_000),
    "avif that is a grid of itself": lambda: heif(b"avif", b"av01", 4000, 4000, loop=True),
    "mp4 of 65,535 x 65,535": lambda: mp4(width=65_535, height=65_535),
    "mp4 of 2^32 samples": lambda: mp4(samples=0xFFFFFFFF),
    "mp4 of a hundred million samples": lambda: mp4(samples=100_000_000, duration=0xFFFFFFFF),
    "mp4 that lasts 136 years": lambda: mp4(duration=0xFFFFFFFF, timescale=1),
    "mp4 whose seconds have no length": lambda: mp4(timescale=0),
    "mp4 of 2,000 tracks": lambda: mp4(tracks=2000),
    "mov whose frames are a png bomb": lambda: mp4(b"png ", payload=png(20_000, 20_000, colour=0, rows=500)),
    "mov whose frames are large jpegs": lambda: mp4(b"jpeg", payload=resized_jpeg(jpeg(), 65_000, 3_800), samples=400),
    "mov of raw pixels that are not there": lambda: mp4(b"raw ", 30_000, 8_000),
    "avi whose frames are a jpeg bomb": lambda: avi(320, 240, b"MJPG", [resized_jpeg(jpeg(), 65_000, 3_800)] * 400),
    "avi of 32,767 x 32,767": lambda: avi(32_767, 32_767, b"DIB ", [bytes(100)] * 10),
    "avi of 400 streams": lambda: avi(320, 240, b"MJPG", [jpeg()], streams=400),
    # Depth, chains and circles.
    "mp4 of boxes 30,000 deep": lambda: nested_boxes(30_000),
    "matroska without end": lambda: matroska(inside=b"\x1f\x43\xb6\x75\xff" + b"\xec\x80" * 500_000),
    "matroska of 100,000 tags": lambda: matroska(
        inside=ebml(b"\x12\x54\xc3\x67", ebml(b"\x73\x73", ebml(b"\x67\xc8", ebml(b"\x45\xa3", b"T"))) * 100_000)
    ),
    "mpeg of nothing but start codes": lambda: b"\0\0\x01\xba" * 200_000,
    "mts of nothing but sync bytes": lambda: (b"\x47" + b"\x1f\xff\x10" + bytes(184)) * 20_000,
    # Files that ask for other files.
    "avi whose subtitles are a playlist": lambda: avi(320, 240, b"MJPG", [jpeg()], subtitle=PLAYLIST),
    "mov that only points elsewhere": lambda: REFERENCE,
    "mp4 that goes on as a playlist": lambda: box(b"ftyp", b"isom", bytes(4), b"isom") + PLAYLIST,
    "matroska that goes on as a playlist": lambda: matroska() + PLAYLIST,
}
"""Nothing of these need be shown; whatever becomes of them must be cheap, and said."""

SHOWN: dict[str, Make] = {
    "exif of 3,600 directories": lambda: with_exif(directory_chain(3600)),
    "exif of directories 3,600 deep": lambda: with_exif(nested_directories(3600)),
    "exif of 4,000 texts that are one": lambda: with_exif(overlapping_values(4000, 17_000)),
    "xmp that laughs": lambda: with_xmp(LAUGHS),
    "xmp that repeats itself": lambda: with_xmp(QUADRATIC),
    "xmp of 3,000 keywords": lambda: with_xmp(many_keywords(3000)),
    "xmp in a thousand segments": lambda: with_segments(
        jpeg(),
        *([b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + struct.pack(">II", 1 << 31, 0) + bytes(60_000)] * 300),
    ),
    "a profile of nothing": lambda: with_segments(
        jpeg(), *(b"ICC_PROFILE\0" + bytes((n + 1, 250)) + bytes(60_000) for n in range(250)), marker=0xE2
    ),
    "a profile of another kind of picture": lambda: jpeg(icc_profile=b"\0" * 12 + b"prtrCMYKLab " + bytes(104)),
    "photoshop's resources that lie": lambda: with_segments(
        jpeg(), b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\xff\xff\xff\xff" + b"\x1c\x02\x19\xff\xff" * 9000, marker=0xED
    ),
    "an mpo whose other pictures are itself": lambda: with_segments(
        jpeg(), b"MPF\0" + tiff([(0xB001, 4, 1, 1000), (0xB002, 7, 16_000, 0)]), marker=0xE2
    ),
    "a jpeg with a zip behind it": lambda: jpeg() + b"PK\x03\x04" + bytes(5000),
    "a jpeg with an mp4 behind it": lambda: jpeg() + mp4(),
    "a gif with a script in its comment": lambda: gif(30, 30, 1)[:-1] + b"\x21\xfe\x1b<script>alert(1)</script>12\0;",
    "a png with a page behind it": lambda: png(30, 30) + b"<html><script>alert(1)</script></html>",
    "a png of 65,535 x 1": lambda: png(65_535, 1),
    "a png of 1 x 65,535": lambda: png(1, 65_535),
    "a png whose exif is 60,000 texts that are one": lambda: png(
        30, 30, extra=png_chunk(b"eXIf", overlapping_values(60_000, 1 << 20))
    ),
    "a png whose xmp says 200 megabytes of nothing": lambda: png(
        30, 30, extra=png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0" + zlib.compress(bytes(200_000_000)))
    ),
    "a png whose xmp is a million deep": lambda: png(
        30, 30, extra=png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + deep_xmp(1_000_000))
    ),
    "a png of 500,000 keywords": lambda: png(
        30, 30, extra=png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + many_keywords(500_000))
    ),
    "an mp4 of jpegs": lambda: mp4(b"jpeg", payload=jpeg((320, 240)), samples=1),
    "a mov of pngs": lambda: mp4(b"png ", payload=png(320, 240), samples=1),
    "an avi of jpegs": lambda: avi(320, 240, b"MJPG", [jpeg()]),
    "an interlaced png": lambda: png(64, 64, interlaced=True),
    "a png of 16 bits with transparency": lambda: png(64, 64, depth=16, colour=6),
}
"""The picture of these is honest, and must be shown in spite of what stands beside it."""
