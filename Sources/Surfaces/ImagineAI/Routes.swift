public import Gateway
import HTTPTypes
import Identity
public import Library

extension Dialect {
    /// ImagineAI: a product catalogue with analysis jobs and live progress. Its document is `seeds/imagineai.md`.
    public static func imagineAI(_ library: Library) -> Dialect {
        let api = Handlers(library: library)
        return Dialect(
            .imagineAI, title: "ImagineAI", basePaths: ["/api/v1", "/ws"],
            routes: api.accountRoutes + api.productRoutes + api.uploadRoutes + api.analysisRoutes + api.jobRoutes
                + api.dashboardRoutes,
            refusal: ImagineAIError.refusal, errorBody: ImagineAIError.write)
    }
}

/// What the handlers, in the files by subject, are methods of.
struct Handlers: Sendable {
    let library: Library
}

/// Bytes that a file may have.
let fileLimitBytes = 50 << 20

/// The document's tiers: by account where there is one, else by address. What changes a product is in none.
extension RateTier {
    static let authentication = RateTier("imagineai authentication", limit: 10, perSeconds: 60)
    static let uploads = RateTier("imagineai uploads", limit: 30, perSeconds: 60)
    static let analysis = RateTier("imagineai analysis", limit: 60, perSeconds: 60)
    static let reads = RateTier("imagineai reads", limit: 120, perSeconds: 60)
}

// The table: method, path, who may, types.

extension Handlers {
    var accountRoutes: [Route] {
        let tag = RouteOptions(tier: .authentication, tag: "Authentication")
        return [
            .post(
                "/api/v1/auth/register", "Make an account", access: .anyone, body: RegisterBody.self, status: .created,
                returns: UserShape.self, options: tag, register),
            .post(
                "/api/v1/auth/login", "Log in by e-mail or username", access: .anyone, body: LoginBody.self,
                returns: TokensShape.self, options: tag, login),
            .post(
                "/api/v1/auth/refresh", "New tokens for a refresh token, which is used up", access: .anyone,
                body: RefreshBody.self, returns: TokensShape.self, options: tag, refresh),
            .get(
                "/api/v1/auth/me", "Who is logged in", returns: UserShape.self,
                options: RouteOptions(tier: .reads, tag: "Authentication"), me),
            .silent(.post, "/api/v1/auth/logout", "Log out", options: tag, logout),
        ]
    }

    var productRoutes: [Route] {
        let read = RouteOptions(tier: .reads, tag: "Products")
        let change = RouteOptions(tag: "Products")
        return [
            .get(
                "/api/v1/products", "List products, newest first", query: Query.products,
                returns: PageShape<ProductShape>.self, options: read, listProducts),
            .post(
                "/api/v1/products", "Make a product", body: ProductBody.self, status: .created,
                returns: ProductShape.self, options: change, addProduct),
            .get(
                "/api/v1/products/{product_id}", "One product with its images", access: .owner,
                returns: ProductShape.self, options: read, product),
            .patch(
                "/api/v1/products/{product_id}", "Change a product", access: .owner, body: ProductChangeBody.self,
                returns: ProductShape.self, options: change, updateProduct),
            .silent(
                .delete, "/api/v1/products/{product_id}", "Delete a product with its images and their analyses",
                access: .owner, options: change, deleteProduct),
            .get(
                "/api/v1/products/{product_id}/analysis", "What was found in a product's images", access: .owner,
                returns: [AnalysisShape].self, options: read, productAnalyses),
        ]
    }

