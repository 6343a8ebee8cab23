#!/usr/bin/env python3
"""What other perceptual hashes would find of what scripts/make-duplicates-corpus.py drew, at as many false pairs: hashes.py FOLDER

Each hash is a plain twin in numpy, from the picture in grays. A hash of more bits has a wider radius, so what is compared is
the share of near-duplicates within the largest radius at which at most a given number of the pairs of different pictures
are, too.
"""

import sys

import numpy as np
import scipy.fft
from PIL import Image
from scipy.ndimage import uniform_filter1d

from recall import RADIUS, Corpus

# False pairs allowed, of about twelve million.
ALLOWED = [0, 12, 120]


def bits(coefficients):
    return coefficients.ravel() > np.median(coefficients)


def lanczos(gray, side):
    return np.asarray(gray.resize((side, side), Image.Resampling.LANCZOS), float)


def tent(gray):
    """PDQ's way to 64x64: two box filters each way, half as wide as a cell each, and the sample in the cell's middle."""
    plane = np.asarray(gray, float)
    for axis in (0, 1):
        length = plane.shape[axis]
        for _ in range(2):
            plane = uniform_filter1d(plane, max(1, (length + 127) // 128), axis, mode="nearest")
        plane = plane.take(((np.arange(64) + 0.5) * length / 64).astype(int), axis)
    return plane


def phash(gray):
    return bits(scipy.fft.dctn(lanczos(gray, 32))[:8, :8])


def phash_without_mean(gray):
    """The frequencies from one on each way: nothing that the picture's edges or brightness alone decide."""
    return bits(scipy.fft.dctn(lanczos(gray, 32))[1:9, 1:9])


def phash_corner(gray):
    """The 64 lowest frequencies by their length instead of a square of them, the mean left out."""
    coefficients = scipy.fft.dctn(lanczos(gray, 32), norm="ortho")
    v, u = np.mgrid[0:32, 0:32]
    order = np.argsort((u**2 + v**2).ravel(), kind="stable")[1:65]
    return bits(coefficients.ravel()[order])


def pdq64(gray):
    """The lowest 64 of PDQ's bits, by their own median."""
    return bits(scipy.fft.dctn(tent(gray), norm="ortho")[1:9, 1:9])


def pdq(gray):
    """256 bits: facebook/ThreatExchange, hashing/hashing.pdf."""
    return bits(scipy.fft.dctn(tent(gray), norm="ortho")[1:17, 1:17])


def dhash(gray):
    plane = np.asarray(gray.resize((9, 8), Image.Resampling.LANCZOS), int)
    return (plane[:, 1:] > plane[:, :-1]).ravel()


CANDIDATES = [phash, phash_without_mean, phash_corner, dhash, pdq64, pdq]


def all_of(path):
    with Image.open(path) as picture:
        gray = picture.convert("L")
    # What PDQ advises before its filter; the rest don't mind.
    small = gray.copy()
    small.thumbnail((512, 512))
    return [np.packbits(candidate(small if candidate in (pdq, pdq64) else gray)) for candidate in CANDIDATES]


def main(folder):
    corpus = Corpus(folder)
    made = zip(*corpus.map(all_of))
    hard = ["cropped-middle", "cropped-corner", "brighter-15", "watermarked"]
    print("| hash | bits | false pairs at most | radius | found, % | " + " | ".join(hard) + " |")
    print("| --- " * (5 + len(hard)) + "|")
    for candidate, hashes in zip(CANDIDATES, map(np.array, made)):
        length = hashes.shape[1] * 8
        apart = np.zeros(length + 1, int)
        for index in range(len(hashes) - 1):
            distances = np.bitwise_count(hashes[index + 1 :] ^ hashes[index]).sum(-1)
            apart += np.bincount(distances[corpus.others(index)], minlength=length + 1)
        radii = [(str(allowed), int(np.searchsorted(apart.cumsum(), allowed, "right")) - 1) for allowed in ALLOWED]
        own = np.bitwise_count(hashes ^ hashes[corpus.origin]).sum(-1)
        for allowed, radius in ([("as searched", RADIUS)] if candidate is phash else []) + radii:
            found = own <= radius
            shares = [found[corpus.is_variant].mean()] + [found[corpus.variants == variant].mean() for variant in hard]
            print(f"| {candidate.__name__} | {length} | {allowed} | {radius} | "
                  + " | ".join(f"{100 * share:.1f}" for share in shares) + " |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
