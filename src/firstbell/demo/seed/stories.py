"""What the demo's tickets say."""

READY = ("Keyboard replaced", "Screen replaced", "Charging port cleaned", "Restarted and updated")

TICKETS = (
    ("Projector shows no picture", "Blue screen since this morning, the laptop is connected.", "cannot_teach"),
    ("No sound from the panel", "Video plays, the speakers stay quiet.", "slowed"),
    ("Cart does not charge", "The lower row has been dark since Monday.", "slowed"),
    ("Students cannot open the science course", "It says that they have no access.", "cannot_teach"),
    ("Printer in the copy room is offline", "Everybody gets “printer not found”.", "can_wait"),
    ("Wi-Fi is slow at the end of the corridor", "Worst in second period.", "slowed"),
    ("Document camera needs a longer cable", "It does not reach the desk after the move.", "can_wait"),
    ("Can somebody show me the quiz tool?", "I would like to use it next week.", "can_wait"),
    ("Interactive board is off to the left", "The pen writes a hand's width beside where I point.", "slowed"),
    ("Substitute teacher cannot sign in", "She is here until Friday.", "cannot_teach"),
    ("Two Chromebooks without keys", "Letter keys are missing in the class cart.", "can_wait"),
)

#: What people reported in the months before: title, symptom, urgency, how often beside the others.
PAST = (
    ("Projector shows no picture", "other", "cannot_teach", 7),
    ("No sound in the room", "other", "slowed", 5),
    ("Wi-Fi drops in the middle of the lesson", "other", "cannot_teach", 6),
    ("Screen stays dark", "screen", "slowed", 8),
    ("Crack across the screen", "screen", "slowed", 6),
    ("Letter keys are missing", "keys", "can_wait", 5),
    ("Does not start any more", "wont-start", "cannot_teach", 5),
    ("Does not charge over night", "charge", "slowed", 9),
    ("Lid does not stay up", "hinge", "can_wait", 4),
    ("Pointer jumps around", "trackpad", "can_wait", 3),
    ("Microphone is silent in calls", "camera-mic", "slowed", 3),
    ("Cannot open the gradebook", "other", "slowed", 4),
)
