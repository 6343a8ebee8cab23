import ImageKit
import Vision

/// What is measured in a picture that is judged as a product's: for attributes, defects, and whom it looks like.
struct PictureInspection: Sendable {
    let measurements: PictureMeasurements
    let defects: [Defect]
    let descriptor: AppearanceDescriptor
}

extension PictureCodecs {
    /// Looks a picture over. It is decoded twice: as a screen shows it, and whole for what is judged by the pixel.
    func inspect(path: String) async throws -> PictureInspection {
        try await onPool(path) { file in
            let raster = try file.previews(longerSides: [Self.inspectedSide])[0]
            return PictureInspection(
                measurements: PictureMeasurements(of: raster, reducedFrom: file.uprightSize),
                defects: Defect.found(in: raster, luma: try file.uprightLuma()),
                descriptor: AppearanceDescriptor(of: raster))
        }
    }

    /// Longer side in pixels: sharpness is judged on a screen.
    private static let inspectedSide = 1024
}
