"""What the site's search is given beyond Sphinx's index."""

from scripts.book.site_search import Sections, symptoms_as_data
from scripts.lab.symptom_index.index import symptoms


def test_the_words_of_a_section_are_its_own() -> None:
    page = """<nav>menu</nav><section id="top"><h1>Locks<a class="headerlink">#</a></h1><p>One word.</p>
    <section id="inner"><h2>A <code>fork</code></h2><style>.css {}</style><script>var x;</script><pre>child dies</pre>
    <button>copy</button></section><p>Last.</p></section><p>outside</p>"""
    (top, inner) = Sections(page).found
    assert (top[0], "".join(top[1])) == ("top", "Locks")
    assert top[2] == {"locks", "one", "word", "last"}
    assert (inner[0], "".join(inner[1])) == ("inner", "A fork")
    assert inner[2] == {"fork", "child", "dies"}


def test_every_entry_can_be_found() -> None:
    data = symptoms_as_data()
    assert [one["id"] for one in data["entries"]] == [one.id for one in symptoms()]
    assert {one["symptom"] for one in data["patterns"]} == {one.id for one in symptoms()}
