"""The closed lists of names that the contract between program, rules and users fixes."""

from __future__ import annotations

TOPICS = (
    "gambling", "crypto", "investment", "credit", "alcohol", "tobacco", "drugs", "medicine", "supplement",
    "suicide", "eating_disorder", "sexual_violence", "domestic_abuse", "graphic_violence", "court",
    "political_campaign", "opinion_poll", "war_russia", "lgbt", "circumvention", "ai_media", "indigenous_death",
)  # fmt: skip
INTENTS = ("editorial", "promotional", "recommendation", "appeal_donate", "appeal_contact", "appeal_share")
ROLES = ("reprint", "quote", "link", "embed", "author", "mention")

COMMERCIAL = ("none", "paid", "affiliate", "gifted", "own")
AI = ("none", "assisted", "generated")
PUBLISHER_KINDS = ("news", "broadcaster", "magazine", "blog", "creator", "shop", "ngo")

FAMILIES = (
    "reader_risk", "source_risk", "status_label", "banned_org", "content_ban",
    "advertising", "affiliate", "interest", "funding", "political", "poll", "foreign_principal",
    "financial", "credit", "gambling", "alcohol", "tobacco", "drugs", "medicine", "supplement", "health", "food", "cars",
    "environment", "suicide", "violence", "eating_disorder", "culture", "graphic", "crime", "court", "ai",
    "correction", "copyright", "sanctions", "state_media", "identity", "age", "access", "archive", "opinion",
)  # fmt: skip
FORCES = ("mandatory", "code", "contractual", "recommended", "practice", "forbidden_act")
ACTIONS = ("insert", "hold", "ask")
PLACES = ("start", "before_body", "end", "after_first_mention")
VERIFIED = ("source", "part", "memory")
