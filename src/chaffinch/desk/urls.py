"""Every address of the desk."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, path

from chaffinch.desk.web import (
    activity,
    blobs,
    case,
    cases,
    decisions,
    digests,
    exports,
    feeding,
    health,
    hits,
    overview,
    preferences,
    sources,
    tips,
    triage,
    watchlist,
)
from chaffinch.desk.web.sign_in import DoorView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show_overview, name="overview"),
    path("tips/", tips.send_tip, name="tips"),
    path("cases/", cases.list_cases, name="cases"),
    path("cases/triage/", triage.triage_cases, name="triage"),
    path("cases/triage/undo/", triage.undo_triage, name="triage-undo"),
    path("cases/lists/", exports.show_exports, name="exports"),
    path("cases/lists/<str:form>/", exports.download_export, name="export"),
    path("cases/<int:number>/", case.show_case, name="case"),
    path("cases/<int:number>/decision/", decisions.decide_case, name="case-decision"),
    path("cases/<int:number>/look/", decisions.look_again, name="case-look"),
    path("cases/<int:number>/step/", decisions.take_step, name="case-step"),
    path("cases/<int:number>/note/", decisions.write_note, name="case-note"),
    path("cases/<int:number>/people/", decisions.expose_person, name="case-exposure"),
    path("cases/<int:number>/people/<int:exposure>/helped/", decisions.settle_person, name="case-settled"),
    path("cases/<int:number>/feeding/", feeding.propose, name="case-feed"),
    path("cases/<int:number>/feeding/<int:run>/approve/", feeding.approve, name="case-feed-approve"),
    path("cases/<int:number>/feeding/<int:run>/halt/", feeding.halt, name="case-feed-halt"),
    path("cases/<int:number>/feeding/kill/", feeding.kill, name="feed-kill"),
    path("cases/<int:number>/hits/", hits.mark, name="case-hits"),
    path("digests/", digests.list_digests, name="digests"),
    path("digests/<int:number>/", digests.show_digest, name="digest"),
    path("digests/<int:number>/digest.pdf", digests.download_pdf, name="digest-pdf"),
    path("digests/<int:number>/digest.eml", digests.download_mail, name="digest-mail"),
    path("watchlist/", watchlist.show_watchlist, name="watchlist"),
    path("watchlist/try/", watchlist.try_line, name="watchlist-try"),
    path("watchlist/add/", watchlist.add_line, name="watchlist-add"),
    path("watchlist/<int:number>/remove/", watchlist.remove_line, name="watchlist-remove"),
    path("sources/", sources.show_sources, name="sources"),
    path("activity/", activity.show_activity, name="activity"),
    path("health/", health.show_health, name="health"),
    path("health/jobs/<int:number>/again/", health.retry_failed, name="job-again"),
    path("healthz", health.answer_healthz, name="healthz"),
    path("blobs/<str:digest>/<str:name>", blobs.serve_blob, name="blob"),
    path("language/", preferences.switch_language, name="language"),
    path("theme/", preferences.switch_theme, name="theme"),
    # Of allauth only the door: log-ins are made by the command line, passwords reset there too.
    path("account/login/", DoorView.as_view(), name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/password/change/", account.password_change, name="account_change_password"),
]
