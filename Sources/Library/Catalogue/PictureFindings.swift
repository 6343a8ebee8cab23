// What the steps of an analysis find in a picture. They are kept as JSON, in the words in which clients see them, so the
// names here are those of the rows.

/// What a picture was found to be, by its shape alone.
public struct PictureFacts: Hashable, Sendable, Codable {
    /// Sides in pixels, upright.
    public let width: Int
    public let height: Int
    public let format: String
    /// 16 hexadecimal digits.
    public let perceptualHash: String

    enum CodingKeys: String, CodingKey {
        case width, height, format
        case perceptualHash = "perceptual_hash"
    }
}

/// What a picture shows, in one word.
public struct PictureClassification: Hashable, Sendable, Codable {
    /// `unknown` where nothing is like it.
    public let label: String
    /// 0...1.
    public let confidence: Double
    /// By label.
    public let scores: [String: Double]

    enum CodingKeys: String, CodingKey {
        case label = "classification_label"
        case confidence
        case scores = "classification_scores"
    }

    static let unknown = "unknown"
}

/// Something that can be said of what a picture shows.
public struct PictureAttribute: Hashable, Sendable, Codable {
    /// A UUID in lower case.
    public let id: String
    public let name: String
    public let value: String
    /// 0...1.
    public let confidence: Double

    enum CodingKeys: String, CodingKey {
        case id, confidence
        case name = "attribute_name"
        case value = "attribute_value"
    }
}

/// Something that is wrong with a picture.
public struct PictureDefect: Hashable, Sendable, Codable {
    public enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
        case low, medium, high
    }

    /// Where it is, in pixels of the upright picture.
    public struct Box: Hashable, Sendable, Codable {
        public let x: Int
        public let y: Int
        public let width: Int
        public let height: Int
    }

    /// A UUID in lower case.
    public let id: String
    public let type: String
    public let severity: Severity
    /// 0...1.
    public let confidence: Double
    /// Nil where it is everywhere.
    public let box: Box?
    public let description: String

    enum CodingKeys: String, CodingKey {
        case id, severity, confidence, description
        case type = "defect_type"
        case box = "bounding_box"
    }
}

/// What a picture shows, in sentences, and whose they are.
public struct PictureDescription: Hashable, Sendable, Codable {
    public let text: String
    /// A model's name, or `builtin`.
    public let model: String

    enum CodingKeys: String, CodingKey {
        case text = "description_text"
        case model = "description_model"
    }
}

/// The attributes as a step's result.
struct PictureAttributes: Codable {
    let attributes: [PictureAttribute]
}

/// The defects as a step's result.
struct PictureDefects: Codable {
    let defects: [PictureDefect]
}
