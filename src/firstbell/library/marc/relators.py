"""What the codes in $4 mean: those of the MARC code list for relators that school libraries meet.

Source: Library of Congress, "MARC Code List for Relators", https://www.loc.gov/marc/relators/; last checked 2026-11-26.
"""

RELATORS = {
    "act": "actor", "adp": "adapter", "anm": "animator", "ann": "annotator", "arr": "arranger", "art": "artist",
    "aui": "author of introduction", "aut": "author", "bjd": "bookjacket designer", "bkd": "book designer",
    "chr": "choreographer", "clr": "colorist", "cmp": "composer", "cnd": "conductor", "com": "compiler",
    "cre": "creator", "ctb": "contributor", "ctg": "cartographer", "drt": "director", "edt": "editor",
    "fmk": "filmmaker", "hst": "host", "ill": "illustrator", "ins": "inscriber", "itr": "instrumentalist",
    "ive": "interviewee", "ivr": "interviewer", "lbt": "librettist", "lyr": "lyricist", "mus": "musician",
    "nrt": "narrator", "pbl": "publisher", "pht": "photographer", "prf": "performer", "pro": "producer",
    "prg": "programmer", "rdd": "radio director", "sds": "sound designer", "sng": "singer", "spk": "speaker",
    "stl": "storyteller", "trl": "translator", "voc": "vocalist", "vac": "voice actor", "win": "writer of introduction",
    "wst": "writer of supplementary text",
}  # fmt: skip
