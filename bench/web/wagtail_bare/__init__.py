"""A site of Wagtail to measure beside ours: home, a list in pages, and one page an item.

As `wagtail start` lays a site out: its settings and middlewares, its template tags. Runs in a
Python environment of its own (`bench.web.wagtail`), so nothing here imports the portal.
"""
