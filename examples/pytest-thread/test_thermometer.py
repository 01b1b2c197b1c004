import time

from thermometer import Thermometer


def test_reads():
    thermometer = Thermometer(lambda: 21.5).start()
    time.sleep(0.3)
    assert thermometer.last == 21.5
