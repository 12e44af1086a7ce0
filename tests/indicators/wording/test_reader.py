"""What governs, what is passed over, and what a finding rests on."""

import json
import subprocess
import sys

import pytest

from indicators.wording import ClauseReading, heading_flags, read


def operative(text: str, language: str) -> ClauseReading:
    found = read(text, language).operative  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("language", "text", "level", "words"),
    [
        ("fr", "L'employeur prend les mesures nécessaires.", 3, "prend"),
        ("fr", "Lorsque le salarié le demande, l'employeur motive sa réponse.", 3, "motive"),
        ("fr", "Les fournisseurs qui utilisent ces outils doivent les déclarer.", 3, "doivent"),
        ("fr", "Veiller à ce que l'IA élimine les préjugés.", 2, "Veiller"),
        ("fr", "Nous nous engageons à publier un rapport.", 2, "nous engageons"),
        ("fr", "Nous nous engageons à promouvoir la diversité.", 1, "nous engageons"),
        ("fr", "Les employeurs devraient consulter leurs salariés.", 1, "devraient"),
        ("fr", "Le comité est consulté.", 3, "est consulté"),
        ("fr", "Obligation d'informer les salariés", 3, "Obligation d'"),
        ("fr", "Nous souhaitons que chaque projet soit examiné.", 1, "souhaitons"),
        ("en", "Where the provider considers that a system is safe, it shall document its assessment.", 3, "shall"),
        ("en", "Workers who perform night work must be examined.", 3, "must"),
        ("en", "We will train all managers.", 2, "will train"),
        ("en", "We are committed to promoting diversity.", 1, "are committed"),
        ("en", "Employers should consult workers.", 1, "should"),
        ("en", "Everyone has the right to rest.", 3, "has the right"),
        ("en", "Ensure that AI removes bias.", 2, "Ensure"),
        ("en", "A joint technology committee will be set up.", 2, "will be set"),
        ("en", "The parties shall endeavour to agree.", 1, "shall endeavour"),
    ],
)
def test_the_governing_verb_decides(language: str, text: str, level: int, words: str) -> None:
    clause = operative(text, language)
    rests_on = next(finding.words for finding in clause.findings if finding.criterion == "R1")
    assert (clause.scores["R1"], rests_on) == (level, words)


@pytest.mark.parametrize(
    ("language", "text", "level", "permissive"),
    [
        ("fr", "Aucune information ne peut être collectée.", 3, False),
        ("fr", "Nul ne peut être écarté d'un recrutement.", 3, False),
        ("fr", "L'employeur peut recourir à ces outils.", 0, True),
        ("fr", "L'employeur n'est pas tenu de répondre.", 0, True),
        ("fr", "Le traitement n'est licite que si la personne consent.", 3, False),
        ("en", "The data may not be processed.", 3, False),
        ("en", "No worker may be dismissed for that reason.", 3, False),
        ("en", "Data may only be processed with consent.", 3, False),
        ("en", "The employer may use such tools.", 0, True),
        ("en", "The provider shall not be required to disclose secrets.", 0, True),
        ("en", "Workers shall not be required to pay fees.", 3, False),
    ],
)
def test_a_negated_permission_forbids_and_a_negated_duty_permits(
    language: str, text: str, level: int, permissive: bool
) -> None:
    clause = operative(text, language)
    assert (clause.scores["R1"], "NB5" in clause.flags) == (level, permissive)


@pytest.mark.parametrize(
    ("language", "text", "level", "hedge"),
    [
        ("fr", "Le cas échéant, l'employeur consulte le comité.", 2, "Le cas échéant"),
        ("fr", "Nous consulterons, dans la mesure du possible, les salariés.", 1, "dans la mesure du possible"),
        ("en", "The Parties shall, where appropriate, exchange information.", 2, "where appropriate"),
        ("en", "As far as possible, we will avoid redundancies.", 1, "As far as possible"),
    ],
)
def test_a_hedge_takes_one_class_and_is_quoted(language: str, text: str, level: int, hedge: str) -> None:
    clause = operative(text, language)
    quoted = [finding.words for finding in clause.findings if finding.rule.endswith("R1-HEDGE")]
    assert (clause.scores["R1"], quoted) == (level, [hedge])


