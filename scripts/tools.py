"""What the tests need of the system besides the project's own packages: installed when root on Debian or Ubuntu, else named.

A test whose tool is missing is skipped and counted; nothing else depends on these.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Tool:
    """A program that tests start, and the package that brings it."""

    program: str
    package: str
    purpose: str


TOOLS = (
    Tool("strace", "strace", "fault injection"),
    Tool("unzip", "unzip", "a second opinion on archives"),
    Tool("exiftool", "libimage-exiftool-perl", "a second opinion on metadata"),
    Tool("mkfs.btrfs", "btrfs-progs", "a disk whose files can share their blocks"),
    Tool("ip", "iproute2", "a network of the tests' own"),
    Tool("nginx", "nginx", "a reverse proxy in front of Albumen"),
    Tool("openssl", "openssl", "its certificate"),
    Tool("systemd-analyze", "systemd", "a look at the service"),
    Tool("vipsthumbnail", "libvips-tools", "the peer of the import benchmark"),
    Tool("nginx", "nginx-light", "the peer of the media benchmark"),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Install what is missing if that is possible, and say what is not there."""
    missing = [tool for tool in TOOLS if shutil.which(tool.program) is None]
    packages = [tool.package for tool in missing]
    if not any(shutil.which(browser) for browser in BROWSERS):
        packages.append("chromium")
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing", " ".join(packages), flush=True)
        # RUNLEVEL: what is installed as a tool (nginx) must not start serving this machine.
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        ):
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", file=sys.stderr)
                break
    for tool in TOOLS:
        if shutil.which(tool.program) is None:
            print(f"{tool.program} is missing ({tool.purpose}); tests that need it are skipped. Debian: {tool.package}")
    if not any(shutil.which(browser) for browser in BROWSERS):
        print("No Chromium is installed; trying Playwright's own.", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    main()
