"""The two engines put out the same and tell the same errors: a corpus of cells run by both, and where they differ."""

import os
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from unittest import mock

import pytest

from liberterra_analysis.errors import ReportError
from liberterra_analysis.report.execute.run import EngineName, Executed
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import execute, make_workspace

ENGINES: tuple[EngineName, ...] = ("process", "kernel")

SAME = {
    # texts
    "print": "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('out', end='')\nprint(' again')",
    "result": "6 * 7",
    "result of a name": "_",
    "suppressed": "6 * 7;",
    "several": "from IPython.display import display\ndisplay(1)\nprint(2)\ndisplay(3)\n4",
    "printer": "print(print.__module__, 'x' * 100_000)",
    "stream": "(sys.stdout.isatty(), sys.stdout.encoding, hasattr(sys.stdout, 'buffer'), sys.stdin.read())",
    "no text": "try:\n    sys.stdout.write(b'x')\nexcept TypeError as error:\n    print(error)",
    "redirected": "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as said:\n    print('x')\n"
    "said.getvalue()",
    "logging": "import logging\nlogging.warning('a warning')\nlogging.getLogger('x').info('nothing')",
    "warning": "import warnings\nwarnings.warn('beware')\n1",
    "carriage": "print('50%', end='\\r')\nprint('100%')",
    # displays
    "bundle": "display({'text/plain': 'a', 'application/x-own+json': {'a': [1, None]}}, raw=True, metadata={'x': 1})",
    "html": "from IPython.display import HTML, Image, JSON, Latex, Markdown, SVG\ndisplay(HTML('<b>a</b>'))\nMarkdown('*a*')",
    "kinds": "display(Latex('$a$'), JSON({'a': 1}))\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
    "image": "import base64\nImage(base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8A'\n"
    "'AAAASUVORK5CYII='))",
    "update": "handle = display('first', display_id='h')\nhandle.update('second')\nprint('between')",
    "update later": "handle.update('third')\nhandle.display('again')",
    "own message": "kernel = get_ipython().kernel\nsent = kernel.session.send(kernel.iopub_socket, 'display_data', "
    "{'data': {'text/plain': 'sent'}, 'metadata': {}, 'transient': {}}, parent=get_ipython().get_parent())",
    "clear": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "clear late": "print('gone')\nclear_output(wait=True)\nprint('stays')",
    "own representation": "class Own:\n    def _repr_html_(self): return '<i>own</i>'\n    def __repr__(self): return 'own'\nOwn()",
    "own bundle": "class Both:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
    "        return {'text/plain': 'p', 'text/html': 'h'}\nBoth()",
    "own bytes": "class Bytes:\n    def _repr_png_(self): return b'\\x89PNG'\n    def __repr__(self): return 'bytes'\nBytes()",
    "own values": "import numpy\ndisplay({'application/x-own+json': {'a': numpy.arange(2)}, 'image/png': b'\\x89'}, raw=True)",
    "captured by a widget": "import comm\nstate = {'_model_module': '@jupyter-widgets/output', '_model_name': 'OutputModel', 'outputs': []}\n"
    "box = comm.create_comm(target_name='jupyter.widget', data={'state': state})\n"
    "asked = get_ipython().get_parent().get('header', {}).get('msg_id', '')\n"
    "box.send({'method': 'update', 'state': {'msg_id': asked}})\nprint('in the widget')",
    "rich": "from rich import print as show\nshow('[bold]a[/bold]', {'b': 1})",
    "progress": "from tqdm.auto import tqdm\nprint(tqdm.__module__)",
    # frames and figures
    "frame": "import pandas as pd\nwide = pd.DataFrame({f'a_rather_long_name_{i}': [i] for i in range(30)})\nprint(wide)\nwide",
    "long frame": "pd.DataFrame({'a': range(100)})",
    "series": "pd.Series([1, 3, 2], name='s')",
    "plot": "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);",
    "figures are closed": "plt.plot([3, 2, 1])\nlen(plt.gca().lines)",
    "series plot": "pd.Series([1, 3, 2]).plot.bar();",
    "show": "plt.figure()\nplt.plot([1, 2])\nplt.show()\nprint('after')\nplt.figure()\nplt.plot([2, 1])\nplt.show()",
    "figure as result": "fig, ax = plt.subplots()\nax.plot([1, 2])\nfig",
    "figure again": "fig",
    "backend": "print(plt.get_backend(), plt.rcParams['figure.dpi'], plt.rcParams['savefig.bbox'])",
    "inline": "%matplotlib inline\nplt.plot([1, 2])\nplt.title('x')",
    "svg": "%config InlineBackend.figure_formats = ['svg', 'png']\nplt.rcParams['svg.hashsalt'] = 'x'\nlen(plt.plot([1, 2]))",
    # magics
    "capture": "%%capture said\nprint('captured')",
    "captured": "print(said.stdout, get_ipython().run_line_magic('pwd', '')[-9:])",
    "shell": "!echo from a shell\nlines = !printf 'a\\nb'\nlines",
    "shell is silent": "!true\nprint(end='')",
    "bash": "%%bash\necho from bash\necho to stderr >&2",
    "bash fails": "try:\n    get_ipython().run_cell_magic('bash', '', 'exit 3')\nexcept Exception as error:\n    print(type(error).__name__)",
    "timeit": "timed = %timeit -n1 -r1 -q -o 1\ntype(timed).__name__",
    "pager": "len?",
    "writefile": "%%writefile beside_written.py\nVALUE = 7",
    "module beside": "import beside_written\nbeside_written.VALUE",
    "run": "%run beside_written.py\nimport os\nos.remove('beside_written.py')\nVALUE",
    "history": "%history 1-2",
    "nested": "done = get_ipython().run_cell('print(\"nested\")\\n5')\ndone.result",
    "alias": "%alias_magic t timeit",
    # event loops, threads, processes
    "await": "import asyncio\nawait asyncio.sleep(0)\nasync def late():\n    await asyncio.sleep(0.01)\n    return 7\nawait late()",
    "task": "task = asyncio.create_task(late())\nprint(asyncio.get_running_loop().is_running())",
    "task later": "await task",
    "no second loop": "try:\n    asyncio.run(late())\nexcept RuntimeError as error:\n    print(error)",
    "async program": "p = await asyncio.create_subprocess_exec('echo', 'x', stdout=-1)\n(await p.communicate())[0]",
    "thread": "import threading\nthread = threading.Thread(target=print, args=['in a thread'])\nthread.start(); thread.join()",
    # Each waits, for the thread in which a kernel reads this may be late, and what it reads is of the cell that then runs.
    "raw": "import os, time\n_ = os.write(1, b'raw bytes\\n')\nos.system('echo from the system; echo e >&2; sleep 1')",
    "program": "import subprocess\nprint(subprocess.check_output(['echo', 'x']))\nsubprocess.run('echo y; sleep 1', shell=True)",
    "not UTF-8": "_ = os.write(1, b'caf\\xe9\\n')\ntime.sleep(1)",
    "names": "import multiprocessing as mp\nprint(mp.current_process().name, mp.parent_process(), mp.current_process().daemon)",
    "pool": "def square(x):\n    return x * x\nwith mp.get_context('fork').Pool(1) as pool:\n"
    "    print(pool.map(square, [1, 2]), pool.apply(lambda: mp.current_process().name) if 0 else '')",
    "pool names": "def who():\n    return mp.current_process().name\nwith mp.get_context('fork').Pool(1) as pool:\n    print(pool.apply(who))",
    "executor": "from concurrent.futures import ProcessPoolExecutor\nwith ProcessPoolExecutor(1, mp.get_context('spawn')) as e:\n"
    "    print(list(e.map(abs, [-1, -2])))",
    "fork": "sys.stdout.flush()\npid = os.fork()\nif pid == 0:\n    os._exit(3)\nos.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])",
    "alarm": "import signal, time\ndef ring(*_): raise TimeoutError('rung')\nsignal.signal(signal.SIGALRM, ring)\nsignal.alarm(1)\n"
    "try:\n    time.sleep(5)\nexcept TimeoutError as error:\n    print(error)",
    # what a notebook finds
    "input": "for ask in (input, __import__('getpass').getpass):\n    try:\n        ask('more?')\n"
    "    except Exception as error:\n        print(type(error).__name__, error)",
    "name": "print(__name__, globals().get('__file__'), sys.modules['__main__'].__dict__ is globals())",
    "pickle": "import pickle\npickle.loads(pickle.dumps(square)) is square",
    "source": "import inspect\nprint(inspect.getsource(square))",
    "argv": "os.path.basename(sys.argv[0])",
    "path": "print(sys.path.index(''), len(sys.path), os.path.basename(os.getcwd()), 'workspace' in sys.path)",
    "shell class": "shell = get_ipython()\nprint(type(shell).__name__, type(shell).__module__, hasattr(shell, 'kernel'), 'IPKernelApp' in shell.config)",
    "variables": "print(len(In), sorted(Out)[:3], exit, type(quit).__name__)",
    "hash": "print(hash('a'), time.tzname, sys.flags.hash_randomization, sys.flags.optimize)",
    "jsonschema": "import jsonschema\nlen(jsonschema.FormatChecker.checkers)",
    "umask": "(oct(os.umask(0o22)), os.nice(0), signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGPIPE))",
    "caught": "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    print(traceback.format_exc())",
    "exit caught": "try:\n    sys.exit(2)\nexcept SystemExit as end:\n    print(end.code)",
    "big": "print('x' * 2_000_000)",
    "many": "for i in range(2_000):\n    display(i)",
}
"""Cells of one notebook, whose normalised outputs are the same."""

