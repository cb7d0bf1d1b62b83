"""What generated zones are made of: each shape adds one awkward thing to a zone.

A shape is called as shape(zone, world, rng). It may ask `world.somewhere(rng)` for a name of any
other zone, and it puts names worth asking about into `zone.interesting`. Zone.add() refuses what
would make a zone invalid, so a shape need not look at what the others did.
"""
from shapes.aliases import alias_abroad, alias_chain, alias_loop
from shapes.cuts import delegation
from shapes.dnames import dname_chain, dname_loop, dname_too_long, dnames
from shapes.extremes import big_rrsets, huge_text, longest_names, odd_labels
from shapes.records import additionals, apex_extras, many_types, mixed_case, plain_hosts
from shapes.wildcards import (apex_wildcard, empty_nonterminals, literal_asterisks, wildcard_aliases,
                              wildcard_below_ent, wildcards)

# Listed twice or more: those with many variants.
ALL = [plain_hosts, many_types, mixed_case, wildcards, wildcards, apex_wildcard, literal_asterisks,
       wildcard_aliases, wildcard_below_ent, empty_nonterminals, alias_chain, alias_chain, alias_loop,
       alias_abroad, dnames, dnames, dname_chain, dname_loop, dname_too_long, delegation, delegation, delegation,
       odd_labels, longest_names, big_rrsets, huge_text, additionals, apex_extras]
