import Library

/// Prometheus' text format 0.0.4, as it is written.
struct MetricsPage {
    private(set) var text = ""

    mutating func head(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",") + "}"
        }
        let whole = Int64(exactly: value).map(String.init)
        text += " \(whole ?? String(value))\n"
    }

    mutating func single(_ name: String, _ kind: String, _ help: String, _ value: Double) {
        head(name, kind, help)
        sample(name, [], value)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

extension MetricsPage {
    /// What the library's bounded rooms are busy with.
    mutating func write(_ load: LibraryLoad) {
        func gauge(_ name: String, _ help: String, _ value: Int) {
            single("calotype_\(name)", "gauge", help, Double(value))
        }
        func counter(_ name: String, _ help: String, _ value: Int) {
            single("calotype_\(name)", "counter", help, Double(value))
        }
        gauge("codec_running", "Pictures being decoded.", load.picturesInHand)
        gauge("codec_waiting", "Pictures waiting to be decoded.", load.picturesWaiting)
        gauge("codec_reserved_bytes", "Memory set aside for pictures being decoded.", load.pictureBytes)
        gauge("preview_memory_pictures", "Encoded previews in memory.", load.previews.pictures)
        gauge("preview_memory_bytes", "What they take.", load.previews.bytes)
        counter("preview_memory_hits_total", "Previews answered from memory.", load.previews.hits)
        counter("preview_memory_misses_total", "Previews that memory did not have.", load.previews.misses)
        gauge("passwords_in_hand", "Passwords being hashed or waiting for it.", load.passwords)
        guard let reader = load.reader else { return }
        gauge("reader_processes", "Processes that read text.", reader.processes)
        gauge("reader_running", "Pages being read.", reader.pagesInHand)
        gauge("reader_waiting", "Pages waiting for a reader.", reader.pagesWaiting)
        gauge("reader_resident_bytes", "Resident memory of the processes that read text.", reader.residentBytes)
        counter("reader_pages_total", "Pages read.", reader.pagesRead)
    }
}
