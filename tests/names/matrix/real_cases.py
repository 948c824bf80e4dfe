"""Addresses that attackers really used, with the brand they imitate and who published them."""

from __future__ import annotations

from dataclasses import dataclass

_TREND_2017 = "as published in Trend Micro, Two Years of Pawn Storm (2017)"
_FIREEYE_2014 = "as published in FireEye, APT28: A Window into Russia's Cyber Espionage Operations? (2014)"
_PWC_2015 = "as published by PwC, Tactical Intelligence Bulletin on Sofacy phishing (2014–2015)"
_ROOT9B_2015 = "as published in root9B, APT28 Targets Financial Markets (2015)"
_TR1ADX_2017 = "as published in tr1adx, TIB-00001 (2017)"
_WADA_2016 = "as published by WADA and ThreatConnect (2016)"
_DNC_2016 = "as published by ThreatConnect and Fidelis on the DNC and DCCC break-ins (2016)"
_MICROSOFT_2018 = "as published in Microsoft, New steps against broadening threats to democracy (2018)"
_SECUREWORKS_2016 = "as published in SecureWorks, Threat Group-4127 Targets Google Accounts (2016)"
_CITIZEN_LAB_2017 = "as published in Citizen Lab, Tainted Leaks (2017)"
_CITIZEN_LAB_2019 = "as published in Citizen Lab, Burned After Reading: Endless Mayfly (2019)"
_NILE_PHISH_2017 = "as published in Citizen Lab and EIPR, Nile Phish (2017)"
_AMNESTY_2018 = "as published in Amnesty International, When Best Practice Isn't Good Enough (2018)"
_AREA1_2020 = "as published in Area 1 Security, Phishing Burisma Holdings (2020)"
_GOOGLE_2022 = "as published in Google TAG, Tracking cyber activity in Eastern Europe (2022)"
_MICROSOFT_2022 = "as published in Microsoft, Disrupting SEABORGIUM's ongoing phishing operations (2022)"
_SEKOIA_2022 = "as published in Sekoia, Calisto (2022)"
_CLEARSKY_2017 = "as published in ClearSky, Charming Kitten (2017)"
_CLEARSKY_2019 = "as published in ClearSky, The Kittens Are Back in Town (2019)"
_CERTFA_2020 = "as published in Certfa Lab, Fake Interview (2020)"
_DISINFOLAB_2022 = "as published in EU DisinfoLab, Doppelganger (2022), and VIGINUM, RRN (2023)"
_MALTRAIL = "as listed in Maltrail's trail of APT28, with its reports"
_CERT_UA = "as published by CERT-UA, UAC-0102 (2024)"
_PATTERN = "of the pattern of the Macron campaign of 2017"


@dataclass(frozen=True, slots=True)
class RealCase:
    """One address, and who should have been warned."""

    address: str
    brand: str
    """As the watchlist names it: a domain, a brand word, or a service's id."""
    domains: tuple[str, ...]
    services: tuple[str, ...]
    words: tuple[str, ...]
    source: str


def _list_cases(
    source: str,
    addresses: str,
    *,
    domain: str = "",
    service: str = "",
    word: str = "",
    services: tuple[str, ...] = (),
) -> tuple[RealCase, ...]:
    """Spread a line of addresses that imitate one domain, one brand word, or else one service."""
    return tuple(
        RealCase(
            address,
            brand=word or domain or service,
            domains=(domain,) if domain else (),
            services=services or ((service,) if service else ()),
            words=(word,) if word else (),
            source=source,
        )
        for address in addresses.split()
    )


