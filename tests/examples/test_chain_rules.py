"""docs/examples/chain_rules: a chain's rows, policy and guard, by their own tests."""


def test_they_pass_their_own_tests(example):
    """On a desk of their own, with an organisation that names no staff."""
    said = example("chain_rules").says("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_rules.py")
    assert " passed" in said


def test_their_playbook_can_be_used(example):
    """As somebody checks it before it is signed."""
    program = example("chain_rules")
    assert "corner-shops 2026.12" in program.says("-m", "complaintkit.cli", "playbook", "check", "corner_shops.toml")
