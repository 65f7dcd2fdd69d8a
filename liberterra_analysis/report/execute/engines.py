"""Two engines of papermill that run the cells of a notebook: in this very process, or in an ordinary kernel.

In this process the cells run in the shell that a kernel has, and its messages are collected where a kernel would send
them. The outputs are the same, except for the differences that `tests/reports/test_engines.py` lists.
"""

import asyncio
import builtins
import codecs
import getpass
import importlib.util
import io
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import zmq
from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import ExecutionResult
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import Session, json_packer, json_unpacker
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from traitlets.config import Config

from liberterra_analysis.document import MIME
from liberterra_analysis.report.execute import reads
from liberterra_analysis.report.execute.cells import EXPECTED, PYTHON, number_cells
from liberterra_analysis.report.execute.server import ENDLESS, LONGEST_OUTPUT, STREAMS, Failed

LATE_OUTPUT = 60
"""Seconds to wait for the outputs of a cell after the kernel has ended it."""

LAUNCHER = "ipykernel_launcher"
LAUNCH = f"""
import importlib.util, sys
sys.path = [path for path in sys.path if path]  # the shell puts it where a kernel has it
from ipykernel.kernelapp import IPKernelApp

class App(IPKernelApp):
    def init_iopub(self, context):
        context.sndhwm = 0
        super().init_iopub(context)

sys.argv[0] = importlib.util.find_spec("{LAUNCHER}").origin
App.launch_instance()
"""
"""What `LAUNCHER` does, but that no output is dropped where more than a thousand wait for a busy reader."""

FIELDS = {"display_data": ("metadata", "data"), "execute_result": ("metadata", "data", "execution_count")}
"""What an output holds of the content of its message."""

LONGEST_SOCKET = 90
"""Longest path of a socket, in characters: systems allow about a hundred, and a kernel adds a few."""


class Monitor:
    """Messages to the builder about one notebook: which cell begins, and that it must be stopped."""

    def __init__(self, name: str, send: Callable[[str, Any], None]) -> None:
        self.name = self.where = name
        self._send = send
        self._numbers: list[int] = []

    def enter(self, notebook: NotebookNode, index: int) -> None:
        """Report the cell that begins, numbered as in the stored notebook."""
        self._numbers = numbers = self._numbers or [number for number, _ in number_cells(notebook)]
        where = f"{self.name}, cell {numbers[index]}"
        if where != self.where:  # papermill adds a cell, which has the number of the one before
            self.where = where
            self._send("runs", {"cell": numbers[index], "cells": numbers[-1]})

    def stop(self, why: str) -> None:
        """Have the builder kill this process: the notebook could catch an error raised here."""
        self._send("result", Failed(f"{self.where}: {why}"))
        threading.Event().wait()


class Client(PapermillNotebookClient):  # type: ignore[misc]  # papermill is untyped
    """Run cells in a kernel; report each cell that begins, count the output, and keep the cause of every error."""

    def __init__(self, nb_man: Any, *, monitor: Monitor, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self.monitor = monitor
        self.put_out = 0
        self.quits = False
        self.on_cell_execute = self.begin_cell
        self.on_cell_executed = self.end_cell
        # What a widget captures is put out beside it: no page shows the widget.
        self.comm_open_handlers = {"jupyter.widget": lambda _: None}

    def begin_cell(self, *, cell: NotebookNode, cell_index: int) -> None:  # noqa: ARG002 (as nbclient calls it)
        """Report the cell that begins; stop the notebook if the cell before called `quit()`."""
        if self.quits:
            self.monitor.stop("it quits, though cells follow; remove what quits.")
        self.monitor.enter(self.nb, cell_index)

    def end_cell(self, *, cell: NotebookNode, execute_reply: Mapping[str, Any], **_: object) -> None:
        """Add an error output where IPython printed only text, as for exception groups and magics; notice `quit()`."""
        content = execute_reply["content"]
        self.quits = any(one["source"] == "ask_exit" for one in content.get("payload", ()))
        if content["status"] == "error" and not any(one.output_type == "error" for one in cell.outputs):
            text = "".join(one.text for one in cell.outputs if one.output_type == "stream" and one.name == "stderr")
            raised = [line.strip(" |") for line in text.splitlines() if line.startswith(" ") and "| " in line]
            causes = [line for line in raised if line.partition(":")[0].replace(".", "").isidentifier()][1:]
            evalue = ": ".join([content["evalue"], *filter(None, ["; ".join(causes)])])
            cell.outputs.append(new_output("error", ename=content["ename"], evalue=evalue, traceback=text.splitlines()))

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Count the characters of an output, then process it."""
        content = msg["content"]
        texts = (content.get("text", ""), *content.get("data", {}).values())
        self.count(sum(len(text) for text in texts if isinstance(text, str)))
        return super().process_message(msg, cell, cell_index)

    def count(self, characters: int) -> None:
        """Add to the characters put out; stop the notebook beyond `LONGEST_OUTPUT`."""
        self.put_out += characters
        if self.put_out > LONGEST_OUTPUT:
            self.monitor.stop(ENDLESS)


class KernelEngine(Engine):  # type: ignore[misc]  # papermill is untyped
    """Run cells in an ordinary kernel."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, monitor: Monitor, folder: Path, **_: object
    ) -> None:
        """Run all cells of the notebook of a manager."""
        # Sockets in a folder of its own: nobody else on the machine can listen.
        file = str(folder / "kernel.json")
        transport = "ipc" if os.name == "posix" and len(file) < LONGEST_SOCKET else "tcp"
        client = Client(
            nb_man,
            monitor=monitor,
            kernel_name=kernel_name,
            kernel_manager_class=_ThisPython if kernel_name == PYTHON else AsyncKernelManager,
            config=Config(AsyncKernelManager={"transport": transport, "connection_file": file}),
            startup_timeout=60,
            timeout=None,
            iopub_timeout=LATE_OUTPUT,
            store_widget_state=False,  # by random ids
        )
        client.execute(env=dict(os.environ))


