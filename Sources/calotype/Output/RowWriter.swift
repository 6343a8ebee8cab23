import Foundation

/// Prints rows on standard output: CSV with a header line (RFC 4180), or one JSON object a line.
struct RowWriter {
    enum Form: Sendable {
        case csv
        case jsonLines
    }

    enum Value {
        case text(String)
        case integer(Int)
        case flag(Bool)
    }

    private let columns: [String]
    private let form: Form

    /// Prints the header line where the form has one.
    init(columns: [String], form: Form) {
        self.columns = columns
        self.form = form
        if form == .csv { print(columns.joined(separator: ",")) }
    }

    /// - Precondition: one value a column.
    func write(_ values: [Value]) {
        precondition(values.count == columns.count, "a row has a value for every column")
        switch form {
        case .csv: print(values.map(Self.csv).joined(separator: ","))
        case .jsonLines:
            let members = zip(columns, values).map { "\(Self.quoted($0)):\(Self.json($1))" }
            print("{\(members.joined(separator: ","))}")
        }
    }

    private static func csv(_ value: Value) -> String {
        switch value {
        case .integer(let number): String(number)
        case .flag(let flag): String(flag)
        case .text(let text):
            text.contains(where: { ",\"\n\r\r\n".contains($0) })
                ? "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"" : text
        }
    }

    private static func json(_ value: Value) -> String {
        switch value {
        case .integer(let number): String(number)
        case .flag(let flag): String(flag)
        case .text(let text): quoted(text)
        }
    }

    private static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\r": json += "\\r"
            case "\t": json += "\\t"
            case let control where control.value < 0x20:
                json += "\\u00" + (control.value < 16 ? "0" : "") + String(control.value, radix: 16)
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
