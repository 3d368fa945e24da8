"""YAML text to nodes with places."""

from engine.source.nodes import Map, Node, Scalar, Seq, Sources
from engine.source.reading import read_source

__all__ = ["Map", "Node", "Scalar", "Seq", "Sources", "read_source"]
