"""Which known body a name means, and what kind of body an unknown name is.

``find`` looks a name up in ``data/organizations.json``; ``generic`` reads the head word of a name that is not in it
("Ministry of Health" is GOV, "Kenya Police" is COP). A body with a state's country has it only where it is a body of
that state or an armed group at home there; intergovernmental bodies and international NGOs have none.

Where an acronym is two bodies, a rule in the file says which one news means by it, or that it means none by itself
(RSF is the Rapid Support Forces of Sudan, not Reporters sans frontières; DRC is a state). National Red Cross and Red
Crescent societies follow a pattern; they are NGOs and have no country, nor give one to their people.

Source: our own list.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from communique.errors import OntologyError
from communique.resolve import states
from communique.text.names import normal

SHORT = 3
"""Letters up to which an acronym needs all its capitals: "act" and "Can" are no bodies."""
_FILE = Path(__file__).parent / "data" / "organizations.json"


@dataclass(frozen=True, slots=True)
class OrganizationMatch:
    """A body that a name means."""

    name: str
    """Its full name."""
    sectors: tuple[str, ...]
    """PLOVER sectors, the primary one first."""
    country: str | None
    """ISO 3166-1 alpha-3 of its state, None for international bodies."""
    code: str | None
    """PLOVER's code in place of a country: IGO, UNO, EUR, NGO, ISM, IMG, MNC; None for a body of a state."""
    wikidata: str | None = None
    """Its id there, where we are sure of it."""


@lru_cache(maxsize=4096)
def find(name: str) -> OrganizationMatch | None:
    """Return the known body that a name or acronym means, or None.

    Case, accents, full stops, an article and a possessive ending do not count, with two exceptions: a single word
    needs a capital ("shell" is no company), and acronyms that are also words need all of them ("WHO").
    """
    by_key, upper = _index()
    key = normal(name)
    match = by_key.get(key)
    if match is None:
        return _from_parts(name) or _national_society(name, key) or _branch(name)
    letters = name.strip().removesuffix("'s").removesuffix("’s")
    capitals = letters.removeprefix("the ").removeprefix("The ").isupper()
    if key in upper and not capitals:
        return None
    if " " not in key and not any(letter.isupper() for letter in letters):
        return None
    return match


@lru_cache(maxsize=4096)
def generic(name: str) -> tuple[tuple[str, ...], bool] | None:
    """Return the sectors of an unlisted body by its head words, and whether it belongs to a state.

    The second value says that the body's country is to be looked for in its name and surroundings; a company, an NGO
    or a crowd has none of its own.
    """
    words = normal(name).split()
    if not words:
        return None
    padded = f" {' '.join(words)} "
    if _of_international(name):
        return ("IGO",), False
    for rule in _RULES:
        if any(head in padded for head in rule.heads):
            return rule.sectors, rule.national
    return None


def _of_international(name: str) -> bool:
    """A part of an intergovernmental body: "EU monitoring mission", "the AU Peace Fund", "African Union force"."""
    words = name.split()
    if words and words[0].lower() == "the":
        words = words[1:]
    heads = (find(" ".join(words[:size])) for size in (3, 2, 1) if len(words) > size)
    return any(head is not None and head.sectors == ("IGO",) for head in heads)


@dataclass(frozen=True, slots=True)
class _Rule:
    sectors: tuple[str, ...]
    national: bool
    heads: tuple[str, ...]
    """Words or phrases between blanks, as ``normal`` writes them."""


def _rule(sectors: str, national: bool, heads: str) -> _Rule:
    return _Rule(tuple(sectors.split()), national, tuple(f" {head} " for head in heads.split("|")))


