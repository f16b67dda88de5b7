"""Invented people's names, by the origin a family might have, and how a name becomes a user name.

Lists of common given and family names are facts of a language; nobody in particular is meant. Several names carry
accents, apostrophes, hyphens and spaces on purpose: those are what break imports, labels and logins.
"""

import unicodedata
from dataclasses import dataclass

from firstbell.demo.generator.draw import Draw


@dataclass(frozen=True)
class Origin:
    """A pool of names. `weight` is its share, `language` (ISO 639-1 or -3) what may be spoken at home."""

    weight: int
    language: str
    given: tuple[str, ...]
    family: tuple[str, ...]


def _origin(weight: int, language: str, given: str, family: str) -> Origin:
    return Origin(weight, language, tuple(given.split()), tuple(name.strip() for name in family.split(",")))


ORIGINS: tuple[Origin, ...] = (
    _origin(
        26,
        "en",
        "Emma Liam Olivia Noah Ava Ethan Sophie Mason Grace Logan Hannah Owen Chloe Wyatt Abigail Carter Ella Hudson "
        "Harper Caleb Lily Levi Nora Dylan Hazel Jack Ruby Henry Violet Samuel Clara Isaac Ivy Eli Piper Max June Cole",
        "Smith, Johnson, Brown, Miller, Davis, Wilson, Anderson, Taylor, Thomas, Moore, Martin, Clark, Lewis, Walker, "
        "Hall, Young, King, Wright, Hill, Green, Baker, Nelson, Carter, Mitchell, Parker, Evans, Collins, Stewart, "
        "Bennett, Brooks, Coleman, Hayes, Porter, Ford, Graham, Hamilton, Wells, Hart-Davies, Fisher, Lane",
    ),
    _origin(
        22,
        "es",
        "Sofía Mateo Valentina Santiago Camila Sebastián Isabella Diego Lucía Andrés Ximena José Renata Ángel Jimena "
        "Luis Daniela Iñaki Marisol Javier Paloma Joaquín Noemí Raúl Belén Emiliano Itzel Óscar Maite Adrián",
        "García, Martínez, Rodríguez, Hernández, López, González, Pérez, Sánchez, Ramírez, Torres, Flores, Rivera, "
        "Gómez, Díaz, Reyes, Morales, Cruz, Ortiz, Gutiérrez, Chávez, Ruiz, Álvarez, Mendoza, Muñoz, Núñez, Peña, "
        "de la Cruz, de León, García-López, Ortega Ruiz, Ibáñez, Quiñones, Villaseñor, Zúñiga, Castañeda",
    ),
    _origin(
        10,
        "en",
        "Aaliyah Malik Imani Darius Nia Isaiah Zuri Marcus Amara Jalen Kiara Xavier Layla Andre Destiny Terrence Jada "
        "Kendrick Raven Devon Ebony Tyrone Simone DeShawn Tiana Jamal Naomi D'Angelo Monique Elijah",
        "Williams, Jackson, Washington, Jefferson, Robinson, Harris, Banks, Booker, Franklin, Freeman, Gaines, Hampton, "
        "Joseph, Mosley, Pierre, Randolph, Rhodes, Sims, Tate, Vaughn, Weems, Whitfield, Benjamin-Cole, St. Clair",
    ),
    _origin(
        6,
        "zh",
        "Mei Wei Lin Hao Jing Jun Xin Yi Li Ming Yan Bo Xiu Chen Ying Tao Qing Kai Lan Rui",
        "Wang, Li, Zhang, Liu, Chen, Yang, Huang, Zhao, Wu, Zhou, Xu, Sun, Ma, Zhu, Lü, Guo, Lin, Ouyang, He, Ng",
    ),
    _origin(
        5,
        "vi",
        "Linh Minh Trang Đức Hương Tuấn Thảo Huy Ngọc Long Mai Khánh Yến Bảo Vy Phúc Hà Nam",
        "Nguyễn, Trần, Lê, Phạm, Hoàng, Phan, Vũ, Đặng, Bùi, Đỗ, Hồ, Ngô, Dương, Lý, Đinh, Võ",
    ),
    _origin(
        6,
        "hi",
        "Aarav Ananya Vihaan Diya Arjun Isha Rohan Priya Kabir Meera Aditya Kavya Rishi Nisha Dev Asha Sanjay Tara",
        "Patel, Sharma, Singh, Kumar, Gupta, Reddy, Iyer, Mehta, Shah, Nair, Desai, Rao, Chopra, Kapoor, Menon, Bose",
    ),
    _origin(
        5,
        "ar",
        "Yasmin Omar Fatima Yusuf Layal Khalid Noor Tariq Salma Hassan Rania Bilal Amina Karim Zaynab Sami Hala Idris",
        "Haddad, Khoury, Al-Masri, Nassar, Abdallah, El-Sayed, Mansour, Farah, Saleh, Aziz, Al-Khatib, Hamdan, Zayn, "
        "Bint Rashid, Said, Darwish",
    ),
    _origin(
        4,
        "tl",
        "Althea Jericho Bea Paolo Tala Miguel Ligaya Renz Maricel Enzo Dalisay Jomar Aya Carlo Mutya Nico",
        "Santos, Reyes, Bautista, Dela Cruz, Villanueva, Aquino, Manalo, Pangilinan, Salonga, Dimaculangan, Macaraeg, "
        "Batungbakal, Lacson, Magsaysay",
    ),
    _origin(
        4,
        "ko",
        "Ji-woo Min-jun Seo-yeon Do-yun Ha-eun Si-woo Ye-jin Joon Soo-ah Hyun Da-eun Tae-yang Eun-ji Jae",
        "Kim, Lee, Park, Choi, Jung, Kang, Cho, Yoon, Jang, Lim, Han, Oh, Shin, Seo, Kwon, Namgung",
    ),
    _origin(
        4,
        "pl",
        "Zofia Jakub Łucja Stanisław Małgorzata Paweł Agnieszka Michał Oksana Taras Iryna Bohdan Lučka Andrej Živa Jiří",
        "Nowak, Kowalski, Wiśniewski, Wójcik, Łukasz, Zieliński, Dąbrowski, Shevchenko, Kovalenko, Bondarenko, Novák, "
        "Dvořák, Čapek, Horvat, Petrović, Đorđević",
    ),
    _origin(
        3,
        "en",
        "Siobhán Seán Niamh Conor Aoife Declan Róisín Cillian Maeve Finn Gráinne Eoin Fiona Ronan Ciara Padraig",
        "O'Neil, O'Brien, O'Connor, McCarthy, Murphy, Byrne, D’Arcy, Fitzgerald, MacLeod, Kavanagh, Ó Briain, Nolan",
    ),
    _origin(
        3,
        "fr",
        "Chloé Émile Zoé Théo Léa Jean-Luc Anaïs Benoît Hélène Loïc Maëlle Rémi Noël Geneviève Anne-Marie Gaëtan",
        "Lefèvre, Dubois, Moreau, Bélanger, Côté, Gagné, Lévesque, Saint-Pierre, D'Aubigné, Châtelain, Beaulieu, Roy",
    ),
    _origin(
        3,
        "de",
        "Jürgen Anneliese Jörg Käthe Friedrich Lena Björn Astrid Søren Åsa Lars Ingrid Magnus Freja Øyvind Sigrid",
        "Müller, Schröder, Weiß, Größmann, Köhler, Bäcker, von Berg, Hansen, Sørensen, Ångström, Nilsson, Bjørnstad, "
        "Lindqvist, Häkkinen",
    ),
    _origin(
        3,
        "pt",
        "João Beatriz Thiago Júlia Gonçalo Inês Vinícius Letícia Caetano Antônia Luís Conceição Davi Mônica",
        "Silva, Souza, Conceição, Araújo, Magalhães, Guimarães, Simões, da Costa, dos Santos, Falcão, Assunção, Leitão",
    ),
    _origin(
        3,
        "so",
        "Ayaan Abdi Hodan Liban Ifrah Warsame Sagal Guled Selam Dawit Hiwot Yonas Almaz Bereket Kwame Abena Chidi "
        "Ngozi Tunde Folasade",
        "Warsame, Abdullahi, Jama, Guled, Tesfaye, Bekele, Haile, Mensah, Boateng, Okafor, Adeyemi, Nwosu, Eze, "
        "Chukwu-Bello, Diallo, N'Diaye",
    ),
    _origin(
        2,
        "hmn",
        "Pa Kou Mai Tou Yer Chue Bao Xeng Ka Fue Nou Vang Sua Leng",
        "Vang, Xiong, Yang, Lor, Her, Moua, Thao, Vue, Cha, Hang, Kue, Lee",
    ),
    _origin(
        2,
        "en",
        "Kai Leilani Keoni Kalani Moana Ikaika Sina Tavita Nizhoni Ahiga Shandiin Tséyi' Winona Dakota Takoda Aiyana",
        "Kealoha, Kamaka, Kahananui, Ka'ana'ana, Fa'asavalu, Tuiasosopo, Begay, Yazzie, Tsosie, Nez, Benally, "
        "Two Rivers, Whitehorse, Red Cloud",
    ),
    _origin(
        2,
        "fa",
        "Darya Kian Shirin Arash Ani Hayk Nare Tigran Elif Emre Gül Çağla Ömer İpek Eleni Nikos Despina Kostas",
        "Ahmadi, Karimi, Hosseini, Petrosyan, Grigoryan, Hakobyan, Öztürk, Yılmaz, Şahin, Papadopoulos, Pappas, Şimşek",
    ),
)

