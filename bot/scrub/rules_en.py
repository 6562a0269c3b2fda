"""The English table: facts about a language and nothing else (`rules.py` has the fields)."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from bot.scrub import times_en as times
from bot.scrub.rules import Rules
from bot.scrub.scrubbed import Tag
from bot.scrub.stop import NOT_NAMES, THINGS, THINGS_BEFORE
from bot.taxonomy import DayPart

_ROLES: Final = """
supervisor foreman forewoman manager line_manager team_leader team_lead shift_lead shift_leader
lead boss
colleague coworker co-worker workmate mate nurse doctor surgeon consultant registrar pharmacist
porter
driver forklift_driver operator technician engineer electrician welder fitter mechanic apprentice
trainee
intern contractor cleaner janitor guard receptionist secretary assistant analyst developer
sysadmin admin
administrator director inspector auditor officer teacher planner picker packer buddy partner
colleagues temp agency_worker new_starter new_hire newcomer worker employee patient resident
visitor chef cook
"""

ENGLISH: Final = Rules(
    language="en",
    tokens=MappingProxyType(
        {
            Tag.PERSON: "[person]",
            Tag.PLACE: "[place]",
            Tag.TIME: "[time]",
            Tag.NUMBER: "[number]",
            Tag.ADDRESS: "[address]",
            Tag.SECRET: "[secret]",
        }
    ),
    parts=MappingProxyType(
        {DayPart.MORNING: "morning", DayPart.AFTERNOON: "afternoon", DayPart.NIGHT: "night"}
    ),
    at_parts=MappingProxyType(
        {
            DayPart.MORNING: "in the morning",
            DayPart.AFTERNOON: "in the afternoon",
            DayPart.NIGHT: "at night",
        }
    ),
    of_parts=MappingProxyType(
        {
            DayPart.MORNING: "of the morning",
            DayPart.AFTERNOON: "of the afternoon",
            DayPart.NIGHT: "of the night",
        }
    ),
    this_month="this month",
    in_month="in {month}{year}",
    calendar_leads="on the 0 monday tuesday wednesday thursday friday saturday sunday "
    "mon tue tues wed weds thu thur thurs fri sat sun " + times.DAY_FIRSTS,
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    short_months=(
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sept?",
        "oct",
        "nov",
        "dec",
    ),
    day_first=True,
    numbered="""
badge badge_number badge_id employee employee_number employee_id employee_no staff_number
staff_id staff_no
payroll payroll_number payroll_no personnel_number worker_id clock_number ticket ticket_number
incident
incident_number case case_number case_no request change_request work_order job_number
order_number invoice
invoice_number po purchase_order patient patient_number patient_id patient_no mrn medical_record
hospital_number
nhs nhs_number nhs_no ssn social_security_number account account_number acct policy_number
claim_number
customer_number customer_id member_number membership user_id userid student_id id_card id_number
locker asset
asset_tag asset_number serial serial_number tax_id vin imei case_file file_number reference
reference_number ref cpf ahv key_fob fob key_card keycard swipe_card access_card
""",
    places="""
gate bay room dock dock_door loading_bay loading_dock door ward bed theatre lab office desk floor
building
building_no warehouse hangar stand platform cell line unit aisle rack locker_room meeting_room
suite apartment
apt flat house station workstation block server_room control_room break_room plant_room
switch_room boiler_room store_room storeroom cold_room operating_room exam_room examination_room
zone hall wing parking_space parking_bay slot berth pier pit
""",
    papers="""
passport passport_number passport_no driving_licence driving_license driver's_licence
driver's_license
drivers_license driver_license licence_number license_number licence_no license_no dl_number
id_card plate
plates number_plate license_plate licence_plate registration reg reg_number plate_number
registration_number bsn pesel cpf ahv aadhaar nir dni nie svnr tfn nhs_number
""",
    phones="""
call phone phone_number tel telephone mobile cell cell_phone cellphone mob fax whatsapp ext
extension number
text ring landline direct_line desk_phone reach_me_on reach_me_at
""",
    secrets="""
