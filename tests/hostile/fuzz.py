"""Files of every format, damaged at random: ``python -m tests.hostile.fuzz MINUTES [SEED] [FOLDER]``.

Each round takes a synthetic report or a hostile file, changes bytes in it (of a ZIP file or a PDF also inside
its packed parts), and reads it in a process of its own. What ends in neither a report nor a GovReportError,
or takes longer than `SECONDS`, is saved in FOLDER, made smaller while it still does. What only the last net
catches (`readers.limits.wrapped`) is counted by its class: a reader should say it in its own words.
"""

from __future__ import annotations

import io
import random
import re
import sys
import time
import zipfile
import zlib
from collections import Counter
from pathlib import Path

from govreport.readers.limits import DAMAGE
from tests.hostile.files import FILES, changed
from tests.hostile.run import outcome

SECONDS, MEGABYTES = 20, 4000
TRIES = 60  # to make a finding smaller
LARGEST = 200_000  # bytes of a file to begin with
NET = re.compile(r"this one is damaged \((\w+)")
WORDS = (b"<", b">", b"/", b"0", b"-1", b"9" * 20, b"4294967295", b"\0" * 4, b"\xff" * 4, b'"', b"R", b"(")


def seeds():
    """Files to begin with: hostile ones, and a report in every format that the generator writes here."""
    from govreport import synth
    from govreport.errors import ReadError

    made = {
        name: make() for name, make in FILES.items() if not name.startswith(("elements", "stream_without"))
    }
    truth = synth.make("2021", 1)
    for layout, ending in synth.FORMATS.items():
        if layout == "scan":
            continue  # seconds each
        try:
            made[f"{layout}.{ending}"] = synth.render(truth, layout)
        except ReadError:
            continue  # only LibreOffice writes it
    return {name: data for name, data in made.items() if len(data) <= LARGEST}


def mutated(data, rng):
    """Bytes with one to four changes in them."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        size = rng.choice((1, 1, 2, 4, 16, 100, 1000))
        kind = rng.randrange(6)
        if kind == 0:
            data = data[:at] + data[at + size :]
        elif kind == 1:
            data = data[:at] + rng.randbytes(size) + data[at + size :]
        elif kind == 2:
            data = data[:at] + data[at : at + size] * rng.randint(2, 50) + data[at + size :]
        elif kind == 3:
            data = data[:at] + rng.choice(WORDS) + data[at:]
        elif kind == 4 and data:
            at = min(at, len(data) - 1)
            data = data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
        else:
            other = rng.randrange(len(data) + 1)
            data = data[:at] + data[other : other + size] + data[at:]
    return data


def inside(data, rng):
    """A file changed inside its packed parts, where it has any."""
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = [name for name in archive.namelist() if archive.getinfo(name).file_size]
            name = rng.choice(names).rpartition("/")[2].replace(".", "_")
            return changed(data, **{name: lambda part: mutated(part, rng)})
        except DAMAGE:  # an earlier change has damaged the archive: it is changed as bytes
            return mutated(data, rng)
    if data.startswith(b"%PDF") and (start := data.find(b"stream\n")) >= 0:
        unpacker = zlib.decompressobj()
        begin = start + len(b"stream\n")
        try:
            content = unpacker.decompress(data[begin:], 100_000)
        except zlib.error:
            return mutated(data, rng)
        packed = zlib.compress(mutated(content, rng))
        return data[:begin] + packed + data[data.find(b"\nendstream", begin) :]
    return mutated(data, rng)


def is_found(data, path):
    path.write_bytes(data)
    found = outcome(path, SECONDS, MEGABYTES)
    return None if found.is_right else found


def smaller(data, path, kind):
    """The file with what can be left out while it goes wrong in the same way."""
    size = len(data) // 2
    for _ in range(TRIES):
        if size < 1:
            break
        for at in range(0, len(data), size):
            rest = data[:at] + data[at + size :]
            found = is_found(rest, path)
            if found and found.kind == kind:
                data = rest
                break
        else:
            size //= 2
    return data


def main(minutes, seed=0, folder="build/fuzz"):
    rng = random.Random(seed)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files, begun = seeds(), time.monotonic()
    names = sorted(files)
    executed, found, net, kinds = 0, 0, Counter(), Counter()
    last = begun
    trial = folder / "trial"
    while time.monotonic() - begun < 60 * minutes:
        name = rng.choice(names)
        data = (inside if rng.random() < 0.5 else mutated)(files[name], rng)
        trial.write_bytes(data)
        result = outcome(trial, SECONDS, MEGABYTES)
        executed += 1
        kinds[result.kind] += 1
        if caught := NET.search(result.message):
            net[f"{Path(name).suffix} {caught[1]}"] += 1
        if not result.is_right:
            found += 1
            last = time.monotonic()
            saved = folder / f"{result.kind}-{seed}-{executed}-{name}"
            saved.write_bytes(data)
            print(f"{saved.name}: {result.message[:120]!r} {result.seconds:.1f} s", flush=True)
            if result.kind != "TIMEOUT":  # each try of these takes all its time
                saved.write_bytes(smaller(data, trial, result.kind))
    trial.unlink(missing_ok=True)
    clean = (time.monotonic() - last) / 60
    print(f"executions {executed}, findings {found}, last clean minutes {clean:.1f}, seed {seed}")
    print(", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    print(f"caught by the last net: {dict(net.most_common())}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), *map(int, sys.argv[2:3]), *sys.argv[3:4]))
