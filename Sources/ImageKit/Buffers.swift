import CImageShims

/// The memory that decoding and encoding go through.
public enum Buffers {
    /// Has buffers that were freed stay with the process (up to 64 MB a thread), for the whole of it and from now on: for one that
    /// makes picture after picture.
    public static func keep() { calotype_keep_buffers() }
}
