"""Pages of an admin beside Django's own: each class declares its pages, and one place makes addresses of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path


@dataclass(frozen=True)
class AdminPage:
    """What ``view(model_admin, request, ...)`` answers at ``route``, which is the name and a slash if not given.

    ``right`` is what its user needs: the end of a ``has_..._permission`` of the admin. Without one, the view decides.
    """

    name: str
    view: Callable[..., HttpResponseBase]
    right: str = ""
    route: str = ""
    needs_history: bool = False  # the page exists only where old versions of the rows are kept

    def exists_for(self, model_admin: ModelAdmin) -> bool:
        return not self.needs_history or hasattr(model_admin.model, "history")

    def pattern(self, model_admin: ModelAdmin) -> URLPattern:
        def answer(request, **arguments):
            if self.right and not getattr(model_admin, f"has_{self.right}_permission")(request):
                raise PermissionDenied
            return self.view(model_admin, request, **arguments)

        name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}_{self.name}"
        return path(self.route or f"{self.name}/", model_admin.admin_site.admin_view(answer), name=name)


def declared(model_admin: ModelAdmin, name: str) -> Iterator:
    """Yield what the class of ``model_admin``, then its bases, list under ``name``; none repeats what a base lists."""
    for each in type(model_admin).__mro__:
        yield from vars(each).get(name, ())
