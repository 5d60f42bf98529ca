"""Roof. What people have said about the demonstration's service: one in each language."""

from core.feedback_states import FeedbackCategory
from core.workflow import receive_feedback
from demo.world import World

SAID = (
    (
        9,
        FeedbackCategory.ACCESSIBILITY,
        "Ruudunlukija lukee palveluiden luettelossa vain näytön tason, ei sitä, mistä palvelusta "
        "on kyse. Voisiko palvelun nimen lukea jokaisella rivillä?",
        "rehtori@esimerkkikoulu.example",
        "/services",
        "fi",
    ),
    (
        4,
        FeedbackCategory.OTHER,
        "Hur räknas antalet elever om en kommun köper förskoleundervisning av grannkommunen? Det "
        "framgår inte av sidan om kostnader.",
        "bildning@exempelkommun.example",
        "/",
        "sv",
    ),
    (
        1,
        FeedbackCategory.IDEA,
        "It would help to get an e-mail when a service with OneRoster is certified in our subject.",
        None,
        "/services",
        "en",
    ),
)
"""Days ago, category, text, address for an answer, page, language."""


def load(world: World) -> None:
    """Take the feedback in as the page does; nobody has answered yet."""
    for days, category, text, email, page, language in SAID:
        sender = f"demonstration-{language}"
        receive_feedback(category, text, email, page, language, sender, world.ago(days, 11))
