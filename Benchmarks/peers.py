#!/usr/bin/env python3
"""Calotype's search beside other libraries', one after another in one run, single thread: peers.py TABLE FOLDER SIZE…

TABLE is the search-table binary; a SIZE may name the set, as in 10000000:random, else both are measured. Every library gets
the same hashes and queries; exact ones alone count as peers.
"""

import csv
import io
import os
import subprocess
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
import faiss  # noqa: E402
import numpy as np  # noqa: E402

RADII = [0, 2, 5, 8, 10, 16]


def made(kind, count):
    """Hashes, and 500 queries that each have two bits turned in one of them."""
    random = np.random.default_rng(1)
    hashes = random.integers(0, 2**64, count, dtype=np.uint64)
    if kind == "clustered":
        hashes = hashes[random.integers(0, max(1, count // 100), count)]
        for turned in range(12):
            bits = np.uint64(1) << random.integers(0, 64, count, dtype=np.uint64)
            hashes = np.where(random.integers(0, 13, count) > turned, hashes ^ bits, hashes)
    picked = hashes[random.integers(0, count, 500)]
    for _ in range(2):
        picked ^= np.uint64(1) << random.integers(0, 64, 500, dtype=np.uint64)
    return hashes, picked


def microseconds(search, count):
    """The fastest of rounds over as many queries as take some 50 ms, a query."""
    start = time.perf_counter()
    search(8)
    each = (time.perf_counter() - start) / 8
    count = max(8, min(count, int(0.05 / each)))
    best, begin = float("inf"), time.perf_counter()
    while time.perf_counter() - begin < 0.5:
        start = time.perf_counter()
        search(count)
        best = min(best, time.perf_counter() - start)
    return best * 1e6 / count


def peers(hashes, queries):
    """{(what, peer, radius): microseconds}. FAISS is given all queries in one call, as our "together" is: so it has no
    call from Python for each, and the answers in one array."""
    vectors = np.ascontiguousarray(hashes.view(np.uint8).reshape(-1, 8))
    asked = np.ascontiguousarray(queries.view(np.uint8).reshape(-1, 8))
    times = {}
    flat = faiss.IndexBinaryFlat(64)
    flat.add(vectors)
    # Its radius is a bound that is not reached itself.
    for radius in RADII:
        times["range", "faiss flat", radius] = microseconds(lambda n: flat.range_search(asked[:n], radius + 1), 500)
    times["nearest", "faiss flat", 10] = microseconds(lambda n: flat.search(asked[:n], 10), 500)
    hashed = faiss.IndexBinaryMultiHash(64, 4, 16)
    hashed.add(vectors)
    for radius in RADII:
        # Exact where as many bits may be turned in each of its four words as the pigeonhole wants.
        hashed.nflip = radius // 4
        if hashed.nflip <= 3:
            times["range", "faiss multi-hash", radius] = microseconds(
                lambda n: hashed.range_search(asked[:n], radius + 1), 500)
    del hashed
    try:
        from usearch.index import MetricKind, search
        times["nearest", "usearch exact", 10] = microseconds(
            lambda n: search(vectors, asked[:n], 10, MetricKind.Hamming, exact=True, threads=1), 500)
    except Exception as error:  # a version that scans packed bits otherwise
        print(f"usearch: {error}", file=sys.stderr)
    if len(hashes) <= 100_000:
        import pybktree
        tree = pybktree.BKTree(pybktree.hamming_distance, (int(h) for h in hashes))
        ints = [int(q) for q in queries]
        for radius in [2, 5]:
            times["range", "pybktree", radius] = microseconds(lambda n: [tree.find(q, radius) for q in ints[:n]], 500)
    return times


def ours(table, folder, hashes, queries):
    paths = [os.path.join(folder, name) for name in ("hashes.bin", "queries.bin")]
    for path, words in zip(paths, (hashes, queries)):
        words.astype("<u8").tofile(path)
    out = subprocess.run([table, *paths, "auto", "scan", "multiIndex"], check=True, capture_output=True, text=True)
    return list(csv.DictReader(io.StringIO(out.stdout)))


def main(table, folder, *sizes):
    os.makedirs(folder, exist_ok=True)
    faiss.omp_set_num_threads(1)
    for size in sizes:
        count, _, kind = size.partition(":")
        count = int(count)
        for kind in [kind] if kind else ["random", "clustered"]:
            hashes, queries = made(kind, count)
            rows = ours(table, folder, hashes, queries)
            times = peers(hashes, queries)
            print(f"\n### {count:,} {kind}\n")
            print("| search | found | one by one µs | together µs | scan µs | multi-index µs | fastest peer µs | which "
                  "| times as fast, one by one | together |")
            print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
            plans = {(r["what"], r["plan"], r["radius"]): r for r in rows}
            for what, radius in [("range", r) for r in RADII] + [("nearest", 10)]:
                auto, scan, multi = (plans[what, plan, str(radius)] for plan in ("auto", "scan", "multiIndex"))
                best = min((t, peer) for (w, peer, r), t in times.items() if (w, r) == (what, radius))
                name = f"radius {radius}" if what == "range" else "10 nearest"
                mine = float(auto["microseconds"])
                together = float(plans[what, "together", str(radius)]["microseconds"])
                print(f"| {name} | {float(auto['found']):.1f} | {mine:.2f} | {together:.2f} "
                      f"| {float(scan['microseconds']):.2f} | {float(multi['microseconds']):.2f} "
                      f"| {best[0]:.2f} | {best[1]} | **{best[0] / mine:.1f}** | **{best[0] / together:.1f}** |")
            print()
            for row in rows:
                if row["what"] == "build":
                    print(f"- built in {float(row['microseconds']) / 1e3:.0f} ms, {float(row['found']):.1f} bytes a hash")
                elif row["plan"] == "bktree":
                    print(f"- BK-tree, radius {row['radius']}: {float(row['microseconds']):.1f} µs")
                elif row["what"] not in ("range", "nearest"):
                    print(f"- {row['what']}, radius {row['radius']}: {float(row['microseconds']):.1f} µs")
            for (what, peer, radius), t in times.items():
                if peer in ("pybktree", "usearch exact"):
                    print(f"- {peer}, {what} {radius}: {t:.1f} µs")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
