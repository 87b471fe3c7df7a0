"""The month's summary and the year's report on paper, from plain data; no models."""
