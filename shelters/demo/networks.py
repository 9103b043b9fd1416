"""The invented networks, and the accounts of those who try the system."""

from __future__ import annotations

from dataclasses import dataclass

from shelters.access.actor import Role

# What is invented shows it: no list of real houses or networks can be mistaken for this one.
MARK = "·demo"
# Known to everybody who reads this line: a demo region has nothing to protect.
PASSPHRASE = "solo para la demo"  # noqa: S105 - on purpose, printed at the start of the demo


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """A network: its country, its name, the share of the region's requests, and where its houses stand."""

    country: str
    name: str
    requests: float
    houses: dict[str, float]


# Houses by country, as shares of the region. Nicaragua's network works mostly from exile in Costa Rica.
NETWORKS = (
    NetworkPlan("MX", f"Red Jacaranda{MARK}", 0.36, {"MX": 0.36}),
    NetworkPlan("GT", f"Red Pacaya{MARK}", 0.22, {"GT": 0.22}),
    NetworkPlan("HN", f"Red Guacamaya{MARK}", 0.17, {"HN": 0.14}),
    NetworkPlan("SV", f"Red Torogoz{MARK}", 0.12, {"SV": 0.11}),
    NetworkPlan("NI", f"Red Sacuanjoche{MARK}", 0.10, {"NI": 0.05, "CR": 0.06}),
    NetworkPlan("CR", f"Nodo Guanacaste{MARK}", 0.03, {"CR": 0.06}),
)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in to the demo; a host has so many of her network's first houses."""

    name: str
    role: Role
    country: str
    houses: int = 0


ACCOUNTS = (
    Account("comite-mx", Role.COMMITTEE, "MX"),
    Account("anfitriona-mx", Role.HOST, "MX", houses=3),
    Account("planeacion", Role.PLANNER, "CR"),
    Account("responsable-mx", Role.STEWARD, "MX"),
    Account("comite-gt", Role.COMMITTEE, "GT"),
    Account("anfitriona-gt", Role.HOST, "GT", houses=2),
)
