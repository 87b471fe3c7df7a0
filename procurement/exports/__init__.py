"""A month's or a year's purchases as files that others work with: .xlsx for people, CSV."""
