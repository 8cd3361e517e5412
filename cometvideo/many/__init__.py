"""Many requests at once: lines of JSON judged in order, in bounded memory, on every processor.

`judging.Judging` says what there is to say of requests, in words that the caller chooses;
`running.judge_file` runs it over a file. Nothing is imported here, for the sake of the start-up.
"""
