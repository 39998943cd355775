"""Pages on which a project becomes another: it is duplicated, merged into a second one, or taken out of it again."""

import hashlib
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import Project, ProjectLink
from roadmap.verbs.duplicating import duplicate_project
from roadmap.verbs.merging import gains, merge_projects, merged_into, reason_not_to_merge, undo_merge
from strategy_portal.publishing.editing.relations import RelatedRow
from strategy_portal.publishing.editing.seen import changed, check_seen, seen_token
from strategy_portal.publishing.editing.standing import in_words


class TargetForm(forms.Form):
    into = RelatedRow(Project.objects.none(), label=_("into the project"))

    def __init__(self, *args, projects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = projects


class MergingPages:
    """The part of the admin of projects that these pages are."""

    def get_urls(self):
        pages = {"duplicate": self.duplicate_page, "merge": self.merge_page, "undo_merge": self.undo_merge_page}
        return [*self.own_pages(pages), *super().get_urls()]

    def has_duplicate_permission(self, request, obj=None) -> bool:
        return self.has_add_permission(request)

    def _asked(self, request, projects):
        """Return the first project that the address names, as rows."""
        return projects.filter(pk__in=self.asked_about(request)[:1])

    def duplicate_page(self, request):
        if not self.has_duplicate_permission(request):
            raise PermissionDenied
        rows = self._asked(request, self.get_queryset(request))
        row = rows.first()
        if row is None or request.method != "POST":
            return self.asking_page(
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
            self.message_user(request, in_words(error, row), messages.ERROR)
            return redirect(self.address_of("change", row.pk))
        self.log_addition(request, copy, [{"added": {}}])
        done = gettext("This is the copy. Give it a title and an address of its own before you publish it.")
        self.message_user(request, done, messages.SUCCESS)
        return redirect(self.address_of("change", copy.pk))

    def merge_page(self, request):
        """Let a project be chosen, show what would happen, and merge."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        project = self._asked(request, self.get_queryset(request).public()).first()
        others = Project.objects.public().exclude(pk=project.pk if project else None).order_by("title", "pk")
        form = TargetForm(request.GET if "into" in request.GET else None, projects=others)
        into = form.cleaned_data["into"] if project and form.is_valid() else None
        if into and request.method == "POST":
            return self._merge(request, project, into)
        found = gains(project, into) if into else {}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Merge projects"),
            "project": project,
            "form": form,
            "into": into,
            "refusal": reason_not_to_merge(project, into) if into else "",
            "gains": _in_words(found),
            "seen": seen_token(self.opts, [project, into], gains=_stamp(found)) if into else "",
        }
        return TemplateResponse(request, "admin/roadmap/project/merge.html", context)

    def _merge(self, request, project, into):
        seen = self.seen_versions(request) or {}

        def merge(row):
            check_seen(into, seen)
            if seen.get("gains") != _stamp(gains(row, into)):
                raise ValidationError(changed())
            merge_projects(row, into=into, by=request.user)

        with transaction.atomic():
            # Both, and always in the same order: somebody may be merging them the other way round.
            keys = [project.pk, into.pk]
            list(Project.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)))
            error = self.attempt(request, project, merge, seen=seen)
        if error:
            self.message_user(request, error, messages.ERROR)
            return redirect(request.get_full_path())
        done = gettext("“%(project)s” is merged with this project; its addresses lead here.") % {"project": project}
        self.message_user(request, done, messages.SUCCESS)
        return redirect(self.address_of("change", into.pk))

    def undo_merge_page(self, request):
        if not self.has_publish_permission(request):
            raise PermissionDenied
        rows = self._asked(request, self.get_queryset(request))
        row = rows.first()
        if row is None or merged_into(row) is None or request.method != "POST":
            return self.asking_page(
                request,
                rows if row and merged_into(row) else [],
                title=gettext("Undo the merge"),
                text=gettext(
                    "This project becomes public again under its own address. What the other project has taken over "
                    "stays there as well; please remove by hand what does not belong there."
                ),
                button=gettext("Undo the merge"),
            )
        self.attempt_each(
            request,
            [row],
            partial(undo_merge, by=request.user),
            seen=self.seen_versions(request),
            done=lambda count: gettext("The project is public again under its own address."),
        )
        return redirect(self.address_of("change", row.pk))


def _stamp(found: dict) -> str:
    """Return what tells things that are taken over from others, or from the same ones with other names."""
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
