"""A site of Wagtail that shows its visitors what the portal's three pages show them.

Built as a Wagtail developer would who cares for speed, with Wagtail's and Django's own means:
settings and lists around the pages as site settings and snippets, the menu in one query,
images in sizes made beforehand and fetched with their pages (`prefetch_renditions`,
`srcset_image`), related rows joined or prefetched, long texts left out of lists, templates
kept compiled. That favours Wagtail: its templates carry their words in Thai, and the
addresses of the portal's further pages as plain text, where the portal translates and looks
up. What those addresses answer (the search, a QR code) is not there; nobody asks for it.

The fragments that the portal keeps between requests (menu, foot, what the home page shows of
settings and people) stand in `{% cache %}` blocks. BENCH_KEEP_PARTS=1 lets them be kept in
the process; without, every one is made anew. No page is kept whole.

Runs in a Python environment of its own (`bench.web.wagtail`), so nothing here imports the
portal; `bench.web.content` hands over what there is to show.
"""
