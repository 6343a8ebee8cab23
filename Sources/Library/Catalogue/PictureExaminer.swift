import Blobs
import Foundation
import Pixels
import Store
import Vision

/// A picture that is being examined, with what was seen of it by looking once.
struct ExaminedPicture: Sendable {
    let image: ProductImageRow
    let owner: Int64
    let content: BlobKey
    fileprivate(set) var seen: PictureInspection?
    /// The text that was read; empty where there is none worth telling, nil where nobody looked.
    fileprivate(set) var text: String?
    /// As a model sees it.
    fileprivate(set) var shown: VisionPicture?

    init(_ begun: BegunPicture) throws {
        guard let content = begun.image.content.flatMap({ BlobKey(hex: $0.sha256) }) else {
            throw JobFailure("The picture's bytes are not there.", isFinal: true)
        }
        image = begun.image
        owner = begun.job.owner
        self.content = content
    }
}

/// Finds out what the steps ask about a picture: measured here, or, where a model is configured, in the model's words.
///
/// All of it throws `JobFailure` where it can't, in words for the picture's owner.
struct PictureExaminer: Sendable {
    /// The built-in analyser's make: it changes with what is measured and how.
    static let builtInVersion = "builtin-1"
    /// So many labelled pictures of the owner are asked for their votes, the newest.
    private static let mostVoters = 10_000
    /// Colours that are less of a picture than this are not told.
    private static let leastShare = 0.05
    /// Text that its reader is less sure of is as likely a pattern.
    private static let leastTextConfidence = 60.0
    private static let longestText = 2000

    let ground: Ground
    let codecs: PictureCodecs
    let texts: PageTexts
    let models: Models

    /// Who takes over classifying, extracting and describing, where anyone does. The one that keeps pictures in the house
    /// goes first.
    var model: (any StructuredModel)? { models.ollama ?? models.cloud }

    var version: String { model?.modelName ?? Self.builtInVersion }

    func preprocess(_ picture: inout ExaminedPicture) async throws -> PictureFacts {
        _ = try await look(at: &picture)
        let content = picture.content.hex
        guard let media = try await ground.read({ try $0.media(sha256: content) }) else {
            throw JobFailure("The picture's bytes are not there.", isFinal: true)
        }
        let hash = String(media.phash, radix: 16)
        return PictureFacts(
            width: media.width, height: media.height, format: media.format,
            perceptualHash: String(repeating: "0", count: 16 - hash.count) + hash)
    }

    func classify(_ picture: inout ExaminedPicture) async throws -> PictureClassification {
        if let model { return try await classification(of: try await shown(&picture), by: model) }
        let descriptor = try await look(at: &picture).descriptor
        let rows = try await ground.read { [picture] rows in
            try rows.labelledDescriptors(of: picture.owner, except: picture.image.id, limit: Self.mostVoters)
        }
        let known = rows.compactMap { row in
            AppearanceDescriptor(bytes: row.descriptor).map { LabelledAppearance(label: row.label, descriptor: $0) }
        }
        let vote = LabelVote(of: descriptor, among: known)
        return PictureClassification(
            label: vote.label ?? PictureClassification.unknown, confidence: vote.confidence, scores: vote.scores)
    }

    func attributes(of picture: inout ExaminedPicture) async throws -> [PictureAttribute] {
        if let model { return try await attributes(of: try await shown(&picture), by: model) }
        let measured = try await look(at: &picture).measurements
        var found = measured.colors.filter { $0.share >= Self.leastShare }.map { color in
            attribute("color", color.name, color.share)
        }
        if measured.sharpness.grade != .undetermined {
            found.append(attribute("sharpness", measured.sharpness.grade.rawValue))
        }
        found.append(attribute("orientation", measured.orientation.rawValue))
        let share = Int((measured.transparency.share * 100).rounded())
        found.append(attribute("transparency", measured.transparency.isPresent ? "\(share)%" : "none"))
        let page = try await page(of: picture)
        picture.text = page?.paragraphs ?? (texts.reader == nil ? nil : "")
        if let page { found.append(attribute("text", page.paragraphs, page.confidence / 100)) }
        return found
    }

