"""The coded answers: kinds, barriers, severities, causes, outcomes.

Ids are stable; labels live in `words`.

Ids are stored and counted, so none is ever renamed or reused, and none changes with the language.
Sources: the near-miss definition of NIS 2 (D.Lgs. 138/2024); human factors after Reason; the
hierarchy of controls of ISO 45001, 8.1.2; for concerns, Directive (EU) 2019/1937.
"""

from __future__ import annotations

from enum import StrEnum, unique
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@unique
class Family(StrEnum):
    """The first cut: which questions follow, and who may read."""

    SAFETY = "safety"
    PHYSICAL = "physical"
    CYBER = "cyber"
    CONCERN = "concern"
    UNSURE = "unsure"


@unique
class Kind(StrEnum):
    """The closest match, within a family; `OTHER` belongs to every family."""

    SLIP_TRIP_FALL = "slip_trip_fall"
    FALL_FROM_HEIGHT = "fall_from_height"
    VEHICLE_REVERSING = "vehicle_reversing"
    FORKLIFT_LOADING = "forklift_loading"
    MACHINERY = "machinery"
    GAS_CHEMICAL = "gas_chemical"
    MEDICATION_MIXUP = "medication_mixup"
    DROPPED_OBJECT = "dropped_object"
    ELECTRICAL_FIRE = "electrical_fire"
    ERGONOMIC_OTHER = "ergonomic_other"

    TAILGATING_UNAUTHORISED_ENTRY = "tailgating_unauthorised_entry"
    UNATTENDED_DEVICE_DOCUMENTS = "unattended_device_documents"
    ASSET_STAGED_FOR_THEFT = "asset_staged_for_theft"
    ACCESS_SCHEDULE_OR_LOCK = "access_schedule_or_lock"
    BADGE_KEY_LOST = "badge_key_lost"
    VISITOR_CONTRACTOR = "visitor_contractor"
    CCTV_ALARM_FAULT = "cctv_alarm_fault"
    SUSPICIOUS_ITEM_PERSON = "suspicious_item_person"

    PHISHING_STOPPED = "phishing_stopped"
    INTRUSION_BLOCKED = "intrusion_blocked"
    PASSWORD_OR_SECRET_EXPOSED = "password_or_secret_exposed"  # noqa: S105 - an id, not a password
    MALWARE_RANSOMWARE_NEUTRALISED = "malware_ransomware_neutralised"
    MISCONFIGURATION_EXPOSURE = "misconfiguration_exposure"
    MISDIRECTED_DATA = "misdirected_data"
    LOST_DEVICE = "lost_device"
    AI_OR_CLOUD_SHARE = "ai_or_cloud_share"
    SUPPLIER_ACCESS = "supplier_access"

    PRESSURE_TO_SKIP_CHECKS = "pressure_to_skip_checks"
    RULE_BROKEN_ON_PURPOSE = "rule_broken_on_purpose"
    RECORD_FALSIFIED_OR_HIDDEN = "record_falsified_or_hidden"
    RETALIATION = "retaliation"
    HARASSMENT_BULLYING = "harassment_bullying"
    FRAUD_CONFLICT_OF_INTEREST = "fraud_conflict_of_interest"
    PRIVACY_MISUSE = "privacy_misuse"
    CONCERN_OTHER = "concern_other"

    OTHER = "other"


_KINDS: Final = tuple(Kind)
KINDS: Final[Mapping[Family, tuple[Kind, ...]]] = MappingProxyType(
    {
        Family.SAFETY: (*_KINDS[0:10], Kind.OTHER),
        Family.PHYSICAL: (*_KINDS[10:18], Kind.OTHER),
        Family.CYBER: (*_KINDS[18:27], Kind.OTHER),
        Family.CONCERN: _KINDS[27:35],
        Family.UNSURE: (Kind.OTHER,),
    }
)


@unique
class Barrier(StrEnum):
    """What stopped it: the part that worked."""

    PERSON_NOTICED = "person_noticed"
    PROCEDURE_CHECK = "procedure_check"
    TECHNICAL_CONTROL = "technical_control"
    PHYSICAL_BARRIER = "physical_barrier"
    LUCK = "luck"
    NOT_STOPPED = "not_stopped"


@unique
class Severity(StrEnum):
    """The worst credible outcome, not what happened."""

    LITTLE = "little"
    SERIOUS = "serious"
    CRITICAL = "critical"
    UNKNOWN = "unknown"


@unique
class Ongoing(StrEnum):
    """A concern: is it still going on?"""

    YES = "yes"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


@unique
class Gravity(StrEnum):
    """A concern: how serious is it?"""

    HARM = "harm"
    LAW_OR_POLICY = "law_or_policy"
    UNFAIR = "unfair"
    UNKNOWN = "unknown"


