"""Pages made from facts, in many layouts, wordings and languages: the right answer is known.

Nothing here asks the reader of pages: what a page states follows from how it was made.
"""
