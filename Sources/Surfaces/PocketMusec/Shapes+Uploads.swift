import Gateway
import Library

/// One message of the WebSocket.
struct UploadEventShape: JSONShape {
    let event: UploadEvent

    init(_ event: UploadEvent) { self.event = event }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        var received: Int?
        var size: Int?
        var characters: Int?
        var provider: String?
        var image: String?
        var error: String?
        switch event.step {
        case .receiving(let bytes): received = bytes
        case .received(let bytes): (received, size) = (bytes, bytes)
        case .read(let count): characters = count
        case .analysed(let name): provider = name
        case .complete(let id): image = id
        case .failed(let reason): error = reason
        }
        object.write("type", event.step.name)
        object.write("index", event.index)
        object.write("filename", event.filename)
        // While a file comes in there is the one without the other.
        object.write("bytes_received", received)
        object.write("file_size", size)
        object.write("ocr_characters", characters)
        object.write("vision_provider", provider)
        object.write("image_id", image)
        object.write("error", error)
    }
}

extension UploadStep {
    fileprivate var name: String {
        switch self {
        case .receiving, .received: "received"
        case .read: "read"
        case .analysed: "analysed"
        case .complete: "complete"
        case .failed: "failed"
        }
    }
}
