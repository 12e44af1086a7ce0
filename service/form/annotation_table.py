"""The workbook of annotations as columns: what is written and what is read is said once, here. Codes never change.

One sheet of annotations, one row each; further sheets hold what an annotation has several of, one row each, tied by the
annotation's id. Which cells hold what is decided here; how they look elsewhere (`service.render.annotation_book`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indicators.model import Text

Kind = Literal["text", "code", "whole", "flag"]
MOTIVE_CELLS = 3
"""Cells with a dropdown for one motive each; further motives go, by code, into the cell after them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its stable code, what it holds, its heads, its width in characters, the list it is chosen from.

    `since` says that it came later than its sheet: a workbook from before is whole without it.
    """

    code: str
    label: Text
    kind: Kind = "text"
    width: float = 14
    choices: str | None = None
    since: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its code, its name on the tab, its columns; the first column ties a row to its annotation."""

    code: str
    name: Text
    fields: tuple[Field, ...]

    @property
    def mark(self) -> str:
        """What stands in the first cell and tells which sheet it is, whatever its tab says."""
        return self.fields[0].code


def _field(code: str, fr: str, en: str, kind: Kind = "text", width: float = 14, choices: str | None = None) -> Field:
    return Field(code, Text(fr=fr, en=en), kind, width, choices)


def _voice(key: str) -> tuple[Field, ...]:
    return (
        _field(f"{key}_id", "Organisation (identifiant)", "Organisation (id)", "code", 30),
        _field(f"{key}_name", "Organisation", "Organisation", "text", 28),
        _field(f"{key}_verified", "Organisation vérifiée", "Organisation verified", "flag", 10, "flag"),
    )


_MOTIVES = (
    *(_field(f"motive_{n}", f"Motif {n}", f"Motive {n}", "code", 9, "motive") for n in range(1, MOTIVE_CELLS + 1)),
    _field("more_motives", "Autres motifs", "Further motives", "code", 14),
)
_TEXTS = (
    _field("text_fr", "Texte (français)", "Text (French)", "text", 60),
    _field("text_en", "Texte (anglais)", "Text (English)", "text", 60),
    _field("demands", "Revendications", "Demands", "code", 18),
    _field("themes", "Thèmes", "Themes", "code", 22),
)
_VERSION = (
    _field("version", "Version", "Version", "whole", 8),
    _field("created", "Publiée le (UTC)", "Published (UTC)", "code", 20),
    _field("modified", "Version du (UTC)", "Version of (UTC)", "code", 20),
)

