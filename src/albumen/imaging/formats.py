"""The types of file that Albumen keeps, and how their first bytes tell them.

An allow-list: what is not in it (SVG, PDF, PostScript, HTML, archives, playlists, scripts …) is nothing to us, whatever
it calls itself. Only constant places of the first bytes are looked at, so that this is safe to do in any process; what
can be told only by reading on (RAW files that are TIFF inside) is left to the decoding child.
"""

from dataclasses import dataclass
from typing import Literal

from albumen.imaging.model import Kind

ReaderName = Literal["jpeg", "png", "gif", "webp", "avif", "tiff", "bmp", "heif", "jxl", "raw", "video"]

HEAD_BYTES = 1024
"""As much of a file as `sniff` looks at."""


@dataclass(frozen=True, slots=True)
class Format:
    """One type of file: what we call it and who reads it."""

    media_type: str
    extension: str
    reader: ReaderName
    demuxer: str | None = None
    """FFmpeg's name of a video's container; it is told, and never left to guess."""

    @property
    def kind(self) -> Kind:
        """Whether it shows a picture or a video."""
        return Kind.VIDEO if self.reader == "video" else Kind.IMAGE


JPEG = Format("image/jpeg", "jpg", "jpeg")
PNG = Format("image/png", "png", "png")
GIF = Format("image/gif", "gif", "gif")
WEBP = Format("image/webp", "webp", "webp")
AVIF = Format("image/avif", "avif", "avif")
TIFF = Format("image/tiff", "tif", "tiff")
BMP = Format("image/bmp", "bmp", "bmp")
HEIC = Format("image/heic", "heic", "heif")
HEIF = Format("image/heif", "heif", "heif")
JXL = Format("image/jxl", "jxl", "jxl")

CR2 = Format("image/x-canon-cr2", "cr2", "raw")
CR3 = Format("image/x-canon-cr3", "cr3", "raw")
CRW = Format("image/x-canon-crw", "crw", "raw")
ORF = Format("image/x-olympus-orf", "orf", "raw")
RW2 = Format("image/x-panasonic-rw2", "rw2", "raw")
RAF = Format("image/x-fuji-raf", "raf", "raw")
X3F = Format("image/x-sigma-x3f", "x3f", "raw")
MRW = Format("image/x-minolta-mrw", "mrw", "raw")
DNG = Format("image/x-adobe-dng", "dng", "raw")

RAW_BY_MAKER = {
    "nikon": Format("image/x-nikon-nef", "nef", "raw"),
    "sony": Format("image/x-sony-arw", "arw", "raw"),
    "pentax": Format("image/x-pentax-pef", "pef", "raw"),
    "ricoh": Format("image/x-pentax-pef", "pef", "raw"),
    "samsung": Format("image/x-samsung-srw", "srw", "raw"),
    "kodak": Format("image/x-kodak-kdc", "kdc", "raw"),
    "hasselblad": Format("image/x-hasselblad-3fr", "3fr", "raw"),
    "phase one": Format("image/x-phaseone-iiq", "iiq", "raw"),
    "leaf": Format("image/x-leaf-mos", "mos", "raw"),
    "epson": Format("image/x-epson-erf", "erf", "raw"),
    "mamiya": Format("image/x-mamiya-mef", "mef", "raw"),
    "leica": Format("image/x-leica-rwl", "rwl", "raw"),
    "canon": Format("image/x-canon-cr2", "cr2", "raw"),
}
"""RAW files that look like TIFF, by a word of the maker that they name."""
RAW = Format("image/x-raw", "raw", "raw")
"""RAW of a maker we have no name for."""

MP4 = Format("video/mp4", "mp4", "video", "mov")
M4V = Format("video/x-m4v", "m4v", "video", "mov")
MOV = Format("video/quicktime", "mov", "video", "mov")
THREE_GP = Format("video/3gpp", "3gp", "video", "mov")
WEBM = Format("video/webm", "webm", "video", "matroska")
MKV = Format("video/x-matroska", "mkv", "video", "matroska")
AVI = Format("video/x-msvideo", "avi", "video", "avi")
MTS = Format("video/mp2t", "mts", "video", "mpegts")
MPEG = Format("video/mpeg", "mpg", "video", "mpeg")
MPEG_STREAM = Format("video/mpv", "mpv", "video", "mpegvideo")

_ALL = (
    *(JPEG, PNG, GIF, WEBP, AVIF, TIFF, BMP, HEIC, HEIF, JXL, CR2, CR3, CRW, ORF, RW2, RAF, X3F, MRW, DNG, RAW),
    *RAW_BY_MAKER.values(),
    *(MP4, M4V, MOV, THREE_GP, WEBM, MKV, AVI, MTS, MPEG, MPEG_STREAM),
)
BY_MEDIA_TYPE = {one.media_type: one for one in _ALL}

