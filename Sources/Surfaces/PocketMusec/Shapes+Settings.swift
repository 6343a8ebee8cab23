import Gateway
import Library

struct ModesShape: JSONShape {
    struct Mode: JSONShape {
        let mode: ProcessingMode
        let isAvailable: Bool

        init(_ mode: ProcessingMode, isAvailable: Bool) {
            self.mode = mode
            self.isAvailable = isAvailable
        }

        static let example = Self(.cloud, isAvailable: true)

        func write(to object: inout JSONObjectWriter) {
            object.write("mode", mode.rawValue)
            switch mode {
            case .cloud:
                object.write("display_name", "Cloud Processing")
                object.write("description", "Fast processing using a cloud AI API")
            case .local:
                object.write("display_name", "Local Processing")
                object.write("description", "Private processing using Ollama on your machine")
            }
            object.write("is_available", isAvailable)
            object.write("features", features)
        }

        private var features: [String] {
            switch mode {
            case .cloud: ["Fastest processing speed", "Latest AI models", "No local setup required"]
            case .local: ["Complete privacy", "Works offline", "No API costs"]
            }
        }
    }

    let modes: [Mode]

    static let example = Self(modes: [.example, Mode(.local, isAvailable: true)])

    func write(to object: inout JSONObjectWriter) {
        object.write("modes", modes)
    }
}

struct ModeShape: JSONShape {
    let mode: ProcessingMode

    init(_ mode: ProcessingMode) { self.mode = mode }

    static let example = Self(.local)

    func write(to object: inout JSONObjectWriter) {
        object.write("message", "Processing mode updated to \(mode.rawValue)")
        object.write("processing_mode", mode.rawValue)
    }
}

struct LocalModelShape: JSONShape {
    let status: LocalModel.Status

    init(_ status: LocalModel.Status) { self.status = status }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("is_installed", status.isInstalled)
        object.write("model_name", status.model)
        object.write("model_size", status.sizeText)
        object.write("is_running", status.isRunning)
        object.write("error", status.problem ?? status.download?.failure)
        // Besides the document's: how far the download is.
        object.write("is_downloading", status.isDownloading)
        object.write("download_percent", status.download?.percent)
    }
}

struct DownloadShape: JSONShape {
    let status: LocalModel.Status

    init(_ status: LocalModel.Status) { self.status = status }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("message", status.isDownloading ? "Model download in progress" : "Model download initiated")
        object.write("model_name", status.model)
        object.write("estimated_size", status.estimatedSizeText ?? "unknown")
    }
}