def test_as_soon_as_possible_is_a_time_and_no_hedge() -> None:
    clause = operative("The employer shall inform the union as soon as possible.", "en")
    assert (clause.scores["R1"], clause.scores["R5"]) == (3, 1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "L'entreprise garantit l'emploi. La présente charte n'a aucune valeur juridique."),
        ("fr", "Le présent code n'est pas juridiquement contraignant."),
        ("en", "We will train all staff. This statement does not create any legal obligation."),
        ("en", "Observance of these guidelines is voluntary and not legally enforceable."),
    ],
)
def test_a_disclaimer_takes_the_effect_from_the_whole_text(language: str, text: str) -> None:
    reading = read(text, language)  # type: ignore[arg-type]
    assert not reading.binding
    assert {"NB7" in clause.flags for clause in reading.clauses} == {True}
    assert {clause.bindingness for clause in reading.clauses} == {0}


@pytest.mark.parametrize(
    ("language", "text", "level"),
    [
        ("fr", "Aucune indemnité ne peut être allouée aux agents titulaires et contractuels.", 3),
        ("fr", "Aucune reprise en main ne peut engager la responsabilité du salarié.", 3),
        ("fr", "Un manquement rend le contrat nul.", 3),
        ("fr", "La rédaction s'engage à ne publier aucun texte sans mention visible.", 2),
        ("en", "The employer shall not impose any obligation of this kind.", 3),
    ],
)
def test_a_rule_about_something_else_than_a_text_is_no_disclaimer(language: str, text: str, level: int) -> None:
    clause = operative(text, language)
    assert (clause.scores["R1"], "NB7" in clause.flags) == (level, False)


@pytest.mark.parametrize(
    ("language", "text", "level", "words"),
    [
        ("fr", "Il est rappelé que le salarié doit respecter ses temps de repos.", 3, "doit"),
        ("fr", "Les parties conviennent que l'employeur peut suspendre l'outil.", 0, "peut"),
        ("fr", "Seuls peuvent accéder aux informations les agents habilités.", 3, "peuvent"),
        ("fr", "Le salarié n'a pas à justifier son refus.", 3, "a pas à"),
        ("fr", "En formant les équipes à l'outil", 2, "formant"),
        ("fr", "Baguenauder les équipes", 2, "Baguenauder"),
        ("en", "It is understood that the employer may use such tools.", 0, "may"),
        (
            "en",
            "No system that ranks employees goes live without a signed agreement.",
            3,
            "No system that ranks employees goes live without",
        ),
        ("en", "Our team tests hiring models before every release.", 2, "tests"),
        ("en", "Going forward, we will consult the works council.", 2, "will consult"),
        ("en", "If possible, use anonymous data.", 1, "use"),
        ("en", "There are several gates, and we review each of them.", 2, "review"),
        ("en", "This document explains our approach.", 0, "explains"),
    ],
)
def test_what_opens_a_sentence_does_not_hide_what_governs_it(language: str, text: str, level: int, words: str) -> None:
    clause = operative(text, language)
    rests_on = next(finding.words for finding in clause.findings if finding.criterion == "R1")
    assert (clause.scores["R1"], rests_on) == (level, words)


@pytest.mark.parametrize(
    "text",
    [
        "L'employeur établit une synthèse, éventuellement accompagnée d'un plan.",
        "La saisine indique son objet et, le cas échéant, les textes invoqués.",
        "L'employeur prend les mesures qui, le cas échéant, s'imposent.",
        "L'employeur informe les élus en réunissant le comité lorsque c'est possible.",
        "L'employeur limite le bruit en isolant les machines si possible.",
        "Le prestataire réduit les trajets en groupant les envois quand c'est possible.",
    ],
)
def test_a_hedge_on_a_detail_takes_nothing(text: str) -> None:
    assert operative(text, "fr").scores["R1"] == 3


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("Les agents sont reclassés d'ici 2028, selon l'accord signé le 3 février 2026.", 2, ["d'ici 2028"]),
        ("L'outil est audité dans les deux sites par un tiers.", 0, []),
        ("L'outil est audité dans les deux mois.", 2, ["dans les deux mois"]),
    ],
)
def test_the_date_of_a_text_and_a_place_are_no_time(text: str, level: int, words: list[str]) -> None:
    clause = operative(text, "fr")
    found = [finding.words for finding in clause.findings if finding.criterion == "R5"]
    assert (clause.scores["R5"], found) == (level, words)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Considérant que l'employeur doit consulter le comité ;"),
        ("en", "Recognising that employers must consult workers,"),
    ],
)
def test_a_recital_states_no_commitment(language: str, text: str) -> None:
    reading = read(text, language)  # type: ignore[arg-type]
    assert reading.operative is not None
    assert (reading.operative.recital, reading.operative.scores["R1"], reading.binding) == (True, 0, False)


