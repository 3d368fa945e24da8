"""Bihuan 闭环: the engine that runs documented working methods from rule files."""
