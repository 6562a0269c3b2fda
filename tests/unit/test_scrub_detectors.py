"""The table of detectors, row by row: a text, what is cut out of it, what stands there instead."""

from __future__ import annotations

from typing import Final

import pytest

from bot.report import RawText
from bot.scrub import Scrubber
from bot.scrub.secret import SECRETS as SECRETS_TABLE

SCRUBBERS: Final = {language: Scrubber(language) for language in ("en", "it")}
FOUND: Final = (
    ("en", "mail j.doe@example.com now", "j.doe@example.com", "[address]"),
    ("en", "mail kim at example dot com now", "kim at example dot com", "[address]"),
    ("en", "call +44 20 7946 0958 ext 44 now", "+44 20 7946 0958 ext 44", "[number]"),
    ("en", "call (415) 555-0132", "(415) 555-0132", "[number]"),
    ("en", "she rang from 020 7946 0018", "020 7946 0018", "[number]"),
    ("en", "ring 07700 900123 07700 900124", "07700 900123 07700 900124", "[number]"),
    ("it", "chiamava da 347 1234567", "347 1234567", "[numero]"),
    ("en", "it was 0 7 7 0 0 9 0 0 1 2 3", "0 7 7 0 0 9 0 0 1 2 3", "[number]"),
    ("en", "see linkedin.com/in/peter-hallam", "linkedin.com/in/peter-hallam", "[address]"),
    ("en", "from 203.0.113.45 all night", "203.0.113.45", "[address]"),
    ("en", "from fe80::1ff:fe23:4567:890a too", "fe80::1ff:fe23:4567:890a", "[address]"),
    ("en", "mac 00:1B:44:11:3A:B7 seen", "00:1B:44:11:3A:B7", "[address]"),
    ("en", "paid GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32", "[number]"),
    ("en", "iban gb82 west 1234 5698 7654 32 was", "gb82 west 1234 5698 7654 32", "[number]"),
    (
        "it",
        "iban IT60X0542811101000000123456 nel testo",
        "IT60X0542811101000000123456",
        "[numero]",
    ),
    ("en", "badge 4 4 7 1 opened it", "4 4 7 1", "[number]"),
    ("en", "employee ID: E00912", "E00912", "[number]"),
    ("en", "the nurse, 54, saw it", "54", "[number]"),
    ("en", "a nurse aged 54 fell", "aged 54", "[number]"),
    ("en", "at 12 rue de la Paix again", "12 rue de la Paix", "[place]"),
    ("en", "in der Hauptstraße 12 again", "Hauptstraße 12", "[place]"),
    ("en", "at N 45°27'50\" E 9°11'24\" again", "N 45°27'50\" E 9°11'24\"", "[place]"),
    ("en", "so on the third of May it fell", "on the third of May", "in May"),
    ("it", "poi il tre maggio è caduto", "il tre maggio", "a maggio"),
    ("it", "poi il 3/5 è caduto", "3/5", "[momento]"),
    ("en", "so at midnight it fell", "at midnight", "at night"),
    ("it", "poi a mezzogiorno è caduto", "a mezzogiorno", "di pomeriggio"),
    ("en", "it was 14h30 then", "14h30", "afternoon"),
    ("en", "and Jean-Pierre ran", "Jean-Pierre", "[person]"),
    ("en", "card 4111 1111 1111 1111 leaked", "4111 1111 1111 1111", "[number]"),
    ("en", "twelve digits 501800000009", "501800000009", "[number]"),
    ("en", "ssn 078-05-1120", "078-05-1120", "[number]"),
    ("en", "NINO AB 12 34 56 C", "AB 12 34 56 C", "[number]"),
    ("it", "cf RSSMRA85T10A562S letto", "RSSMRA85T10A562S", "[numero]"),
    ("en", "secu 1 85 05 78 006 084 91", "1 85 05 78 006 084 91", "[number]"),
    ("en", "tax id 86095742719", "86095742719", "[number]"),
    ("en", "DNI 12345678Z", "12345678Z", "[number]"),
    ("en", "passport L898902C3 was there", "L898902C3", "[number]"),
    ("en", "it fell in room B too", "room B", "[place]"),
    ("en", "it fell in room I.", "room I", "[place]"),
    ("en", "a van, LB07 SEO, waited", "LB07 SEO", "[number]"),
    ("it", "targa FG482KL davanti", "FG482KL", "[numero]"),
    ("en", "badge 4471 was cloned", "4471", "[number]"),
    ("en", "badge 471 was cloned", "471", "[number]"),
    ("en", "badge B7AX was cloned", "B7AX", "[number]"),
    ("en", "employee number 77812", "77812", "[number]"),
    ("it", "il badge 30417 apriva", "30417", "[numero]"),
    ("en", "patient 448120 was next", "448120", "[number]"),
    ("en", "see INC0048213 please", "INC0048213", "[number]"),
    ("en", "smoke near Gate 7 again", "Gate 7", "[place]"),
    ("it", "olio al varco 3", "varco 3", "[luogo]"),
    ("en", "oil in server room 2", "server room 2", "[place]"),
    ("en", "at 12 Baker Street, London NW1 6XE", "12 Baker Street, London NW1 6XE", "[place]"),
    ("it", "abito in via garibaldi 12 e", "via garibaldi 12", "[luogo]"),
    ("en", "ring 646·555·0199 now", "646·555·0199", "[number]"),
    ("it", "in via Mazzini 14, Torino", "via Mazzini 14, Torino", "[luogo]"),
    ("en", "fell at 51.5033, -0.1195", "51.5033, -0.1195", "[place]"),
    ("en", "it was 14:37 then", "14:37", "afternoon"),
    ("it", "erano le 14:37", "le 14:37", "di pomeriggio"),
    ("en", "so at 14:37 it fell", "at 14:37", "in the afternoon"),
    ("en", "so At 14:37 it fell", "At 14:37", "In the afternoon"),
    ("it", "poi alle 6:45 è ripartita", "alle 6:45", "di mattina"),
    ("en", "broke on Tues 14th Oct, they say", "on Tues 14th Oct", "in October"),
    ("en", "his badge said V-20931 there", "V-20931", "[number]"),
    ("en", "a serial SN-99812-X there", "SN-99812-X", "[number]"),
    ("en", "then Mr Bakker Mr Costa-like fell", "Mr Bakker Mr Costa", "[person]"),
    ("en", "key fob #88-4120 opens it", "88-4120", "[number]"),
    ("en", "signed in as Oluwaseun Adebayo then", "Oluwaseun Adebayo", "[person]"),
    ("it", "il controllo delle 14:30 è saltato", "delle 14:30", "del pomeriggio"),
    ("it", "la pausa delle 6.45 era qui", "delle 6.45", "della mattina"),
    ("it", "prima delle 23:10 è caduto", "delle 23:10", "della notte"),
    ("it", "alle 14 e 37 è caduto", "alle 14 e 37", "di pomeriggio"),
    ("it", "il varco 7 ora è chiuso", "varco 7", "[luogo]"),
    ("en", "turno 6:45, poi ferma", "6:45", "[time]"),
    ("it", "turno 6:45, poi ferma", "6:45", "mattina"),
    ("en", "it was 11:20pm", "11:20pm", "night"),
    ("en", "it was 7:20 am", "7:20 am", "morning"),
    ("en", "around half past four it fell", "half past four", "[time]"),
    ("en", "at two o'clock in the morning", "at two o'clock in the morning", "at night"),
    ("it", "verso le quattro e mezza", "verso le quattro e mezza", "[momento]"),
    ("it", "alle due di notte era aperta", "alle due di notte", "di notte"),
    ("en", "broke on 3 September 2024", "on 3 September 2024", "in September 2024"),
    ("it", "rotto il 3 settembre 2024", "il 3 settembre 2024", "a settembre 2024"),
    ("en", "logged 03/04/2024", "03/04/2024", "[time]"),
    ("en", "logged 14/06/2024", "14/06/2024", "in June 2024"),
    ("it", "scritto 03/04/2024", "03/04/2024", "a aprile 2024"),
    ("en", "logged 2024-03-14T10:22:00Z", "2024-03-14T10:22:00Z", "in March 2024"),
    ("en", "it fell last Tuesday night", "last Tuesday night", "this month"),
    ("it", "è caduto giovedì scorso", "giovedì scorso", "questo mese"),
    ("en", "a 19-year-old apprentice", "19-year-old", "[number]"),
    ("it", "un apprendista di 19 anni", "di 19 anni", "[numero]"),
    ("en", "then the CFO paid", "the CFO", "[person]"),
    ("it", "poi il direttore generale ha pagato", "il direttore generale", "[persona]"),
    ("en", "told Priya about it", "Priya", "[person]"),
    ("en", "i told marco about it", "marco", "[person]"),
    ("en", "nurse Okafor saw it", "Okafor", "[person]"),
    ("en", "Mr  Thompson saw it", "Mr  Thompson", "[person]"),
    ("en", "Dr. Thompson saw it", "Dr. Thompson", "[person]"),
    ("en", "it was signed R. Quillfeather", "R. Quillfeather", "[person]"),
    ("en", "Mr Thompson saw it", "Mr Thompson", "[person]"),
    ("it", "la dott.ssa Melis lo sa", "dott.ssa Melis", "[persona]"),
    ("en", "it broke\n- Nadine", "Nadine", "[person]"),
    ("en", "J. Alvarez backed up", "J. Alvarez", "[person]"),
    ("en", "then Anneke caught it", "Anneke", "[person]"),
    ("en", "gave it to anneke there", "anneke", "[person]"),
    ("en", "and Big Dave did not come", "Big Dave", "[person]"),
    ("en", "later Zzyka grabbed my belt", "Zzyka", "[person]"),
    ("en", "the hook hit Zzyka's sleeve", "Zzyka", "[person]"),
    ("en", "O'Shaughnessy had no idea", "O'Shaughnessy", "[person]"),
    ("en", "so van der Meer flagged it", "van der Meer", "[person]"),
    ("en", "then McDonald was there", "McDonald", "[person]"),
    ("it", "il ponteggio e De Santis sotto", "De Santis", "[persona]"),
    ("it", "la maestra Ornella li ha visti", "maestra Ornella", "[persona]"),
    ("en", "ask @kelly.b first", "@kelly.b", "[person]"),
    ("en", "in /home/mrossi/out", "mrossi", "[person]"),
    ("en", "then Dave K dropped it", "Dave K", "[person]"),
    ("en", "so abdul rahman drove", "abdul rahman", "[person]"),
    ("en", "then \u674e\u4f1f told me to skip it", "\u674e\u4f1f", "[person]"),
    ("en", "so \u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432 left the lock",
     "\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432", "[person]"),
    ("en", "it was \uae40\ubbfc\uc900 on the crane then", "\uae40\ubbfc\uc900", "[person]"),
    ("en", "ring zero seven nine one one, one two three now",
     "zero seven nine one one, one two three", "[number]"),
    ("en", "host 10[.]0[.]0[.]5 calls out", "10[.]0[.]0[.]5", "[address]"),
    ("en", "lat 45.46420 lon 9.19000 it says", "lat 45.46420 lon 9.19000", "[place]"),
    ("en", "again March the fourth it broke", "March the fourth", "In March"),
    ("en", "so twenty-first of June it broke", "twenty-first of June", "in June"),
    ("en", "and at ten past midnight it fell", "at ten past midnight", "at night"),
    ("it", "poi mezzanotte e dieci, botto", "mezzanotte e dieci", "notte"),
    ("it", "poi l'infermiera, 61 anni, \u00e8 caduta", "61 anni", "[numero]"),
    ("en", "form with PESEL 44051401359 on it", "44051401359", "[number]"),
    ("en", "form with CPF 111.444.777-35 on it", "111.444.777-35", "[number]"),
    ("en", "then the store manager left", "the store manager", "[person]"),
)  # fmt: skip
FIRM_NUMBERS: Final = ("4111", "GB82", "gb82", "5018", "IT60")
FIRM: Final = (
    ("en", "ask <@U07AB12CD> first", "<@U07AB12CD>", "[person]"),
    ("en", "ask <@W07AB12CD|bob> first", "<@W07AB12CD|bob>", "[person]"),
    ("en", "dm https://t.me/ivan_safety now", "https://t.me/ivan_safety", "[person]"),
    ("en", "password: hunter2", "hunter2", "[secret]"),
    ("en", "The password is Winter!99 now", "Winter!99", "[secret]"),
    ("it", "la password è pippo123 per tutti", "pippo123", "[segreto]"),
    ("it", "il pin era 4821", "4821", "[segreto]"),
    ("en", "safe code 44-17-82 above", "44-17-82", "[secret]"),
    ("en", "```DB_PASSWORD=qwerty123```", "qwerty123", "[secret]"),
    ("en", "postgres://app:s3cret@db/x", "s3cret@db", "[secret]"),
    ("en", "key AKIAQ3EGRZT7XWVLPK2M in repo", "AKIAQ3EGRZT7XWVLPK2M", "[secret]"),
    ("en", "xoxb-204857-93kdlsQPwoeiru3847", "xoxb-204857-93kdlsQPwoeiru3847", "[secret]"),
    ("en", "/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw2/x",
     "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw2", "[secret]"),
    ("en", "see https://f.example/g?token=8f3a9c7d2b", "8f3a9c7d2b", "[secret]"),
    ("en", "Bearer eyJhbGciO.eyJzdWIi.dGhpc2lz", "eyJhbGciO.eyJzdWIi.dGhpc2lz", "[secret]"),
    ("en", "export DB_ACCESS_KEY=tomato/soup7 there", "tomato/soup7", "[secret]"),
    ("en", "the password is still Winter2024", "Winter2024", "[secret]"),
    ("en", "door code: 1 9 8 4", "1 9 8 4", "[secret]"),
    ("en", "your code is 483920", "483920", "[secret]"),
    ("en", "the alarm panel code is 4471 too", "4471", "[secret]"),
    ("en", "keypad 4471 opens the cage", "4471", "[secret]"),
    ("en", "curl -u admin:s3cr3tpw there", "admin:s3cr3tpw", "[secret]"),
    ("en", "creds admin/admin123 all over", "admin/admin123", "[secret]"),
    ("en", "password: correct horse battery staple", "correct horse battery staple", "[secret]"),
    ("en", 'the password was "summer 2024" again', "summer 2024", "[secret]"),
    ("en", "the wifi password behind me in a call, Tulip-Harbour-19, seen by 200",
     "Tulip-Harbour-19", "[secret]"),
    ("en", "recovery phrase: abandon ability able about", "abandon ability able about",
     "[secret]"),
    ("en", "DB_PASSWORD=Tr0ub4dor&3x there", "Tr0ub4dor&3x", "[secret]"),
    ("en", "mysql -u root -pHunter22 -h db", "Hunter22", "[secret]"),
    ("en", "the code for the door is 4471 now", "4471", "[secret]"),
    ("en", "the password is tiger22! they said", "tiger22!", "[secret]"),
    ("en", "asked <@W0123ABCD|bob> so", "<@W0123ABCD|bob>", "[person]"),
    ("en", "it is 9aF3kLmZ0pQ7xV2bN8rT here", "9aF3kLmZ0pQ7xV2bN8rT", "[secret]"),
)  # fmt: skip


