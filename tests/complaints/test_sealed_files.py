"""Files and uploads: whole, or not at all."""

from __future__ import annotations

import io
import os
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import sealing
from complaints.sealing import (
    CHUNK,
    CannotOpen,
    CannotSeal,
    Context,
    Place,
    StreamSealer,
    Tampered,
)
from tests.complaints.conftest import changed, flipped

HEAD = 1 + 24
LAST = 3  # libsodium's tag of a stream's last chunk
SEALED_CHUNK = CHUNK + 17
KEY, CONTEXT = b"k" * 32, Context("upload")


def seal_file(case, content, place=None):
    place = place or Place(case.id, 1, uuid4(), "file", sealing.COMPLAINANT)
    sealer = sealing.FileSealer(place, case.epoch.key, case.office.keys)
    sealed = b"".join(sealer.chunks_of(io.BytesIO(content)))
    return sealer.stored(), sealed


def open_file(case, stored, sealed):
    return b"".join(sealing.open_file(stored, io.BytesIO(sealed), case.opened(), case.office.keys))


def seal_stream(content, step=CHUNK):
    sealer = StreamSealer(KEY, CONTEXT)
    pushed = [sealer.push(content[at : at + step]) for at in range(0, len(content), step)]
    return b"".join([*pushed, sealer.finish()])


def open_stream(sealed, key=KEY, context=CONTEXT):
    return b"".join(sealing.open_stream(io.BytesIO(sealed), key, context))


def cut(sealed):
    """The head of a stream and its chunks."""
    starts = range(HEAD, len(sealed), SEALED_CHUNK)
    return sealed[:HEAD], [sealed[at : at + SEALED_CHUNK] for at in starts]


def damaged(sealed):
    """Every way in which a stream of three chunks or more is disarranged, by name."""
    head, chunks = cut(sealed)
    whole = b"".join(chunks)
    return {
        "the last chunk left out": head + b"".join(chunks[:-1]),
        "a chunk left out": head + b"".join(chunks[:1] + chunks[2:]),
        "the first chunk left out": head + b"".join(chunks[1:]),
        "two chunks changed places": head + b"".join([chunks[1], chunks[0], *chunks[2:]]),
        "a chunk twice": head + chunks[0] + whole,
        "one byte short": sealed[:-1],
        "one byte long": sealed + b"\0",
        "the last chunk twice": sealed + chunks[-1],
        "a chunk after the end": sealed + chunks[0],
        "only a head": head,
        "half a head": head[:9],
        "nothing": b"",
        "another version": b"\x02" + sealed[1:],
        "a chunk cut short": head + chunks[0][:-5] + b"".join(chunks[1:]),
    }


NAMES = list(damaged(bytes(HEAD + 3 * SEALED_CHUNK)))


# --- files of a case --------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_a_file_comes_back_exactly(case, size):
    content = os.urandom(size)
    stored, sealed = seal_file(case, content)
    assert open_file(case, stored, sealed) == content
    assert sealing.file_size(stored, case.opened(), case.office.keys) == size
    assert size < 16 or content[:16] not in sealed


@pytest.mark.parametrize("name", NAMES)
def test_a_disarranged_file_gives_nothing_at_all(case, name):
    stored, sealed = seal_file(case, os.urandom(2 * CHUNK + 9))
    wrong = damaged(sealed)[name]
    assert wrong != sealed
    with pytest.raises(CannotOpen):
        sealing.open_file(stored, io.BytesIO(wrong), case.opened(), case.office.keys)


def test_a_file_under_another_row_is_refused(case):
    one, sealed_one = seal_file(case, b"one")
    two, sealed_two = seal_file(case, b"two")
    opened, keys = case.opened(), case.office.keys
    wrong = [
        (one, sealed_two),
        (changed(one, digest=two.digest), sealed_two),
        (changed(one, head=two.head), sealed_one),
        (changed(one, wrapped_key=two.wrapped_key), sealed_one),
        (changed(one, mark=two.mark), sealed_one),
        (changed(one, place=two.place), sealed_one),
        (changed(one, place=changed(one.place, kind="photo")), sealed_one),
        (changed(two, place=one.place), sealed_two),
    ]
    for stored, sealed in wrong:
        with pytest.raises((CannotOpen, Tampered)):
            sealing.open_file(stored, io.BytesIO(sealed), opened, keys)


