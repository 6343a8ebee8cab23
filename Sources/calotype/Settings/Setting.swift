/// Everything that can be set. The raw value is the variable's name; a flag of `serve` is the same without the prefix,
/// in lower case with dashes.
enum Setting: String, CaseIterable {
    case host = "CALOTYPE_HOST"
    case port = "CALOTYPE_PORT"
    case dataDirectory = "CALOTYPE_DATA_DIR"
    case secretKey = "CALOTYPE_SECRET_KEY"
    case adminEmail = "CALOTYPE_ADMIN_EMAIL"
    case adminPassword = "CALOTYPE_ADMIN_PASSWORD"
    case rateLimits = "CALOTYPE_RATE_LIMITS"
    case debugEndpoints = "CALOTYPE_DEBUG_ENDPOINTS"
    case corsOrigins = "CALOTYPE_CORS_ORIGINS"
    case trustedProxies = "CALOTYPE_TRUSTED_PROXIES"
    case importRoots = "CALOTYPE_IMPORT_ROOTS"
    case quotaMB = "CALOTYPE_QUOTA_MB"
    case workers = "CALOTYPE_WORKERS"
    case ollamaURL = "CALOTYPE_OLLAMA_URL"
    case ollamaModel = "CALOTYPE_OLLAMA_MODEL"
    case cloudURL = "CALOTYPE_CLOUD_URL"
    case cloudKey = "CALOTYPE_CLOUD_API_KEY"
    case cloudModel = "CALOTYPE_CLOUD_MODEL"
    case tlsCertificate = "CALOTYPE_TLS_CERT"
    case tlsKey = "CALOTYPE_TLS_KEY"
}
