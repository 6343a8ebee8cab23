import Blobs
import Library
import TextRecognition
import Vision

extension LibrarySettings {
    /// What every process that works on a library is told, a server or workers beside it.
    ///
    /// - Throws: `CommandFailure` that names the variable which is wrong.
    init(_ reader: SettingsReader) throws {
        self.init(dataFolder: reader.dataDirectory)
        secretKey = reader.text(.secretKey)
        models = try ModelSettings(reader)
        s3 = try S3Settings(reader)
    }

    /// Has text read in processes of this program, which end with this one.
    mutating func readText(workers: Int) {
        // The link leads to this program even where its file has been replaced since. One reader more than there are
        // workers: a question about languages never waits for a page.
        let pool = ReaderPool(
            ReaderPool.Settings(executable: "/proc/self/exe", arguments: ["read-pages"], readers: workers + 1))
        reader = TextReader(pool)
    }
}