def test_a_file_of_another_case_does_not_open(case, other_case):
    stored, sealed = seal_file(case, b"photo")
    with pytest.raises(CannotOpen):
        sealing.open_file(stored, io.BytesIO(sealed), other_case.opened(), case.office.keys)


def test_a_file_sealed_twice_shows_no_likeness(case):
    place = Place(case.id, 1, uuid4(), "file", sealing.COMPLAINANT)
    (one, sealed_one), (two, sealed_two) = (seal_file(case, b"same", place) for _ in range(2))
    assert one.digest != two.digest
    assert sealed_one[:64] != sealed_two[:64]


def test_a_row_is_there_only_when_the_file_is_sealed_to_its_end(case):
    place = Place(case.id, 1, uuid4(), "file", sealing.COMPLAINANT)
    sealer = sealing.FileSealer(place, case.epoch.key, case.office.keys)
    chunks = sealer.chunks_of(io.BytesIO(b"x" * 3 * CHUNK))
    next(chunks)
    with pytest.raises(CannotSeal):
        sealer.stored()
    list(chunks)
    assert sealer.stored().place == place


def test_the_size_of_a_sealed_file_tells_little(case):
    def size(length):
        return len(seal_file(case, bytes(length))[1])

    assert size(0) == size(1) == size(40_000) == size(CHUNK) == HEAD + SEALED_CHUNK
    assert size(1_000_000) == size(1_010_000)


@given(st.integers(0, 2**40))
def test_a_padded_size_holds_the_file_and_wastes_at_most_an_eighth(size):
    padded = sealing.padded_size(size)
    assert padded >= size
    assert padded <= max(CHUNK, size * 9 // 8)
    assert sealing.padded_size(padded) == padded


def test_half_a_million_sizes_fall_into_few():
    assert len({sealing.padded_size(size) for size in range(500_000, 1_000_000, 7)}) <= 33


# --- a stream under a key ---------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1])
@pytest.mark.parametrize("step", [1000, CHUNK, 5 * CHUNK])
def test_a_stream_comes_back_however_it_was_pushed(size, step):
    content = os.urandom(size)
    sealed = seal_stream(content, step)
    assert open_stream(sealed) == content
    assert len(sealed) == HEAD + size + 17 * max(1, -(-size // CHUNK))


@pytest.mark.parametrize("name", NAMES)
def test_a_disarranged_stream_never_ends_well_nor_gives_wrong_bytes(name):
    content = os.urandom(2 * CHUNK + 9)
    wrong = damaged(seal_stream(content))[name]
    given = b""
    with pytest.raises(CannotOpen):
        for chunk in sealing.open_stream(io.BytesIO(wrong), KEY, CONTEXT):
            given += chunk
    assert content.startswith(given)


def test_a_stream_opens_only_with_its_key_in_its_context():
    sealed = seal_stream(b"upload")
    for key, context in ((b"j" * 32, CONTEXT), (KEY, Context("file")), (b"short", CONTEXT)):
        with pytest.raises(CannotOpen):
            open_stream(sealed, key, context)


def test_a_stream_that_goes_on_after_its_end_is_refused_even_under_its_own_key():
    sealer = StreamSealer(KEY, CONTEXT)
    sealed = sealer.push(bytes(CHUNK)) + sealer.finish()
    assert open_stream(sealed) == bytes(CHUNK)
    sealer._waiting += b"more"
    with pytest.raises(CannotOpen):
        open_stream(sealed + sealer._chunk(LAST))


@pytest.mark.parametrize("place", [0, 1, 24, 25, 30, -20, -1])
def test_a_turned_bit_in_a_stream_is_refused(place):
    sealed = seal_stream(b"upload")
    with pytest.raises(CannotOpen):
        open_stream(flipped(sealed, place))


@pytest.mark.parametrize("key", [b"", b"k" * 31, b"k" * 33])
def test_a_stream_is_not_sealed_under_half_a_key(key):
    with pytest.raises(CannotSeal):
        StreamSealer(key, CONTEXT)


def test_a_finished_stream_takes_no_more():
    sealer = StreamSealer(KEY, CONTEXT)
    sealer.finish()
    with pytest.raises(CannotSeal):
        sealer.push(b"more")
    with pytest.raises(CannotSeal):
        sealer.finish()