_WEIGHTS = tuple(origin.weight for origin in ORIGINS)

NICKNAMES: dict[str, str] = {
    "Abigail": "Abby", "Alejandra": "Ale", "Andrés": "Andy", "Anneliese": "Anni", "Benoît": "Ben", "Caleb": "Cal",
    "Daniela": "Dani", "DeShawn": "Shawn", "Elijah": "Eli", "Friedrich": "Fritz", "Geneviève": "Gen", "Henry": "Hank",
    "Isabella": "Izzy", "Isaiah": "Zay", "Javier": "Javi", "Jean-Luc": "Luc", "José": "Pepe", "Kendrick": "Ken",
    "Małgorzata": "Gosia", "Michał": "Mike", "Miguel": "Migs", "Olivia": "Liv", "Samuel": "Sam", "Santiago": "Santi",
    "Sebastián": "Seb", "Seo-yeon": "Sean", "Stanisław": "Stan", "Terrence": "T.J.", "Thomas": "Tom", "Xavier": "Zave",
    "Ximena": "Xime", "Min-jun": "Jun", "Ji-woo": "Jenny", "Minh": "Mike", "Wei": "Kevin", "Mei": "May",
}  # fmt: skip

# Letters that Unicode does not take apart into a base letter and a mark.
_PLAIN = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "AE", "ð": "d", "ı": "i"}
)


def draw_origin(draw: Draw) -> Origin:
    return draw.weighted(ORIGINS, _WEIGHTS)


def draw_family_name(draw: Draw, origin: Origin) -> str:
    """A family name; now and then two joined by a hyphen, the second from another origin."""
    name = draw.pick(origin.family)
    if draw.chance(25) and "-" not in name and " " not in name:
        other = draw.pick(draw_origin(draw).family)
        if other != name and "-" not in other and " " not in other:
            return f"{name}-{other}"
    return name


def as_login(text: str) -> str:
    """`text` in lower-case ASCII letters and digits: "D’Arcy Núñez" becomes "darcynunez"."""
    apart = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(letter for letter in apart.lower() if letter.isascii() and letter.isalnum())
