"""MLA 9 against examples that were published. Ranges have an en dash and two digits at least, as the Handbook prints them."""

from __future__ import annotations

import pytest

from firstbell.library.citations import Style, cite
from firstbell.library.tests.citing import Example, said, source

QUICK = "MLA Style Center, “Works Cited: A Quick Guide”, https://style.mla.org/works-cited/works-cited-a-quick-guide/"
BY_FORMAT = "MLA Style Center, citations by format"
OWL = "Purdue OWL, https://owl.purdue.edu/owl/research_and_citation/mla_style/mla_formatting_and_style_guide/"

EXAMPLES = [
    Example(QUICK, source("book", "The pleasures of reading in an age of distraction", "2011", authors="Jacobs, Alan", publisher="Oxford University Press"),
        "Jacobs, Alan. *The Pleasures of Reading in an Age of Distraction*. Oxford UP, 2011.", "(Jacobs 27)", "27"),
    Example(QUICK, source("journal", "Questions of transport: Reading Primo Levi reading Dante", "spring 2010", authors="Goldman, Anne", container="The Georgia Review", volume="64", number="1", pages="69-88", database="JSTOR", url="https://www.jstor.org/stable/41403188"),
        "Goldman, Anne. “Questions of Transport: Reading Primo Levi Reading Dante.” *The Georgia Review*, vol. 64, no. 1, spring 2010, pp. 69–88. *JSTOR*, www.jstor.org/stable/41403188."),
    Example(QUICK, source("web_page", "The death of the artist—and the birth of the creative entrepreneur", "2014-12-28", authors="Deresiewicz, William", container="The Atlantic", url="https://www.theatlantic.com/magazine/archive/2015/01/the-death-of-the-artist-and-the-birth-of-the-creative-entrepreneur/383497/"),
        "Deresiewicz, William. “The Death of the Artist—and the Birth of the Creative Entrepreneur.” *The Atlantic*, 28 Dec. 2014, www.theatlantic.com/magazine/archive/2015/01/the-death-of-the-artist-and-the-birth-of-the-creative-entrepreneur/383497/."),
    Example(BY_FORMAT, source("book", "The crown of Columbus", "1999", authors="Dorris, Michael; Erdrich, Louise", publisher="HarperCollins Publishers"),
        "Dorris, Michael, and Louise Erdrich. *The Crown of Columbus*. HarperCollins Publishers, 1999.", "(Dorris and Erdrich 110)", "110"),
    Example(BY_FORMAT, source("book", "Digital_Humanities", "2012", authors="Burdick, Anne; Drucker, Johanna; Lunenfeld, Peter; Presner, Todd; Schnapp, Jeffrey", publisher="MIT Press"),
        "Burdick, Anne, et al. *Digital_Humanities*. MIT P, 2012.", "(Burdick et al. 42)", "42"),
    Example(BY_FORMAT, source("edited_book", "The future of the book", "1996", editors="Nunberg, Geoffrey", publisher="University of California Press"),
        "Nunberg, Geoffrey, editor. *The Future of the Book*. U of California P, 1996."),
    Example(BY_FORMAT, source("edited_book", "Agent of change: Print culture studies after Elizabeth L. Eisenstein", "2007", editors="Baron, Sabrina Alcorn; Lindquist, Eric N.; Shevlin, Eleanor F.", publisher="University of Massachusetts Press/Center for the Book, Library of Congress"),
        "Baron, Sabrina Alcorn, et al., editors. *Agent of Change: Print Culture Studies after Elizabeth L. Eisenstein*. U of Massachusetts P / Center for the Book, Library of Congress, 2007."),
    Example(BY_FORMAT, source("chapter", "The cultural consequences of printing and the Internet", "2007", authors="Dewar, James A.; Ang, Peng Hwa", editors="Baron, Sabrina Alcorn; Lindquist, Eric N.; Shevlin, Eleanor F.", container="Agent of change: Print culture studies after Elizabeth L. Eisenstein", publisher="University of Massachusetts Press/Center for the Book, Library of Congress", pages="365-77"),
        "Dewar, James A., and Peng Hwa Ang. “The Cultural Consequences of Printing and the Internet.” *Agent of Change: Print Culture Studies after Elizabeth L. Eisenstein*, edited by Sabrina Alcorn Baron et al., U of Massachusetts P / Center for the Book, Library of Congress, 2007, pp. 365–77."),
    Example(BY_FORMAT, source("journal", "Postmodernism and Hong Kong cinema", "2000-05", authors="Chan, Evans", container="Postmodern Culture", volume="10", number="3", database="Project MUSE", doi="10.1353/pmc.2000.0021"),
        "Chan, Evans. “Postmodernism and Hong Kong Cinema.” *Postmodern Culture*, vol. 10, no. 3, May 2000. *Project MUSE*, https://doi.org/10.1353/pmc.2000.0021."),
    Example(BY_FORMAT, source("journal", "Twice bitten: The fate of Africa's culture producers", "1990-01", authors="Soyinka, Wole", container="PMLA", volume="105", number="1", pages="110-120", database="JSTOR", doi="https://doi.org/10.2307/462347"),
        "Soyinka, Wole. “Twice Bitten: The Fate of Africa’s Culture Producers.” *PMLA*, vol. 105, no. 1, Jan. 1990, pp. 110–20. *JSTOR*, https://doi.org/10.2307/462347."),
    Example(BY_FORMAT, source("film", "Opening night", "1977", directors="Cassavetes, John", publisher="Faces Distribution"),
        "*Opening Night*. Directed by John Cassavetes, Faces Distribution, 1977.", "(*Opening Night*)"),
    Example(BY_FORMAT, source("artwork", "The train", "1974", authors="Bearden, Romare", location="Museum of Modern Art, New York"),
        "Bearden, Romare. *The Train*. 1974, Museum of Modern Art, New York."),
    Example(BY_FORMAT, source("book", "Beowulf", "2004", translators="Sullivan, Alan; Murphy, Timothy", authors="", publisher="Pearson"),
        "*Beowulf*. Translated by Alan Sullivan and Timothy Murphy, Pearson, 2004.", "(*Beowulf* 12)", "12"),
    Example("MLA Style Center, “How do I cite generative AI in MLA style?”", source("ai_chat", "Describe the symbolism of the green light in the book *The Great Gatsby* by F. Scott Fitzgerald", "2023-03-08", container="ChatGPT", version="13 Feb. version", publisher="OpenAI", url="https://chat.openai.com/chat"),
        "“Describe the symbolism of the green light in the book *The Great Gatsby* by F. Scott Fitzgerald” prompt. *ChatGPT*, 13 Feb. version, OpenAI, 8 Mar. 2023, chat.openai.com/chat.", "(“Describe the symbolism”)"),
    Example(OWL, source("book", "Chaos: Making a new science", "1987", authors="Gleick, James", publisher="Penguin"),
        "Gleick, James. *Chaos: Making a New Science*. Penguin, 1987."),
    Example(OWL, source("book", "The Allyn and Bacon guide to peer tutoring", "2000", authors="Gillespie, Paula; Lerner, Neal", publisher="Allyn & Bacon"),
        "Gillespie, Paula, and Neal Lerner. *The Allyn and Bacon Guide to Peer Tutoring*. Allyn and Bacon, 2000."),
    Example(OWL, source("book", "Writing new media: Theory and applications for expanding the teaching of composition", "2004", authors="Wysocki, Anne Frances; Johnson-Eilola, Johndan; Selfe, Cynthia L.; Sirc, Geoffrey", publisher="Utah State University Press"),
        "Wysocki, Anne Frances, et al. *Writing New Media: Theory and Applications for Expanding the Teaching of Composition*. Utah State UP, 2004."),
    Example(OWL, source("book", "Allergies in children", "1998", authors="American Allergy Association", publisher="Random House"),
        "American Allergy Association. *Allergies in Children*. Random House, 1998.", "(American Allergy Association 7)", "7"),
    Example(OWL, source("book", "Encyclopedia of Indiana", "1993", publisher="Somerset"),
        "*Encyclopedia of Indiana*. Somerset, 1993.", "(*Encyclopedia of Indiana*)"),
    Example(OWL, source("book", "Madness and civilization: A history of insanity in the age of reason", "1988", authors="Foucault, Michel", translators="Howard, Richard", publisher="Vintage-Random House"),
        "Foucault, Michel. *Madness and Civilization: A History of Insanity in the Age of Reason*. Translated by Richard Howard, Vintage-Random House, 1988."),
    Example(OWL, source("book", "Ancient rhetorics for contemporary students", "2004", authors="Crowley, Sharon; Hawhee, Debra", edition="3rd edition", publisher="Pearson"),
        "Crowley, Sharon, and Debra Hawhee. *Ancient Rhetorics for Contemporary Students*. 3rd ed., Pearson, 2004."),
    Example(OWL, source("chapter", "Talk to me: Engaging reluctant writers", "2000", authors="Harris, Muriel", editors="Rafoth, Ben", container="A tutor's guide: Helping writers one to one", publisher="Heinemann", pages="24-34"),
        "Harris, Muriel. “Talk to Me: Engaging Reluctant Writers.” *A Tutor’s Guide: Helping Writers One to One*, edited by Ben Rafoth, Heinemann, 2000, pp. 24–34."),
    Example(OWL, source("chapter", 'Graphic Design Education as a Liberal Art: Design and Knowledge in the University and The "Real World"', "1998", authors="Swanson, Gunnar", editors="Heller, Steven", container="The Education of a Graphic Designer", publisher="Allworth Press", pages="13-24"),
        "Swanson, Gunnar. “Graphic Design Education as a Liberal Art: Design and Knowledge in the University and The ‘Real World.’” *The Education of a Graphic Designer*, edited by Steven Heller, Allworth Press, 1998, pp. 13–24."),
    Example(OWL, source("journal", "Conflicting nationalisms: The voice of the subaltern in Mahasweta Devi's *Bashai Tudu*", "1996", authors="Bagchi, Alaknanda", container="Tulsa Studies in Women's Literature", volume="15", number="1", pages="41-50"),
        "Bagchi, Alaknanda. “Conflicting Nationalisms: The Voice of the Subaltern in Mahasweta Devi’s *Bashai Tudu*.” *Tulsa Studies in Women’s Literature*, vol. 15, no. 1, 1996, pp. 41–50."),
    Example(OWL, source("web_page", "How to make vegetarian chili", authors="Lundman, Susan", container="eHow", url="https://www.ehow.com/how_10727_make-vegetarian-chili.html", accessed="2015-07-06"),
        "Lundman, Susan. “How to Make Vegetarian Chili.” *eHow*, www.ehow.com/how_10727_make-vegetarian-chili.html. Accessed 6 July 2015."),
    Example(OWL, source("book", "Institutio oratoria", "1980", authors="Quintilian", translators="Butler, H. E.", volume="2", publisher="Loeb-Harvard University Press"),
        "Quintilian. *Institutio Oratoria*. Translated by H. E. Butler, vol. 2, Loeb-Harvard UP, 1980."),
    Example(OWL, source("magazine", "TV makes a too-close call", "2000-11-20", authors="Poniewozik, James", container="Time", pages="70-71"),
        "Poniewozik, James. “TV Makes a Too-Close Call.” *Time*, 20 Nov. 2000, pp. 70–71."),
    Example(OWL, source("magazine", "A special education", "2006-03", authors="Buchman, Dana", container="Good Housekeeping", pages="143-48"),
        "Buchman, Dana. “A Special Education.” *Good Housekeeping*, Mar. 2006, pp. 143–48."),
    Example(OWL, source("newspaper", "New health center targets county's uninsured patients", "2007-05-24", authors="Brubaker, Bill", container="Washington Post", pages="LZ01"),
        "Brubaker, Bill. “New Health Center Targets County’s Uninsured Patients.” *Washington Post*, 24 May 2007, p. LZ01."),
    Example(OWL, source("video", "8 Hot Dog Gadgets put to the Test", "2016-06-06", uploaders="Crazy Russian Hacker", container="YouTube", url="https://www.youtube.com/watch?v=WBlpjSEtELs"),
        "“8 Hot Dog Gadgets put to the Test.” *YouTube*, uploaded by Crazy Russian Hacker, 6 June 2016, www.youtube.com/watch?v=WBlpjSEtELs."),
]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.entry[:40])
def test_it_is_said_as_it_was_published(example: Example) -> None:
    assert said(example, Style.MLA) == (example.entry, example.in_text), example.where


@pytest.mark.parametrize(
    ("publisher", "mla"),
    [
        ("W. W. Norton & Company", "W. W. Norton"),
        ("Little, Brown and Company", "Little, Brown"),
        ("Henry Holt and Co.", "Henry Holt"),
        ("Harper & Row", "Harper and Row"),
        ("Houghton Mifflin Co., Inc.", "Houghton Mifflin"),
        ("The MIT Press", "MIT P"),
    ],
)
def test_words_of_business_are_left_out_of_a_publisher(publisher: str, mla: str) -> None:
    book = source("book", "Beowulf", "2000", publisher=publisher)
    assert cite(book, Style.MLA).entry.plain == f"Beowulf. {mla}, 2000."
