"""Publish reports: the catalogue, builds, editions with their manifests, and the site that shows them.

A build calls, in this order:

1. `build.build` locks the published reports. `plan.select_reports` reads the catalogue, and `plan.plan_reports` finds
   which reports are stale, and why.
2. `pool.make_reports` makes the stale reports, as many side by side as there is room for.
3. `job.make_report` runs `job._run_and_render` in a process of its own, by `execute.run.run_in_child`.
4. `job._run_and_render`, in that process: `execute.run.run_notebook` executes the notebook, `render.assemble.assemble`
   makes a document of it, and `edition.make_edition` renders the document to the files of an edition.
5. `store.Store.publish`, back in the process of the build, publishes the files in one step; `site.write_page` and
   `site.write_site` write the pages that lead to them.

After a build `target.publish_site` sends all of it to where readers are, by the files of `transfer`. `timetable` holds
the settings of scheduled rebuilds, and `draft` makes reports that are not published.

`execute` and `render` stand below this folder and import nothing of it.
"""
