import Foundation
import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("ML Framework: files", .timeLimit(.minutes(2)))
struct FileStories {
    @Test("a file is kept to the byte, under the name that it was sent by, for its owner alone")
    func kept() async throws {
        try await withMLFramework { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let bytes = Array("%PDF-1.4\n%âãÏÓ\nnot much of one".utf8)
            let sent = try await ann.form("/upload", file: bytes, named: "Übung 1/../a b.pdf").expect(.ok)
            #expect(sent["filename"] == "Übung 1/../a b.pdf")
            #expect(sent["file_size"]?.integer == Int64(bytes.count))
            #expect(sent["mime_type"] == "application/pdf")
            let path = try #require(sent["file_path"]?.text)
            #expect(path == "/uploads/\(sent["id"]?.text ?? "")/%C3%9Cbung%201%2F..%2Fa%20b.pdf")
            let got = try await ann.get(path).expect(.ok)
            #expect(got.bytes == bytes)
            #expect(got.header("X-Content-Type-Options") == "nosniff")
            #expect(got.header("Content-Type") == "application/pdf")
            #expect(got.header("Content-Disposition")?.hasPrefix("inline") == true)
            // As an <img> or a <video> asks, which sends no header.
            try await client.get(path + "?token=\(ann.token ?? "")").expect(.ok)
            try await bob.get(path).expectDetail(.notFound)
            try await client.get(path).expectDetail(.unauthorized)
            try await ann.get("/uploads/\(sent["id"]?.text ?? "")/other.pdf").expectDetail(.notFound)
            try await ann.get("/ml-framework" + path).expect(.ok)
            // Nothing was written by that name.
            let names = try FileManager.default.subpathsOfDirectory(atPath: client.folder)
            #expect(!names.contains { $0.contains("a b.pdf") })
        }
    }

    @Test(
        "what a file is goes by its bytes, and what a browser could run is only for saving",
        arguments: [
            ("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>", "image/svg+xml", false),
            ("<!DOCTYPE html><html><body><script>1</script></body></html>", "text/html", false),
            ("<?xml version=\"1.0\"?><a/>", "text/xml", false),
            ("#!/usr/bin/env python3\nprint(1)\n", "text/x-script.python", false),
            ("Nothing but words.\n", "text/plain", true),
        ])
    func judged(text: String, mediaType: String, isShown: Bool) async throws {
        try await withMLFramework { client in
            let ann = try await client.join("ann")
            // The name says something else, and is not believed.
            let sent = try await ann.form("/upload", file: Array(text.utf8), named: "photo.jpg").expect(.ok)
            #expect(sent["mime_type"]?.text == mediaType)
            let got = try await ann.get(try #require(sent["file_path"]?.text)).expect(.ok)
            #expect(got.header("Content-Disposition")?.hasPrefix(isShown ? "inline" : "attachment") == true)
            #expect(got.header("X-Content-Type-Options") == "nosniff")
        }
    }

    @Test("parts of a file are sent where they are asked for, and nothing where it is known already")
    func ranges() async throws {
        try await withMLFramework { client in
            let ann = try await client.join("ann")
            let bytes = Array(repeating: Array(0...255 as ClosedRange<UInt8>), count: 40).flatMap(\.self)
            let sent = try await ann.form("/upload", file: bytes, named: "film.mp4").expect(.ok)
            let path = try #require(sent["file_path"]?.text)
            let part = try await ann.get(path, [.range: "bytes=10-19"]).expect(.partialContent)
            #expect(part.bytes == Array(10...19))
            #expect(part.header("Content-Range") == "bytes 10-19/\(bytes.count)")
            #expect(try await ann.get(path, [.range: "bytes=-5"]).expect(.partialContent).bytes.count == 5)
            let beyond = try await ann.get(path, [.range: "bytes=99999-"]).expect(.rangeNotSatisfiable)
            #expect(beyond.header("Content-Range") == "bytes */\(bytes.count)")
            let tag = try #require(part.header("ETag"))
            try await ann.get(path, [.ifNoneMatch: tag]).expect(.notModified)
            try await ann.get(path, [.range: "bytes=0-0", .ifRange: tag]).expect(.partialContent)
            try await ann.get(path, [.range: "bytes=0-0", .ifRange: "\"other\""]).expect(.ok)
            let head = try await ann.send(.head, path).expect(.ok)
            #expect(head.bytes.isEmpty)
            #expect(head.header("Content-Length") == "\(bytes.count)")
        }
    }

    @Test("a request without a file, an empty file, a name that is too long")
    func odd() async throws {
        try await withMLFramework { client in
            let ann = try await client.join("ann")
            try await ann.form("/upload", file: nil).expectDetail(.badRequest, "file")
            try await ann.form("/upload", file: [1], named: "a", as: "other").expectDetail(.badRequest, "file")
            try await ann.post("/upload", [:]).expectDetail(.unsupportedMediaType)
            let empty = try await ann.form("/upload", file: [], named: "empty.txt").expect(.ok)
            #expect(empty["file_size"] == 0)
            #expect(try await ann.get(try #require(empty["file_path"]?.text)).expect(.ok).bytes.isEmpty)
            try await ann.form("/upload", file: [1], named: String(repeating: "a", count: 1025))
                .expectDetail(.badRequest, "filename")
            let dots = try await ann.form("/upload", file: [1, 2], named: "..").expect(.ok)
            #expect(try await ann.get(try #require(dots["file_path"]?.text)).expect(.ok).bytes == [1, 2])
            try await client.form("/upload", file: [1]).expectDetail(.unauthorized)
        }
    }
}

@Suite("ML Framework: a browser's client", .timeLimit(.minutes(2)))
struct BrowserStories {
    @Test("a token that expires during an upload is a 401, and with the next one the same upload succeeds")
    func refreshes() async throws {
        let clock = TestClock()
        try await withMLFramework(clock: clock.clock) { client in
            let login = try await client.post(
                "/auth/register",
                ["email": "ann@example.com", "username": "ann", "password": .string(SurfaceClient.password)]
            ).expect(.ok)
            let tokens = try #require(login["tokens"])
            let ann = client.with(token: tokens["accessToken"]?.text)
            let first = try await ann.form("/upload", file: [1], named: "a.bin").expect(.ok)
            clock.advance(seconds: 31 * 60)
            // The answer comes while the body is still on its way.
            let film = [UInt8](repeating: 7, count: 60_000)
            try await ann.form("/upload", file: film, named: "film.bin").expectDetail(.unauthorized)
            let refreshed = try await client.post(
                "/auth/refresh", ["refreshToken": try #require(tokens["refreshToken"])]
            ).expect(.ok)
            #expect(refreshed["refreshToken"] == tokens["refreshToken"])
            let again = client.with(token: refreshed["accessToken"]?.text)
            let sent = try await again.form("/upload", file: film, named: "film.bin").expect(.ok)
            #expect(sent["file_size"] == 60_000)
            #expect(sent["id"]?.text != first["id"]?.text)
            #expect(try await again.get(try #require(sent["file_path"]?.text)).expect(.ok).bytes == film)
        }
    }
}
