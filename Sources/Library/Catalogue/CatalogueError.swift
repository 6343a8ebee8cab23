/// Why something of a catalogue can't be had or done.
public enum CatalogueError: Error, Hashable, Sendable {
    /// None that is the owner's. What belongs to someone else is, to anyone who asks, not there.
    case noSuchProduct
    case noSuchImage
    case noSuchJob
    /// The job is somebody else's. Who asks for it in any other way than to follow it is told `.noSuchJob`.
    case notOwner
    /// The picture is there, and no analysis of it is, or is to be.
    case noAnalysis
    /// These ids name no picture of the product that is to be processed.
    case notOfProduct(images: [String])
    /// A job has so many pictures, and none has more.
    case badImageCount(limit: Int)
    /// The bytes of a picture are to come yet.
    case notUploaded
    /// A picture of a format that this catalogue does not take.
    case unwantedFormat(String)
    /// The job has ended of itself: there is nothing to cancel.
    case jobHasEnded
    /// More characters than the text may have.
    case tooLong(ProductText, maximumCharacters: Int)
}

/// A text that an owner gives with a product. The raw value is its name in most dialects.
public enum ProductText: String, Hashable, Sendable, CaseIterable {
    case title, description, category, subcategory, filename
    case metadata = "metadata_"

    /// Unicode scalars, which no client's count of characters exceeds.
    var maximumCharacters: Int {
        switch self {
        case .title, .filename: 255
        case .category, .subcategory: 100
        case .description: 10_000
        case .metadata: 65_536
        }
    }

    /// Throws `CatalogueError.tooLong` for a text over the bound.
    func check(_ text: String?) throws(CatalogueError) {
        guard let text, text.unicodeScalars.count > maximumCharacters else { return }
        throw .tooLong(self, maximumCharacters: maximumCharacters)
    }
}
