"""Thai and Arabic digits, one for one."""

_THAI = "๐๑๒๓๔๕๖๗๘๙"
_ARABIC = "0123456789"
_TO_THAI = str.maketrans(_ARABIC, _THAI)
_TO_ARABIC = str.maketrans(_THAI, _ARABIC)


def to_thai(text: str | int) -> str:
    """Give `text` with every Arabic digit as the Thai one; all else stays as it is."""
    return str(text).translate(_TO_THAI)


def to_arabic(text: str | int) -> str:
    """Give `text` with every Thai digit as the Arabic one; all else stays as it is."""
    return str(text).translate(_TO_ARABIC)