@pytest.mark.parametrize(("language", "text", "cut", "becomes"), FOUND)
def test_what_identifies_is_found_and_may_be_kept(
    language: str, text: str, cut: str, becomes: str
) -> None:
    found = SCRUBBERS[language].scrub(RawText(text))
    assert [(text[f.start : f.end], f.becomes) for f in found.detections] == [(cut, becomes)]
    assert found.safe.text == text.replace(cut, becomes)
    assert found.mine.text == text or any(number in text for number in FIRM_NUMBERS)


@pytest.mark.parametrize(("language", "text", "cut", "becomes"), FIRM)
def test_secrets_and_mentions_have_no_keep_mine(
    language: str, text: str, cut: str, becomes: str
) -> None:
    found = SCRUBBERS[language].scrub(RawText(text))
    assert [(text[f.start : f.end], f.becomes) for f in found.detections] == [(cut, becomes)]
    assert cut not in found.mine.text


def test_no_row_of_secrets_may_be_kept() -> None:
    assert not any(row.keepable for row in SECRETS_TABLE)


def test_a_private_key_goes_whole() -> None:
    text = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----"
    found = SCRUBBERS["en"].scrub(RawText(f"look: {text}"))
    assert "MIIEow" not in found.mine.text
    assert "IBAAKC" not in found.mine.text


