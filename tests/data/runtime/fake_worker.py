"""A worker without a runtime, written from the protocol's description alone, that misbehaves as its first argument says.
Its model takes four float32 values and returns their doubles."""

import json
import mmap
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

mode = sys.argv[1]
options = dict(zip(sys.argv[2::2], sys.argv[3::2]))
connection = socket.socket(fileno=int(options["--socket"]))
memory = int(options["--memory"])
runs = 0


def port(shape=(1, 4)):
    return {"name": "values", "type": "float32", "shape": list(shape), "scale": [], "zero_point": []}


def double(request):
    shared = mmap.mmap(memory, request["memory"])
    for index in range(request["count"]):
        values = struct.unpack_from("4f", shared, request["input_offset"] + 16 * index)
        struct.pack_into("4f", shared, request["output_offset"] + 16 * index, *(2 * value for value in values))


def spin():
    while True:
        pass


def answer_load():
    implementation = "doubling"
    if mode == "crash":
        sys.stderr.write("about to fall\n")
        sys.stderr.flush()
        os.kill(os.getpid(), signal.SIGSEGV)
    if mode == "exit":
        sys.stderr.write("no such thing\n")
        sys.exit(3)
    if mode == "hang":
        time.sleep(1000)
    if mode == "leave":
        connection.shutdown(socket.SHUT_RDWR)
        time.sleep(1000)
    if mode == "noisy":
        for _ in range(50000):
            sys.stderr.write("x" * 100 + "\n")
    if mode == "spin":
        threading.Thread(target=spin, daemon=True).start()
    if mode == "grandchild":
        implementation = str(subprocess.Popen(["sleep", "1000"]).pid)
    if mode == "large":
        implementation = str(len(b"\1" * 300_000_000))
    if mode == "report":
        implementation = json.dumps(
            {
                "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd")),
                "omp": os.environ.get("OMP_NUM_THREADS"),
                "pythonpath": os.environ.get("PYTHONPATH"),
                "threads": request["threads"],
                "model": request["model"],
                "leader": os.getpgid(0) == os.getpid(),
            }
        )
    ok = {"load_ns": 5000, "implementation": implementation, "input": port(), "output": port()}
    if mode == "negative-shape":
        ok["input"] = port((1, -4))
    if mode == "huge-shape":
        ok["input"] = port((1 << 20, 1 << 20))
    if mode == "missing-key":
        del ok["output"]
    if mode == "unknown-key":
        ok["speed"] = "great"
    return ok


def answer(request):
    global runs
    if request["request"] == "hello":
        return {"protocol": 2 if mode == "old-protocol" else 1, "version": "Doubler 1.0"}
    if request["request"] == "load":
        return answer_load()
    if request["request"] == "infer":
        runs += 1
        if mode == "crash-later":
            os.abort()
        if mode != "lazy" or runs == 1:
            double(request)
        size = 16 * request["count"]
        return {"count": request["count"], "output_bytes": size - 1 if mode == "wrong-size" else size}
    if request["request"] == "time":
        durations = [1000] * request["count"]
        if mode == "zero-time":
            durations[0] = 0
        if mode == "impossible-time":
            durations[0] = 10**15
        if mode == "few-times":
            durations.pop()
        return {"durations_ns": durations}
    return {}


for line in connection.makefile("r"):
    request = json.loads(line)
    if mode == "unsupported" and request["request"] == "load":
        reply = {"id": request["id"], "error": {"kind": "unsupported", "message": "only doubles here"}}
    elif mode == "sorry" and request["request"] == "infer" and runs == 0:
        runs += 1
        reply = {"id": request["id"], "error": {"kind": "failed", "message": "out of paper"}}
    else:
        reply = {"id": request["id"], "ok": answer(request)}
    text = json.dumps(reply)
    if mode == "nonsense" and request["request"] == "load":
        text = "Loading... done!"
    if mode == "wrong-id" and request["request"] == "load":
        text = json.dumps({**reply, "id": 99})
    connection.sendall(text.encode() + b"\n")
    if request["request"] == "close":
        break
