import Blobs

extension S3Settings {
    /// Where blobs are kept instead of in the data folder; nil where none of the five settings is set.
    ///
    /// - Throws: `CommandFailure` that names the variable which is wrong, or is missing beside the others.
    init?(_ reader: SettingsReader) throws {
        let group: [Setting] = [.s3Endpoint, .s3Bucket, .s3Region, .s3AccessKey, .s3SecretKey]
        let texts = group.compactMap { reader.text($0) }
        guard let first = group.first(where: { reader.text($0) != nil }) else { return nil }
        if let missing = group.first(where: { reader.text($0) == nil }) {
            throw reader.wrong(missing, "is needed beside \(first.rawValue)")
        }
        guard let endpoint = S3Endpoint(texts[0]) else {
            throw reader.wrong(
                .s3Endpoint, "must be an http or https URL without path, user, query or fragment, not \"\(texts[0])\"")
        }
        guard let bucket = S3Bucket(texts[1]) else {
            throw reader.wrong(.s3Bucket, "must be a bucket's name, not \"\(texts[1])\"")
        }
        // A secret is not repeated.
        guard let keys = S3Keys(access: texts[3], secret: texts[4]) else {
            throw reader.wrong(
                S3Keys(access: texts[3], secret: "any") == nil ? .s3AccessKey : .s3SecretKey,
                "must be visible ASCII characters, 1024 at most")
        }
        guard let settings = S3Settings(endpoint: endpoint, bucket: bucket, region: texts[2], keys: keys) else {
            throw reader.wrong(.s3Region, "must be a region such as us-east-1, not \"\(texts[2])\"")
        }
        self = settings
    }
}

extension CommandFailure {
    /// A bucket that can't be used is a setting that is wrong.
    init(_ error: S3SetupError) {
        let setting: Setting =
            switch error.setting {
            case .endpoint: .s3Endpoint
            case .bucket: .s3Bucket
            case .region: .s3Region
            case .accessKey: .s3AccessKey
            case .secretKey: .s3SecretKey
            }
        self = .usage("\(setting.rawValue): \(error)")
    }
}