def test_a_quotation_does_not_govern() -> None:
    assert operative("Nous saluons le principe « l'employeur doit consulter » du rapport.", "fr").scores["R1"] == 0


def test_the_strongest_sentence_of_a_text_decides() -> None:
    reading = read("We believe in dialogue. We will consult the works council before 2026. We may adapt.", "en")
    assert [clause.scores["R1"] for clause in reading.clauses] == [0, 2, 0]
    assert reading.operative == reading.clauses[1]
    assert reading.binding


def test_a_lead_in_lends_its_force_to_the_bullets_and_each_bullet_is_a_clause() -> None:
    reading = read("L'entreprise s'engage à :\n- former les salariés ;\n- encourager le dialogue.", "fr")
    assert [clause.text for clause in reading.clauses] == [
        "L'entreprise s'engage à :",
        "former les salariés ;",
        "encourager le dialogue.",
    ]
    assert [clause.scores["R1"] for clause in reading.clauses] == [2, 2, 0]


def test_an_article_number_or_an_abbreviation_ends_no_clause() -> None:
    reading = read("En application de l'art. 26 et de l'article L. 2312-8, l'employeur consulte le comité.", "fr")
    assert len(reading.clauses) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nous formerons 80 % de nos salariés exposés d'ici décembre 2026, sous contrôle du CSE.", 3),
        ("Nous formerons nos salariés.", 2),
        ("Nous soutenons la formation.", 1),
        ("Nous croyons à la formation.", 0),
        (
            "L'employeur forme 80 % des salariés avant le 31 décembre 2026, sous contrôle du CSE, sous peine d'amende.",
            4,
        ),
    ],
)
def test_the_badge_rises_with_target_date_control_and_sanction(text: str, expected: int) -> None:
    assert operative(text, "fr").bindingness == expected


def test_the_reading_is_the_object_of_the_contract() -> None:
    text = "The employer shall consult the works council."
    shown = json.loads(json.dumps(read(text, "en").as_dict()))
    assert set(shown) == {"language", "clauses", "binding"}
    clause = shown["clauses"][0]
    assert set(clause) == {"text", "start", "end", "scores", "flags", "findings"}
    assert list(clause["scores"]) == ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]
    assert set(clause["findings"][0]) == {"criterion", "rule", "start", "end", "words"}


@pytest.mark.parametrize(
    ("text", "language"),
    [("The employer shall consult.", "en"), ("L'employeur consulte le comité.", "fr"), ("", "fr"), ("1234", "fr")],
)
def test_the_language_is_recognised(text: str, language: str) -> None:
    assert read(text).language == language


@pytest.mark.parametrize("text", ["", "   ", "1 2 3", "…", "\n\n"])
def test_a_text_without_a_word_has_no_clause_and_does_not_bind(text: str) -> None:
    reading = read(text)
    assert (reading.clauses, reading.operative, reading.binding) == ((), None, False)


def test_another_language_is_refused_with_the_two_that_are_read() -> None:
    with pytest.raises(ValueError, match="'de' is not read; give 'fr' or 'en'"):
        read("Der Arbeitgeber", "de")  # type: ignore[arg-type]


def test_decomposed_accents_are_read_like_composed_ones() -> None:
    text = "L'employeur est oblige\u0301 de consulter les salarie\u0301s."
    clause = operative(text, "fr")
    assert clause.scores["R1"] == 3
    assert clause.text == text


