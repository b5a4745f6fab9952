import _SwiftletSystem

/// The settings in the environment: the servers, the caches and the token.
struct Settings: Sendable {
    /// Also passed to curl, in part.
    let environment: Environment

    private static let variables = [
        "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_ENDPOINT", "HF_TOKEN", "HF_TOKEN_PATH",
        "HF_HUB_OFFLINE",
        "TORCH_HOME", "XDG_CACHE_HOME", "SWIFTLET_OFFLINE", "SWIFTLET_TORCH_ENDPOINT",
    ]

    init(environment: Environment) { self.environment = environment }

    /// From this process's environment, with the variables that matter for downloads.
    static let ofProcess = Settings(environment: Environment(ofProcess: variables + Curl.variables))

    var isOffline: Bool {
        ["HF_HUB_OFFLINE", "SWIFTLET_OFFLINE"].contains { name in
            ["1", "true", "yes", "on"].contains(environment[text: name]?.lowercased() ?? "")
        }
    }

    /// `https://huggingface.co` or a mirror.
    func hubEndpoint() throws(HubError) -> WebAddress {
        try endpoint("HF_ENDPOINT", otherwise: "https://huggingface.co")
    }

    /// `https://download.pytorch.org` or a mirror.
    func torchEndpoint() throws(HubError) -> WebAddress {
        try endpoint("SWIFTLET_TORCH_ENDPOINT", otherwise: Self.torchServer)
    }

    static let torchServer = "https://download.pytorch.org"

    private func endpoint(_ name: String, otherwise: String) throws(HubError) -> WebAddress {
        let text = environment[text: name] ?? otherwise
        guard let address = WebAddress(text) else {
            throw HubError(url: text, reason: "the value of \(name) is not an http or https address")
        }
        return address
    }

    /// The token in `HF_TOKEN`, or in the file that `hf auth login` writes.
    var token: String? {
        if let token = environment[text: "HF_TOKEN"] { return token }
        let path = folder("HF_TOKEN_PATH") ?? (try? huggingFaceHome().appending("token"))
        return path.flatMap { Files.text($0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: Folders

    /// The folder that holds `models--OWNER--NAME`, shared with Python's huggingface_hub.
    func hubCache() throws(HubError) -> FilePath {
        if let path = folder("HF_HUB_CACHE") ?? folder("HUGGINGFACE_HUB_CACHE") { return path }
        return try huggingFaceHome().appending("hub")
    }

    /// The folder where PyTorch keeps its downloads.
    func torchCache() throws(HubError) -> FilePath {
        if let path = folder("TORCH_HOME") { return path.appending("hub/checkpoints") }
        return try cacheHome(insteadOf: "TORCH_HOME").appending("torch/hub/checkpoints")
    }

    /// The folder where swiftlet keeps what it measured on this machine and can measure again.
    func swiftletCache() throws(HubError) -> FilePath {
        try cacheHome(insteadOf: "XDG_CACHE_HOME").appending("swiftlet")
    }

    private func huggingFaceHome() throws(HubError) -> FilePath {
        if let path = folder("HF_HOME") { return path }
        return try cacheHome(insteadOf: "HF_HOME").appending("huggingface")
    }

    private func cacheHome(insteadOf name: String) throws(HubError) -> FilePath {
        if let path = folder("XDG_CACHE_HOME") { return path }
        guard let home = environment[path: "HOME"] else {
            throw HubError(url: "cache", reason: "there is no folder for the cache: set HOME or \(name)")
        }
        return home.appending(".cache")
    }

    /// The folder in a variable. A tilde at its beginning means the home folder.
    private func folder(_ name: String) -> FilePath? {
        guard let bytes = environment[bytes: name] else { return nil }
        let isHome = bytes.first == UInt8(ascii: "~") && (bytes.count == 1 || bytes[1] == UInt8(ascii: "/"))
        guard isHome, let home = environment[bytes: "HOME"] else { return FilePath(bytes: bytes) }
        return FilePath(bytes: home + bytes.dropFirst())
    }
}
