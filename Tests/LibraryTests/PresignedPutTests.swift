import AsyncHTTPClient
import Blobs
import Foundation
import Library
import NIOCore
import NIOHTTP1
import S3Testing
import Store
import Testing

@Suite("Files that clients put before they are taken in")
struct PresignedPutTests {
    /// A library with an offer of three bytes, and what its client does.
    private struct Story {
        let library: Library
        let clock: TestClock
        let offer: PutOffer
        let rows: Store

        /// Puts bytes as the client of the offer does, and gives what went wrong.
        func put(_ bytes: [UInt8], type: String = "image/png", _ change: (PutTicket) -> PutTicket = { $0 }) async throws
            -> PresignedPutError?
        {
            switch offer.destination {
            case .here(let ticket):
                do {
                    let chunks = AsyncStream { stream in
                        for byte in bytes { stream.yield([byte]) }
                        stream.finish()
                    }
                    try await library.presignedPuts.receive(
                        chunks, change(ticket), mediaType: type, declaredBytes: bytes.count)
                    return nil
                } catch let error as PresignedPutError {
                    return error
                }
            case .store(let url):
                var request = HTTPClientRequest(url: url)
                request.method = .PUT
                request.headers.add(name: "content-type", value: type)
                request.body = .bytes(ByteBuffer(bytes: bytes))
                let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
                return response.status == .ok ? nil : .notAllowed
            }
        }

        func collected() async throws -> Int {
            try await library.presignedPuts.collect(offer.key, named: "a.png").sizeBytes
        }

        /// Whether this call was the one that confirmed it.
        func confirm() async throws -> Bool {
            let (key, now) = (offer.key, clock.now)
            return try await rows.write { steps in try steps.confirmPutOffer(key, at: now) }
        }
    }

    private func withOffer(in home: TestedHome, _ body: (Story) async throws -> Void) async throws {
        try await withFolder { folder in
            let clock = TestClock()
            var settings = testSettings(in: folder, clock: clock)
            if home == .bucket {
                settings.s3 = try MotoServer.running().settings()
                // The store judges by the true time.
                settings.clock = .system
            }
            let library = try await Library.open(settings)
            let rows = try Store.open(at: folder.path + "/data/calotype.sqlite")
            let offer = try await library.presignedPuts.offer(
                "products/7/ä b.png", mediaType: "image/png", sizeBytes: 3)
            #expect(offer.expiresInSeconds == 3600)
            try await body(Story(library: library, clock: clock, offer: offer, rows: rows))
            try rows.close()
            try await library.shutdown()
        }
    }

    @Test("what was put is there to be taken in, and may be put again until then", arguments: TestedHome.allCases)
    func story(in home: TestedHome) async throws {
        try await withOffer(in: home) { story in
            await #expect(throws: PresignedPutError.notPut) { try await story.collected() }
            let firstAnswer = try await story.put([1, 2, 3])
            #expect(firstAnswer == nil)
            let secondAnswer = try await story.put([4, 5, 6])
            #expect(secondAnswer == nil)
            let firstSize = try await story.collected()
            #expect(firstSize == 3)
            // Not yet confirmed: it is still there.
            let secondSize = try await story.collected()
            #expect(secondSize == 3)
        }
    }

    @Test("a put after the confirmation changes nothing", arguments: TestedHome.allCases)
    func afterwards(in home: TestedHome) async throws {
        try await withOffer(in: home) { story in
            let firstAnswer = try await story.put([1, 2, 3])
            #expect(firstAnswer == nil)
            let firstSize = try await story.collected()
            #expect(firstSize == 3)
            let firstConfirmation = try await story.confirm()
            #expect(firstConfirmation)
            await story.library.presignedPuts.discard(story.offer.key)
            // A store of its own takes it, and nobody reads it.
            let secondAnswer = try await story.put([4, 5, 6])
            #expect(secondAnswer == (home == .folder ? .confirmed : nil))
            await #expect(throws: PresignedPutError.confirmed) { try await story.collected() }
            let secondConfirmation = try await story.confirm()
            #expect(!secondConfirmation)
        }
    }

