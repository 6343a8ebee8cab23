import Pixels
import Testing
import Vision

@Suite("Labels by the most similar pictures")
struct AppearanceTests {
    private static func known() throws -> [LabelledAppearance] {
        try Catalogue.products().map { product in
            LabelledAppearance(
                label: product.label, descriptor: AppearanceDescriptor(of: try Catalogue.raster(product.file)))
        }
    }

    /// Each picture labelled by the others: how sure, and whether it is right.
    private func leaveOneOut(
        _ all: [LabelledAppearance], keeping isKept: (Int) -> Bool = { _ in true }
    ) -> [(confidence: Double, isRight: Bool)] {
        all.indices.map { index in
            let others = all.indices.filter { $0 != index && isKept($0) }.map { all[$0] }
            let vote = LabelVote(of: all[index].descriptor, among: others)
            return (vote.confidence, vote.label == all[index].label)
        }
    }

    @Test("of 200 products in 10 kinds, at least nine in ten are labelled right by the others")
    func accuracy() throws {
        let votes = leaveOneOut(try Self.known())
        #expect(votes.count == 200)
        #expect(votes.count(where: \.isRight) >= 180)
    }

    @Test("where it says 0.9 it is right nine times in ten, within ten points, with many labelled pictures or few")
    func calibration() throws {
        let all = try Self.known()
        // All 19 others of a kind, then 4, 2 and 1 of them: with few, there is more to doubt.
        let votes = leaveOneOut(all) + [4, 2, 1].flatMap { few in leaveOneOut(all) { $0 / 10 < few } }
        for claim in [0.8, 0.9] {
            let told = votes.filter { abs($0.confidence - claim) <= 0.1 }
            let right = Double(told.count(where: \.isRight)) / Double(told.count)
            let claimed = told.map(\.confidence).reduce(0, +) / Double(told.count)
            #expect(told.count >= 30)
            #expect(abs(right - claimed) <= 0.1, "says \(claimed), is right \(right) of \(told.count)")
        }
    }

    @Test("nothing labelled, or nothing like it: the label is unknown")
    func unknown() throws {
        let all = try Self.known()
        let none = LabelVote(of: all[0].descriptor, among: [])
        #expect(none.label == nil && none.confidence == 0 && none.scores.isEmpty)
        // Things of a kind that nobody has labelled look like something else all the same, but are seldom called so.
        let strangers = all.map { thing in
            LabelVote(of: thing.descriptor, among: all.filter { $0.label != thing.label })
        }
        #expect(strangers.count { $0.label == nil } * 4 >= strangers.count * 3)
        #expect(strangers.count { $0.confidence >= 0.9 } * 10 <= strangers.count)
    }

    @Test("scores are each label's part, and the label is the largest")
    func scores() throws {
        let all = try Self.known()
        let others = Array(all.prefix(13) + all.dropFirst(14))
        let vote = LabelVote(of: all[13].descriptor, among: others)
        #expect(vote.label == "shoe" && all[13].label == "shoe")
        #expect(vote.scores["shoe"] == vote.confidence)
        #expect(vote.scores.values.allSatisfy { $0 > 0 && $0 <= vote.confidence })
        #expect(vote.scores.values.reduce(0, +) < 1)
        // Whatever the order in which the neighbours are known.
        #expect(LabelVote(of: all[13].descriptor, among: others.reversed()).label == vote.label)
    }

    @Test("a descriptor is the same wherever in the picture the thing is, and comes back from its bytes")
    func descriptor() throws {
        let raster = try Catalogue.raster("000.jpg")
        let descriptor = AppearanceDescriptor(of: raster)
        #expect(descriptor.bytes.count < 256)
        #expect(AppearanceDescriptor(bytes: descriptor.bytes) == descriptor)
        #expect(AppearanceDescriptor(bytes: [descriptor.bytes[0] &+ 1] + descriptor.bytes.dropFirst()) == nil)
        #expect(AppearanceDescriptor(bytes: Array(descriptor.bytes.dropLast())) == nil)
        #expect(AppearanceDescriptor(bytes: []) == nil)

        func drawn(left: Int, top: Int) -> AppearanceDescriptor {
            let size = PixelSize(width: 90, height: 90)
            var samples: [UInt8] = []
            for index in 0..<size.area {
                let (x, y) = (index % size.width - left, index / size.width - top)
                let isInside = (0..<30).contains(x) && (0..<40).contains(y) && x + y > 10
                samples += isInside ? [180, 40, 30, 255] : [250, 250, 250, 255]
            }
            return AppearanceDescriptor(of: RGBARaster(size: size, samples: samples, isOpaque: true))
        }
        #expect(drawn(left: 5, top: 8).distance(to: drawn(left: 50, top: 42)) < 0.02)
        #expect(drawn(left: 5, top: 8).distance(to: descriptor) > 0.3)
    }

    @Test(
        "a picture of nothing, of one pixel, or of a thin line has a descriptor too",
        arguments: [(1, 1), (1, 5000), (5000, 1), (40, 40)])
    func odd(width: Int, height: Int) {
        let plain = AppearanceDescriptor(of: .plain(10, 200, 30, width: width, height: height))
        #expect(plain.distance(to: plain) == 0)
    }
}