REAL_CASES = (
    *_list_cases(_TREND_2017, "onedrive-en-marche.fr mail-en-marche.fr", domain="en-marche.fr", services=("microsoft365",)),
    *_list_cases(_TREND_2017, "portal-office.fr accounts-office.fr", service="microsoft365"),
    *_list_cases(
        _PATTERN,
        "accounts.google.com-en-marche.fr en.marche.fr enmarche-fr.com en-rnarche.fr xn--n-marche-b8g.fr xn--n-marche-s30d.fr",
        domain="en-marche.fr",
        services=("microsoft365",),
    ),
    *_list_cases(_FIREEYE_2014, "standartnevvs.com", domain="standartnews.com"),
    *_list_cases(_FIREEYE_2014, "novinitie.com n0vinite.com", domain="novinite.com"),
    *_list_cases(_FIREEYE_2014, "rnil.am", domain="mil.am"),
    *_list_cases(_FIREEYE_2014, "nato.nshq.in", domain="nato.int"),
    *_list_cases(_FIREEYE_2014, "natoexhibitionff14.com", domain="natoexhibition.org"),
    *_list_cases(_PWC_2015, "nato-hq.com nato-int.com nato-info.com", domain="nato.int"),
    *_list_cases(_PWC_2015, "osce-oscc.org", domain="osce.org"),
    *_list_cases(_PWC_2015, "bmlv-gv.eu brnlv-gv.eu", domain="bmlv.gv.at"),
    *_list_cases(_PWC_2015, "enisa-europa.com enisa-europa.org", domain="europa.eu"),
    *_list_cases(_PWC_2015, "settings-yahoo.com delivery-yahoo.com privacy-yahoo.com", service="yahoo"),
    *_list_cases(_PWC_2015, "westinqhousenuclear.com webmail.westinqhousenuclear.com", domain="westinghousenuclear.com"),
    *_list_cases(_PWC_2015, "techcruncln.com", domain="techcrunch.com"),
    *_list_cases(_ROOT9B_2015, "osce-military.org", domain="osce.org"),
    *_list_cases(_ROOT9B_2015, "un-unicef.org", domain="unicef.org"),
    *_list_cases(_ROOT9B_2015, "yovtube.co", domain="youtube.com"),
    *_list_cases(_TR1ADX_2017, "xn--amazo-d8a.com", domain="amazon.com"),
    *_list_cases(_TR1ADX_2017, "nato-nevvs.org", domain="nato.int"),
    *_list_cases(_TR1ADX_2017, "samsvung.com", domain="samsung.com"),
    *_list_cases(_TR1ADX_2017, "us-facebook.com facebookservices.org", service="facebook"),
    *_list_cases(_TR1ADX_2017, "twiterservices.org", service="twitter"),
    *_list_cases(_MALTRAIL, "log-in-osce.org", domain="osce.org"),
    *_list_cases(_MALTRAIL, "webmail-saic.com", domain="saic.com"),
    *_list_cases(_MALTRAIL, "access-google.com accounts-googlc.com", service="google-workspace"),
    *_list_cases(_MALTRAIL, "americanprogress-office365.com americanprogress-outlook.com", domain="americanprogress.org"),
    *_list_cases(_MALTRAIL, "transparency-office365.com", domain="transparency.org", services=("microsoft365",)),
    *_list_cases(_MALTRAIL, "brookings.sharepoint.liveoffice365.me", domain="brookings.edu", services=("microsoft365",)),
    *_list_cases(
        _MALTRAIL,
        "account-office365.com microsoftonlihe.com loqin-microsoftonline.com onedrive-office365.com microsofi.org",
        service="microsoft365",
    ),
    *_list_cases(_MALTRAIL, "whatsapp-in.com", service="whatsapp"),
    *_list_cases(_WADA_2016, "wada-awa.org wada-arna.org", domain="wada-ama.org"),
    *_list_cases(_WADA_2016, "tas-cass.org", domain="tas-cas.org"),
    *_list_cases(_DNC_2016, "misdepatrment.com", domain="misdepartment.com"),
    *_list_cases(_DNC_2016, "actblues.com secure.actblues.com", domain="actblue.com"),
    *_list_cases(_MICROSOFT_2018, "my-iri.org", domain="iri.org"),
    *_list_cases(_MICROSOFT_2018, "hudsonorg-my-sharepoint.com", domain="hudson.org", services=("microsoft365",)),
    *_list_cases(_MICROSOFT_2018, "adfs-senate.email adfs-senate.services senate.group", domain="senate.gov"),
    *_list_cases(_MICROSOFT_2018, "office365-onedrive.com", service="microsoft365"),
    *_list_cases(
        _SECUREWORKS_2016, "accoounts-google.com myaccount.google.com-securitysettingpage.tk", service="google-workspace"
    ),
    *_list_cases(
        _CITIZEN_LAB_2017,
        "myaccount.google.com-changepassword-securitypagesettingmyaccountgooglepagelogin.id833.ga",
        service="google-workspace",
    ),
    *_list_cases(_CITIZEN_LAB_2019, "theatlatnic.com", domain="theatlantic.com"),
    *_list_cases(_CITIZEN_LAB_2019, "bloomberq.com", domain="bloomberg.com"),
    *_list_cases(_CITIZEN_LAB_2019, "indepnedent.co", domain="independent.co.uk"),
    *_list_cases(_CITIZEN_LAB_2019, "foriegnpolicy.net", domain="foreignpolicy.com"),
    *_list_cases(_NILE_PHISH_2017, "dropboxsupport.servehttp.com", service="dropbox"),
    *_list_cases(_AMNESTY_2018, "protonemail.ch", service="protonmail"),
    *_list_cases(_AMNESTY_2018, "tutanota.org", domain="tutanota.com"),
    *_list_cases(_AREA1_2020, "burisrna.com", domain="burisma.com"),
    *_list_cases(_AREA1_2020, "kub-gas.com", domain="kub-gas.com.ua"),
    *_list_cases(_AREA1_2020, "cubenergy-my-sharepoint.com", domain="cubenergy.com.ua", services=("microsoft365",)),
    *_list_cases(_GOOGLE_2022, "proton-viewer.com", service="protonmail"),
    *_list_cases(_GOOGLE_2022, "protection-office.live", service="microsoft365"),
    *_list_cases(_MICROSOFT_2022, "proton-pdf.online proton-reader.com", service="protonmail"),
    *_list_cases(
        _MICROSOFT_2022, "online365-office.com officeonline365.live office365-online.live secureoffice.live", service="microsoft365"
    ),
    *_list_cases(_SEKOIA_2022, "proton-docs.com proton-view.online", service="protonmail"),
    *_list_cases(_SEKOIA_2022, "office-protection.online", service="microsoft365"),
    *_list_cases(_SEKOIA_2022, "blueskynetwork-drive.com blueskynetwork-shared.com", domain="blueskynetwork.com"),
    *_list_cases(
        _SEKOIA_2022, "global-ordnance-drive.com drive-globalordnance.com drive-global-ordnance.com", domain="globalordnance.com"
    ),
    *_list_cases(_SEKOIA_2022, "dtgruelle-drive.com dtgruelle-us.com", domain="dtgruelle.com"),
    *_list_cases(_SEKOIA_2022, "cija-docs.com cija-drive.com", word="CIJA"),
    *_list_cases(_CERT_UA, "accounts.ukr-mails.net changepassword-ukr.net ukr-reset.email", domain="ukr.net"),
    *_list_cases(_CLEARSKY_2017, "deutcshewelle.com deutcshewelle.org", word="Deutsche Welle"),
    *_list_cases(_CLEARSKY_2017, "brookings-edu.in", domain="brookings.edu"),
    *_list_cases(_CLEARSKY_2017, "sprinqer.com", domain="springer.com"),
    *_list_cases(_CLEARSKY_2017, "k2intelliqence.com", domain="k2intelligence.com"),
    *_list_cases(_CLEARSKY_2017, "webmail-tidhar-co-il.ml", domain="tidhar.co.il"),
    *_list_cases(
        _CLEARSKY_2017,
        "account-google.co accountts-google.com docs-google.co goo-gle.mobi google-verify.net xn--googe-q2e.ml",
        service="google-workspace",
    ),
    *_list_cases(_CLEARSKY_2017, "account-dropbox.net drop-box.vip dropebox.co", service="dropbox"),
    *_list_cases(_CLEARSKY_2017, "onedrive-signin.com outlook-livecom.bid", service="microsoft365"),
    *_list_cases(_CLEARSKY_2017, "privacy-facebook.com app-facebook.co xn--facebook-06k.com", service="facebook"),
    *_list_cases(_CLEARSKY_2017, "verify-linkedin.net verifv-linkedin.net", service="linkedin"),
    *_list_cases(_CLEARSKY_2017, "telagram.cf", service="telegram"),
    *_list_cases(_CLEARSKY_2019, "leslettrespersanes.net", domain="lettrespersanes.fr"),
    *_list_cases(_CLEARSKY_2019, "unrisd.com", domain="unrisd.org"),
    *_list_cases(_CERTFA_2020, "unirsd.com", domain="unrisd.org"),
    *_list_cases(_CERTFA_2020, "instagram-com.site", domain="instagram.com"),
    *_list_cases(_DISINFOLAB_2022, "leparisien.ltd leparisien.pm", domain="leparisien.fr"),
    *_list_cases(_DISINFOLAB_2022, "lemonde.ltd", domain="lemonde.fr"),
    *_list_cases(_DISINFOLAB_2022, "20minuts.com", domain="20minutes.fr"),
    *_list_cases(_DISINFOLAB_2022, "lefigaro.me", domain="lefigaro.fr"),
    *_list_cases(_DISINFOLAB_2022, "spiegel.ltd", domain="spiegel.de"),
    *_list_cases(_DISINFOLAB_2022, "sueddeutsche.me", domain="sueddeutsche.de"),
    *_list_cases(_DISINFOLAB_2022, "theguardian.co.com", domain="theguardian.com"),
    *_list_cases(_DISINFOLAB_2022, "diplomatie.gouv.fm", domain="diplomatie.gouv.fr"),
)  # fmt: skip
