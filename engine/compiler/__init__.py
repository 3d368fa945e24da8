"""From a folder of YAML to a `Method`: names resolved, formulas typed, fields proved filled before they are read.

In: a method's folder or its stored definition.  Out: a `Method`, or problems.
"""

from engine.compiler.fields import type_of
from engine.compiler.files import digest_of, read_file, read_folder
from engine.compiler.method import compile_method
from engine.compiler.policy import show_value

__all__ = ["compile_method", "digest_of", "read_file", "read_folder", "show_value", "type_of"]
