import Blobs
import Foundation
import Testing

/// The examples of "Signature Calculations for the Authorization Header" and "Authenticating Requests: Using Query
/// Parameters" in the Amazon S3 API Reference, and of AWS's own Signature Version 4 test suite.
@Suite("AWS Signature Version 4, against AWS's own examples")
struct SignatureTests {
    private static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private func example(
        _ method: String, _ path: String, _ query: [(name: String, value: String)] = [],
        _ headers: [String: String] = [:], payload: String = SignatureTests.empty
    ) throws -> String {
        let keys = try #require(
            S3Keys(access: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
        let own = [
            "host": "examplebucket.s3.amazonaws.com", "x-amz-date": "20130524T000000Z", "x-amz-content-sha256": payload,
        ]
        return SignatureV4(keys: keys, region: "us-east-1").authorization(
            SignatureV4.Request(method: method, path: path, query: query, headers: own.merging(headers) { $1 }),
            payloadHash: payload, at: Date(timeIntervalSince1970: 1_369_353_600))
    }

    @Test("S3's examples: an object, a range of it, its upload, a bucket's settings and its list")
    func headers() throws {
        #expect(
            try example("GET", "/test.txt", [], ["range": "bytes=0-9"]) == """
                AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
                SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
                Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41
                """)
        let put = try example(
            "PUT", "/test%24file.text", [],
            ["date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"],
            payload: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
        #expect(put.hasSuffix("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"))
        #expect(
            try example("GET", "/", [("lifecycle", "")]).hasSuffix(
                "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"))
        #expect(
            try example("GET", "/", [("prefix", "J"), ("max-keys", "2")]).hasSuffix(
                "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"))
    }

    @Test("S3's example of a URL that is signed in its query")
    func query() throws {
        let keys = try #require(
            S3Keys(access: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
        let query = SignatureV4(keys: keys, region: "us-east-1").presignedQuery(
            SignatureV4.Request(method: "GET", path: "/test.txt", headers: ["host": "examplebucket.s3.amazonaws.com"]),
            lifetimeSeconds: 86400, at: Date(timeIntervalSince1970: 1_369_353_600))
        #expect(
            query == """
                X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F\
                aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&\
                X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404
                """)
    }

    @Test("the test suite's requests: plain, with queries to be sorted, and with a form")
    func testSuite() throws {
        let keys = try #require(S3Keys(access: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
        let signer = SignatureV4(keys: keys, region: "us-east-1", service: "service")
        func signature(
            _ method: String, _ query: [(name: String, value: String)] = [], _ headers: [String: String] = [:],
            payload: String = Self.empty
        ) -> Substring {
            let own = ["host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z"]
            return signer.authorization(
                SignatureV4.Request(method: method, path: "/", query: query, headers: own.merging(headers) { $1 }),
                payloadHash: payload, at: Date(timeIntervalSince1970: 1_440_938_160)
            ).suffix(64)
        }
        #expect(signature("GET") == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
        #expect(
            signature("GET", [("Param2", "value2"), ("Param1", "value1")])
                == "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")
        #expect(
            signature(
                "POST", [], ["content-type": "application/x-www-form-urlencoded"],
                payload: "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e")
                == "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")
    }
}
