"""Chicago 17, author and date, against examples that were published."""

from __future__ import annotations

import pytest

from firstbell.library.citations import Style, cite
from firstbell.library.citations.reading import read_source
from firstbell.library.tests.citing import Example, said, source

QUICK = "The Chicago Manual of Style Online, 17th edition, https://www.chicagomanualofstyle.org/tools_citationguide/citation-guide-2.html"
MANUAL = "The Chicago Manual of Style, 17th edition"

EXAMPLES = [
    Example(QUICK, source("book", "A curious mind: The secret to a bigger life", "2015", authors="Grazer, Brian; Fishman, Charles", place="New York", publisher="Simon & Schuster"),
        "Grazer, Brian, and Charles Fishman. 2015. *A Curious Mind: The Secret to a Bigger Life*. New York: Simon & Schuster.", "(Grazer and Fishman 2015, 12)", "12"),
    Example(QUICK, source("book", "Swing time", "2016", authors="Smith, Zadie", place="New York", publisher="Penguin Press"),
        "Smith, Zadie. 2016. *Swing Time*. New York: Penguin Press.", "(Smith 2016, 315–16)", "315-316"),
    Example(QUICK, source("chapter", "Walking", "2016", authors="Thoreau, Henry David", editors="D'Agata, John", container="The making of the American essay", pages="167-195", place="Minneapolis", publisher="Graywolf Press"),
        "Thoreau, Henry David. 2016. “Walking.” In *The Making of the American Essay*, edited by John D’Agata, 167–95. Minneapolis: Graywolf Press.", "(Thoreau 2016, 177–78)", "177-78"),
    Example(QUICK, source("edited_book", "The making of the American essay", "2016", editors="D'Agata, John", place="Minneapolis", publisher="Graywolf Press"),
        "D’Agata, John, ed. 2016. *The Making of the American Essay*. Minneapolis: Graywolf Press.", "(D’Agata 2016, 177–78)", "177-78"),
    Example(QUICK, source("book", "In Other Words", "2016", authors="Lahiri, Jhumpa", translators="Goldstein, Ann", place="New York", publisher="Alfred A. Knopf"),
        "Lahiri, Jhumpa. 2016. *In Other Words*. Translated by Ann Goldstein. New York: Alfred A. Knopf.", "(Lahiri 2016, 146)", "146"),
    Example(QUICK, source("ebook", "Pride and prejudice", "2007", authors="Austen, Jane", place="New York", publisher="Penguin Classics", medium="Kindle"),
        "Austen, Jane. 2007. *Pride and Prejudice*. New York: Penguin Classics. Kindle.", "(Austen 2007, chap. 3)", "chap. 3"),
    Example(QUICK, source("ebook", "The Chicago guide to fact-checking", "2016", authors="Borel, Brooke", place="Chicago", publisher="University of Chicago Press", medium="ProQuest Ebrary"),
        "Borel, Brooke. 2016. *The Chicago Guide to Fact-Checking*. Chicago: University of Chicago Press. ProQuest Ebrary.", "(Borel 2016, 92)", "92"),
    Example(QUICK, source("ebook", "The founders' constitution", "1987", editors="Kurland, Philip B.; Lerner, Ralph", place="Chicago", publisher="University of Chicago Press", url="http://press-pubs.uchicago.edu/founders/"),
        "Kurland, Philip B., and Ralph Lerner, eds. 1987. *The Founders’ Constitution*. Chicago: University of Chicago Press. http://press-pubs.uchicago.edu/founders/.", "(Kurland and Lerner 1987)"),
    Example(QUICK, source("ebook", "Moby-Dick; or, The Whale", "1851", authors="Melville, Herman", place="New York", publisher="Harper & Brothers", url="http://mel.hofstra.edu/moby-dick-the-whale-proofs.html"),
        "Melville, Herman. 1851. *Moby-Dick; or, The Whale*. New York: Harper & Brothers. http://mel.hofstra.edu/moby-dick-the-whale-proofs.html.", "(Melville 1851, 627)", "627"),
    Example(QUICK, source("journal", "Expanding college access in Taiwan, 1978–2014: Effects on graduate quality and inequality", "spring 2017", authors="Keng, Shao-Hsun; Lin, Chun-Hung; Orazem, Peter F.", container="Journal of Human Capital", volume="11", number="1", pages="1-34", doi="10.1086/690235"),
        "Keng, Shao-Hsun, Chun-Hung Lin, and Peter F. Orazem. 2017. “Expanding College Access in Taiwan, 1978–2014: Effects on Graduate Quality and Inequality.” *Journal of Human Capital* 11, no. 1 (Spring): 1–34. https://doi.org/10.1086/690235.", "(Keng, Lin, and Orazem 2017, 9–10)", "9-10"),
    Example(QUICK, source("journal", "Conundrum: A story about reading", "2017", authors="LaSalle, Peter", container="New England Review", volume="38", number="1", pages="95-109", database="Project MUSE"),
        "LaSalle, Peter. 2017. “Conundrum: A Story about Reading.” *New England Review* 38 (1): 95–109. Project MUSE.", "(LaSalle 2017, 95)", "95"),
    Example(QUICK, source("journal", "Livy and the *Pax Deum*", "2016-04", authors="Satterfield, Susan", container="Classical Philology", volume="111", number="2", pages="165-76"),
        "Satterfield, Susan. 2016. “Livy and the *Pax Deum*.” *Classical Philology* 111, no. 2 (April): 165–76.", "(Satterfield 2016, 170)", "170"),
    Example(QUICK, source("journal", "Predicting responses to contemporary environmental change using evolutionary response architectures", "2017-05", authors="Bay, Rachael A.; Rose, Noah; Barrett, Rowan; Bernatchez, Louis; Ghalambor, Cameron K.; Lasky, Jesse R.; Brem, Rachel B.; Palumbi, Stephen R.; Ralph, Peter", container="American Naturalist", volume="189", number="5", pages="463-473", doi="10.1086/691233"),
        "Bay, Rachael A., Noah Rose, Rowan Barrett, Louis Bernatchez, Cameron K. Ghalambor, Jesse R. Lasky, Rachel B. Brem, Stephen R. Palumbi, and Peter Ralph. 2017. “Predicting Responses to Contemporary Environmental Change Using Evolutionary Response Architectures.” *American Naturalist* 189, no. 5 (May): 463–73. https://doi.org/10.1086/691233.", "(Bay et al. 2017, 465)", "465"),
    Example(QUICK, source("newspaper", "Snap makes a bet on the cultural supremacy of the camera", "2017-03-08", authors="Manjoo, Farhad", container="The New York Times", url="https://www.nytimes.com/2017/03/08/technology/snap-makes-a-bet-on-the-cultural-supremacy-of-the-camera.html"),
        "Manjoo, Farhad. 2017. “Snap Makes a Bet on the Cultural Supremacy of the Camera.” *New York Times*, March 8, 2017. https://www.nytimes.com/2017/03/08/technology/snap-makes-a-bet-on-the-cultural-supremacy-of-the-camera.html.", "(Manjoo 2017)"),
    Example(QUICK, source("magazine", "The prophet of dystopia", "2017-04-17", authors="Mead, Rebecca", container="New Yorker", pages="38-47"),
        "Mead, Rebecca. 2017. “The Prophet of Dystopia.” *New Yorker*, April 17, 2017.", "(Mead 2017, 43)", "43"),
    Example(QUICK, source("magazine", "The squishy, sugary history of Peeps", "2017-04-11", authors="Pai, Tanya", container="Vox", url="http://www.vox.com/culture/2017/4/11/15209084/peeps-easter"),
        "Pai, Tanya. 2017. “The Squishy, Sugary History of Peeps.” *Vox*, April 11, 2017. http://www.vox.com/culture/2017/4/11/15209084/peeps-easter.", "(Pai 2017)"),
    Example(QUICK, source("newspaper", "Apple's iPhone Is Sleek, Smart and Simple", "2007-07-05", authors="Pegoraro, Rob", container="Washington Post", database="LexisNexis Academic"),
        "Pegoraro, Rob. 2007. “Apple’s iPhone Is Sleek, Smart and Simple.” *Washington Post*, July 5, 2007. LexisNexis Academic.", "(Pegoraro 2007)"),
    Example(QUICK, source("web_page", "About Yale: Yale Facts", authors="Yale University", url="https://www.yale.edu/about-yale/yale-facts", accessed="2017-05-01"),
        "Yale University. n.d. “About Yale: Yale Facts.” Accessed May 1, 2017. https://www.yale.edu/about-yale/yale-facts.", "(Yale University, n.d.)"),
    Example(QUICK, source("interview", 'From "F-Bomb" to "Photobomb," How the Dictionary Keeps Up with English', "2017-04-19", authors="Stamper, Kory", interviewers="Gross, Terry", container="Fresh Air", publisher="NPR", url="http://www.npr.org/2017/04/19/524618639/from-f-bomb-to-photobomb-how-the-dictionary-keeps-up-with-english"),
        "Stamper, Kory. 2017. “From ‘F-Bomb’ to ‘Photobomb,’ How the Dictionary Keeps Up with English.” Interview by Terry Gross. *Fresh Air*, NPR, April 19, 2017. http://www.npr.org/2017/04/19/524618639/from-f-bomb-to-photobomb-how-the-dictionary-keeps-up-with-english.", "(Stamper 2017)"),
    Example(f"{MANUAL}, 8.198", source("artwork", "The persistence of memory", "1931", authors="Dalí, Salvador", medium="oil on canvas", location="Museum of Modern Art, New York"),
        "Dalí, Salvador. 1931. *The Persistence of Memory*. Oil on canvas. Museum of Modern Art, New York.", "(Dalí 1931)"),
    Example(f"{MANUAL}, 14.233", source("encyclopedia", "Bulls", "2005", authors="Isaacson, Melissa", editors="Reiff, Janice L.; Keating, Ann Durkin; Grossman, James R.", container="Encyclopedia of Chicago", publisher="Chicago Historical Society", url="http://www.encyclopedia.chicagohistory.org/pages/184.html"),
        "Isaacson, Melissa. 2005. “Bulls.” In *Encyclopedia of Chicago*, edited by Janice L. Reiff, Ann Durkin Keating, and James R. Grossman. Chicago Historical Society. http://www.encyclopedia.chicagohistory.org/pages/184.html.", "(Isaacson 2005)"),
]  # fmt: skip


def test_a_comma_before_no_date_stands_inside_the_quotation_mark() -> None:
    """6.9: commas go inside closing quotation marks; 15.44: “n.d.” is set off by one."""
    cats = read_source({"kind": "web_page", "title": "All about cats", "container": "Cat World"})
    assert cite(cats, Style.CHICAGO, locator="2").in_text.plain == "(“All about Cats,” n.d., 2)"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.entry[:40])
def test_it_is_said_as_it_was_published(example: Example) -> None:
    assert said(example, Style.CHICAGO) == (example.entry, example.in_text), example.where


def test_a_revised_edition_says_that_it_is_one() -> None:
    book = source("book", "The elements of style", "1972", publisher="Macmillan", edition="Rev. ed.")
    assert cite(book, Style.CHICAGO).entry.plain == "The Elements of Style. 1972. Rev. ed. Macmillan."
