import Blobs
import Documents
import Foundation
public import Identity
import Logging
import Passwords
import Store
import Vision

/// The media library: the one place where a rule of the product stands. Each thing that it knows has a room, and every
/// surface asks the same rooms.
public final class Library: Sendable {
    let ground: Ground

    /// Who may use it: accounts, sessions, tokens.
    public let accounts: Accounts
    /// What is to be done later: the queue, and what becomes of it.
    public let jobs: Jobs

    /// What is kept of pictures, and what is made of them.
    let media: Media
    let similarImages: SimilarImages
    let texts: PageTexts
    /// What files are, and what stands in them.
    let judge = FileJudge()
    let attachmentTexts: AttachmentTexts
    private let assistant: Assistant
    /// The models that may be asked, and what pictures show in their words.
    let models: Models
    let pictureWords: PictureWords
    /// Pictures that are read and described before their sender has an answer.
    public let describedImages: DescribedImages
    let importRoots: ImportRoots
    private let uploadLimits: UploadLimits
    /// What clients put where blobs live, and have taken in later.
    public let presignedPuts: PresignedPuts

    /// Opens the library in its data folder, making everything that is missing, and the first admin where the settings
    /// name one. Throws `DataFolderError`, `S3SetupError`, `LibraryError`, or `AccountError` where the first admin can't be.
    public static func open(_ settings: LibrarySettings) async throws -> Library {
        let library = try await LibraryError.translating { () async throws -> Library in
            let folder = try DataFolder(preparing: settings.dataFolder)
            let key = try signingKey(settings, folder)
            let ground = Ground(
                store: try Store.open(at: folder.databasePath),
                blobs: try await blobs(settings, folder),
                passwords: try Passwords(
                    cost: settings.passwordCost, lanes: ProcessInfo.processInfo.activeProcessorCount),
                folder: folder,
                clock: settings.clock,
                randomness: settings.randomness,
                log: settings.log)
            return try await Library(ground: ground, signingKey: key, settings)
        }
        if let admin = settings.firstAdmin { try await library.accounts.ensureAdmin(admin) }
        return library
    }

    /// The bucket that the settings name, if it can be used, else the data folder.
    private static func blobs(_ settings: LibrarySettings, _ folder: DataFolder) async throws -> any BlobHome {
        guard let s3 = settings.s3 else { return try BlobFolder(at: folder.blobsPath) }
        let bucket = try BlobBucket(s3, folder: folder.cachePath + "/blobs")
        try await bucket.check()
        return bucket
    }

    /// The key as it stands in the settings or the folder. An empty one would let anybody sign, so it counts as none.
    private static func signingKey(_ settings: LibrarySettings, _ folder: DataFolder) throws -> String {
        guard let key = settings.secretKey, !key.isEmpty else { return try folder.secret(settings.randomness) }
        if key.utf8.count < 32 {
            settings.log.warning("the secret key is shorter than 32 bytes: guessing it lets anybody in")
        }
        return key
    }

    private init(ground: Ground, signingKey: String, _ settings: LibrarySettings) async throws {
        self.ground = ground
        accounts = await Accounts(
            ground: ground, tokens: AccessTokens(signingKey: signingKey),
            attempts: LoginAttempts(isOn: settings.limitsAttempts), presence: Presence(),
            known: KnownTokens(ground.store.commits))
        jobs = Jobs(ground: ground)
        media = try Media(ground, settings.media)
        similarImages = SimilarImages(
            in: ground.folder.cachePath + "/similar", mostEntries: settings.media.indexedHashes,
            fewestWritten: settings.media.fewestHashesWritten)
        texts = PageTexts(ground, codecs: media.codecs, reader: settings.reader)
        models = Models(settings.models)
        pictureWords = PictureWords(models: models, codecs: media.codecs, log: settings.log)
        attachmentTexts = AttachmentTexts(ground, pages: texts)
        assistant = Assistant(ground, models: models, texts: attachmentTexts, pictureWords: pictureWords)
        describedImages = DescribedImages(
            ground: ground, media: media, texts: texts, words: pictureWords, quotaMB: settings.quotaMB,
            readingLine: WaitingLine(running: max(2, settings.media.codecThreads), waiting: 64))
        importRoots = ImportRoots(settings.importRoots)
        uploadLimits = UploadLimits(isOn: settings.limitsUploads)
        presignedPuts = PresignedPuts(ground: ground, signer: PutSigner(signingKey: signingKey))
    }

    /// Writes down what is only in memory and closes the rows. Nothing may be asked of the library afterwards.
    public func shutdown() async throws {
        await models.shutdown()
        await accounts.writeDownWhoWasSeen()
        similarImages.writeDown()
        try await LibraryError.translating { try ground.store.close() }
    }

    /// A photographer's library.
    public var photos: Photos { Photos(ground: ground, media: media) }
    public var photoFiles: PhotoFiles { PhotoFiles(ground: ground, similarImages: similarImages) }
    public var authors: Authors { Authors(ground: ground) }
    public var importSessions: ImportSessions { ImportSessions(ground: ground) }
    public var photoTables: PhotoTables { PhotoTables(ground: ground) }
    public var photoStacks: PhotoStacks { PhotoStacks(ground: ground) }

    /// Pictures whose text is read, as a surface has them.
    public func uploads(on surface: Surface) -> Uploads {
        Uploads(ground: ground, media: media, texts: texts, limits: uploadLimits, surface: surface)
    }

    /// Projects, what is said in them, and the files that it is about.
    public var projects: Projects { Projects(ground: ground) }
    public var conversations: Conversations { Conversations(ground: ground, assistant: assistant) }
    public var attachments: Attachments { Attachments(ground: ground, judge: judge) }

    public var apiTokens: APITokens { APITokens(ground: ground) }

    /// What happens to uploads that are under way.
    public let uploadWatch = UploadWatch()

    /// The model that Ollama is to serve.
    public var localModel: LocalModel { LocalModel(ground: ground, ollama: models.ollama) }

    /// Whether pictures can be described in a mode by more than what is measured.
    public func isConfigured(_ mode: ProcessingMode) -> Bool { models.analyser(mode.provider) != nil }

    /// A catalogue of products, the pictures of them, and what is found in these.
    public var products: Products { Products(ground: ground) }
    public var productImages: ProductImages {
        ProductImages(ground: ground, media: media, presignedPuts: presignedPuts)
    }
    public var imageAnalyses: ImageAnalyses { ImageAnalyses(ground: ground) }
    public var processing: Processing { Processing(ground: ground, jobs: jobs) }

    /// What the jobs of this library are done by, as far as this process can.
    public var jobHandlers: [JobHandler] {
        let examiner = PictureExaminer(ground: ground, codecs: media.codecs, texts: texts, models: models)
        let pictures = PicturePipeline(examiner: examiner).handler
        guard texts.reader != nil else { return [pictures] }
        return [
            pictures, Uploads.readingHandler(texts), Photos.readingHandler(texts),
            Attachments.readingHandler(attachmentTexts),
        ]
    }

    /// The same for jobs that take no work here, but may wait for hours: they should keep no worker from the others.
    public var waitingJobHandlers: [JobHandler] { models.ollama.map { [LocalModel.handler($0)] } ?? [] }
}
