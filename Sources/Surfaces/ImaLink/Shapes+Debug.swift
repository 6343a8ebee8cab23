import Gateway
import Library

struct StatusShape: JSONShape {
    let statistics: [TableStatistic]

    static var example: Self { Self(statistics: [.example]) }

    func write(to object: inout JSONObjectWriter) {
        object.write("status", "ok")
        object.write("success", true)
        object.write("database", "ok")
        object.write("total_rows", statistics.reduce(0) { $0 + $1.rows })
    }
}

struct DatabaseStatsShape: JSONShape {
    let statistics: [TableStatistic]

    static var example: Self { Self(statistics: [.example]) }

    func write(to object: inout JSONObjectWriter) {
        object.write("tables", Dictionary(statistics.map { ($0.table, $0.rows) }, uniquingKeysWith: { $1 }))
        object.write("total_rows", statistics.reduce(0) { $0 + $1.rows })
    }
}

struct DatabaseSchemaShape: JSONShape {
    /// Statements by the name of what they make.
    let statements: [String: String]

    static var example: Self { Self(statements: ["photo": "CREATE TABLE photo (…) STRICT"]) }

    func write(to object: inout JSONObjectWriter) {
        object.write("tables", statements)
    }
}
