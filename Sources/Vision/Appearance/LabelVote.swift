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

    /// Lets the nearest of `known` vote. The picture itself should not be among them.
    public init(of descriptor: AppearanceDescriptor, among known: [LabelledAppearance]) {
        var nearest: [(label: String, distance: Double)] = []
        for candidate in known {
            let distance = descriptor.distance(to: candidate.descriptor)
            if nearest.count == Self.voters, let last = nearest.last, distance >= last.distance { continue }
            let place = nearest.firstIndex { distance < $0.distance } ?? nearest.endIndex
            nearest.insert((candidate.label, distance), at: place)
            if nearest.count > Self.voters { nearest.removeLast() }
        }
        var votes: [String: Double] = [:]
        var all = Self.doubt
        for neighbour in nearest {
            let vote = Self.vote(atDistance: neighbour.distance)
            votes[neighbour.label, default: 0] += vote
            all += vote
        }
        scores = votes.mapValues { $0 / all }
        // Of two with as many votes the first by name, so that the answer does not hang on the order of `known`.
        let winner = scores.max { ($0.value, $1.key) < ($1.value, $0.key) }
        guard let winner, winner.value >= Self.doubt / all else {
            label = nil
            confidence = 0
            return
        }
        label = winner.key
        confidence = winner.value
    }

    private static let voters = 7

    /// Votes fall with distance as a normal curve does. Both bounds were set on 600 drawn product pictures
    /// (scripts/make-catalogue.py, seeds 11 to 13) so that the winner's part of the votes is how often it is right, with
    /// two labelled pictures of a kind as with nineteen.
    private static func vote(atDistance distance: Double) -> Double {
        let reach = 0.15
        return exp(-distance * distance / (reach * reach))
    }

    /// The vote for "none of them": of a neighbour as far away as things of different kinds are.
    private static let doubt = vote(atDistance: 0.48)
}
