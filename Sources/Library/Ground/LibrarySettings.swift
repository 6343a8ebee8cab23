public import Blobs
public import Logging
public import Passwords
public import Vision

/// Everything that a library is opened with. All but the folder has a default.
public struct LibrarySettings: Sendable {
    /// The data folder's path. It is made where it is missing.
    public var dataFolder: String
    /// Signs tokens, as it stands. Nil: the secret that the data folder keeps, made once.
    public var secretKey: String?
    /// The account to make at the start where there is no admin yet.
    public var firstAdmin: FirstAdmin?
    /// Whether failed logins are counted.
    public var limitsAttempts = true
    /// Whether uploads are counted, by account, address and API token.
    public var limitsUploads = true
    /// Folders of this machine that files may be taken in from.
    public var importRoots: [String] = []
    /// What reads text; nil for a process that reads none.
    public var reader: TextReader?
    /// The models that may be asked about pictures.
    public var models = ModelSettings()
    /// What the images may take that one account has described, in units of 1024² bytes.
    public var quotaMB = 5120
    /// A bucket that blobs are kept in; nil for the data folder.
    public var s3: S3Settings?
    public var passwordCost = PasswordCost.standard
    /// How much of the machine pictures may take.
    public var media = MediaSettings()
    public var clock = Clock.system
    public var randomness = Randomness.system
    public var log = Logger(label: "calotype.library")

    public init(dataFolder: String) {
        self.dataFolder = dataFolder
    }

    /// An e-mail and a password from the settings.
    public struct FirstAdmin: Sendable {
        public var email: String
        public var password: String

        public init(email: String, password: String) {
            self.email = email
            self.password = password
        }
    }
}
