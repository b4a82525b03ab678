"""A page has each style sheet of its outputs once."""

from scripts.book.one_style_sheet import once


def test_the_first_copy_stays() -> None:
    page = "<div><style>.a{}</style>one</div><p><style>.b{}</style></p><div><style>.a{}</style>two</div>"
    assert once(page) == "<div><style>.a{}</style>one</div><p><style>.b{}</style></p><div>two</div>"


def test_a_page_without_outputs_stays_as_it_is() -> None:
    assert once("<p>&lt;style>.a{}&lt;/style></p>") == "<p>&lt;style>.a{}&lt;/style></p>"
