"""A real Neo4j server for the tests, started from its Maven artefacts (.ci/neo4j/pom.xml) in a fresh home.

The long-term version runs on Java 17, the calendar version on Java 21 or later.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = "5.26.0"
CURRENT_VERSION = "2026.08.1"
_JAVA_OF_CALENDAR_VERSIONS = 21
PASSWORD = "policy-kg-tests"
BOOT_SECONDS = 120
_PROJECT = Path(__file__).resolve().parents[1]
_POM = _PROJECT / ".ci" / "neo4j" / "pom.xml"
SHORT_LIVED = ("-Xms256m", "-Xmx768m", "-XX:TieredStopAtLevel=1")
"""The first compiler alone: a server that lives for a minute never earns back what the second one costs."""
_OPENS = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")
_LOGGING = """<Configuration status="ERROR"><Appenders><Console name="out" target="SYSTEM_OUT"/></Appenders>
<Loggers><Root level="WARN"><AppenderRef ref="out"/></Root></Loggers></Configuration>"""


class ServerNotStarted(RuntimeError):
    """The test server cannot run here; the message says what is missing."""


@dataclass
class Neo4jServer:
    """A running server: where it answers, and its process, so that a test can kill it and start it again."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    password: str = PASSWORD
    version: str = VERSION
    options: tuple[str, ...] = SHORT_LIVED

    @property
    def url(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process and wait until bolt answers; the data of an earlier run are still there."""
        log = (self.home / "server.log").open("ab")
        opens = [f"--add-opens={package}=ALL-UNNAMED" for package in _OPENS]
        options = [*self.options, "-XX:+UseSerialGC", "-Dio.netty.tryReflectionSetAccessible=true", *opens]
        place = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}", "--console-mode"]
        jars = f"{artefacts(self.version)}/*"
        main = "CommunityEntryPoint" if self.version.startswith("5.") else "Neo4jCommunity"
        command = [_java(self.version), *options, "-cp", jars, f"org.neo4j.server.{main}", *place]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        log.close()
        self._wait()

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def ensure_running(self) -> None:
        """Start the process where a test ended it."""
        if not self.process or self.process.poll() is not None:
            self.start()

    def run(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        """Rows of any Cypher, as somebody else who uses the same database would run it."""
        from neo4j import GraphDatabase

        with GraphDatabase.driver(self.url, auth=("neo4j", self.password)) as driver:
            return [record.data() for record in driver.execute_query(cypher, parameters).records]

    def _wait(self) -> None:
        """Return when a query is answered; a port that accepts is not enough while the database still starts."""
        from neo4j import GraphDatabase
        from neo4j.exceptions import DriverError, Neo4jError

        assert self.process
        deadline = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with GraphDatabase.driver(self.url, auth=("neo4j", self.password), connection_timeout=2) as driver:
                    driver.verify_connectivity()
                return
            except (DriverError, Neo4jError, OSError):
                time.sleep(0.3)
        log = (self.home / "server.log").read_text(encoding="utf-8", errors="replace")[-2000:]
        self.kill()
        raise ServerNotStarted(f"Neo4j gave no answer at {self.url} within {BOOT_SECONDS} s; its last words:\n{log}")


def artefacts(version: str = VERSION) -> Path:
    """The folder with the server's jars, fetched by Maven the first time (128 MB)."""
    cache = Path(os.environ.get("POLICY_KG_CACHE", _PROJECT / ".cache"))
    jars = cache / f"neo4j-{version}"
    if jars.is_dir():
        return jars
    for tool, package in (("java", "openjdk-17-jre-headless"), ("mvn", "maven")):
        if not shutil.which(tool):
            raise ServerNotStarted(f"the Neo4j tests need `{tool}`: install {package}, or run pytest -m 'not neo4j'")
    cache.mkdir(parents=True, exist_ok=True)
    # Into a folder of its own and then renamed: several sessions may start at once, and half a download never counts.
    part = Path(tempfile.mkdtemp(prefix=f"neo4j-{version}.", dir=cache))
    command = ["mvn", "-q", "-B", "-f", str(_POM), "dependency:copy-dependencies", f"-DoutputDirectory={part}"]
    command += ["-DincludeScope=runtime", f"-Dneo4j.version={version}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(part)
        raise ServerNotStarted(f"Maven could not fetch Neo4j {version}:\n{(done.stdout + done.stderr)[-2000:]}")
    try:
        part.rename(jars)
    except OSError:
        if not jars.is_dir():
            raise
        shutil.rmtree(part)
    return jars


def _java(version: str) -> str:
    """A Java for this version of the server: JAVA_HOME's, the one on the path, or one of the system's others."""
    if version.startswith("5."):
        return "java"
    homes = [Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    homes += sorted(Path("/usr/lib/jvm").glob("*"))
    for java in ("java", *(str(home / "bin" / "java") for home in homes)):
        if not shutil.which(java):
            continue
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
        found = re.search(r'version "(\d+)', told)
        if found and int(found[1]) >= _JAVA_OF_CALENDAR_VERSIONS:
            return java
    raise ServerNotStarted(f"Neo4j {version} needs Java {_JAVA_OF_CALENDAR_VERSIONS} or later; there is none here")


@contextmanager
def running_server(version: str = VERSION, options: tuple[str, ...] = SHORT_LIVED) -> Iterator[Neo4jServer]:
    """A server on free ports in a fresh home, with `url` and `password`; ended and removed at the end of the block."""
    home = Path(tempfile.mkdtemp(prefix="policy-kg-neo4j-"))
    server = Neo4jServer(home, _free_port(), version=version, options=options)
    try:
        _configure(home, server.port)
        _set_password(home, version)
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(home, ignore_errors=True)


def _configure(home: Path, port: int) -> None:
    settings = {
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": "128m",
        "db.tx_log.preallocate": "false",
        "dbms.usage_report.enabled": "false",
    }
    conf = home / "conf"
    conf.mkdir()
    conf.joinpath("neo4j.conf").write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
    for name in ("server-logs.xml", "user-logs.xml"):
        conf.joinpath(name).write_text(_LOGGING)


def _set_password(home: Path, version: str) -> None:
    """Set the first password through neo4j-admin, before the server has ever run."""
    command = [_java(version), "-cp", f"{artefacts(version)}/*", "org.neo4j.server.startup.Neo4jAdminCommand"]
    place = {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    done = subprocess.run(
        [*command, "dbms", "set-initial-password", PASSWORD],
        env=os.environ | place,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServerNotStarted(f"neo4j-admin could not set the password:\n{(done.stdout + done.stderr)[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def admin_script(server: Neo4jServer) -> Path:
    """A `neo4j-admin` for the server's home, as an installation has one; the server must be stopped."""
    script = server.home / "neo4j-admin"
    place = f"NEO4J_HOME='{server.home}' NEO4J_CONF='{server.home / 'conf'}'"
    program = f"java -cp '{artefacts()}/*' org.neo4j.server.startup.Neo4jAdminCommand"
    script.write_text(f'#!/bin/sh\n{place} exec {program} "$@"\n', "utf-8")
    script.chmod(0o755)
    return script


def drop_database(server: Neo4jServer) -> None:
    """Kill the server and take the files of its database away; users and passwords stay."""
    server.kill()
    for part in ("databases", "transactions"):
        shutil.rmtree(server.home / "data" / part / "neo4j", ignore_errors=True)
