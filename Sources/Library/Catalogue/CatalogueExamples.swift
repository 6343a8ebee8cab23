import Foundation

// What the documentation of an API shows.

extension Product {
    public static let example = Product(
        uuid: "b2c3d4e5-f6a7-4901-8cde-f12345678901", ownerUUID: "a1b2c3d4-e5f6-4890-abcd-ef1234567890",
        facts: ProductFacts(
            title: "Wireless Bluetooth Headphones", description: "Premium over-ear headphones…",
            category: "electronics", subcategory: "audio", status: .active),
        aiDescription: nil, images: [.example], createdAt: .example, updatedAt: .example)
}

extension ProductImage {
    public static let example = ProductImage(
        uuid: "c3d4e5f6-a7b8-4012-8def-123456789012",
        objectKey:
            "products/a1b2c3d4-e5f6-4890-abcd-ef1234567890/b2c3d4e5-f6a7-4901-8cde-f12345678901/abc12345_front.jpg",
        filename: "headphones_front.jpg", mediaType: "image/jpeg", sizeBytes: 2_500_000, width: 1920, height: 1080,
        state: .uploaded, isPrimary: true, createdAt: .example)
}

extension ImageAnalysis {
    public static let example = ImageAnalysis(
        uuid: "d4e5f6a7-b8c9-4123-8efa-234567890123", imageUUID: ProductImage.example.uuid, status: .completed,
        findings: Findings(
            modelVersion: "builtin-1",
            classification: PictureClassification(
                label: "electronics", confidence: 0.96, scores: ["electronics": 0.96, "clothing": 0.04]),
            description: PictureDescription(
                text: "A landscape picture of 1920 × 1080 pixels. Mostly black (71%).", model: "builtin"),
            attributes: [.example], defects: [.example], processingMilliseconds: 1250),
        failure: nil, createdAt: .example, updatedAt: .example)
}

extension PictureAttribute {
    public static let example = PictureAttribute(
        id: "e5f6a7b8-c9d0-4234-8fab-345678901234", name: "color", value: "black", confidence: 0.71)
}

extension PictureDefect {
    public static let example = PictureDefect(
        id: "f6a7b8c9-d0e1-4345-8abc-456789012345", type: "noise", severity: .low, confidence: 0.72,
        box: .example, description: "The picture is noisy.")
}

extension PictureDefect.Box {
    public static let example = PictureDefect.Box(x: 120, y: 85, width: 45, height: 12)
}

extension ProcessingJob {
    public static let example = ProcessingJob(
        uuid: "a7b8c9d0-e1f2-4456-8bcd-567890123456", ownerUUID: Product.example.ownerUUID, kind: .batch,
        status: .processing, totalImages: 3, processedImages: 1, failedImages: 0, failure: nil, startedAt: .example,
        completedAt: nil, createdAt: .example, updatedAt: .example, steps: [.example])
}

extension ProcessingStep {
    public static let example = ProcessingStep(
        uuid: "b8c9d0e1-f2a3-4567-8cde-678901234567", imageUUID: ProductImage.example.uuid,
        name: Name.classify.rawValue, status: .completed, failure: nil,
        result: #"{"classification_label":"electronics","confidence":0.96}"#, startedAt: .example,
        completedAt: .example)
}

extension CatalogueFigures {
    public static let example = CatalogueFigures(
        products: 10, images: 25, completedAnalyses: 18, defects: 3, activeJobs: 1,
        averageProcessingMilliseconds: 1150)
}

extension CategoryCount {
    public static let example = CategoryCount(category: "electronics", count: 3)
}

extension ProcessingEvent {
    public static let example = ProcessingEvent(
        kind: .stepUpdate, job: ProcessingJob.example.uuid, image: ProductImage.example.uuid,
        step: ProcessingStep.Name.classify.rawValue, status: "completed", completed: 2, total: 5,
        data: ProcessingStep.example.result, time: .example)
}
