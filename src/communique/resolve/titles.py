"""Which role an office is, and what sectors it gives to a person of a state.

Source: our own list; sectors after PLOVER.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from communique.resolve import organizations
from communique.text.names import normal


@dataclass(frozen=True, slots=True)
class Role:
    """An office in a normal form."""

    name: str
    """head_of_state, foreign_minister, spokesperson …"""
    sectors: tuple[str, ...]
    """PLOVER sectors of a person of a state in this role; empty where the body spoken for decides."""
    former: bool = False
    """No longer in office."""


_FORMER = frozenset({"former", "ex", "ousted", "deposed", "retired", "onetime", "erstwhile"})
"""Not "late" and "outgoing": they held, or hold, the office to the end."""

_RULES: tuple[tuple[str, str, str], ...] = (
    # A deputy or a spokesperson of somebody is not that somebody: these come first.
    ("spokesperson", "", "spokesman|spokeswoman|spokesperson|spokespersons|spokesmen|press secretary|press officer|"
     "head of communications|communications director|director of communications"),
    ("opposition_leader", "OPP", "opposition leader|leader of the opposition|opposition politician|opposition figure|"
     "opposition chief|shadow minister|shadow foreign secretary|shadow chancellor|dissident"),
    ("adviser", "GOV", "adviser|advisor|aide|counsellor|special assistant|chief of staff to the president|"
     "national security adviser|national security advisor"),
    ("envoy", "GOV", "special envoy|envoy|special representative|special rapporteur|negotiator|mediator|"
     "high representative|"
     "personal representative|chief negotiator|emissary|presidential representative"),
    ("ambassador", "GOV", "ambassador|high commissioner|charge daffaires|consul|consul general|"
     "permanent representative|"
     "head of mission|attache|amb|diplomat|diplomats|nuncio|deputy permanent representative|chief of mission"),
    ("prosecutor", "JUD", "prosecutor|prosecutor general|public prosecutor|chief prosecutor|attorney general|"
     "state attorney|"
     "solicitor general|prosecutors"),
    ("judge", "JUD", "judge|judges|chief justice|magistrate|court president|president of the court|"
     "president of the supreme court|president of the constitutional court"),
    ("lawyer", "JUD", "lawyer|attorney|barrister|defence counsel|solicitor|legal representative|lawyers"),
    ("deputy_foreign_minister", "GOV", "deputy foreign minister|vice foreign minister|"
     "deputy minister of foreign affairs|"
     "vice minister of foreign affairs|under secretary for foreign affairs|assistant foreign minister|"
     "minister of state for foreign affairs|first deputy foreign minister|deputy secretary of state|"
     "under secretary of state|assistant secretary of state|undersecretary of state"),
    ("foreign_minister", "GOV", "foreign minister|minister of foreign affairs|minister for foreign affairs|"
     "foreign secretary|"
     "secretary of state|external affairs minister|minister of external affairs|foreign affairs minister|"
     "minister of foreign relations|foreign ministers|top diplomat|minister of international relations|"
     "minister of europe and foreign affairs|minister for europe and foreign affairs|minister for external affairs|"
     "federal foreign minister|minister of international relations and cooperation|chancellor of foreign affairs"),
    ("defence_minister", "GOV", "defence minister|defense minister|minister of defence|minister of defense|"
     "defence secretary|"
     "defense secretary|secretary of defense|minister of national defence|minister for defence|secretary of defence|"
     "defence ministers|defense ministers|armed forces minister|minister of the armed forces"),
    ("deputy_prime_minister", "GOV", "deputy prime minister|vice prime minister|vice premier|deputy premier|tanaiste"),
    ("head_of_government", "GOV", "prime minister|premier|chancellor|head of government|prime ministers|taoiseach|"
     "president of the government|chairman of the council of ministers|interim prime minister|chief minister|pm"),
    ("vice_president", "GOV", "vice president|deputy president"),
    ("minister", "GOV", "minister|ministers|secretary of the treasury|treasury secretary|home secretary|"
     "interior secretary|"
     "state secretary|chancellor of the exchequer|secretary of homeland security|undersecretary|under secretary|"
     "permanent secretary|treasurer|deputy minister|cabinet secretary|security secretary|secretary of health|"
     "secretary of energy|commerce secretary|secretary of commerce|health secretary|energy secretary|trade secretary|"
     "development secretary|state counsellor|state councillor|federal councillor|parliamentary secretary|"
     "finance secretary"),
    ("legislator", "LEG", "speaker|senator|senators|sen|congressman|congresswoman|lawmaker|lawmakers|legislator|"
     "member of parliament|member of congress|mp|mps|mep|member of the european parliament|parliamentarian|"
     "deputy of the national assembly|speaker of parliament|president of the senate|president of parliament|"
     "president of the national assembly|majority leader|minority leader|chief whip|whip|parliamentary leader|"
     "faction leader|parliament speaker|representative in congress|chairman of parliament|councilwoman|rep|councilman"),
    ("intelligence_chief", "SPY GOV", "intelligence chief|head of intelligence|spy chief|"
     "director of national intelligence|"
     "cia director|intelligence director|intelligence officer|intelligence official|director of intelligence"),
    ("police", "COP", "police chief|police commissioner|chief of police|police officer|police officers|"
     "inspector general|"
     "police commander|inspector|constable|sheriff|superintendent|detective|police|commissioner of police|"
     "head of police|gendarme|police director"),
    ("rebel_leader", "REB", "rebel leader|rebel commander|guerrilla leader|insurgent leader|separatist leader|"
     "militia leader|"
     "warlord|rebel chief|guerrilla commander|rebel fighter"),
    ("military_commander", "MIL", "chief of general staff|chief of the general staff|chief of staff|army chief|general|"
     "commander|colonel|admiral|major general|lieutenant|captain|brigadier|brigadier general|major|sergeant|gen|col|"
     "military chief|field marshal|marshal|commander in chief|force commander|chief of defence|chief of defense|"
     "military leader|"
     "chief of the defence staff|defence chief|navy chief|air force chief|joint chiefs|army officer|"
     "lieutenant general|lieutenant colonel|rear admiral|vice admiral|commodore|chief of army staff|military officer|"
     "military official|warrant officer"),
    ("soldier", "MIL", "soldier|corporal|private|sailor|airman|marine"),
    ("head_of_organization", "", "high commissioner for refugees|high commissioner for human rights|secretary general|"
     "director general|executive director|chief executive|ceo|chairman|"
     "chairwoman|chairperson|chair|executive secretary|general secretary|managing director|board president|"
     "president of the commission|commission president|president of the council|president of the icrc|"
     "president of the european commission|president of the european council|president of the world bank|"
     "president of the federation|head of delegation|country director|regional director|resident coordinator|"
     "humanitarian coordinator|founder|co founder|director|deputy director|rector|"
     "president of the united nations general assembly|president of the general assembly"),
    ("religious_leader", "REL", "pope|bishop|archbishop|cardinal|imam|patriarch|rabbi|ayatollah|grand mufti|mufti|"
     "priest|"
     "pastor|reverend|dalai lama|metropolitan|cleric|supreme patriarch|monk|nun"),
    ("party_leader", "PTY", "party leader|leader of the party|party chairman|party chief|party president|"
     "party secretary|"
     "general secretary of the party|party chair|deputy party leader|party official|party member"),
    ("union_leader", "LAB", "union leader|union boss|union president|trade unionist|shop steward|union official"),
    ("governor", "GOV", "governor|governor general|prefect|regional president|provincial governor|deputy governor"),
    ("mayor", "GOV", "mayor|deputy mayor|lord mayor|mayors|city councillor|alderman|councillor"),
    ("head_of_state", "GOV", "president|presidents|head of state|king|queen|emir|sultan|emperor|monarch|supreme leader|"
     "heads of state|prince|princess|crown prince|acting president|interim president|transitional president|grand duke|"
     "sovereign|ruler|his majesty|her majesty|president elect|chairman of the sovereign council"),
    ("journalist", "JRN", "journalist|reporter|correspondent|editor|columnist|broadcaster|editor in chief|photographer|"
     "cameraman|blogger|anchor"),
    ("medical", "MED", "doctor|nurse|surgeon|physician|midwife|paramedic|medic|epidemiologist|vaccine specialist|"
     "hospital director|pharmacist|dr"),
    ("academic", "EDU", "professor|lecturer|teacher|scholar|researcher|academic|historian|political scientist|analyst|"
     "student|"
     "dean|principal|headteacher|law student|scientist|seismologist|economist|expert"),
    ("business", "BUS", "businessman|businesswoman|entrepreneur|trader|shopkeeper|manager|chief financial officer|"
     "finance chief|banker|company spokesman|executive|merchant|strategist|investor|shareholder|accountant|owner"),
    ("activist", "CVL", "activist|campaigner|protester|organiser|organizer|human rights defender|rights defender|"
     "demonstrator|dissident blogger"),
    ("farmer", "AGR", "farmer|herder|fisherman|peasant|grower"),
    ("refugee", "REF", "refugee|migrant|asylum seeker|displaced person|evacuee|displaced mother"),
    ("worker", "LAB", "worker|driver|miner|machine operator|foreman|docker|labourer|electrician|cleaner"),
    ("civilian", "CVL", "resident|villager|mother|witness|survivor|victim|eyewitness|housewife|pensioner|elder|"
     "neighbour|neighbor|widow|volunteer|citizen"),
    ("commissioner", "GOV", "commissioner|ombudsman|ombudswoman|facilitator|conciliator"),
    ("aid_worker", "NGO", "aid worker|relief worker|humanitarian worker"),
    ("sport", "CVL", "coach|trainer|goalkeeper|footballer|striker|athlete"),
    ("first_lady", "ELI", "first lady|first gentleman|presidents wife"),
    ("official", "GOV", "official|officials|civil servant|delegate|delegates|representative|counterpart|colleague|"
     "officer|"
     "undersecretary general|under secretary general|assistant secretary general|secretary|chief|head|coordinator|"
     "delegation member|spokes|bureaucrat|inspector of schools|registrar|deputy|chief electoral officer|leader|"
     "leaders"),
)  # fmt: skip
"""(role, sectors, words), read from top to bottom; within a rule a phrase may stand anywhere in the title."""

_FIRST = 2
"""The first rules win wherever they fit; of the others the longest phrase wins, then the earlier rule."""

_STATE_SECTORS = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})
"""Who leaves an office of these is ELI; who leaves a shop or a school is not."""

_PHRASES = {
    f" {phrase} ": (number, Role(name, tuple(sectors.split())))
    for number, (name, sectors, phrases) in reversed(list(enumerate(_RULES)))
    for phrase in phrases.split("|")
}
_LONGEST = 7

_BODIES = frozenset(
    "committee commission federation bank association council union foundation society university company group court "
    "senate assembly icrc chamber organisation organization club fund movement".split()
)


_RANKS = frozenset(
    "captain colonel general gen col lt lieutenant major maj brigadier admiral sergeant sgt corporal sheikh imam "
    "father sister brother reverend rev monsignor bishop archbishop cardinal judge justice sen senator ambassador amb "
    "dr doctor professor prof he hon excellency his her sir dame lord lady chief inspector commodore marshal mp".split()
)
"""Words that stand with a name beside an office."""


_OCCUPATIONS = frozenset(
    "academic activist business civilian farmer first_lady journalist lawyer medical refugee religious_leader soldier "
    "sport worker".split()
)
"""What people are or do without an office; a title only where it stands with a name ("Dr Lee")."""


def is_office(title: str) -> bool:
    """Whether the words are an office, post, rank or function for a body or state by themselves."""
    found = role(title)
    return found is not None and found.name not in _OCCUPATIONS


def is_rank(title: str) -> bool:
    """Whether a title is a rank or form of address that stands with a name beside an office."""
    return all(word in _RANKS for word in normal(title).split())


@lru_cache(maxsize=4096)
def role(title: str) -> Role | None:
    """Return the role that an office is, or None for words that are no office.

    ``sectors`` holds for a person of a state: a "head of mission" of the Red Cross has the sectors of the Red Cross.
    They are empty where the body decides (heads of organisations, and spokespersons unless the title names their
    body). Former holders of a public office are ELI.
    """
    words = normal(title).split()
    fits = [
        (number if number < _FIRST else _FIRST, -size, number, found)
        for size in range(1, _LONGEST + 1)
        for at in range(len(words) - size + 1)
        if (entry := _PHRASES.get(f" {' '.join(words[at : at + size])} ")) is not None
        for number, found in [entry]
    ]
    if not fits:
        return None
    found = min(fits, key=lambda fit: fit[:3])[3]
    if found.name == "head_of_state" and "of" in words and not _BODIES.isdisjoint(words[words.index("of") :]):
        found = Role("head_of_organization", ())
    if found.name == "spokesperson" and len(words) > 1:
        body = organizations.generic(" ".join(word for word in words if not word.startswith("spokes")))
        found = Role(found.name, body[0] if body else ())
    if _FORMER.isdisjoint(words):
        return found
    return Role(found.name, ("ELI",) if found.sectors and found.sectors[0] in _STATE_SECTORS else (), former=True)
