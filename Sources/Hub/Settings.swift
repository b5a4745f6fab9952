#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the environment says about where files come from and go to.
struct Settings: Sendable {
    private let environment: [String: String]

    private static let variables = [
        "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_ENDPOINT", "HF_TOKEN", "HF_TOKEN_PATH",
        "HF_HUB_OFFLINE",
        "TORCH_HOME", "XDG_CACHE_HOME", "SWIFTLET_OFFLINE", "SWIFTLET_TORCH_ENDPOINT",
    ]

    init(environment: [String: String]) {
        // An empty variable is as good as none.
        self.environment = environment.filter { !$0.value.isEmpty && !$0.value.utf8.contains(0) }
    }

    /// Of this process, as far as a download depends on it.
    static let processEnvironment: [String: String] = {
        var result: [String: String] = [:]
        for name in variables + Curl.variables {
            if let value = getenv(name) { result[name] = String(cString: value) }
        }
        return result
    }()

    /// For curl.
    var all: [String: String] { environment }

    var isOffline: Bool {
        ["HF_HUB_OFFLINE", "SWIFTLET_OFFLINE"].contains { name in
            ["1", "true", "yes", "on"].contains(environment[name]?.lowercased() ?? "")
        }
    }

    /// `https://huggingface.co` or a mirror, without a slash at the end.
    func hubEndpoint() throws(HubError) -> WebAddress {
        try endpoint("HF_ENDPOINT", otherwise: "https://huggingface.co")
    }

    /// `https://download.pytorch.org` or a mirror.
    func torchEndpoint() throws(HubError) -> WebAddress {
        try endpoint("SWIFTLET_TORCH_ENDPOINT", otherwise: Self.torchServer)
    }

    static let torchServer = "https://download.pytorch.org"

    private func endpoint(_ name: String, otherwise: String) throws(HubError) -> WebAddress {
        let text = environment[name] ?? otherwise
        guard let address = WebAddress(text) else {
            throw HubError(url: text, reason: "what \(name) says is no http or https address")
        }
        return address
    }

    /// From `HF_TOKEN`, or from the file that `hf auth login` leaves.
    var token: String? {
        if let token = environment["HF_TOKEN"] { return token }
        let path =
            environment["HF_TOKEN_PATH"].map(expanded) ?? (try? huggingFaceHome()).map { "\($0)/token" }
        return path.flatMap { Files.text($0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: Folders

    /// The folder that holds `models--OWNER--NAME`, the same as that of Python's huggingface_hub.
    func hubCache() throws(HubError) -> String {
        if let path = environment["HF_HUB_CACHE"] ?? environment["HUGGINGFACE_HUB_CACHE"] { return expanded(path) }
        return try huggingFaceHome() + "/hub"
    }

    /// Where PyTorch keeps what it downloaded.
    func torchCache() throws(HubError) -> String {
        if let path = environment["TORCH_HOME"] { return expanded(path) + "/hub/checkpoints" }
        return try cacheHome(insteadOf: "TORCH_HOME") + "/torch/hub/checkpoints"
    }

    /// Where swiftlet keeps what it found out about the machine.
    func swiftletCache() throws(HubError) -> String {
        try cacheHome(insteadOf: "XDG_CACHE_HOME") + "/swiftlet"
    }

    private func huggingFaceHome() throws(HubError) -> String {
        if let path = environment["HF_HOME"] { return expanded(path) }
        return try cacheHome(insteadOf: "HF_HOME") + "/huggingface"
    }

    func cacheHome(insteadOf name: String) throws(HubError) -> String {
        if let path = environment["XDG_CACHE_HOME"] { return expanded(path) }
        guard let home = environment["HOME"] else {
            throw HubError(url: "cache", reason: "there is no folder to keep files in: set HOME or \(name)")
        }
        return home + "/.cache"
    }

    private func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"] else { return path }
        return home + path.dropFirst()
    }
}
