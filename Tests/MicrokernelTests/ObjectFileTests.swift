import Foundation
import Testing

/// If two modules define a weak symbol, the linker keeps either one: an AVX-512 copy of a shared function could then run on any
/// CPU. So a kernel module may define weak functions only under its own name.
@Suite struct ObjectFileTests {
    /// The build folder, which also has the test executable.
    static let buildFolder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()

    @Test(arguments: [
        "_SwiftletMicrokernelsBaseline", "_SwiftletMicrokernelsAVX2", "_SwiftletMicrokernelsAVX512",
        "_SwiftletMicrokernelsAVX512BF16",
    ])
    func weakFunctionsAreTheModulesOwn(module: String) throws {
        #if arch(x86_64) && os(Linux)
        let objects = try Self.objects(of: module)
        var functions = 0
        for object in objects {
            for line in try Self.symbols(of: object) {
                // address, kind, name; weak functions are W, weak data V, undefined ones have no address.
                let fields = line.split(separator: " ")
                guard fields.count == 3 else { continue }
                functions += "TtW".contains(fields[1]) ? 1 : 0
                guard fields[1] == "W" || fields[1] == "V" else { continue }
                let name = fields[2]
                #expect(
                    name.hasPrefix("$s\(module.count)\(module)") || name == "__swift_reflection_version",
                    "\(object.lastPathComponent) of \(module) defines the weak symbol \(name)")
            }
        }
        #expect(functions > 10, "no kernels in \(objects.map(\.path))")
        #endif
    }

    /// Kernels call nothing else: everything is inlined. A call into the runtime or the standard library would be slow, and
    /// their generic code is emitted as weak symbols.
    @Test(arguments: [
        "_SwiftletMicrokernelsBaseline", "_SwiftletMicrokernelsAVX2", "_SwiftletMicrokernelsAVX512",
        "_SwiftletMicrokernelsAVX512BF16",
    ])
    func kernelsCallOnlyEachOther(module: String) throws {
        #if arch(x86_64) && os(Linux)
        let allowed: Set<Substring> = [
            "memcpy", "memset", "memmove", "__stack_chk_fail", "swift_release", "swift_retain",
        ]
        for object in try Self.objects(of: module) where object.lastPathComponent != "Kernels.swift.o" {
            for line in try Self.symbols(of: object) {
                let fields = line.split(separator: " ")
                guard fields.count == 2, fields[0] == "U" else { continue }
                let name = fields[1]
                #expect(
                    allowed.contains(name) || name.contains(module) || name.hasPrefix("__swift_FORCE_LOAD")
                        || name.contains("_swift_FORCE_LOAD"),
                    "\(object.lastPathComponent) of \(module) calls \(name)")
            }
        }
        #endif
    }

    private static func objects(of module: String) throws -> [URL] {
        let folder = buildFolder.appending(path: "\(module).build")
        let objects = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "o" }
        try #require(!objects.isEmpty, "no object files in \(folder.path)")
        return objects
    }

    private static func symbols(of object: URL) throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["nm", object.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "nm failed on \(object.path)")
        return text.split(separator: "\n")
    }
}
