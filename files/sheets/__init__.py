"""Tables that come in from outside: workbooks, delimited text, markup; plain grids come out."""
