"""`python -m kg` is the command `kg`."""

from cli import main

main(prog_name="kg")
