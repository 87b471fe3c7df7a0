"""What is wrong with a release package: by the schema of OCDS 1.1.5 and by what it cannot say.

Nothing is fetched: schemas lie in standard/, and a reference to any other is an error.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

STANDARD = Path(__file__).parent / "standard"
# Codes of the open codelists that 1.1.5 names (documentType, partyRole, milestoneType); a code
# of our own would pass the schema, and nobody would understand it.
DOCUMENT_TYPES = {
    *("procurementPlan", "plannedProcurementNotice", "tenderNotice", "biddingDocuments"),
    *("technicalSpecifications", "billOfQuantity", "cancellationDetails", "clarifications"),
    *("awardNotice", "contractNotice", "contractSummary", "contractSigned"),
}
ROLES = {"buyer", "procuringEntity", "tenderer", "supplier"}
MILESTONES = {"preProcurement", "approval", "engagement", "assessment", "delivery"}


def problems(package: bytes) -> list[str]:
    """Everything that is wrong, in words with the place; [] for a package without a fault."""
    held = json.loads(package)
    found = [
        f"{'/'.join(map(str, error.instance_path))}: {error.message[:200]}"
        for error in (*_validator().iter_errors(held), *_strict().iter_errors(held))
    ]
    if found:
        return found
    found += [f"{place}: is empty" for place, value in _leaves(held) if _says_nothing(value)]
    ocids = Counter(one["ocid"] for one in held["releases"])
    found += [f"{ocid} stands twice" for ocid, times in ocids.items() if times > 1]
    ids = Counter(one["id"] for one in held["releases"])
    found += [f"release {id_} stands twice" for id_, times in ids.items() if times > 1]
    for release in held["releases"]:
        found += [f"{release['ocid']}: {fault}" for fault in _faults(release)]
    return found


def _faults(release: dict[str, Any]) -> Iterator[str]:
    if not re.fullmatch(r"ocds-[a-z0-9]{6}-[0-9A-Za-z-]+", release["ocid"]):
        yield "is no ocid of a registered form"
    yield from _twice(release)
    yield from _dangling(release)
    yield from _unknown_codes(release)


def _dangling(release: dict[str, Any]) -> Iterator[str]:
    parties = {one["id"]: one for one in release["parties"]}
    for role, reference in _references(release):
        if role not in parties.get(reference["id"], {}).get("roles", ()):
            yield f"{reference['name']} is no party in the role {role}"
        elif parties[reference["id"]]["name"] != reference["name"]:
            yield f"{reference['name']} has another name among the parties"
    bids = {one["id"] for one in release.get("bids", {}).get("details", ())}
    awards = {one["id"]: one for one in release.get("awards", ())}
    for award in awards.values():
        if award.get("relatedBid") not in {None, *bids}:
            yield f"{award['id']} comes of a bid that is not there"
    for contract in release.get("contracts", ()):
        if contract["awardID"] not in awards:
            yield f"{contract['id']} comes of an award that is not there"


def _unknown_codes(release: dict[str, Any]) -> Iterator[str]:
    for party in release["parties"]:
        yield from (f"unknown role {role}" for role in party["roles"] if role not in ROLES)
    for one in _documents(release):
        if one["documentType"] not in DOCUMENT_TYPES:
            yield f"unknown type of document {one['documentType']}"
    for one in release.get("planning", {}).get("milestones", ()):
        if one["type"] not in MILESTONES:
            yield f"unknown type of milestone {one['type']}"


def _twice(release: dict[str, Any]) -> Iterator[str]:
    lists = {
        "parties": release["parties"],
        "bids": release.get("bids", {}).get("details", []),
        "awards": release.get("awards", []),
        "contracts": release.get("contracts", []),
        "documents": list(_documents(release)),
        "amendments": release["tender"].get("amendments", []),
    }
    for name, listed in lists.items():
        ids = Counter(one["id"] for one in listed)
        yield from (f"{name}: {id_} stands twice" for id_, times in ids.items() if times > 1)


def _references(release: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    yield "buyer", release["buyer"]
    yield "procuringEntity", release["tender"]["procuringEntity"]
    for one in release["tender"].get("tenderers", ()):
        yield "tenderer", one
    for bid in release.get("bids", {}).get("details", ()):
        yield from (("tenderer", one) for one in bid.get("tenderers", ()))
    for award in release.get("awards", ()):
        yield from (("supplier", one) for one in award.get("suppliers", ()))


def _documents(release: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from release.get("planning", {}).get("documents", ())
    yield from release["tender"].get("documents", ())
    for stage in (*release.get("awards", ()), *release.get("contracts", ())):
        yield from stage.get("documents", ())


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that holds no other, with its place."""
    if isinstance(value, dict) and value:
        for name, one in value.items():
            yield from _leaves(one, f"{place}/{name}")
    elif isinstance(value, list) and value:
        for at, one in enumerate(value):
            yield from _leaves(one, f"{place}/{at}")
    else:
        yield place, value


def _says_nothing(value: Any) -> bool:
    return value in (None, [], {}) or (isinstance(value, str) and not value.strip())


# --- the schemas ---------------------------------------------------------------------------


@cache
def _validator() -> jsonschema_rs.Draft4Validator:
    """The schema as it is published, with our two extensions, formats checked."""
    return _built(_extended())


@cache
def _strict() -> jsonschema_rs.Draft4Validator:
    """The same, with every field refused that neither it nor an extension knows."""
    release = _extended()
    _close(release)
    return _built(release, closed=True)


def _built(release: dict[str, Any], *, closed: bool = False) -> jsonschema_rs.Draft4Validator:
    package = _read("release-package-schema.json")
    if closed:
        _close(package)
    address = package["properties"]["releases"]["items"]["$ref"]
    registry = jsonschema_rs.Registry(
        [(address, release)], draft=jsonschema_rs.Draft4, retriever=_refuse
    )
    return jsonschema_rs.Draft4Validator(
        package, registry=registry, retriever=_refuse, validate_formats=True
    )


def _refuse(address: str) -> Any:
    raise ValueError(f"the tests fetch nothing, not even {address}")


def _extended() -> dict[str, Any]:
    release = _read("release-schema.json")
    for extension in ("bids", "award_rationale"):
        _merge(release, _read(f"extensions/{extension}.json"))
    return release


def _merge(schema: dict[str, Any], patch: dict[str, Any]) -> None:
    """JSON Merge Patch (RFC 7396), which is how an extension of OCDS is applied."""
    for name, value in patch.items():
        if isinstance(value, dict) and isinstance(schema.get(name), dict):
            _merge(schema[name], value)
        else:
            schema[name] = value


def _close(schema: Any) -> None:
    if isinstance(schema, list):
        for one in schema:
            _close(one)
    elif isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            schema["additionalProperties"] = False
        for one in schema.values():
            _close(one)


def _read(name: str) -> dict[str, Any]:
    return json.loads((STANDARD / name).read_text(encoding="utf-8"))
