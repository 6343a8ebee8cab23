import Foundation
public import Gateway
public import Library
public import Logging

/// Everything that `serve` needs to know. All but the library's folder has a default.
public struct ServerSettings: Sendable {
    public var host = "127.0.0.1"
    /// 0 takes a free one.
    public var port = 8000
    public var library: LibrarySettings
    public var rateLimits = true
    /// Whether `/debug/*` is there, for admins.
    public var debugEndpoints = false
    /// Origins that a browser may call from; a `*` stands for any port.
    public var corsOrigins = ["http://localhost:*", "http://127.0.0.1:*"]
    /// Addresses whose `X-Forwarded-For` is believed.
    public var trustedProxies: Set<String> = []
    /// nil: plain HTTP.
    public var tls: TLSFiles?
    /// How many jobs are done at a time in this process; 0 for a server without workers.
    public var workers = ProcessInfo.processInfo.activeProcessorCount
    public var connections = ConnectionLimits()
    public var logLevel = Logger.Level.info

    public init(library: LibrarySettings) { self.library = library }

    /// PEM files.
    public struct TLSFiles: Sendable {
        public var certificateChain: String
        public var privateKey: String

        public init(certificateChain: String, privateKey: String) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
        }
    }
}

/// A setting with which the server cannot start. The operator should change it.
public enum ServerSettingsError: Error, Hashable, CustomStringConvertible {
    /// Host and port can't be listened on: no such host, not one of this machine, or taken.
    case address(reason: String)
    /// The certificate, the key, or the two of them together.
    case tls(reason: String)

    public var description: String {
        switch self {
        case .address(let reason), .tls(let reason): reason
        }
    }
}
