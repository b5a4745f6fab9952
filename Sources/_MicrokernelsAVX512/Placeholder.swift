// _MicrokernelsAVX512
