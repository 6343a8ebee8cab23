import ArgumentParser

/// The flags that `serve` and `work` share, one a setting.
struct WorkOptions: ParsableArguments {
    @Option(help: "The folder for database, secret and blobs. [CALOTYPE_DATA_DIR, ./calotype-data]")
    var dataDir: String?

    @Option(help: "Jobs that are done at a time in this process; 0 for none. [CALOTYPE_WORKERS, one a core]")
    var workers: String?

    @Option(help: "Where Ollama is, http://HOST:11434 say. [CALOTYPE_OLLAMA_URL]")
    var ollamaURL: String?

    @Option(help: "The model that Ollama is asked for. [CALOTYPE_OLLAMA_MODEL, qwen2.5:8b]")
    var ollamaModel: String?

    @Option(
        help:
            "An OpenAI-compatible service, up to where /chat/completions begins: https://HOST/v1. [CALOTYPE_CLOUD_URL]"
    )
    var cloudURL: String?

    @Option(help: "Its key, where it asks for one. [CALOTYPE_CLOUD_API_KEY]")
    var cloudAPIKey: String?

    @Option(help: "The model that it is asked for. [CALOTYPE_CLOUD_MODEL]")
    var cloudModel: String?

    @Option(
        name: .customLong("s3-endpoint"),
        help: "An S3-compatible store for blobs, in place of the data folder: https://HOST. [CALOTYPE_S3_ENDPOINT]")
    var s3Endpoint: String?

    @Option(name: .customLong("s3-bucket"), help: "The bucket there. [CALOTYPE_S3_BUCKET]")
    var s3Bucket: String?

    @Option(name: .customLong("s3-region"), help: "Its region, us-east-1 say. [CALOTYPE_S3_REGION]")
    var s3Region: String?

    @Option(name: .customLong("s3-access-key"), help: "Who we are there. [CALOTYPE_S3_ACCESS_KEY]")
    var s3AccessKey: String?

    @Option(name: .customLong("s3-secret-key"), help: "The access key's secret. [CALOTYPE_S3_SECRET_KEY]")
    var s3SecretKey: String?

    /// What was given, by setting.
    var flags: [Setting: String] {
        let all: [(Setting, String?)] = [
            (.dataDirectory, dataDir), (.workers, workers), (.ollamaURL, ollamaURL), (.ollamaModel, ollamaModel),
            (.cloudURL, cloudURL), (.cloudKey, cloudAPIKey), (.cloudModel, cloudModel),
            (.s3Endpoint, s3Endpoint), (.s3Bucket, s3Bucket), (.s3Region, s3Region), (.s3AccessKey, s3AccessKey),
            (.s3SecretKey, s3SecretKey),
        ]
        return Dictionary(uniqueKeysWithValues: all.compactMap { setting, text in text.map { (setting, $0) } })
    }
}
