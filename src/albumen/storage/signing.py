"""Addresses of a bucket that are signed beforehand (AWS Signature Version 4 in the query).

obstore signs addresses too, but none with a query of our own: neither the name under which a browser saves a file, nor the
requests about uploads in parts that broke off. It is forty lines; a library for them would bring all of AWS.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

_LONGEST = 7 * 24 * 3600
"""Seconds: S3 takes no longer-lived address."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs addresses at one endpoint (`https://host[:port]`), in path style."""

    endpoint: str
    region: str
    key: str
    secret: str

    def address(
        self,
        method: str,
        path: str,
        seconds: int,
        query: Mapping[str, str] | None = None,
        *,
        length: int | None = None,
        at: datetime | None = None,
    ) -> str:
        """The address at which `method` on `/bucket/key` works for `seconds` without any key.

        With a `length` it takes no body but one of so many bytes.
        """
        at = at or datetime.now(UTC)
        stamp, day = at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")
        scope = f"{day}/{self.region}/s3/aws4_request"
        host = urlsplit(self.endpoint)
        asked = {
            **(query or {}),
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{self.key}/{scope}",
            "X-Amz-Date": stamp,
            "X-Amz-Expires": str(min(max(seconds, 1), _LONGEST)),
            "X-Amz-SignedHeaders": "host" if length is None else "content-length;host",
        }
        listed = "&".join(sorted(f"{_escaped(name)}={_escaped(value)}" for name, value in asked.items()))
        place = quote(f"{host.path.rstrip('/')}{path}", safe="/-_.~")
        headers = [f"host:{host.netloc}"] if length is None else [f"content-length:{length}", f"host:{host.netloc}"]
        request = "\n".join([method, place, listed, *headers, "", asked["X-Amz-SignedHeaders"], "UNSIGNED-PAYLOAD"])
        to_sign = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
        signed_with = f"AWS4{self.secret}".encode()
        for word in (day, self.region, "s3", "aws4_request"):
            signed_with = _hmac(signed_with, word)
        return f"{host.scheme}://{host.netloc}{place}?{listed}&X-Amz-Signature={_hmac(signed_with, to_sign).hex()}"


def _escaped(word: str) -> str:
    return quote(word, safe="-_.~")


def _hmac(key: bytes, words: str) -> bytes:
    return hmac.new(key, words.encode(), hashlib.sha256).digest()
