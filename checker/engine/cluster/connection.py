"""Reaching a Dask cluster, or starting one on this machine; what goes wrong there is a sentence."""

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from checker.engine.local import available_cpus
from checker.errors import StaffError

REACHED_WITHIN = 8.0
"""seconds in which a scheduler has to answer"""
TOLD_AFTER, JOINED_WITHIN = 10.0, 60.0
"""seconds without any worker after which staff is told of it, and after which nobody waits any more"""
ADDRESS = re.compile(r"((tcp|tls|ws|wss|ucx)://)?(\[[\da-fA-F:.%]+\]|[\w.-]+):\d{1,5}/?", re.ASCII)

_log = logging.getLogger(__name__)


class Connection:
    """A client of a scheduler, and the cluster behind it where that is ours."""

    def __init__(self, client: Any, address: str, owned: Any = None) -> None:
        self.client, self.address, self._owned = client, address, owned

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """Say what goes wrong between this machine and the cluster as staff can read it."""
        from distributed import CancelledError

        try:
            yield
        except StaffError:
            raise
        except (Exception, CancelledError) as err:
            raise self.failure(err) from err

    def failure(self, err: BaseException) -> StaffError:
        """What to tell of a call that failed."""
        from distributed import CancelledError

        if not isinstance(err, OSError | CancelledError):
            return StaffError(f"the Dask cluster at {self.address} failed: {type(err).__name__}: {_line(err)}")
        return StaffError(
            f"the Dask scheduler at {self.address} has gone ({_line(err)}); start it again, and the same command "
            "goes on from what is graded"
        )

    def wait_for_worker(self) -> None:
        """Wait until there is a worker.

        Raises:
          StaffError: there is none for too long.
        """
        for seconds, is_last in (TOLD_AFTER, False), (JOINED_WITHIN - TOLD_AFTER, True):
            try:
                self.client.wait_for_workers(1, timeout=seconds)
                return
            except TimeoutError as err:
                if is_last:
                    raise StaffError(
                        f"the Dask cluster at {self.address} has had no worker for {JOINED_WITHIN:g} s; start "
                        f"some with `dask worker {self.address}`"
                    ) from err
            _log.warning("the Dask cluster at %s has no worker yet; waiting for one", self.address)

    def close(self) -> None:
        """Leave the cluster; end it where it is ours."""
        with suppress(Exception):
            self.client.close(timeout=2)
        if self._owned is not None:
            with suppress(Exception):
                self._owned.close(timeout=5)


def connect(address: str, jobs: int | None) -> Connection:
    """Connect to a scheduler; `local` starts one here, with that many threads.

    Raises:
      StaffError: Dask is not installed, the address is none, or nobody answers there.
    """
    try:
        import distributed
    except ImportError as err:
        raise StaffError(
            "--cluster needs Dask, which is not installed here; "
            "install it with: pip install 'distributed>=2025.1'"
        ) from err
    hush()
    if address == "local":
        return _own(distributed, jobs or available_cpus())
    address = _address(address)
    try:
        kind = asyncio.run(asyncio.wait_for(_kind(distributed, address), REACHED_WITHIN))
    except Exception as err:
        raise StaffError(
            f"no Dask scheduler answers at {address} ({_line(err)}); start one with `dask scheduler`, or see "
            "whether a firewall is between"
        ) from err
    if kind != "Scheduler":
        raise StaffError(f"what answers at {address} is a Dask {kind.lower()}; give the address of its scheduler")
    return Connection(distributed.Client(address, timeout=REACHED_WITHIN, set_as_default=False), address)


async def _kind(distributed: Any, address: str) -> str:
    """What answers there; a client would wait long for what is no scheduler."""
    secured = distributed.Security().get_connection_args("client")
    async with distributed.rpc(address, timeout=REACHED_WITHIN, connection_args=secured) as there:
        return str((await there.identity())["type"])


def _own(distributed: Any, threads: int) -> Connection:
    """A cluster inside this process, which nobody else can reach: only its grading processes are others."""
    cluster = distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=threads,
        processes=False,
        protocol="inproc",
        dashboard_address=None,
        memory_limit=0,
        silence_logs=False,
    )
    return Connection(distributed.Client(cluster, set_as_default=False), "local", cluster)


def _address(given: str) -> str:
    """The address of a scheduler, which may stand in the file that it wrote."""
    found = given
    if given.endswith(".json"):
        try:
            found = str(json.loads(Path(given).read_bytes())["address"])
        except (OSError, ValueError, KeyError, TypeError) as err:
            raise StaffError(f"{given} holds no address of a Dask scheduler: {_line(err)}") from err
    if not ADDRESS.fullmatch(found):
        raise StaffError(
            f"`{found}` is no address of a Dask scheduler; expected one such as tcp://10.0.0.1:8786, as the "
            "scheduler prints it, the file that it wrote with --scheduler-file, or `local`"
        )
    return found if "://" in found else f"tcp://{found}"


def hush() -> None:
    """Keep what Dask logs off the terminal, unless its configuration asks for logs: we say it in our words."""
    import dask

    if not any(dask.config.get(key, None) for key in ("logging", "logging-file-config")):
        for handler in logging.getLogger("distributed").handlers:
            handler.setLevel(logging.CRITICAL + 1)


def _line(err: BaseException) -> str:
    """The first line of an error, or its name."""
    return next(iter(str(err).strip().splitlines()), "") or type(err).__name__
