"""All addresses of the portal. Paths are in German, names of routes in English; English pages have the prefix /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path

from advisory_board import views as advisory_board
from roadmap.views import roadmap
from roadmap.views.alignment import alignment
from roadmap.views.changes import changes, changes_csv
from roadmap.views.embedding import project_embed, roadmap_embed
from roadmap.views.feeds import changes_feed, field_feed, project_feed
from roadmap.views.figures import figures, figures_csv
from roadmap.views.pdf import project_pdf
from roadmap.views.project import project
from strategy import views as strategy
from strategy.pdf_view import edition_pdf
from strategy_portal.publishing.look.gallery import gallery
from strategy_portal.publishing.pages import views as publishing
from strategy_portal.site import crawlers, search_page, views

urlpatterns = [
    path("stadt.css", publishing.city_css, name="city_css"),
    path("stadt-logo", publishing.city_logo, name="city_logo"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("strategie/", strategy.strategy, name="strategy"),
        path("vision/", strategy.vision, name="vision"),
        path("vision/<slug:slug>/", strategy.statement, name="statement"),
        path("handlungsfelder/", strategy.fields, name="fields"),
        path("handlungsfelder/<slug:slug>/", strategy.field, name="field"),
        path("roadmap/", roadmap.project_list, name="roadmap"),
        path("roadmap/aenderungen/", changes, name="changes"),
        path("roadmap/aenderungen.csv", changes_csv, name="changes_csv"),
        path("roadmap/zahlen/", figures, name="figures"),
        path("roadmap/zahlen/<slug:name>.csv", figures_csv, name="figures_csv"),
        path("roadmap/ausrichtung/", alignment, name="alignment"),
        path("roadmap/einbetten/", roadmap_embed, name="roadmap_embed"),
        path("roadmap/<slug:slug>/", project, name="project"),
        path("roadmap/<slug:slug>/einbetten/", project_embed, name="project_embed"),
        path("roadmap/<slug:slug>/steckbrief.pdf", project_pdf, name="project_pdf"),
        path("aktuelles.atom", changes_feed, name="changes_feed"),
        path("handlungsfelder/<slug:slug>/aktuelles.atom", field_feed, name="field_feed"),
        path("roadmap/<slug:slug>/aktuelles.atom", project_feed, name="project_feed"),
        path("fassungen/", strategy.editions, name="editions"),
        path("fassungen/<int:number>/", strategy.edition, name="edition"),
        path("fassungen/<int:number>/digitalstrategie.pdf", edition_pdf, name="edition_pdf"),
        path("digitalbeirat/", advisory_board.board, name="board"),
        path("digitalbeirat/empfehlungen/", advisory_board.recommendations, name="recommendations"),
        path("digitalbeirat/sitzungen/<int:number>/", advisory_board.meeting, name="meeting"),
        path("suche/", search_page.results, name="search"),
        path("suche/vorschlaege/", search_page.suggestions, name="suggestions"),
        path("impressum/", publishing.page, {"kind": "imprint"}, name="imprint"),
        path("datenschutz/", publishing.page, {"kind": "privacy"}, name="privacy"),
        path("barrierefreiheit/", publishing.page, {"kind": "accessibility"}, name="accessibility"),
        path("leichte-sprache/", publishing.page, {"kind": "plain_language"}, name="plain_language"),
        path("entwicklung/komponenten/", gallery, name="gallery"),
        path("verwaltung/", admin.site.urls),
        prefix_default_language=False,
    ),
]

handler404 = "strategy_portal.site.views.not_found"
handler500 = "strategy_portal.site.views.server_error"
