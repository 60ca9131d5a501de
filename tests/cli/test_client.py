"""The client behind `albumen upload`: where it looks for a server."""

from pathlib import Path

import pytest

from albumen.cli.client import Server
from albumen.core import Invalid


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("https://photos.example.org/", "https://photos.example.org"),
        ("http://192.168.1.5:8000", "http://192.168.1.5:8000"),
        ("photos.example.org", "https://photos.example.org"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost:8000/photos", "http://localhost:8000"),
    ],
)
async def test_an_address_without_a_scheme_means_https_but_on_this_machine(
    tmp_path: Path, said: str, meant: str
) -> None:
    async with Server(said, "alb_key", state=tmp_path) as server:
        assert server.address == meant


@pytest.mark.parametrize("said", ["ftp://photos.example.org", "https://", ""])
def test_what_is_no_address(tmp_path: Path, said: str) -> None:
    with pytest.raises(Invalid):
        Server(said, "alb_key", state=tmp_path)
