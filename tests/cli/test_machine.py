"""What is read from the machine: file systems and the address in the network."""

import ipaddress
from pathlib import Path

from albumen.cli.machine import file_system, network_address

MOUNTS = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:30 / /srv rw - overlay overlay rw,lowerdir=/x
31 22 0:31 / /srv/my\040photos rw - btrfs /dev/my\134disk rw
32 31 0:32 / /srv/my\040photos rw - tmpfs tmpfs rw
33 22 0:33 / /mnt/nas rw - nfs4 nas:/photos rw
""".strip()


def test_the_file_system_under_a_path(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)

    def kind(path: str) -> tuple[str, bool]:
        found = file_system(Path(path), mounts)
        assert found is not None
        return found.kind, found.fleeting is not None

    assert kind("/home/ann/photos") == ("ext4", False)
    assert kind("/srv") == ("overlay", True)
    assert kind("/srv/mine/deep/down") == ("overlay", True)
    assert kind("/srv/my photos/data") == ("tmpfs", True), "what is mounted later hides what was there"
    assert kind("/mnt/nas/data") == ("nfs4", False)
    assert kind("/mnt/nasty") == ("ext4", False)


def test_where_the_system_does_not_tell(tmp_path: Path) -> None:
    assert file_system(tmp_path, tmp_path / "none") is None
    (tmp_path / "odd").write_text("a line that nobody understands\n")
    assert file_system(tmp_path, tmp_path / "odd") is None


def test_this_machine_is_understood(tmp_path: Path) -> None:
    found = file_system(tmp_path / "not" / "yet" / "there")
    assert found is not None
    assert tmp_path.is_relative_to(found.mount)


def test_the_address_in_the_network_is_nobody_elses() -> None:
    address = network_address()
    assert address is None or not ipaddress.ip_address(address).is_loopback
