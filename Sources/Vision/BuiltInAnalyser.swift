import Pixels

/// The analyser that needs no model: it puts ``PictureMeasurements`` and the text that was read into sentences, always the
/// same for the same picture. What it did not measure it does not say, so a prompt is left unanswered, and it says that.
public struct BuiltInAnalyser: Analyser {
    public let provider = VisionProvider.builtin

    public init() {}

    public func describe(_ picture: VisionPicture, prompt: String?) -> VisionAnswer {
        let measured = picture.measurements
        var sentences = [
            sizeSentence(measured), colorSentence(measured), sharpnessSentence(measured.sharpness),
            exposureSentence(measured.exposure), transparencySentence(measured), textSentence(picture.text),
        ]
        if let prompt, !prompt.allSatisfy(\.isWhitespace) {
            sentences.append("This was measured and not interpreted, so the question asked is left open.")
        }
        return VisionAnswer(
            text: sentences.compactMap(\.self).joined(separator: " "), provider: provider, model: nil)
    }

    private func sizeSentence(_ measured: PictureMeasurements) -> String? {
        "A \(measured.orientation.rawValue) picture of \(measured.size.width) × \(measured.size.height) pixels."
    }

    /// The colours of at least a twentieth of the picture, four at most: "Mostly white (71%), then blue (navy blue, 18%)."
    private func colorSentence(_ measured: PictureMeasurements) -> String? {
        let shown = measured.colors.filter { $0.share >= 0.05 }.prefix(4)
        guard let first = shown.first else { return nil }
        let words = shown.map { color in
            color.name == color.family.rawValue
                ? "\(color.name) (\(percent(color.share)))"
                : "\(color.family.rawValue) (\(color.name), \(percent(color.share)))"
        }
        let opening = first.share >= 0.5 ? "Mostly" : "Its largest colour is"
        guard words.count > 1 else { return "\(opening) \(words[0])." }
        return "\(opening) \(words[0]), then \(words.dropFirst().joined(separator: ", "))."
    }

    private func sharpnessSentence(_ sharpness: Sharpness) -> String? {
        switch sharpness.grade {
        case .sharp: "It is sharp."
        case .soft: "It is a little soft."
        case .blurred: "It is blurred."
        case .undetermined: "It has too little detail to tell whether it is sharp."
        }
    }

    private func exposureSentence(_ exposure: Exposure?) -> String? {
        guard let exposure else { return nil }
        var sentence =
            "It is \(exposure.brightness.rawValue) on the whole, with \(exposure.contrast.rawValue) contrast"
        let clipped = [("pure white", exposure.whiteShare), ("pure black", exposure.blackShare)]
            .filter { $0.1 >= 0.01 }.map { "\(percent($0.1)) of it \($0.0)" }
        if !clipped.isEmpty { sentence += ", \(clipped.joined(separator: " and "))" }
        return sentence + "."
    }

    private func transparencySentence(_ measured: PictureMeasurements) -> String? {
        guard measured.transparency.share > 0 else {
            return measured.transparency.isPresent ? "Some of it is translucent." : nil
        }
        return "\(percent(measured.transparency.share)) of it is transparent."
    }

    private func textSentence(_ text: String?) -> String? {
        guard let text else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return "No text was found in it." }
        var quote = ""
        for word in words {
            guard quote.count + word.count < Self.longestQuote else {
                quote = quote.isEmpty ? String(word.prefix(Self.longestQuote)) + "…" : quote + " …"
                break
            }
            quote += (quote.isEmpty ? "" : " ") + word
        }
        return "It has text: “\(quote)”."
    }

    /// Characters of text that are quoted; the whole of it is kept elsewhere.
    private static let longestQuote = 300

    /// A share in whole percents; what is there is never 0%, and 100% is all of it.
    private func percent(_ share: Double) -> String {
        guard share < 1 else { return "100%" }
        return "\(min(99, max(1, Int((share * 100).rounded()))))%"
    }
}
