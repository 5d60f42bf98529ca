"""Roof. What the demonstration's municipalities answer in their readiness checks: all invented.

Dates are days before the answer, amounts whole cents; the checklist says which is which.
"""

from collections.abc import Mapping

DETAILS: dict[str, Mapping[str, str | int]] = {
    "owner": {"position": "sivistysjohtaja"},
    "contacts": {
        "dpo": "Heli Myllymäki, tietosuojavastaava, tietosuoja@kunta.example",
        "ict": "Mikko Rantala, tietohallinto@kunta.example",
        "finance": "Talouspäällikkö, talous@kunta.example",
    },
    "competent-body": {"body": "board", "section": "hallintosääntö 23 §"},
    "disqualification": {"checked_on": 3},
    "decision-final": {"decided_on": 45, "section": "§ 312", "final_on": 15},
    "legal-basis": {"basis": "in_house", "checked_on": 5},
    "budget": {"amount": 3_600_000, "approved_on": 12},
    "lifetime-cost": {"total": 14_850_000, "years": "4 vuotta, 2027–2030"},
    "privacy-roles": {"arrangement": "controller"},
    "dpia": {"opinion_on": 4, "opinion_by": "Heli Myllymäki, tietosuojavastaava"},
    "processing-basis": {"reviewed_on": 6},
    "processing-agreement": {"approved_on": 8, "approved_by": "Sivistysjohtaja, § 18"},
    "change-impact": {"assessed_on": 9},
    "security-measures": {"reviewed_on": 7, "reviewed_by": "Mikko Rantala, tietohallinto"},
    "mpassid": {"joined_on": 30},
    "user-register": {"register": "student_system", "product": "Oppilashallinto"},
    "test-login": {"tested_on": 5, "tested_by": "Koulusihteeri ja kaksi oppijaa"},
    "accessibility": {
        "statement": "https://www.kunta.example/saavutettavuus",
        "feedback": "Viestintäsihteeri, lomalla kirjaamo",
    },
    "interfaces": {"system": "Oppilashallinto, OneRoster-rajapinta"},
    "koski": {"system": "Oppilashallinto"},
    "network": {"schools": "2", "devices": "38"},
    "training": {"super_users": "2", "hours": "24"},
    "guardians": {"sent_on": 3},
    "e-invoice": {"address": "003700000000", "operator": "003721291126"},
    "exit-plan": {"approved_on": 10},
    "languages": {"languages": "suomi"},
    "preparedness": {"updated_on": 20},
}

FILES: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "competent-body": (
        (
            "Hallintosaanto_ote.pdf",
            "Ote hallintosäännöstä, 23 §",
            (
                "Kunnanhallitus päättää usean vuoden sitoumuksista",
                "ja yli 60 000 euron hankinnoista.",
            ),
        ),
    ),
    "decision-final": (
        (
            "Poytakirjanote_312.pdf",
            "Pöytäkirjanote, § 312",
            ("Kunnanhallitus päätti liittyä liittoumaan.", "Muutosta ei ole haettu määräajassa."),
        ),
    ),
    "legal-basis": (
        (
            "Muistio_oikeusperuste.pdf",
            "Muistio hankinnan oikeusperusteesta",
            ("Kunta omistaa yhden osakkeen. Osakassopimus on voimassa.", "Hallintojohtaja"),
        ),
    ),
    "budget": (
        (
            "Talousarvio_ote.pdf",
            "Talousarvion ote",
            ("Sivistystoimi, palvelujen ostot: 36 000 euroa vuodessa.",),
        ),
    ),
    "lifetime-cost": (
        (
            "Elinkaarilaskelma.pdf",
            "Elinkaaren hinta neljältä vuodelta",
            ("Maksut 140 000, oma työ 6 000, poistuminen 2 500 euroa.", "Yhteensä 148 500 euroa."),
        ),
    ),
    "privacy-roles": (
        (
            "Roolikuvaus.pdf",
            "Rekisterinpitäjän ja käsittelijän roolit",
            ("Kunta on rekisterinpitäjä.",),
        ),
    ),
    "dpia": (
        (
            "Kuntaliite.pdf",
            "Vaikutustenarvioinnin kuntaliite",
            (
                "Paikalliset riskit ja niiden hallinta.",
                "Koulukuljetusten tietoja ei viedä alustalle.",
            ),
        ),
        (
            "Tietosuojavastaavan_lausunto.pdf",
            "Tietosuojavastaavan lausunto",
            ("Arviointi on riittävä. Jäännösriski on pieni.", "Heli Myllymäki, tietosuojavastaava"),
        ),
    ),
    "processing-basis": (
        (
            "Kasittelyn_perusteet.pdf",
            "Käsittelyn oikeusperusteet tehtävittäin",
            ("Opetuksen järjestäminen: yleisen edun tehtävä.", "Kehittämiskysely: suostumus."),
        ),
    ),
    "processing-agreement": (
        (
            "Kasittelysopimus.pdf",
            "Henkilötietojen käsittelysopimus",
            ("Liite 1: tiedot ja säilytys.",),
        ),
    ),
    "change-impact": (
        (
            "Muutosvaikutukset.pdf",
            "Tiedonhallinnan muutosvaikutusten arviointi",
            ("Oppilaiden tunnukset syntyvät yhdestä paikasta.",),
        ),
    ),
    "security-measures": (
        (
            "Tietoturvan_tarkistuslista.pdf",
            "Tietoturvan tarkistuslista",
            ("Pääkäyttäjillä on kaksivaiheinen tunnistautuminen.",),
        ),
    ),
}

NOTES = {
    "dpia": "Lausunto on pyydetty, Heli palaa lomalta maanantaina.",
    "lifetime-cost": "Oma työ on arvioitu rehtorien kanssa. Laitteiden uusiminen puuttuu.",
    "security-measures": "Häiriöohje puuttuu, muut kohdat on käyty läpi.",
    "network": "Kyläkoulun liittymä vaihtuu ennen kevätlukukautta.",
}
