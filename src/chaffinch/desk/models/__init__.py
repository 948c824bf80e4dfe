"""The desk's tables, a file a noun."""

from __future__ import annotations

from chaffinch.desk.models.announced_test import AnnouncedTest
from chaffinch.desk.models.audit import AuditEntry, AuditHead
from chaffinch.desk.models.capture import Capture, Reference, Verdict
from chaffinch.desk.models.case import Case
from chaffinch.desk.models.digest import Digest
from chaffinch.desk.models.domain_proof import DomainProof
from chaffinch.desk.models.dump import Dump, DumpItem, DumpPart, ItemReading, Release
from chaffinch.desk.models.dump_picture import DumpPicture, PicturePass
from chaffinch.desk.models.exposed import ExposedPerson, ExposedThing
from chaffinch.desk.models.exposure import Exposure
from chaffinch.desk.models.feeding import Approver, FedDecoy, FeedingApproval, FeedingRun, FeedingScope
from chaffinch.desk.models.heartbeat import Heartbeat
from chaffinch.desk.models.hit import Hit, SignInLog
from chaffinch.desk.models.hit_act import HitAct
from chaffinch.desk.models.hit_line import HitLine
from chaffinch.desk.models.job import Job, Pace
from chaffinch.desk.models.known_person import EchoConsent, KnownPerson
from chaffinch.desk.models.ledger import Disclosure, Ledger, LedgerCheckpoint, LedgerEntry
from chaffinch.desk.models.planting import PlantedItem, Planting, PlantingApproval
from chaffinch.desk.models.reported_mail import ReportedMail
from chaffinch.desk.models.schedule import Schedule
from chaffinch.desk.models.sighting import Reading, Sighting, Source, SourceFault, SourceGap
from chaffinch.desk.models.trait import CaseTrait
from chaffinch.desk.models.trap_account import TrapAccount
from chaffinch.desk.models.user import User
from chaffinch.desk.models.victim import Victim
from chaffinch.desk.models.watch_entry import WatchEntry

__all__ = [
    "AnnouncedTest",
    "Approver",
    "AuditEntry",
    "AuditHead",
    "Capture",
    "Case",
    "CaseTrait",
    "Digest",
    "Disclosure",
    "DomainProof",
    "Dump",
    "DumpItem",
    "DumpPart",
    "DumpPicture",
    "EchoConsent",
    "ExposedPerson",
    "ExposedThing",
    "Exposure",
    "FedDecoy",
    "FeedingApproval",
    "FeedingRun",
    "FeedingScope",
    "Heartbeat",
    "Hit",
    "HitAct",
    "HitLine",
    "ItemReading",
    "Job",
    "KnownPerson",
    "Ledger",
    "LedgerCheckpoint",
    "LedgerEntry",
    "Pace",
    "PicturePass",
    "PlantedItem",
    "Planting",
    "PlantingApproval",
    "Reading",
    "Reference",
    "Release",
    "ReportedMail",
    "Schedule",
    "Sighting",
    "SignInLog",
    "Source",
    "SourceFault",
    "SourceGap",
    "TrapAccount",
    "User",
    "Verdict",
    "Victim",
    "WatchEntry",
]
