"""What several of circulation's notices may use."""

from __future__ import annotations

from firstbell.core.notifications.kinds import Variable

DEVICE = Variable("device", "What was lent", en="Chromebook EHS-1042")
DUE = Variable("due", "When it is due", en="Friday, December 4", es="viernes 4 de diciembre")
CHILD = Variable("child", "The child's first name", en="Ana")
THING = Variable("thing", "What is waited for", en="a library item", es="un material de la biblioteca")
SCHOOL = Variable("school", "The school", en="Elm High School")
