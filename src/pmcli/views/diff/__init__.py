"""The difference of two revisions: `page` for a terminal, `markdown` and `github` for a pull request.

`document` is for machines; `words` has the sentences that all of them share.
"""
