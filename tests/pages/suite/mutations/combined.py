"""Several changes at once, as kits make them."""

from __future__ import annotations

from tests.pages.suite.designs import Design
from tests.pages.suite.mutations import form, identity, picture, structure, text
from tests.pages.suite.mutations.kit import Apply, Mutation
from tests.pages.suite.page import WebPage


def chain(*steps: Apply) -> Apply:
    """Return a mutation that makes several, one after the other."""

    def apply(page: WebPage, design: Design, screenshot: bytes) -> WebPage:
        for step in steps:
            page = step(page, design, screenshot)
        return page

    return apply


MUTATIONS = (
    Mutation("translated-and-other-theme", "combined", chain(text.translate, identity.change_theme)),
    Mutation(
        "redrawn-and-restyled", "combined", chain(identity.redraw_logo, identity.restyle, structure.rename)
    ),
    Mutation(
        "old-and-shrunk-in-frame",
        "combined",
        chain(form.age, picture.with_css("html{zoom:.8}"), structure.put_in_frame),
    ),
    Mutation("pictures-by-script", "combined", chain(text.draw_text, structure.build_by_script)),
    Mutation(
        "recompressed-and-grey",
        "combined",
        chain(picture.recompress, picture.with_css("html{filter:grayscale(1)}")),
    ),
    Mutation("noise", "combined", chain(text.hide_words, text.break_words, structure.rename)),
)