@unique
class Cause(StrEnum):
    """The reviewer's cause, in its three groups (`CAUSES`)."""

    SLIP = "slip"
    LAPSE = "lapse"
    MISJUDGEMENT = "misjudgement"
    WORKAROUND = "workaround"
    FATIGUE_PRESSURE = "fatigue_pressure"
    DELIBERATE = "deliberate"
    NEVER_TRAINED = "never_trained"
    OUTDATED = "outdated"
    NOT_PRACTISED = "not_practised"
    NEW_ROLE = "new_role"
    EQUIPMENT = "equipment"
    LAYOUT = "layout"
    MAINTENANCE = "maintenance"
    SOFTWARE_CONFIG = "software_config"
    MISSING_CONTROL = "missing_control"
    PROCEDURE_MISSING_UNCLEAR = "procedure_missing_unclear"
    COMMUNICATION_HANDOVER = "communication_handover"
    STAFFING = "staffing"
    SUPPLIER = "supplier"


@unique
class CauseGroup(StrEnum):
    """Human error, lack of training, structural or technical."""

    HUMAN_ERROR = "human_error"
    LACK_OF_TRAINING = "lack_of_training"
    STRUCTURAL_TECHNICAL = "structural_technical"


_CAUSES: Final = tuple(Cause)
CAUSES: Final[Mapping[CauseGroup, tuple[Cause, ...]]] = MappingProxyType(
    {
        CauseGroup.HUMAN_ERROR: _CAUSES[0:6],
        CauseGroup.LACK_OF_TRAINING: _CAUSES[6:10],
        CauseGroup.STRUCTURAL_TECHNICAL: _CAUSES[10:19],
    }
)


@unique
class ReporterCause(StrEnum):
    """Why, in the reporter's view; kept apart from the reviewer's cause."""

    SLIP_MIXUP = "slip_mixup"
    NEVER_TRAINED = "never_trained"
    RUSHED_TIRED = "rushed_tired"
    RULE_MISSING = "rule_missing"
    RULE_NOT_FOLLOWED = "rule_not_followed"
    EQUIPMENT_LAYOUT = "equipment_layout"
    SOFTWARE_SETTINGS = "software_settings"
    COMMUNICATION = "communication"
    ON_PURPOSE = "on_purpose"
    UNKNOWN = "unknown"


@unique
class Vulnerability(StrEnum):
    """The weakness that the near miss uncovered."""

    POLICY_GAP = "policy_gap"
    NOT_FOLLOWED = "not_followed"
    TRAINING_GAP = "training_gap"
    DESIGN = "design"
    MAINTENANCE = "maintenance"
    ACCESS_CONTROL = "access_control"
    DETECTION = "detection"
    CONFIGURATION = "configuration"
    SUPERVISION = "supervision"
    SUPPLIER = "supplier"


@unique
class ActionLevel(StrEnum):
    """The hierarchy of controls, strongest first."""

    ELIMINATE = "eliminate"
    REPLACE = "replace"
    ENGINEER_AUTOMATE = "engineer_automate"
    PROCEDURE = "procedure"
    TRAIN_REMIND = "train_remind"


@unique
class Disposition(StrEnum):
    """How a case ends. All but `NEAR_MISS` are reasons to close without a full finding."""

    NEAR_MISS = "near_miss"
    HAZARD_ONLY = "hazard_only"
    ACTUAL_INCIDENT = "actual_incident"
    DUPLICATE = "duplicate"
    CANNOT_PROTECT_IDENTITY = "cannot_protect_identity"
    OUT_OF_SCOPE = "out_of_scope"


@unique
class Area(StrEnum):
    """Where: a type of place, never a spot."""

    OFFICE = "office"
    WAREHOUSE = "warehouse"
    DOCK_YARD = "dock_yard"
    PLANT_WORKSHOP = "plant_workshop"
    CLINIC_LAB = "clinic_lab"
    REMOTE_HOME = "remote_home"
    ONLINE_SYSTEM = "online_system"


@unique
class When(StrEnum):
    """When, as coarse as it gets."""

    TODAY = "today"
    THIS_WEEK = "this_week"
    THIS_MONTH = "this_month"
    EARLIER = "earlier"


@unique
class DayPart(StrEnum):
    """The part of the day that a clock time is generalised to."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    NIGHT = "night"


@unique
class Seen(StrEnum):
    """Seen before? A weak signal's strength."""

    NEVER = "never"
    ONCE_OR_TWICE = "once_or_twice"
    OFTEN = "often"


@unique
class View(StrEnum):
    """The reporter's point of view: identifying, skipped by default."""

    INVOLVED = "involved"
    SAW_IT = "saw_it"
    HEARD_OF_IT = "heard_of_it"


@unique
class Consent(StrEnum):
    """What may become of the lesson."""

    SHARE = "share"
    NUMBERS_ONLY = "numbers_only"
    SHOW_ME_FIRST = "show_me_first"
