"""Parsers that do what a hostile file might make one do, as the other process runs them."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from pipeline.adapters.processes import bounded_reading
from pipeline.readers import read_source

SEEN = []  # what this process was given before


def say(path, data, text):
    given = read_source("raw/a.txt", b"So.")
    found = {**vars(given), "path": path, "text": str(text), "locators": [1]}
    found["sha256"] = __import__("hashlib").sha256(data).hexdigest()
    return json.dumps(found)


def remember(path, data):
    SEEN.append(path)
    return say(path, data, len(SEEN))


def allocate(path, data):
    held = [bytearray(50_000_000) for _ in range(1_000)]
    return say(path, data, len(held))


def allocate_in_c(path, data):
    library = ctypes.CDLL(None)
    library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    ctypes.memset(library.malloc(1 << 40) or 0, 0, 1)
    return say(path, data, "it had all that")


def loop(path, data):
    while True:
        pass


def loop_deaf(path, data):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    while True:
        pass


def sleep(path, data):
    time.sleep(600)


def crash(path, data):
    ctypes.string_at(0)


def leave(path, data):
    os._exit(0)


def raise_odd(path, data):
    return bounded_reading.read_to_json(path, Odd(data))


class Odd(bytes):
    def strip(self, *_):
        raise LookupError("no such luck")


def unpack(path, data):
    return "x" * 150_000_000


def connect(path, data):
    with socket.socket() as line:
        line.settimeout(5)
        line.connect(("127.0.0.1", int(data)))
    return say(path, data, "connected")


def environment(path, data):
    return say(path, data, json.dumps(dict(os.environ)))


def parents_environment(path, data):
    # the one that waits beside this one, and the program itself
    beside = os.getppid()
    status = Path(f"/proc/{beside}/stat").read_text().rpartition(")")[2].split()
    found = ""
    for process in (beside, int(status[1])):
        try:
            found += Path(f"/proc/{process}/environ").read_bytes().decode()
        except PermissionError:
            found += "(not allowed)"
    return say(path, data, found)


def write(path, data):
    try:
        Path("left").write_text("x")
    except OSError as error:
        return say(path, data, f"{type(error).__name__} {sorted(map(str, Path().iterdir()))}")
    return say(path, data, "written")


def folder(path, data):
    return say(path, data, f"{[*Path().iterdir()]} {sys.flags.isolated}")


def open_many(path, data):
    held = []
    try:
        for _ in range(1_000):
            held.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        [os.close(one) for one in held]
        return say(path, data, "no more")
    return say(path, data, len(held))


def fork(path, data):
    subprocess.Popen(["sleep", "600"], start_new_session=False)
    return say(path, data, "forked")


def answer_for_others(path, data):
    for number in range(3, 60):
        try:
            os.write(number, b"\0" * 64)
        except OSError:
            continue
    return say(path, data, "so")


def speak_of_another(path, data):
    return say("raw/other.txt", data, "So.")


def say_nonsense(path, data):
    return '{"path": ["' + "[" * 5_000


def say_an_object(path, data):
    return '{"error": [1, 2]}'


def lack_an_extra(path, data):
    return '{"error": ["raw/a.txt: It is not installed.", "Run `make x`."], "not_installed": true}'
