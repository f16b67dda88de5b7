"""What the help pages say, in English and Spanish. Pages that families and students read speak both."""

from __future__ import annotations

from firstbell.core.http import Request
from firstbell.people.models import Person

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Get help", "Pedir ayuda"),
    "what": ("What is wrong?", "¿Qué pasa?"),
    "what_help": (
        "A few words are enough, e.g. “projector black room 12”.",
        "Bastan unas palabras, por ejemplo «proyector negro salón 12».",
    ),
    "find": ("Find help", "Buscar ayuda"),
    "in_room": ("You are in", "Usted está en"),
    "which_room": ("Which room?", "¿Qué salón?"),
    "which_device": ("Which device?", "¿Qué equipo?"),
    "in_this_room": ("In this room", "En este salón"),
    "which_one": ("Which one?", "¿Cuál?"),
    "your_device": ("It is about", "Se trata de"),
    "change": ("Change", "Cambiar"),
    "class_now": ("Class now", "Clase ahora"),
    "class_next": ("Next class", "Próxima clase"),
    "maybe": ("Is it one of these?", "¿Es algo de esto?"),
    "read": ("Or read about it", "O lea sobre esto"),
    "often": ("What people ask most", "Lo que más se pregunta"),
    "none": ("None of these: send it to the technicians", "Nada de esto: enviarlo a los técnicos"),
    "known": ("We already know about this", "Ya sabemos de esto"),
    "me_too": ("I have it too", "A mí también me pasa"),
    "me_too_done": ("Noted. We will tell you when it works again.", "Anotado. Le avisaremos cuando funcione."),
    "since": ("reported", "avisado"),
    "question": ("Question", "Pregunta"),
    "step": ("Step", "Paso"),
    "of": ("of", "de"),
    "unknown": ("I don't know", "No lo sé"),
    "worked": ("That fixed it", "Funcionó"),
    "did_not": ("Still not working", "Sigue igual"),
    "done": ("Done, go on", "Hecho, seguir"),
    "skip": ("I can't do this", "No puedo hacerlo"),
    "helped": ("Did that work?", "¿Funcionó?"),
    "get_help": ("Get a person", "Que venga alguien"),
    "first": ("Do this now", "Haga esto ahora"),
    "nothing_left": ("That is all you can try yourself.", "Eso es todo lo que puede intentar."),
    "for_technician": ("This one is for a technician.", "Esto es para un técnico."),
    "which_fits": ("Which of these is true?", "¿Cuál de estas cosas es verdad?"),
    "add": ("Anything to add?", "¿Quiere añadir algo?"),
    "photo": ("Add a photo", "Agregar una foto"),
    "photo_help": ("No faces and no private screens.", "Sin caras ni pantallas privadas."),
    "ask_for": ("So that nobody has to ask", "Para que nadie tenga que preguntar"),
    "send": ("Send it to the technicians", "Enviarlo a los técnicos"),
    "send_note": (
        "They will see the room, the device and what you tried.",
        "Verán el salón, el equipo y lo que usted intentó.",
    ),
    "sent": ("{number} is on its way. We will write to you.", "{number} está en camino. Le escribiremos."),
    "say_first": ("Say in a few words what is wrong.", "Diga en pocas palabras qué pasa."),
    "solved": ("Good. Nothing more to do.", "Bien. No hay que hacer nada más."),
    "came_back": ("It came back", "Volvió a pasar"),
    "another": ("Something else", "Otra cosa"),
    "handed_over": ("The technicians have it.", "Los técnicos lo tienen."),
    "to_ticket": ("See your ticket", "Ver su solicitud"),
    "left": ("You went on with something else.", "Usted siguió con otra cosa."),
    "tried": ("What you tried", "Lo que intentó"),
    "out_worked": ("worked", "funcionó"),
    "out_did_not": ("did not help", "no ayudó"),
    "out_skipped": ("not done", "no se hizo"),
    "out_done": ("done", "hecho"),
    "yes": ("Yes", "Sí"),
    "no": ("No", "No"),
    "safe": ("Tell the adult in charge now. Do not wait for an answer here.",
             "Avise ahora al adulto responsable. No espere una respuesta aquí."),
    "safety_battery": ("Swollen, hot or smelling battery: do not charge, press or open it.",
                       "Batería hinchada, caliente o con olor: no la cargue, apriete ni abra."),
    "safety_liquid": ("Wet: turn it off and pull the plug. Do not test it.",
                      "Mojado: apáguelo y desenchufe. No lo pruebe."),
    "safety_ladder": ("No ladders for students.", "Los estudiantes no suben escaleras."),
    "safety_lamp": ("A projector's lamp is hot and holds mercury. Do not open it.",
                    "La lámpara del proyector quema y tiene mercurio. No la abra."),
    "safety_password": ("Nobody needs your password. Do not tell or write it.",
                        "Nadie necesita su contraseña. No la diga ni la escriba."),
    "safety_photo": ("No faces and no private screens in photos.",
                     "En las fotos, sin caras ni pantallas privadas."),
    "safety_power": ("Smoke, sparks or a burning smell: pull the plug, go away, call.",
                     "Humo, chispas u olor a quemado: desenchufe, aléjese y avise."),
    "safety_accommodation": ("It may be set so on purpose for a student. Ask before you change it.",
                             "Puede estar así a propósito para un estudiante. Pregunte antes de cambiarlo."),
    "safety_test_data": ("A test's answers may be on this device. Do not wipe it or hand it on.",
                         "Puede tener respuestas de un examen. No lo borre ni lo entregue a otro."),
    "safety_safeguarding": ("A worry about a child goes to the adult in charge at once, never by ticket alone.",
                            "Una preocupación por un niño va de inmediato al adulto responsable."),
    "risk_loses_files": ("This can delete files that are only on this device.",
                         "Esto puede borrar archivos que solo están en este equipo."),
    "risk_ends_test": ("This can end a running test.", "Esto puede terminar un examen en curso."),
    "risk_irreversible": ("This cannot be taken back.", "Esto no se puede deshacer."),
    "understood": ("I have read this", "Lo he leído"),
    "language": ("Español", "English"),
}  # fmt: skip


def language_of(request: Request, me: Person) -> str:
    """``?lang=``, remembered in the session; else the person's own language."""
    asked = request.GET.get("lang") or request.POST.get("lang")
    if asked in ("en", "es"):
        request.session["help_language"] = asked
    kept = request.session.get("help_language")
    return str(kept) if kept else "es" if me.language.lower().startswith("es") else "en"


def say(language: str, key: str) -> str:
    english, spanish = _WORDS[key]
    return spanish if language == "es" else english


def all_of(language: str) -> dict[str, str]:
    return {key: say(language, key) for key in _WORDS}
