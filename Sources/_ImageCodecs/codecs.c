// codecs
