"""What cameras would have said of the drawn photos, and a film of one of them."""

import io
from datetime import datetime
from fractions import Fraction

import av
import numpy as np
from drawn_photos import SCENES, draw
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

CAMERAS = (
    ("FUJIFILM", "X-T5", "XF16-55mmF2.8 R LM WR", 1.5),
    ("SONY", "ILCE-7M4", "FE 24-105mm F4 G OSS", 1.0),
    ("Canon", "Canon EOS R6", "RF24-70mm F2.8 L IS USM", 1.0),
)
"""Maker, model, lens, and by how much a film of 36 × 24 mm is larger than the sensor."""

# Seconds, aperture, ISO, focal length in mm, compensation; for the scenes that need more than a sunny day.
_SUNNY = ((1, 500), 8, 160, 35, 0)
_SETTINGS = {
    "night": ((15, 1), 2.8, 3200, 16, 0),
    "aurora": ((6, 1), 2.8, 1600, 18, Fraction(-1, 3)),
    "city": ((1, 60), 2.8, 1600, 55, Fraction(-2, 3)),
    "moon": ((1, 250), 5.6, 400, 105, -1),
    "flowers": ((1, 320), 2.8, 200, 55, Fraction(1, 3)),
    "forest": ((1, 125), 5.6, 400, 24, Fraction(1, 3)),
    "lake": ((1, 200), 8, 160, 24, Fraction(-1, 3)),
}
_PLACES = ((61.3893, 8.7301, 984), (60.4720, 7.1185, 612), (62.1049, 7.2052, 21))

# The fields of Exif, by their numbers.
_MAKE, _MODEL, _ARTIST, _EXIF, _GPS = 0x010F, 0x0110, 0x013B, 0x8769, 0x8825
_TIME, _APERTURE, _PROGRAM, _ISO, _TAKEN, _OFFSET = 0x829A, 0x829D, 0x8822, 0x8827, 0x9003, 0x9011
_BIAS, _METERING, _FLASH, _FOCAL, _FOCAL_FILM, _LENS = 0x9204, 0x9207, 0x9209, 0x920A, 0xA405, 0xA434


def exif_of(number: int, taken: datetime) -> Image.Exif:
    """What the camera wrote into the photo of that number."""
    scene = SCENES[number % len(SCENES)].__name__
    seconds, aperture, iso, focal, bias = _SETTINGS.get(scene, _SUNNY)
    make, model, lens, film_is_larger = CAMERAS[number // len(SCENES) % len(CAMERAS)]
    exif = Image.Exif()
    exif[_MAKE], exif[_MODEL], exif[_ARTIST] = make, model, "Ann"
    camera = exif.get_ifd(_EXIF)
    camera[_TAKEN], camera[_OFFSET] = taken.strftime("%Y:%m:%d %H:%M:%S"), "+02:00"
    camera[_TIME], camera[_APERTURE] = IFDRational(*seconds), IFDRational(Fraction(str(aperture)))
    camera[_PROGRAM], camera[_METERING], camera[_FLASH] = 3, 5, 16
    camera[_ISO], camera[_BIAS], camera[_LENS] = iso, IFDRational(Fraction(bias)), lens
    camera[_FOCAL], camera[_FOCAL_FILM] = IFDRational(focal), round(focal * film_is_larger)
    if number % 3 < 2:
        latitude, longitude, altitude = _PLACES[number // 3 % len(_PLACES)]
        gps = exif.get_ifd(_GPS)
        gps[1], gps[2], gps[3], gps[4] = "N", _angle(latitude), "E", _angle(longitude)
        gps[5], gps[6] = b"\0", IFDRational(altitude)
    return exif


def _angle(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and seconds."""
    whole, rest = divmod(round(degrees * 360000), 360000)
    minutes, hundredths = divmod(rest, 6000)
    return IFDRational(whole), IFDRational(minutes), IFDRational(hundredths, 100)


def film(number: int, size: tuple[int, int], seconds: int) -> bytes:
    """A WebM film that pans over the photo of that number, 24 pictures a second."""
    width, height = size
    wide = draw(number, (width * 2, height * 5 // 4))
    stream = io.BytesIO()
    with av.open(stream, "w", format="webm") as video:
        track = video.add_stream("libvpx-vp9", rate=24, options={"deadline": "realtime", "cpu-used": "8"})
        track.width, track.height, track.pix_fmt = width, height, "yuv420p"
        track.bit_rate = 1_500_000
        for picture in range(24 * seconds):
            # Slowly begun, slowly ended.
            part = (1 - np.cos(np.pi * picture / (24 * seconds))) / 2
            left, top = part * width, part * height / 4
            frame = wide.transform(size, Image.Transform.AFFINE, (1, 0, left, 0, 1, top), Image.Resampling.BILINEAR)
            for packet in track.encode(av.VideoFrame.from_image(frame)):
                video.mux(packet)
        for packet in track.encode(None):
            video.mux(packet)
    return stream.getvalue()
