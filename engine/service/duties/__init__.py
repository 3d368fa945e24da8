"""Obligations on a running street: planned, told, changed and settled, and what people see of them.

In: who asks, and the moment.  Out: occasions with what is done and what is missing; refusals that say why.
"""
