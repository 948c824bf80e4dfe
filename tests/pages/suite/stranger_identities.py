"""Other organisations, which use the same templates as ours, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping

from tests.pages.suite.designs.kit import disc, line, polygon, ring
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity

COOPERATIVE = Identity(
    name="Coopérative du Grand Pré",
    short="Grand Pré",
    host="adherents.coop-grand-pre.example",
    slogan="Du champ à l’assiette, sans détour",
    lead="Commandez vos paniers et réservez vos permanences au dépôt.",
    help="Panier oublié ? Le dépôt est ouvert jusqu’à 20 h le mardi.",
    news=("Fraises : début de saison", "Inventaire du magasin", "Le bureau recrute"),
    colours=Colours("#a23b72", "#4a1a36", "#f4a259", "#f8eaf1"),
    emblem=(
        polygon("main", 20, 40, 80, 40, 70, 90, 30, 90),
        ring(50, 40, 28, "dark", 6),
        disc(50, 30, 9, "accent"),
    ),
)
LIBRARY = Identity(
    name="Médiathèques du Val d’Ombre",
    short="Val d’Ombre",
    host="compte.mediatheques-valdombre.example",
    slogan="Lire, écouter, emprunter",
    lead="Prolongez vos prêts, réservez un document, payez une amende.",
    help="Votre numéro de carte figure sous le code-barres.",
    news=("Heure du conte samedi", "Fermeture pour travaux", "Prix des lecteurs"),
    colours=Colours("#1a659e", "#0b2f4a", "#ffd23f", "#e7f1f8"),
    emblem=(
        polygon("main", 8, 16, 46, 24, 46, 92, 8, 84),
        polygon("dark", 92, 16, 54, 24, 54, 92, 92, 84),
        line("accent", 5, 50, 10, 50, 94),
    ),
)
ORCHESTRA = Identity(
    name="Orchestre de la Presqu’île",
    short="Orchestre",
    host="musiciens.orchestre-presquile.example",
    slogan="Soixante pupitres, un souffle",
    lead="Plannings de répétition, partitions et feuilles de route.",
    help="La bibliothèque musicale ferme à 17 h les jours de concert.",
    news=("Générale avancée à 14 h", "Auditions de violoncelle", "Tournée d’automne"),
    colours=Colours("#222e50", "#10162a", "#bc2c1a", "#eceef4"),
    emblem=(
        disc(30, 78, 16, "main"),
        line("main", 8, 44, 76, 44, 14, 86, 6, 86, 66),
        disc(72, 68, 16, "main"),
        line("accent", 8, 44, 30, 86, 22),
    ),
)
CLINIC = Identity(
    name="Clinique des Tilleuls",
    short="Tilleuls",
    host="agents.clinique-tilleuls.example",
    slogan="Soigner près de chez soi",
    lead="Planning de garde, bulletins de paie et protocoles de soin.",
    help="Mot de passe expiré ? Présentez-vous au bureau des entrées.",
    news=("Vaccination du personnel", "Nouveau logiciel de garde", "Parking nord fermé"),
    colours=Colours("#2a9d8f", "#14524b", "#e9c46a", "#e6f5f3"),
    emblem=(
        polygon(
            "main", 38, 8, 62, 8, 62, 38, 92, 38, 92, 62, 62, 62, 62, 92, 38, 92, 38, 62, 8, 62, 8, 38, 38, 38
        ),
        disc(50, 50, 10, "white"),
    ),
)
ROWING = Identity(
    name="Aviron Club de Saint-Brévin",
    short="ACSB",
    host="licencies.aviron-saintbrevin.example",
    slogan="Huit rameurs, un bateau",
    lead="Réservez une coque, déclarez une sortie, payez votre licence.",
    help="Le ponton est fermé quand le drapeau rouge est levé.",
    news=("Tête de rivière dimanche", "Stage des minimes", "Réparation du huit"),
    colours=Colours("#d96c06", "#5f2f00", "#3e8ede", "#fdf0e3"),
    emblem=(
        line("main", 7, 10, 90, 84, 16),
        line("dark", 7, 90, 90, 16, 16),
        polygon("accent", 76, 4, 98, 4, 98, 28, 84, 24),
        polygon("accent", 24, 4, 2, 4, 2, 28, 16, 24),
    ),
)

COOPERATIVE_ENGLISH = Identity(
    name="Great Meadow Food Co-op",
    short="Great Meadow",
    host="members.great-meadow-coop.example",
    slogan="From the field to the plate",
    lead="Order your boxes and book your shifts at the depot.",
    help="Missed your box? The depot stays open until 8 pm on Tuesdays.",
    news=("Strawberries are in", "Stock-taking at the shop", "The board is hiring"),
    colours=COOPERATIVE.colours,
    emblem=COOPERATIVE.emblem,
)
LIBRARY_ENGLISH = Identity(
    name="Shadow Vale Libraries",
    short="Shadow Vale",
    host="account.shadow-vale-libraries.example",
    slogan="Read, listen, borrow",
    lead="Renew your loans, reserve a title or pay a charge.",
    help="Your card number is printed under the bar code.",
    news=("Story hour on Saturday", "Closed for building works", "Readers’ prize"),
    colours=LIBRARY.colours,
    emblem=LIBRARY.emblem,
)
ROWING_ENGLISH = Identity(
    name="Saint Brevin Rowing Club",
    short="SBRC",
    host="rowers.saint-brevin-rowing.example",
    slogan="Eight oars, one boat",
    lead="Book a shell, log an outing or renew your licence.",
    help="The pontoon is closed when the red flag is up.",
    news=("Head of the river on Sunday", "Juniors’ camp", "The eight is being mended"),
    colours=ROWING.colours,
    emblem=ROWING.emblem,
)

POOL: Mapping[str, tuple[Identity, ...]] = {
    "fr": (COOPERATIVE, LIBRARY, ORCHESTRA, CLINIC, ROWING),
    "en": (COOPERATIVE_ENGLISH, LIBRARY_ENGLISH, ROWING_ENGLISH),
}
