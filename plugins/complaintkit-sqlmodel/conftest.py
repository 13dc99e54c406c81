"""What is no test: alembic alone runs the migrations, with a database behind it."""

collect_ignore = ["src/complaintkit_sqlmodel/migrations"]
