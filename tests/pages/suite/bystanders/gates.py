"""Sign-in pages of designs of their own."""

from __future__ import annotations

from tests.pages.suite.bystanders.kit import Bystander

SAVINGS = Bystander(
    "savings", "sign-in", "www.caisse-des-marais.example", "Caisse des Marais – Accès client",
    "body{margin:0;font:15px 'DejaVu Sans';background:#fff}.l{float:left;width:50%;height:800px;background:#14532d;color:#fff}.l p{padding:320px 60px 0;font-size:30px}"
    ".r{margin-left:50%;padding:180px 80px}.r input{width:100%;height:50px;border:2px solid #14532d;margin:6px 0 20px;box-sizing:border-box}button{background:#14532d;color:#fff;border:0;padding:16px 50px;font-size:16px}"
    ".pad{display:grid;grid-template-columns:repeat(5,1fr);gap:6px;margin-bottom:20px}.pad b{border:1px solid #888;text-align:center;padding:10px}",
    "<div class='l'><p>Votre épargne reste au pays.</p></div><div class='r'><h1>Accès client</h1><form method='post' action='/client'><label>Numéro de client<input name='n'></label><label>Code secret<input type='password' name='c'></label>"
    "<div class='pad'><b>4</b><b>7</b><b>1</b><b>0</b><b>9</b><b>2</b><b>5</b><b>8</b><b>3</b><b>6</b></div><button>Valider</button></form></div>",
)  # fmt: skip
FORUM = Bystander(
    "forum", "forum log-in", "forum.velos-anciens.example", "Forum des vélos anciens • Connexion",
    "body{background:#e8e0d0;font:12px Verdana,'DejaVu Sans';margin:12px}.bar{background:#6b3e1d;color:#fff;padding:18px;font-size:24px}table{width:100%;background:#fff;border-collapse:collapse;margin-top:10px}td,th{border:1px solid #c9b79c;padding:7px}th{background:#c9b79c;text-align:left}",
    "<div class='bar'>Forum des vélos anciens</div><form method='post' action='/ucp.php'><table><tr><th colspan='2'>Connexion</th></tr><tr><td>Nom d’utilisateur :</td><td><input name='username'></td></tr><tr><td>Mot de passe :</td><td><input type='password' name='password'></td></tr><tr><td></td><td><button>Connexion</button></td></tr></table></form>"
    "<table><tr><th>Sujet</th><th>Réponses</th></tr><tr><td>Freins à tambour : où trouver des garnitures ?</td><td>14</td></tr><tr><td>Mon randonneur de 1952</td><td>88</td></tr><tr><td>Bourse d’échange de Nogent</td><td>3</td></tr></table>",
)  # fmt: skip
HOTEL = Bystander(
    "hotel-wifi", "sign-in", "wifi.hotel-du-phare.example", "Wi-Fi – Hôtel du Phare",
    "body{margin:0;background:#13293d;color:#fff;font:18px 'Liberation Serif';text-align:center;padding-top:90px}form{background:#fff;color:#222;width:420px;margin:30px auto;padding:34px}input{width:90%;height:44px;margin-bottom:14px;font-size:17px}button{background:#c9a227;border:0;height:48px;width:92%;font-size:18px}h1{font-weight:400;font-size:48px;margin:0}",
    "<h1>Hôtel du Phare</h1><p>Bienvenue à bord</p><form action='/portal' method='post'><p>Le code est imprimé sur la carte de votre chambre.</p><input name='room' placeholder='Chambre'><input type='password' name='code' placeholder='Code'><button>Naviguer</button></form>",
)  # fmt: skip
SCHOOL = Bystander(
    "school", "sign-in", "cartable.ecole-des-bruyeres.example", "Cartable numérique",
    "body{margin:0;font:17px 'DejaVu Sans';background:#fff7e6}header{display:flex;justify-content:center;gap:14px;padding:40px}header i{width:70px;height:70px;border-radius:50%}.t{display:grid;grid-template-columns:repeat(3,260px);gap:24px;justify-content:center}.t form,.t div{background:#fff;border:3px solid #ff8c42;border-radius:22px;padding:20px}input{width:100%;box-sizing:border-box;height:38px;margin-bottom:10px}button{background:#ff8c42;border:0;border-radius:12px;padding:10px 22px;color:#fff}",
    "<header><i style='background:#ff8c42'></i><i style='background:#6bcb77'></i><i style='background:#4d96ff'></i></header><div class='t'><form method='post' action='/eleve'><h2>Élève</h2><input name='prenom' placeholder='Prénom'><input type='password' name='m' placeholder='Mot secret'><button>C’est parti</button></form><div><h2>Parent</h2><p>Utilisez le carnet reçu en septembre.</p></div><div><h2>Enseignant</h2><p>Passez par l’académie.</p></div></div>",
)  # fmt: skip
HOSTING = Bystander(
    "hosting-panel", "sign-in", "panel.copper-racks.example", "Copper Racks – control panel",
    "body{margin:0;background:#f0f2f5;font:14px 'Liberation Sans'}.c{width:360px;margin:160px auto 0}.c h1{color:#b87333;font-size:34px;text-align:center}.b{background:#fff;border-radius:6px;padding:26px;box-shadow:0 1px 4px #bbb}input{width:100%;height:40px;box-sizing:border-box;margin:0 0 14px;border:1px solid #ccc}button{width:100%;height:42px;background:#b87333;color:#fff;border:0}",
    "<div class='c'><h1>copper racks</h1><form class='b' method='post' action='/login'><input name='login' placeholder='Login'><input type='password' name='pw' placeholder='Password'><button>Sign in</button><p>Status: all systems operational</p></form></div>",
    language="en",
)  # fmt: skip


def list_pages() -> tuple[Bystander, ...]:
    """Return the sign-in pages."""
    return (SAVINGS, FORUM, HOTEL, SCHOOL, HOSTING)
