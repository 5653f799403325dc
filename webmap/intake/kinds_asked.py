"""Kinds of incident as a citizen is asked for them: in plain words and groups; a region's own by their own names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from geo.agencies.region import Region
from geo.languages import Says

UNSURE = "INFO"
_OTHER = Says("Lainnya", "Other")
# What no citizen tells: pixels of satellites, results of ground checks, matters found in papers.
_NOT_ASKED = frozenset({"TITIKPANAS", "TADAH", "PUPUK", "LAYAR", "OBVIT", "SELUNDUP", UNSURE})
_GROUPS: tuple[tuple[Says, tuple[tuple[str, Says], ...]], ...] = (
    (
        Says("Pencurian dan perampokan", "Theft and robbery"),
        (
            ("CURAT", Says("Rumah, toko atau gudang dibobol", "House, shop or store broken into")),
            ("CURAS", Says("Begal, jambret, perampokan", "Robbery, bag snatching, mugging")),
            ("CURANMOR", Says("Motor atau mobil dicuri", "Motorcycle or car stolen")),
            ("CURI", Says("Pencurian lain", "Other theft")),
            ("CURSAWIT", Says("Buah sawit atau hasil kebun dicuri", "Palm fruit or crops stolen")),
            ("ROMPAK", Says("Perampokan di sungai atau laut", "Robbery on a river or at sea")),
        ),
    ),
    (
        Says("Kekerasan dan ancaman", "Violence and threats"),
        (
            ("ANIAYA", Says("Orang dipukul atau dilukai", "Somebody beaten or hurt")),
            ("KEROYOK", Says("Tawuran, pengeroyokan", "Brawl, attack by a group")),
            ("BUNUH", Says("Pembunuhan", "Killing")),
            ("KDRT", Says("Kekerasan dalam rumah tangga", "Violence at home")),
            ("PPA", Says("Kekerasan seksual, kekerasan terhadap anak", "Sexual violence, violence against a child")),
            ("PERAS", Says("Pemerasan, ancaman, pungli, premanisme", "Extortion, threats, illegal fees, thugs")),
            ("SAJAM", Says("Senjata tajam, senjata api, bahan peledak", "Weapons, firearms, explosives")),
            ("TPPO", Says("Perdagangan orang", "Human trafficking")),
            ("TEROR", Says("Terorisme, ancaman bom", "Terrorism, bomb threat")),
            ("KONFLIK", Says("Keributan antarwarga", "Conflict between groups of people")),
        ),
    ),
    (
        Says("Narkoba, judi, ketertiban", "Drugs, gambling, public order"),
        (
            ("NARKOBA", Says("Narkoba dijual atau dipakai", "Drugs sold or used")),
            ("JUDI", Says("Judi, sabung ayam, togel", "Gambling, cockfights")),
            ("MIRAS", Says("Minuman keras, keributan, gangguan", "Drunkenness, noise, nuisance")),
            ("RUSAK", Says("Barang atau bangunan dirusak, dibakar", "Things or buildings damaged, set on fire")),
            ("UNRAS", Says("Unjuk rasa", "Demonstration")),
        ),
    ),
    (
        Says("Penipuan", "Fraud"),
        (
            ("TIPU", Says("Penipuan, penggelapan", "Fraud, embezzlement")),
            ("SIBER", Says("Penipuan lewat internet atau telepon", "Fraud by internet or telephone")),
        ),
    ),
    (
        Says("Jalan, sungai dan laut", "Roads, rivers and sea"),
        (
            ("LAKALANTAS", Says("Kecelakaan di jalan", "Road crash")),
            ("LAKAAIR", Says("Kecelakaan kapal, orang tenggelam", "Boat accident, drowning")),
            ("LANGGAR", Says("Balap liar, truk kelebihan muatan", "Street racing, overloaded lorries")),
        ),
    ),
    (
        Says("Kebakaran dan bencana", "Fire and disaster"),
        (
            ("TITIKAPI", Says("Api di hutan, kebun atau lahan", "Fire in forest, plantation or on land")),
            ("KARHUTLA", Says("Orang membakar hutan atau lahan", "Somebody burning forest or land")),
            ("KEBAKARAN", Says("Rumah, pasar atau kapal terbakar", "House, market or boat on fire")),
            ("ASAP", Says("Kabut asap", "Haze")),
            ("BANJIR", Says("Banjir, air pasang", "Flood, high tide")),
            ("ANGIN", Says("Angin puting beliung, longsor", "Whirlwind, landslide")),
        ),
    ),
    (
        Says("Hutan, tambang, ikan, limbah", "Forest, mining, fishing, waste"),
        (
            ("ILLOG", Says("Kayu ditebang atau diangkut tanpa izin", "Timber felled or moved without a permit")),
            ("RAMBAH", Says("Hutan dibuka tanpa izin", "Forest cleared without a permit")),
            ("SATWA", Says("Satwa diburu atau dijual", "Wildlife hunted or sold")),
            ("ILMIN", Says("Tambang tanpa izin", "Mining without a permit")),
            ("ILDRILL", Says("Sumur minyak tanpa izin", "Oil well without a permit")),
            (
                "BBM",
                Says("BBM disuling, ditimbun atau diangkut tanpa izin", "Fuel refined, hoarded or moved illegally"),
            ),
            ("ILFISH", Says("Ikan ditangkap dengan setrum, bom atau pukat", "Fishing with current, bombs or trawls")),
            ("CEMAR", Says("Limbah, air atau udara tercemar", "Waste, polluted water or air")),
        ),
    ),
    (
        _OTHER,
        (
            ("ORANGHLG", Says("Orang hilang, jenazah ditemukan", "Missing person, body found")),
            ("SATLIAR", Says("Buaya, gajah, harimau mengancam warga", "Crocodile, elephant or tiger threatens people")),
            ("LAHAN", Says("Sengketa lahan", "Land dispute")),
        ),
    ),
)
PLAIN = MappingProxyType({code: says for _, kinds in _GROUPS for code, says in kinds})
_BRACKETS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True)
class Group:
    """A group of kinds: its name, and code and plain words of each."""

    name: Says
    kinds: tuple[tuple[str, Says], ...]


def asked(region: Region) -> tuple[Group, ...]:
    """Return what a citizen of this region may choose from; kinds that we have no words for stand under `Lainnya`."""
    names = {
        str(code): Says(_BRACKETS.sub("", str(in_id)), _BRACKETS.sub("", str(in_en)))
        for code, in_id, in_en in zip(
            region.kinds["code"], region.kinds["name_id"], region.kinds["name_en"], strict=True
        )
    }
    own = tuple((code, name) for code, name in names.items() if code not in PLAIN and code not in _NOT_ASKED)
    groups = []
    for name, kinds in _GROUPS:
        there = tuple(kind for kind in kinds if kind[0] in names) + (own if name is _OTHER else ())
        if there:
            groups.append(Group(name, there))
    return tuple(groups)


def codes(region: Region) -> frozenset[str]:
    """Return the codes that a report may carry, the one for "I am not sure" among them."""
    return frozenset(code for group in asked(region) for code, _ in group.kinds) | {UNSURE}


def plain_name(region: Region, code: str) -> Says:
    """Return a kind in the words in which it was asked for."""
    unsure = Says("Lainnya, atau belum tahu", "Something else, or not sure")
    return dict(kind for group in asked(region) for kind in group.kinds).get(code, unsure)
