"""Ledgers as units really keep them: workbooks and delimited text, read into rows of the register.

Pure: bytes in, values out. Nothing is guessed: what is not certain is an error with a suggestion, or a told note.
"""
