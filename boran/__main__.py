"""`python -m boran` is `boran`."""

from boran.command_line import main

if __name__ == "__main__":
    main()
