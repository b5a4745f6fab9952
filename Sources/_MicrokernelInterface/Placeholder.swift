// _MicrokernelInterface