    func defects(of picture: inout ExaminedPicture) async throws -> [PictureDefect] {
        try await look(at: &picture).defects.map { PictureDefect($0, id: ground.randomness.uuid()) }
    }

    func describe(_ picture: inout ExaminedPicture) async throws -> PictureDescription {
        if let model { return try await description(of: try await shown(&picture), by: model) }
        let measured = try await look(at: &picture).measurements
        // Another worker may have read it, and been told the text from the rows, as this one is.
        if picture.text == nil, texts.reader != nil { picture.text = try await page(of: picture)?.paragraphs ?? "" }
        let said = BuiltInAnalyser().describe(
            VisionPicture(measurements: measured, jpeg: [], text: picture.text), prompt: nil)
        return PictureDescription(text: said.text, model: said.provider.rawValue)
    }

    func attribute(_ name: String, _ value: String, _ confidence: Double = 1) -> PictureAttribute {
        PictureAttribute(id: ground.randomness.uuid(), name: name, value: value, confidence: confidence)
    }

    /// The picture as a model sees it, decoded when first asked.
    private func shown(_ picture: inout ExaminedPicture) async throws -> VisionPicture {
        if let shown = picture.shown { return shown }
        let seen = try await withFile(of: picture) { try await codecs.appearance(path: $0) }
        let shown = VisionPicture(
            measurements: seen.measurements, jpeg: seen.preview.jpeg, text: try await page(of: picture)?.paragraphs)
        picture.shown = shown
        return shown
    }

    private func look(at picture: inout ExaminedPicture) async throws -> PictureInspection {
        if let seen = picture.seen { return seen }
        let seen = try await withFile(of: picture) { try await codecs.inspect(path: $0) }
        picture.seen = seen
        return seen
    }

    /// What is written in the picture; nil where nobody looks, or nothing that its reader is sure of is found.
    private func page(of picture: ExaminedPicture) async throws -> PageText? {
        guard texts.reader != nil else { return nil }
        let page: PageText
        do {
            page = try await texts.text(of: picture.content, ReadingWay(mode: .fast, languages: []))
        } catch let failure as JobFailure where failure.isFinal {
            // What can't be read is not told. The rest of the picture can be.
            return nil
        }
        let letters = page.paragraphs.count { $0.isLetter || $0.isNumber }
        guard letters > 1, page.confidence >= Self.leastTextConfidence else { return nil }
        return PageText(
            raw: page.raw, paragraphs: String(page.paragraphs.prefix(Self.longestText)), confidence: page.confidence,
            languages: page.languages)
    }

    private func withFile<Value>(
        of picture: ExaminedPicture, _ work: (_ path: String) async throws -> Value
    ) async throws -> Value {
        do {
            let file = try await ground.blobs.file(of: picture.content)
            return try await work(file.path)
        } catch BlobError.missing {
            throw JobFailure("The picture's bytes are not there.", isFinal: true)
        } catch let error as MediaError {
            throw JobFailure(error)
        }
    }
}

extension PictureDefect {
    fileprivate init(_ defect: Defect, id: String) {
        self.id = id
        type = defect.kind.rawValue
        severity = defect.severity < 1 / 3.0 ? .low : defect.severity < 2 / 3.0 ? .medium : .high
        confidence = defect.confidence
        box = defect.box.map { Box(x: $0.x, y: $0.y, width: $0.width, height: $0.height) }
        description = defect.kind.sentence
    }
}

extension Defect.Kind {
    fileprivate var sentence: String {
        switch self {
        case .blur: "The picture is blurred."
        case .overexposed: "Light parts have lost their detail."
        case .underexposed: "Dark parts have lost their detail."
        case .noise: "The picture is noisy."
        case .lowResolution: "The picture has few pixels."
        case .blocking: "Compression shows as blocks."
        case .banding: "Smooth parts show bands."
        case .unevenBackground: "The background is not even."
        }
    }
}
