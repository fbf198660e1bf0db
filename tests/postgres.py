"""A PostgreSQL server of the tests' own, from the server programs installed on this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

MUST_RUN = "SPORTELLO_TESTS_MUST_RUN"  # set where a missing program must fail the tests, as CI does
OPTIONS = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "unix_socket_directories=")


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`: the newest that Debian installed, or the one on the path."""
    installed = sorted(glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    found = installed[-1] if installed else shutil.which("initdb")
    return Path(found).parent if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Run a server; gives the address of its first database, and takes it away after."""
    folder = Path(tempfile.mkdtemp(prefix="sportello-postgres-"))
    user = None
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = "postgres" if "postgres" in names else "nobody"
        shutil.chown(folder, user)
    data, port = folder / "data", free_port()
    quiet = {"user": user, "cwd": folder, "stdout": subprocess.DEVNULL}
    try:
        command = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "sportello",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run([*command, "--locale=C"], check=True, **quiet)  # type: ignore[call-overload]  # one dict of options
        command = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "start", "-o"]
        options = " ".join((*OPTIONS, "-p", str(port), "-h", "127.0.0.1"))
        subprocess.run([*command, options], check=True, **quiet)  # type: ignore[call-overload]  # as above
        yield f"postgresql://sportello@127.0.0.1:{port}/postgres"
    finally:
        stop = [programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"]
        subprocess.run(stop, check=False, **quiet)  # type: ignore[call-overload]  # as above
        shutil.rmtree(folder, ignore_errors=True)
