import Hashing
import Testing

@Suite("a hash as text and as a distance")
struct PerceptualHashTests {
    @Test(
        "16 digits of either case are read, and written in lower case",
        arguments: [
            ("0000000000000000", 0), ("FFFFFFFFFFFFFFFF", .max), ("00000000000000aB", 0xab),
            ("8f373714acfcf4d0", 0x8f37_3714_acfc_f4d0),
        ] as [(String, UInt64)])
    func hex(text: String, bits: UInt64) {
        #expect(PerceptualHash(hex: text)?.bits == bits)
        #expect(PerceptualHash(bits: bits).hex == text.lowercased())
        #expect(PerceptualHash(hex: "|\(text)|".dropFirst().dropLast())?.bits == bits)
    }

    @Test(
        "anything but 16 hex digits is no hash",
        arguments: [
            "", "0", "000000000000000", "00000000000000000", "000000000000000g", "+000000000000001",
            "-000000000000001", "0x00000000000001", " 000000000000001", "000000000000000\n", "0000_0000_0000_0",
            "00000000000000é", "０００００００００００００００１",
        ])
    func notHex(text: String) {
        #expect(PerceptualHash(hex: text) == nil)
    }

    @Test("the distance is the number of bits that differ, whichever way one looks")
    func distance() {
        let one = PerceptualHash(bits: 0xf0f0_0000_0000_0001)
        let other = PerceptualHash(bits: 0x0ff0_0000_0000_0000)
        #expect(one.distance(to: one) == 0)
        #expect(one.distance(to: other) == 9)
        #expect(other.distance(to: one) == 9)
        #expect(PerceptualHash(bits: 0).distance(to: PerceptualHash(bits: .max)) == 64)
    }
}
