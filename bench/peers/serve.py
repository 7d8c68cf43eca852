"""The other end of the protocol in child.mjs, for peers that run in Python."""
import json
import sys
import time

ABSENT = 3


def absent(reason):
    print(reason, file=sys.stderr)
    sys.exit(ABSENT)


def say(text):
    sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.buffer.flush()


def serve(version, note, kernels):
    """kernels: from an array of the numbers to {operation: function that maps them and returns the array of results}."""
    import numpy as np

    run = {}
    say(json.dumps({"version": version, "note": note}))
    for line in iter(sys.stdin.buffer.readline, b""):
        command, word = line.decode().split()
        if command == "input":
            run = kernels(np.frombuffer(sys.stdin.buffer.read(8 * int(word)), dtype=np.float64).copy())
            say("ok")
        elif command == "time":
            begun = time.perf_counter()
            run[word]()
            say((time.perf_counter() - begun) * 1e3)
        elif word not in run:
            say("absent")
        else:
            result = run[word]()
            say(len(result))
            sys.stdout.buffer.write(np.asarray(result, dtype=np.float64).tobytes())
            sys.stdout.buffer.flush()
