/// What the Hub tells about a file before it is fetched.
struct HubMetadata {
    /// The hash that names the contents.
    var tag: String
    var checksum: Checksum
    var commit: String
    /// The size in bytes.
    var size: Int64?
}

extension Client {
    /// Asks for a file's hash, commit and size.
    func metadata(_ address: WebAddress, revision: String, pause: Duration) throws(HubError) -> HubMetadata {
        var patience = Patience(pause: pause)
        while true {
            var commit: String?
            var tag: String?
            var size: Int64?
            var trouble: String?
            var retryAfter: Duration?
            let outcome = try send(address, isHead: true, isWanted: { $0["x-linked-etag"] != nil }) {
                response throws(HubError) in
                if Client.isTemporary(response.status) {
                    trouble = "the server has a problem (HTTP \(response.status))"
                    retryAfter = response.retryAfter
                } else if let rejection = rejection(response, of: address) {
                    throw rejection
                }
                commit = response["x-repo-commit"] ?? commit
                tag = response.tag("x-linked-etag") ?? response.tag("etag")
                let isFile = response.status < 300
                size = response.length("x-linked-size") ?? (isFile ? response.length("content-length") : nil)
            }
            switch outcome {
            case .complete where trouble == nil:
                guard let tag, let checksum = Checksum(hubTag: tag) else {
                    throw HubError(
                        url: address.text, reason: "the server does not tell the file's hash (X-Linked-Etag)")
                }
                guard let commit = commit ?? (HubRepository.isCommit(revision) ? revision : nil),
                    HubRepository.isCommit(commit)
                else {
                    throw HubError(url: address.text, reason: "the server does not tell the commit (X-Repo-Commit)")
                }
                return HubMetadata(tag: tag, checksum: checksum, commit: commit, size: size)
            case .complete:
                guard patience.allowsAnother(pausing: retryAfter) else {
                    throw HubError(url: address.text, reason: trouble ?? "")
                }
            case .interrupted(let reason):
                guard patience.allowsAnother() else {
                    throw HubError(url: address.text, reason: "the connection broke: \(reason)")
                }
            case .failed(let reason):
                throw HubError(url: address.text, reason: reason)
            case .tooLarge: throw HubError(url: address.text, reason: "the server's answer is too long")
            }
        }
    }
}
