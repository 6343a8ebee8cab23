import Foundation
/// A picture whose label is known.
public struct LabelledAppearance: Sendable, Hashable {
    public let label: String
    public let descriptor: AppearanceDescriptor

    public init(label: String, descriptor: AppearanceDescriptor) {
        self.label = label
        self.descriptor = descriptor
    }
}

/// Which label the most similar labelled pictures give to a picture, and how sure that is.
public struct LabelVote: Sendable, Hashable {
    /// The label with the most votes; nil where nobody labelled anything that looks like this picture.
    public let label: String?
    /// How likely `label` is right, 0…1: where it is 0.9, nine in ten are. 0 where there is no label.
    public let confidence: Double
    /// Every label that got a vote, and its part of all votes. What is missing to 1 is for none of them.
    public let scores: [String: Double]

    /// Lets the nearest of `known` vote. The picture itself should not be among them. The time grows with their count.
    public init(of descriptor: AppearanceDescriptor, among known: [LabelledAppearance]) {
        let nearest = Self.nearest(to: descriptor, among: known)
        guard let closest = nearest.first else {
            (label, confidence, scores) = (nil, 0, [:])
            return
        }
        let novelty = Self.novelty(atDistance: closest.distance, spread: Self.spread(around: nearest, among: known))
        var votes: [String: Double] = [:]
        for neighbour in nearest {
            votes[known[neighbour.index].label, default: 0] += Self.vote(atDistance: neighbour.distance)
        }
        let all = votes.values.reduce(0, +)
        scores = votes.mapValues { $0 / all * (1 - novelty) }
        // Of two with as many votes the first by name, so that the answer does not hang on the order of `known`.
        let winner = scores.max { ($0.value, $1.key) < ($1.value, $0.key) }
        guard let winner, novelty < 0.5 else {
            (label, confidence) = (nil, 0)
            return
        }
        (label, confidence) = (winner.key, winner.value)
    }

    // The bounds below were set on 600 drawn product pictures (scripts/make-catalogue.py, seeds 11 to 13), each labelled by
    // the others with 19, 4, 2 and 1 labelled pictures of its kind, and with none of it.

    private static let voters = 7

    private typealias Neighbour = (index: Int, distance: Double)

    private static func nearest(to descriptor: AppearanceDescriptor, among known: [LabelledAppearance]) -> [Neighbour] {
        var nearest: [Neighbour] = []
        for (index, candidate) in known.enumerated() {
            let distance = descriptor.distance(to: candidate.descriptor)
            if nearest.count == voters, let last = nearest.last, distance >= last.distance { continue }
            let place = nearest.firstIndex { distance < $0.distance } ?? nearest.endIndex
            nearest.insert((index, distance), at: place)
            if nearest.count > voters { nearest.removeLast() }
        }
        return nearest
    }

    /// How far the neighbours are from the nearest of their own kind, on average: near things of kinds that look much
    /// alike, a small distance is a large one. Three neighbours more, as far as they are where little is labelled, keep one
    /// or two from deciding.
    private static func spread(around nearest: [Neighbour], among known: [LabelledAppearance]) -> Double {
        var (sum, count) = (3 * 0.28, 3.0)
        for neighbour in nearest {
            let (label, descriptor) = (known[neighbour.index].label, known[neighbour.index].descriptor)
            var closest = Double.infinity
            for (index, other) in known.enumerated() where other.label == label && index != neighbour.index {
                closest = min(closest, descriptor.distance(to: other.descriptor))
            }
            guard closest.isFinite else { continue }
            sum += closest
            count += 1
        }
        return sum / count
    }

    /// How likely it is that the picture is of no kind that is known, by how far its nearest neighbour is for the spread.
    private static func novelty(atDistance distance: Double, spread: Double) -> Double {
        1 / (1 + exp((1.6 - distance / spread) / 0.1))
    }

    /// Votes fall with distance as a normal curve does, so far that the winner's part of them is how often it is right.
    private static func vote(atDistance distance: Double) -> Double {
        let reach = 0.15
        return exp(-distance * distance / (reach * reach))
    }
}
