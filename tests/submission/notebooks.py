"""Notebooks and archives, as Jupyter and other programs write them."""

import io
import json
import struct
import zipfile
import zlib

PYTHON_3 = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "version": "3.11.7", "file_extension": ".py"},
}


def code(text: str, **fields: object) -> dict[str, object]:
    """A code cell of format 4, with an output."""
    output = {"output_type": "stream", "name": "stdout", "text": ["done\n"]}
    lines = text.splitlines(keepends=True)
    return {
        "cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [output], "source": lines, **fields
    }  # fmt: skip


def words(text: str) -> dict[str, object]:
    """A cell of text."""
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def notebook(*cells: "str | dict[str, object]", **fields: object) -> bytes:
    """A notebook of format 4, from its code cells or any others."""
    whole = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    content = {"cells": whole, "metadata": PYTHON_3, "nbformat": 4, "nbformat_minor": 5, **fields}
    return json.dumps(content, indent=1).encode()


def packed(files: dict[str, "bytes | str"], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def bomb(gibibytes: int) -> bytes:
    """The deflated bytes of that many GiB of zeros: a thousandth of it, made in a moment."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    mebibyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return mebibyte * (gibibytes << 10) + packer.flush()


def raw_archive(
    members: "list[tuple[str, int]]",
    body: bytes,
    *,
    method: int = 8,
    size: int = 100,
    crc: int = 0,
    flags: int = 0,
) -> bytes:
    """An archive written by hand: all members share one body, and claim what they are told to.

    Args:
      members: name and attributes of each.
      body: the packed bytes, once for all of them.
      method: how they claim to be packed.
      size: what they claim to unpack to.
      crc: what they claim as checksum.
      flags: their flags.
    """
    name = members[0][0].encode()
    facts = struct.pack("<HHHHHIII", 20, flags, method, 0, 0x21, crc, len(body), size)
    local = b"PK\3\4" + facts + struct.pack("<HH", len(name), 0) + name + body
    central = b"".join(
        b"PK\1\2" + struct.pack("<H", 0x0314) + facts
        + struct.pack("<HHHHHII", len(other.encode()), 0, 0, 0, 0, attributes << 16, 0) + other.encode()
        for other, attributes in members
    )  # fmt: skip
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(central), len(local), 0)
    return local + central + b"PK\5\6" + end
