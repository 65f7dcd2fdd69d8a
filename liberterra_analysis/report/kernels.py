"""Warm kernels: each is forked from a server that has the libraries loaded, instead of starting from nothing.

A notebook cannot tell: its kernel is a process of its own with a fresh namespace, its own environment, working
directory and session. What it saves is the second or two in which every kernel would import the same libraries. Where
`fork` does not exist, or a kernel asks for another Python, an ordinary kernel is started.

JupyterLab offers such a kernel as "Liberterra (warm)", by the kernel spec in `kernelspec/`.
"""

from __future__ import annotations

import asyncio
import atexit
import importlib.util
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from liberterra_analysis.workspace import VARIABLE as WORKSPACE

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    from jupyter_client.connect import KernelConnectionInfo

PROVISIONER = "liberterra-warm"
"""Name under which jupyter_client finds the provisioner (an entry point)."""

PRELOAD = "liberterra_analysis.report.preload"
"""What the server has loaded before it forks."""

LAUNCHER = "ipykernel_launcher"

HASH_SEED = "PYTHONHASHSEED"

LEDGER = "LIBERTERRA_PRELOADED_LEDGER"
"""Environment variable that names, to a server that starts, the workspace whose ledger it has loaded for its forks."""

OPEN_FILES = 256
"""How many files a kernel may open before the system has to make room for more; it opens some 70 itself."""

_PATH = tuple(entry for entry in sys.path if entry)
"""Where the server looks for modules, which has loaded this one: not where the process does that asks for a kernel."""

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

    async def shutdown_requested(self, restart: bool = False) -> None:  # noqa: ARG002 (as jupyter_client calls it)
        """Look out for the kernel's end: jupyter_client looks every tenth of a second, and it ends sooner."""
        for _ in range(100):
            if await self.poll() is not None:
                return
            await asyncio.sleep(0.002)


def warm_up(preload: Sequence[str] = (), root: str = "") -> None:
    """Start the server, so that its libraries load while something else is being prepared.

    Parameters
    ----------
    preload : sequence of str
        Modules to load; those of kernels if there are none.
    root : str
        Folder of the workspace whose ledger is loaded too; none if "".

    Examples
    --------
    >>> warm_up()
    """
    if can_fork():
        from multiprocessing.forkserver import ensure_running

        with clean_start(root):
            forkserver(preload or [PRELOAD])
            ensure_running()


def share_server() -> None:
    """Let this process, itself forked from a server, have its kernels forked from the same one, which has all loaded.

    That is what multiprocessing's documentation says of such a process, but it starts a server of its own.

    Examples
    --------
    >>> share_server()
    """
    from multiprocessing import forkserver

    server: Any = vars(forkserver)["_forkserver"]
    # A later Python asks for a key that only the process has which started the server.
    if server._forkserver_address and server._forkserver_pid is None and not hasattr(server, "_forkserver_authkey"):
        server.ensure_running = lambda: None


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
    # Environments share one interpreter, to which they link: it is the folder of the link that tells them apart.
    this_python = can_fork() and _installation(cmd[0]) == _installation(sys.executable)
    return list(cmd[3:]) if this_python and list(cmd[1:3]) == ["-m", LAUNCHER] else None


def _installation(executable: str) -> tuple[str, str]:
    return os.path.realpath(os.path.dirname(executable)), os.path.realpath(executable)  # noqa: PTH120


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
    from liberterra_analysis.report.temporary import own_folder

    config: dict[str, Any] = vars(multiprocessing.current_process())["_config"]
    if not config.get("tempdir"):  # multiprocessing would make a folder of which nobody knows after a kill
        config["tempdir"] = str(own_folder())
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def _fork(arguments: list[str], options: Mapping[str, Any]) -> _Forked:
    environment = dict(options.get("env") or os.environ)
    folder = str(options.get("cwd") or os.getcwd())  # noqa: PTH109
    log = options.get("stderr")
    log_path = getattr(log, "name", os.devnull) if log is not None else None
    with clean_start(environment.get(WORKSPACE, "")), _may_have_children():
        process = forkserver([PRELOAD]).Process(
            target=_run, args=(arguments, environment, folder, log_path), name="kernel", daemon=False
        )
        process.start()
    return _Forked(process)


@contextmanager
def clean_start(root: str = "") -> Iterator[None]:
    """Let a server start, or a process be forked from it, with nothing of this process that would show in a notebook.

    The main module is hidden, which multiprocessing would import into every fork: none of ours needs it. And a server
    that starts hashes text alike in every run, which its forks cannot change any more.

    Parameters
    ----------
    root : str
        Folder of the workspace that a server which starts is told of; "" for none.

    Yields
    ------
    None
        Within the context, by one thread at a time.

    Examples
    --------
    >>> with clean_start():
    ...     hasattr(sys.modules["__main__"], "__file__"), os.environ["PYTHONHASHSEED"]
    (False, '0')
    """
    with _lock:
        main: dict[str, Any] = vars(sys.modules["__main__"])
        hidden: dict[str, Any] = {name: main.pop(name) for name in ("__file__", "__spec__") if name in main}
        main["__spec__"] = None
        told = {HASH_SEED: "0", LEDGER: root}
        before = {name: os.environ.get(name) for name in told}
        os.environ.update(told)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
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
    _redirect(log)
    end_with_parent()
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    _forget()
    sys.argv = [getattr(importlib.util.find_spec(LAUNCHER), "origin", None) or LAUNCHER, *arguments]
    try:
        IPKernelApp.launch_instance(argv=arguments)
    finally:
        # What ipykernel does at the end closes the thread that sends output, for which the one that answers the request
        # to shut down may still wait, up to ten seconds.
        control = IPKernelApp.instance().control_thread
        if control and control.is_alive():
            control.stop()
            control.join()
        atexit._run_exitfuncs()  # a fork of multiprocessing ends without what the notebook asked for at the end


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
    with suppress(OSError):  # where so many are not allowed
        # Linux lets a process with threads wait for some 20 ms as its table of open files grows. It grows now.
        os.close(os.dup2(nothing, OPEN_FILES - 1))
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if log is not None:
        os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)


def _forget() -> None:
    """Undo what a fork has and a new process would not: random states, the backend of plots, its kin."""
    import matplotlib as mpl
    import numpy as np

    sys.path[:] = _PATH
    for name in [name for name in sys.modules if name.partition(".")[0] == "jsonschema"]:
        del sys.modules[name]  # the one without its grammar: see `lean`
    np.random.seed()  # noqa: NPY002 (the legacy state is what a notebook's np.random uses); `random` does it itself
    if "MPLBACKEND" in os.environ:
        mpl.rcParams["backend"] = os.environ["MPLBACKEND"]
    multiprocessing.current_process().name = "MainProcess"
    multiprocessing.process._parent_process = None  # type: ignore[attr-defined]
    multiprocessing.set_start_method(None, force=True)  # the one that a new process has
