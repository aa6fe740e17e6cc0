"""Inventory: a module docstring."""
from __future__ import annotations

import json
import os.path as osp
from collections import OrderedDict, defaultdict as dd
from . import models
from ..shared.clock import Clock, now
from typing import *

VERSION = "1.0"
limits: dict[str, int] = {"small": 10}
first, second = 1, 2
type Pair[T] = tuple[T, T]

__all__ = ["Inventory"]


def trace(fn):
    """Wrap *fn*."""

    def wrapper(*args, **kwargs):
        print("→", fn.__name__)
        return fn(*args, **kwargs)

    return wrapper


@models.register("base")
class Base(models.Model, metaclass=abc.ABCMeta):
    """Base of every stock item.

    Größe und Gewicht – 世界.
    """

    table = "base"
    weight: float = 0.0
    height: int

    class Meta:
        ordering = ["name"]

    def __init__(self, name: str, clock: Clock | None = None) -> None:
        super().__init__()
        self.name = name

    @property
    def label(self) -> str:
        """Human label."""
        return f"{self.name!r}: {self.describe()}"

    @staticmethod
    @trace
    def parse(raw: bytes) -> Optional[Base]:
        return Base(json.loads(raw)["näme"])


class Box(Base, Generic[T]):
    async def load(self, items: list[Item]) -> "Box":
        async with self.session() as session:
            total = 0
            for item in items:
                total += await session.fetch(item)
        return [x for x in map(str, items) if (n := len(x))]


class Empty(Exception): ...


if osp.exists("x"):
    def helper(value):
        return now()
else:
    try:
        import simplejson
    except ImportError:
        def helper(value): return dd(OrderedDict)

match limits:
    case {"small": int(n)}:
        trace(helper)(n)
