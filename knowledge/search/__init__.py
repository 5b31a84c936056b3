"""Questions in, cited answers out: a retrieval engine for short, misspelt Chinese over plan clauses.

No language model, no network. The stages, one file each: ``normalise`` (one code for every spelling), ``sounds``
(homophones, typed pinyin), ``asking`` (what a question wants), ``entries`` (plans cut into sentences), ``index``
(finding clauses), ``scoring`` (one sentence against the question), ``finding`` (all of them), ``cards`` (what the
person sees), ``stated`` (the facts behind it), ``answering`` (answers and the same matter side by side), ``library``
(all of it together). ``replies`` holds the types a caller sees.
"""

from knowledge.search.library import Library
from knowledge.search.replies import Answer, AnswerKind, Filters, Group, Reply
from knowledge.search.synonyms import office_words

__all__ = ["Answer", "AnswerKind", "Filters", "Group", "Library", "Reply", "office_words"]
