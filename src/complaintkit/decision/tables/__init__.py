"""The tables: what each command and verb does, and which commands a case in which state takes."""
