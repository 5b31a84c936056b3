"""Questions in, cited answers out: a retrieval engine for short, misspelt Chinese over plan clauses.

No language model, no network. The stages, one file each: ``normalise`` (one code for every spelling), ``sounds``
(homophones, typed pinyin), ``asking`` (what a question wants), ``entries`` (plans cut into sentences), ``index``
(finding clauses), ``scoring`` (choosing sentences), ``cards`` (what the person sees), ``library`` (all of it together).
"""

from knowledge.search.library import Answer, Library, Reply

__all__ = ["Answer", "Library", "Reply"]
