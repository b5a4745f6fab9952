// The functions are in the headers. SwiftPM requires a source file.
