"""The portal's components: ``{% load components %}``. The page /entwicklung/komponenten/ shows all of them.

Arguments with ``=`` are optional. Plain elements (h1 to h4, p, ul, ol, a) need no class.

Small elements
    {% icon "calendar" %}       beside text, never alone; names are in publishing/look/icons.py
    {% badge "status" project.status project.get_status_display %}
        kinds: status, schedule, priority, recommendation, edition, meeting; keys are in publishing/look/badges.py
    {% example_label %}         "Beispielprojekt (fiktiv)"
    {% chips label=_("Fields of action") shown=False %}{% chip field.title url=field.get_absolute_url %}{% endchips %}
    {% chip "Status: running" url="?feld=bildung" remove=True %}      a chosen filter; the link removes it
    {% progress reached total percent=False %}    bar and "3 of 5 milestones" (reached, 60 %); nothing when total is 0
    {% votes yes no abstentions biased=0 notation="einstimmig" %}     the notation, a bar, the numbers
    {% action_link url label icon="" secondary=False %}     a link that looks like a button
    {% more_link url label %}                               a link with an arrow
    {% download_link url label kind="PDF" size=bytes %}     the size is shown if it is given

Blocks of a page
    {% breadcrumb %}{% crumb "Roadmap" url=roadmap_url %}{% crumb project.title %}{% endbreadcrumb %}
        begins with the start page, which need not be named
    {% page_heading title preline="" lead="" %}badges, dates{% endpage_heading %}   holds the page's only h1
    {% hero title lead="" preline="" %}buttons{% endhero %}                 the same with a tint, for the start page
    {% section title id="" level=2 %}...{% endsection %}                    nothing when its content is blank
    {% card title url="" preline="" level=3 icon="" %}...{% endcard %}      in <ul class="portal-grid"><li>
    {% figures %}{% figure 24 _("projects") url=roadmap_url %}{% endfigures %}
    {% facts %}{% fact _("Lead unit") %}{{ project.lead }}{% endfact %}{% endfacts %}
        a fact without content is left out, and so is the whole list if it has no fact
    {% timeline %}{% event title when="Mai 2021" date="2021-05-27" url="" state="" %}...{% endevent %}{% endtimeline %}
        state: done, current or open, shown as icon and text
    {% data_table caption wide=False %}<thead>...</thead><tbody>...</tbody>{% enddata_table %}
        on small screens each row becomes a block whose cells show the heading of their column; with wide=True the table
        scrolls instead;
        <td class="portal-number"> for numbers; no colspan
    {% accordion title open=False %}...{% endaccordion %}
    {% alert title kind="info" level=0 %}...{% endalert %}
        kinds: info, success, warning, danger; level: that of the heading; 0 makes the title a paragraph
    {% empty_state title %}...{% endempty_state %}
    {% views label=_("Views of the roadmap") %}{% view "Liste" url current=True icon="list" %}{% endviews %}

Forms
    {% filter_bar form.q facets=facets further=fields kept=pairs action=url target="project-list" id="filter" %}
        a GET form: a text field with the button; a group of checkboxes for each facet (look/forms.py), which htmx
        submits when one is changed; further fields; and the pairs of ``kept`` as hidden fields. On small screens all
        but the first field are behind "Filter".
    {% form_field form.email %}    {% error_summary form %}
    {% search_form action=url value="" id="site-search" label="..." %}     id and label distinguish it
        from the form in the header; suggests while somebody types if ``action`` is the portal's own search
    {% pagination page target="project-list" parameter="seite" %}       keeps the other GET parameters

``target`` is the id of the fragment that htmx swaps; without it the component is a plain form or link. Pagination
scrolls to the element whose id is ``target`` with "-results" appended.
Elements with ``data-announce`` inside a fragment (hints, the number of results) are announced to screen readers after
the swap.

Layout classes
    portal-grid <ul> of cards    portal-columns main part and <aside>    portal-prose rich text    portal-lead
    portal-badges a row of badges    portal-meta small muted line    portal-hidden for screen readers only
    portal-numbered <ol> with large numbers    portal-plain list of rows    portal-statements list of cards
"""

from django import template

from strategy_portal.publishing.look import badges, blocks, forms, links

register = template.Library()
for part in (badges, blocks, forms, links):
    register.tags.update(part.register.tags)