password passwd pass passphrase passcode pass_code pwd pw pin pin_code pincode secret secret_key
api_key apikey api_token
access_token access_key auth_token token client_secret private_key door_code gate_code alarm_code
entry_code
access_code keypad_code safe_code unlock_code wifi_key wi-fi_key wifi_password recovery_code otp
one-time_code
credentials login verification_code security_code login_code confirmation_code reset_code
your_code my_code panel_code lock_code cage_code one_time_code keypad combination safe_combination
creds recovery_phrase seed_phrase code_for_the_door code_to_the_door code_for_the_gate
code_to_the_gate code_for_the_safe code_to_the_safe code_for_the_alarm code_for_the_lock
code_for_the_keypad
""",
    secret_links=r"is|was|=|:|:=|->|=>|set\s+to|is\s+set\s+to|was\s+set\s+to|are|were|changed\s+to|reset\s+to|is\s+still|was\s+still",  # noqa: S106 - words around one
    not_secrets="""
a an the not no now on in at to too very only just still also always never known shared written
visible stuck
taped printed posted reused weak wrong right correct incorrect old new same different expired
stolen leaked
lost changed reset required needed stored saved kept sent given being been was is are were for of
by with from
so that this these those it its our my your their his her and or but if when because as sticky
easy simple short
long strong default blank empty missing valid invalid working accepted rejected exposed
compromised revoked
rotated out up there here left right used usually often sometimes publicly everyone someone
somebody anyone
copied pasted hidden masked encrypted hashed plain protected stapled asked entered typed
mentioned pinned
public private secret safe unsafe rarely hard-coded hardcoded found seen read spoken shouted open
all both
actually apparently still exactly basically literally never
""",
    streets=r"""
    (?<![\w.])\d{1,5}[A-Za-z]?,?[ ](?:(?:N|S|E|W|North|South|East|West)\.?[ ])?
    (?:[A-Z][\w'.-]{1,30}+[ ]){1,3}
    (?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Close|Place|Pl|Square|Sq
      |Terrace|Crescent|Way|Parkway|Pkwy|Highway|Hwy|Circle|Row|Mews|Gardens|Grove|Hill|Walk|Quay|Wharf|Park)
    (?!\w)\.?
    (?:,?[ ](?:Apt|Apartment|Unit|Suite|Flat|Floor|\#)\.?[ ]?[\w-]{1,6})?
    (?:,[ ][A-Z][a-z]{2,20}(?:[ ][A-Z][a-z]{2,20})?)?
    (?:,?[ ](?:[A-Z]{2}[ ])?\d{5}(?:-\d{4})?(?!\d)|,?[ ][A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}(?!\w))?
    | (?<!\w)P\.?[ ]?O\.?[ ]Box[ ]\d{1,8}
    """,
    street_leads="0 p po",
    street_hint=r"(?-i:\d[A-Za-z]?,? (?:[A-Z][^ ]* ){1,4}(?:St|Rd|Av|La|Ln|Dr|Bo|Bl|Co|Ct|Cl|Pl"
    r"|Sq|Te|Cr|Wa|Pa|Pk|Hi|Hw|Ci|Ro|Me|Ga|Gr|Qu|Wh)|O\.? ?Box)",
    days=times.DAYS,
    day_leads=times.DAY_LEADS,
    day_words=times.DAY_WORDS,
    clocks=times.CLOCKS,
    hours=MappingProxyType(
        {word: hour for hour, word in enumerate(times.HOURS.split(), 1)}
        | {"noon": 12, "midday": 12, "midnight": 0}
    ),
    evening="pm afternoon evening night",
    titles="mr mrs ms miss mx dr prof professor chef sir madam rev father sister brother "
    "sgt sergeant capt captain lt officer",
    roles=_ROLES,
    before_name="""
told asked called named name_is my_name_is i_am_called signed thanked reported_to spoke_to
spoke_with talked_to talked_with
warned emailed phoned texted messaged signed_by reported_by written_by approved_by seen_by
found_by caught_by
trained_by told_by spotted_by noticed_by stopped_by with_my_colleague covering_for filling_in_for
saw ask tell thank
according_to handed_over_to assigned_to paired_with working_with cc cced belongs_to helped_by
signed_in_as introduced_himself_as introduced_herself_as
""",
    after_name="""
said says told asked shouted yelled screamed noticed spotted forgot left grabbed pulled pushed
caught saw
warned stopped tripped slipped fell walked came went was_driving was_working was_on had has was
is thought
called phoned emailed texted admitted blamed ignored decided jumped braked reversed opened closed
picked
dropped handed gave took put made didn't doesn't wasn't hadn't couldn't who and_i from
""",
    acts="""
said says told asked shouted yelled screamed noticed spotted forgot grabbed caught warned tripped
slipped thought admitted blamed ignored decided jumped flagged signed smelled heard swore laughed
cried panicked apologised apologized insisted promised realised realized almost nearly phoned
texted emailed handed gave took walked ran swapped reckons reckoned knew knows saw came went
""",
    belongings="""
hand hands foot feet arm leg head finger fingers thumb sleeve face shoulder back eye eyes hair
badge desk locker laptop phone shift mate account boss wife husband son daughter fault ladder
helmet glove gloves jacket jumper idea
""",
    before_any="""
told tell ask asked called named thanked warned phoned emailed texted messaged saw hi hey
thanks cheers mate colleague spoke_to talked_to gave_it_to gave_that_to handed_it_to handed_over_to
me_and signed_by told_by found_by trained_by working_with paired_with shift_with
""",
    greetings="hi hello hey dear thanks thank_you cheers regards best_regards kind_regards "
    "best yours love sincerely ta",
    unique_roles=r"""
    (?<!\w)(?:the|our|my)\s(?:
      (?:acting\s|interim\s|deputy\s|group\s|former\s|new\s)?(?:c[efoit]o|ciso|cmo|chro|cpo|cro|cdo|
        (?:chief\s\w{3,20}(?:\s\w{3,20})?\sofficer)|managing\sdirector|general\smanager|plant\sdirector|
        (?:plant|site|store|branch|factory|depot|warehouse|terminal|hospital|school|hotel)\smanager|
        site\sdirector|factory\smanager|vice[\s-]president|president|chair(?:man|woman|person)?(?=\sof)|company\s(?:secretary|doctor|founder|owner)|
        head\sof\s(?:hr|human\sresources|it|finance|sales|security|safety|legal|operations|maintenance|production|quality|
          procurement|engineering|marketing|nursing|department)|
        (?:hr|finance|sales|security|medical|nursing|operations|technical|marketing|legal|it|commercial|safety)\sdirector|
        director\sof\s\w{3,20}|head\s(?:nurse|chef|teacher|master)|headmaster|headmistress|headteacher|matron|dean|mayor|
        data\sprotection\sofficer|dpo|founder|owner)
    )(?!\w|\s(?:role|position|level|fraud|scam|meeting|dashboard|account|mail|email|gift))
    """,
    unique_leads="the our my",
    unique_hint=r"\b(?:the|our|my) (?:\w+ )?(?:c[efoit]o\b|ciso|c[mpr]o\b|cdo|chro|chief|managing"
    r"|general manager|plant|site|store m|branch m|factory m|depot m|warehouse m|terminal m"
    r"|hospital m|school m|hotel m|vice|president|chair|company"
    r"|head|\w+ director|director of|matron|dean|mayor|data prot|dpo|founder|owner)",
    age_hint=r"\d\d[\s-]{0,2}years?[\s-]{0,2}old|\baged? \d\d|[a-z],? \d\d(?:[,;)]|\.\s|\.?$)",
    ages=r"""
    (?<![\w.])(?P<hide>\d{2}[\s-]{0,2}years?[\s-]{0,2}old|(?:aged|age)\s\d{2})(?!\w)
      (?=\W{1,2}(?:\w{2,20}[\s-]){0,2}(?:%(roles)s|man|woman|guy|lady|girl|boy|male|female|lad|person)(?!\w))
    | (?<!\w)(?:%(roles)s|man|woman|guy|lady|male|female)(?:\s\w{2,15})??,?\s
      (?:who\s(?:is|was)\s)?(?P<hide2>aged\s\d{2}(?!\w)|(?:aged?\s)?\d{2}(?:\syears?\sold)?(?=[,;)]|\.(?!\d)))
    """,
    not_names=NOT_NAMES,
    things=THINGS,
    things_before=THINGS_BEFORE,
)
