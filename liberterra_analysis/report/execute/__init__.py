"""Execute a notebook in a process of its own, and record what it read, listed and looked for.

Nothing here knows editions. For one notebook these functions call each other:

1. `run.run_in_child`, in the process of the build, waits for the result, or for the time limit.
2. `server.Server.start_child` starts the process: where the system can, by a fork of a server that has loaded the
   libraries and parsed the ledger.
3. `server._child_main`, in that process, calls the function that `run_in_child` was called with.
4. `run.run_notebook`, called by that function, has papermill execute the cells by one of two engines.
5. `engines.ProcessEngine` runs the cells in this very process; `engines.KernelEngine` in an ordinary kernel, which
   loads the libraries and parses the ledger again. `reads.record` records what the notebook reads meanwhile.

The process engine is there for its speed: the notebook `operation` took 2.2 to 3.6 s with it, and 10.8 to 16.4 s with
an ordinary kernel (four runs of each in turn on a busy machine of 2 cores; the first run, in which the server starts
too, took 11.5 and 13.3 s).
"""

LIMIT = 1800.0
"""Seconds that one report may take."""
