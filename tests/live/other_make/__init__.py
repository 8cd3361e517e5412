"""An upstream of another make: written from the documentation's words, with nothing of ours in it.

`server` listens, `service` answers, `videos` makes the files, `switches` says what can be set.
None of them imports the package, so none of them can share a mistake with it; a test holds that.
"""
