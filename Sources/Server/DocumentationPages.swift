import Foundation
import Gateway
import HTTPTypes

/// `/openapi.json`, `/{surface}/openapi.json`, and the pages that show it: Swagger UI and ReDoc, from assets that
/// `scripts/setup` puts beside the program. Nothing is loaded from anywhere else, and the pages' policy says so.
struct DocumentationPages: Sendable {
    /// Finished documents by path.
    let documents: [(path: PathPattern, bytes: [UInt8])]
    /// The folder with the assets; nil where `scripts/setup` has not been run.
    let assets: String?

    private static let files = [
        "swagger-ui-bundle.js": "text/javascript; charset=utf-8", "swagger-ui.css": "text/css; charset=utf-8",
        "redoc.standalone.js": "text/javascript; charset=utf-8",
    ]

    var routes: [Route] {
        let tag = RouteOptions(tag: "Documentation")
        let documents = documents.map { path, bytes -> Route in
            let entity = Entity(
                mediaType: "application/json", etag: fingerprint(bytes), cacheControl: "no-cache", variesByToken: false)
            return .get(
                path, "The OpenAPI document", access: .anyone, answers: [.media("application/json")], options: tag
            ) { _ in .entity(bytes, entity) }
        }
        return documents + [
            page("/docs", "Swagger UI", Self.swagger), page("/redoc", "ReDoc", Self.redoc),
            .get(
                "/docs/assets/{file}", "What the pages load", access: .anyone, answers: [.media("*/*")], options: tag,
                asset
            ),
        ]
    }

    private func page(_ path: PathPattern, _ name: String, _ html: String) -> Route {
        .get(
            path, name, access: .anyone, answers: [.media("text/html")], options: RouteOptions(tag: "Documentation")
        ) { _ in
            var answer = Answer.text(
                assets == nil ? Self.missing : html, mediaType: "text/html; charset=utf-8")
            answer.headers[.contentSecurityPolicy] = Self.policy
            answer.headers[.xContentTypeOptions] = "nosniff"
            return answer
        }
    }

    // GET /docs/assets/{file}
    @Sendable private func asset(_ incoming: Incoming) async throws -> Answer {
        let file = try incoming.capture("file")
        if let script = Self.scripts[file] {
            return .entity(
                Array(script.utf8),
                Entity(
                    mediaType: "text/javascript; charset=utf-8", etag: fingerprint(Array(script.utf8)),
                    cacheControl: "no-cache", variesByToken: false))
        }
        // The name is one of ours or nothing: it never becomes a path by itself.
        guard let assets, let mediaType = Self.files[file] else { throw RequestError.noSuchPath }
        let path = assets + "/" + file
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let byteCount = (attributes[.size] as? Int) ?? 0
        let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return .file(
            path, byteCount: byteCount,
            Entity(
                mediaType: mediaType, etag: "\(byteCount)-\(Int(changed))", cacheControl: "no-cache",
                variesByToken: false))
    }

    /// `share/calotype/docs-ui` under the nearest folder above the program that has it.
    static func findAssets(above program: String = "/proc/self/exe") -> String? {
        var folder = URL(fileURLWithPath: program).resolvingSymlinksInPath().deletingLastPathComponent()
        while true {
            let candidate = folder.appendingPathComponent("share/calotype/docs-ui").path
            if FileManager.default.fileExists(atPath: candidate + "/swagger-ui-bundle.js") { return candidate }
            guard folder.path != "/" else { return nil }
            folder.deleteLastPathComponent()
        }
    }

    /// Swagger UI and ReDoc set styles on elements, and ReDoc searches in a worker that it makes from a blob.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src blob:; child-src blob:; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'"

    private static let swagger = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Calotype API</title>
        <link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
        <body><div id="page"></div>
        <script src="/docs/assets/swagger-ui-bundle.js"></script>
        <script src="/docs/assets/docs.js"></script></body></html>

        """

    private static let redoc = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Calotype API</title></head>
        <body><div id="page"></div>
        <script src="/docs/assets/redoc.standalone.js"></script>
        <script src="/docs/assets/redoc.js"></script></body></html>

        """

    private static let missing = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Calotype API</title></head>
        <body><h1>The documentation's assets are not installed</h1>
        <p>Run <code>scripts/setup</code> and reload this page. The document itself is
        <a href="/openapi.json">/openapi.json</a>.</p></body></html>

        """

    /// `?surface=imalink` shows one surface's document.
    private static let scripts = [
        "docs.js": """
        const surface = new URLSearchParams(location.search).get('surface');
        const path = /^[a-z-]+$/.test(surface || '') ? `/${surface}/openapi.json` : '/openapi.json';
        SwaggerUIBundle({ url: path, dom_id: '#page', deepLinking: true, validatorUrl: null });

        """,
        "redoc.js": """
        const surface = new URLSearchParams(location.search).get('surface');
        const path = /^[a-z-]+$/.test(surface || '') ? `/${surface}/openapi.json` : '/openapi.json';
        Redoc.init(path, { hideLoading: true }, document.getElementById('page'));

        """,
    ]
}

/// FNV-1a of the bytes: enough to tell one build's document from the next's.
private func fingerprint(_ bytes: [UInt8]) -> String {
    let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
}
