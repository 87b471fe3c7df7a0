"""The purchases of a year as open data in the Open Contracting Data Standard (OCDS), version 1.1.

`process` says what is told of a purchase, `package` writes it; neither knows a model.
`gathering` brings it from the database. What the standard's codes are called here stands in
`mapping.json`.
"""
