public import Pixels

/// What was read from a page.
public struct Reading: Equatable, Sendable {
    /// The text in the format that was asked for. Ends without a newline; empty where the page has no text.
    public let text: String
    /// The same line by line as printed, whatever format was asked for.
    public let rawText: String
    /// The mean of the words' confidences, each weighing as many as it has letters, 0...100. 0 where there is no word.
    public let confidence: Double
    /// In reading order.
    public let words: [Word]
    /// Tesseract's names of the languages that the page was read with: those asked for, or the one found.
    public let languages: [String]
    /// How far the picture stands turned clockwise: 0, 90, 180 or 270 degrees.
    public let rotation: Int

    /// A word and where it stands.
    public struct Word: Equatable, Sendable {
        public let text: String
        /// 0...100.
        public let confidence: Double
        /// In pixels of the plane that was given, as it was given.
        public let box: PixelBox

        public init(text: String, confidence: Double, box: PixelBox) {
            self.text = text
            self.confidence = confidence
            self.box = box
        }
    }
}

extension Reading {
    /// Words it in the format asked for and puts the boxes back where they stand on the page.
    init(_ sheet: RecognisedSheet, format: ReadingOptions.Format) {
        text = sheet.layout.text(as: format)
        rawText = sheet.layout.text(as: .raw)
        words = sheet.layout.lines.flatMap(\.words).map { word in
            Word(text: word.text, confidence: word.confidence, box: sheet.placement.pageBox(of: word.box))
        }
        confidence = sheet.layout.confidence
        languages = sheet.languages
        rotation = sheet.placement.rotation
    }
}
