"""Have nbval's kernels talk through files of their own.

The ports of a kernel are drawn before it takes them. Of many kernels on one machine, one in some hundred found a port
taken and died before it replied.
"""

from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import nbval.kernel
from jupyter_client.manager import KernelManager
from traitlets import default


class FileKernelManager(KernelManager):
    """Manage a kernel whose sockets, and the file that names them, lie in a folder of its own, which goes with it."""

    @default("transport")
    def _through_files(self):
        return "ipc"

    @default("connection_file")
    def _in_a_folder_of_its_own(self):
        return str(Path(mkdtemp(prefix="kernel-"), "kernel.json"))

    def cleanup_ipc_files(self):
        super().cleanup_ipc_files()
        # of a kernel that starts again the file is still there
        with suppress(OSError):
            Path(self.connection_file).parent.rmdir()


# where nbval makes the manager of a kernel, for which it offers no setting
nbval.kernel.KernelManager = FileKernelManager
