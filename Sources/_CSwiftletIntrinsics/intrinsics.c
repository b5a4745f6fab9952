// The functions are in the header; SwiftPM wants a source file.
