"""Pages on which a project becomes another: it is duplicated, merged into a second one, or taken out of it again."""

import hashlib
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import Project, ProjectLink
from roadmap.verbs.duplicating import duplicate_project
from roadmap.verbs.merging import gains, merge_projects, merged_into, reason_not_to_merge, undo_merge
from strategy_portal.publishing.editing.forms.relations import RelatedRow
from strategy_portal.publishing.editing.pages import AdminPage
from strategy_portal.publishing.editing.refusal import in_words
from strategy_portal.publishing.editing.shown_versions import changed, check_unchanged, versions_token


class TargetForm(forms.Form):
    into = RelatedRow(Project.objects.none(), label=_("into the project"))

    def __init__(self, *args, projects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = projects


def _asked(project_admin, request, projects):
    """Return the first project that the address names, as rows."""
    return projects.filter(pk__in=project_admin.asked_about(request)[:1])


def duplicate_page(project_admin, request):
    rows = _asked(project_admin, request, project_admin.get_queryset(request))
    row = rows.first()
    if row is None or request.method != "POST":
        return project_admin.asking_page(
            request,
            rows,
            title=gettext("Duplicate project"),
            text=gettext(
                "A new draft is made with the same descriptions, relations, milestones and links. It begins as an "
                "idea: updates, resolutions and what was reached stay with this project."
            ),
            button=gettext("Duplicate"),
        )
    try:
        copy = duplicate_project(row, by=request.user)
    except ValidationError as error:
        project_admin.message_user(request, in_words(error, row), messages.ERROR)
        return redirect(project_admin.address_of("change", row.pk))
    project_admin.log_addition(request, copy, [{"added": {}}])
    done = gettext("This is the copy. Give it a title and an address of its own before you publish it.")
    project_admin.message_user(request, done, messages.SUCCESS)
    return redirect(project_admin.address_of("change", copy.pk))


def merge_page(project_admin, request):
    """Let a project be chosen, show what would happen, and merge."""
    project = _asked(project_admin, request, project_admin.get_queryset(request).public()).first()
    others = Project.objects.public().exclude(pk=project.pk if project else None).order_by("title", "pk")
    form = TargetForm(request.GET if "into" in request.GET else None, projects=others)
    into = form.cleaned_data["into"] if project and form.is_valid() else None
    if into and request.method == "POST":
        return _merge(project_admin, request, project, into)
    found = gains(project, into) if into else {}
    return project_admin.page(
        request,
        "admin/roadmap/project/merge.html",
        title=gettext("Merge projects"),
        project=project,
        form=form,
        into=into,
        refusal=reason_not_to_merge(project, into) if into else "",
        gains=_in_words(found),
        seen=versions_token(project_admin.opts, [project, into], gains=_stamp(found)) if into else "",
    )


def _merge(project_admin, request, project, into):
    seen = project_admin.versions_seen(request) or {}

    def merge(row):
        check_unchanged(into, seen)
        if seen.get("gains") != _stamp(gains(row, into)):
            raise ValidationError(changed())
        merge_projects(row, into=into, by=request.user)

    with transaction.atomic():
        # Both, and always in the same order: somebody may be merging them the other way round.
        keys = [project.pk, into.pk]
        list(Project.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)))
        error = project_admin.attempt(request, project, merge, seen=seen)
    if error:
        project_admin.message_user(request, error, messages.ERROR)
        return redirect(request.get_full_path())
    done = gettext("“%(project)s” is merged with this project; its addresses lead here.") % {"project": project}
    project_admin.message_user(request, done, messages.SUCCESS)
    return redirect(project_admin.address_of("change", into.pk))


def undo_merge_page(project_admin, request):
    rows = _asked(project_admin, request, project_admin.get_queryset(request))
    row = rows.first()
    if row is None or merged_into(row) is None or request.method != "POST":
        return project_admin.asking_page(
            request,
            rows if row and merged_into(row) else [],
            title=gettext("Undo the merge"),
            text=gettext(
                "This project becomes public again under its own address. What the other project has taken over "
                "stays there as well; please remove by hand what does not belong there."
            ),
            button=gettext("Undo the merge"),
        )
    project_admin.attempt_each(
        request,
        [row],
        partial(undo_merge, by=request.user),
        seen=project_admin.versions_seen(request),
        done=lambda count: gettext("The project is public again under its own address."),
    )
    return redirect(project_admin.address_of("change", row.pk))


def _stamp(found: dict) -> str:
    """Return a stamp of what is taken over; it differs for other things, and for other names."""
    rows = [(name, [(row.pk, str(row)) for row in rows]) for name, rows in sorted(found.items())]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _in_words(found: dict) -> list[tuple[str, str]]:
    """Return what is taken over as pairs of a label and names."""
    labels = {
        "milestones": gettext("Milestones still to be reached"),
        "links": ProjectLink._meta.verbose_name_plural,
        "required_by": gettext("Needed for"),
    }
    return [
        (capfirst(labels.get(name) or Project._meta.get_field(name).verbose_name), ", ".join(map(str, rows)))
        for name, rows in found.items()
    ]


MERGING_PAGES = [
    AdminPage("duplicate", duplicate_page, "duplicate"),
    AdminPage("merge", merge_page, "publish"),
    AdminPage("undo_merge", undo_merge_page, "publish"),
]
