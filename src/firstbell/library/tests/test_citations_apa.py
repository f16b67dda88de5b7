"""APA 7 against examples that were published."""

from __future__ import annotations

import pytest

from firstbell.library.citations import Style
from firstbell.library.tests.citing import Example, said, source

WEB = "APA Style, reference examples, https://apastyle.apa.org/style-grammar-guidelines/references/examples"
MANUAL = "Publication Manual of the APA, 7th edition, chapter 10"

EXAMPLES = [
    Example(WEB, source("journal", "Emotions in storybooks: A comparison of storybooks that represent ethnic and racial groups in the United States", "2019", authors="Grady, Jessica S.; Her, Mai; Moreno, Geena; Perez, Cristina; Yelinek, Jillian", container="Psychology of Popular Media Culture", volume="8", number="3", pages="207-217", doi="10.1037/ppm0000185"),
        "Grady, J. S., Her, M., Moreno, G., Perez, C., & Yelinek, J. (2019). Emotions in storybooks: A comparison of storybooks that represent ethnic and racial groups in the United States. *Psychology of Popular Media Culture*, *8*(3), 207–217. https://doi.org/10.1037/ppm0000185", "(Grady et al., 2019, p. 207)", "207"),
    Example(WEB, source("book", "The psychology of prejudice: From attitudes to social action", "2019", authors="Jackson, Lynne M.", edition="2nd ed.", publisher="American Psychological Association", doi="https://doi.org/10.1037/0000168-000"),
        "Jackson, L. M. (2019). *The psychology of prejudice: From attitudes to social action* (2nd ed.). American Psychological Association. https://doi.org/10.1037/0000168-000", "(Jackson, 2019)"),
    Example(WEB, source("book", "The psychology of the child", "1969", authors="Piaget, Jean; Inhelder, Bärbel", translators="Weaver, Helen", edition="2nd", publisher="Basic Books", original_year=1966),
        "Piaget, J., & Inhelder, B. (1969). *The psychology of the child* (H. Weaver, Trans.; 2nd ed.). Basic Books. (Original work published 1966)", "(Piaget & Inhelder, 1966/1969)"),
    Example(WEB, source("edited_book", "Nanotechnology based approaches for tuberculosis treatment", "2020", editors="Kesharwani, Prashant", publisher="Academic Press"),
        "Kesharwani, P. (Ed.). (2020). *Nanotechnology based approaches for tuberculosis treatment*. Academic Press.", "(Kesharwani, 2020)"),
    Example(WEB, source("edited_book", "Early childhood education: Values and practices in Denmark", "2010", editors="Hygum, Erik; Pedersen, Peter Møller", publisher="Hans Reitzels Forlag", url="https://earlychildhoodeducation.digi.hansreitzel.dk/"),
        "Hygum, E., & Pedersen, P. M. (Eds.). (2010). *Early childhood education: Values and practices in Denmark*. Hans Reitzels Forlag. https://earlychildhoodeducation.digi.hansreitzel.dk/", "(Hygum & Pedersen, 2010)"),
    Example(WEB, source("chapter", "Culinary arts: Talent and their development", "2019", authors="Aron, Linda; Botella, Marion; Lubart, Todd", editors="Subotnik, Rena F.; Olszewski-Kubilius, Paula; Worrell, Frank C.", container="The Psychology of High Performance: Developing Human Potential Into Domain-Specific Talent", pages="345-359", publisher="American Psychological Association", doi="10.1037/0000120-016"),
        "Aron, L., Botella, M., & Lubart, T. (2019). Culinary arts: Talent and their development. In R. F. Subotnik, P. Olszewski-Kubilius, & F. C. Worrell (Eds.), *The psychology of high performance: Developing human potential into domain-specific talent* (pp. 345–359). American Psychological Association. https://doi.org/10.1037/0000120-016", "(Aron et al., 2019)"),
    Example(WEB, source("chapter", "Currents in the study of persuasion", "2020", authors="Dillard, James P.", editors="Oliver, Mary B.; Raney, Arthur A.; Bryant, Jennings", container="Media effects: Advances in theory and research", edition="4th", pages="115-129", publisher="Routledge"),
        "Dillard, J. P. (2020). Currents in the study of persuasion. In M. B. Oliver, A. A. Raney, & J. Bryant (Eds.), *Media effects: Advances in theory and research* (4th ed., pp. 115–129). Routledge."),
    Example(WEB, source("book", "Behave: The biology of humans at our best and worst", "2017", authors="Sapolsky, Robert M.", publisher="Penguin Books"),
        "Sapolsky, R. M. (2017). *Behave: The biology of humans at our best and worst*. Penguin Books.", "(Sapolsky, 2017)"),
    Example(WEB, source("edited_book", "Microaggression Theory: Influence and Implications", "2019", editors="Torino, Gina C.; Rivera, David P.; Capodilupo, Christina M.; Nadal, Kevin L.; Sue, Derald Wing", publisher="John Wiley & Sons", doi="10.1002/9781119466642"),
        "Torino, G. C., Rivera, D. P., Capodilupo, C. M., Nadal, K. L., & Sue, D. W. (Eds.). (2019). *Microaggression theory: Influence and implications*. John Wiley & Sons. https://doi.org/10.1002/9781119466642", "(Torino et al., 2019)"),
    Example(WEB, source("magazine", "New middle chapter in the story of human evolution", "2019-09-06", authors="Schaefer, Nathan K.; Shapiro, Beth", container="Science", volume="365", number="6457", pages="981-982", doi="10.1126/science.aay3550"),
        "Schaefer, N. K., & Shapiro, B. (2019, September 6). New middle chapter in the story of human evolution. *Science*, *365*(6457), 981–982. https://doi.org/10.1126/science.aay3550", "(Schaefer & Shapiro, 2019)"),
    Example(WEB, source("magazine", "Superfans: A love story", "2019-09-09", authors="Schulman, Michael", container="The New Yorker", url="https://www.newyorker.com/magazine/2019/09/16/superfans-a-love-story"),
        "Schulman, M. (2019, September 9). Superfans: A love story. *The New Yorker*. https://www.newyorker.com/magazine/2019/09/16/superfans-a-love-story", "(Schulman, 2019)"),
    Example(WEB, source("newspaper", "Can we get better at forgetting?", "2019-03-22", authors="Carey, Benedict", container="The New York Times", url="https://www.nytimes.com/2019/03/22/health/memory-forgetting-psychology.html"),
        "Carey, B. (2019, March 22). Can we get better at forgetting? *The New York Times*. https://www.nytimes.com/2019/03/22/health/memory-forgetting-psychology.html", "(Carey, 2019)"),
    Example(WEB, source("newspaper", "North Korea vows to restart shuttered reactor that can make bomb-grade plutonium", "2013-04-02", authors="Harlan, Chico", container="The Washington Post", pages="A1, A4"),
        "Harlan, C. (2013, April 2). North Korea vows to restart shuttered reactor that can make bomb-grade plutonium. *The Washington Post*, A1, A4.", "(Harlan, 2013)"),
    Example(WEB, source("newspaper", "Cancer death rate in U.S. sees largest one-year drop ever", "2020-01-08", authors="Stobbe, Mike", container="Chicago Tribune"),
        "Stobbe, M. (2020, January 8). Cancer death rate in U.S. sees largest one-year drop ever. *Chicago Tribune*.", "(Stobbe, 2020)"),
    Example(WEB, source("web_page", "Anxiety disorders", "2018-07", authors="National Institute of Mental Health", container="U.S. Department of Health and Human Services, National Institutes of Health", url="https://www.nimh.nih.gov/health/topics/anxiety-disorders/index.shtml"),
        "National Institute of Mental Health. (2018, July). *Anxiety disorders*. U.S. Department of Health and Human Services, National Institutes of Health. https://www.nimh.nih.gov/health/topics/anxiety-disorders/index.shtml", "(National Institute of Mental Health, 2018)"),
    Example(WEB, source("web_page", "Questions and answers on immunization and vaccine safety", "2018-03", authors="World Health Organization", container="World Health Organization", url="https://www.who.int/features/qa/84/en/"),
        "World Health Organization. (2018, March). *Questions and answers on immunization and vaccine safety*. https://www.who.int/features/qa/84/en/", "(World Health Organization, 2018)"),
    Example(WEB, source("web_page", "U.S. and world population clock", authors="U.S. Census Bureau", container="U.S. Department of Commerce", url="https://www.census.gov/popclock/", accessed="2020-01-09"),
        "U.S. Census Bureau. (n.d.). *U.S. and world population clock*. U.S. Department of Commerce. Retrieved January 9, 2020, from https://www.census.gov/popclock/", "(U.S. Census Bureau, n.d.)"),
    Example(WEB, source("video", "Happiness", "2017-11-24", uploaders="Cutts, Steve", container="Vimeo", url="https://vimeo.com/244405542"),
        "Cutts, S. (2017, November 24). *Happiness* [Video]. Vimeo. https://vimeo.com/244405542", "(Cutts, 2017)"),
    Example(WEB, source("video", "How do geckos walk on water?", "2018-12-06", uploaders="University of Oxford", container="YouTube", url="https://www.youtube.com/watch?v=qm1xGfOZJc8"),
        "University of Oxford. (2018, December 6). *How do geckos walk on water?* [Video]. YouTube. https://www.youtube.com/watch?v=qm1xGfOZJc8", "(University of Oxford, 2018)"),
    Example(MANUAL, source("film", "One flew over the cuckoo's nest", "1975", directors="Forman, Miloš", publisher="United Artists"),
        "Forman, M. (Director). (1975). *One flew over the cuckoo’s nest* [Film]. United Artists.", "(Forman, 1975)"),
    Example(WEB, source("podcast", "Amusement park", "2011-08-12", hosts="Glass, Ira", container="This American life", number="443", publisher="WBEZ Chicago", url="https://www.thisamericanlife.org/radio-archives/episode/443/amusement-park"),
        "Glass, I. (Host). (2011, August 12). Amusement park (No. 443) [Audio podcast episode]. In *This American life*. WBEZ Chicago. https://www.thisamericanlife.org/radio-archives/episode/443/amusement-park", "(Glass, 2011)"),
    Example(MANUAL, source("interview", "Simone de Beauvoir discusses the art of writing", "1960-05-04", authors="de Beauvoir, Simone", container="Studs Terkel Radio Archive", publisher="The Chicago History Museum", url="https://studsterkel.wfmt.com/programs/simone-de-beauvoir-discusses-art-writing"),
        "de Beauvoir, S. (1960, May 4). *Simone de Beauvoir discusses the art of writing* [Interview]. Studs Terkel Radio Archive; The Chicago History Museum. https://studsterkel.wfmt.com/programs/simone-de-beauvoir-discusses-art-writing", "(de Beauvoir, 1960)"),
    Example(WEB, source("encyclopedia", "Positive transference", authors="American Psychological Association", container="APA Dictionary of Psychology", url="https://dictionary.apa.org/positive-transference", accessed="2019-08-31"),
        "American Psychological Association. (n.d.). Positive transference. In *APA dictionary of psychology*. Retrieved August 31, 2019, from https://dictionary.apa.org/positive-transference", "(American Psychological Association, n.d.)"),
    Example(WEB, source("encyclopedia", "Behaviorism", "2019", authors="Graham, George", editors="Zalta, Edward N.", container="The {Stanford} Encyclopedia of Philosophy", edition="Summer 2019", publisher="Stanford University", url="https://plato.stanford.edu/archives/sum2019/entries/behaviorism"),
        "Graham, G. (2019). Behaviorism. In E. N. Zalta (Ed.), *The Stanford encyclopedia of philosophy* (Summer 2019 ed.). Stanford University. https://plato.stanford.edu/archives/sum2019/entries/behaviorism", "(Graham, 2019)"),
    Example(WEB, source("encyclopedia", "Culture", authors="Merriam-Webster", container="{Merriam-Webster.com} Dictionary", url="https://www.merriam-webster.com/dictionary/culture", accessed="2019-09-09"),
        "Merriam-Webster. (n.d.). Culture. In *Merriam-Webster.com dictionary*. Retrieved September 9, 2019, from https://www.merriam-webster.com/dictionary/culture", "(Merriam-Webster, n.d.)"),
    Example(WEB, source("encyclopedia", "List of oldest companies", "2019-01-13", container="Wikipedia", url="https://en.wikipedia.org/w/index.php?title=List_of_oldest_companies&oldid=878158136"),
        "List of oldest companies. (2019, January 13). In *Wikipedia*. https://en.wikipedia.org/w/index.php?title=List_of_oldest_companies&oldid=878158136", "(“List of Oldest Companies,” 2019)"),
    Example(WEB, source("artwork", "Faust attempts to seduce Marguerite", "1826-1827/", authors="Delacroix, Eugène", medium="Lithograph", location="The Louvre, Paris, France"),
        "Delacroix, E. (1826–1827). *Faust attempts to seduce Marguerite* [Lithograph]. The Louvre, Paris, France.", "(Delacroix, 1826–1827)"),
    Example(WEB, source("artwork", "American gothic", "1930", authors="Wood, Grant", medium="Painting", location="Art Institute of Chicago, Chicago, IL, United States", url="https://www.artic.edu/aic/collections/artwork/6565"),
        "Wood, G. (1930). *American gothic* [Painting]. Art Institute of Chicago, Chicago, IL, United States. https://www.artic.edu/aic/collections/artwork/6565", "(Wood, 1930)"),
    Example("APA Style blog, “How to cite ChatGPT”, April 2023", source("ai_chat", "Is the left brain right brain divide real or a metaphor?", "2023-03-14", container="ChatGPT", version="Mar 14 version", publisher="OpenAI", url="https://chat.openai.com/chat"),
        "OpenAI. (2023). *ChatGPT* (Mar 14 version) [Large language model]. https://chat.openai.com/chat", "(OpenAI, 2023)"),
]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.entry[:40])
def test_it_is_said_as_it_was_published(example: Example) -> None:
    assert said(example, Style.APA) == (example.entry, example.in_text), example.where
