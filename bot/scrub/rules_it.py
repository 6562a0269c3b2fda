"""The Italian table: facts about a language and nothing else (`rules.py` has the fields)."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from bot.scrub import times_it as times
from bot.scrub.rules import Rules
from bot.scrub.scrubbed import Tag
from bot.scrub.stop import NOT_NAMES, THINGS, THINGS_BEFORE
from bot.taxonomy import DayPart

_ROLES: Final = """
collega colleghi capo capoturno capo_turno caporeparto capo_reparto capocantiere capo_cantiere
caposquadra
responsabile supervisore preposto direttore direttrice dirigente coordinatore coordinatrice
infermiere infermiera
medico dottore dottoressa chirurgo farmacista operatore operatrice oss tecnico carrellista
mulettista magazziniere
autista camionista elettricista saldatore meccanico manutentore idraulico muratore operaio
operaia apprendista
tirocinante stagista guardia vigilante portinaio portiere custode segretaria segretario impiegato
impiegata
addetto addetta ragioniere ragioniera geometra architetto ingegnere avvocato insegnante
professore
professoressa maestra cuoco cuoca cameriere barista sistemista sviluppatore analista
amministratore fornitore
paziente ospite visitatore visitatrice dipendente lavoratore lavoratrice socio amico amica
compagno ragazzo ragazza
"""

ITALIAN: Final = Rules(
    language="it",
    tokens=MappingProxyType(
        {
            Tag.PERSON: "[persona]",
            Tag.PLACE: "[luogo]",
            Tag.TIME: "[momento]",
            Tag.NUMBER: "[numero]",
            Tag.ADDRESS: "[indirizzo]",
            Tag.SECRET: "[segreto]",
        }
    ),
    parts=MappingProxyType(
        {DayPart.MORNING: "mattina", DayPart.AFTERNOON: "pomeriggio", DayPart.NIGHT: "notte"}
    ),
    at_parts=MappingProxyType(
        {
            DayPart.MORNING: "di mattina",
            DayPart.AFTERNOON: "di pomeriggio",
            DayPart.NIGHT: "di notte",
        }
    ),
    of_parts=MappingProxyType(
        {
            DayPart.MORNING: "della mattina",
            DayPart.AFTERNOON: "del pomeriggio",
            DayPart.NIGHT: "della notte",
        }
    ),
    this_month="questo mese",
    in_month="a {month}{year}",
    calendar_leads="il del dal lo l 0 lunedi martedi mercoledi giovedi venerdi sabato domenica",
    months=(
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ),
    short_months=(
        "gen",
        "feb",
        "mar",
        "apr",
        "mag",
        "giu",
        "lug",
        "ago",
        "sett?",
        "ott",
        "nov",
        "dic",
    ),
    day_first=True,
    numbered="""
badge tesserino cartellino matricola numero_di_matricola codice_dipendente numero_dipendente
dipendente ticket
segnalazione pratica fascicolo richiesta ordine ordine_di_lavoro commessa fattura bolla ddt
paziente
codice_paziente cartella_clinica cartella numero_paziente tessera tessera_sanitaria conto
numero_cliente
codice_cliente cliente polizza protocollo armadietto seriale numero_di_serie matricola_n
inventario cespite
codice_utente utente id_utente tessera_n codice_personale cedolino incarico sinistro verbale
""",
    places="""
gate varco uscita cancello baia baia_di_carico ribalta banchina porta stanza camera letto reparto
sala ufficio
piano scala interno capannone edificio palazzina padiglione magazzino hangar linea postazione
corsia scaffale
scaffalatura box laboratorio aula cella piazzale parcheggio posto_auto banco settore zona casello
binario
ambulatorio sala_operatoria sala_riunioni sala_server sala_macchine sala_controllo torre molo
pontile
""",
    papers="""
passaporto numero_di_passaporto patente numero_di_patente carta_d'identita carta_di_identita ci
targa targato
targata numero_di_targa documento
""",
    phones="""
telefono tel cellulare cell numero fisso interno chiamare chiamami chiamatemi fax whatsapp
scrivetemi centralino
recapito
""",
    secrets="""