ENVIRONMENT = (
    "import os\nthreads = lambda: len(os.listdir('/proc/self/task'))\nos.environ['OMP_NUM_THREADS'] = '1'\n"
    "os.environ['MPLBACKEND'] = 'svg'\nimport sys\nbefore = threads(), 'numpy' in sys.modules, 'matplotlib' in sys.modules\nimport numpy\n"
    "print(threads() - before[0], before[1:])",
    "import matplotlib\nmatplotlib.get_backend(), matplotlib.rcParams['lines.linewidth']",
    "print(os.environ['PAGER'], os.environ['TERM'], os.environ['TZ'], os.environ['PYTHONHASHSEED'])",
)

RAISED = {
    "raise": ("raise ValueError('no such\\noperation')", "ValueError: no such; operation"),
    "empty": ("raise KeyError", "KeyError"),
    "no text": (
        "class Mute(Exception):\n    def __str__(self):\n        raise ValueError('mute')\nraise Mute",
        "ValueError: mute",
    ),
    "chained": ("try:\n    {}['a']\nexcept KeyError as error:\n    raise KeyError('a') from error", "KeyError: 'a'"),
    "notes": (
        "error = ValueError('no such')\nerror.add_note('in row 3')\nerror.add_note('of a.csv')\nraise error",
        "ValueError: no such; in row 3; of a.csv",
    ),
    "syntax": ("x = (", "SyntaxError: incomplete input (…, line 1)"),
    "group": (
        "raise ExceptionGroup('several', [ValueError('one'), KeyError('two')])",
        "ExceptionGroup: several (2 sub-exceptions): ValueError: one; KeyError: 'two'",
    ),
    "task group": (
        "import asyncio\nasync def fail():\n    raise OSError('no disk')\nasync with asyncio.TaskGroup() as group:\n"
        "    group.create_task(fail())",
        "ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception): OSError: no disk",
    ),
    "pydantic": (
        "import pydantic\nclass M(pydantic.BaseModel):\n    a: int\n    b: int\nM(a='x')",
        "ValidationError: 2 validation errors for M; a; Input should be a valid integer, unable to parse string as an "
        "integer [type=int_parsing, input_value='x', input_type=str]; b; Field required [type=missing, "
        "input_value={'a': 'x'}, input_type=dict]",
    ),
    "magic": ("%no_such_magic", "UsageError: Line magic function `%no_such_magic` not found."),
    "cell magic": ("%%no_such_magic\n1", "UsageError: Cell magic `%%no_such_magic` not found."),
    "exit": ("import sys\nsys.exit(3)", "SystemExit: 3"),
    "bash": ("%%bash\nexit 3", "CalledProcessError: Command 'b'exit 3\\n'' returned non-zero exit status 3."),
    "interrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
}
"""Cells that end a notebook, and how that is told by both engines."""

