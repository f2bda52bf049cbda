"""Where to compute and how precisely."""

from __future__ import annotations

import ctypes
import gc
import os

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from accelerate.utils import DistributedDataParallelKwargs

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h


def hold_memory_down() -> None:
    """Keep what a process of many batches holds near what one batch needs; to be called before the first of them.

    Left alone, batches of ever new lengths leave 3.6 GB behind of a training that needs 2: the library keeps a compiled
    product for each of the last 1,024 shapes, and pieces of its own between them keep freed memory from being returned.
    """
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "128")
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # glibc
        library.mallopt(_M_MMAP_THRESHOLD, 8 * 2**20)
        library.mallopt(_M_TRIM_THRESHOLD, 64 * 2**20)


def give_memory_back() -> None:
    """Return freed memory to the system; to be called between jobs, or a process holds what its largest one needed."""
    gc.collect()
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):  # glibc
        library.malloc_trim(0)


def has_fast_bf16() -> bool:
    """Whether this machine multiplies bfloat16 in hardware: a GPU that does, or a CPU with AVX-512 BF16 or AMX."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu._is_avx512_bf16_supported())  # no public test exists


def make_accelerator(precision: str, *, leaves_weights_out: bool = False) -> Accelerator:
    """An accelerator on the GPU if there is one, else on the CPU.

    Args:
        precision: "bf16", "fp32", or "auto" for bf16 where the hardware has it.
        leaves_weights_out: whether some weights, such as the other heads, take no part in a batch; several processes
            must know, or each would wait for gradients that never come.
    """
    wanted = ("bf16" if has_fast_bf16() else "fp32") if precision == "auto" else precision
    # one process may run jobs of several precisions, one after the other; the state is kept per process
    AcceleratorState._reset_state()
    # without `cpu`, processes that torchrun starts on a machine without a GPU would each train alone, and not say so
    return Accelerator(
        mixed_precision="no" if wanted == "fp32" else wanted,
        cpu=not torch.accelerator.is_available(),
        kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=leaves_weights_out)],
    )
