import ArgumentParser

/// The flags of `serve`, one a setting.
struct ServeOptions: ParsableArguments {
    @Option(help: "The address to listen on. [CALOTYPE_HOST, 127.0.0.1]")
    var host: String?

    @Option(help: "The port; 0 takes a free one. [CALOTYPE_PORT, 8000]")
    var port: String?

    @Option(help: "Signs tokens. [CALOTYPE_SECRET_KEY, made once and kept in the data folder]")
    var secretKey: String?

    @Option(help: "The first admin, made at start where there is none. [CALOTYPE_ADMIN_EMAIL]")
    var adminEmail: String?

    @Option(help: "The first admin's password. [CALOTYPE_ADMIN_PASSWORD]")
    var adminPassword: String?

    @Option(help: "on or off. [CALOTYPE_RATE_LIMITS, on]")
    var rateLimits: String?

    @Option(help: "on or off: the /debug paths, for admins. [CALOTYPE_DEBUG_ENDPOINTS, off]")
    var debugEndpoints: String?

    @Option(
        help: "Origins that browsers may call from, with commas between; a port may be *. [CALOTYPE_CORS_ORIGINS]")
    var corsOrigins: String?

    @Option(help: "Addresses whose X-Forwarded-For is believed, with commas between. [CALOTYPE_TRUSTED_PROXIES]")
    var trustedProxies: String?

    @Option(
        help: "Folders that uploads may name files in, with colons between; none otherwise. [CALOTYPE_IMPORT_ROOTS]")
    var importRoots: String?

    @Option(help: "What one account's described images may take, in 1024² bytes. [CALOTYPE_QUOTA_MB, 5120]")
    var quotaMb: String?

    @Option(help: "What encoded previews may take in memory, in 1024² bytes. [CALOTYPE_PREVIEW_MEMORY_MB, 64]")
    var previewMemoryMb: String?

    @OptionGroup var work: WorkOptions

    @Option(help: "A PEM file with the certificate chain; with --tls-key the server speaks TLS. [CALOTYPE_TLS_CERT]")
    var tlsCert: String?

    @Option(help: "A PEM file with the private key. [CALOTYPE_TLS_KEY]")
    var tlsKey: String?

    /// What was given, by setting.
    var flags: [Setting: String] {
        let all: [(Setting, String?)] = [
            (.host, host), (.port, port), (.secretKey, secretKey),
            (.adminEmail, adminEmail), (.adminPassword, adminPassword), (.rateLimits, rateLimits),
            (.debugEndpoints, debugEndpoints), (.corsOrigins, corsOrigins), (.trustedProxies, trustedProxies),
            (.importRoots, importRoots), (.quotaMB, quotaMb), (.previewMemoryMB, previewMemoryMb),
            (.tlsCertificate, tlsCert), (.tlsKey, tlsKey),
        ]
        let own = Dictionary(uniqueKeysWithValues: all.compactMap { setting, text in text.map { (setting, $0) } })
        return own.merging(work.flags) { own, _ in own }
    }
}
