"""Every fault can be planted. Whether tests catch it is what `make mutants` tells."""

import pytest

from tests.harness.strict_templates import ROOT
from tests.mutants.faults import FAULTS
from tests.mutants.planting import Fault, NotPlantable


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_stands_in_one_place_and_can_be_compiled(fault):
    place = fault.place()
    healthy = (ROOT / place).read_text(encoding="utf-8")
    faulty = fault.planted(healthy)

    assert faulty != healthy
    compile(faulty, str(place), "exec")
    assert fault.near_tests()


def test_names_are_different():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize(("old", "where"), [("no such source", "nowhere"), ("import", "several")])
def test_what_stands_nowhere_or_twice_is_told(tmp_path, old, where):
    package = tmp_path / "portal"
    package.mkdir()
    (package / "__init__.py").write_text("import a\nimport b\n")

    with pytest.raises(NotPlantable, match="nowhere" if where == "nowhere" else "portal/__init__.py, portal"):
        Fault("x", "models", old, "", ()).place(tmp_path)


def test_a_test_that_is_missing_is_told(tmp_path):
    with pytest.raises(NotPlantable, match="test_gone"):
        Fault("x", "models", "a", "b", ("test_gone.py",)).near_tests(tmp_path)
