"""The words of money: who spends, what on, and the cases that are set side by side."""

from __future__ import annotations

from planbook.params.programme_words import POINTS

TRUSTS = ("acute", "ambulance", "community", "mental_health")
ORGANISATIONS = {
    "acute": "Acute trusts",
    "ambulance": "Ambulance trusts",
    "community": "Community providers",
    "mental_health": "Mental health providers",
    "primary_care": "General practice",
    "pharmacy": "Pharmacies",
    "local_government": "Councils",
    "independent": "Independent sector",
    "voluntary": "Voluntary and community groups",
}
NON_PAY = {
    "drugs_devices": "Drugs and devices",
    "supplies": "Supplies",
    "estate": "Estate",
    "digital": "Digital",
    "capital_charges": "Capital charges",
    "other": "Other non-pay, clinical negligence among it",
}
PAY = {
    "pay_employed": "Pay of employed staff",
    "pay_temporary": "Pay of bank and agency staff",
    "pay_premium": "Premium of bank and agency staff",
}
ITEMS = {
    **PAY,
    **NON_PAY,
    "unit_cost_gap": "National unit costs less what staff in post cost",
    "contracts": "General practice contracts",
    "programmes": "Programmes",
    "added_care": "Care that programmes move or add",
    "released": "Cash released by programmes",
    "levers": "Workforce levers",
    "efficiency": "Efficiency identified",
}
CASES = {
    "unchanged": "Nothing changes",
    "programmes": "With the programmes",
    "constrained": "With the programmes, as they can be staffed and paid for",
}
POINT_OF = {key: point.sector for key, point in POINTS.items()}
