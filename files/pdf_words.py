"""What the process that cleans a PDF says of it, one word each: see `files.pdf_cleaning`."""

# Why it is not taken; files.apart has the others.
LOCKED, NO_PAGES, TOO_LONG = "locked", "no pages", "too long"
# What was taken out.
SCRIPTS, LAUNCHES, FORM_DATA, MEDIA = "scripts", "launches", "form data", "media"
FILES, XFA, SIGNATURE, LINKS = "files", "xfa", "signature", "links"
