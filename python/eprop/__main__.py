"""The command line as ``python -m eprop``."""

from eprop.cli import main

if __name__ == "__main__":
    main()
