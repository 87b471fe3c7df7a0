"""The least that a site of Wagtail can show: home, a list in pages, and one page an item.

As `wagtail start` lays a site out: its settings and middlewares, its template tags. A menu of
six links, six titles on the home page, no pictures, files, filters or neighbours: far less
than the portal's pages, and measured so that nobody has to guess what the rest costs
(`bench.web.wagtail_site` shows the same as the portal). Runs in a Python environment of its
own (`bench.web.wagtail`), so nothing here imports the portal.
"""