_RULES = (
    # Compound heads first: each holds a word that alone would mean something else.
    _rule("NGO", False, "red cross|red crescent|human rights watch|aid workers|aid worker|aid agencies|aid agency|"
              "aid groups|"
          "relief agencies|humanitarian workers|humanitarian organisations|humanitarian organizations|"
          "humanitarian agencies|"
          "ngo|ngos|charity|charities|rights group|rights groups|aid group|aid organisations|aid organizations|"
          "non governmental organisation|non governmental organization|humanitarian organisation|"
          "humanitarian organization"),
    _rule("IGO", False, "un mission|un agency|un agencies|un experts|un team|united nations mission|peacekeepers|"
              "blue helmets|"
          "peacekeeping mission|intergovernmental organisation|intergovernmental organization|african standby force"),
    _rule("JUD", True, "constitutional council|supreme judicial council|ministry of public prosecution|"
              "attorney general's office|"
          "attorney generals office|public prosecutors office|prosecutors office|prosecution service|"
          "crown prosecution service"),
    _rule("COP", True, "ministry of police|police force|police forces|police service|police station|riot police|"
          "border guard|border guards|coast guard|coastguard|gendarmerie|gendarmes|national guard|security police"),
    _rule("SPY", True, "intelligence service|intelligence services|intelligence agency|intelligence agencies|"
              "secret service|"
          "secret services|intelligence bureau|intelligence directorate|state security service|intelligence"),
    _rule("GOV MIL", True, "ministry of defence|ministry of defense|defence ministry|defense ministry|"
              "department of defence|"
          "department of defense|defence department|defense department"),
    _rule("GOV", True, "foreign office|home office|state department|treasury|foreign ministry|central bank|"
              "reserve bank|"
          "national bank|bank of england|bank of japan|bank of israel|bank of russia|electoral commission|"
          "election commission|"
          "prime ministers office|presidents office|office of the president|office of the prime minister|royal court|"
          "royal palace|presidential palace|presidential administration|presidency|state agency|"
          "ministry|ministries|cabinet|government|governments|junta|department of foreign affairs|department of state|"
          "department of health|department of education|department of justice|justice department|"
          "department of homeland security|interim authorities|authorities|embassy|consulate|high commission|"
          "permanent mission|city council|municipality|city hall|town hall|governorate|prefecture|administration|"
          "federal council|council of ministers|sovereign council|transitional council|provincial government|"
          "customs service|immigration service|civil protection|civil defence|civil defense|fire service"),
    _rule("OPP PTY", True, "opposition party|opposition parties|opposition coalition|opposition alliance|"
              "opposition bloc"),
    _rule("PTY GOV", True, "ruling party|ruling coalition|governing party|governing coalition"),
    _rule("OPP", True, "opposition|dissidents|government in exile|shadow cabinet"),
    _rule("LAB", False, "trade union|trade unions|labour union|labor union|labour federation|labor federation|"
              "workers union|"
          "teachers union|unions|workers|dockers|miners|strikers|labour confederation|labor congress|labour congress|"
          "trade union congress|trades union congress|union of workers|nurses union|doctors union|drivers union|"
          "farmworkers union|union of journalists|railway union|labourers|union of teachers|union of nurses|"
          "union of mineworkers|"
          "union of metalworkers|national union|general union|union federation"),
    _rule("AGR", False, "farmers|peasants|growers|herders|fishermen|farmers union|cooperative of farmers"),
    _rule("PTY", True, "party|parties|christian democratic union|people's front|political movement|political bureau"),
    _rule("LEG", True, "parliament|senate|national assembly|legislative assembly|house of representatives|"
              "house of commons|"
          "house of assembly|congress|legislature|lower house|upper house|chamber of deputies|national council|"
          "lawmakers|"
          "legislators|parliamentarians|deputies|mps|senators|bundesrat|majlis|parliamentary committee|shura council|"
          "select committee|peoples council|peoples assembly|federal assembly|regional assembly|assembly|duma|rada"),
    _rule("JUD", True, "court|courts|tribunal|tribunals|prosecutor|prosecutors|prosecution|judiciary|judges|"
              "magistrates|"
          "attorney generals department|constitutional council|bar association|lawyers"),
    _rule("REB", True, "rebels|rebel|insurgents|insurgency|separatists|guerrillas|guerrilla|rebel group|"
              "liberation front|"
          "liberation army|liberation movement|resistance front|armed opposition|jihadists|jihadist group|islamists|"
          "mutineers"),
    _rule("PRM", True, "militia|militias|paramilitary|paramilitaries|militiamen|self defence groups|vigilantes|"
          "self defense groups|mercenaries"),
    _rule("CRM", False, "gang|gangs|cartel|cartels|mafia|traffickers|smugglers|pirates|kidnappers|bandits|criminals|"
          "crime syndicate|thieves"),
    _rule("UAF", False, "gunmen|armed men|militants|attackers|assailants|fighters|armed group|armed groups|"
              "armed actors|"
          "combatants|snipers|suicide bomber|suicide bombers|terrorists|warring parties"),
    _rule("MIL", True, "theatre command|base command|joint command|frontier corps|army|armed forces|navy|air force|"
              "military|troops|soldiers|soldier|defence forces|"
              "defense forces|"
          "defence force|defense force|general staff|joint chiefs|armed force|brigade|battalion|regiment|marines|"
          "infantry|ground forces|air defence|air defense|special forces|garrison|military command|joint task force|"
          "warship"),
    _rule("COP", True, "police|policemen|constabulary|detectives|security forces|security force|prison service|"
              "investigators|"
          "law enforcement"),
    _rule("REF", False, "refugees|refugee|displaced people|displaced persons|displaced families|displaced|idps|"
          "asylum seekers|migrants|evacuees|returnees"),
    _rule("JRN", False, "journalists|journalist|reporters|newspaper|newspapers|daily|tv|television|radio|news agency|"
              "media|"
          "broadcaster|press|broadcasting corporation|broadcasting|magazine|news network|times|herald|tribune|editors|"
          "publishers|correspondents"),
    _rule("EDU", False, "university|universities|college|school|schools|academy|institute of technology|students|"
          "student union|students union|teachers|faculty|pupils|academics|professors|research institute|polytechnic|"
          "institute"),
    _rule("MED", False, "hospital|hospitals|clinic|clinics|doctors|nurses|medics|health workers|medical association|"
          "paramedics|ambulance service|health centre|health center|midwives|medical staff|patients"),
    _rule("REL", False, "church|churches|diocese|archdiocese|mosque|synagogue|clergy|bishops|bishops conference|imams|"
          "patriarchate|monastery|caliphate|islamic council|council of churches|episcopal conference|council of ulema|"
          "priests|monks|temple|"
          "parish"),
    _rule("BUS", False, "company|companies|corporation|corp|inc|ltd|limited|plc|llc|gmbh|sa|ag|bank|banks|group plc|"
              "holding|"
          "holdings|firm|firms|business|businesses|enterprise|enterprises|airline|airlines|airways|chamber of commerce|"
          "industries|employers|investors|traders|shopkeepers|merchants|factory|mine|refinery|oil|energy|telecom|"
          "shipping|contractors|consortium|port authority|stock exchange|insurers|operator|manufacturers|bus|railways"),
    _rule("SOC", False, "civil society|foundation|think tank|association|federation|society|committee of mothers|"
              "network of|"
          "non profit|nonprofit|campaign|coalition of|activist group|cultural centre|youth movement|womens group|"
          "womens groups|club|tribal council|elders|scouts"),
    _rule("LAB", False, "union"),
    _rule("CVL", False, "protesters|protestors|protester|demonstrators|residents|civilians|civilian|citizens|people|"
              "villagers|"
          "activists|families|crowd|crowds|women|men|children|survivors|victims|voters|passengers|neighbours|neighbors|"
          "locals|community|communities|inhabitants|relatives|rioters|campaigners|mothers|youths|young people|"
          "prisoners|"
          "detainees|hostages|volunteers|indigenous|population|drivers"),
    _rule("GOV", True, "office|ombudsman|authority|headquarters|weather service|meteorological service|officials|"
              "official|ministers|diplomats|regime|delegation|council|commission|department|agency|"
          "bureau|directorate|state"),
)  # fmt: skip
"""Read from top to bottom, the first that fits wins. "national" says that the body belongs to a state."""


