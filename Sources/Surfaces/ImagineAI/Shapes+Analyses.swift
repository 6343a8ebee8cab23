import Gateway
import Library

struct AnalysisShape: JSONShape {
    let analysis: ImageAnalysis

    init(_ analysis: ImageAnalysis) { self.analysis = analysis }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        let findings = analysis.findings
        object.write("id", analysis.uuid)
        object.write("product_image_id", analysis.imageUUID)
        object.write("model_version", findings?.modelVersion)
        object.write("classification_label", findings?.classification.label)
        object.write("classification_confidence", findings?.classification.confidence)
        object.write("classification_scores", findings?.classification.scores ?? [:])
        object.write("description_text", findings?.description.text)
        object.write("description_model", findings?.description.model)
        object.write("processing_time_ms", findings?.processingMilliseconds)
        object.write("status", analysis.status.rawValue)
        object.write("error_message", analysis.failure)
        object.write("extracted_attributes", (findings?.attributes ?? []).map(AttributeShape.init))
        object.write("detected_defects", (findings?.defects ?? []).map(DefectShape.init))
        object.write("created_at", UTCTime(analysis.createdAt))
        object.write("updated_at", UTCTime(analysis.updatedAt))
    }
}

struct AttributeShape: JSONShape {
    let attribute: PictureAttribute

    init(_ attribute: PictureAttribute) { self.attribute = attribute }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", attribute.id)
        object.write("attribute_name", attribute.name)
        object.write("attribute_value", attribute.value)
        object.write("confidence", attribute.confidence)
    }
}

struct DefectShape: JSONShape {
    let defect: PictureDefect

    init(_ defect: PictureDefect) { self.defect = defect }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", defect.id)
        object.write("defect_type", defect.type)
        object.write("severity", defect.severity.rawValue)
        object.write("confidence", defect.confidence)
        object.write("bounding_box", defect.box.map(BoxShape.init))
        object.write("description", defect.description)
    }
}

/// In pixels of the upright image.
struct BoxShape: JSONShape {
    let box: PictureDefect.Box

    init(_ box: PictureDefect.Box) { self.box = box }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("x", box.x)
        object.write("y", box.y)
        object.write("width", box.width)
        object.write("height", box.height)
    }
}

struct RetryShape: JSONShape {
    let job: ProcessingJob

    static var example: Self { Self(job: .example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("job_id", job.uuid)
        object.write("status", job.status.rawValue)
        object.write("message", "Analysis retry started")
    }
}