DIFFER = {
    "where a warning comes from": (
        "import warnings\nwarnings.warn('beware')",
        r"<ipython-input-\d+-[0-9a-f]+>:2: UserWarning: beware",
        r"\S*/ipykernel_\d+/\d+\.py:2: UserWarning: beware",
    ),
    # A kernel reads what programs write in a thread of its own, and knows not when it came: the cell waits for it.
    "in what order": (
        "import os, time\nprint('a')\nos.system('echo b')\nprint('c')\ntime.sleep(1)",
        "a\nb\nc\n",
        r"(a\nb\nc|a\nc\nb|b\na\nc)\n",
    ),
    "what programs get for sys.stdout": (
        "import subprocess, sys\nprint(subprocess.run(['echo', 'x'], stdout=sys.stdout).returncode)",
        "x\n0\n",
        "0\n",
    ),
    "parsing sys.argv": ("import sys\nprint(len(sys.argv) > 1)", "False\n", "True\n"),
    "settings of the user's IPython": (
        "get_ipython().profile_dir.location.startswith(__import__('os').path.expanduser('~'))",
        "False",
        "True",
    ),
}
"""What differs: cell, what the process puts out, what a kernel does, as patterns."""

CELL = re.compile(r"<ipython-input-\d+-[0-9a-f]+>|\d{5,}\.py")
ADDRESS = re.compile(r"0x[0-9a-f]+|/\S*ipykernel_\d+/\d+\.py|<ipython-input-\d+-[0-9a-f]+>")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Servers]]:
    workspace = make_workspace(tmp_path_factory.mktemp("engines"))
    with Servers(workspace) as servers:
        with mock.patch.dict(os.environ):
            os.environ.pop("PYTEST_CURRENT_TEST", None)  # at which a kernel leaves what programs write alone
            servers.full.start()
            servers.bare.start()
        yield workspace, servers


