import CImageKit
import Glibc

/// The way from a picture's own colours to sRGB, by littleCMS: perceptual intent, a byte a sample, alpha untouched.
/// Owns one transform. Not `Sendable`: it stays on the thread that decodes.
final class ColorTransform {
    /// What comes out: `rgba` of `rgba`, `rgb` of everything else.
    let output: RowLayout
    private let transform: cmsHTRANSFORM

    /// nil where nothing has to be done: there is no profile, it is sRGB, or it is no use. A broken profile, or one of
    /// another colour space than the pixels, is ignored and not an error: the pixels are all there.
    init?(profile: [UInt8], of layout: RowLayout) {
        guard !profile.isEmpty,
            let source = profile.withUnsafeBytes({ cmsOpenProfileFromMem($0.baseAddress, UInt32(clamping: $0.count)) })
        else { return nil }
        defer { cmsCloseProfile(source) }
        guard cmsGetColorSpace(source) == layout.colorSpace, !Self.isSRGB(source) else { return nil }
        let sRGB = cmsCreate_sRGBProfile()
        defer { cmsCloseProfile(sRGB) }
        output = layout == .rgba ? .rgba : .rgb
        guard
            let transform = cmsCreateTransform(
                source, layout.pixelFormat, sRGB, output.pixelFormat, UInt32(INTENT_PERCEPTUAL),
                layout == .rgba ? UInt32(cmsFLAGS_COPY_ALPHA) : 0)
        else { return nil }
        self.transform = transform
    }

    deinit { cmsDeleteTransform(transform) }

    /// `input` and `output` hold `pixels` pixels of their layouts and may be the same where the layouts are.
    func apply(_ input: UnsafePointer<UInt8>, into output: UnsafeMutablePointer<UInt8>, pixels: Int) {
        cmsDoTransform(transform, input, output, UInt32(pixels))
    }

    /// True for a profile that *is* sRGB by what it says of colours, whatever it calls itself: three primaries (adapted
    /// to D50, as ICC has them) and a curve. Most photos carry one, and looking takes microseconds.
    private static func isSRGB(_ profile: cmsHPROFILE) -> Bool {
        guard cmsIsMatrixShaper(profile) != 0, cmsIsTag(profile, cmsSigAToB0Tag) == 0 else { return false }
        let primaries: [(cmsTagSignature, cmsTagSignature, SIMD3<Double>)] = [
            (cmsSigRedColorantTag, cmsSigRedTRCTag, SIMD3(0.4360, 0.2225, 0.0139)),
            (cmsSigGreenColorantTag, cmsSigGreenTRCTag, SIMD3(0.3851, 0.7169, 0.0971)),
            (cmsSigBlueColorantTag, cmsSigBlueTRCTag, SIMD3(0.1431, 0.0606, 0.7141)),
        ]
        return primaries.allSatisfy { colorantTag, curveTag, expected in
            guard let colorant = cmsReadTag(profile, colorantTag)?.assumingMemoryBound(to: cmsCIEXYZ.self).pointee,
                let curve = cmsReadTag(profile, curveTag).map(OpaquePointer.init)
            else { return false }
            let off = SIMD3(colorant.X, colorant.Y, colorant.Z) - expected
            guard (off * off).sum() < 1e-5 else { return false }
            return (0...16).allSatisfy { step in
                let encoded = Float(step) / 16
                return abs(cmsEvalToneCurveFloat(curve, encoded) - linear(encoded)) < 0.003
            }
        }
    }

    /// sRGB's curve, IEC 61966-2-1.
    private static func linear(_ encoded: Float) -> Float {
        encoded <= 0.04045 ? encoded / 12.92 : Float(pow((Double(encoded) + 0.055) / 1.055, 2.4))
    }
}

extension RowLayout {
    fileprivate var colorSpace: cmsColorSpaceSignature {
        switch self {
        case .gray: cmsSigGrayData
        case .rgb, .rgba: cmsSigRgbData
        case .cmyk: cmsSigCmykData
        }
    }

    /// littleCMS's TYPE_GRAY_8, TYPE_RGB_8, TYPE_RGBA_8, TYPE_CMYK_8, which are macros that Swift can't see: the colour
    /// space from bit 16, extra channels from bit 7, channels from bit 3, bytes a sample from bit 0.
    fileprivate var pixelFormat: UInt32 {
        switch self {
        case .gray: UInt32(PT_GRAY) << 16 | 1 << 3 | 1
        case .rgb: UInt32(PT_RGB) << 16 | 3 << 3 | 1
        case .rgba: UInt32(PT_RGB) << 16 | 1 << 7 | 3 << 3 | 1
        case .cmyk: UInt32(PT_CMYK) << 16 | 4 << 3 | 1
        }
    }
}
