"""In CI a skipped test is a failed run: what a machine lacks must be noticed, not passed over."""

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every skip where ALBUMEN_NO_SKIPS is set."""
    skipped = terminalreporter.getreports("skipped")
    if os.environ.get("ALBUMEN_NO_SKIPS") and skipped:
        terminalreporter.section("skipped, though nothing may be skipped here", red=True)
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longreprtext or report.longrepr}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where ALBUMEN_NO_SKIPS is set and something was skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("ALBUMEN_NO_SKIPS") and reporter is not None and reporter.getreports("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