def test_a_webhook_is_a_secret() -> None:
    text = "posted to https://hooks.slack.com/services/T0AAAA/B0BBBB/xyzxyzxyz by mistake"
    assert SCRUBBERS["en"].scrub(RawText(text)).mine.text == "posted to [secret] by mistake"


def test_cards_and_accounts_have_no_keep_mine() -> None:
    text = "card 4111 1111 1111 1111, account GB82 WEST 1234 5698 7654 32"
    assert SCRUBBERS["en"].scrub(RawText(text)).mine.text == "card [number], account [number]"


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize(
    "card",
    ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "3782 822463 10005"],
)
@pytest.mark.parametrize(
    "around", ["{} 12/27", "{} 12/27 123", "{} 14:37", "gate 2 {}", "badge 4471 {} so"]
)
def test_a_card_beside_other_digits_has_no_keep_mine(
    language: str, card: str, around: str
) -> None:
    text = f"it said {around.format(card)}"
    mine = SCRUBBERS[language].scrub(RawText(text)).mine.text
    assert card not in mine
    assert "[number]" in mine or "[numero]" in mine


def test_a_card_number_with_a_typo_is_a_long_number_that_may_be_kept() -> None:
    found = SCRUBBERS["en"].scrub(RawText("card 4111 1111 1111 1112 was read out"))
    assert [(f.detector, f.keepable) for f in found.detections] == [("phone", True)]


