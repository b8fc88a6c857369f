"""``python -m results.cli`` is ``jigai``."""

from results.cli import main

if __name__ == "__main__":
    main()