def run(place: tuple[Workspace, Servers], engine: EngineName, *sources: str) -> list[Any]:
    return [normalised(outputs) for outputs in run_raw(place, engine, *sources)]


def run_raw(place: tuple[Workspace, Servers], engine: EngineName, *sources: str) -> list[Any]:
    return [cell.outputs for cell in run_whole(place, engine, *sources).notebook.cells]


def run_whole(place: tuple[Workspace, Servers], engine: EngineName, *sources: str) -> Executed:
    cells = [{"cell_type": "code", "metadata": {}, "source": source, "outputs": []} for source in sources]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    workspace, servers = place
    return execute(notebook, workspace=workspace, servers=servers, engine=engine, limit=100)


def normalised(outputs: list[Any]) -> list[Any]:
    """Join the texts of each stream, which a kernel sends in any order, and put addresses and names of cells aside."""
    streams = sorted((one for one in outputs if one.output_type == "stream"), key=lambda one: one.name)
    texts = {name: "".join(one.text for one in group) for name, group in groupby(streams, key=lambda one: one.name)}
    others = [{key: one[key] for key in one if key != "transient"} for one in outputs if one.output_type != "stream"]
    return [*({name: ADDRESS.sub("…", text)} for name, text in texts.items()), *others]


def test_a_kernel_loses_no_output_while_its_reader_is_busy(place: tuple[Workspace, Servers]) -> None:
    stop = "import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)\n"
    go_on = "import time\ntime.sleep(0.5)\nos.kill(os.getppid(), signal.SIGCONT)"
    (outputs,) = run_raw(place, "kernel", f"{stop}for i in range(3_000):\n    display(i)\n{go_on}")
    assert [one.data["text/plain"] for one in outputs] == [str(number) for number in range(3_000)]


def test_both_engines_put_out_the_same(place: tuple[Workspace, Servers]) -> None:
    given, expected = (dict(zip(SAME, run(place, engine, *SAME.values()), strict=True)) for engine in ENGINES)
    assert {name: given[name] for name in SAME if given[name] != expected[name]} == {
        name: expected[name] for name in SAME if given[name] != expected[name]
    }


def test_both_engines_depend_on_the_same(place: tuple[Workspace, Servers]) -> None:
    drawn = "from liberterra_analysis import display\nimport pandas as pd\npd.Series([1, 2]).plot();"
    plain = "import matplotlib.pyplot as plt\nopen('own.txt', 'w').close()"
    widget = SAME["captured by a widget"]
    for code, names in ((drawn, ["notebooks/matplotlibrc"]), (plain, []), (widget, [])):
        made = [run_whole(place, engine, code) for engine in ENGINES]
        assert [[*one.reads.data] for one in made] == [names, names]
        assert made[0].notebook.metadata.keys() == made[1].notebook.metadata.keys()


def test_an_environment_set_in_the_first_cell_holds(place: tuple[Workspace, Servers]) -> None:
    (place[0].notebooks / "matplotlibrc").write_text("lines.linewidth: 7\n", "utf-8")
    given = [run(place, engine, *ENVIRONMENT) for engine in ENGINES]
    (place[0].notebooks / "matplotlibrc").unlink()
    assert given[0] == given[1]
    assert given[0][0] == [{"stdout": "0 (False, False)\n"}]
    assert given[0][1][0]["data"] == {"text/plain": "('svg', 7.0)"}


@pytest.mark.parametrize(
    ("engine", "name"), [*(("process", name) for name in RAISED), *(("kernel", name) for name in ("exit", "group"))]
)
def test_an_error_is_told_with_its_cause(place: tuple[Workspace, Servers], engine: EngineName, name: str) -> None:
    source, expected = RAISED[name]
    with pytest.raises(ReportError) as caught:
        run(place, engine, "1", source, "2")
    assert CELL.sub("…", str(caught.value)) == f"n.ipynb, cell 2: {expected}"


def test_what_differs_is_listed(place: tuple[Workspace, Servers]) -> None:
    sources = [source for source, *_ in DIFFER.values()]
    for at, engine in enumerate(ENGINES, 1):
        for (name, row), outputs in zip(DIFFER.items(), run_raw(place, engine, *sources), strict=True):
            text = "".join(one.get("text") or one["data"]["text/plain"] for one in outputs)
            assert re.match(row[at], text), (name, engine, text)
