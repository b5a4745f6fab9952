// _MicrokernelsAVX2
