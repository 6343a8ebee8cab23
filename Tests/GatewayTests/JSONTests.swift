import Gateway
import Testing

@Suite("Written JSON")
struct JSONTests {
    private func written(_ value: some JSONWritable) -> String {
        var writer = JSONObjectWriter()
        value.write(value: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("escapes what RFC 8259 asks for and leaves the rest alone")
    func strings() {
        #expect(written("plain") == "\"plain\"")
        #expect(
            written("a\"b\\c\n\r\t\u{0}\u{1F}/é😀\u{7F}\u{2028}")
                == "\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f/é😀\u{7F}\u{2028}\"")
        #expect(written("") == "\"\"")
    }

    @Test(
        "has integers in full, doubles in the shortest text that reads back, and null for what JSON has no number for")
    func numbers() {
        for value in [0, 1, -1, 9, 10, 99, 100, Int64.max, Int64.min] { #expect(written(value) == String(value)) }
        for value in [0.1, 59.9139, -0.0, 1e21, Double.leastNonzeroMagnitude, 1.7976931348623157e308, 100.0] {
            #expect(Double(written(value)) == value)
        }
        #expect(written(59.9139) == "59.9139")
        #expect(written(Double.nan) == "null")
        #expect(written(-Double.infinity) == "null")
    }

    @Test("is read back as the same value")
    func roundTrip() throws {
        let value: JSONValue = [
            "a": [1, 2.5, .null, true, "x\u{1}y", [:], []], "é": ["nested": ["deep": -9_223_372_036_854_775_808]],
        ]
        #expect(try JSONParser.parse(value.serialized) == value)
    }

    // Python: datetime.fromisoformat(text).astimezone(timezone.utc), timestamp() * 1000.
    @Test(
        "has times in UTC with Z, and reads them with any offset",
        arguments: [
            ("2025-10-20T10:00:00Z", 1_760_954_400_000, "2025-10-20T10:00:00Z"),
            ("2025-10-15T14:30:00+02:00", 1_760_531_400_000, "2025-10-15T12:30:00Z"),
            ("2024-02-29 23:59:59.999-11:30", 1_709_292_599_999, "2024-03-01T11:29:59.999Z"),
            ("1969-12-31T23:59:59Z", -1000, "1969-12-31T23:59:59Z"),
            ("1900-03-01", -2_203_891_200_000, "1900-03-01T00:00:00Z"),
            ("2000-02-29T12:00", 951_825_600_000, "2000-02-29T12:00:00Z"),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000, "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.5Z", 253_402_300_799_500, "9999-12-31T23:59:59.500Z"),
        ] as [(String, Int64, String)])
    func times(text: String, milliseconds: Int64, rendered: String) {
        #expect(UTCTime(rfc3339: text)?.milliseconds == milliseconds)
        #expect(UTCTime(milliseconds: milliseconds).rfc3339 == rendered)
    }

    @Test(
        "refuses what is no time",
        arguments: [
            "", "2025", "2025-13-01", "2025-02-29", "2100-02-29", "2025-01-01T24:00:00Z", "2025-01-01T00:60:00Z",
            "2025-01-01T00:00:61Z", "2025-01-01T00:00:00.Z", "2025-01-01T00:00:00+24:00", "2025-01-01T00:00:00Zx",
            "２０２５-01-01", "2025-1-1", "-2025-01-01", "2025-01-01T00:00:00.0000000000001Z",
        ])
    func noTimes(text: String) { #expect(UTCTime(rfc3339: text) == nil) }

    @Test("of a free-form member keeps the order and the kinds that came")
    func order() throws {
        let text = #"{"b":1,"a":1.0,"c":1e2,"d":12345678901234567890}"#
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(value.members?.map(\.name) == ["b", "a", "c", "d"])
        #expect(value["b"] == .integer(1))
        #expect(value["d"] == .number(1.2345678901234567e19))
    }
}