def test_a_heading_is_flagged_only_above_weaker_clauses() -> None:
    flagged = heading_flags("Garantir la sécurité", ["Promouvoir la sécurité.", "Soutenir la prévention."], "fr")
    assert flagged is not None
    assert (flagged.criterion, flagged.words, flagged.start, flagged.end) == ("NB6", "Garantir", 0, 8)
    assert heading_flags("Garantir la sécurité", ["L'employeur assure la sécurité."], "fr") is None
    assert heading_flags("Promouvoir la sécurité", ["Encourager la prévention."], "fr") is None
    assert heading_flags("Garantir la sécurité", [], "fr") is None


@pytest.mark.parametrize("text", ["L'employeur consulte le comité.", "The employer shall consult."])
def test_a_fresh_interpreter_reads_a_sentence_in_a_third_of_a_second(text: str) -> None:
    script = "import sys, time; from indicators.wording import read; read(sys.argv[1]); print(time.process_time())"
    spent = subprocess.run([sys.executable, "-c", script, text], capture_output=True, text=True, check=True).stdout
    assert float(spent) < 0.3


@pytest.mark.parametrize(
    ("language", "text", "level", "words"),
    [
        ("fr", "Les décisions rendues en vertu des alinéas (2)a) à d) sont définitives.", 3, "sont définitives"),
        ("fr", "La formation restreinte visée à l'article 4 est composée de cinq membres.", 3, "est composée"),
        ("fr", "Est constituée une commission nationale.", 3, "Est constituée"),
        ("fr", "Le présent article n'a pas pour effet de limiter ce droit.", 3, "n'a pas pour effet"),
        ("fr", "L'employé n'est tenu de fournir ces documents que s'il peut les obtenir.", 3, "est tenu"),
        ("fr", "S'il est convaincu que la transaction est exécutée, le ministre fait signifier un avis.", 3, "fait"),
        ("fr", "La première saisine est un préalable obligatoire au recours.", 3, "est un préalable obligatoire"),
        ("en", "Sections 20 to 24 apply to the committee.", 3, "apply to"),
        ("en", "Section 126 does not apply to an offence under this Act.", 3, "does not apply"),
        ("en", "An employer referred to in subsection (2) that set up a board must notify it.", 3, "must"),
        ("en", "A certificate under this section is admissible in evidence.", 3, "is admissible"),
        ("en", "A person appointed under subsection (1) has all the powers of a court.", 3, "has all the powers"),
    ],
)
def test_a_legal_text_binds_by_saying_what_is(language: str, text: str, level: int, words: str) -> None:
    clause = operative(text, language)
    rests_on = next(finding.words for finding in clause.findings if finding.criterion == "R1")
    assert (clause.scores["R1"], rests_on) == (level, words)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "L'équipe de direction est fière de ce résultat."),
        ("fr", "Il répond aux attentes des salariés."),
        ("fr", "Cette pratique s'est imposée dans les entreprises."),
        ("fr", "Le taux est passé de 30 % à 35 %."),
        ("fr", "Nos engagements sont détaillés dans le rapport annuel."),
        ("en", "Our commitments are set out in the annual report."),
        ("en", "This policy explains how we handle personal data."),
        ("en", "Protected activities may include: reporting a concern."),
        ("en", "We also retain the right to suspend accounts."),
    ],
)
def test_what_only_tells_binds_nothing(language: str, text: str) -> None:
    assert not read(text, language).binding  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Do not misrepresent our services.", 3),
        ("When you take part, do not speak for the company.", 3),
        ("No person shall seek to intimidate a witness.", 3),
        ("The results are public, and every manager completes the course each year.", 2),
        ("Managers review objectives with their team.", 2),
        ("Any employee who breaches this policy will face disciplinary action.", 2),
    ],
)
def test_a_command_a_joined_clause_and_a_consequence_govern(text: str, level: int) -> None:
    assert operative(text, "en").scores["R1"] == level


def test_a_permission_promised_to_a_worker_is_a_right() -> None:
    clause = operative("Le salarié sera autorisé à s'absenter.", "fr")
    assert (clause.scores["R1"], "NB5" in clause.flags) == (2, False)
    assert "NB5" in operative("L'employeur sera autorisé à suspendre le contrat.", "fr").flags
