"""What decoy portals say: several wordings of each sentence, of which an installation draws its own."""

from __future__ import annotations

from typing import Final, Literal

Place = Literal[
    "name", "welcome", "login", "password", "submit", "remember", "forgotten", "help", "refused", "code", "code_label",
    "code_submit", "code_refused", "empty", "foot",
]  # fmt: skip
WORDS: Final[dict[str, dict[Place, tuple[str, ...]]]] = {
    "en": {
        "name": (
            "Team documents", "Shared files", "Staff portal", "Document desk", "Intranet", "Work space", "File room",
            "Internal services", "Records", "Office online", "Remote desk", "Project files", "Staff area", "Archive",
            "Planning board", "Team workspace",
        ),
        "welcome": (
            "Sign in to go on", "Please sign in", "Sign in with your work account", "Log in to your workspace",
            "Members only: please log in", "Enter your details to continue", "Use your usual account to sign in",
            "Access is for staff", "Welcome. Please log in.",
        ),
        "login": ("E-mail", "Work e-mail", "User name", "E-mail address", "Account", "Your e-mail", "Login"),
        "password": ("Password", "Your password", "Account password", "Passphrase"),
        "submit": ("Sign in", "Log in", "Continue", "Next", "Enter", "Connect"),
        "remember": ("Stay signed in", "Remember me", "Keep me signed in", "Trust this computer", ""),
        "forgotten": ("Forgotten your password?", "Trouble signing in?", "Password lost?", "Reset password", ""),
        "help": (
            "Questions? Ask the office.", "Ask your administrator for access.", "Need help? Call the help desk.",
            "No account yet? Ask your team lead.", "New here? Your account is made on your first day.", "",
        ),
        "refused": (
            "The e-mail or password is wrong.", "Sign-in failed. Check your details and try again.",
            "These details are not right.", "We could not sign you in. Please try again.", "Unknown account or password.",
            "Your sign-in was not accepted.", "Wrong user name or password.",
        ),
        "code": (
            "We have sent you a code. It is good for ten minutes.", "A code is on its way to your telephone.",
            "Enter the six digits that you were sent.", "To be sure that it is you, type the code we sent you.",
        ),
        "code_label": ("Code", "Six digits", "Confirmation code", "Security code"),
        "code_submit": ("Confirm", "Check", "Go on", "Verify"),
        "code_refused": (
            "This code is wrong or too old.", "The code has expired. A new one was sent.", "That code is not right.",
            "Please wait for the new code.",
        ),
        "empty": ("Fill in both fields.", "Both fields are needed.", "Please give e-mail and password."),
        "foot": ("For internal use", "Internal – not for the public", "All access is logged", "v{version}"),
    },
    "fr": {
        "name": (
            "Espace documentaire", "Dossiers partagés", "Intranet", "Portail des équipes", "Espace interne",
            "Bureau en ligne",
            "Documents internes", "Accès distant", "Espace de travail", "Archives internes", "Outils internes", "Mon bureau",
            "Suivi des dossiers", "Planning des équipes", "Espace équipe", "Fichiers de l’équipe",
        ),
        "welcome": (
            "Connectez-vous pour continuer", "Merci de vous identifier", "Identification", "Accès réservé à l’équipe",
            "Connexion avec votre compte habituel", "Saisissez vos identifiants", "Bienvenue, merci de vous connecter",
            "Entrez votre adresse et votre mot de passe", "Espace réservé",
        ),
        "login": ("Adresse électronique", "Identifiant", "Courriel", "Votre adresse", "Adresse mail", "E-mail", "Compte"),
        "password": ("Mot de passe", "Votre mot de passe", "Mot de passe du compte", "Mot de passe habituel"),
        "submit": ("Se connecter", "Connexion", "Continuer", "Valider", "Entrer", "Suivant"),
        "remember": ("Rester connecté", "Se souvenir de moi", "Garder la session ouverte", "Ordinateur de confiance", ""),
        "forgotten": ("Mot de passe oublié ?", "Un problème de connexion ?", "Mot de passe perdu ?", "Réinitialiser", ""),
        "help": (
            "Une question ? Voyez le secrétariat.", "Demandez un accès à votre responsable.",
            "Besoin d’aide ? Appelez le support.",
            "Pas encore de compte ? Parlez-en à votre référent.", "Votre compte est créé à votre arrivée.", "",
        ),
        "refused": (
            "Adresse ou mot de passe incorrect.", "Connexion impossible. Vérifiez votre saisie.", "Identifiants incorrects.",
            "La connexion a échoué. Merci de réessayer.", "Compte ou mot de passe inconnu.", "Connexion refusée.",
            "Identifiant ou mot de passe erroné.",
        ),
        "code": (
            "Un code vient de vous être envoyé. Il est valable dix minutes.", "Un code arrive sur votre téléphone.",
            "Saisissez les six chiffres que vous avez reçus.", "Pour confirmer, entrez le code reçu.",
        ),
        "code_label": ("Code", "Six chiffres", "Code de confirmation", "Code de sécurité"),
        "code_submit": ("Confirmer", "Vérifier", "Poursuivre", "Valider le code"),
        "code_refused": (
            "Ce code est faux ou trop ancien.", "Le code a expiré. Un autre a été envoyé.", "Code incorrect.",
            "Attendez le nouveau code.",
        ),
        "empty": (
            "Remplissez les deux champs.", "Les deux champs sont nécessaires.", "Merci d’indiquer adresse et mot de passe.",
        ),
        "foot": ("Usage interne", "Interne – ne pas diffuser", "Les accès sont enregistrés", "v{version}"),
    },
}  # fmt: skip
