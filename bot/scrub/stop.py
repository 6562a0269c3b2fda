"""Capitalised words that are no person, and nouns that make a surname a product."""

from __future__ import annotations

from typing import Final


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


NOT_NAMES: Final = _set(
    """
monday tuesday wednesday thursday friday saturday sunday january february march april may june
july august september october november december
lunedi martedi mercoledi giovedi venerdi sabato domenica gennaio febbraio marzo aprile maggio
giugno luglio agosto settembre ottobre novembre dicembre
slack telegram teams outlook excel word powerpoint sharepoint onedrive gmail google amazon
microsoft apple windows linux ubuntu debian mac iphone ipad android
jira confluence jenkins github gitlab bitbucket docker kubernetes terraform ansible grafana
prometheus kafka redis postgres mysql oracle salesforce workday zoom webex
dropbox okta azure aws alexa siri cortana copilot claude gemini chatgpt bert watson hadoop
cassandra spark hive sap
citrix vmware cisco fortinet splunk nagios zabbix datadog pagerduty servicenow zendesk notion
trello asana figma docusign paypal stripe visa mastercard whatsapp facebook
instagram linkedin twitter youtube chrome firefox safari edge bluetooth wifi ethernet usb vpn ssh
stanley allen phillips philips torx makita bosch hilti dewalt milwaukee ryobi festool caterpillar
komatsu bobcat jcb linde jungheinrich still hyster crown toyota ford fiat
iveco scania volvo mercedes mercedes-benz renault peugeot tesla bmw audi volkswagen nissan honda
yamaha kawasaki suzuki skoda opel vauxhall
jackson johnson siemens abb schneider rockwell fanuc kuka haas mazak honeywell grundfos parker
festo danfoss emerson atlas kone otis schindler thyssen hobart bunsen
dyson hoover henry stihl husqvarna lincoln miller kemppi fronius rolls-royce boeing airbus cessna
bell sikorsky
london paris rome milan milano roma torino turin napoli naples genova genoa firenze florence
venezia venice bologna bari palermo catania verona padova padua trieste
berlin munich madrid barcelona lisbon dublin manchester birmingham leeds glasgow edinburgh
bristol liverpool cardiff belfast york chicago boston dallas houston denver
austin phoenix seattle atlanta detroit jackson jacksonville madison charlotte washington georgia
virginia carolina dakota jersey jordan israel india china chad cuba
italy italia france francia germany germania spain spagna england scotland wales ireland europe
europa america asia africa australia canada
english italian french german spanish italiano inglese christmas easter natale pasqua ramadan
diwali hanukkah
health safety security department operations production quality maintenance logistics warehouse
office reception human resources hr it finance legal
sicurezza qualita produzione manutenzione magazzino ufficio reparto logistica direzione
amministrazione portineria
the a an this that these those there then when where while who what why how if it its i we he she
they you my our his her their your no not yes ok okay all any some
nobody everyone someone somebody anyone everybody nothing something
and but or so because after before during since until as at by for from in into of off on onto
out over to under up with without luckily fortunately unfortunately nearly almost just
il lo la gli le un uno una che chi cosa quando dove mentre perche se non ma e o poi dopo prima
durante per con senza su giu da di del della dei degli delle al alla ai alle
nel nella nei nelle sul sulla sui sulle dal dalla dai dalle qualcuno nessuno tutti tutto ieri
oggi domani stamattina fortunatamente purtroppo quasi appena ho abbiamo era sono
stava nessun ogni questo questa quello quella io noi lui lei loro tu voi mi ti ci vi si
today yesterday tomorrow please thanks hi hello hey dear ciao salve grazie buongiorno buonasera
god lord jesus gesu dio santo santa san saint
coli aureus covid osha hse inail asl nhs fda faa nasa nato gdpr iso nis fire police ambulance
polizia carabinieri vigili pompieri ambulanza
fork forklift pallet truck crane ladder dock gate door bay line zone level floor plant site team
shift night morning evening
sir madam sirs all team folks everyone guys colleagues tutti ragazzi colleghi
safety-first near miss close call alpha bravo charlie delta echo foxtrot golf hotel india juliet
kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee
zulu
plan-b excel-sheet ppe dpi loto sds rca cctv atex haccp
"""
) - _set(
    "mike charlie oscar victor romeo juliet juliette henry miller parker allen lincoln claude "
    "johnson charlotte madison austin georgia virginia jordan mercedes bell florence carolina "
    "phillips stanley lima papa"
)

THINGS: Final = _set(
    """
pump pumps valve valves key keys wrench wrenches screwdriver knife drill hammer press lift lifts
truck trailer crane hoist ladder loader digger excavator engine motor
compressor generator server servers cluster job jobs pipeline build hook box clamp spanner tape
machine machines model procedure protocol test method manoeuvre maneuver scale
syndrome disease solution road street avenue lane drive way bridge building hall wing ward centre
center hospital clinic plant factory airport station terminal house court square park
university college school museum library stadium hotel bank group ltd inc llc gmbh corp co
company bros brothers sons software system systems account app tool tools controller robot
cell arm gripper forklift stacker pallet reach boiler burner furnace oven mixer blender fryer
slicer chiller freezer pipe flange hose coupling connector socket plug switch relay breaker panel
cabinet rack unit bottle cylinder tank vessel reactor column filter alarm detector sensor monitor
ventilator defibrillator catheter bed trolley cart chair tube needle forceps clip
clips bandage gauge meter regulator drawings drawing number numbers ratio curve cycle effect law
equation diagram chart matrix cannula line collar splint manikin charter report award prize
shuttle rocket mission project programme program initiative foundation day days eve sunday
weekend week market store stores shop bar cafe street's
pressure temperature blade blades glove gloves boots harness rope sling shackle chain carabiner
knot hitch plate bolt bolts nut nuts screw screws bearing bearings gear belt
script scripts repo branch dashboard instance container pod node deployment
hoover vacuum sander grinder jigsaw chainsaw mower strimmer nailer sprinter vito actros
"""
)
THINGS_BEFORE: Final = _set(
    """
pompa valvola chiave chiavi cacciavite sega trapano martello pressa ponte gru muletto carrello
camion furgone macchina motore compressore generatore server robot modello
metodo test scala sindrome malattia manovra via viale piazza corso largo ospedale clinica
stabilimento scuola universita hotel banca gruppo ditta azienda impresa villa palazzo
tornio fresatrice smerigliatrice piegatrice cesoia nastro carroponte sollevatore transpallet
saldatrice forno caldaia essiccatore autoclave trattore escavatore betoniera avvitatore
idropulitrice aspirapolvere stampante
parco stazione aeroporto santo santa san sant' saggio ago tubo becco bunsen legge effetto sistema
software programma sito bar ristorante caffe
the an
"""
)
