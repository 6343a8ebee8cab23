import CFloor

/// TurboJPEG and nothing around it.
public enum BareJPEG {
    public struct Failure: Error {
        public let message: String
    }

    /// RGB, or gray alone, at 1/1, 1/2, 1/4 or 1/8, the smallest that is at least so wide.
    public static func decode(_ bytes: [UInt8], atLeastWide least: Int32, gray: Bool = false) throws -> [UInt8] {
        guard let handle = tjInitDecompress() else { throw Failure(message: "no decoder") }
        defer { tjDestroy(handle) }
        var width: Int32 = 0
        var height: Int32 = 0
        var subsampling: Int32 = 0
        var colours: Int32 = 0
        let count = UInt(bytes.count)
        guard tjDecompressHeader3(handle, bytes, count, &width, &height, &subsampling, &colours) == 0 else {
            throw Failure(message: String(cString: tjGetErrorStr2(handle)))
        }
        // TJSCALED is a macro, which Swift doesn't see: the length over the divisor, rounded up.
        let divisor = [8, 4, 2].first { (width + $0 - 1) / $0 >= least } ?? 1
        width = (width + divisor - 1) / divisor
        height = (height + divisor - 1) / divisor
        let format = gray ? TJPF_GRAY : TJPF_RGB
        var pixels = [UInt8](repeating: 0, count: (gray ? 1 : 3) * Int(width) * Int(height))
        guard tjDecompress2(handle, bytes, count, &pixels, width, 0, height, Int32(format.rawValue), 0) == 0 else {
            throw Failure(message: String(cString: tjGetErrorStr2(handle)))
        }
        return pixels
    }
}