ANNOTATIONS = Sheet(
    "annotations",
    Text(fr="Annotations", en="Annotations"),
    (
        _field("annotation_id", "Annotation", "Annotation", "code", 34),
        *_voice("union"),
        _field("motivation", "Nature", "Kind", "code", 12, "motivation"),
        _field("target", "Cible (urn)", "Target (urn)", "code", 46),
        _field("quoted_language", "Langue citée", "Language quoted", "code", 9, "language"),
        _field("exact", "Mots exacts", "Exact words", "text", 34),
        _field("prefix", "Mots qui précèdent", "Words before", "text", 18),
        _field("suffix", "Mots qui suivent", "Words after", "text", 18),
        *_MOTIVES,
        *_TEXTS,
        *_VERSION,
        _field("carried_to", "Maintenue sur la révision", "Upheld on revision", "whole", 10),
        _field("carried_on", "Maintenue le (UTC)", "Upheld (UTC)", "code", 20),
        _field("carried_fr", "En la maintenant (français)", "On upholding it (French)", "text", 34),
        _field("carried_en", "En la maintenant (anglais)", "On upholding it (English)", "text", 34),
        _field("retracted", "Raison du retrait", "Reason of retraction", "text", 30),
        _field("retracted_on", "Retirée le (UTC)", "Retracted (UTC)", "code", 20),
        _field("withheld", "Raison de la retenue", "Reason of withholding", "text", 30),
        _field("withheld_on", "Retenue le (UTC)", "Withheld (UTC)", "code", 20),
        _field("withheld_ground", "Motif légal de la retenue", "Ground of withholding", "code", 14, "ground"),
    ),
)
EVIDENCE = Sheet(
    "evidence",
    Text(fr="Preuves", en="Evidence"),
    (
        _field("evidence_of", "Annotation", "Annotation", "code", 34),
        _field("kind", "Nature", "Kind", "code", 12, "proof"),
        _field("title", "Titre", "Title", "text", 34),
        _field("link", "Lien", "Link", "code", 40),
        _field("reference", "Référence", "Reference", "text", 26),
        _field("quote", "Mots cités", "Words quoted", "text", 50),
        _field("sector", "Secteur", "Sector", "text", 14),
        _field("role", "Fonction, en termes généraux", "Role, in general terms", "text", 26),
        _field("consent", "Accord donné", "Consent given", "flag", 10, "flag"),
        _field("source", "Source publique", "Public source", "text", 30),
    ),
)
JUDGEMENTS = Sheet(
    "judgements",
    Text(fr="Jugements de lecture", en="Judgements of wording"),
    (
        _field("judgement_of", "Annotation", "Annotation", "code", 34),
        _field("criterion", "Critère", "Criterion", "code", 10, "criterion"),
        _field("rule", "Règle", "Rule", "code", 20),
        _field("start", "Début", "Start", "whole", 8),
        _field("end", "Fin", "End", "whole", 8),
        _field("words", "Mots", "Words", "text", 34),
        _field("verdict", "Verdict", "Verdict", "code", 12, "verdict"),
        _field("score", "Valeur corrigée", "Corrected score", "whole", 10),
        _field("reason", "Raison", "Reason", "text", 44),
    ),
)
VOICES = Sheet(
    "voices",
    Text(fr="Réponses et positions", en="Replies and positions"),
    (
        _field("voice_on", "Annotation", "Annotation", "code", 34),
        _field("act", "Acte", "Act", "code", 16, "act"),
        *_voice("organisation"),
        Field("on_version", Text(fr="Sur la version", en="On version"), "whole", 8, since=True),
        _field("said_on", "Le (UTC)", "On (UTC)", "code", 20),
        _field("late", "Tardive", "Late", "flag", 8, "flag"),
        _field("text", "Texte", "Text", "text", 50),
        _field("said_fr", "Réponse (français)", "Reply (French)", "text", 50),
        _field("said_en", "Réponse (anglais)", "Reply (English)", "text", 50),
        _field("said_withheld", "Raison de la retenue", "Reason of withholding", "text", 30),
        Field("said_id", Text(fr="Réponse (identifiant)", en="Reply (id)"), "code", 44, since=True),
    ),
)
VERSIONS = Sheet(
    "versions",
    Text(fr="Versions antérieures", en="Earlier versions"),
    (
        _field("earlier_id", "Version", "Version", "code", 44),
        _field("earlier_of", "Annotation", "Annotation", "code", 34),
        _field("motivation", "Nature", "Kind", "code", 12, "motivation"),
        *_MOTIVES,
        *_TEXTS,
        *_VERSION,
    ),
)
"""One row a version that is no longer the newest; its evidence and judgements are tied to the version's own name."""
CITED = Sheet(
    "cited",
    Text(fr="Revendications citées", en="Demands cited"),
    (
        _field("cited_by", "Annotation", "Annotation", "code", 44),
        _field("demand", "Revendication", "Demand", "code", 20),
        _field("demand_version", "Version", "Version", "whole", 8),
        _field("demand_of", "Syndicat (identifiant)", "Union (id)", "code", 30),
        _field("demand_union", "Syndicat", "Union", "text", 28),
        _field("title_fr", "Titre (français)", "Title (French)", "text", 26),
        _field("title_en", "Titre (anglais)", "Title (English)", "text", 26),
        _field("sentence_fr", "Phrase (français)", "Sentence (French)", "text", 50),
        _field("sentence_en", "Phrase (anglais)", "Sentence (English)", "text", 50),
        _field("demand_source", "Source", "Source", "text", 30),
        _field("demand_created", "Écrite le (UTC)", "Written (UTC)", "code", 20),
        _field("demand_carried", "Connue par un fichier", "Known from a file", "flag", 10, "flag"),
    ),
)
"""One row a demand that an annotation, or an earlier version, cites out of the catalogue that a union keeps of its own,
as it read then; the framework's demands are the framework's."""
SHEETS = (ANNOTATIONS, EVIDENCE, JUDGEMENTS, VOICES, VERSIONS, CITED)

CHOICES: dict[str, tuple[str, ...]] = {
    "flag": ("yes", "no"),
    "motivation": ("assessing", "questioning", "replying"),
    "language": ("fr", "en"),
    "ground": ("legal", "personal_data"),
    "proof": ("link", "document", "testimony"),
    "criterion": (*(f"R{n}" for n in range(1, 9)), *(f"NB{n}" for n in range(1, 8))),
    "verdict": ("confirm", "correct", "dismiss"),
    "act": ("reply", "countersignature", "dissent"),
}
"""What the dropdowns offer; `motive` is the framework's, and its list is in the workbook itself."""