    @Test("another length or type is refused, and nothing of it is kept", arguments: TestedHome.allCases)
    func enforced(in home: TestedHome) async throws {
        try await withOffer(in: home) { story in
            let isHere = home == .folder
            let firstAnswer = try await story.put([1, 2])
            #expect(firstAnswer == (isHere ? .tooShort : .notAllowed))
            let secondAnswer = try await story.put([1, 2, 3, 4])
            #expect(secondAnswer == (isHere ? .tooLarge(limitBytes: 3) : .notAllowed))
            let thirdAnswer = try await story.put([1, 2, 3], type: "image/jpeg")
            #expect(thirdAnswer == (isHere ? .wrongType : .notAllowed))
            await #expect(throws: PresignedPutError.notPut) { try await story.collected() }
        }
    }

    @Test("a ticket is good as it stands, until it runs out, and in no other words")
    func tickets() async throws {
        try await withOffer(in: .folder) { story in
            func changed(
                key: String? = nil, type: String? = nil, size: Int? = nil, expiry: Int? = nil, signature: String? = nil
            ) async throws -> PresignedPutError? {
                try await story.put([1, 2, 3]) { ticket in
                    PutTicket(
                        key: key ?? ticket.key, mediaType: type ?? ticket.mediaType,
                        sizeBytes: size ?? ticket.sizeBytes,
                        expiry: expiry ?? ticket.expiry, signature: signature ?? ticket.signature)
                }
            }
            let firstAnswer = try await changed(key: "products/8/b.png")
            #expect(firstAnswer == .notAllowed)
            let secondAnswer = try await changed(type: "image/gif")
            #expect(secondAnswer == .notAllowed)
            let thirdAnswer = try await changed(size: 4)
            #expect(thirdAnswer == .notAllowed)
            let fourthAnswer = try await changed(expiry: Int.max)
            #expect(fourthAnswer == .notAllowed)
            for signature in ["", "00", String(repeating: "0", count: 64), "größe"] {
                let fifthAnswer = try await changed(signature: signature)
                #expect(fifthAnswer == .notAllowed)
            }
            story.clock.advance(seconds: 3599)
            let sixthAnswer = try await changed()
            #expect(sixthAnswer == nil)
            story.clock.advance(seconds: 1)
            let seventhAnswer = try await changed()
            #expect(seventhAnswer == .expired)
            // What was put in time can be taken in.
            let firstSize = try await story.collected()
            #expect(firstSize == 3)
        }
    }

    @Test("what was never confirmed is swept when its time is over, and not before")
    func sweep() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            let library = try await Library.open(testSettings(in: folder, clock: clock))
            let offer = try await library.presignedPuts.offer("a/b", mediaType: "image/png", sizeBytes: 1)
            guard case .here(let ticket) = offer.destination else { throw CocoaError(.featureUnsupported) }
            try await library.presignedPuts.receive(
                AsyncStream {
                    $0.yield([1])
                    $0.finish()
                }, ticket, mediaType: "image/png", declaredBytes: nil)
            let drops = folder.path + "/data/blobs/drops"
            func count() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: drops).count }
            clock.advance(seconds: 7200)
            await library.tidy()
            #expect(try count() == 1)
            clock.advance(seconds: 1)
            await library.tidy()
            #expect(try count() == 0)
            await #expect(throws: PresignedPutError.noSuchOffer) {
                try await library.presignedPuts.collect("a/b", named: "b")
            }
            try await library.shutdown()
        }
    }

    @Test("a client who sends more than was signed is cut off at the first byte over it")
    func endless() async throws {
        try await withOffer(in: .folder) { story in
            guard case .here(let ticket) = story.offer.destination else { throw CocoaError(.featureUnsupported) }
            let endless = AsyncStream<[UInt8]> { [7] }
            await #expect(throws: PresignedPutError.tooLarge(limitBytes: 3)) {
                try await story.library.presignedPuts.receive(
                    endless, ticket, mediaType: "image/png", declaredBytes: nil)
            }
            await #expect(throws: PresignedPutError.notPut) { try await story.collected() }
        }
    }
}