TRAPS: Final = (
    ("en", "The Allen key slipped off the Jackson pump in April; will it hold in May?"),
    ("en", "Pressure 12.5 bar, 1450 rpm, 38 degrees, 2 out of 5 tries, ISO 45001, version 10.2.1"),
    ("en", "The password is too short and the token expired; the pin was bent"),
    ("en", "a 1:50 scale drawing, mixed 2:1, AED 2, level 3 alarm, step 7 skipped"),
    (
        "en",
        "Rose bushes hide the sign. Mark the edge. Bill of materials. Grant money. Frank talk.",
    ),
    ("en", "Mondays are the worst, Sunday market crowd, Christmas lights on the pipe"),
    ("en", "the supervisor said go on; a nurse noticed; my colleague pulled me back"),
    ("en", "@here and @channel were pinged by a bot"),
    ("en", "a 20-year-old crane and a door 3 metres wide"),
    ("en", "By noon it was fine; 3/5 of the tank; the third of them; May third parties enter?"),
    ("en", "ISO-27001, EN-60204, NR-12, IP-67 and COVID-19; shorter on Friday afternoons"),
    ("en", "Office 365 and Office 2019 were down; url=https://x.example/a?b=c&d9=Xy12 then"),
    ("it", "avvisati in via del tutto eccezionale 3 volte, in via preventiva 2 giorni prima"),
    ("en", "the Julia script, the Henry hoover and a Mercedes Sprinter; fob 3 times"),
    ("it", "Il tornio Colombo; chiuso il magazzino 3 settimane; alle 9 e 30 operai fermi"),
    ("it", "il 3/5 dei casi; tra i tre a maggio; la mezzanotte non c'entra"),
    ("en", "in May we had 3 of these, in June 5; may the first check be mine"),
    (
        "en",
        "\u0394p was 3 bar at 10 k\u03a9 and 5 \u00b5m, \u03b1-\u03b2 test, sum \u03a3 of \u03bb",
    ),
    (
        "en",
        "the password: ask the lead for it; keypad 12 months old, combination of heat and 3 bar",
    ),
    ("en", "The room I was in had no light; at the gate I stopped, and from the desk I sit at"),
    ("en", "badge 47 times, passport C4 was lost"),
    ("it", "operaio, 20 anni di esperienza; tastierino rotto; combinazione di caldo e polvere"),
    ("en", "The Kone has stopped. A Zorba pump said beep. The keys: on the hook"),
    ("it", "la password e il nome utente erano sul monitor"),
    ("it", "La password era scritta su un foglietto; sarà meglio cambiarla"),
    ("it", "Alle 3 macchine manca il riparo, a marzo erano 45 secondi e 12,5 bar"),
    ("it", "La pompa Jackson e la chiave Allen; il capoturno ha detto di andare avanti"),
)


