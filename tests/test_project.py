"""What holds for the whole project: constraints, migrations, catalogue, pins, papers."""

from __future__ import annotations

import ast
import configparser
import importlib.metadata
import re
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import CheckConstraint, Field, Q

from accounts.history import Permanent
from tests.tree import REPOSITORY, files, models, shown
from tools import messages, templates

ROOMS = (
    *("portal", "files", "paper", "accounts", "search", "publications", "website"),
    *("measures", "complaints", "reports", "procurement", "sample"),
)

# --- the tables ----------------------------------------------------------------------------

# Pairs whose time is always there while the person may be missing; each says why.
PERSON_MAY_BE_MISSING = {
    "Plan.created": "a plan made on the command line has no person",
    "Evidence.uploaded": "a file that the command line brings was sent by nobody signed in",
    "ProgressEntry.entered": "results in an imported table were entered by nobody we know",
}


def pairs() -> list[tuple[type, str]]:
    """Every (model, stem) with both STEM_at and STEM_by."""
    found = []
    for model in models():
        names = {field.name for field in model._meta.local_concrete_fields}
        stems = {name[:-3] for name in names if name.endswith("_at")}
        found += [(model, stem) for stem in sorted(stems) if f"{stem}_by" in names]
    return found


def conditions(q: Q) -> list[tuple[str, object]]:
    """Every plain condition inside a Q, however deep."""
    found: list[tuple[str, object]] = []
    for child in q.children:
        found += conditions(child) if isinstance(child, Q) else [child]
    return found


def bound_together(model: type, stem: str) -> bool:
    wanted = [(f"{stem}_{end}__isnull", empty) for end in ("at", "by") for empty in (True, False)]
    return any(
        isinstance(constraint, CheckConstraint)
        and all(condition in conditions(constraint.condition) for condition in wanted)
        for constraint in model._meta.constraints
    )


def test_pairs_of_time_and_person_are_bound_by_the_database():
    assert len(pairs()) >= 4
    loose = []
    for model, stem in pairs():
        optional = [model._meta.get_field(f"{stem}_{end}").null for end in ("at", "by")]
        if optional == [False, False] or bound_together(model, stem):
            continue
        if optional == [False, True] and f"{model.__name__}.{stem}" in PERSON_MAY_BE_MISSING:
            continue
        loose.append(f"{model.__name__}.{stem}_at / {stem}_by")
    assert loose == []


def choices() -> list[tuple[type, Field]]:
    """Every (model, field) with choices, history apart: code alone writes it, once."""
    return [
        (model, field)
        for model in models()
        if not issubclass(model, Permanent)
        for field in model._meta.local_concrete_fields
        if field.choices
    ]


def held_to_its_choices(model: type, field: Field) -> bool:
    wanted = {value for value, _label in field.flatchoices} | ({""} if field.blank else set())
    return any(
        isinstance(constraint, CheckConstraint)
        and any(
            name == f"{field.name}__in" and set(values) == wanted
            for name, values in conditions(constraint.condition)
            if isinstance(values, list)
        )
        for constraint in model._meta.constraints
    )


def test_fields_with_choices_hold_nothing_else():
    assert len(choices()) >= 10
    loose = [
        f"{model.__name__}.{field.name}"
        for model, field in choices()
        if not held_to_its_choices(model, field)
    ]
    assert loose == []


def test_the_exceptions_are_still_exceptions():
    known = {f"{model.__name__}.{stem}" for model, stem in pairs()}
    assert set(PERSON_MAY_BE_MISSING) <= known


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_have_names():
    migrations = [path.stem for path in files(".py") if path.parent.name == "migrations"]
    assert "0001_initial" in migrations
    named = re.compile(r"\d{4}_(?!auto_|alter_\w+_and_more|\w+_and_more$)[a-z0-9_]+")
    assert [name for name in migrations if name != "__init__" and not named.fullmatch(name)] == []


def test_a_form_in_an_included_template_is_given_its_token():
    """`only` leaves the token against forgery behind: the form would be refused."""
    texts = {path: path.read_text(encoding="utf-8") for path in files(".html")}
    with_form = {
        path.relative_to(REPOSITORY / "templates").as_posix()
        for path, text in texts.items()
        if "csrf_token" in text
    }
    isolated = re.compile(r'{% include "([^"]+)"((?:(?!%}).)*)\bonly %}')
    found = [
        f"{shown(path)}: {name}"
        for path, text in texts.items()
        for name, given in isolated.findall(text)
        if name in with_form and "csrf_token=csrf_token" not in given
    ]
    assert found == []


