"""OpenStack Swift with s3api, a real S3 server, all of it in one process: `python swift_server.py FOLDER KEY SECRET`.

`KEY` is `account:user`. Says the address of its S3 door on a line of its own when it answers, and ends with its standard input.
"""

import warnings

# Swift is the last to use eventlet, and eventlet says so.
warnings.simplefilter("ignore")
import eventlet  # noqa: E402

eventlet.monkey_patch()

import logging  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402

from eventlet import tpool, wsgi  # noqa: E402
from swift.common import storage_policy, utils  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import SwiftHttpProtocol, loadapp  # noqa: E402

SWIFT = """
[swift-hash]
swift_hash_path_suffix = albumen
swift_hash_path_prefix = tests
[storage-policy:0]
name = gold
default = yes
"""
KEEPER = """
[DEFAULT]
devices = {folder}/devices
mount_check = false
bind_ip = 127.0.0.1
bind_port = {port}
swift_dir = {folder}
fallocate_reserve = 0
disable_fallocate = true
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
FILTERS = ("catch_errors", "gatekeeper", "cache", "listing_formats", "bulk", "s3api", "tempauth", "copy", "slo")
PROXY = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
swift_dir = {folder}
[pipeline:main]
pipeline = {pipeline} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
"""
MORE = {
    "cache": "paste.filter_factory = __main__:cached",
    "s3api": "use = egg:swift#s3api\nlocation = us-east-1\ns3_acl = false",
}


def main(folder: Path, key: str, secret: str) -> None:
    """Serve until standard input ends."""
    (folder / "devices" / "d1").mkdir(parents=True)
    (folder / "swift.conf").write_text(SWIFT)
    utils.SWIFT_CONF_FILE = str(folder / "swift.conf")
    utils.validate_hash_conf()
    storage_policy.reload_storage_policies()
    logging.disable(logging.CRITICAL)
    for kind in ("account", "container", "object"):
        listening = eventlet.listen(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        builder = RingBuilder(2, 1, 0)
        place = {"ip": "127.0.0.1", "port": port, "replication_ip": "127.0.0.1", "replication_port": port}
        builder.add_dev({"id": 0, "region": 1, "zone": 1, "device": "d1", "weight": 1.0, "meta": "", **place})
        builder.rebalance()
        builder.get_ring().save(str(folder / f"{kind}.ring.gz"))
        serve(listening, folder / f"{kind}.conf", KEEPER.format(kind=kind, port=port, folder=folder))
    listening = eventlet.listen(("127.0.0.1", 0), backlog=256)
    port = listening.getsockname()[1]
    conf = PROXY.format(port=port, folder=folder, pipeline=" ".join(FILTERS))
    users = f"use = egg:swift#tempauth\nuser_{key.replace(':', '_')} = {secret} .admin"
    for name in FILTERS:
        conf += f"[filter:{name}]\n" + {**MORE, "tempauth": users}.get(name, f"use = egg:swift#{name}") + "\n"
    serve(listening, folder / "proxy.conf", conf)
    print(f"http://127.0.0.1:{port}", flush=True)
    while tpool.execute(sys.stdin.readline):
        pass
    os._exit(0)


class Cache(dict[str, object]):
    """What Swift asks of memcached, in a dictionary."""

    def get(self, key: str, *_: object, **__: object) -> object:
        return super().get(key)

    def set(self, key: str, value: object, **_: object) -> None:
        self[key] = value

    def delete(self, key: str, **_: object) -> None:
        self.pop(key, None)

    def incr(self, key: str, delta: int = 1, **_: object) -> int:
        self[key] = value = max(0, int(str(self.get(key) or 0)) + delta)
        return value


def cached(conf: object, **_: object) -> object:
    """A filter that hands the cache to the others."""
    cache = Cache()

    def wrap(app: Callable[..., object]) -> Callable[..., object]:
        def handle(environ: dict[str, object], start: object) -> object:
            environ["swift.cache"] = cache
            return app(environ, start)

        return handle

    return wrap


def serve(listening: object, path: Path, conf: str) -> None:
    path.write_text(conf)
    quiet = logging.getLogger("quiet")
    eventlet.spawn(wsgi.server, listening, loadapp(str(path)), quiet, protocol=SwiftHttpProtocol, log_output=False)


main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
