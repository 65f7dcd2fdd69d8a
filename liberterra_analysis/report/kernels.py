"""Warm kernels: each is forked from a server that has the libraries loaded, instead of starting from nothing.

A notebook cannot tell: its kernel is a process of its own with a fresh namespace, its own environment, working
directory and session. What it saves is the second or two in which every kernel would import the same libraries. Where
`fork` does not exist, or a kernel asks for another Python, an ordinary kernel is started.

JupyterLab offers such a kernel as "Liberterra (warm)", by the kernel spec in `kernelspec/`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    from jupyter_client.connect import KernelConnectionInfo

PROVISIONER = "liberterra-warm"
"""Name under which jupyter_client finds the provisioner (an entry point)."""

PRELOAD = "liberterra_analysis.report.preload"
"""What the server has loaded before it forks."""

LAUNCHER = "ipykernel_launcher"

_lock = threading.Lock()


class WarmProvisioner(LocalProvisioner):
    """Provide kernels that are forked from a warm server; else ordinary ones.

    Examples
    --------
    >>> WarmProvisioner.__mro__[1].__name__
    'LocalProvisioner'
    """

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, if the command is one that a fork can stand in for."""
        arguments = _arguments(cmd)
        if arguments is None:
            return await super().launch_kernel(cmd, **kwargs)
        # The first fork waits until the server has loaded everything; an event loop must not.
        forked = await asyncio.to_thread(_fork, arguments, kwargs)
        self.process = cast("Any", forked)  # all of a `Popen` that jupyter_client uses
        self.pid = self.pgid = forked.pid
        self.cwd = kwargs.get("cwd") or os.getcwd()  # noqa: PTH109 (as jupyter_client keeps it)
        return self.connection_info


def warm_up() -> None:
    """Start the server, so that its libraries load while something else is being prepared.

    Examples
    --------
    >>> warm_up()
    """
    if can_fork():
        from multiprocessing.forkserver import ensure_running

        with no_main():
            forkserver([PRELOAD])
            ensure_running()


def can_fork() -> bool:
    """Tell whether this system can fork.

    Returns
    -------
    bool
        True on Linux and macOS.

    Examples
    --------
    >>> can_fork() == hasattr(os, "fork")
    True
    """
    return "forkserver" in multiprocessing.get_all_start_methods()


def _arguments(cmd: Sequence[str]) -> list[str] | None:
    """Give the arguments for a kernel in a fork; None if the command is for another Python or another launcher."""
    this_python = can_fork() and os.path.realpath(cmd[0]) == os.path.realpath(sys.executable)
    return list(cmd[3:]) if this_python and list(cmd[1:3]) == ["-m", LAUNCHER] else None


class _Forked:
    """A forked process, as jupyter_client wants it: like a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self.pid: int = process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        self._process.join(timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def forkserver(preload: Sequence[str]) -> ForkServerContext:
    """Give the context that forks from a server; the server is started with these modules, unless it runs already.

    Parameters
    ----------
    preload : sequence of str
        Modules to load.

    Returns
    -------
    multiprocessing.context.ForkServerContext
        Of this process.

    Examples
    --------
    >>> forkserver([PRELOAD]).get_start_method()
    'forkserver'
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def _fork(arguments: list[str], options: Mapping[str, Any]) -> _Forked:
    environment = dict(options.get("env") or os.environ)
    folder = str(options.get("cwd") or os.getcwd())  # noqa: PTH109
    log = options.get("stderr")
    log_path = getattr(log, "name", os.devnull) if log is not None else None
    with no_main(), _may_have_children():
        process = forkserver([PRELOAD]).Process(
            target=_run, args=(arguments, environment, folder, log_path), name="kernel", daemon=False
        )
        process.start()
    return _Forked(process)


@contextmanager
def no_main() -> Iterator[None]:
    """Hide the main module, which multiprocessing would import into every fork: none of ours needs it.

    Yields
    ------
    None
        Within the context, by one thread at a time.

    Examples
    --------
    >>> with no_main():
    ...     hasattr(sys.modules["__main__"], "__file__")
    False
    """
    with _lock:
        main: dict[str, Any] = vars(sys.modules["__main__"])
        hidden: dict[str, Any] = {name: main.pop(name) for name in ("__file__", "__spec__") if name in main}
        main["__spec__"] = None
        try:
            yield
        finally:
            main.pop("__spec__")
            main.update(hidden)


@contextmanager
def _may_have_children() -> Iterator[None]:
    """Let a daemonic process, as Dask's workers are, have a child: ours ends with it all the same."""
    config = vars(multiprocessing.current_process())["_config"]
    daemon = config.pop("daemon", None)
    try:
        yield
    finally:
        if daemon is not None:
            config["daemon"] = daemon


def _run(arguments: list[str], environment: Mapping[str, str], folder: str, log: str | None) -> None:
    """Be a kernel, in the fork."""
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()  # an interrupt or a kill reaches the kernel and what it started, and nobody else
    end_with_parent()
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    _redirect(log)
    _forget()
    sys.argv = [LAUNCHER, *arguments]
    IPKernelApp.launch_instance(argv=arguments)


def end_with_parent() -> None:
    """End this process, and all of its session if it leads one, as soon as the process that asked for it is gone.

    Examples
    --------
    >>> end_with_parent()
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        if os.getsid(0) == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _redirect(log: str | None) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if log is not None:
        os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)


def _forget() -> None:
    """Undo what a fork shares and a new process would not: random states, the backend of plots, a process's name."""
    import matplotlib as mpl
    import numpy as np

    np.random.seed()  # noqa: NPY002 (the legacy state is what a notebook's np.random uses); `random` does it itself
    if "MPLBACKEND" in os.environ:
        mpl.rcParams["backend"] = os.environ["MPLBACKEND"]
    multiprocessing.current_process().name = "MainProcess"