_BEGINNINGS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\0\x10\0\0\0CR\x02", CR2),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0\x08\0\0\0", TIFF),
    (b"MM\0+\0\x08\0\0", TIFF),
    (b"IIRO", ORF),
    (b"IIRS", ORF),
    (b"MMOR", ORF),
    (b"IIU\0", RW2),
    (b"FUJIFILMCCD-RAW", RAF),
    (b"FOVb", X3F),
    (b"\0MRM", MRW),
    (b"II\x1a\0\0\0HEAPCCDR", CRW),
    (b"\xff\x0a", JXL),
    (b"\0\0\0\x0cJXL \r\n\x87\n", JXL),
    (b"\0\0\x01\xba", MPEG),
    (b"\0\0\x01\xb3", MPEG_STREAM),
)
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_HEIF_BRANDS = {b"mif1", b"mif2", b"msf1", b"miaf", b"heif", b"avci", b"avcs"}
_AVIF_BRANDS = {b"avif", b"avis"}
_M4V_BRANDS = {b"M4V ", b"M4VH", b"M4VP"}
_MP4_BRANDS = {
    *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"isoa", b"isob", b"isoc"),
    *(b"mp40", b"mp41", b"mp42", b"mp71", b"avc1", b"hvc1", b"hev1", b"av01", b"dby1", b"dash", b"cmfc", b"cmf2"),
    *(b"MSNV", b"mmp4", b"XAVC", b"FACE", b"f4v ", b"F4V ", b"CAEP", b"caqv", b"pana", b"niko", b"kddi", b"KDDI"),
    *(b"NDXC", b"NDXH", b"NDXM", b"NDXP", b"NDXS", b"NDSC", b"NDSH", b"NDSM", b"NDSP", b"NDSS"),
}  # fmt: skip
"""Of the standards, of cameras (Canon, Casio, Panasonic, Nikon, Sony) and of phones."""
_QUICKTIME_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_EBML = b"\x1a\x45\xdf\xa3"


def sniff(head: bytes) -> Format | None:
    """The type of a file by its first `HEAD_BYTES` bytes; None for what Albumen does not keep."""
    for beginning, format in _BEGINNINGS:
        if head.startswith(beginning):
            return format
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"AVI ": AVI}.get(head[8:12])
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return BMP
    if head.startswith(_EBML):
        return _by_doctype(head)
    if head[4:8] in _QUICKTIME_ATOMS and (head[0] == 0 or head[4:8] in {b"moov", b"mdat"}):
        return MOV
    for first, packet in ((0, 188), (4, 192)):
        if len(head) > first + 3 * packet and all(head[first + n * packet] == 0x47 for n in range(4)):
            return MTS
    return None


def _by_brand(head: bytes) -> Format | None:
    """ISO base media files say in their first box what they may be read as: the chief brand, then compatible ones."""
    length = int.from_bytes(head[:4], "big")
    chief = head[8:12]
    brands = {chief, *(head[at : at + 4] for at in range(16, min(length, len(head)), 4))}
    if chief == b"crx ":
        return CR3
    if brands & _AVIF_BRANDS:
        return AVIF
    if chief in _HEIC_BRANDS or (chief in _HEIF_BRANDS and brands & _HEIC_BRANDS):
        return HEIC
    if chief in _HEIF_BRANDS:
        return HEIF
    if chief == b"qt  ":
        return MOV
    if brands & _HEIC_BRANDS and not brands & _MP4_BRANDS:
        return HEIC
    if chief in _M4V_BRANDS:
        return M4V
    if chief[:3] in {b"3gp", b"3g2", b"3ge", b"3gg", b"3gs", b"3gr"}:
        return THREE_GP
    if chief[:3] == b"M4A" or chief[:3] == b"M4B":
        return None
    if brands & _MP4_BRANDS:
        return MP4
    if b"qt  " in brands:
        return MOV
    return HEIF if brands & _HEIF_BRANDS else None


def _by_doctype(head: bytes) -> Format | None:
    """WebM and Matroska name themselves in an element (42 82) of the EBML header."""
    at = head.find(b"\x42\x82", 0, 64)
    if at < 0:
        return None
    # As many bytes tell the length as the first of them has zeros in front, and one more.
    first = head[at + 2] if at + 2 < len(head) else 0
    digits = 9 - first.bit_length()
    body = at + 2 + digits
    length = int.from_bytes(head[at + 2 : body], "big") & ((1 << 7 * digits) - 1)
    name = head[body : min(body + length, body + 16)].rstrip(b"\0")
    return {b"webm": WEBM, b"matroska": MKV}.get(name)
