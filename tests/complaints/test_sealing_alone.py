"""The sealing stands alone: no Django in it, no crypto library beside it, no word of a secret."""

from __future__ import annotations

import ast
import logging
import subprocess
import sys

import pytest

from complaints import sealing
from complaints.sealing import CannotOpen, SealingError, refusals
from tests.complaints.conftest import PASSPHRASE
from tests.tree import REPOSITORY, files, shown

RUFF = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select=TID251", "--stdin-filename"]
QUIET = {"logging", "warnings", "sys"}  # what the sealing has no use for
LIBRARIES = {"nacl", "cryptography", "Crypto", "Cryptodome", "_sodium"}


def imported(path):
    text = path.read_text(encoding="utf-8")
    if not any(name in text for name in LIBRARIES | QUIET):
        return  # spares parsing the whole tree
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_it_is_loaded_without_django():
    program = "import sys, complaints.sealed.credentials; print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_nothing_else_imports_a_crypto_library():
    looked_at = list(files(".py"))
    found = {
        shown(path)
        for path in looked_at
        if {name.split(".")[0] for name in imported(path)} & LIBRARIES
    }
    assert len(looked_at) > 300
    assert found == {"complaints/sealing/files.py", "complaints/sealing/primitives.py"}


@pytest.mark.parametrize(
    "line", ["import nacl", "import nacl.bindings", "from nacl.public import SealedBox"]
)
def test_the_linter_says_so_too(line):
    def faults(place):
        done = subprocess.run(
            [*RUFF, place, "-"],
            input=line + "\n",
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.count("TID251")

    assert faults("complaints/sealing/primitives.py") == 0
    for place in ("complaints/models.py", "website/front.py", "tools/check.py", "tests/tree.py"):
        assert faults(place) == 1, place


def test_it_neither_logs_nor_prints():
    for path in files(".py", under="complaints/sealing"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = {
            n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and hasattr(n.func, "id")
        }
        assert not calls & {"print", "open", "eval", "exec"}, shown(path)
        assert not set(imported(path)) & QUIET, shown(path)


def test_every_refusal_is_of_one_family_with_a_text_of_its_own():
    kinds = [kind for kind in vars(refusals).values() if isinstance(kind, type)]
    assert len(kinds) == 7
    assert all(issubclass(kind, SealingError) for kind in kinds)
    assert len({str(kind()) for kind in kinds}) == 7


def test_a_refusal_carries_no_secret_along(sealing_office, caplog):
    """Neither in its words nor in the exception it came from."""
    with caplog.at_level(logging.DEBUG), pytest.raises(CannotOpen) as refused:
        sealing.unlock(sealing_office.anan.stored, PASSPHRASE + "ๆ", sealing_office.keys)
    assert refused.value.args == ("This cannot be opened.",)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ is True
    assert caplog.records == []


def test_the_face_names_everything_it_gives():
    given = {name for name in vars(sealing) if not name.startswith("_")}
    modules = {path.stem for path in files(".py", under="complaints/sealing")}
    assert given - modules == set(sealing.__all__)
