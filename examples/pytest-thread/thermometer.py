import threading
import time


class Thermometer:
    def __init__(self, read):
        self.read = read
        self.last = None

    def start(self):
        thread = threading.Thread(target=self._poll, name="thermometer")
        thread.start()
        return self

    def _poll(self):
        while True:
            self.last = self.read()
            time.sleep(0.1)