    var uploadRoutes: [Route] {
        let tag = RouteOptions(tier: .uploads, tag: "Uploads", refuses: [.notFound, .conflict])
        return [
            .post(
                "/api/v1/uploads/presigned-url", "A URL to put an image at", body: PresignedBody.self,
                returns: PresignedShape.self, options: tag, presign),
            PresignedPutRoute.route(library, limitBytes: fileLimitBytes),
            .post(
                "/api/v1/uploads/confirm", "Take in what was put, and process it", body: ConfirmBody.self,
                returns: AcceptedShape.self, options: tag, confirm),
            .post(
                "/api/v1/uploads/direct", "Upload an image and process it", query: [Query.productID],
                takes: [.form([.file("file"), .text("product_id")], fileLimitBytes: fileLimitBytes)],
                returns: AcceptedShape.self,
                options: RouteOptions(
                    tier: .uploads, description: "product_id is a field of the form, or stands in the query.",
                    tag: "Uploads", refuses: [.notFound, .unsupportedMediaType]),
                uploadDirectly),
        ]
    }

    var analysisRoutes: [Route] {
        [
            .get(
                "/api/v1/analysis/{image_id}", "What was found in an image", access: .owner,
                returns: AnalysisShape.self, options: RouteOptions(tier: .reads, tag: "Analysis"), analysis),
            .post(
                "/api/v1/analysis/{image_id}/retry", "Process an image once more", access: .owner,
                returns: RetryShape.self,
                options: RouteOptions(tier: .analysis, tag: "Analysis", refuses: [.conflict]), retryAnalysis),
        ]
    }

    var jobRoutes: [Route] {
        let read = RouteOptions(tier: .reads, tag: "Processing")
        let change = RouteOptions(tier: .analysis, tag: "Processing", refuses: [.notFound, .conflict])
        return [
            .post(
                "/api/v1/batch", "Process many images of a product in one job", body: BatchBody.self,
                status: .created, returns: JobShape.self, options: change, addBatch),
            .get(
                "/api/v1/batch/{job_id}", "How far a job has got", access: .owner, returns: JobShape.self,
                options: read, job),
            .silent(
                .delete, "/api/v1/batch/{job_id}", "Cancel a job", access: .owner, options: change, cancelJob),
            .get(
                "/api/v1/jobs", "List jobs, newest first", query: Query.jobs, returns: JobListShape.self,
                options: read, listJobs),
            .get(
                "/api/v1/jobs/{job_id}", "One job with all its steps", access: .owner, returns: JobShape.self,
                options: read, job),
            .webSocket(
                "/ws/processing/{job_id}", "Follow a job: what has happened, then what happens, to its end",
                options: RouteOptions(socketLimit: 5, tag: "Processing"), followJob),
        ]
    }

    var dashboardRoutes: [Route] {
        let tag = RouteOptions(tier: .reads, tag: "Dashboard")
        return [
            .get("/api/v1/dashboard/stats", "How much there is", returns: StatsShape.self, options: tag, stats),
            .get(
                "/api/v1/dashboard/recent", "The newest ten jobs", returns: [RecentJobShape].self, options: tag,
                recent),
            .get(
                "/api/v1/dashboard/category-distribution", "How many products each category has",
                returns: [CategoryShape].self, options: tag, categories),
        ]
    }
}

/// The query values.
enum Query {
    static let category = QueryField.text("category", "Products of this category")
    static let productStatus = QueryField<Product.Status?>.optionalChoice("status", "Products in this state")
    static let search = QueryField<String?>(
        "search", "Words that title or description have", schema: ["type": "string", "maxLength": 1000]
    ) { text throws(FieldFault) in
        guard let text, !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= 1000 else { throw .invalid("must be at most 1000 characters long") }
        return text
    }
    static let page = QueryField.integer("page", 1...1_000_000, default: 1, "Counted from 1")
    static let pageSize = QueryField.integer("page_size", 1...100, default: 20)
    static let products: [any QueryDeclaration] = [category, productStatus, search, page, pageSize]

    static let jobStatus = QueryField<ProcessingJob.Status?>.optionalChoice("status", "Jobs in this state")
    static let limit = QueryField.integer("limit", 1...100, default: 20)
    static let offset = QueryField.integer("offset", 0...Int.max, default: 0)
    static let jobs: [any QueryDeclaration] = [jobStatus, limit, offset]

    static let productID = QueryField.text("product_id", "The product, where the form does not name it")
}
