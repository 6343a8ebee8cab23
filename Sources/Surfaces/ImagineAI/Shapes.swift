import Gateway
import Library

// What this dialect answers with, in its document's order and spelling. Analyses and jobs are in the files beside this.

struct UserShape: JSONShape {
    let account: Account

    init(_ account: Account) { self.account = account }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", account.uuid)
        object.write("email", account.email)
        // Accounts of other dialects may have another name, or none.
        object.write("full_name", account.fullName ?? account.displayName ?? account.username)
        object.write("is_active", account.isActive)
        object.write("created_at", UTCTime(account.createdAt))
    }
}

struct TokensShape: JSONShape {
    let access: String
    let refresh: String

    static let example = Self(
        access: "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9…", refresh: String(repeating: "9f8e7d6c", count: 8))

    func write(to object: inout JSONObjectWriter) {
        object.write("access_token", access)
        object.write("refresh_token", refresh)
        object.write("token_type", "bearer")
    }
}

extension TokensShape {
    init(_ signIn: SignIn) {
        self.init(access: signIn.accessToken, refresh: signIn.refreshToken)
    }
}

/// `{items, total, page, page_size, pages}`.
struct PageShape<Item: JSONShape>: JSONShape {
    let items: [Item]
    let total: Int
    let page: Int
    let pageSize: Int

    static var example: Self { Self(items: [.example], total: 10, page: 1, pageSize: 20) }

    func write(to object: inout JSONObjectWriter) {
        object.write("items", items)
        object.write("total", total)
        object.write("page", page)
        object.write("page_size", pageSize)
        object.write("pages", (total + pageSize - 1) / pageSize)
    }
}

struct ProductShape: JSONShape {
    let product: Product

    init(_ product: Product) { self.product = product }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", product.uuid)
        object.write("user_id", product.ownerUUID)
        object.write("title", product.facts.title)
        object.write("description", product.facts.description)
        object.write("category", product.facts.category)
        object.write("subcategory", product.facts.subcategory)
        object.write("ai_description", product.aiDescription)
        object.write("status", product.facts.status.rawValue)
        object.write("metadata_", RawJSON(product.facts.metadata))
        object.write("images", product.images.map(ImageShape.init))
        object.write("created_at", UTCTime(product.createdAt))
        object.write("updated_at", UTCTime(product.updatedAt))
    }
}

struct ImageShape: JSONShape {
    let image: ProductImage

    init(_ image: ProductImage) { self.image = image }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", image.uuid)
        object.write("s3_key", image.objectKey)
        object.write("original_filename", image.filename)
        object.write("content_type", image.mediaType)
        object.write("file_size_bytes", image.sizeBytes)
        object.write("width", image.width)
        object.write("height", image.height)
        object.write("is_primary", image.isPrimary)
        object.write("upload_status", image.state.rawValue)
        object.write("created_at", UTCTime(image.createdAt))
    }
}

/// Where an image is to be put.
struct PresignedShape: JSONShape {
    let uploadURL: String
    let image: String
    let key: String
    let expiresInSeconds: Int

    static let example = Self(
        uploadURL: "http://localhost:8000/api/v1/uploads/object?key=products…&signature=9f8e7d6c…",
        image: ProductImage.example.uuid, key: ProductImage.example.objectKey, expiresInSeconds: 3600)

    func write(to object: inout JSONObjectWriter) {
        object.write("upload_url", uploadURL)
        object.write("image_id", image)
        object.write("s3_key", key)
        object.write("expires_in", expiresInSeconds)
    }
}

/// An image that is there, and is processed now.
struct AcceptedShape: JSONShape {
    let image: String
    let job: ProcessingJob
    let message: String

    static var example: Self {
        Self(image: ProductImage.example.uuid, job: .example, message: "Image processing started")
    }

    func write(to object: inout JSONObjectWriter) {
        object.write("image_id", image)
        object.write("job_id", job.uuid)
        object.write("status", job.status.rawValue)
        object.write("message", message)
    }
}

struct StatsShape: JSONShape {
    let figures: CatalogueFigures

    static var example: Self { Self(figures: .example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("total_products", figures.products)
        object.write("total_images", figures.images)
        object.write("completed_analyses", figures.completedAnalyses)
        object.write("total_defects", figures.defects)
        object.write("active_jobs", figures.activeJobs)
        object.write("avg_processing_time_ms", figures.averageProcessingMilliseconds)
    }
}

struct CategoryShape: JSONShape {
    let category: CategoryCount

    init(_ category: CategoryCount) { self.category = category }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("category", category.category)
        object.write("count", category.count)
    }
}
