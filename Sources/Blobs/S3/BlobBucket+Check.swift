import AsyncHTTPClient
import NIOHTTP1

/// Why a bucket can't be used, and which of its settings is to be looked at.
public struct S3SetupError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Setting: Hashable, Sendable, CaseIterable { case endpoint, bucket, region, accessKey, secretKey }

    public let setting: Setting
    /// A sentence for the operator.
    public let description: String
}

extension BlobBucket {
    /// Asks the store for the bucket's first object: with that, host, name, region and keys have been right. Throws
    /// `S3SetupError`.
    public func check() async throws(S3SetupError) {
        do throws(BlobError) {
            let first = S3Request(method: .GET, query: [("list-type", "2"), ("max-keys", "1")])
            _ = try await connection.perform(first) { try await $0.body.head(64 << 10) }
        } catch {
            throw S3SetupError(error, connection.settings)
        }
    }
}

extension S3SetupError {
    fileprivate init(_ error: BlobError, _ settings: S3Settings) {
        guard case .refused(let refusal) = error else {
            self.init(setting: .endpoint, description: "\(settings.endpoint) does not answer: \(error)")
            return
        }
        let said = "\(settings.endpoint) says \(refusal)"
        let (setting, sentence): (Setting, String) =
            switch refusal.code {
            case "NoSuchBucket": (.bucket, "there is no bucket \(settings.bucket): \(said)")
            case "InvalidAccessKeyId": (.accessKey, "nobody has this key: \(said)")
            case "SignatureDoesNotMatch": (.secretKey, "it is not the key's secret: \(said)")
            case "AuthorizationHeaderMalformed": (.region, "the bucket is not in \(settings.region): \(said)")
            case "AccessDenied": (.accessKey, "the key may not list the bucket \(settings.bucket): \(said)")
            default: (.endpoint, said)
            }
        self.init(setting: setting, description: sentence)
    }
}
