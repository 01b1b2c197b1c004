"""A child's exit against a timeout (Python). Whoever does not see the tool end in time leaves a thread to read its pipe,
and forgets both. The tool takes some 50 ms and has three times that."""
import subprocess
import sys
import threading
import time

TOOL = "import time; time.sleep(0.03); print('done')"


def run_tool():
    reader, writer = subprocess.os.pipe()
    tool = subprocess.Popen([sys.executable, "-S", "-c", TOOL], stdout=writer)
    try:
        tool.wait(timeout=0.15)
        subprocess.os.close(writer)
        subprocess.os.close(reader)
    except subprocess.TimeoutExpired:
        # The write end stays open in this very process: the reader never sees the end.
        threading.Thread(target=drain, args=(reader,)).start()


def drain(descriptor):
    while subprocess.os.read(descriptor, 4096):
        pass


for _ in range(10):
    run_tool()
    time.sleep(0.01)
print("all tests passed", flush=True)
