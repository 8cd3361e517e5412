"""`python -m cometvideo`: the same as the command `cometvideo`."""

from cometvideo.cli import main

raise SystemExit(main())
