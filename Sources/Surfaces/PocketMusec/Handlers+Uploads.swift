import Gateway
import HTTPTypes
import Identity
import Library
import Logging

// Images that come in, and how far they are.

extension Handlers {
    @Sendable func addImage(_ incoming: Incoming) async throws -> ImageShape {
        let report = try report(incoming)
        return try await Self.telling(report) {
            let form = try await ImageForm(incoming, library, report)
            return try await add(form.files[0], at: 0, form.wish, incoming, report)
        }
    }

    @Sendable func addImages(_ incoming: Incoming) async throws -> BatchShape {
        let report = try report(incoming)
        let form = try await Self.telling(report) { try await ImageForm(batch: incoming, library, report) }
        // Two at a time: one is read while the other waits for a model, and whoever sends a single one is not far behind.
        let results = await form.files.concurrentMap(width: 2) { number, file in
            do {
                let image = try await add(file, at: number, form.wish, incoming, report)
                return BatchShape.Result(filename: file.name, image: image)
            } catch {
                if PocketMusecError.isUnexplained(error) {
                    incoming.logger.error("a file of a batch was not taken in", metadata: ["error": "\(error)"])
                }
                let words = PocketMusecError.words(error)
                report?.tell(UploadEvent(.failed(reason: words), index: number, filename: file.name))
                return BatchShape.Result(filename: file.name, error: words)
            }
        }
        return BatchShape(results: results)
    }

    @Sendable func followUpload(
        _ incoming: Incoming
    ) async throws -> AsyncMapSequence<UploadEvents, UploadEventShape> {
        library.uploadWatch.follow(try incoming[Query.upload], of: try incoming.caller.account)
            .map { UploadEventShape($0) }
    }

    /// Where `work` fails, so does the upload as a whole.
    private static func telling<Value>(
        _ report: UploadReport?, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch {
            report?.tell(UploadEvent(.failed(reason: PocketMusecError.words(error))))
            throw error
        }
    }

    private func add(
        _ file: ImageForm.File, at index: Int, _ wish: DescribingWish, _ incoming: Incoming, _ report: UploadReport?
    ) async throws -> ImageShape {
        let image = try await library.describedImages.add(
            try file.upload.get(), wish, owner: try incoming.caller.account
        ) { report?.tell(UploadEvent($0, index: index, filename: file.name)) }
        report?.tell(UploadEvent(.complete(id: image.prefixedID), index: index, filename: file.name))
        return ImageShape(image)
    }

    /// Where the sender has named the upload, somebody may be watching.
    private func report(_ incoming: Incoming) throws -> UploadReport? {
        let header = "X-Upload-ID"
        guard let name = HTTPField.Name(header).flatMap({ incoming.headers[$0] }) else { return nil }
        let owner = try incoming.caller.account
        do throws(FieldFault) {
            return library.uploadWatch.begin(try Query.uploadID(name), of: owner)
        } catch {
            throw RequestError.field(header, error)
        }
    }
}

extension Array where Element: Sendable {
    /// What `work` makes of each, in the array's order, `width` at a time.
    fileprivate func concurrentMap<Value: Sendable>(
        width: Int, _ work: @escaping @Sendable (_ number: Int, Element) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            var made: [(Int, Value)] = []
            for (number, element) in enumerated() {
                if number >= width, let one = await group.next() { made.append(one) }
                group.addTask { (number, await work(number, element)) }
            }
            for await one in group { made.append(one) }
            return made.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
