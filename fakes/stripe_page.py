"""The pretended payment page: plain, accessible, in three languages, and open about what it is."""

from html import escape
from typing import Any

WORDS = {
    "fi": {
        "title": "Esittelyn maksusivu",
        "note": "Tämä on esittelyn maksusivu. Se ei ole Stripe, eikä rahaa siirry mihinkään.",
        "lead": "Maksettavaa {amount}",
        "for": "Maksun aihe",
        "now": "Maksa kortilla",
        "now_hint": "Maksu on heti perillä.",
        "later": "Maksa pankista myöhemmin",
        "later_hint": "Raha tulee muutamassa sekunnissa, oikea tilisiirto muutamassa päivässä.",
        "decline": "Kokeile korttia, joka ei kelpaa",
        "back": "Palaa maksamatta",
        "declined": "Kortti ei kelvannut. Mitään ei veloitettu. Valitse toinen tapa.",
        "choose": "Valitse, miten maksu käy",
        "complete": "Tämä on jo maksettu.",
        "expired": "Tämä maksusivu on sulkeutunut. Mitään ei veloitettu.",
        "return": "Palaa laskulle",
    },
    "sv": {
        "title": "Demonstrationens betalsida",
        "note": "Det här är demonstrationens betalsida. Den är inte Stripe. Inga pengar flyttas.",
        "lead": "Att betala {amount}",
        "for": "Betalningen gäller",
        "now": "Betala med kort",
        "now_hint": "Betalningen är framme genast.",
        "later": "Betala via banken senare",
        "later_hint": "Pengarna kommer om några sekunder, en verklig girering om några dagar.",
        "decline": "Pröva ett kort som inte godkänns",
        "back": "Gå tillbaka utan att betala",
        "declined": "Kortet godkändes inte. Inget har debiterats. Välj ett annat sätt.",
        "choose": "Välj hur betalningen går",
        "complete": "Det här är redan betalt.",
        "expired": "Den här betalsidan har stängts. Inget har debiterats.",
        "return": "Tillbaka till fakturan",
    },
    "en": {
        "title": "Payment page of the demonstration",
        "note": "This is the demonstration's payment page. It is not Stripe, and no money moves.",
        "lead": "To pay {amount}",
        "for": "What the payment is for",
        "now": "Pay by card",
        "now_hint": "The payment arrives at once.",
        "later": "Pay by bank later",
        "later_hint": "The money comes in a few seconds; a real bank transfer takes a few days.",
        "decline": "Try a card that is declined",
        "back": "Go back without paying",
        "declined": "The card was declined. Nothing has been charged. Choose another way.",
        "choose": "Choose how the payment goes",
        "complete": "This has been paid already.",
        "expired": "This payment page has closed. Nothing has been charged.",
        "return": "Back to the invoice",
    },
}

CSS = """
:root { color-scheme: light; }
body { margin: 0; background: #fbf9f5; color: #17211f; font: 16px/1.5 system-ui, sans-serif; }
.note { background: #fdf0d0; border-bottom: 2px solid #c98512; padding: 12px 16px; }
.note p, main { max-width: 34rem; margin: 0 auto; }
main { padding: 32px 16px 64px; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 8px; letter-spacing: -0.02em; }
h2 { font-size: 1.1rem; margin: 32px 0 8px; }
.what { margin: 0; color: #46524f; }
form { margin: 0 0 16px; }
button, a.go { display: inline-block; box-sizing: border-box; width: 100%; min-height: 48px;
  font: inherit; font-weight: 600; padding: 10px 16px; border-radius: 3px; cursor: pointer;
  border: 2px solid #0f4f4f; background: #fff; color: #0f4f4f; text-align: center; }
button.main { background: #0f4f4f; color: #fff; }
button:focus-visible, a:focus-visible { outline: 3px solid #0f4f4f; outline-offset: 3px; }
form p { margin: 4px 0 0; color: #46524f; font-size: 0.9rem; }
.wrong { border-left: 4px solid #a3261d; padding: 8px 12px; background: #fbeae8; }
"""


def language_of(session: dict[str, Any]) -> str:
    return session["locale"] if session["locale"] in WORDS else "en"


def euros(cents: int, currency: str) -> str:
    sign = "€" if currency == "eur" else currency.upper()
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", "\u00a0") + f",{rest:02d}\u00a0{sign}"


def page(session: dict[str, Any], declined: bool = False) -> str:
    """The page's HTML for a session as it is now."""
    language = language_of(session)
    words = WORDS[language]
    amount = euros(session["amount_total"], session["currency"])
    title = escape(session["_title"])
    if session["status"] == "open":
        inside = _choices(session, words, declined)
    else:
        back = session["success_url"] if session["status"] == "complete" else session["cancel_url"]
        link = f'<p><a class="go" href="{escape(back)}">{words["return"]}</a></p>' if back else ""
        inside = f'<p class="wrong" role="status">{words[session["status"]]}</p>{link}'
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{words['title']}</title>"
        '<link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,"></head><body>'
        f'<header class="note"><p><strong>{words["note"]}</strong></p></header><main>'
        f"<h1>{words['lead'].format(amount=amount)}</h1>"
        f'<p class="what">{words["for"]}: {title}</p>{inside}</main></body></html>'
    )


def _choices(session: dict[str, Any], words: dict[str, str], declined: bool) -> str:
    def button(step: str, kind: str = "") -> str:
        hint = words.get(f"{step}_hint", "")
        described = f' aria-describedby="{step}-hint"' if hint else ""
        more = f'<p id="{step}-hint">{hint}</p>' if hint else ""
        return (
            f'<form method="post" action="/c/pay/{session["id"]}/{step}">'
            f'<button class="{kind}"{described}>{words[step]}</button>{more}</form>'
        )

    wrong = f'<p class="wrong" role="alert">{words["declined"]}</p>' if declined else ""
    back = button("back") if session["cancel_url"] else ""
    return (
        f"{wrong}<h2>{words['choose']}</h2>"
        f"{button('now', 'main')}{button('later')}{button('decline')}{back}"
    )
