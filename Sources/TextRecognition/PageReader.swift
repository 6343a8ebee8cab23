import Pixels

/// Reads pages, one after the other, with the engines that it keeps warm. What it answers depends on the page and the
/// request alone, never on what was read before.
struct PageReader {
    /// A page that is read upright in its own language has 85 to 96 on average; upside down or sideways it has 28 to 60.
    private static let doubtfulConfidence = 65.0
    /// How many lines are read in each language to find out which it is.
    private static let sampleLines = 4

    private var shelf = EngineShelf()
    private var installed = InstalledModels()

    /// The languages that pages can be read in.
    mutating func languages() -> InstalledLanguages { InstalledLanguages(installed.names()) }

    mutating func answer(
        _ samples: consuming [UInt8], _ size: PixelSize, languages hints: [String], mode: ReadingOptions.Mode
    ) -> Answer {
        let models = installed.names()
        do {
            let installed = InstalledLanguages(models)
            let names: [String]
            do throws(ReadingError) { names = try installed.names(for: hints) } catch {
                guard case .languageNotInstalled(let name, let installed) = error else {
                    return .failed(reason: "\(error)")
                }
                return .languageNotInstalled(name, installed: installed)
            }
            let page = try PreparedPage(samples, size: size)
            return .sheet(try read(page, names, installed, mode, knowsOrientation: models.contains("osd")))
        } catch {
            return .failed(reason: error.reason)
        }
    }

    private mutating func read(
        _ page: PreparedPage, _ asked: [String], _ installed: InstalledLanguages, _ mode: ReadingOptions.Mode,
        knowsOrientation: Bool
    ) throws(EngineFailure) -> RecognisedSheet {
        var attempt = try read(page, rotation: 0, asked, installed, mode, knowsOrientation)
        guard attempt.isDoubtful else { return attempt.sheet }
        for rotation in try rotationsToTry(page, after: attempt, mode, knowsOrientation) {
            let other = try read(page, rotation: rotation, asked, installed, mode, knowsOrientation)
            if other.merit > attempt.merit { attempt = other }
            if !attempt.isDoubtful { break }
        }
        return attempt.sheet
    }

    private struct Attempt {
        let sheet: RecognisedSheet
        let isSideways: Bool

        var isDoubtful: Bool { isSideways || sheet.layout.confidence < PageReader.doubtfulConfidence }
        /// What is read upright beats what Tesseract had to turn by itself: its lines are not in the sheet's order.
        var merit: Double { sheet.layout.confidence - (isSideways ? 50 : 0) }
    }

    private mutating func read(
        _ page: PreparedPage, rotation: Int, _ asked: [String], _ installed: InstalledLanguages,
        _ mode: ReadingOptions.Mode, _ knowsOrientation: Bool
    ) throws(EngineFailure) -> Attempt {
        let sheet = try page.sheet(rotation: rotation, mode: mode)
        guard asked.isEmpty else { return try attempt(sheet, in: asked) }
        let candidates = try candidates(installed.names, sheet, knowsOrientation)
        guard sheet.segmentation == .oneLine else {
            return try attempt(sheet, in: [try language(of: sheet, among: candidates)])
        }
        // Finding out which language a line is in is reading it in each.
        return try surest(of: candidates) { reader, name throws(EngineFailure) in
            let attempt = try reader.attempt(sheet, in: [name])
            return (attempt, attempt.sheet.layout.confidence)
        }
    }

    private mutating func attempt(_ sheet: Sheet, in languages: [String]) throws(EngineFailure) -> Attempt {
        let (lines, isSideways) = try shelf.engine(for: languages).read(sheet)
        return Attempt(
            sheet: RecognisedSheet(
                layout: PageLayout(lines: lines), placement: sheet.placement, languages: languages),
            isSideways: isSideways)
    }

    /// What Tesseract's detection says, or where it has no say, for want of text, all the others.
    private mutating func rotationsToTry(
        _ page: PreparedPage, after attempt: Attempt, _ mode: ReadingOptions.Mode, _ knowsOrientation: Bool
    ) throws(EngineFailure) -> [Int] {
        guard !attempt.sheet.layout.lines.isEmpty else { return [] }
        if knowsOrientation {
            let sheet = try page.sheet(rotation: 0, mode: .highAccuracy)
            if let found = try shelf.engine(for: ["osd"]).orientation(sheet) {
                return found.rotation == 0 ? [] : [found.rotation]
            }
        }
        return attempt.isSideways ? [90, 270] : [180, 90, 270]
    }

    /// The language whose model is surest of a few lines.
    private mutating func language(
        of sheet: Sheet, among candidates: [String]
    ) throws(EngineFailure) -> String {
        guard candidates.count > 1 else { return candidates[0] }
        let boxes = try shelf.engine(for: [candidates[0]]).lineBoxes(sheet)
        // The longest lines say most.
        let sample = boxes.filter { $0.width > 2 * $0.height }.sorted { ($0.width, $0.y) > ($1.width, $1.y) }
            .prefix(Self.sampleLines)
        return try surest(of: candidates) { reader, name throws(EngineFailure) in
            let engine = try reader.shelf.engine(for: [name])
            var lines: [PageLayout.Line] = []
            for box in sample {
                let margin = box.height / 4
                lines += try engine.readLine(sheet, in: box.widened(by: margin, inside: sheet.pix.size)).lines
            }
            return (name, PageLayout(lines: lines).confidence)
        }
    }

    /// What comes of the language whose model is surest; of the first of several that are equally so.
    private mutating func surest<Result>(
        of candidates: [String],
        _ read: (inout Self, String) throws(EngineFailure) -> (result: Result, confidence: Double)
    ) throws(EngineFailure) -> Result {
        var best = try read(&self, candidates[0])
        for name in candidates.dropFirst() {
            let other = try read(&self, name)
            if other.confidence > best.confidence { best = other }
        }
        return best.result
    }

    /// The installed languages of the page's script, at least one. Where all are of one script, nothing needs finding
    /// out.
    private mutating func candidates(
        _ names: [String], _ sheet: Sheet, _ knowsOrientation: Bool
    ) throws(EngineFailure) -> [String] {
        guard !names.isEmpty else { throw EngineFailure(reason: "no language is installed for Tesseract") }
        let scripts = Set(names.map(LanguageCodes.script))
        guard scripts.count > 1, knowsOrientation,
            let found = try shelf.engine(for: ["osd"]).orientation(sheet)
        else { return names }
        let ofScript = names.filter { LanguageCodes.script(of: $0) == found.script }
        return ofScript.isEmpty ? names : ofScript
    }
}

extension PixelBox {
    fileprivate func widened(by margin: Int, inside size: PixelSize) -> PixelBox {
        let (left, top) = (max(0, x - margin), max(0, y - margin))
        return PixelBox(
            x: left, y: top, width: min(size.width, right + margin) - left,
            height: min(size.height, bottom + margin) - top)
    }
}
