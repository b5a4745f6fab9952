// _MicrokernelsBaseline
