"""A failing query made as plain as it can be while it still fails in the same way."""
import dataclasses

import names
from query import Edns


def minimise(query, kind, kind_of):
    """`kind_of(query)` asks all servers anew and says what kind of failure that gives, if any."""
    shrunk = True
    while shrunk:
        shrunk = False
        for plainer in _plainer(query):
            if plainer != query and kind_of(plainer) == kind:
                query, shrunk = plainer, True
                break
    return query


def _plainer(query):
    change = dataclasses.replace
    yield change(query, oddity="")
    yield change(query, opcode=0)
    yield change(query, qclass=1)
    yield change(query, edns=None)
    if query.edns:
        yield change(query, edns=Edns())
        yield change(query, edns=change(query.edns, options=()))
    if not query.oddity:
        yield change(query, tcp=True)
    yield change(query, rd=False, cd=False, ad=False)
    yield change(query, name=names.fold(query.name))
    if query.type != 1:
        yield change(query, type=1)
    if len(query.name) > 1:
        yield change(query, name=query.name[1:])
    if query.name and len(query.name[0]) > 1 and query.name[0] != b"x":
        yield change(query, name=(b"x",) + query.name[1:])
