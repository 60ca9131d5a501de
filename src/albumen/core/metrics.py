"""Metrics for Prometheus, told on a port of their own that is never the public one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from prometheus_client import REGISTRY, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

log = structlog.get_logger(__name__)

_ASK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number that is asked for when somebody looks: its name, what it is, its value, its labels."""

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


Measure = Callable[[], Awaitable[Sequence[Gauge]]]
"""Asks for all such numbers; failures are its own affair: it leaves out what it cannot tell."""


@contextmanager
def telling_metrics(host: str, port: int, measure: Measure) -> Iterator[None]:
    """Tell the metrics of this process at http://host:port/metrics while the block runs, in a running event loop.

    Raises OSError where the port is taken.
    """
    asked = _Asked(measure, asyncio.get_running_loop())
    server, thread = start_http_server(port, addr=host)
    REGISTRY.register(asked)
    try:
        yield
    finally:
        REGISTRY.unregister(asked)
        server.shutdown()
        server.server_close()
        thread.join()


class _Asked(Collector):
    """Holds how to ask for numbers that live in the event loop, for the thread in which Prometheus is answered."""

    def __init__(self, measure: Measure, loop: asyncio.AbstractEventLoop) -> None:
        self._measure, self._loop = measure, loop

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: asking would block the loop that is to answer."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """The numbers of now."""
        asking = asyncio.run_coroutine_threadsafe(_ask(self._measure), self._loop)
        try:
            gauges = asking.result(_ASK_SECONDS)
        except TimeoutError:
            asking.cancel()
            log.warning("metrics_not_told", after_seconds=_ASK_SECONDS)
            return
        families: dict[str, GaugeMetricFamily] = {}
        for gauge in gauges:
            family = families.setdefault(
                gauge.name, GaugeMetricFamily(gauge.name, gauge.help, labels=list(gauge.labels))
            )
            family.add_metric(list(gauge.labels.values()), gauge.value)
        yield from families.values()


async def _ask(measure: Measure) -> Sequence[Gauge]:
    return await measure()
