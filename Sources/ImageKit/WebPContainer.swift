import CImageKit
import Pixels

/// A WebP file's RIFF chunks by libwebpdemux, which refuses a file that ends before the lengths in it say.
/// Owns one demuxer and frees it.
final class WebPContainer {
    struct Frame {
        let size: PixelSize
        let origin: (x: Int, y: Int)
        let hasAlpha: Bool
        /// Lives as long as the file's bytes.
        let data: WebPData
    }

    let canvas: PixelSize
    private let demuxer: OpaquePointer

    init(_ bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) {
        var data = WebPData(bytes: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), size: bytes.count)
        guard let demuxer = WebPDemux(&data) else {
            throw .damaged(.webp, reason: "the chunks don't fit the file (of \(bytes.count) bytes)")
        }
        self.demuxer = demuxer
        canvas = PixelSize(
            width: Int(WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH)),
            height: Int(WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT)))
        try limits.judge(canvas, in: .webp)
        guard WebPDemuxGetI(demuxer, WEBP_FF_FRAME_COUNT) <= limits.frames else {
            throw .tooManyFrames(limit: limits)
        }
    }

    deinit { WebPDemuxDelete(demuxer) }

    func firstFrame() throws(DecodeError) -> Frame {
        var iterator = WebPIterator()
        guard WebPDemuxGetFrame(demuxer, 1, &iterator) != 0 else { throw .damaged(.webp, reason: "no frame") }
        defer { WebPDemuxReleaseIterator(&iterator) }
        let frame = Frame(
            size: PixelSize(width: Int(iterator.width), height: Int(iterator.height)),
            origin: (Int(iterator.x_offset), Int(iterator.y_offset)), hasAlpha: iterator.has_alpha != 0,
            data: iterator.fragment)
        // libwebpdemux sees to this; a row is written by these numbers, so they are seen to here as well.
        guard frame.size.width > 0, frame.size.height > 0, frame.origin.x >= 0, frame.origin.y >= 0,
            frame.origin.x + frame.size.width <= canvas.width, frame.origin.y + frame.size.height <= canvas.height
        else { throw .damaged(.webp, reason: "a frame beyond its canvas") }
        return frame
    }

    /// A copy of the first chunk of this name, empty where there is none.
    func chunk(_ name: String, limits: DecodeLimits) throws(DecodeError) -> [UInt8] {
        var iterator = WebPChunkIterator()
        guard WebPDemuxGetChunk(demuxer, name, 1, &iterator) != 0 else { return [] }
        defer { WebPDemuxReleaseChunkIterator(&iterator) }
        try limits.judge(metadataBytes: iterator.chunk.size)
        return Array(UnsafeBufferPointer(start: iterator.chunk.bytes, count: iterator.chunk.size))
    }
}
