import Foundation
import NIOHTTP1
import Testing

@Suite("Starting and stopping")
struct LifeCycleTests {
    @Test("with no configuration at all the server answers, and SIGTERM ends it with 0")
    func startsAndStops() async throws {
        let folder = try TemporaryFolder()
        let server = try RunningServer(dataFolder: folder)
        let health = try await Client.send(.GET, server.address + "/health")
        #expect(health.status == 200)
        #expect(health.json["status"] as? String == "healthy")
        #expect(server.terminate() == 0)
    }

    @Test("the secret is made once, is for its owner's eyes only, and tokens outlive a restart")
    func secretIsKept() async throws {
        let folder = try TemporaryFolder()
        var server = try RunningServer(dataFolder: folder)
        let client = try await Client("ann", at: server.address)
        let secret = folder.path("data/secret")
        let mode = try FileManager.default.attributesOfItem(atPath: secret)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(server.terminate() == 0)

        server = try RunningServer(dataFolder: folder)
        let me = try await Client.send(
            .GET, server.address + "/api/v1/auth/me", headers: ["Authorization": "Bearer \(client.token)"])
        #expect(me.status == 200)
        #expect(me.json["username"] as? String == "ann")
    }

    @Test(
        "a setting that is wrong stops the start with exit code 2 and names the variable",
        arguments: [
            ("CALOTYPE_PORT", "eighty"), ("CALOTYPE_PORT", "70000"), ("CALOTYPE_RATE_LIMITS", "perhaps"),
            ("CALOTYPE_DEBUG_ENDPOINTS", "2"), ("CALOTYPE_TLS_CERT", "/nowhere/cert.pem"),
            ("CALOTYPE_TRUSTED_PROXIES", "not-an-address"), ("CALOTYPE_CORS_ORIGINS", "localhost"),
            ("CALOTYPE_ADMIN_EMAIL", "root@example.com"), ("CALOTYPE_HOST", "999.1.1.1"),
            ("CALOTYPE_OLLAMA_URL", "localhost:11434"), ("CALOTYPE_CLOUD_URL", "ftp://models.example"),
            ("CALOTYPE_QUOTA_MB", "-1"), ("CALOTYPE_CLOUD_MODEL", "one-without-a-place"),
            ("CALOTYPE_CLOUD_API_KEY", "two words"),
        ])
    func wrongSetting(variable: String, value: String) throws {
        let folder = try TemporaryFolder()
        let answer = try run([
            "env", "\(variable)=\(value)", "timeout", "30", RunningServer.binary.path, "serve",
            "--data-dir", folder.path("data"),
        ])
        #expect(answer.exitCode == 2)
        #expect(answer.complaints.contains(variable))
    }

    @Test("the first admin comes from the environment, and a disabled account's token is dead at once")
    func adminAndDisabling() async throws {
        let folder = try TemporaryFolder()
        let server = try RunningServer(
            dataFolder: folder,
            settings: [
                "CALOTYPE_ADMIN_EMAIL": "root@example.com", "CALOTYPE_ADMIN_PASSWORD": "correct horse",
                "CALOTYPE_DEBUG_ENDPOINTS": "on",
            ])
        let login = try await Client.send(
            .POST, server.address + "/imalink/api/v1/auth/login",
            json: ["username": "root@example.com", "password": "correct horse"])
        let token = try #require(login.json["access_token"] as? String)
        let status = try await Client.send(
            .GET, server.address + "/api/v1/debug/status", headers: ["Authorization": "Bearer \(token)"])
        #expect(status.status == 200)

        let ann = try await Client("ann", at: server.address)
        #expect(try await ann.get("/api/v1/debug/status").status == 403)
        #expect(try await ann.get("/api/v1/photos").status == 200)
        let disable = try run([
            RunningServer.binary.path, "user", "disable", "--email", "ann@example.com", "--data-dir",
            folder.path("data"),
        ])
        #expect(disable.exitCode == 0, "\(disable.complaints)")
        #expect(try await ann.get("/api/v1/photos").status == 401)

        let last = try run([
            RunningServer.binary.path, "user", "disable", "--email", "root@example.com", "--data-dir",
            folder.path("data"),
        ])
        #expect(last.exitCode == 1, "the last admin stays")
    }

    @Test("a port that is taken stops the start with exit code 2 and names the variable")
    func takenPort() throws {
        let folder = try TemporaryFolder()
        let server = try RunningServer(dataFolder: folder)
        let port = try #require(server.address.split(separator: ":").last)
        let answer = try run([
            "timeout", "30", RunningServer.binary.path, "serve", "--port", String(port), "--data-dir",
            folder.path("other"),
        ])
        #expect(answer.exitCode == 2)
        #expect(answer.complaints.contains("CALOTYPE_PORT"))
    }

    @Test("a key that is another certificate's stops the start with exit code 2 and names the variable")
    func wrongKey() throws {
        let folder = try TemporaryFolder()
        for name in ["one", "two"] {
            let made = try run([
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2",
                "-keyout", folder.path(name + ".key"), "-out", folder.path(name + ".pem"),
            ])
            try #require(made.exitCode == 0, "\(made.complaints)")
        }
        let answer = try run([
            "timeout", "30", RunningServer.binary.path, "serve", "--port", "0", "--data-dir", folder.path("data"),
            "--tls-cert", folder.path("one.pem"), "--tls-key", folder.path("two.key"),
        ])
        #expect(answer.exitCode == 2)
        #expect(answer.complaints.contains("CALOTYPE_TLS_KEY"))
    }

    @Test("a server whose log and output nobody can take serves all the same")
    func deafLog() async throws {
        let folder = try TemporaryFolder()
        let server = try RunningServer(
            dataFolder: folder, wrapper: ["sh", "-c", "exec \"$@\" 2>/dev/full", "sh"])
        for _ in 0..<3 {
            #expect(try await Client.send(.GET, server.address + "/health").status == 200)
        }
        #expect(server.terminate() == 0)
    }

    @Test("a server that may open few files at first has more connections than that")
    func openFiles() throws {
        let folder = try TemporaryFolder()
        let server = try RunningServer(
            dataFolder: folder, wrapper: ["sh", "-c", "ulimit -Sn 64; exec \"$@\"", "sh"])
        let script = """
            import http.client, socket, sys
            host, port = sys.argv[1].removeprefix("http://").split(":")
            silent = [socket.create_connection((host, int(port))) for _ in range(100)]
            last = http.client.HTTPConnection(host, int(port), timeout=30)
            last.request("GET", "/health")
            print(last.getresponse().status)
            """
        let answer = try run(["python3", "-c", script, server.address])
        #expect(answer.output == "200\n", "\(answer.complaints)")
    }
}