# --- words and pages -------------------------------------------------------------------------


def test_every_message_is_translated_and_none_is_fuzzy():
    assert messages.faults_of() == []


def test_the_catalogue_holds_exactly_the_messages_of_the_code():
    assert messages.not_gathered() == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Save"\nmsgstr ""', "untranslated"),
        ('#, fuzzy\nmsgid "Save"\nmsgstr "บันทึก"', "fuzzy"),
        ('msgid "%(count)s files"\nmsgstr "แฟ้ม"', "placeholders differ"),
        ('#~ msgid "Save"\n#~ msgstr "บันทึก"', "no longer used"),
    ],
)
def test_an_unfinished_catalogue_is_noticed(tmp_path, entry, fault):
    catalogue = tmp_path / "django.po"
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    catalogue.write_text(head + entry + "\n", encoding="utf-8")
    (found,) = messages.faults_of(catalogue)
    assert found.startswith(fault)


def test_every_template_compiles():
    assert len(templates.names()) > 20
    assert templates.faults() == []


# --- what travels with a page ---------------------------------------------------------------

ELSEWHERE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z0-9.-]+", re.IGNORECASE)
FETCHED = re.compile(
    r"""(?:src|srcset|action|formaction|data)\s*=\s*["'](?:https?:)?//|"""
    r"""<link[^>]+href\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""",
    re.IGNORECASE,
)


def test_static_files_name_no_other_site():
    looked_at = list(files(".css", ".js", ".svg", under="static"))
    assert len(looked_at) > 10
    named = {
        shown(path): found
        for path in looked_at
        if (found := ELSEWHERE.findall(path.read_text(encoding="utf-8")))
    }
    assert named == {}


def test_pages_fetch_nothing_from_another_site():
    looked_at = list(files(".html", under="templates"))
    assert len(looked_at) > 20
    assert [p for p in looked_at if FETCHED.search(p.read_text(encoding="utf-8"))] == []


# --- the tree ---------------------------------------------------------------------------------

TEXT = (".py", ".md", ".toml", ".txt", ".in", ".html", ".css", ".js", ".mjs", ".json", ".po")
TEXT += (".service", ".timer", ".example", ".sh", "")
HOMES = re.compile(r"(?<![\w.~])/(?:work|root|home|Users)/[a-z]")
REGISTRIES = re.compile(
    r"\b(?:pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org)\b"
)


def test_no_path_of_a_machine_and_no_registry_in_the_tree():
    looked_at = [path for path in files(*TEXT) if path != Path(__file__).resolve()]
    assert len(looked_at) > 100
    told = []
    for path in looked_at:
        text = path.read_text(encoding="utf-8", errors="replace")
        told += [f"{shown(path)}: {hit[0]}" for hit in HOMES.finditer(text)]
        told += [f"{shown(path)}: {hit[0]}" for hit in REGISTRIES.finditer(text)]
    assert told == []


