"""docs/examples/fastapi_crm: its own tests, with httpx in the same process, lifespan, worker and signed webhooks."""


def test_it_passes_its_own_tests(example):
    """The real app, started and stopped for each of them."""
    assert " passed" in example("fastapi_crm").says("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_crm.py")