class _ThisPython(AsyncKernelManager):
    """A kernel in this very Python: the kernel `python3` in the user's folder may run another one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.context.setsockopt(zmq.RCVHWM, 0)  # as in `LAUNCH`, at this end

    @property
    def kernel_spec(self) -> KernelSpec:
        # Nobody types into this: it needs no history, which nbclient asks to have in memory.
        settings = ["--HistoryManager.enabled=False", f"--IPKernelApp.exec_lines={reads.START}"]
        argv = [sys.executable, "-c", LAUNCH, "-f", "{connection_file}", *settings]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class ProcessEngine(Engine):  # type: ignore[misc]  # papermill is untyped
    """Run cells in this process, which must serve no other purpose."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, monitor: Monitor, folder: Path, **_: object
    ) -> None:
        """Run all cells of the notebook of a manager."""
        client = _InProcess(nb_man, monitor=monitor, kernel_name=kernel_name)
        client.begin(folder)
        stop_recording = reads.record()
        for index, cell in enumerate(client.nb.cells):  # papermill's own loop takes the time of each cell, for nobody
            if not client.run_cell(cell, index):
                break
        stop_recording()
        client.nb.metadata.language_info = IPythonKernel.language_info


class _Recorder(Session):
    """A session that passes the messages of a shell to `take` instead of sending them."""

    take: Callable[[str, dict[str, Any]], None]

    def send(  # type: ignore[override]  # nobody looks at what it returns
        self, _: Any, msg_or_type: Any, content: Any = None, *_arguments: Any, **_options: Any
    ) -> None:
        """Pass a message to `take`, whole or as its type and content."""
        if isinstance(msg_or_type, str):
            self.take(msg_or_type, content)
        else:
            self.take(msg_or_type["msg_type"], msg_or_type["content"])


class _Shell(ZMQInteractiveShell):
    """The shell of a kernel, without the event loops of GUI toolkits: a report opens no window."""

    def enable_gui(self, gui: Any = None) -> None:
        self.active_eventloop = gui


# By these libraries know that they are in a notebook.
_Shell.__name__, _Shell.__module__ = ZMQInteractiveShell.__name__, ZMQInteractiveShell.__module__