@pytest.mark.parametrize(("language", "text"), TRAPS)
def test_ordinary_words_are_left_alone(language: str, text: str) -> None:
    found = SCRUBBERS[language].scrub(RawText(text))
    assert [text[f.start : f.end] for f in found.detections] == []


ECHOES: Final = (
    (
        "Asked Sipho about it. Sipho left, the sipho pump too",
        "Asked {} about it. {} left, the sipho",
    ),
    (
        "told Thabo Dlamini so; Dlamini ran, the Dlamini pump",
        "told {} so; {} ran, the Dlamini pump",
    ),
    ("told Will, so will it work? Will it?", "told {}, so will it work? Will it?"),
)


@pytest.mark.parametrize(("text", "safe"), ECHOES)
def test_a_name_found_once_is_found_wherever_it_stands_with_its_capital(
    text: str, safe: str
) -> None:
    assert (
        SCRUBBERS["en"].scrub(RawText(text)).safe.text.startswith(safe.replace("{}", "[person]"))
    )


@pytest.mark.parametrize("secret", ["Tiger123", "correcthorse", "12-34-56", "4471", "a b c d9"])
def test_a_secret_found_once_is_gone_wherever_it_stands(secret: str) -> None:
    text = f"the password: '{secret}'. I typed {secret.upper()} and ({secret}), not x{secret}x."
    mine = SCRUBBERS["en"].scrub(RawText(text)).mine.text
    assert mine == f"the password: '[secret]'. I typed [secret] and ([secret]), not x{secret}x."


def test_a_password_that_is_a_word_takes_no_other_words_with_it() -> None:
    text = "login: admin, said the admin; pin: 12, twelve or 12"
    assert SCRUBBERS["en"].scrub(RawText(text)).mine.text.count("[secret]") == 2


def test_a_secret_inside_a_longer_finding_stays_a_secret() -> None:
    text = "https://x.example/users/mario?token=8f3a9c7d2b1e for j@x.example"
    found = SCRUBBERS["en"].scrub(RawText(text))
    assert "8f3a9c7d2b1e" not in found.mine.text
    assert "mario" not in found.safe.text


def test_people_mix_languages() -> None:
    found = SCRUBBERS["it"].scrub(RawText("la door code is 4471#, ticket 88213, last Tuesday"))
    assert found.safe.text == "la door code is [segreto], ticket [numero], questo mese"


def test_a_set_up_says_what_it_lacks() -> None:
    assert SCRUBBERS["en"].missing() == ("roster",)
    assert Scrubber("de", roster=["Anna Bell"], regions=()).missing() == ("rules", "regions")


def test_a_language_without_rules_is_still_scrubbed() -> None:
    assert Scrubber("de").scrub(RawText("password: hunter2")).safe.text == "password: [secret]"