def test_files_can_be_read_in_one_sitting():
    long = {
        shown(path): lines
        for path in files(".py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}


# --- the packages -----------------------------------------------------------------------------


def pins(name: str) -> dict[str, str]:
    """Package to version of requirements/NAME.txt; fails on a line that is not pinned."""
    found = {}
    for line in (REPOSITORY / "requirements" / f"{name}.txt").read_text().splitlines():
        if line and not line.startswith((" ", "#")):
            package, version = re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?==(\S+).*", line).groups()
            found[package.lower().replace("_", "-")] = version
    return found


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_package_is_pinned_with_hashes(name):
    text = (REPOSITORY / "requirements" / f"{name}.txt").read_text()
    blocks = re.split(r"\n(?=[a-z])", text)
    assert len(pins(name)) > 20
    assert [b.split()[0] for b in blocks if "==" in b and "--hash=sha256:" not in b] == []
    assert "index-url" not in text


def test_what_is_tested_is_what_runs():
    dev = pins("dev")
    assert {package: dev.get(package) for package in pins("base")} == pins("base")


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_dependency_says_why_it_is_there(name):
    lines = (REPOSITORY / "requirements" / f"{name}.in").read_text().splitlines()
    asked = [line for line in lines if line and not line.startswith(("#", "-r"))]
    assert [line for line in asked if not re.search(r"#\s*\w.{9,}", line)] == []


def imported(path: Path) -> set[str]:
    """The first names of everything that a module imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_the_product_runs_with_the_packages_of_base_alone():
    brings = importlib.metadata.packages_distributions()
    base = set(pins("base"))
    lacking = set()
    for room in ROOMS:
        for path in files(".py", under=room):
            for name in imported(path) - sys.stdlib_module_names - set(ROOMS):
                packages = {p.lower().replace("_", "-") for p in brings.get(name, [])}
                if not packages & base:
                    lacking.add(f"{shown(path)} imports {name}")
    assert lacking == set()


def test_the_ground_floor_knows_no_tables():
    """Beside the floors of pyproject.toml, which cannot name a part of Django."""
    tables = re.compile(r"^\s*(?:from|import) django\.(?:db|apps|contrib)\b", re.MULTILINE)
    ground = [*files(".py", under="portal/thai"), *files(".py", under="paper")]
    assert len(ground) > 20
    assert [shown(path) for path in ground if tables.search(path.read_text("utf-8"))] == []


# --- the papers -------------------------------------------------------------------------------


def test_the_glossary_knows_every_model():
    glossary = (REPOSITORY / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
    names = [model.__name__ for model in models()]
    assert len(names) > 15
    assert [name for name in names if not re.search(rf"\b{name}\b", glossary)] == []


# What every room has, and what Python asks for; the table of files leaves these out.
EVERYWHERE = {"__init__", "__main__", "apps", "urls", "models", "querysets", "forms"}
EVERYWHERE |= {"wsgi", "settings"}
PROCUREMENT = [f"procurement/{name}" for name in ("paper", "intake", "exports", "ocds")]
COMPLAINTS = ("sealing", "sealed", "officers", "reporting", "handling", "upkeep", "numbers")


def test_the_architecture_names_every_file():
    text = (REPOSITORY / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    known = set(re.findall(r"(\w+)\.py", text)) | EVERYWHERE
    inside = [f"complaints/{name}" for name in COMPLAINTS]
    places = (*ROOMS, *inside, "reports/paper", *PROCUREMENT, "bench", "tools")
    found = {path for place in places for path in (REPOSITORY / place).glob("*.py")}
    assert len(found) > 80
    modules = {shown(path) for path in found if not path.stem.startswith("forms_")}
    assert sorted(name for name in modules if Path(name).stem not in known) == []
    there = {path.stem for path in files(".py")}
    assert sorted(known - there - {"settings"}) == []


def test_the_example_of_the_environment_has_every_variable():
    read = re.compile(r'env\.(?:text|flag|number|words|secret_key)\(\s*"(\w+)"')
    wanted = set(read.findall((REPOSITORY / "portal" / "settings.py").read_text()))
    wanted |= set(
        re.findall(r'"(PORTAL_\w+)"', (REPOSITORY / "deploy/gunicorn.conf.py").read_text())
    )
    example = (REPOSITORY / "deploy" / "portal.env.example").read_text(encoding="utf-8")
    assert len(wanted) > 15
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == wanted


def test_the_papers_name_commands_that_exist():
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    papers = [REPOSITORY / "README.md", *files(".md", under="docs")]
    named = {
        name
        for paper in papers
        for name in re.findall(
            r"`(?:[A-Z]+=\S+ )?make ([a-z-]+)", paper.read_text(encoding="utf-8")
        )
    }
    assert {"run", "test", "check"} <= named
    assert named <= targets


def test_every_unit_of_the_server_starts_something_of_ours():
    units = list(files(".service", under="deploy"))
    assert len(units) >= 3
    for unit in units:
        text = unit.read_text(encoding="utf-8")
        parsed = configparser.ConfigParser(strict=False, interpolation=None)
        parsed.read_string(text)
        service = parsed["Service"]
        assert service["User"] == "portal", unit.name
        assert service["NoNewPrivileges"] == "yes", unit.name
        for name in re.findall(r"/opt/portal/((?:deploy/)?[\w.]+\.py)", text):
            assert (REPOSITORY / name).exists(), f"{unit.name} names {name}"
    for timer in files(".timer", under="deploy"):
        assert timer.with_suffix(".service") in units