class _Stream(io.TextIOBase):
    """A standard stream as in a kernel: what is written to it becomes output of the notebook."""

    encoding = "UTF-8"

    def __init__(self, name: str, number: int, write: Callable[[str, str], None]) -> None:
        self.name, self._number, self._write = name, number, write

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._write(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number


class _Written:
    """Text that programs or libraries wrote past Python to one of the standard descriptors."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._at = 0

    def read(self) -> str:
        """Return the text written since the last call."""
        if os.fstat(self._file.fileno()).st_size == self._at:
            return ""
        data = self._file.read(LONGEST_OUTPUT)
        self._at += len(data)
        return self._decode(data)


class _InProcess(Client):
    """Run cells in a shell of this process; the client turns its messages into outputs, as for a kernel."""

    def begin(self, folder: Path) -> None:
        """Create an IPython shell in this process, and send its messages and streams to `take` and `write`."""
        self.reset_execution_trackers()
        self.lock = threading.RLock()
        self.loop = asyncio.new_event_loop()  # not closed: what the notebook left in it is not waited for
        asyncio.set_event_loop(self.loop)
        self.at: tuple[NotebookNode, int] | None = None
        self.pending: list[str] = []
        self.pending_name = ""
        self.written = {name: _Written(folder / name) for name in STREAMS}
        spec = importlib.util.find_spec(LAUNCHER)
        sys.argv = [(spec and spec.origin) or LAUNCHER]
        packages = next((at for at, path in enumerate(sys.path) if path.endswith("site-packages")), len(sys.path))
        sys.path.insert(packages, "")  # modules beside the notebook, where IPython puts them
        os.environ["IPYTHONDIR"] = str(folder)
        recorder = _Recorder(key=b"")
        recorder.take = self.take
        kernel = SimpleNamespace(eventloop=None, session=recorder, iopub_socket=None, get_parent=dict)
        self.shell = _Shell.instance(
            config=Config(HistoryManager={"enabled": False, "hist_file": ":memory:"}), kernel=kernel
        )
        self.shell.displayhook.session = self.shell.display_pub.session = recorder
        self.shell.displayhook.topic = b""
        builtins.input, getpass.getpass = _refuse("raw_input"), _refuse("getpass")
        for name in [name for name in sys.modules if name.partition(".")[0] == "jsonschema"]:
            del sys.modules[name]  # that of the server, which lacks a grammar
        sys.stdout, sys.stderr = (_Stream(name, number, self.write) for number, name in enumerate(STREAMS, 1))

    def run_cell(self, cell: NotebookNode, index: int) -> bool:
        """Run one cell as a kernel does, and collect its outputs; return whether the next one may run."""
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return True
        self.begin_cell(cell=cell, cell_index=index)
        cell.outputs, self.at = [], (cell, index)
        self.clear_before_next_output = False
        result = self.loop.run_until_complete(self.run_source(cell.source))
        self.flush()
        error = result.error_before_exec or result.error_in_exec
        content: dict[str, Any] = {"status": "ok", "payload": self.shell.payload_manager.read_payload()}
        self.shell.payload_manager.clear_payload()
        cell.execution_count = self.shell.execution_count - 1
        if error is not None:
            content |= {"status": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": []}
        self.end_cell(cell=cell, cell_index=index, execute_reply={"content": content})
        return error is None or EXPECTED in tags

    async def run_source(self, source: str) -> Any:
        """Run code in the shell, within a running event loop, and return the result."""
        # `run_cell` would transform the code once more, and compile it to see whether it awaits.
        transformed = self.shell.transform_cell(source)
        try:
            result = await self.shell.run_cell_async(source, store_history=True, transformed_cell=transformed)
        except BaseException as error:  # noqa: BLE001 (of an error that cannot be shown, for it has no text)
            result = ExecutionResult(None)  # type: ignore[no-untyped-call]
            result.error_in_exec = error
            with suppress(BaseException):
                self.shell.showtraceback(running_compiled_code=True)
        self.shell.events.trigger("post_execute")
        self.shell.events.trigger("post_run_cell", result)
        return result

    def write(self, name: str, text: str) -> None:
        """Queue a text written by Python, after the texts that programs have written meanwhile."""
        with self.lock:
            for stream, written in self.written.items():
                self.add(stream, written.read())
            self.add(name, text)

    def add(self, name: str, text: str) -> None:
        """Queue a text, so that many small texts of one stream make one output."""
        if not text:
            return  # as `!true` writes, of which a kernel makes no output
        self.count(len(text))
        if name != self.pending_name:
            self.flush_pending()
        self.pending_name = name
        self.pending.append(text)

    def flush_pending(self) -> None:
        """Make one output of the queued texts."""
        if self.pending and self.at:
            content = {"name": self.pending_name, "text": "".join(self.pending)}
            self.pending.clear()
            super().process_message(_make_message("stream", content), *self.at)  # they are counted already

    def flush(self) -> None:
        """Make outputs of all texts written so far."""
        with self.lock:
            self.write(self.pending_name, "")
            self.flush_pending()

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """Process a message of the shell, after all texts written before it, as if it came from a kernel as JSON."""
        # Bytes become base64, and arrays lists; blocks are JSON already.
        if any(not isinstance(value, str) and form != MIME for form, value in content.get("data", {}).items()):
            content = json_unpacker(json_packer(content))
        with self.lock:
            self.flush()
            if self.at:
                self.process_message(_make_message(kind, content), *self.at)

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Append an output; one of texts and JSON alone as it is, since to validate it takes longer than to show it."""
        kind, content = msg["msg_type"], msg["content"]
        forms = content.get("data", {}).items()
        is_plain = kind in FIELDS and all(isinstance(value, str) or form.endswith("+json") for form, value in forms)
        if not is_plain or display_id or self.clear_before_next_output or any(self.output_hook_stack.values()):
            return super().output(outs, msg, display_id, cell_index)
        shown = NotebookNode(output_type=kind)
        shown.update({field: content[field] for field in FIELDS[kind]})
        outs.append(shown)
        return shown


def _make_message(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    header = {"msg_id": "", "msg_type": kind}
    return {"header": header, "msg_type": kind, "parent_header": header, "content": content, "metadata": {}}


def _refuse(name: str) -> Callable[..., str]:
    def refuse(*_: object, **__: object) -> str:
        raise StdinNotImplementedError(f"{name} was called, but this frontend does not support input requests.")

    return refuse


papermill_engines.register("liberterra-process", ProcessEngine)
papermill_engines.register("liberterra-kernel", KernelEngine)
