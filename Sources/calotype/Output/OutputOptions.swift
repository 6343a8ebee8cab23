import ArgumentParser

/// How a command prints its rows.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON lines instead of CSV.")
    var json = false

    var form: RowWriter.Form { json ? .jsonLines : .csv }
}
