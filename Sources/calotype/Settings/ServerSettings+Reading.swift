import Foundation
import Glibc
import Library
import Server

extension ServerSettings {
    /// Everything that `serve` is told by flags, environment and `.env`.
    ///
    /// - Throws: `CommandFailure` that names the variable which is wrong.
    init(_ reader: SettingsReader) throws {
        self.init(library: try LibrarySettings(reader))
        library.firstAdmin = try Self.firstAdmin(reader)

        host = reader.text(.host) ?? host
        port = try reader.integer(.port, in: 0...65_535, default: port)
        rateLimits = try reader.isOn(.rateLimits, default: rateLimits)
        debugEndpoints = try reader.isOn(.debugEndpoints, default: debugEndpoints)
        corsOrigins = try Self.corsOrigins(reader) ?? corsOrigins
        trustedProxies = try Self.trustedProxies(reader)
        library.importRoots = try Self.importRoots(reader)
        // A petabyte is more than anybody has, and far from where bytes overflow.
        library.quotaMB = try reader.integer(.quotaMB, in: 0...1 << 30, default: library.quotaMB)
        let previewMemoryMB = try reader.integer(
            .previewMemoryMB, in: 0...1 << 20, default: library.media.previewMemoryBytes >> 20)
        library.media.previewMemoryBytes = previewMemoryMB << 20
        workers = try reader.integer(.workers, in: 0...1024, default: workers)
        tls = try Self.tls(reader)
    }

    private static func firstAdmin(_ reader: SettingsReader) throws -> LibrarySettings.FirstAdmin? {
        switch (reader.text(.adminEmail), reader.text(.adminPassword)) {
        case (nil, nil): return nil
        case (let email?, let password?): return .init(email: email, password: password)
        case (.some, nil): throw reader.wrong(.adminEmail, "needs CALOTYPE_ADMIN_PASSWORD beside it")
        case (nil, .some): throw reader.wrong(.adminPassword, "needs CALOTYPE_ADMIN_EMAIL beside it")
        }
    }

    /// Scheme and host, as a browser sends them, with a port that may be `*`.
    private static func corsOrigins(_ reader: SettingsReader) throws -> [String]? {
        guard let origins = reader.list(.corsOrigins) else { return nil }
        for origin in origins where origin != "*" && origin.wholeMatch(of: /https?:\/\/[^\/\s:*]+(:(\d+|\*))?/) == nil {
            throw reader.wrong(.corsOrigins, "holds \"\(origin)\", which is no origin such as https://example.com")
        }
        return origins
    }

    private static func trustedProxies(_ reader: SettingsReader) throws -> Set<String> {
        let addresses = reader.list(.trustedProxies) ?? []
        for address in addresses {
            var place = in6_addr()
            guard inet_pton(AF_INET, address, &place) == 1 || inet_pton(AF_INET6, address, &place) == 1 else {
                throw reader.wrong(.trustedProxies, "holds \"\(address)\", which is no IP address")
            }
        }
        return Set(addresses)
    }

    /// Absolute paths of folders that are there: a mistyped one should not wait for the first upload to be noticed.
    private static func importRoots(_ reader: SettingsReader) throws -> [String] {
        let roots = reader.list(.importRoots, separator: ":") ?? []
        for root in roots {
            var isFolder: ObjCBool = false
            guard root.hasPrefix("/"), FileManager.default.fileExists(atPath: root, isDirectory: &isFolder),
                isFolder.boolValue
            else {
                throw reader.wrong(.importRoots, "holds \"\(root)\", which is no absolute path of a folder")
            }
        }
        return roots
    }

    private static func tls(_ reader: SettingsReader) throws -> TLSFiles? {
        switch (reader.text(.tlsCertificate), reader.text(.tlsKey)) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return TLSFiles(certificateChain: certificate, privateKey: key)
        case (.some, nil): throw reader.wrong(.tlsCertificate, "needs CALOTYPE_TLS_KEY beside it")
        case (nil, .some): throw reader.wrong(.tlsKey, "needs CALOTYPE_TLS_CERT beside it")
        }
    }
}
