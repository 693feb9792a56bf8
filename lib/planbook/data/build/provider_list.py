"""The providers: name, kind, ICB and region of every organisation the returns name."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from planbook.data.build import provider_returns as returns
from planbook.data.build import workforce
from planbook.data.build.ae_systems import REGIONS, ae_map
from planbook.data.build.geography import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.sources import Source

TRUST_FILE = "ods_etr_trusts_2025"
RTT_PROVIDER_FILE = "rtt_provider_to_icb_2025"
CATCHMENT_FILE = "trust_lad_catchment_share_2022"
TRUST = r"\bNHS\b.*\bTRUST\b"
WALES = r"W00|Q99"

LIST = Source(
    key="providers_derived",
    publication=(
        "NHS trusts (Organisation Data Service); organisations of the referral to treatment return 2024/25; of NHS "
        "Workforce Statistics May 2025; names in the A&E, diagnostics and overnight beds returns"
    ),
    publisher="NHS England; derived",
    period="2024/25; trusts early 2025",
    known_problems=(
        "Kind is not published in one place, so it is derived. One provider stands under one ICB, wherever its "
        "patients live. Cancer returns of independent groups carry the group's code, without name. Publications "
        "disagree: Sandwell and West Birmingham (RXK) is Black Country in A&E and referral to treatment, Birmingham "
        "and Solihull in the trust list and workforce; A&E counts Berkshire Healthcare (RWX) and the Royal National "
        "Orthopaedic (RAN) under other ICBs than their own."
    ),
    how_shipped=(
        "ICB: the referral to treatment return's, else the workforce statistics', else the trust list's. Kind: "
        "ambulance and ICB by name; trusts in the daily bed report are acute; others mental health when half of their "
        "overnight beds are, or by name; community by name; else other. Not a trust: independent when it reports "
        "referral to treatment or diagnostics, else other. An A&E provider without ICB has the one whose published "
        "A&E counts it is part of. A return without names gives the code as name."
    ),
)


def read_providers(folder: Path, lookups: Lookups) -> pd.DataFrame:
    """Give one row per provider: provider, name, kind, icb_2022, region_code, open_to, source."""
    named = _named(folder)
    details = ["name", "icb_2022", "region_code", "open_to"]
    providers = named.groupby("provider", sort=True)[details].first().reset_index()
    providers["name"] = [title(name) for name in providers["name"]]
    trust = providers["name"].str.contains(TRUST, case=False)
    providers["kind"] = _kinds(providers, trust, folder, set(named.loc[named["elective"], "provider"]))
    counted = ae_map(folder, lookups, trust_icbs(providers[trust]))
    providers["icb_2022"] = providers["icb_2022"].fillna(providers["provider"].map(counted))
    columns = ["provider", "name", "kind", "icb_2022", "region_code", "open_to"]
    return providers[columns].fillna("").assign(source=LIST.key)


def trust_icbs(providers: pd.DataFrame) -> dict[str, str]:
    """Give provider -> ICB of those whose ICB is known."""
    placed = providers[providers["icb_2022"].fillna("") != ""]
    return dict(zip(placed["provider"], placed["icb_2022"], strict=True))


def _named(folder: Path) -> pd.DataFrame:
    """Stack what each publication says of each provider, the one to believe first."""
    parts = [
        _rtt_providers(folder).assign(elective=True),
        workforce.organisations(folder),
        _trusts(folder),
        returns.read_test_rows(folder)[["provider", "name", "region"]]
        .rename(columns={"region": "region_code"})
        .drop_duplicates("provider", keep="last")
        .assign(elective=True),
        _ae_providers(folder),
        returns.read_overnight_beds(folder)[["provider", "name"]].drop_duplicates("provider"),
        *_nameless(folder),
    ]
    named = pd.concat(parts, ignore_index=True)
    named["elective"] = named["elective"].astype("boolean").fillna(False).astype("bool")
    return named[named["provider"] != "England"].replace({"": None})


def _nameless(folder: Path) -> list[pd.DataFrame]:
    """Give the providers of returns without names, each named by its code."""
    catchments = read_published(folder, CATCHMENT_FILE, {"provider": ["nhs_trust22_code", "Trust code"]})
    codes = [frame["provider"] for frame in (returns.read_cancer(folder), returns.read_uec_beds(folder), catchments)]
    return [pd.DataFrame({"provider": code.unique(), "name": code.unique()}) for code in codes]


def _rtt_providers(folder: Path) -> pd.DataFrame:
    return read_published(
        folder,
        RTT_PROVIDER_FILE,
        {
            "provider": ["Provider Org Code"],
            "name": ["Provider Org Name"],
            "icb_2022": ["Provider Parent Org Code"],
            "region_code": ["NHS Region Code"],
        },
        key=["provider"],
    )


def _trusts(folder: Path) -> pd.DataFrame:
    frame = read_published(
        folder,
        TRUST_FILE,
        {
            "provider": ["org_code", "Organisation Code"],
            "name": ["name", "Name"],
            "icb_2022": ["icb_code", "High Level Health Geography"],
            "region_code": ["nhse_region", "National Grouping"],
            "closed": ["close_date", "Close Date"],
        },
        key=["provider"],
    )
    frame = frame[~frame["region_code"].str.fullmatch(WALES)].copy()
    digits = frame["closed"].str.replace(r"\.0$", "", regex=True)
    frame["open_to"] = digits.str.replace(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", regex=True)
    return frame.drop(columns="closed")


def _ae_providers(folder: Path) -> pd.DataFrame:
    last = returns.read_ae(folder).sort_values("month").drop_duplicates("provider", keep="last")
    region = last["region"].str.upper().str.replace("NHS ENGLAND ", "", regex=False).str.strip()
    return last[["provider", "name"]].assign(region_code=region.map(REGIONS))


def _kinds(providers: pd.DataFrame, trust: pd.Series, folder: Path, elective: set[str]) -> list[str]:
    acute = {*returns.read_uec_beds(folder)["provider"]}
    mental = _mostly_mental(folder)
    return [
        kind(name, trust=is_trust, acute=code in acute, mental=code in mental, elective=code in elective)
        for code, name, is_trust in zip(providers["provider"], providers["name"], trust, strict=True)
    ]


def _mostly_mental(folder: Path) -> set[str]:
    beds = returns.read_overnight_beds(folder)
    beds = beds[beds["measure"] == "beds_available"]
    total = beds.groupby("provider")["value"].sum()
    mental = beds[beds["sector"].isin(["mental_illness", "learning_disability"])].groupby("provider")["value"].sum()
    return set(total.index[(total > 0) & (mental >= total / 2)])


def kind(name: str, *, trust: bool, acute: bool, mental: bool, elective: bool) -> str:
    """Say what kind of provider it is from its name, its beds and where it reports; see the source's notes."""
    words = name.upper()
    if "AMBULANCE" in words:
        return "ambulance"
    if re.search(r"\bICB\b|INTEGRATED CARE BOARD", words):
        return "commissioner"
    if acute and not mental:
        return "acute"
    if not trust:
        return "independent" if elective else "other"
    if "COMMUNITY" in words:
        return "community"
    if mental or re.search(r"MENTAL|PSYCHI|PARTNERSHIP|TAVISTOCK|MAUDSLEY|CAMDEN AND ISLINGTON", words):
        return "mental health"
    return "community" if re.search(r"HEALTH AND CARE|HEALTHCARE NHS", words) else "other"


SMALL_WORDS = {"and", "of", "the", "for", "in", "on", "upon"}
INITIALS = {"NHS", "ICB", "UTC", "MIU", "WIC", "UCC", "CIC", "GP", "OOH", "LLR", "EA", "PHL", "DHU", "LLP", "UK"}


def title(name: str) -> str:
    """Write a name in capitals as a name: 'LEEDS HOSPITALS NHS TRUST' gives 'Leeds Hospitals NHS Trust'."""
    name = re.sub(r"\s+", " ", name).strip()
    if name != name.upper():
        return name
    return " ".join(_word(word, place) for place, word in enumerate(name.split()))


def _word(word: str, place: int) -> str:
    if word.strip("().,&") in INITIALS:
        return word
    if place and word.casefold() in SMALL_WORDS:
        return word.casefold()
    return re.sub(r"(^|[^\w'’])(\w)", lambda found: found[0].upper(), word.casefold())