def _from_parts(name: str) -> OrganizationMatch | None:
    """A name with its acronym in brackets or another name: "World Food Programme (WFP)", "UNHCR, the UN agency"."""
    for mark in "(,":
        head, found, _ = name.partition(mark)
        if found and head.strip():
            return find(head)
    return None


def _branch(name: str) -> OrganizationMatch | None:
    """An international NGO in a state, "Oxfam India": a name of its own, the sectors of the whole."""
    head, _, last = " ".join(name.split()).rpartition(" ")
    if not head or states.find(last) is None:
        return None
    whole = _index()[0].get(normal(head))
    if whole is None or whole.code != "NGO":
        return None
    return OrganizationMatch(" ".join(name.split()), whole.sectors, None, whole.code)


def _national_society(name: str, key: str) -> OrganizationMatch | None:
    for emblem in ("red cross", "red crescent"):
        before, found, after = key.partition(emblem)
        if not found:
            continue
        after = after.strip().removeprefix("society").strip().removeprefix("of ").removeprefix("the ")
        of = before.strip() or after
        country = _state(of, name)
        return None if country is None else OrganizationMatch(" ".join(name.split()), ("NGO",), None, "NGO")
    return None


def _state(words: str, name: str) -> str | None:
    if not words:
        return None
    at = name.lower().find(words.split()[0])
    said = name[at : at + len(words)] if at >= 0 else words.title()
    match = states.find(said) or states.find(words.title()) or states.find(words.upper())
    return match.country if match else None


def names_of(body: dict[str, Any]) -> tuple[str, ...]:
    """All names of a row of the file, in English, French and other languages."""
    own = (body.get(field) for field in ("name", "acronym", "french", "french_acronym"))
    return tuple(dict.fromkeys(name for name in (*own, *body["aliases"]) if name))


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, OrganizationMatch], frozenset[str]]:
    try:
        data = json.loads(_FILE.read_bytes())
    except (OSError, ValueError) as error:
        said = f"The list of organisations cannot be read ({error}); install the package again."
        raise OntologyError(said) from error
    rules: dict[str, str | None] = {normal(rule["alias"]): rule["means"] for rule in data["rules"]}
    by_key: dict[str, OrganizationMatch] = {}
    for body in data["organizations"]:
        match = OrganizationMatch(
            body["name"], tuple(body["sectors"]), body["country"], body["code"], body.get("wikidata")
        )
        for alias in names_of(body):
            key = normal(alias)
            if key not in rules or rules[key] == body["name"]:
                by_key.setdefault(key, match)
    short = (a for body in data["organizations"] for a in names_of(body) if len(a) <= SHORT and a.isupper())
    return by_key, frozenset(normal(word) for word in (*data["upper"], *short))
