import Pixels
import CImageKit
import CImageShims

/// Owns one Tesseract with the models of one set of languages loaded. Not `Sendable`: it stays on the thread that reads.
final class Engine {
    private let api: OpaquePointer
    let languages: String
    /// Whether lines may run from top to bottom; in any other language such lines lie on their side.
    private let isVertical: Bool
    /// Whether lines may run from right to left.
    private let mayRunLeft: Bool

    /// - Parameter languages: Tesseract's names, joined with `+`.
    init(languages: String) throws(EngineFailure) {
        guard let api = TessBaseAPICreate() else { throw EngineFailure(reason: "Tesseract: out of memory") }
        guard TessBaseAPIInit3(api, nil, languages) == 0 else {
            TessBaseAPIDelete(api)
            throw EngineFailure(reason: "Tesseract does not load \(languages)")
        }
        self.api = api
        self.languages = languages
        let names = languages.split(separator: "+").map(String.init)
        isVertical = names.contains(where: LanguageCodes.isWrittenDownwards)
        mayRunLeft = names.contains(where: LanguageCodes.isWrittenLeftwards)
    }

    deinit { TessBaseAPIDelete(api) }

    /// Reads a whole sheet, in Tesseract's reading order.
    func read(_ sheet: Sheet) throws(EngineFailure) -> (lines: [PageLayout.Line], isSideways: Bool) {
        TessBaseAPISetPageSegMode(api, mode(sheet.segmentation))
        TessBaseAPISetImage2(api, sheet.pix.pix)
        TessBaseAPISetSourceResolution(api, Self.resolution)
        return try recognise()
    }

    /// Reads a part of a sheet as a single line.
    func readLine(_ sheet: Sheet, in box: PixelBox) throws(EngineFailure) -> PageLayout {
        TessBaseAPISetPageSegMode(api, PSM_SINGLE_LINE)
        TessBaseAPISetImage2(api, sheet.pix.pix)
        TessBaseAPISetSourceResolution(api, Self.resolution)
        TessBaseAPISetRectangle(api, Int32(box.x), Int32(box.y), Int32(box.width), Int32(box.height))
        return PageLayout(lines: try recognise().lines)
    }

    /// Where lines of text are, without reading them.
    func lineBoxes(_ sheet: Sheet) -> [PixelBox] {
        TessBaseAPISetPageSegMode(api, PSM_AUTO)
        TessBaseAPISetImage2(api, sheet.pix.pix)
        TessBaseAPISetSourceResolution(api, Self.resolution)
        defer { TessBaseAPIClear(api) }
        guard let page = TessBaseAPIAnalyseLayout(api) else { return [] }
        defer { TessPageIteratorDelete(page) }
        var boxes: [PixelBox] = []
        repeat {
            if let box = Self.box(page, RIL_TEXTLINE) { boxes.append(box) }
        } while TessPageIteratorNext(page, RIL_TEXTLINE) != 0
        return boxes
    }

    /// Script and orientation, of an engine for `osd`. Nil where there is too little text to tell.
    func orientation(_ sheet: Sheet) -> (rotation: Int, script: String)? {
        TessBaseAPISetImage2(api, sheet.pix.pix)
        TessBaseAPISetSourceResolution(api, Self.resolution)
        defer { TessBaseAPIClear(api) }
        var rotation: Int32 = 0
        var (rotationConfidence, scriptConfidence): (Float, Float) = (0, 0)
        var script: UnsafePointer<CChar>?
        let found = TessBaseAPIDetectOrientationScript(api, &rotation, &rotationConfidence, &script, &scriptConfidence)
        guard found != 0, let script else { return nil }
        return (Int(rotation), String(cString: script))
    }

    /// Of every sheet, since every sheet was brought to the same height of letters.
    private static let resolution: Int32 = 200

    private func mode(_ segmentation: PageSegmentation) -> TessPageSegMode {
        switch segmentation {
        case .automatic: PSM_AUTO
        // A single block has level lines for Tesseract.
        case .oneColumn: isVertical ? PSM_AUTO : PSM_SINGLE_BLOCK
        case .oneLine: PSM_SINGLE_LINE
        }
    }

    private func recognise() throws(EngineFailure) -> (lines: [PageLayout.Line], isSideways: Bool) {
        defer { TessBaseAPIClear(api) }
        guard TessBaseAPIRecognize(api, nil) == 0 else { throw EngineFailure(reason: "Tesseract gave up on the page") }
        guard let words = calotype_words_open(api, mayRunLeft) else { return ([], false) }
        defer { calotype_words_close(words) }
        guard let page = calotype_words_place(words) else { return ([], false) }
        var collector = LineCollector()
        var sidewaysLetters = 0
        var letters = 0
        repeat {
            if TessPageIteratorIsAtBeginningOf(page, RIL_BLOCK) != 0 { collector.beginBlock() }
            if TessPageIteratorIsAtBeginningOf(page, RIL_TEXTLINE) != 0 { collector.beginLine() }
            guard let text = Self.text(words), let box = Self.box(page, RIL_WORD) else { continue }
            let confidence = Double(calotype_words_confidence(words))
            collector.add(Reading.Word(text: text, confidence: min(100, max(0, confidence)), box: box))
            letters += text.count
            if !isVertical, Self.isSideways(page) { sidewaysLetters += text.count }
        } while calotype_words_next(words)
        return (collector.finish(), 2 * sidewaysLetters > letters)
    }

    private static func text(_ words: OpaquePointer) -> String? {
        guard let utf8 = calotype_words_text(words) else { return nil }
        defer { TessDeleteText(utf8) }
        let text = String(cString: utf8).filter { !$0.isWhitespace }
        return text.isEmpty ? nil : text
    }

    private static func box(_ page: OpaquePointer, _ level: TessPageIteratorLevel) -> PixelBox? {
        var (left, top, right, bottom): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        guard TessPageIteratorBoundingBox(page, level, &left, &top, &right, &bottom) != 0 else { return nil }
        return PixelBox(x: Int(left), y: Int(top), width: max(0, Int(right - left)), height: max(0, Int(bottom - top)))
    }

    private static func isSideways(_ page: OpaquePointer) -> Bool {
        var orientation = ORIENTATION_PAGE_UP
        var direction = WRITING_DIRECTION_LEFT_TO_RIGHT
        var order = TEXTLINE_ORDER_TOP_TO_BOTTOM
        var skew: Float = 0
        TessPageIteratorOrientation(page, &orientation, &direction, &order, &skew)
        return orientation != ORIENTATION_PAGE_UP || direction == WRITING_DIRECTION_TOP_TO_BOTTOM
    }
}

/// Puts words that come one by one into lines.
private struct LineCollector {
    private var lines: [PageLayout.Line] = []
    private var words: [Reading.Word] = []
    private var block = 0

    mutating func beginBlock() {
        beginLine()
        if !lines.isEmpty { block += 1 }
    }

    mutating func beginLine() {
        if !words.isEmpty { lines.append(PageLayout.Line(words: words, block: block)) }
        words = []
    }

    mutating func add(_ word: Reading.Word) { words.append(word) }

    mutating func finish() -> [PageLayout.Line] {
        beginLine()
        return lines
    }
}
