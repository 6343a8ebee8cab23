import Gateway
import Library

struct ImageShape: JSONShape {
    let image: DescribedImage

    init(_ image: DescribedImage) { self.image = image }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", image.prefixedID)
        object.write("filename", image.filename)
        object.write("uploaded_at", UTCTime(image.createdAt))
        object.write("ocr_text", image.readText)
        object.write("vision_analysis", image.description)
        object.write("file_size", image.sizeBytes)
        object.write("mime_type", image.mediaType)
        object.write("user_id", image.ownerPrefixedID)
        // Besides the document's: who spoke, whatever was asked for, and why there is no text.
        object.write("processing_mode", image.mode.rawValue)
        object.write("vision_provider", image.provider)
        object.write("vision_model", image.model)
        object.write("ocr_error", image.readingFailure)
    }
}

struct ImageListShape: JSONShape {
    let images: [ImageShape]
    let total: Int

    static var example: Self { Self(images: [.example], total: 1) }

    func write(to object: inout JSONObjectWriter) {
        object.write("images", images)
        object.write("total", total)
    }
}

struct BatchShape: JSONShape {
    /// What became of one file: an image, or words.
    struct Result: JSONShape {
        let filename: String
        var image: ImageShape?
        var error: String?

        static var example: Self { Self(filename: "image1.png", image: .example) }

        func write(to object: inout JSONObjectWriter) {
            object.write("filename", filename)
            object.write("success", image != nil)
            object.write("image", image)
            object.write("error", error)
        }
    }

    let results: [Result]

    static var example: Self { Self(results: [.example]) }

    func write(to object: inout JSONObjectWriter) {
        object.write("results", results)
    }
}

struct MatchShape: JSONShape {
    let match: DescribedImages.Match

    init(_ match: DescribedImages.Match) { self.match = match }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", match.image.prefixedID)
        object.write("filename", match.image.filename)
        object.write("match_score", match.score)
        object.write("ocr_text", match.image.readText)
        object.write("vision_analysis", match.image.description)
    }
}

struct SearchShape: JSONShape {
    let results: [MatchShape]

    static var example: Self { Self(results: [.example]) }

    func write(to object: inout JSONObjectWriter) {
        object.write("results", results)
    }
}

struct StorageShape: JSONShape {
    let use: StorageUse

    init(_ use: StorageUse) { self.use = use }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("total_images", use.images)
        object.write("total_size_bytes", use.bytes)
        object.write("total_size_mb", hundredths(Double(use.bytes) / Double(StorageUse.megabyte)))
        object.write("quota_mb", use.quotaMB)
        object.write(
            "used_percentage",
            use.quotaMB == 0 ? 100 : hundredths(Double(use.bytes) / Double(use.quotaBytes) * 100))
    }

    private func hundredths(_ number: Double) -> Double { (number * 100).rounded() / 100 }
}
