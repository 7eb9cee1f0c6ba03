"""Makes the files of this folder: python make_files.py (NumPy 2; the rest is Python's own library).

Every image follows one pattern, value(n, c, h, w) = (17 n + 50 c + 3 h + 7 w) mod 251, so that a reader that swaps two
dimensions, bytes or rows is found out. The PNG and CVN files are put together here from the formats' descriptions, not
with the libraries wirebench reads them with.
"""
import pathlib
import struct
import zlib

import numpy as np

HERE = pathlib.Path(__file__).parent
N, C, H, W = 6, 3, 4, 5


def pattern(n=N, c=C, h=H, w=W):
    i = np.ogrid[:n, :c, :h, :w]
    return (17 * i[0] + 50 * i[1] + 3 * i[2] + 7 * i[3]) % 251


def save(name, array, version=None):
    with open(HERE / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def arrays():
    nchw = pattern()
    nhwc = nchw.transpose(0, 2, 3, 1)
    labels = np.arange(N) % 3
    save("u8_nhwc.npy", np.ascontiguousarray(nhwc, dtype="u1"))
    save("u8_nchw_fortran.npy", np.asfortranarray(nchw, dtype="u1"))
    save("u16_big_endian_nhwc.npy", np.ascontiguousarray(nhwc * 256 + 7, dtype=">u2"), version=(2, 0))
    save("f32_nchw.npy", np.ascontiguousarray(nchw / 4 - 10, dtype="<f4"), version=(3, 0))
    save("f64_big_endian_nhwc_fortran.npy", np.asfortranarray(nhwc / 4 - 10, dtype=">f8"))
    save("u8_nhw.npy", np.ascontiguousarray(nchw[:, 0], dtype="u1"))
    with_nan = np.ones((N, C, H, W), dtype="<f4")
    with_nan[1, 2, 3, 4] = np.nan
    save("f32_nan.npy", with_nan)
    save("complex.npy", np.zeros((N, H, W), dtype="c8"))
    save("records.npy", np.zeros(N, dtype=[("a", "i4"), ("b", "f4")]))
    save("labels_i64.npy", labels.astype("<i8"))
    save("labels_u8.npy", labels.astype("u1"))
    save("labels_big_endian_i16_column.npy", labels.astype(">i2").reshape(N, 1))
    save("labels_negative.npy", np.where(labels == 1, -1, labels).astype("<i4"))
    save("labels_float.npy", labels.astype("<f4"))
    images = np.ascontiguousarray(nhwc, dtype="u1")
    np.savez(HERE / "stored.npz", images=images, labels=labels)
    np.savez_compressed(HERE / "deflated.npz", x=images, y=labels.astype("u1"))
    np.savez(HERE / "three_arrays.npz", a=images, b=labels, c=labels)


def png_chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(path, rows, width, depth, colour, extra=b""):
    """`rows`: bytes of each row; filter type 0 is put before each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    header = struct.pack(">IIBBBBB", width, len(rows), depth, colour, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + extra + png_chunk(b"IDAT", data)
                     + png_chunk(b"IEND", b""))


def pictures():
    image = pattern().astype("u1").transpose(0, 2, 3, 1)
    for n in range(N):
        png(HERE / "pictures" / ["NC", "nue CC", "numu CC"][n % 3] / f"event{n}.png", image[n].reshape(H, -1), W, 8, 2)
    kinds = HERE / "png_kinds"
    grey = pattern()[0, 0].astype("u1")
    png(kinds / "grey8.png", grey, W, 8, 0)
    png(kinds / "grey16.png", [row.astype(">u2").tobytes() for row in pattern()[0, 0] * 256 + 7], W, 16, 0)
    png(kinds / "grey1.png", [b"\xa8", b"\x50"], W, 1, 0)  # 10101 and 01010
    opaque = np.dstack([image[0], np.full((H, W), 255, "u1")])
    png(kinds / "opaque.png", opaque.reshape(H, -1), W, 8, 6)
    opaque[2, 3, 3] = 254
    png(kinds / "transparent.png", opaque.reshape(H, -1), W, 8, 6)
    palette = png_chunk(b"PLTE", bytes([10, 20, 30, 40, 50, 60]))
    png(kinds / "palette.png", [b"\x00\x01"], 2, 8, 3, palette)


def cvn_map(folder, name, side, pixels, lines, wrap=zlib.compress):
    folder.mkdir(parents=True, exist_ok=True)
    image = np.zeros((3, side, side), dtype="u1")
    for view, wire, time, value in pixels:
        image[view, wire, time] = value
    (folder / f"{name}.gz").write_bytes(wrap(image.tobytes()))
    (folder / f"{name}.info").write_text("".join(f"{line}\n" for line in lines))


def cvn():
    """Maps with three lit pixels; the texts have the 15 lines older files have, 16 in the last."""
    def info(interaction, energy, flavour):
        return [interaction, energy, 0.5 * energy, 0, 0, 0, 1, flavour, 1, 0, 0, 2, 0, 0, 3]

    beam = HERE / "cvn"
    lit = [(0, 0, 250, 11), (1, 223, 138, 22), (2, 499, 499, 33)]
    cvn_map(beam, "event_r1_s1_e1", 500, lit, info(13, 9.38797, 1))
    cvn_map(beam, "event_r1_s1_e2", 500, lit, info(1, 2.9556, 14))
    cvn_map(beam, "event_r1_s1_e3", 500, lit, info(6, 3.44544, -12))
    cvn_map(beam, "event_r1_s1_e4", 500, lit, info(9, 7.56389, 16))
    cvn_map(beam / "more", "event_r1_s2_e1", 500, lit, info(12, 1.5, -1) + [0.25])
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    cvn_map(HERE / "cvn_atmospheric", "event0", 300, [(2, 299, 0, 255)], info(13, 0.75, 1),
            lambda b: packer.compress(b) + packer.flush())


if __name__ == "__main__":
    arrays()
    pictures()
    cvn()