password passwd pwd pass pw parola_d'ordine parola_chiave passphrase pin codice_pin
codice_di_accesso codice_d'accesso
codice_segreto codice_allarme codice_dell'allarme codice_porta codice_della_porta
codice_del_cancello
codice_cassaforte codice_della_cassaforte codice_di_sblocco chiave_api api_key chiave_segreta
chiave_wifi
chiave_del_wifi token credenziali otp combinazione codice_di_verifica codice_di_sicurezza
codice_otp codice_di_conferma
codice_del_pannello codice_lucchetto codice_del_lucchetto tastierino codice_usa_e_getta
frase_di_recupero
""",
    secret_links=r"e'|e|era|=|:|->|=>|sono|erano|e'\sancora|era\sancora|adesso\se'|impostata\sa|impostato\ssu|cambiata\sin",  # noqa: S106 - words around one
    not_secrets="""
un una il lo la le gli i l' non stata stato state stati scritta scritto scritte scritti troppo
molto poco
sempre ancora mai gia piu sbagliata sbagliato sbagliate giusta giusto corretta corretto vecchia
vecchio nuova
nuovo scaduta scaduto rubata rubato uguale diversa diverso debole deboli visibile visibili facile
semplice lunga
corta condivisa condivise condiviso attaccata attaccato appesa appeso incollata stampata su in
sul sulla nel
nella sotto dietro dentro sopra davanti con per di da a al alla ai che chi quella quello questa
questo la_stessa
stessa stesso comune pubblica pubblica nota noto conosciuta segreta segreto sicura salvata
salvate custodita
cambiata resettata richiesta obbligatoria vuota assente valida attiva esposta compromessa
revocata bloccata
bloccato finita rimasta rimasto lasciata lasciato arrivata come cosi ovunque qui li quasi proprio
solo
a_disposizione tutta tutte tutti nostra sua mia loro quelle quelli anche in_chiaro leggibile
leggibili accanto
stati dettata ripetuta nota banale banali
""",
    streets=r"""
    (?<!\w)(?i:via|viale|v\.le|piazza|p\.zza|piazzale|piazzetta|corso|c\.so|largo|vicolo|strada|contrada|lungomare|lungotevere
      |borgo|calle|salita|rione|localita|fraz(?:ione|\.))
    [ ](?:(?:d[aei]l?l?[aeio]?|dell'|dei|degli|delle|di|da|san|santa|s\.)[ ]?)?
    (?:[A-Z][\w'.]{1,24}+,?[ ]){1,4}(?i:n\.?[ ]?|n[ro]?\.[ ]?|numero[ ]|civico[ ])?
    \d{1,4}(?:[ ]?/?[ ]?[A-Za-z](?!\w))?(?![\w%])
    (?:,?[ ](?:-[ ])?\d{5}(?!\d))?(?:,?[ ][A-Z][a-z]{2,20}(?:[ ]\([A-Z]{2}\))?)?
    | (?<=[ ]in[ ])(?:via|viale|piazza)[ ](?:d[aei]l?l?[aeio]?[ ])?[a-z]{3,20}(?:[ ][a-z]{3,20})?
      ,?[ ]\d{1,4}(?![\w%]|[ ](?:volte|giorni|ore|minuti|anni|metri|persone))
    """,
    street_leads="via viale v piazza p piazzale piazzetta corso c largo vicolo strada contrada "
    "lungomare lungotevere borgo calle salita rione localita frazione fraz",
    street_hint=r"\b(?:via|viale|v\.le|p\.zza|piazz[ae][a-z]*|corso|c\.so|largo|vicolo|strada|contrada|lungo[a-z]*|borgo|calle"
    r"|salita|rione|localita|fraz[a-z.]*) .+\d",
    days=times.DAYS,
    day_leads=times.DAY_LEADS,
    day_words=times.DAY_WORDS,
    clocks=times.CLOCKS,
    hours=MappingProxyType(
        {word: hour for hour, word in enumerate(times.HOURS.split(), 1)}
        | {"mezzogiorno": 12, "mezzanotte": 0}
    ),
    evening="pomeriggio sera notte",
    titles="sig sig.ra sig.na signor signora signorina dott dott.ssa dottor dottoressa dr dr.ssa "
    "prof prof.ssa ing avv geom rag arch don padre suor maresciallo brigadiere mastro "
    "maestra maestro chef",
    roles=_ROLES,
    before_name="""
chiamo chiama si_chiama mi_chiamo firmato ringrazio ringraziamo detto_a chiesto_a segnalato_a
parlato_con
avvisato_da visto_da trovato_da detto_da firmato_da scritto_da segnalato_da approvato_da
fermato_da insieme_a
telefonato_a avvisato avvisata chiamato chiamata secondo assieme_a consegnato_a affiancato_da
affiancato_a
chiedere_a chiedete_a presentato_come presentata_come a_nome_di firmato_come
""",
    after_name="""
ha ha_detto mi_ha dice disse urlava gridava stava era_al era_in e_caduto e_caduta ci_ha si_e
aveva gli_ha
le_ha mi_aveva
""",
    acts="""
ha_detto dice disse diceva urlava urlo gridava grido e_caduto e_caduta e_scivolato e_scivolata
mi_ha ci_ha gli_ha le_ha mi_aveva si_e_accorto si_e_accorta si_e_fermato si_e_fermata si_e_fatto
si_e_fatta si_e_spaventato si_e_spaventata si_e_tagliato si_e_tagliata era_appena ha_visto
ha_chiesto ha_risposto ha_chiamato ha_urlato ha_preso ha_avvisato ha_notato ha_dimenticato
""",
    belongings="mano braccio piede testa dito gamba",
    before_any="""
detto_a chiesto_a ciao grazie chiamo chiama chiamato chiamata avvisato avvisata
parlato_con insieme_a dato_a collega
""",
    greetings="ciao salve buongiorno buonasera gentile cara caro grazie saluti cordiali_saluti "
    "distinti_saluti firmato tua tuo",
    unique_roles=r"""
    (?<!\w)(?:il|lo|la|l'|al|all'|alla|dal|dall'|dalla|del|dell'|della|nostro|nostra|con\sil)\s?(?:nostr[oa]\s|nuov[oa]\s|vice\s?|ex\s)?(?:
      direttore\s(?:generale|sanitario|dei\slavori|d(?:i|ello)\sstabilimento|d(?:i|ella)\sfiliale|del\spersonale|operativo|tecnico|commerciale|amministrativo|finanziario|risorse\sumane|hr|it)
      |direttrice\s(?:generale|sanitaria|di\sstabilimento|del\spersonale|operativa|tecnica|commerciale|amministrativa|finanziaria)
      |amministrat(?:ore|rice)\s(?:delegat[oa]|unic[oa])|c[efoit]o|ciso|dpo|rspp|rls|presidente|presidentessa|vicepresidente
      |(?:responsabile|capo|direttore)\s(?:hr|it|del\spersonale|delle\srisorse\sumane|risorse\sumane|della\ssicurezza|sicurezza|qualita|della\squalita|acquisti|manutenzione|della\smanutenzione|produzione|della\sproduzione|legale|amministrazione|logistica|della\slogistica|di\sstabilimento|di\sproduzione|it)
      |primario|caposala|preside|dirigente\sscolastic[oa]|sindaco|sindaca|medico\scompetente|titolare|proprietari[oa]|fondat(?:ore|rice)|rettore|rettrice|notaio
    )(?!\w)
    """,
    unique_leads="il lo la l al all alla dal dall dalla del dell della nostro nostra con",
    unique_hint=r"diret(?:tore|trice) |amministrat|\bc[efoit]o\b|ciso|\bdpo\b|rspp|\brls\b"
    r"|president|responsabile |\bcapo |primario|caposala|preside"
    r"|dirigente scol|sindac|medico comp|titolare|proprietari|fondat|rett(?:ore|rice)|notaio",
    age_hint=r"\d\d ?anni|\d\denne",
    ages=r"""
    (?<!\w)(?:%(roles)s|uomo|donna|signore|signora|persona)(?:\s\w{2,15})?(?:,?\s(?=di\s|\d{2}enne)|,\s(?=\d{2}\sanni[,;.)]))
      (?P<hide>(?:di\s)?\d{2}\sanni|\d{2}enne)(?!\w)
    | (?<![\w.,])(?P<hide2>\d{2}enne)(?!\w)
    | (?<![\w.,])(?P<hide3>(?:di\s)?\d{2}\sanni)(?=,?\s(?:%(roles)s)(?!\w))
    """,
    not_names=NOT_NAMES,
    things=THINGS,
    things_before=THINGS_BEFORE,
)
