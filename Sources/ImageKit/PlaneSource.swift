import Pixels

/// One plane of a picture as it comes.
struct SourcePlane {
    /// Samples that belong to the picture, the last column and row perhaps in part.
    let size: PixelSize
    /// The part of `size` that the picture covers.
    let extent: (width: Double, height: Double)
}

/// A picture being decoded to planes, brightness and two colour differences as a JPEG has them, each at a resolution of its
/// own: for what goes from planes to planes. `RowSource` is for all else.
///
/// A source borrows the file's bytes and must not outlive them.
protocol PlaneSource: AnyObject {
    /// Brightness first; one or three.
    var planes: [SourcePlane] { get }

    /// Hands every row to `body` with its plane's number, each plane's from top to bottom, in eightfold samples
    /// (jpeg_planes.h), and makes sure that the whole of the picture was there. False where something is out of the ordinary, so
    /// that only a more careful source can tell whether it was.
    func forEachRow(_ body: (Int, UnsafePointer<Int16>) -> Void) throws(DecodeError) -> Bool
}
