"""The contract, sentence by sentence: what is promised of files, values, scores, order, JSON and exit codes.

Each row has a number, the words it tests, a workspace as texts, a question, and what has to come out, worked out
by hand or by counting all there is (`oracle`). The numbers follow the sections: 1 a workspace, 2 values, 3 the
scoring models, 4 order and structure, 5 JSON, 6 exit codes.
"""
