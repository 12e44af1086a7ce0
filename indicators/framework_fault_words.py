"""The words of every fault of a framework directory, in French and in English: (what was found, how to mend it)."""

from __future__ import annotations

from indicators.model import Language

WORDS: dict[str, dict[Language, tuple[str, str]]] = {
    "missing_file": {
        "fr": ("le fichier « {name} » manque", "ajoutez-le avec la rubrique « {section} »"),
        "en": ("the file {name} is missing", "add it with the section {section}"),
    },
    "missing_section": {
        "fr": ("la rubrique « {section} » manque", "ajoutez-la, d’ordinaire dans « {name} »"),
        "en": ("the section {section} is missing", "add it, usually in {name}"),
    },
    "duplicate_section": {
        "fr": ("la rubrique « {section} » figure déjà dans « {first} »", "gardez-en une seule"),
        "en": ("the section {section} already stands in {first}", "keep one of them"),
    },
    "unknown_section": {
        "fr": ("la rubrique « {key} » est inconnue", "rubriques possibles : {expected}"),
        "en": ("the section {key} is not known", "known sections: {expected}"),
    },
    "too_large": {
        "fr": ("le fichier dépasse {limit} octets", "réduisez-le ou répartissez ses rubriques"),
        "en": ("the file is larger than {limit} bytes", "shorten it or spread its sections over several files"),
    },
    "not_utf8": {
        "fr": ("l’octet {byte} n’est pas de l’UTF-8", "enregistrez le fichier en UTF-8"),
        "en": ("byte {byte} is not UTF-8", "save the file as UTF-8"),
    },
    "syntax": {
        "fr": (
            "le YAML est incorrect : {problem}",
            "corrigez l’indentation, les guillemets ou la ponctuation à cet endroit",
        ),
        "en": ("the YAML is malformed: {problem}", "mend the indentation, quotes or punctuation there"),
    },
    "not_a_mapping": {
        "fr": (
            "le fichier n’est pas une suite de rubriques",
            "commencez-le par une rubrique, par exemple « clauses: »",
        ),
        "en": ("the file is not a set of sections", "begin it with a section, for example `clauses:`"),
    },
    "several_documents": {
        "fr": ("le fichier contient plusieurs documents YAML", "retirez le séparateur « --- »"),
        "en": ("the file holds several YAML documents", "remove the separator `---`"),
    },
    "anchor": {
        "fr": ("ancre ou alias YAML (& ou *)", "écrivez la valeur en toutes lettres à chaque endroit"),
        "en": ("a YAML anchor or alias (& or *)", "write the value out in each place"),
    },
    "tag": {
        "fr": (
            "étiquette YAML « {tag} »",
            "retirez l’étiquette ; les valeurs sont des textes, des nombres entiers ou true et false",
        ),
        "en": ("a YAML tag {tag}", "remove the tag; values are texts, whole numbers, true or false"),
    },
    "too_deep": {
        "fr": ("plus de {limit} niveaux d’imbrication", "aplatissez la structure"),
        "en": ("more than {limit} levels of nesting", "flatten the structure"),
    },
    "key_not_text": {
        "fr": ("une clé n’est pas un texte", "écrivez un nom simple suivi de deux points"),
        "en": ("a key is not a text", "write a plain name followed by a colon"),
    },
    "duplicate_key": {
        "fr": ("la clé « {key} » est déjà écrite ligne {first}", "gardez une seule des deux"),
        "en": ("the key {key} already stands on line {first}", "keep one of the two"),
    },
    "unknown_key": {
        "fr": ("la clé « {key} » est inconnue", "clés possibles : {expected}"),
        "en": ("the key {key} is not known", "known keys: {expected}"),
    },
    "missing_key": {
        "fr": ("la clé « {key} » manque", "ajoutez-la"),
        "en": ("the key {key} is missing", "add it"),
    },
    "missing_language": {
        "fr": ("le texte n’existe pas en « {language} »", "ajoutez « {language}: » et sa traduction"),
        "en": ("the text has no {language}", "add `{language}:` with its translation"),
    },
    "empty_text": {
        "fr": ("le texte est vide", "écrivez-le, ou retirez la clé si elle est facultative"),
        "en": ("the text is empty", "write it, or remove the key where it is optional"),
    },
    "wrong_kind": {
        "fr": ("« {found} » n’est pas une valeur du bon type", "valeur attendue : {expected}"),
        "en": ("{found} is not the right kind of value", "expected: {expected}"),
    },
    "not_allowed": {
        "fr": ("« {found} » n’est pas une valeur possible", "valeurs possibles : {expected}"),
        "en": ("{found} is not a possible value", "possible values: {expected}"),
    },
    "bad_form": {
        "fr": ("« {found} » n’a pas la forme attendue", "forme attendue : {expected}"),
        "en": ("{found} does not have the expected form", "expected form: {expected}"),
    },
    "wrong_length": {
        "fr": ("la liste compte trop ou trop peu d’éléments", "nombre attendu : {expected}"),
        "en": ("the list is too long or too short", "expected number of items: {expected}"),
    },
    "duplicate_id": {
        "fr": ("l’identifiant « {id} » est déjà pris ligne {first} de « {file} »", "donnez un autre identifiant"),
        "en": ("the id {id} is already used on line {first} of {file}", "give another id"),
    },
    "dangling": {
        "fr": (
            "« {id} » ne désigne rien dans la rubrique « {section} »",
            "corrigez l’identifiant ou ajoutez l’élément ; existants : {expected}",
        ),
        "en": ("{id} names nothing in the section {section}", "correct the id or add the item; existing: {expected}"),
    },
    "unused_catalogue_family": {
        "fr": ("la famille « {id} » ne contient aucune revendication", "retirez-la ou rattachez-lui une revendication"),
        "en": ("the family {id} has no demand", "remove it or give it a demand"),
    },
    "objective_mismatch": {
        "fr": (
            "l’objectif {found} n’est celui d’aucune des clauses citées",
            "écrivez l’objectif de l’une d’elles : {expected}",
        ),
        "en": (
            "objective {found} is that of none of the clauses cited",
            "write the objective of one of them: {expected}",
        ),
    },
    "no_clause": {
        "fr": ("l’indicateur ne se rattache à aucune clause", "citez au moins une clause"),
        "en": ("the indicator answers no clause", "cite at least one clause"),
    },
    "no_field": {
        "fr": ("un indicateur « {kind} » demande un champ de rôle « {role} »", "ajoutez ce champ"),
        "en": ("a {kind} indicator needs a field with role {role}", "add that field"),
    },
    "field_not_for_kind": {
        "fr": (
            "un champ de rôle « {role} » n’a pas sa place dans un indicateur « {kind} »",
            "retirez le champ ou changez « kind »",
        ),
        "en": ("a field with role {role} has no place in a {kind} indicator", "remove the field or change `kind`"),
    },
    "several_fields": {
        "fr": ("plusieurs champs principaux ont le rôle « {role} »", "gardez-en un ; donnez aux autres « part_of »"),
        "en": ("several main fields have the role {role}", "keep one; give the others `part_of`"),
    },
    "levels_missing": {
        "fr": (
            "un indicateur de niveau demande le libellé de ses quatre niveaux",
            "ajoutez « levels: » avec quatre textes, de 0 à 3",
        ),
        "en": ("a level indicator needs the wording of its four levels", "add `levels:` with four texts, from 0 to 3"),
    },
    "levels_unexpected": {
        "fr": ("seul un indicateur de niveau porte des niveaux", "retirez « levels » ou écrivez « kind: level »"),
        "en": ("only a level indicator has levels", "remove `levels` or write `kind: level`"),
    },
    "derivation_missing": {
        "fr": ("un indicateur dérivé doit dire de quoi", "ajoutez « derived: » avec l’opération et l’indicateur"),
        "en": ("a derived indicator must say from what", "add `derived:` with the operation and the indicator"),
    },
    "derivation_unexpected": {
        "fr": ("seul un indicateur dérivé porte « derived »", "retirez « derived » ou écrivez « kind: derived »"),
        "en": ("only a derived indicator has `derived`", "remove `derived` or write `kind: derived`"),
    },
    "derivation_group": {
        "fr": (
            "l’indicateur {id} n’a pas de ventilation « {group} » au numérateur et au dénominateur",
            "ajoutez les deux champs ou changez de groupe",
        ),
        "en": (
            "indicator {id} has no breakdown {group} of both numerator and denominator",
            "add both fields or change the group",
        ),
    },
    "part_of_part": {
        "fr": ("« {id} » est lui-même une partie ou le champ lui-même", "désignez un champ entier, autre que celui-ci"),
        "en": ("{id} is itself a part, or the field itself", "name a whole field other than this one"),
    },
    "group_alone": {
        "fr": ("un champ porte « group » sans « part_of »", "ajoutez « part_of » avec la clé du champ ventilé"),
        "en": ("a field has `group` without `part_of`", "add `part_of` with the key of the field it breaks down"),
    },
    "dates_reversed": {
        "fr": ("« valid_from » ({start}) est après « valid_to » ({end})", "corrigez l’une des deux dates"),
        "en": ("`valid_from` ({start}) is after `valid_to` ({end})", "correct one of the two dates"),
    },
    "contest_target": {
        "fr": (
            "ce motif conteste mais ne vise jamais une réponse",
            "ajoutez « answer » à « targets » ou retirez « contests »",
        ),
        "en": ("this motive contests but never aims at an answer", "add `answer` to `targets` or remove `contests`"),
    },
}
