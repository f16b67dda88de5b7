"""What the library tells people: pathfinders that are due, reviews, saved searches, class sets. Never what a child reads."""

from __future__ import annotations

import datetime as dt

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.models import Choice
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from firstbell.library.permissions import LibraryPermission

PATHFINDER_DUE = register(
    NoticeKind(
        key="library.pathfinder_due",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        needs=LibraryPermission.PATHFINDER_WRITE,
        label="A pathfinder is due for review",
        who="its owner; whoever edits everybody's when it has none",
        variables=(
            Variable("pathfinder", "Its title", en="Volcanoes", es="Volcanes"),
            Variable("day", "The day it was to be looked at", en=dt.date(2026, 11, 24)),
        ),
        words={
            "en": Words(
                line="Is it still right? {{ pathfinder }}",
                title="Please look at your pathfinder “{{ pathfinder }}”",
                body="Hello {{ recipient }},\n\nthe pathfinder “{{ pathfinder }}” was to be looked at by {{ day }}.\n\n"
                "Try its links. If it is still right, say so on its page; if not, mend it or retire it.",
            ),
            "es": Words(
                line="¿Sigue al día? {{ pathfinder }}",
                title="Por favor, revise su guía «{{ pathfinder }}»",
                body="Hola, {{ recipient }}:\n\nLa guía «{{ pathfinder }}» debía revisarse para el {{ day }}.\n\n"
                "Pruebe sus enlaces. Si sigue al día, dígalo en su página; si no, corríjala o retírela.",
            ),
        },
        email=Choice.DIGEST,
    )
)

REVIEWS_WAIT = register(
    NoticeKind(
        key="library.reviews_wait",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        needs=LibraryPermission.REVIEW_MODERATE,
        label="Reviews wait to be read",
        who="whoever approves reviews at the school, once a day",
        variables=(Variable("school", "The school", en="Elm Middle School"),),
        words={
            "en": Words(
                line="Reviews wait to be read: {{ school }}",
                title="Reviews wait to be read",
                body="Hello {{ recipient }},\n\nreaders of {{ school }} have written or reported reviews. Readers see a review only "
                "once somebody has read it.",
            ),
            "es": Words(
                line="Hay reseñas por leer: {{ school }}",
                title="Hay reseñas por leer",
                body="Hola, {{ recipient }}:\n\nLectores de {{ school }} escribieron o señalaron reseñas. Una reseña solo se muestra "
                "cuando alguien la ha leído.",
            ),
        },
        email=Choice.DIGEST,
    )
)

REVIEW_BACK = register(
    NoticeKind(
        key="library.review_back",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        needs=LibraryPermission.REVIEW_WRITE,
        label="The library sent a review of yours back",
        who="who wrote it",
        variables=(),
        words={
            "en": Words(
                line="The library sent a review of yours back",
                title="The library sent a review of yours back",
                body="Hello {{ recipient }},\n\nthe library read your review and would like you to change it. Look in the catalogue "
                "under “My library”.",
            ),
            "es": Words(
                line="La biblioteca le devolvió una reseña",
                title="La biblioteca le devolvió una reseña",
                body="Hola, {{ recipient }}:\n\nLa biblioteca leyó su reseña y le pide un cambio. Mire en el catálogo, en "
                "«Mi biblioteca».",
            ),
        },
        email=Choice.OFF,
    )
)

SEARCHES_NEW = register(
    NoticeKind(
        key="library.searches_new",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        needs=LibraryPermission.RESEARCH_KEEP,
        label="Something new for your saved searches",
        who="who keeps them, at most once a week",
        variables=(Variable("count", "Of how many searches", en="2"),),
        words={
            "en": Words(
                line="New in the library for {{ count }} of your searches",
                title="New in the library",
                body="Hello {{ recipient }},\n\nthe library has something new for {{ count }} of the searches you keep. Look in the "
                "catalogue under “My library”.",
            ),
            "es": Words(
                line="Novedades para {{ count }} de sus búsquedas",
                title="Novedades en la biblioteca",
                body="Hola, {{ recipient }}:\n\nLa biblioteca tiene algo nuevo para {{ count }} de sus búsquedas guardadas. Mire en "
                "el catálogo, en «Mi biblioteca».",
            ),
        },
        email=Choice.OFF,
    )
)

CLASS_SET_ASKED = register(
    NoticeKind(
        key="library.class_set_asked",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        needs=LibraryPermission.CLASS_SET_FILL,
        label="A teacher asks for a class set",
        who="whoever fills class sets at the school",
        variables=(
            Variable("count", "How many copies", en="25"),
            Variable("title", "The title", en="Hatchet"),
            Variable("class", "The class", en="English 6, period 2", es="Inglés 6, período 2"),
            Variable("day", "The first day", en=dt.date(2026, 11, 30)),
        ),
        words={
            "en": Words(
                line="Class set: {{ count }} × {{ title }} from {{ day }}",
                title="Class set: {{ count }} × {{ title }}",
                body="Hello {{ recipient }},\n\n{{ count }} copies of {{ title }} are wanted for {{ class }} from {{ day }} on.",
            ),
            "es": Words(
                line="Juego para la clase: {{ count }} × {{ title }} desde {{ day }}",
                title="Juego para la clase: {{ count }} × {{ title }}",
                body="Hola, {{ recipient }}:\n\nSe piden {{ count }} ejemplares de {{ title }} para {{ class }} desde {{ day }}.",
            ),
        },
        email=Choice.DIGEST,
    )
)

CLASS_SET_ANSWERED = register(
    NoticeKind(
        key="library.class_set_answered",
        words_by=CirculationPermission.LIBRARY_NOTICE_EDIT,
        needs=LibraryPermission.CLASS_SET_ASK,
        label="The library answered about a class set",
        who="the teacher who asked",
        variables=(
            Variable("count", "Copies set aside", en="24"),
            Variable("asked", "Copies asked for", en="25"),
            Variable("title", "The title", en="Hatchet"),
            Variable("state", "What became of it", en="Set aside", es="Apartado"),
            Variable("answer", "What the library says", en="One is at the binder's.", es="Uno está en reparación."),
        ),
        words={
            "en": Words(
                line="Class set {{ title }}: {{ state }}, {{ count }} of {{ asked }}",
                title="Your class set: {{ title }}",
                body="Hello {{ recipient }},\n\n{{ title }}: {{ state }}, {{ count }} of {{ asked }} copies. {{ answer }}",
            ),
            "es": Words(
                line="Juego para la clase {{ title }}: {{ state }}, {{ count }} de {{ asked }}",
                title="Su juego para la clase: {{ title }}",
                body="Hola, {{ recipient }}:\n\n{{ title }}: {{ state }}, {{ count }} de {{ asked }} ejemplares. {{ answer }}",
            ),
        },
    )
)
