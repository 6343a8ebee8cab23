import Foundation
import Pixels

// What goes wrong with pictures, done on purpose and by how much.
extension RGBARaster {
    /// Out of focus: a Gaussian blur with this deviation in pixels.
    func blurred(_ sigma: Double) -> RGBARaster {
        let reach = Int((3 * sigma).rounded(.up))
        guard reach > 0 else { return self }
        let raw = (-reach...reach).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
        let kernel = raw.map { $0 / raw.reduce(0, +) }
        func passed(_ values: [Double], _ step: Int, _ length: Int) -> [Double] {
            var result = values
            for index in values.indices {
                let place = index / step % length
                var sum = 0.0
                for tap in kernel.indices {
                    let other = min(length - 1, max(0, place + tap - reach))
                    sum += kernel[tap] * values[index + (other - place) * step]
                }
                result[index] = sum
            }
            return result
        }
        return mapped { channel in passed(passed(channel, 1, size.width), size.width, size.height) }
    }

    /// So many stops more (or less) light, in linear light.
    func exposed(_ stops: Double) -> RGBARaster {
        let table = (0...255).map { level in
            let value = Double(level) / 255
            let linear = value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
            let lit = min(1, linear * exp2(stops))
            return 255 * (lit <= 0.0031308 ? lit * 12.92 : 1.055 * pow(lit, 1 / 2.4) - 0.055)
        }
        return mapped { channel in channel.map { table[Int($0)] } }
    }

    /// A sensor's noise: Gaussian, of this deviation in levels, for each channel by itself.
    func noisy(_ sigma: Double, seed: UInt64) -> RGBARaster {
        var random = SplitMix64(state: seed)
        return mapped { channel in
            channel.map { value in
                let radius = (-2 * log(Double.random(in: .leastNonzeroMagnitude...1, using: &random))).squareRoot()
                return value + sigma * radius * cos(.random(in: 0..<2 * .pi, using: &random))
            }
        }
    }

    /// Lighter towards the right by so many levels in all, as with a lamp at one side.
    func litFromTheRight(_ levels: Double) -> RGBARaster {
        mapped { channel in
            channel.indices.map { index in
                channel[index] + levels * (Double(index % size.width) / Double(size.width - 1) - 1)
            }
        }
    }

    /// With each colour channel put through `change`, and rounded to levels again.
    private func mapped(_ change: ([Double]) -> [Double]) -> RGBARaster {
        var result = samples
        for channel in 0..<3 {
            let values = stride(from: channel, to: samples.count, by: 4).map { Double(samples[$0]) }
            for (index, value) in change(values).enumerated() {
                result[4 * index + channel] = UInt8(min(255, max(0, value.rounded())))
            }
        }
        return RGBARaster(size: size, samples: result, isOpaque: isOpaque)
    }

    /// ITU-R BT.601 luma, as the codecs give it.
    var luma: LumaPlane {
        LumaPlane(
            size: size,
            samples: stride(from: 0, to: samples.count, by: 4).map { index in
                let (red, green, blue) = (Int(samples[index]), Int(samples[index + 1]), Int(samples[index + 2]))
                return UInt8((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16)
            })
    }
}

/// Sebastiano Vigna's generator (public domain, 2015): small, and the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
