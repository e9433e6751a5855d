"""``python -m reviewbook``."""

import sys

from reviewbook.cli import main

sys.exit(main())
