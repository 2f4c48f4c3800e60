"""The site of the tests, played for as long as asked; `scripts/wire-lab --help` says what happens there."""
