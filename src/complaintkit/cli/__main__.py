"""`python -m complaintkit.cli`, where no console script was installed."""

from complaintkit.cli import main

main()
